#!/bin/bash
# 200 kills (tests/cases/kills.sh).
KILLS=200 exec bash "${srcdir:?}/tests/cases/kills.sh"
