#!/bin/bash
# pdf: text of PDF as people make it; what is encrypted, scanned, damaged or made to harm; the
# service that reads them absent, ending at once, killed, telling nonsense.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
[ -x "${CRYPTONYM_LIBEXEC:?}/cryptonym-pdf" ] || { skip 'built without poppler'; exit 77; }
pdf=$srcdir/tests/formats/pdf
echo 'QXPELICAN is here' >good.txt
one() { annotate --jobs=1 "$@"; }

# ---- what is whole ----
for made in groff ghostscript owner-password; do
    one "$pdf/$made.pdf"; exits 0; silent
    out_has 'QXPELICAN⟦the wharf'; out_has 'The plan of QXHERON⟦the tower'
done
one "$pdf/libreoffice.pdf"; exits 0; silent
out_has 'Notes on QXHERON⟦'; out_has 'crates of QXPELICAN⟦'; out_has 'paid for QXHERON⟦'
one "$pdf/tex.pdf"; exits 0; silent
out_has 'efficient'; out_has 'ICAN⟦the wharf'; out_has 'column QXHERON⟦'; out_has 'page: QXPELICAN⟦'
one -c "$pdf/long.pdf"; exits 0; out_is '300\n'
one "$pdf/chinese.pdf"; exits 0; silent; out_has '中国项目 QXHERON⟦'
if [ -d /usr/share/poppler/cMap ]; then
    one "$pdf/chinese-gbk.pdf"; exits 0; silent; out_has '⟦the tower'; out_has '中国'
else
    one "$pdf/chinese-gbk.pdf"; exits 2; err_has 'poppler-data'
fi
one "$pdf/form.pdf"; exits 0; silent
out_has 'QXPELICAN⟦the wharf 0.99⟧ plan'; out_has 'Below it QXHERON⟦'; out_has 'about QXHERON⟦'
[ "$(grep -c 'QXPELICAN⟦' out)" -eq 2 ] || fail 'the outline and the form field hold QXPELICAN'
"$CRYPTONYM" strip <out | grep -q '^QXPELICAN$' || fail 'strip should give the text back'

# Damaged where a page is drawn, which poppler unpacks as far as it goes and does not mind.
cp "$pdf/groff.pdf" drawn.pdf
at=$(grep -abo stream drawn.pdf | head -n 1 | cut -d: -f1)
printf 'nothing that could be unpacked' | dd of=drawn.pdf bs=1 seek=$((at + 100)) conv=notrunc 2>said
one drawn.pdf; exits 2; err_has 'PDF is damaged'

# ---- files in it, text behind it, junk before it ----
one --format=jsonl "$pdf/attachment.pdf"; exits 0
out_has 'attachment.pdf//note.txt'
[ "$(grep -c '"name":"QXHERON"' out)" -eq 2 ] || fail 'QXHERON stands on the page and in the file'
{ cat "$pdf/groff.pdf"; echo 'QXPELICAN behind'; } >behind.pdf
one behind.pdf; exits 0; err_has 'behind the end'; out_has 'QXPELICAN⟦the wharf 0.99⟧ behind'
{ cat "$pdf/groff.pdf"; printf '99 0 obj\n<< /Length'; } >update.pdf # and there it was cut
one update.pdf; exits 2; err_has 'no end'; out_has 'The plan of QXHERON⟦'
{ for i in $(seq 50); do echo "junk $i"; done; cat "$pdf/groff.pdf"; } >junk.pdf
one junk.pdf; exits 0; out_has 'The plan of QXHERON⟦'
printf 'The mark is\n%%PDF-1.4\nsays QXPELICAN.\n' >about.txt
one about.txt; exits 0; out_has 'says QXPELICAN⟦'
gzip -c "$pdf/groff.pdf" >groff.pdf.gz
one groff.pdf.gz; exits 0; out_has 'The plan of QXHERON⟦'
one - <"$pdf/groff.pdf"; exits 0; out_has 'The plan of QXHERON⟦'

