#!/bin/bash
# Killed 200 times over hundreds of documents.
KILLS=200 FILES=300 exec bash "${srcdir:?}/tests/cases/killed.sh"
