#!/bin/bash
# Known binary types are unsupported: said, and never read as text; trouble with --strict only.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
echo 'QXPELICAN is here' >good.txt
printf '\377\330\377\340\0\020JFIF\0\001 QXHERON QXHERON' >picture.jpg
printf 'SQLite format 3\0\020\0\001\001 QXHERON\n' >paper.txt

annotate picture.jpg; exits 1; out_lacks QXHERON; err_has 'picture.jpg'; err_has 'JPEG'
annotate paper.txt; exits 1; out_lacks QXHERON; err_has 'paper.txt'; err_has 'SQLite'
annotate picture.jpg paper.txt good.txt
exits 0; out_has 'QXPELICAN⟦'; out_lacks QXHERON
err_has '2 of 3 documents were not read in full: 2 unsupported'
annotate --strict picture.jpg good.txt; exits 2; out_has 'QXPELICAN⟦'
annotate --format=jsonl picture.jpg; exits 1; out_has '"status":"unsupported"'
annotate -L picture.jpg good.txt; out_is ''
finish