# ---- what cannot be read says so ----
status_is() { grep -a -q "\"type\":\"document\".*\"status\":\"$1\"" out || fail "the status should be $1"; }
one --format=jsonl "$pdf/user-password.pdf"; exits 1; status_is encrypted; err_has 'encrypted'
one --strict "$pdf/user-password.pdf"; exits 2
one --format=jsonl "$pdf/scanned.pdf"; exits 1; status_is no-text; err_has 'nothing was searched'
one --format=jsonl "$pdf/mixed.pdf"; exits 2; status_is partial
err_has '2 of 4: 2, 4'; out_has '"name":"QXPELICAN"'; out_has '"name":"QXHERON"'

# ---- cut anywhere ----
for made in long libreoffice form attachment; do
    size=$(wc -c <"$pdf/$made.pdf")
    for part in 1 2 3 5 7 8 9; do
        head -c $((size * part / 10 + part)) "$pdf/$made.pdf" >cut.pdf
        one --format=jsonl cut.pdf good.txt
        exits 2; err_has 'cut.pdf'; out_has '"name":"QXPELICAN"'
    done
done
head -c -30 "$pdf/libreoffice.pdf" >cut.pdf
one --format=jsonl cut.pdf
[ "$status" -eq 2 ] || out_has '"name":"QXHERON"'

# ---- made to harm ----
# pdf_of FILE OBJECT...: numbered from 1, which is the catalogue.
pdf_of() {
    file=$1
    number=0
    shift
    printf '%%PDF-1.4\n' >"$file"
    for object in "$@"; do
        number=$((number + 1))
        printf '%s 0 obj%s endobj\n' "$number" "$object" >>"$file"
    done
    printf 'trailer<</Root 1 0 R/Size %s>>\n%%%%EOF\n' $((number + 1)) >>"$file"
}
catalog='<</Type/Catalog/Pages 2 0 R>>'
font='<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'
kid='<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>'
# stream TEXT
stream() { printf '<</Length %s>>stream\n%s\nendstream' "${#1}" "$1"; }
said=$(stream 'BT /F 12 Tf 10 90 Td (QXPELICAN) Tj ET /X Do')

# ---- beside the page: notes, fields, links, a file pinned to it ----
annotated='<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R 5 0 R 6 0 R 7 0 R 8 0 R]>>'
pdf_of beside.pdf '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R 8 0 R]>>>>' \
    '<</Type/Pages/Kids[3 0 R]/Count 1>>' "$annotated" \
    '<</Type/Annot/Subtype/Text/Contents(first)/Subj(QXHERON topic)/T(author QXHERON)/Rect[1 1 9 9]>>' \
    '<</Type/Annot/Subtype/Text/Contents(second)/Subj(QXHERON topic)/T(author QXHERON)/Rect[1 1 9 9]>>' \
    '<</Type/Annot/Subtype/Link/Rect[1 1 9 9]/A<</S/URI/URI(http://example.org/?to=QXHERON)>>>>' \
    '<</Type/Annot/Subtype/Widget/FT/Tx/T(name QXHERON)/TU(about QXHERON)/V(told)/Rect[1 1 9 9]>>' \
    '<</Type/Annot/Subtype/Widget/FT/Ch/T(b)/Ff 131072/Opt[(apple)(QXHERON pear)]/Rect[1 1 9 9]>>'
