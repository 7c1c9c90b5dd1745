#!/bin/bash
# The same bytes and the same messages whatever the number of workers, the locale, the environment,
# the read size, the sandbox and the order of dictionaries: over the samples, and over hostile
# documents that are programs.
# ALL=yes: each with each (tests/slow/matrix.sh); else each in turn, the others by chance.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
CRYPTONYM=${builddir:?}/tests/mock/cryptonym-mock
all=${ALL:-no}
cp -r "$srcdir/samples/dump" dump
chmod -R u+w dump
mkdir dump/mocks
program() { printf 'cryptonym-mock/1\n'; printf '%s\n' "$@"; }
program 'text QXPELICAN' segv >dump/mocks/crash
program 'text QXPELICAN' members 'member a' '| QXHERON' 'member b' '| cryptonym-mock/1' \
    '| text QXHERON of A9' '| members' '| member c' '| | cryptonym-mock/1' '| | abort' \
    'member d' '| QXPELICAN to A9' >dump/mocks/archive
program 'text QXHERON' 'flood 600000' >dump/mocks/long
iconv -f UTF-8 -t UTF-16 dump/mocks/archive >dump/mocks/wide.txt
gzip -nc dump/mocks/archive >dump/mocks/archive.gz

# In Turkish, "I" is no capital "i".
locales=(C)
mkdir locales
localedef -i tr_TR -f UTF-8 locales/tr_TR.UTF-8 2>/dev/null
export LOCPATH=$work/locales:/usr/lib/locale
for locale in C.UTF-8 tr_TR.UTF-8; do
    if LC_ALL=$locale locale charmap 2>/dev/null | grep -q UTF-8; then
        locales+=("$locale")
    else
        echo "without the locale $locale"
    fi
done
orders=('names.tsv:huawei-countries:zte' 'zte:names.tsv:huawei-countries'
    'huawei-countries:zte:names.tsv')
# decode JOBS LOCALE CLEAN READ-SIZE SANDBOX ORDER FORMAT
decode() {
    last="decode $*"
    dictionaries=()
    for name in ${6//:/ }; do dictionaries+=(-d "$name"); done
    clean=()
    [ "$3" = no ] || clean=(-i)
    env "${clean[@]}" LC_ALL="$2" LOCPATH="$LOCPATH" CRYPTONYM_CACHE=off CRYPTONYM_PATH="$CRYPTONYM_PATH" \
        TZ="UTC-$1" "$CRYPTONYM" annotate --language="$srcdir/tests/hunspell/test" \
        "${dictionaries[@]}" --jobs="$1" --read-size="$4" --sandbox="$5" --format="$7" dump \
        >out 2>err.all
    status=$?
    grep -v '^cryptonym: note: sandbox: ' err.all >err
}
# compared FORMAT JOBS LOCALE CLEAN READ-SIZE SANDBOX ORDER
compared() {
    decode "${@:2}" "$1"
    exits 2
    # what a sanitizer says of a crash comes from the worker, in among the rest
    grep -q -a __asan_init "$CRYPTONYM" || cmp -s err want.err || fail 'it should say the same'
    # the summary lists the dictionaries as they were given
    [ "$1" != jsonl ] || sed -i '$ s/"dictionaries":\[[^]]*\]//' out
    cmp -s out want.out || fail 'it should print the same'
}
each_with_each() {
    for jobs in 1 2 3 8; do for locale in "${locales[@]}"; do for bare in no yes; do
        for size in 1 7 4096 1M; do for sandbox in auto off; do for order in "${orders[@]}"; do
            compared "$1" $jobs "$locale" "$bare" $size $sandbox "$order"
        done; done; done
    done; done; done
}
pick() { # INDEX WORD...
    local words=("${@:2}")
    pick=${words[$1 % (${#words[@]})]}
}
some() {
    for i in 0 1 2 3 4 5 6 7; do
        row=()
        pick $i 1 2 3 8; row+=("$pick")
        pick $((i / 2 + i)) "${locales[@]}"; row+=("$pick")
        pick $((i / 3)) no yes; row+=("$pick")
        pick $((i + i / 4)) 7 4096 1M 1; row+=("$pick")
        pick $((i / 2)) auto off; row+=("$pick")
        pick $i "${orders[@]}"; row+=("$pick")
        compared "$1" "${row[@]}"
    done
}
for format in text lines jsonl; do
    decode 1 C no 64K auto "${orders[0]}" $format
    exits 2
    [ "$format" != jsonl ] || sed -i '$ s/"dictionaries":\[[^]]*\]//' out
    mv out want.out
    mv err want.err
    grep -q QXHERON want.out || fail 'there should be a result'
    if [ "$all" = yes ]; then each_with_each $format; else some $format; fi
done
finish
