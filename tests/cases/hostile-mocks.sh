#!/bin/bash
# Documents that loop, sleep, flood, recurse, abort, crash, leak and answer nonsense, alone, among
# others and inside of archives of archives: each has one status, what it had until then is there,
# and all others are as they are without it.
# ALL=yes: those that are ended by the clock, and more jobs (tests/slow/hostile-mocks.sh).
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
CRYPTONYM=${builddir:?}/tests/mock/cryptonym-mock
all=${ALL:-no}
sanitized=$(grep -c -a __asan_init "$CRYPTONYM")
# Seconds: what ends by itself must have ended by then on a slow machine too, a sanitizer's report
# included, which therefore names no symbols: that alone takes seconds where nothing confines it.
clock=3
if [ "$sanitized" -gt 0 ]; then
    clock=10
    export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}symbolize=0"
fi

# nest: a program's lines as a member holds them.
nest() { sed 's/^/| /'; }
# in_archive NAME: the program that comes in is a member between two others.
in_archive() {
    printf 'cryptonym-mock/1\ntext QXHERON outside\nmembers\nmember first.txt\n| QXPELICAN first\n'
    [ -z "$1" ] || { echo "member $1"; nest; }
    printf 'member last.txt\n| QXHERON last\n'
}
program() { printf 'cryptonym-mock/1\n'; printf '%s\n' "$@"; }

# bad NAME STATUS ACTION: alone, after a text of its own, as a member, and as a member of a member.
expected=expected.txt
: >$expected
mkdir bad good
bad() {
    program "$3" >"bad/$1-alone"
    program 'text QXPELICAN before' members 'member m.txt' '| QXHERON in it' "$3" >"bad/$1-after"
    program "$3" | in_archive bad >"bad/$1-member"
    program "$3" | in_archive bad | in_archive inner >"bad/$1-nested"
    { program 'text QXPELICAN before' members 'member bad'; program "$3" | nest; } >"bad/$1-first"
    { program 'text QXHERON outer' members 'member inner'; nest <"bad/$1-first"; } >"bad/$1-deep"
    echo >"good/$1-alone"
    program 'text QXPELICAN before' members 'member m.txt' '| QXHERON in it' >"good/$1-after"
    in_archive '' </dev/null >"good/$1-member"
    in_archive '' </dev/null | in_archive inner >"good/$1-nested"
    program 'text QXPELICAN before' members >"good/$1-first"
    { program 'text QXHERON outer' members 'member inner'; nest <"good/$1-first"; } >"good/$1-deep"
    for where in alone after member//bad nested//inner//bad first//bad deep//inner//bad; do
        echo "$1-$where $2" >>$expected
    done
    echo "$1-nested//inner ok" >>$expected
}
bad segv crash segv
bad abort crash abort
bad exit crash 'exit 3'
bad frames crash 'frames 8'
[ "$sanitized" -gt 0 ] || bad recurse crash recurse
if [ "$sanitized" -eq 0 ]; then
    bad leak limit 'leak 2000'
    bad allocate limit 'allocate 2000'
fi
if [ "$all" = yes ]; then
    bad loop timeout loop
    bad sleep timeout sleep
else
    program sleep >bad/sleep-alone
    echo >good/sleep-alone
    echo 'sleep-alone timeout' >>$expected
fi
program 'text QXPELICAN before' 'flood 3000000' >bad/flood
program 'text QXPELICAN before' >good/flood
echo 'flood limit' >>$expected
for i in {1..20}; do echo "QXHERON $i" | tee "bad/text-$i" >"good/text-$i"; done

