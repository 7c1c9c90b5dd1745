#!/bin/bash
# make-markup.sh: makes tests/formats/markup/ anew: pages and RTF documents as LibreOffice and pandoc
# write them, and pages in the charsets that they declare. Needs both programs, python3 and iconv.
set -eu
cd "$(dirname "$0")/markup"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/report.md" <<'END'
---
title: The QXPELICAN report
author: J. QXHERON
---

# Café QXPELICAN

The **QX**HERON stands by the *tower*.[^1] See [QXPELICAN](http://example.org/QXNOT).

- first QXHERON
- second

| Name      | Place     |
|-----------|-----------|
| QXPELICAN | the wharf |
| QXHERON   | the tower |

    QXHERON   as    code

[^1]: A note on QXPELICAN.
END
pandoc -s -t html5 "$work/report.md" -o pandoc.html
pandoc -s -t html4 "$work/report.md" -o pandoc.xhtml
pandoc -s -t rtf "$work/report.md" -o pandoc.rtf
pandoc "$work/report.md" -o "$work/report.odt"
for format in html rtf; do
    soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to "$format" \
        --outdir "$work" "$work/report.odt" >/dev/null 2>&1
    mv "$work/report.$format" "libreoffice.$format"
done

# charset NAME LABEL TEXT: a page in that charset.
charset() {
    printf '<html><head><meta http-equiv="Content-Type" content="text/html; charset=%s">\n' "$2"
    printf '<title>%s</title></head>\n<body><p>%s: QX<b>PEL</b>ICAN, <i>QXHERON</i></p></body></html>\n' \
        "$3" "$3"
}
charset windows-1251 windows-1251 'Проект' | iconv -f UTF-8 -t CP1251 >windows-1251.html
charset gb18030 gb18030 '项目代号' | iconv -f UTF-8 -t GB18030 >gb18030.html
charset shift_jis Shift_JIS '計画表示' | iconv -f UTF-8 -t SHIFT_JIS >shift_jis.html
