#!/bin/bash
# Every allocation and every write fails once (tests/cases/faults.sh).
ALL=yes exec bash "${srcdir:?}/tests/cases/faults.sh"
