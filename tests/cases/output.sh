#!/bin/bash
# Output files are written whole or not at all; a folder mirrors the input and is never left.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
echo 'QXPELICAN is here' >memo.txt
formats='text lines gnu jsonl'

# no_temporary FOLDER: nothing half-written stays.
no_temporary() { [ -z "$(find "$1" -name '.cryptonym-*')" ] || fail 'a temporary was left'; }

annotate memo.txt; cp out want
annotate -o result memo.txt; exits 0; silent; out_is ''
cmp -s result want || fail '-o should write what standard output gets'
annotate -o - memo.txt; cmp -s out want || fail '-o - should be standard output'
no_temporary .

# A full disk is trouble, always, on every format.
if [ -c /dev/full ]; then
    for format in $formats; do
        run sh -c '"$CRYPTONYM" annotate -d names.tsv "$1" memo.txt >/dev/full' - "--format=$format"
        exits 2; err_has 'standard output: error: cannot write: No space left on device'
        annotate "--format=$format" -o /dev/full memo.txt
        exits 2; err_has '/dev/full: error: cannot write: No space left on device'
        [ -c /dev/full ] || fail 'a device should not be replaced'
    done
    for option in -c -l --dump=read --dump=score --list-formats --help; do
        run sh -c '"$CRYPTONYM" annotate -d names.tsv "$1" memo.txt >/dev/full' - $option
        exits 2; err_has 'cannot write'
    done
    for command in help version; do
        run sh -c '"$CRYPTONYM" "$1" >/dev/full' - $command; exits 2; err_has 'cannot write'
    done
else
    skip 'a full disk: there is no /dev/full'
fi

# A file that cannot be written whole stays as it was.
echo old >old
yes 'QXPELICAN is here' | head -c 200000 >large.txt
run sh -c 'trap "" XFSZ; ulimit -f 8; "$CRYPTONYM" annotate -d names.tsv -o old large.txt'
exits 2; err_has 'old: error: cannot write'
[ "$(cat old)" = old ] || fail 'the old file should be as it was'
no_temporary .

# A closed pipe ends the run without a word.
run sh -c '"$CRYPTONYM" annotate -d names.tsv large.txt | head -n 1'
exits 0; silent; [ "$(wc -l <out)" -eq 1 ] || fail 'head should have its line'
run sh -c 'trap "" PIPE; "$CRYPTONYM" annotate -d names.tsv large.txt | head -n 1'
exits 0; silent

# A run that is interrupted leaves nothing.
mkfifo waiting
sh -c 'exec "$CRYPTONYM" annotate -d names.tsv -o old memo.txt waiting' &
pid=$!
sleep 0.5
kill -TERM $pid
wait $pid
[ "$(cat old)" = old ] || fail 'the old file should be as it was'
no_temporary .
rm waiting

# Where output cannot go.
mkdir folder
annotate -o no/such/folder/x memo.txt; exits 2; err_has 'no/such/folder/x: error: cannot write'
ln -s old link
annotate -o link memo.txt; exits 2; err_has 'link: error: cannot write'
[ "$(cat old)" = old ] || fail 'a link should not be followed'
ln -s folder/none dangling
annotate -o dangling memo.txt; exits 2; [ ! -e folder/none ] || fail 'a link should not be followed'

# A folder mirrors the input.
mkdir -p in/sub
cp memo.txt in/1.txt
cp memo.txt in/sub/2.txt
echo plain >in/none.txt
printf '\377\330\377\340\0\020JFIF\0\001' >in/picture.jpg
annotate -o mirror/ in memo.txt; exits 0; out_is ''
(cd mirror && find . -type f | LC_ALL=C sort) >list
printf './in/1.txt\n./in/none.txt\n./in/sub/2.txt\n./memo.txt\n' | cmp -s - list ||
    fail "the folder should mirror the input: $(cat list)"
cmp -s mirror/in/sub/2.txt want || fail 'a mirrored file should hold the annotated text'
annotate -o mirror in; exits 0
annotate --format=jsonl -o mirror in/1.txt; exits 0
tail -n 1 mirror/in/1.txt | grep -q '"summary"' || fail 'each file should be whole'

# It is never left: no ".." and no "/" of the input, no link in the folder.
mkdir -p deep/er
(cd deep/er && run "$CRYPTONYM" annotate -d ../../names.tsv -o out/ ../../memo.txt "$work/memo.txt" \
    ./../er/../../memo.txt)
[ -f deep/er/out/memo.txt ] || fail 'dots should be left out'
[ -f "deep/er/out$work/memo.txt" ] || fail 'a leading slash should be left out'
[ "$(cat memo.txt)" = 'QXPELICAN is here' ] || fail 'the input should be as it was'
mkdir trap outside
ln -s ../outside trap/in
annotate -o trap in; exits 2; err_has 'trap/in/1.txt: error: cannot write'
[ -z "$(ls outside)" ] || fail 'a link in the folder should not be followed'

# Two inputs for one output: the first stays, the second is said.
mkdir -p x/in
echo 'QXHERON was elsewhere' >x/in/1.txt
(cd x && "$CRYPTONYM" annotate -d ../names.tsv -o both/ in/1.txt ../in/1.txt >../out 2>../err)
status=$?
exits 2; err_has 'another input has been written there'
grep -q QXHERON x/both/in/1.txt || fail 'the first should stay'

# Input and output must not be the same.
cp memo.txt same.txt
annotate -o same.txt same.txt; exits 2; err_has 'same.txt: error: the input is also the output'
[ "$(cat same.txt)" = 'QXPELICAN is here' ] || fail 'the input should be as it was'
annotate -o . same.txt; exits 2; err_has 'the input is also the output'
[ "$(cat same.txt)" = 'QXPELICAN is here' ] || fail 'the input should be as it was'
annotate -o in/out/ in; exits 2; err_has 'the output would lie in this input folder'
annotate -o in/out.txt in; exits 2; err_has 'the output would lie in this input folder'
[ ! -e in/out.txt ] || fail 'nothing should be written into the input'
run sh -c 'timeout 20 "$CRYPTONYM" annotate -d names.tsv in >in/self.txt'
exits 2; err_has 'in/self.txt: error: the input is also the output'
grep -q 'QXPELICAN⟦' in/self.txt || fail 'the other inputs should be there'
no_temporary .
finish
