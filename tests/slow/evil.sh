#!/bin/bash
# 100,000 answers of evil workers (tests/cases/evil.sh).
ROUNDS=100000 exec bash "${srcdir:?}/tests/cases/evil.sh"
