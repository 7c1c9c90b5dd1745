#!/bin/bash
# The same country code is found in every charset, and its source is where the code stands in the
# file; the record says which charset it was, by what, and how sure that is.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"

texts=$srcdir/tests/charsets
uchardet=yes
printf '\317\360\350\342\345\362, \354\350\360! \317\360\350\342\345\362, A9\n' >russian.txt
annotate russian.txt
! grep -q 'without uchardet' err || uchardet=no

# scan FILE OPTION...: as JSON Lines, by the country codes.
scan() {
    run "$CRYPTONYM" annotate -d huawei-countries --format=jsonl --min-confidence=0.1 \
        --language="$srcdir/tests/hunspell/test" "${@:2}" "$texts/$1"
}

# spans: start and end in the source of each A9 that is found.
spans() {
    sed -n 's/.*"source":{"start":\([0-9]*\),"end":\([0-9]*\)}.*"surface":"A9".*/\1 \2/p' out
}

# same FILE CHARSET BY ICONV: it holds what the text in UTF-8 holds.
same() {
    scan "${1%%.*}.utf-8"
    wanted=$(spans | wc -l)
    [ "$wanted" -ge 3 ] || fail "A9 should be found three times or more in ${1%%.*}.utf-8"
    scan "$1"
    exits 0
    out_has "\"charset\":\"$2\",\"charset_by\":\"$3\",\"charset_certainty\":"
    out_has '"invalid":0,'
    out_has '"meaning":"North Korea"'
    [ "$(spans | wc -l)" -eq "$wanted" ] || fail "A9 should be found $wanted times in $1"
    spans | while read -r start end; do
        tail -c "+$((start + 1))" "$texts/$1" | head -c "$((end - start))" | iconv -f "$4" -t UTF-8
        echo
    done >places
    [ "$(grep -c -x A9 places)" -eq "$wanted" ] || fail "A9 should stand at its source in $1"
}

# guessed FILE CHARSET ICONV
guessed() {
    if [ "$uchardet" = no ]; then
        skip "$1: built without uchardet"
        return
    fi
    same "$1" "$2" guessed "$3"
    err_has "charset guessed: $2, certainty 0.9"
}

guessed zh.gb18030 GB18030 GB18030
guessed zh-hant.big5 Big5 BIG5
guessed ja.shift_jis Shift_JIS SHIFT_JIS
guessed ja.euc-jp EUC-JP EUC-JP
guessed ko.euc-kr EUC-KR EUC-KR
guessed ru.koi8-r KOI8-R KOI8-R
guessed ru.windows-1251 windows-1251 CP1251
guessed pl.iso-8859-2 ISO-8859-2 ISO-8859-2
guessed tr.windows-1254 windows-1254 CP1254
same ja.iso-2022-jp ISO-2022-JP pattern ASCII
err_has 'charset guessed: ISO-2022-JP, certainty 1.00'
for order in le be; do
    for width in 16 32; do
        charset=UTF-$width$(echo "$order" | tr '[:lower:]' '[:upper:]')
        same "ja.utf-$width$order" "$charset" pattern "$charset"
        same "ja.utf-$width$order+mark" "$charset" mark "$charset"
        silent
    done
done

# One accent decides nothing, and is said to.
printf 'Caf\351 QXPELICAN\n' >cafe.txt
annotate --format=jsonl cafe.txt
out_has '"charset":"windows-1252","charset_by":"guessed","charset_certainty":0.5000,'
err_has 'charset guessed: windows-1252, certainty 0.50'
annotate --format=jsonl names.tsv
out_has '"charset":"UTF-8","charset_by":"valid","charset_certainty":1.0000,'

# A document that is read in pieces says the same.
{
    printf '\357\273\277QXPELICAN\n'
    yes 'The pelican stood on the wharf, and nobody asked it why.' | head -c 9000000
} >large.txt
same_jobs 'the charset of a document in pieces' --format=jsonl large.txt
out_has '"charset":"UTF-8","charset_by":"mark","charset_certainty":1.0000,'
finish
