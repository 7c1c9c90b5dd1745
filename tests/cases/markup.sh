#!/bin/bash
# markup: pages and RTF documents as real programs write them, cut, and hostile ones: names
# are found, spans are the names' bytes, time and memory stay small.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
files=$srcdir/tests/formats/markup
measure=${builddir:?}/tests/measure

# What LibreOffice and pandoc made of the same text.
for file in libreoffice.html pandoc.html pandoc.xhtml libreoffice.rtf pandoc.rtf; do
    annotate --jobs=1 "$files/$file"
    exits 0; silent
    out_has 'The QXPELICAN⟦the wharf'
    out_has 'Café QXPELICAN⟦'
    out_has 'The QXHERON⟦the tower'
    out_has 'first QXHERON⟦'
    out_has "$(printf 'Name\tPlace')"
    out_has "$(printf '⟧\tthe wharf')"
    out_has 'A note on QXPELICAN⟦'
    out_has 'QXHERON⟦the tower 0.99⟧   as    code'
    out_has 'http://example.org/QXNOT' # where a link points to
done

# Pages in other charsets; what stands for what is ASCII in all of them.
for file in windows-1251 gb18030 shift_jis; do
    annotate --jobs=1 "$files/$file.html"
    exits 0
    out_has 'QXPELICAN⟦the wharf'
    out_has 'QXHERON⟦the tower'
done

# What a page does not show stands behind what it shows, and parts no word of it.
printf '<html><p>The QXPE<!-- a QXHERON -->LICAN <a href="http://in.example/QXHERON/">here</a> too.' >hidden.html
annotate --jobs=1 hidden.html; exits 0; silent
out_has 'The QXPELICAN⟦'
out_has ' here too.'
out_has 'http://in.example/QXHERON⟦'
annotate --jobs=1 --format=jsonl hidden.html; exits 0
out_has '"source":{"start":13,"end":40},'
out_has '"part":"comment","part_number":1,"paragraph":1'
out_has '"part":"link","part_number":1}'

# The bytes of each name that stands in one piece.
for file in "$files"/*; do
    annotate --jobs=1 --format=jsonl "$file"
    grep -o '"source":{"start":[0-9]*,"end":[0-9]*}' out | tr -dc '0-9,\n' |
        while IFS=, read -r start end; do
            tail -c "+$((start + 1))" "$file" | head -c $((end - start)) | tr -d '\n'
            echo
        done >spans
    grep -q -x -e 'QXHERON' -e 'QXPELICAN' spans || fail "$file: spans should be the names"
    grep -v -e '^QX.*HERON$' -e '^QX.*ICAN$' spans && fail "$file: a span that is no name"
done

# Cut at many places: read up to there, and said where a group or a tag is open.
for file in pandoc.html pandoc.rtf; do
    size=$(wc -c <"$files/$file")
    at=50
    while [ "$at" -lt "$size" ]; do
        head -c "$at" "$files/$file" >"cut.${file#*.}"
        annotate --jobs=1 -c "cut.${file#*.}"
        [ "${status:?}" -le 2 ] || fail "cut at $at"
        at=$((at + size / 20))
    done
done
printf '<html><p>QXHERON<p class="' >cut.html
annotate --jobs=1 cut.html; exits 2; out_has 'QXHERON⟦'; err_has 'cut.html: '
# shellcheck disable=SC1003
printf '{\\rtf1 QXHERON{\\b x' >cut.rtf
annotate --jobs=1 cut.rtf; exits 2; out_has 'QXHERON⟦'; err_has 'cut.rtf: '

# What is no page stays as it is.
printf '# A <table> in Markdown\n<br>\nQXHERON <b>x</b>\n' >notes.md
annotate --jobs=1 notes.md; exits 0; out_has 'QXHERON⟦'; out_has '<b>x</b>'
printf '<?xml version="1.0"?>\n<list><title>QXHERON</title></list>\n' >list.xml
annotate --jobs=1 list.xml; exits 0; out_has '<title>QXHERON⟦'

# many TEXT TIMES: the text over and over.
many() { yes "$1" | head -n "$2" | tr -d '\n'; }
{ echo '<html>'; many '<div>' 1000000; echo 'QXHERON'; } >divs.html
{ echo '<html>'; many '<table><tr><td>' 300000; echo 'QXHERON'; } >tables.html
{ printf '<html><p class="'; many 'value of it ' 1700000; echo '">QXHERON'; } >attribute.html
{ printf '<html><img alt="'; many 'text of it ' 500000; echo '">QXHERON'; } >alt.html
{ printf '<html><a href="'; many 'text-of-it.' 500000; echo '">QXHERON'; } >address.html
{ printf '<html>QXHERON'; many '<a href=b><a href=c>' 200000; } >links.html
{ echo '<html>QXHERON'; many '&a' 1000000; } >references.html
{ printf '{\\rtf1 '; many '{' 1000000; printf 'QXHERON'; } >groups.rtf
{ printf '{\\rtf1 QXHERON'; many '\\b' 1000000; printf '}'; } >words.rtf
for file in *s.html attribute.html alt.html groups.rtf words.rtf; do
    run "$measure" -t 60 report "$CRYPTONYM" annotate -c --jobs=1 -d names.tsv \
        --language="$srcdir/tests/hunspell/test" "$file"
    out_is '1\n'
    read -r _ memory _ <report
    # sanitizers keep what is freed
    [ "$memory" -lt 100000 ] || ldd "$CRYPTONYM" | grep -q asan || fail "$file took $memory KiB"
done
finish