one beside.pdf; exits 2; err_has 'pages have no text'
out_has 'QXHERON⟦the tower 0.99⟧ topic'; out_has 'author QXHERON⟦'; out_has 'to=QXHERON⟦'
out_has 'about QXHERON⟦'; out_has 'told'; out_has 'name QXHERON⟦'; out_has 'apple'; out_has 'QXHERON⟦the tower 0.99⟧ pear'
[ "$(grep -c 'topic' out)" -eq 1 ] || fail 'what two notes in a row are about is said once'
pinned='<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R]>>'
pdf_of pinned.pdf "$catalog" '<</Type/Pages/Kids[3 0 R]/Count 1>>' "$pinned" "$said" "$font" \
    '<</Type/Annot/Subtype/FileAttachment/Rect[1 1 9 9]/FS<</Type/Filespec/F(note.txt)/EF<</F 7 0 R>>>>>>' \
    "$(stream 'pinned QXHERON')"
one --format=jsonl pinned.pdf; exits 0; silent; out_has 'pinned.pdf//note.txt'; out_has '"name":"QXHERON"'

# ---- read from the right: Hebrew letters by name, a name among them ----
hebrew=$(stream '/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <00> <ff> endcodespacerange
1 beginbfrange <61> <7a> <05d0> endbfrange endcmap')
lines=$(stream 'BT /G 12 Tf 1 0 0 1 100 250 Tm (abcd efgh) Tj 1 0 0 1 60 250 Tm (ijkl) Tj
1 0 0 1 100 220 Tm (mnop) Tj /F 12 Tf 1 0 0 1 20 220 Tm (QXHERON) Tj
/G 12 Tf 1 0 0 1 100 150 Tm (abcde fghij) Tj 1 0 0 1 40 150 Tm (klmn) Tj ET')
pdf_of right.pdf "$catalog" '<</Type/Pages/Kids[3 0 R]/Count 1>>' \
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R/G 6 0 R>>>>>>' \
    "$lines" "$font" '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>' "$hebrew"
one right.pdf; exits 0; silent; out_has 'QXHERON⟦the tower'; out_has 'חזוה דגבא'; out_has 'יטחזו הדגבא'

# ---- scanned askew: lines that rise by five degrees ----
askew=$(stream 'BT /F 12 Tf .9962 .0872 -.0872 .9962 20 40 Tm (This is what was found of QXPELICAN in the old) Tj
.9962 .0872 -.0872 .9962 20 26 Tm (harbour, and QXHERON was seen beside it at noon) Tj ET')
pdf_of askew.pdf "$catalog" '<</Type/Pages/Kids[3 0 R]/Count 1>>' "${kid//200 200/400 200}" "$askew" "$font"
one askew.pdf; exits 0; silent
"$CRYPTONYM" strip <out | grep -q 'This is what was found of QXPELICAN in the old' ||
    fail 'a line that slants should be whole'
out_has 'QXPELICAN⟦the wharf'; out_has 'harbour, and QXHERON⟦'

# ---- cut off a page; a text about that stays as it is ----
# Wherever the box's name stands in the blocks in which the file is read.
cropped='/CropBox [100 100 200 200]/Resources<</Font<</F 5 0 R>>>>/Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>'
about=$(stream 'BT /F 12 Tf 10 90 Td (QXHERON behind /CropBox and) Tj ET')
begun=$(printf '%%PDF-1.4\n1 0 obj%s endobj\n2 0 obj%s endobj\n3 0 obj<<' "$catalog" \
    '<</Type/Pages/Kids[3 0 R]/Count 1>>' | wc -c)
mkdir cropped
for place in $(seq 8183 8194); do
    pdf_of "cropped/$place.pdf" "$catalog" '<</Type/Pages/Kids[3 0 R]/Count 1>>' \
        "<<$(printf "%$((place - begun))s" '')$cropped" "$about" "$font"
done
one cropped; exits 0; silent
[ "$(grep -c 'QXHERON⟦the tower 0.99⟧ behind /CropBox and' out)" -eq 12 ] || fail 'what is cropped should be read'

# ---- begun by a byte order mark; without an end, with a wrong one ----
{ printf '\357\273\277'; cat "$pdf/groff.pdf"; } >mark.pdf
one mark.pdf; exits 0; silent; out_has 'The plan of QXHERON⟦'
pdf_of plain.pdf "$catalog" '<</Type/Pages/Kids[3 0 R]/Count 1>>' "$kid" "$said" "$font"
grep -v '^trailer' plain.pdf >endless.pdf
one endless.pdf; exits 2; err_has 'PDF is damaged'; out_has 'QXPELICAN⟦the wharf'
# its objects are in streams: only the table leads to them
sed '/^startxref/,$d' "$pdf/long.pdf" >lost.pdf
one -c lost.pdf; exits 2; err_has 'PDF is damaged'; out_is '300\n'

# bounded: not killed by the clock, little memory, the next document is read.
bounded() {
    run "${builddir:?}/tests/measure" -t 60 cost "$CRYPTONYM" annotate -d names.tsv --jobs=1 \
        --language="$srcdir/tests/hunspell/test" --format=jsonl "$1" good.txt
    [ "$status" -ne 124 ] || fail "$1 should end"
    read -r _ kib _ <cost
    [ "$kib" -lt 700000 ] || fail "$1: $kib KiB"
    out_has '"document":"good.txt"'
}
pdf_of loop.pdf "$catalog" '<</Type/Pages/Kids[2 0 R 2 0 R]/Count 5>>'
bounded loop.pdf; exits 2; status_is unreadable
pdf_of million.pdf "$catalog" '<</Type/Pages/Kids[3 0 R]/Count 1000000>>' "$kid" "$said" "$font"
bounded million.pdf; exits 2; status_is unreadable
pdf_of fewer.pdf "$catalog" '<</Type/Pages/Kids[3 0 R]/Count 5>>' "$kid" "$said" "$font"
bounded fewer.pdf; exits 2; status_is partial; out_has '"document":"fewer.pdf"'; err_has '4 of 5: 2, 3'
deep=$(printf '%100000s' '' | tr ' ' '[')
pdf_of deep.pdf "<</Type/Catalog/Pages 2 0 R/X $deep>>" '<</Type/Pages/Kids[]/Count 0>>'
bounded deep.pdf; exits 2; status_is unreadable
pdf_of draws-itself.pdf "$catalog" '<</Type/Pages/Kids[3 0 R]/Count 1>>' "$kid" "$said" "$font" \
    '<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>stream
/X Do
endstream'
bounded draws-itself.pdf; exits 0; out_has '"document":"draws-itself.pdf"'
pdf_of outline.pdf '<</Type/Catalog/Pages 2 0 R/Outlines 7 0 R>>' \
    '<</Type/Pages/Kids[3 0 R]/Count 1>>' "$kid" "$said" "$font" "$font" \
    '<</Type/Outlines/First 8 0 R/Last 8 0 R/Count 1>>' \
    '<</Title(QXHERON)/Parent 7 0 R/Next 8 0 R/First 8 0 R/Last 8 0 R/Dest[3 0 R/Fit]>>'
bounded outline.pdf; exits 0; out_has '"name":"QXHERON"'
# Poppler dies of what a fuzzer made: what came before is kept. A file's name leads to a string, and
# another is pinned to a page; then a page that takes all the memory there is, and a document.
made=$srcdir/tests/fuzz/corpus/pdf
bounded "$made/file-is-a-string.pdf"; exits 2; status_is crash; err_has 'died'
out_has '"name":"QXPELICAN"'; out_has 'file-is-a-string.pdf//pinned.txt'; out_has '"name":"QXHERON"'
if ! grep -q __asan_init "$CRYPTONYM"; then
    bounded "$made/memory-at-once.pdf"; exits 2; status_is limit; err_has 'more memory'
    grep -q '"document":".*memory-at-once.pdf".*"name":"QXPELICAN"' out || fail 'the first page should be kept'
    bounded "$pdf/memory.pdf"; exits 2; status_is limit; err_has 'more memory'
    # That it is cut, too, is not what it ended with.
    { cat "$made/memory-at-once.pdf"; printf '99 0 obj\n<< /Length'; } >cut-memory.pdf
    bounded cut-memory.pdf; exits 2; grep -q '"document":"cut-memory.pdf","status":"limit"' out || fail 'it should be limit'
fi

# ---- the service ----
with_service() { CRYPTONYM_LIBEXEC=$1 one --format=jsonl "$pdf/groff.pdf" good.txt; }
with_service "$work/nowhere"; exits 0; status_is unsupported; err_has 'cryptonym-pdf cannot be started'
mkdir ends
printf '#!/bin/sh\nexit 0\n' >ends/cryptonym-pdf && chmod +x ends/cryptonym-pdf
with_service "$work/ends"; exits 0; status_is unsupported; err_has 'it has ended'
run "$CRYPTONYM_LIBEXEC/cryptonym-pdf" </dev/null; exits 2; err_has 'is started by cryptonym'

# One that answers anything at all, and then is gone.
if command -v python3 >/dev/null; then
    mkdir evil
    cat >evil/cryptonym-pdf <<'END'
#!/usr/bin/env python3
import os, random, socket
random.seed(int(os.environ["SEED"]))
_, connection, _, _ = socket.recv_fds(socket.socket(fileno=0), 100, 1)
asked = socket.socket(fileno=connection[0])
socket.recv_fds(asked, 100, 1)
ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
socket.send_fds(asked, [b"+"], [theirs.fileno()])
theirs.close()
def record(kind, payload):
    return len(payload).to_bytes(4, "little") + bytes([kind]) + payload
ours.send(record(1, bytes([3, 0, 0, 0, 0, 0, 0, 0, 0])))
ours.send(record(3, bytes([1, 0, 0, 0])))
ours.send(record(5, b"QXHERON in good order"))
try:
    for n in range(random.randrange(5)):
        ours.send(record(random.randrange(12), random.randbytes(random.randrange(9))))
except OSError:
    pass
END
    chmod +x evil/cryptonym-pdf
    for seed in 1 2 3 4 5 6 7 8 9 10; do
        SEED=$seed with_service "$work/evil"
        exits 2; status_is crash; out_has '"name":"QXHERON"'; out_has '"name":"QXPELICAN"'
    done
fi

# Killed while it reads: what there was is kept, it is said, the next document is read by another.
show=$(printf '1 0 0 1 10 90 Tm (QXHERON) Tj %.0s' $(seq 20000))
slow=$(stream "BT /F 12 Tf $show ET")
kids=$(seq -f '%.0f 0 R' 6 305)
pages=()
for i in $(seq 300); do pages+=("$kid"); done
pdf_of slow.pdf "$catalog" "<</Type/Pages/Kids[$kids]/Count 300>>" "$font" "$slow" "$font" \
    "${pages[@]}"
if command -v pgrep >/dev/null; then
    for whom in service child; do
        last="annotate slow.pdf, its $whom killed"
        "$CRYPTONYM" annotate -d names.tsv --language="$srcdir/tests/hunspell/test" --jobs=1 \
            --format=jsonl slow.pdf "$pdf/groff.pdf" >out 2>err &
        program=$!
        for i in $(seq 100); do
            service=$(pgrep -P "$(pgrep -P "$program")" cryptonym-pdf) && child=$(pgrep -P "$service") && break
            sleep 0.05
        done
        sleep 0.3
        if [ "$whom" = service ]; then kill -9 "$service"; else kill -9 "$child"; fi
        wait "$program"
        status=$?
        exits 2; status_is crash; err_has 'slow.pdf: warning: the process that read the PDF died'
        out_has 'groff.pdf'; out_has '"name":"QXPELICAN"'
        sleep 0.2
        # it may be that nobody takes note of its end
        state=$(ps -o stat= -p "$child")
        [ "${state#Z}" != "$state" ] || [ -z "$state" ] || fail "the child should have ended: $state"
    done
fi
finish
