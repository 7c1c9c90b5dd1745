#!/bin/bash
# office: names in documents, sheets and slides; what is hostile, cut or locked ends as it should.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
files=$srcdir/tests/formats/office
printf '# scheme: qx\nname\tmeaning\n' >names.tsv
for name in QXHEADING QXHEADER QXFOOTER QXFOOTNOTE QXENDNOTE QXCOMMENT QXHIDDEN QXDELETED QXBOX \
    QXCHINESE QXTITLE QXFIRST QXSECOND QXNOTES QXRUNS QXNESTED QXHIDDENSHEET QXVERY QXREMARK \
    QXMERGED QXTEXTBOX QXFORMULA 'BOUNDLESS INFORMANT'; do
    printf '%s\tthe meaning\n' "$name" >>names.tsv
done

annotate --jobs=1 "$files/letter.docx"
if grep -q 'built without the library' err; then
    skip 'built without expat'
    exit 77
fi

# finds FILE NAME...: each is found in the file, and all of it is read.
finds() {
    annotate --jobs=1 --format=jsonl "$files/$1"
    exits 0
    silent
    out_has '"status":"ok"'
    for name in "${@:2}"; do out_has "\"name\":\"$name\""; done
}
letter='QXHEADING QXHEADER QXFOOTER QXFOOTNOTE QXENDNOTE QXCOMMENT QXHIDDEN QXBOX QXCHINESE QXTITLE'
for file in letter.docx letter.docm letter.dotx letter.odt letter.fodt; do
    # shellcheck disable=SC2086 # a list of words
    finds "$file" $letter 'BOUNDLESS INFORMANT'
done
finds talk.pptx QXFIRST QXSECOND QXNOTES
finds talk.odp QXFIRST QXSECOND QXNOTES
finds python.docx QXRUNS QXNESTED QXHEADER
finds python.xlsx QXREMARK QXMERGED QXHIDDENSHEET QXVERY
finds writer.xlsx QXTEXTBOX QXFORMULA

# A table says the same of its cells as a spreadsheet and as CSV. (The last row is left out: below
# it stands what the spreadsheet prints at its foot.)
confidences() {
    run "$CRYPTONYM" annotate --jobs=1 --language="$srcdir/tests/hunspell/test" -d huawei-countries \
        --format=jsonl "$1"
    grep '"header":"Country"' out | grep -o '"surface":"[^"]*"\|"confidence":[0-9.]*\|"header":"[^"]*"'
}
confidences "$srcdir/samples/dump/huawei/projects-2014.csv" >csv
[ "$(grep -c Country csv)" -eq 8 ] || fail 'eight names stand below Country'
for file in table.xlsx table.ods; do
    confidences "$files/$file" >sheet
    cmp -s csv sheet || fail "$file should say the same as the CSV"
done

# Cut anywhere: said, and no worse.
size=$(wc -c <"$files/letter.docx")
most=0
for ((cut = 100; cut < size; cut += 397)); do
    head -c "$cut" "$files/letter.docx" >cut.docx
    annotate --jobs=1 cut.docx
    [ "$status" -le 2 ] || fail "cut at $cut"
    [ -s err ] || fail "cut at $cut should be said"
    found=$(grep -c '⟦' out)
    [ "$found" -le "$most" ] || most=$found
done
[ "$most" -ge 3 ] || fail 'names before the cut should be found'

# An archive that is no office file is none; a file inside an office file is a document.
command -v python3 >/dev/null || { skip 'no python3 to make zip files with'; finish; }
python3 - <<'END'
import os, zipfile
def make(name, document, **more):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", document)
        for part, text in more.items():
            z.writestr("word/embeddings/" + part, text)
body = "<d><p><r><t>QXHEADING</t></r></p>%s</d>"
make("embeds.docx", body % "", a="QXFIRST in it")
make("nul.docx", body % "", aXb="QXFIRST in it")
bytes = open("nul.docx", "rb").read().replace(b"/aXb", b"/a\0b")
open("nul.docx", "wb").write(bytes)
packed = open("%s/tests/formats/ole/packager.ole" % os.environ["srcdir"], "rb").read()
make("wraps.docx", body % "", **{"oleObject1.bin": packed})
simple = '<fldSimple instr="%s &quot;http://h/%s&quot;"/>'
field = "<p><r><t>QXHEAD</t></r>%s%s<r><t>ING</t></r></p>" % (
    simple % ("HYPERLINK", "QXBOX"), simple % ("LINK", "QXFIRST"))
make("links.docx", body % field)
make("bomb.docx", body % (" " * 300000000))
make("deep.docx", body % ("<p>" * 1000000))
make("laughs.docx", "<!DOCTYPE d [<!ENTITY a 'QXHEADING'><!ENTITY b '&a;&a;'>]>" + body % "&b;")
make("canary.docx", "<!DOCTYPE d [<!ENTITY a SYSTEM 'canary'>]>" + body % "<p><r><t>&a;</t></r></p>")
END
printf 'QXPELICAN\tthe meaning\n' >>names.tsv
annotate --jobs=1 --format=jsonl links.docx
exits 0
silent
out_has '"paragraph":2}'
out_has '"part":"link","part_number":1}'
out_has '"part":"field","part_number":1}'
annotate --jobs=1 --format=jsonl wraps.docx
exits 0
if grep -q '"detail":"libgsf"' out; then
    skip 'built without libgsf: what OLE2 files hold is not read'
else
    silent
    out_has 'wraps.docx//word/embeddings/oleObject1.bin//plan.txt"'
    out_has '"name":"QXPELICAN"'
fi
echo QXBOX >canary
annotate --jobs=1 --format=jsonl embeds.docx
exits 0
out_has 'embeds.docx//word/embeddings/a"'
out_has '"name":"QXFIRST"'
annotate --jobs=1 --format=jsonl nul.docx # in the name of a member
exits 0
out_has 'nul.docx//word/embeddings/a?b"'
out_has '"name":"QXFIRST"'
for file in bomb deep; do
    run "${builddir:?}/tests/measure" -t 60 cost "$CRYPTONYM" annotate -d names.tsv \
        --language="$srcdir/tests/hunspell/test" --jobs=1 --format=jsonl "$file.docx"
    exits 2
    out_has '"status":"limit"'
    out_has '"name":"QXHEADING"'
    read -r _ kib _ <cost
    [ "$kib" -le 200000 ] || fail "$file took $kib KiB"
done
for file in laughs canary; do
    annotate --jobs=1 --format=jsonl "$file.docx"
    exits 2
    out_has '"status":"partial"'
    out_lacks QXBOX
    err_has 'declares entities'
done
finish
