#!/bin/bash
# evaluate: figures of labels made by hand, partial and exhaustive, and the baseline's exit status.
# shellcheck disable=SC1091,SC2059,SC2154 # lib.sh sets the names; formats are given as arguments
. "$srcdir/tests/cases/lib.sh"
mkdir docs
printf 'QXPELICAN met QXHERON.\nqxpelican-3 went home.\n' >docs/a.txt
printf 'Nothing but QXHERON here.\n' >docs/b.txt
printf '\377\376Q\0X\0H\0E\0R\0O\0N\0\n\0' >docs/c.txt

# 0 QXPELICAN, 14 QXHERON, 23 qxpelican-3; "met" is no name; b.txt's is not labelled.
cat >docs/labels.tsv <<'END'
file	start	end	surface	name	label	class	base_end	aux
a.txt	0	9	QXPELICAN	QXPELICAN	1	identical	9	none
a.txt	10	13	met	-	0	neg lower	13	MET
a.txt	14	21	QXHERON	QXSTORK	1	identical	21	none
a.txt	23	34	qxpelican-3	QXPELICAN-3	1	case/spacing	32	ok
b.txt	0	7	Nothing	-	0	neg lower	7	-
c.txt	2	16	QXHERON	QXHERON	1	identical	16	none
END

evaluate() {
    run "$CRYPTONYM" evaluate -d "$work/names.tsv" --language="$srcdir/tests/hunspell/test" \
        --format=tsv "$@"
}
line() { grep -q "^$(printf "$1")" out || fail "a line should begin with: $1"; }

evaluate docs/labels.tsv
exits 0; silent
line 'documents\t\t\t\t3\t'
line 'names to find\t\t\t\t4\t'
line 'wrong names\t\t\t\t1\t'
line 'mentions without a label\t\t\t\t1\t'
line 'recall\t0.7500\t.*\t3\t4$'
line 'precision\t0.7500\t.*\t3\t4$'
line 'strict recall\t0.7500\t.*\t3\t4$'
line 'member numbers\t1.0000\t.*\t3\t3$'
line 'case/spacing\t1\t1\t1\t0\t0'
line 'neg lower\t0\t0\t0\t0\t0\t0\t2\t0\t-'

evaluate --exhaustive docs/labels.tsv
exits 0; line 'false alarms\t\t\t\t1\t'; line 'precision\t0.6000\t.*\t3\t5$'
evaluate --exhaustive --without='case/spacing,neg lower' docs/labels.tsv
line 'recall\t0.6667\t.*\t2\t3$'

# gzip, another folder, a file that is not there
mkdir elsewhere
gzip -c docs/labels.tsv >elsewhere/labels.tsv.gz
evaluate --root=docs elsewhere/labels.tsv.gz; exits 0; line 'recall\t0.7500'
printf 'missing.txt\t0\t7\tNothing\t-\t0\tneg lower\t7\t-\n' | cat docs/labels.tsv - >docs/more.tsv
evaluate docs/more.tsv; exits 2; err_has 'missing.txt'; line 'recall\t0.7500'
sed 's/QXPELICAN\tQXPEL/QXPELICAM\tQXPEL/' docs/labels.tsv >docs/other.tsv
evaluate docs/other.tsv; exits 0; err_has 'other text stands at a labelled place'
evaluate docs/a.txt; exits 2; err_has 'no header row'
evaluate docs/none.tsv; exits 2; err_has 'none.tsv'
evaluate; exits 2; err_has 'LABELS'
evaluate --update docs/labels.tsv; exits 2; err_has '--baseline'

# Labels in sets, and probabilities cut and banded: three names reported and a fourth that was none
# of them; nothing here is garbled.
evaluate --exhaustive docs/labels.tsv
line 'all\t4\t3\t0.7500\t0.6000\t'
line 'hard (F1\*)\t1\t1\t1.0000\t0.5000\t0.6667\t'
! grep -q '^garbled' out || fail 'there are no garbled places'
line '0.50\t5\t3\t0.7500\t0.6000\t0.6667$'
line '0.0\t1.0\t8\t'

# The plot: XML, with the numbers that were printed; the same on every run.
evaluate --exhaustive --calibration=plot.svg docs/labels.tsv; exits 0; silent
cp plot.svg first.svg
if command -v python3 >/dev/null; then
    python3 "$srcdir/tests/cases/plot.py" plot.svg out || fail 'the plot should hold what was printed'
else
    skip 'the inside of the plot: there is no python3'
fi
evaluate --exhaustive --calibration=plot.svg docs/labels.tsv
cmp -s plot.svg first.svg || fail 'the plot should be the same again'
[ -z "$(find . -name '.cryptonym-*')" ] || fail 'no temporary should stay'
evaluate --calibration=no/such/folder.svg docs/labels.tsv; exits 2; err_has 'no/such/folder.svg: error: cannot write'
evaluate --calibration=docs docs/labels.tsv; exits 2; err_has 'docs: error: cannot write'
cp docs/labels.tsv kept.labels
evaluate --calibration=docs/labels.tsv docs/labels.tsv; exits 2; err_has 'the input is also the output'
cmp -s docs/labels.tsv kept.labels || fail 'the labels should be as they were'
evaluate --calibration=plot.svg docs/none.tsv; exits 2
cmp -s plot.svg first.svg || fail 'an old plot should stay where there is no new one'
if [ -c /dev/full ]; then
    evaluate --calibration=/dev/full docs/labels.tsv
    exits 2; err_has '/dev/full: error: cannot write: No space left on device'
fi

# The baseline: written, met, lost, lost within the tolerance, gained.
evaluate --baseline=base.tsv docs/labels.tsv; exits 2
evaluate --baseline=base.tsv --update docs/labels.tsv; exits 0
evaluate --baseline=base.tsv docs/labels.tsv; exits 0; out_has '0 gained, 0 lost'
cp base.tsv kept.tsv
printf 'name\tmeaning\nQXHERON\tthe tower\n' >fewer.tsv
worse() {
    run "$CRYPTONYM" evaluate -d ./fewer.tsv --language="$srcdir/tests/hunspell/test" \
        --baseline=base.tsv "$@" docs/labels.tsv
}
worse; exits 1; out_has '0 gained, 2 lost'
out_has 'lost    a.txt:0-9: QXPELICAN: missed, was found'
cmp -s base.tsv kept.tsv || fail 'the baseline should be as it was'
worse --tolerance=0.3; exits 1
worse --tolerance=0.4; exits 0
worse --update; exits 0
evaluate --baseline=base.tsv docs/labels.tsv; exits 0; out_has '2 gained, 0 lost'
evaluate --baseline=docs/labels.tsv docs/labels.tsv; exits 2; err_has 'not a result saved'
finish