# records FOLDER: the records in ./out, without those of documents that are not the same in the two
# folders: the programs themselves.
records() {
    sed -n "s,\"document\":\"$1/,\"document\":\",p" out |
        grep -v '"document":"[a-z]*\(-[a-z]*\)\{0,1\}"' | grep -v -e '//inner"' -e '//bad"' |
        sed 's/"id":"[0-9a-f]*",//; s/"duplicate_of":[^,]*,//'
}
# tried OPTION...
tried() {
    last="annotate $*"
    "$builddir/tests/measure" -t 240 report "$CRYPTONYM" annotate -d names.tsv --format=jsonl \
        --language="$srcdir/tests/hunspell/test" --max-bytes=2M --max-memory="$memory" \
        --timeout=$clock "$@" bad >out 2>err
    status=$?
    exits 2
    err_lacks heap-; err_lacks LeakSanitizer; err_lacks 'runtime error'
    records bad >bad.records
    cmp -s bad.records good.records || fail 'the other documents should be as they are without'
    while read -r name wanted; do
        [ "$(grep -c "{\"type\":\"document\",\"document\":\"bad/$name\"" out)" -eq 1 ] ||
            fail "$name should have one status"
        grep -q "\"document\":\"bad/$name\",\"status\":\"$wanted\"" out ||
            fail "$name should have the status $wanted"
    done <$expected
    for where in -after -first -deep -deep//inner; do # once, whether it went on or began anew
        [ "$(grep -c "^{\"type\":\"mention\".*\"document\":\"bad/[a-z]*$where\"" out)" -eq \
            "$(find bad -name "*${where%%//*}" | wc -l)" ] ||
            fail "what stands before the bad one in $where should be there"
    done
    [ "$(grep -c '"document":"bad/flood",.*"surface":"QXPELICAN"' out)" -eq 1 ] ||
        fail 'what stands before a flood should be there'
    ! grep -q -v '^{.*}$' out || fail 'a record should be whole or not be there'
    # each document has a status, and the summary knows it
    sed -n 's/.*"documents":\([0-9]*\),.*/\1/p' out | tail -n 1 >documents
    [ "$(grep -c '^{"type":"document"' out)" -eq "$(cat documents)" ] ||
        fail 'each document should have a record'
    sed -n 's/^{"type":"summary".*"mentions":\([0-9]*\),.*/\1/p' out >mentions
    [ "$(grep -c '^{"type":"mention"' out)" -eq "$(cat mentions)" ] ||
        fail 'each mention should be counted'
    [ "$sanitized" -gt 0 ] || [ "$(cut -d' ' -f2 report)" -lt 409600 ] ||
        fail "$(cut -d' ' -f2 report) KiB are too many"
    echo "$*: $(cat report)"
}

run "$CRYPTONYM" annotate -d names.tsv --format=jsonl --language="$srcdir/tests/hunspell/test" good
exits 0
records good >good.records
[ "$(wc -l <good.records)" -gt 60 ] || fail 'there should be other documents'
memory=50M
[ "$all" = no ] || memory=300M
tried --jobs=7
cp out want
if [ "$all" = yes ]; then
    for jobs in 1 2; do
        tried --jobs=$jobs
        cmp -s out want || fail "$jobs jobs should print the same"
    done
fi
# Without a sandbox nothing bounds memory.
rm -f bad/leak-* bad/allocate-* good/leak-* good/allocate-*
grep -v -e ^leak -e ^allocate $expected >less
expected=less
run "$CRYPTONYM" annotate -d names.tsv --format=jsonl --language="$srcdir/tests/hunspell/test" good
records good >good.records
tried --jobs=2 --sandbox=off

# Nonsense to the parent: what a document says of itself is its own, the others' are theirs, also
# where one worker has them all.
mkdir nonsense
for i in {1..40}; do
    echo "QXPELICAN $i" >"nonsense/$i-text"
    program 'text QXHERON' "garbage $i" >"nonsense/$i-garbage"
done
for jobs in 1 3; do
    annotate --format=jsonl --timeout=$clock --jobs=$jobs nonsense
    exits 2
    for i in {1..40}; do
        grep -a "^{\"type\":\"[a-z]*\".*\"document\":\"nonsense/$i-text\"" out >of-text
        found=$(grep -a -c '"type":"mention".*"surface":"QXPELICAN"' of-text)
        read=$(grep -a -c "\"status\":\"ok\",\"bytes\":$((11 + ${#i}))," of-text)
        [ "$found $read $(wc -l <of-text)" = '1 1 2' ] ||
            fail "nonsense/$i-text should be as it is: $(cat of-text)"
    done
done
finish
