#!/bin/bash
# Jobs, locale, environment, read size, sandbox and order of dictionaries, each with each
# (tests/cases/matrix.sh).
ALL=yes exec bash "${srcdir:?}/tests/cases/matrix.sh"
