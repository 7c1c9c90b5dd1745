#!/bin/bash
# -c, -l, -L, -q and what they exit with.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
printf 'QXPELICAN\nQXHERON\n' >two.txt
echo plain >none.txt

annotate -c two.txt; exits 0; out_is '2\n'
annotate -c two.txt none.txt; exits 0; out_is 'two.txt:2\nnone.txt:0\n'
annotate -c none.txt; exits 1; out_is '0\n'
annotate -l two.txt none.txt; exits 0; out_is 'two.txt\n'
annotate -L two.txt none.txt; exits 0; out_is 'none.txt\n'
annotate -L none.txt; exits 1; out_is 'none.txt\n'
annotate -l -0 two.txt; exits 0; out_is 'two.txt\0'
annotate -q two.txt no-such-file; exits 0; out_is ''
annotate -q none.txt; exits 1; out_is ''
annotate -q none.txt no-such-file; exits 2; out_is ''
annotate -c no-such-file two.txt; exits 2; out_is 'two.txt:2\n'
annotate --country=IR -c two.txt; out_is '1\n'
annotate --min-confidence=1 -c two.txt; exits 1; out_is '0\n'

# Every stage can be looked at.
for stage in open read tokenize match score; do
    annotate --dump=$stage two.txt
    exits 0; silent; out_has 'document	two.txt'
done
out_has 'mention	0	9	'
annotate --dump=match two.txt; out_has 'candidate	0	9	identical	0x0	QXPELICAN'
annotate --dump=tokenize two.txt; out_has '	qxpelican'
annotate --dump=read two.txt; out_has 'text	10	18	10	18	QXHERON\x0a'
finish
