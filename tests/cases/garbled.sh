#!/bin/bash
# Garbled names: confusions learned from labels, tables by name and path, what is shown of them, and
# the same bytes however the input comes.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"

printf '# scheme: agents\nname\tmeaning\n' >agents.tsv
printf 'AMBIDDY\tan exile\nLITEMPO\ta station\nLIRING\ta set of taps\n' >>agents.tsv
english="--language=$srcdir/tests/hunspell/test"
decode() { run "$CRYPTONYM" annotate -d ./agents.tsv "$english" "$@"; }
explain() { run "$CRYPTONYM" explain -d ./agents.tsv "$english" "$@"; }
printf 'AMBIDDY told us of the tower.\nThen ANBIDDY came, and ANBIDDY-3.\n' >memo.txt

# ---- learn confusions ----

{
    printf 'file\tstart\tend\tsurface\tname\tlabel\tclass\tbase_end\n'
    for i in 1 2 3 4 5 6 7 8 9; do
        printf '%d.txt\t0\t7\tANBIDDY\tAMBIDDY\t1\tgarbled\t7\n' $i
        printf '%d.txt\t8\t17\tAMBIDDY-3\tAMBIDDY-3\t1\tidentical\t15\n' $i
    done
    for i in 1 2 3; do
        printf '%d.txt\t20\t28\tARNBIDDY\tAMBIDDY\t1\tgarbled\t28\n' $i
        printf '%d.txt\t30\t38\tLITEM PO\tLITEMPO\t1\tspacing\t38\n' $i
        printf '%d.txt\t40\t46\tLIKING\t-\t0\tneg word\t46\n' $i
    done
} >labels.tsv
learn() { run "$CRYPTONYM" learn confusions "$@"; }
learn labels.tsv
exits 0; silent
grep -qx 'cryptonym-confusions 1' out || fail 'the table should begin with its version'
grep -qx 'on 21 names of labels.tsv' out || fail 'the table should say what was counted'
grep -qx 'M M 9' out || fail 'M was nine times read right'
grep -qx 'M N 9' out || fail 'M was nine times read as N'
grep -qx 'M RN 3' out || fail 'M was three times read as RN'
grep -qx 'D D 42' out || fail 'D was read right'
[ "$(grep -c '^[A-Z-]' out)" -eq 8 ] || fail 'nothing else was counted'
learn labels.tsv -o own.confusions
exits 0; silent
run cat own.confusions
learn labels.tsv
cmp -s out own.confusions || fail 'the table should be the same again'
gzip -c labels.tsv >more.tsv.gz
learn labels.tsv more.tsv.gz
exits 0
grep -qx 'on 21 names of more.tsv.gz' out || fail 'the table should name both files'
grep -qx 'M RN 6' out || fail 'both files should count'

learn; exits 2; err_has 'learn confusions takes files of labels'
learn none.tsv -o new.confusions; exits 2; err_has 'none.tsv'
[ ! -e new.confusions ] || fail 'there is nothing to write'
printf 'no header\n' >broken.tsv
learn broken.tsv; exits 2; err_has 'no header row'
printf 'file\tstart\tend\tlabel\n1.txt\t1\t3\t0\n' >negative.tsv
learn negative.tsv -o own.confusions; exits 2; err_has 'no label says'
grep -q 'M RN 3' own.confusions || fail 'the old table should stay'
printf '1.txt\t9\t3\tx\tAMBIDDY\t1\tx\t3\n' | cat labels.tsv - >one-bad.tsv
learn one-bad.tsv; exits 2; err_has 'one-bad.tsv:29:'; out_has 'M N 9'
learn labels.tsv -o no/such/folder/x; exits 2

# ---- annotate ----

decode memo.txt
exits 0; silent
out_has 'Then ANBIDDY⟦AMBIDDY: an exile 0.'
out_has 'and ANBIDDY-3⟦AMBIDDY: an exile 0.'
cp out plain
for style in inline margin footnotes; do
    decode --style=$style memo.txt
    cp out annotated
    run "$CRYPTONYM" strip annotated
    cmp -s out memo.txt || fail "the memo should come back, style $style"
