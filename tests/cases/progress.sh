#!/bin/bash
# How far a run is, on a terminal: one line, rewritten, gone at the end and before any message; and
# the list and the summary of how documents were read.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
mkdir in
for ((i = 0; i < 40; i++)); do echo "QXPELICAN is in number $((i % 39))" >"in/$i.txt"; done
printf '\377\330\377\340\0\020JFIF\0\001' >in/picture.jpg
printf 'QXHERON\n' | gzip | head -c 20 >"$(printf 'in/\033[31mred\t.gz')"

# ---- the list ----
annotate --coverage=list -c in; exits 2
err_has '2 of 42 documents were not read in full: 1 partial, 1 unsupported; 1 had the bytes of another'
[ "$(wc -l <list)" -eq 42 ] || fail 'each document should have a line'
[ "$(awk -F '\t' '{ print NF }' list | sort -u)" = 8 ] || fail 'each line should have eight cells'
grep -q "^ok	25	1	plain	UTF-8	in/0.txt	-	-$" list || fail 'what was read should be listed'
grep -q "^ok	25	1	plain	UTF-8	in/39.txt	in/0.txt	-$" list || fail 'so should a duplicate'
grep -q "^unsupported	.*in/picture.jpg	-	known binary type, not read: JPEG image$" list ||
    fail 'why a document was not read should be listed'
grep -q '^partial	.*in/\\x1b\[31mred\\x09.gz	' list || fail 'names should be escaped'
! LC_ALL=C tr -d '\n\t' <list | LC_ALL=C grep -q '[[:cntrl:]]' || fail 'nothing should be raw'
same_jobs 'the list' --coverage -c in
[ "$(grep -c '^ok	' err)" -eq 40 ] || fail 'without a file, it should go to standard error'
annotate --coverage -c in/1.txt in/2.txt; err_has 'note: 2 documents were read in full'
annotate -c in/1.txt in/2.txt; silent
annotate --coverage=in/list in; exits 2; err_has 'the output would lie in this input folder'
cp in/1.txt same.txt
annotate --coverage=same.txt same.txt; exits 2; err_has 'the input is also the output'
cmp -s in/1.txt same.txt || fail 'the input should be as it was'
if [ -c /dev/full ]; then
    annotate --coverage=/dev/full in/1.txt; exits 2; err_has '/dev/full: error: cannot write'
fi

# Members and records, whatever the jobs.
same_jobs 'duplicates' --format=jsonl in
grep '"document":"in/39.txt"' out | grep -q '"duplicate_of":"in/0.txt"' ||
    fail 'the first document with the same bytes should be named'
[ "$(grep -c '"duplicate_of":"' out)" -eq 1 ] || fail 'only duplicates should have one'

# ---- the line ----
if ! script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    skip 'a terminal: there is no script(1) that can make one'
    finish
fi
cat >see <<'SCRIPT'
#!/bin/sh
stty cols "$1" 2>/dev/null
shift
[ "$BOTH" ] || exec >piped
exec "$CRYPTONYM" annotate -d names.tsv --language="$srcdir/tests/hunspell/test" "$@"
SCRIPT
chmod +x see
export TERM=xterm BOTH=
on_terminal() { # COLUMNS, REST OF THE COMMAND
    last="$* on a terminal"
    script -qec "./see $*" /dev/null </dev/null >out 2>err
    status=$?
}
# Some of it comes late.
mkfifo late
(sleep 0.3; cat in/1.txt; sleep 0.3) >late &
on_terminal 100 -o result -j 1 in late in/2.txt
out_has 'documents, '; out_has ' mentions'; out_has 'JPEG image'
# What stands on the screen when each line is over.
sed 's/\r$//; s/.*\r//' out >screen
! grep -q 'mentions' screen || fail 'the line should be gone at the end, and before each message'
grep -q '^cryptonym: in/picture.jpg: error: ' screen || fail 'a message should have a line of its own'
(sleep 0.3; cat in/1.txt; sleep 0.3) >late &
on_terminal 20 -o result -j 1 in/1.txt late in/2.txt
tr '\r' '\n' <out | grep 'documents' >lines || fail 'there should be a line'
[ "$(wc -L <lines)" -le 19 ] || fail 'it should fit the terminal'
on_terminal 100 -q in; out_lacks ' mentions'
on_terminal 100 -c in; out_has ' mentions'
BOTH=yes on_terminal 100 -c in; out_has 'in/1.txt:1'; out_lacks ' mentions'
TERM=dumb on_terminal 100 -o result in; out_lacks ' mentions'
annotate -o result in; err_lacks ' mentions'
finish
