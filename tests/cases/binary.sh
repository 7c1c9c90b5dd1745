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
# Text that stands in it as bytes is searched; it is said that this is not all.
searched_as() {
    annotate --format=jsonl "$1"; exits 2
    out_has '"status":"partial"'; out_has '"name":"QXPELICAN"'; err_has "$2"
}
printf '\377WPC\253\033\0\0\001\n\0\0\0 QXPELICAN is here\n' >paper.wp
searched_as paper.wp 'WordPerfect'
printf '0\200\006\011*\206H\206\367\r\001\007\002\240\200 QXPELICAN is here\n' >paper.p7m
searched_as paper.p7m 'signed'
printf '0\200\006\011*\206H\206\367\r\001\007\003\240\200 QXPELICAN is here\n' >sealed.p7m
annotate --format=jsonl sealed.p7m; exits 1; out_has '"status":"encrypted"'

# Nobody knows what it is, but text it is not; however many work at it.
printf 'QXPELICAN is here\n' >unknown.bin
for _ in $(seq 300); do printf '\001\002\003\004\005\006\016\017\020data\377\n'; done >>unknown.bin
searched_as unknown.bin 'no known kind'
for _ in $(seq 16); do cat unknown.bin unknown.bin; done >twice.bin
for _ in $(seq 64); do cat twice.bin; done >large.bin # enough for several workers
same_jobs 'binary data' --format=jsonl large.bin
out_has '"status":"partial"'

# Holes, separators and marks of printers are in texts.
{
    printf 'QXPELICAN is here\n'
    head -c 300 /dev/zero
    printf 'N\bNA\bA\n8=FIX\0019=178\00135=8\001\033[1mbold\033[0m\f\n'
} >text.txt
annotate --format=jsonl text.txt; exits 0; out_has '"status":"ok"'
annotate -L picture.jpg good.txt; out_is ''
finish
