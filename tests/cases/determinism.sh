#!/bin/bash
# The same bytes whatever the read size, the locale, the environment, the number of workers (see
# jobs.sh too) and the order of dictionaries.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
mkdir in
{
    i=0
    while [ $i -lt 200 ]; do
        echo "line $i: the QXPELICAN of A9 by the QX HERON, $i days after the ＱＸＨＥＲＯＮ 向A9发货 é"
        printf '%01500d\n' 0 | sed 's/0000/wor /g'
        i=$((i + 1))
    done
} >in/long.txt
printf 'Project,Country\nalpha,A9\nbeta,A5\n' >in/table.csv
gzip -nc in/long.txt >in/long.gz
iconv -f UTF-8 -t UTF-16 in/table.csv >in/table16.csv 2>/dev/null
printf 'broken \377\376 QXPELICAN \303(\n' >in/broken.txt
printf 'name\tmeaning\tkind\nQXPELICAN\tthe other wharf\tplace\nQXSTORK\tthe crane\tplace\n' >more.tsv

dictionaries=(-d names.tsv -d more.tsv -d "$srcdir/dictionaries/huawei-countries.tsv")

# decode ENVIRONMENT OPTION...: into ./got
decode() {
    last="env $*"
    env "$1" "CRYPTONYM_PATH=$CRYPTONYM_PATH" "$CRYPTONYM" annotate --language="$srcdir/tests/hunspell/test" \
        --model="$srcdir/model/default.model" "${@:2}" in >got 2>&1
}
same() { # WHAT
    cmp -s got want && return
    status=0
    : >out
    diff got want | head -n 5 >err
    fail "$1"
}
for format in text lines gnu jsonl; do
    decode A=1 --format=$format "${dictionaries[@]}"
    mv got want
    [ "$(wc -c <want)" -gt 20000 ] || fail 'there should be output'
    for size in 1 7 4096 1M; do
        decode A=1 --format=$format "${dictionaries[@]}" --read-size=$size
        same "a read size of $size should not matter"
    done
    for locale in C C.UTF-8 tr_TR.UTF-8 de_DE.UTF-8; do
        decode LC_ALL=$locale --format=$format "${dictionaries[@]}"
        same "the locale $locale should not matter"
    done
    decode -i --format=$format "${dictionaries[@]}"
    same 'the environment should not matter'
    decode A=1 --format=$format "${dictionaries[@]}"
    same 'a second run should not matter'
    for jobs in 1 2 3 7; do
        decode A=1 --format=$format "${dictionaries[@]}" --jobs=$jobs
        same "$jobs jobs should not matter"
    done
done

# The order of dictionaries says only which of two equal meanings stands first. (The summary of jsonl
# lists them as given.)
for format in text lines gnu; do
    decode A=1 --format=$format -d names.tsv -d "$srcdir/dictionaries/huawei-countries.tsv"
    mv got want
    decode A=1 --format=$format -d "$srcdir/dictionaries/huawei-countries.tsv" -d names.tsv
    same 'the order of dictionaries should not matter'
done
finish