done
decode --format=jsonl memo.txt
exits 0; out_has '"surface":"ANBIDDY","name":"AMBIDDY"'; out_has '"match":"garbled"'; out_has '"member":3'
decode --dump=match memo.txt
exits 0; out_has 'identical'; out_lacks 'garbled'
cp out dumped
decode --dump=match --confusions=none memo.txt
cmp -s out dumped || fail 'the first finders should not know of confusions'

# ---- tables ----

decode --confusions=none memo.txt
exits 0; silent; out_has 'AMBIDDY⟦an exile'; out_has 'Then ANBIDDY came'
decode --confusions=none --format=jsonl memo.txt
out_lacks 'garbled'
decode --confusions=./own.confusions memo.txt
exits 0; silent; out_has 'Then ANBIDDY⟦AMBIDDY: an exile 0.'
decode --confusions=typewriter memo.txt
exits 0; cmp -s out plain || fail 'the table of the model should be the one of typewriters'

# Two names, a letter from what stands there; V is beside B on the keyboard, K is not.
printf '# scheme: keys\nname\tmeaning\nMERLIK\ta ring\nMERLIV\ta vine\n' >keys.tsv
printf 'The MERLIB came. An ANBICDY too.\n' >typed.txt
typed() { run "$CRYPTONYM" "$1" -d ./keys.tsv -d ./agents.tsv "$english" "${@:2}"; }
typed annotate --confusions=digital --min-confidence=0 --format=jsonl typed.txt
exits 0; silent
out_has '"surface":"MERLIB","name":"MERLIV"'
out_lacks '"surface":"ANBICDY"' # two slips are too rare where the name stands nowhere else
typed annotate --confusions=neutral --min-confidence=0 --format=jsonl typed.txt
exits 0; silent
out_has '"surface":"MERLIB"'; out_has '"surface":"ANBICDY"'
typed explain --confusions=digital typed.txt:1:5
exits 0; out_has 'read: V→B -7.6,'; out_has 'read: K→B -13.'
typed explain --confusions=neutral typed.txt:1:5
exits 0; out_has 'read: V→B -6.8,'; out_has 'read: K→B -6.8,'
[ "$(grep '^    sum ' out | uniq | wc -l)" -eq 1 ] || fail 'no letter should be likelier than another'

# One of the same name in a folder before.
printf 'cryptonym-confusions 1\n' >neutral.confusions
run env CRYPTONYM_PATH="$work:$CRYPTONYM_PATH" "$CRYPTONYM" annotate -d ./agents.tsv "$english" \
    --confusions=neutral memo.txt
exits 0; silent; out_has 'Then ANBIDDY'

decode --confusions=missing memo.txt
exits 2; err_has 'no such table of confusions; set CRYPTONYM_PATH: missing'; out_is ''
decode --confusions=./missing memo.txt; exits 2; err_has './missing: error: cannot'
printf 'cryptonym-confusions 1\nM M 3\nM RNI 3\n' >bad.confusions
decode --confusions=bad.confusions memo.txt
exits 2; err_has 'bad.confusions:3:1: error: table of confusions not understood'; out_is ''
: >empty.confusions
decode --confusions=empty.confusions memo.txt; exits 2; err_has 'empty.confusions'

# ---- explain ----

explain memo.txt:2:6
exits 0; silent
out_has 'memo.txt:2:6: ANBIDDY: reported'
out_has 'an exile (AMBIDDY, agents), garbled'
out_has 'read: M→N -'; out_has 'the letters that were read right -'
out_has 'garble_cost'; out_has 'garble_stands'; out_lacks 'row_of_its_own'
printf 'A ARNBIDDY and a LITEMPQ.\n' >steps.txt
explain --confusions=./own.confusions steps.txt:1:3
exits 0; out_has 'read: M→RN -'
explain --confusions=./own.confusions steps.txt:1:18
exits 0; out_has 'read: O→Q -'
explain --confusions=none steps.txt:1:3
exits 1; out_has 'no name of the dictionaries; the nearest is AMBIDDY'

# ---- the same bytes however they come ----

