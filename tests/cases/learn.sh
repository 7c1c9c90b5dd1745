#!/bin/bash
# learn: weights from labels, the same on every run; a model that can be used; explain shows it.
# shellcheck disable=SC1091,SC2059,SC2154 # lib.sh sets the names; formats are given as arguments
. "$srcdir/tests/cases/lib.sh"

english="--language=$srcdir/tests/hunspell/test"
mkdir docs
printf 'file\tstart\tend\tname\tlabel\tclass\n' >docs/labels.tsv
for i in $(seq 1 30); do
    printf 'On Monday QXHERON met the officers.\nHis qxheron was there.\n' >"docs/$i.txt"
    printf '%s.txt\t10\t17\tQXHERON\t1\tcapitals\n' "$i" >>docs/labels.tsv
    printf '%s.txt\t40\t47\t-\t0\tsmall\n' "$i" >>docs/labels.tsv
done

learn() { run "$CRYPTONYM" learn -d "$work/names.tsv" "$english" weights "$@"; }

learn docs/labels.tsv -o first.model
exits 0; silent
out_has '5-fold cross-validation by record'
grep -q '^capitals  *30  *30  1.0000' out || fail "thirty capitals should be right"
grep -q '^small  *30  *30  1.0000' out || fail "thirty small ones should be refused"
grep -q '^on 60 labels of labels.tsv$' first.model || fail "the model should say its labels"
grep -q '^term case_lower .* fitted ' first.model || fail "case_lower should be fitted"
grep -q '^term header_for .* prior ' first.model || fail "header_for should keep its prior"
learn docs/labels.tsv -o second.model
cmp -s first.model second.model || fail "the model should be the same again"

# the model is used: what was labelled as no name is refused now
annotate --model=first.model --format=lines docs/1.txt
exits 0; out_has ':1:11: info: QXHERON'; out_lacks ':2:5:'

# a gzip of labels, elsewhere
mkdir elsewhere
gzip -c docs/labels.tsv >elsewhere/l.tsv.gz
learn --root=docs --folds=3 elsewhere/l.tsv.gz
exits 0; out_has '3-fold'

# how common words are, counted in documents; a table that is then used
mkdir prose tables
for i in 1 2 3 4 5; do echo "Mother said so. His mother QXHERON has papers." >"prose/$i.txt"; done
run "$CRYPTONYM" learn words "$english" prose -o tables/default.words
exits 0; silent
grep -qx 'on 5 documents, 40 words' tables/default.words || fail "the table should say what was counted"
grep -qx 'mother 1250000 1250000' tables/default.words || fail "mother stands five times each way"
! grep -q qxheron tables/default.words || fail "what is no word has no place in the table"
run env CRYPTONYM_PATH="tables:$CRYPTONYM_PATH" "$CRYPTONYM" annotate -d "$work/names.tsv" \
    "$english" docs/1.txt
exits 0; silent
run "$CRYPTONYM" learn words "$english" missing -o none.words
exits 2; err_has 'missing: error: cannot open'
[ ! -e none.words ] || fail "there is nothing to write"
run "$CRYPTONYM" learn words "$english" prose missing -o some.words
exits 2; err_has 'missing: error: cannot open'
cmp -s some.words tables/default.words || fail "what could be read should be counted"
echo 'cryptonym-words 9' >tables/default.words
run env CRYPTONYM_PATH="tables:$CRYPTONYM_PATH" "$CRYPTONYM" annotate -d "$work/names.tsv" \
    "$english" docs/1.txt
exits 2; err_has 'tables/default.words:1:1: error: table of words not understood'

learn; exits 2; err_has 'weights LABELS'
learn --folds=1 docs/labels.tsv; exits 2
learn nothing.tsv; exits 2; err_has 'nothing.tsv'
learn docs/labels.tsv -o no/such/folder/x.model; exits 2

# explain: every term of a place, also of one not reported; the nearest name of a word
explain() { run "$CRYPTONYM" explain -d "$work/names.tsv" "$english" "$@"; }
explain docs/1.txt:1
exits 0; silent
out_has 'docs/1.txt:1:11: QXHERON: reported'
out_has 'the tower (QXHERON, birds), identical'
out_has 'named_scheme'; out_has ' prior '; out_has 'calibration'; out_has 'none of it'
explain --model=first.model docs/1.txt:2:5
exits 0; out_has 'qxheron: not reported: below --min-confidence'; out_has 'case_lower'
printf 'one\nA QXPELIKAN came.\n' >near.txt
explain --confusions=none near.txt:2:3
exits 1; out_has 'near.txt:2:3: QXPELIKAN: no name'; out_has 'nearest is QXPELICAN, 1 letter away'
explain near.txt:9; exits 2; err_has 'there is no line 9'
explain near.txt; exits 2; err_has 'FILE:LINE'
explain missing.txt:1; exits 2; err_has 'missing.txt'
printf 'cryptonym-model 1\nterm nonsense 1 1 1 prior x\n' >bad.model
explain --model=bad.model docs/1.txt:1
exits 2; err_has 'bad.model:2:1'; err_has 'no such term'
finish
