#!/bin/bash
# All hostile documents of tests/cases/hostile-mocks.sh, with 300 MiB a worker.
ALL=yes exec bash "${srcdir:?}/tests/cases/hostile-mocks.sh"