mkdir in
{
    i=0
    while [ $i -lt 200 ]; do
        echo "line $i: AMBIDDY by ANBIDDY-$i, the LIT!MPO and LITE"
        echo "MPO; LIXING at RYBATANBIDDY, AMBI DDX, @MBIDDY $i and LI TEMPQ"
        printf '%01500d\n' 0 | sed 's/0000/wor /g'
        i=$((i + 1))
    done
} >in/long.txt
cp memo.txt steps.txt in
same_bytes() { # OPTION...: as without it
    decode "$@" in
    cmp -s out want || fail "$* should not matter"
}
decode --format=jsonl in
exits 0
cp out want
[ "$(grep -c ANBIDDY want)" -gt 200 ] || fail 'there should be output'
for option in --jobs=1 --jobs=3 --read-size=1 --read-size=7 --read-size=4096; do
    same_bytes --format=jsonl $option
done
decode in
cp out want
same_bytes --jobs=3 --read-size=11
run "$CRYPTONYM" strip want
cat in/long.txt in/memo.txt in/steps.txt | cmp -s - out || fail 'the folder should come back'

# ---- a large text, in pieces, its seams cutting names at every other byte ----

# Windows begin every 262144 bytes. Nine units of names stand there, two bytes further each time.
seams=36
for i in 1 2 3 4 5 6 7 8 9; do
    printf 'AMBIDDY, @MBIDDY and LITE\nMPO, LIT!MPO LIXING-3 ANBIDDY-12.\n'
done >dense.txt
yes 'The mother of the boy had all of her papers with her.' |
    head -c $((262144 + 2 - $(wc -c <dense.txt))) >filler.txt
{
    head -c 261800 filler.txt
    i=0
    while [ $i -lt $seams ]; do cat dense.txt filler.txt; i=$((i + 1)); done
} >large.txt
for confusions in typewriter ./own.confusions; do
    decode --format=lines --min-confidence=0 --confusions=$confusions --jobs=1 large.txt
    exits 0
    cp out want
    sed 's/^[^ ]* info: //; s/ \[[0-9.]*\]$//' out | sort | uniq -c >counted
    [ "$(wc -l <counted)" -ge 6 ] || fail "names should be found: $(cat counted)"
    [ "$(awk '{ print $1 }' counted | sort -u)" = $((9 * seams)) ] ||
        fail "no seam should lose a name: $(cat counted)"
    decode --format=lines --min-confidence=0 --confusions=$confusions --jobs=3 large.txt
    cmp -s out want || fail 'pieces should not matter'
done

# ---- weights: the labels' own table is counted again without the fold at hand ----

mkdir docs
{
    printf 'file\tstart\tend\tsurface\tname\tlabel\tclass\tstands_for\n'
    for i in $(seq 1 30); do
        printf 'On Monday AMBIDDY and ANBIDDY met.\nHis anbiddy was there.\n' >"docs/$i.txt"
        printf '%s.txt\t10\t17\tAMBIDDY\tAMBIDDY\t1\tcapitals\t1\n' "$i"
        printf '%s.txt\t22\t29\tANBIDDY\tAMBIDDY\t1\tgarbled\t2\n' "$i"
        printf '%s.txt\t39\t46\tanbiddy\t-\t0\tsmall\t9\n' "$i"
    done
} >docs/labels.tsv
learn docs/labels.tsv -o learned.confusions; exits 0
weigh() { run "$CRYPTONYM" learn -d ./agents.tsv "$english" weights docs/labels.tsv "$@"; }
weigh --confusions=./learned.confusions -o first.model
exits 0; silent
grep -q '^garbled  *30  *30 ' out || fail 'thirty garbled ones should have a place'
grep -q '^term garble_lower .* fitted ' first.model || fail 'garble_lower should be fitted'
weigh --confusions=./learned.confusions -o second.model
cmp -s first.model second.model || fail 'the model should be the same again'
decode --confusions=./learned.confusions --model=first.model --format=lines docs/1.txt
exits 0; out_has ':1:23: info: ANBIDDY: AMBIDDY'; out_lacks ':2:5:'
finish
