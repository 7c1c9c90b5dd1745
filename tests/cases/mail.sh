#!/bin/bash
# mail: texts, headers and attachments in every encoding; mailboxes; what is cut, nested and endless.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
mails=$srcdir/tests/formats/mail
printf '# scheme: mails\n# kind: project\nname\tmeaning\n' >names.tsv
printf '%s\tthe officer\n' AMLASH AMTHUG AMTRUNK AMBUD >>names.tsv

# read_mail FILE STATUS...: the statuses of its documents, members first.
read_mail() {
    file=$1
    shift
    annotate --jobs 1 --format=jsonl "$file"
    got=$(grep -o '"status":"[a-z-]*"' out | cut -d'"' -f4 | tr '\n' ' ')
    [ "$got" = "$* " ] || fail "${file##*/}: status should be '$*', is '$got'"
}
# names COUNT: so many were found.
names() {
    [ "$(grep -c '"type":"mention"' out)" -eq "$1" ] || fail "there should be $1 names"
}

annotate --jobs 1 --format=jsonl "$mails/7bit.eml"
if grep -q 'built without the library' err; then
    grep -q ': gmime$' err || fail "it is not said what is missing"
    out_has '"status":"unsupported"'
    skip 'built without gmime: mails are not read'
    finish
fi
for name in 7bit base64 quoted crlf; do
    read_mail "$mails/$name.eml" ok; names 3
    annotate --jobs 1 "$mails/$name.eml"; exits 0
    out_has 'Subject: Report'; out_has ' end=1'; out_lacks 'Message-ID'; out_lacks 'Content-Type'
done
for name in "$mails"/charset-*.eml; do read_mail "$name" ok; names 2; done
annotate --jobs 1 "$mails/charset-utf-8.eml"
out_has 'Akte: ein sehr langer Betreff, der über mehrere Wörter geht — 报告'

read_mail "$mails/attachments.eml" ok ok ok ok ok unsupported ok; names 6
for name in b64.txt qp.txt plain.txt Größe.txt 报告.txt; do out_has "attachments.eml//$name\""; done
read_mail "$mails/no-end.eml" ok ok ok ok ok unsupported partial; names 6
read_mail "$mails/alternative.eml" ok; names 1
read_mail "$mails/alternative-related.eml" ok; names 1
read_mail "$mails/alternative-more.eml" ok ok; names 1; out_has 'alternative-more.eml//body.html'
read_mail "$mails/alternative-html.eml" ok ok; names 1
read_mail "$mails/nested.eml" ok ok ok; names 3; out_has 'nested.eml//part 2.eml//part 2.eml"'
read_mail "$mails/signed.eml" ok ok; names 1
read_mail "$mails/encrypted.eml" ok encrypted encrypted
read_mail "$mails/smime.eml" encrypted encrypted
annotate --jobs 1 --format=jsonl "$mails/box.mbox"; names 9; out_has 'box.mbox//message 4//qp.txt"'

# Cut anywhere: no crash, and what is gone is said.
size=$(wc -c <"$mails/attachments.eml")
cut=300
while [ "$cut" -lt $((size - 11)) ]; do
    head -c "$cut" "$mails/attachments.eml" >cut.eml
    annotate --jobs 1 --format=jsonl cut.eml
    [ "$status" -eq 2 ] || fail "cut at $cut: it should be said"
    cut=$((cut + 37))
done

# What is no mail.
printf 'From: Chief\nTo: Director\nDate: 2 Dec 1963\nSubject: AMLASH\n\nAMLASH\n' >memo
printf 'From the Director 10:11 2 Dec 1963\nSubject: AMLASH\n' >letter
for name in memo letter; do
    annotate --jobs 1 --format=jsonl "$name"; exits 0; out_has '"format":"plain"'
done

# What takes a program with the tree of all parts in memory more than a gigabyte.
command -v python3 >/dev/null || { skip 'endless mails: there is no python3'; finish; }

# endless NAME STATUS: within 40 seconds and, where no sanitizer adds to it, 200 MiB.
endless() {
    run "${builddir:?}/tests/measure" -t 40 cost "$CRYPTONYM" annotate -d "$work/names.tsv" \
        --language="$srcdir/tests/hunspell/test" --jobs 1 --format=jsonl "$1"
    [ "$status" -lt 124 ] || fail "$1 takes too long, or crashes"
    out_has "\"status\":\"$2\""
    [ -n "$sanitized" ] || [ "$(cut -d' ' -f2 cost)" -lt 204800 ] || fail "$1 takes $(cat cost)"
}
sanitized=$(grep -c -F -e '__asan_init' "$CRYPTONYM" "$builddir"/.libs/cryptonym 2>/dev/null |
    grep -v ':0$')
python3 - <<'PYTHON'
head = b"From: a@b\nDate: Mon, 2 Dec 2013 10:11:12 +0000\n"
part = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
files = {
    "nested": b"".join(part % (i, i) for i in range(20000)) + b"\nAMLASH\n",
    "mails": b"Content-Type: message/rfc822\n\n" * 200000,
    "words": b"Subject: " + b"=?utf-8?q?x_?=\n " * 300000 + b"\n\nAMLASH\n",
    "long": b"To: " + b"a@b, " * 2000000 + b"\n\nAMLASH\n",
    "parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 200000 + b"--b--\n",
    "open": b"Subject: " + b"=?u?q?" * 500000 + b"\n\nAMLASH\n",
    "dashes": part % (0, 0) + b"\n" + b"-- a comment\n--\n" * 200000 + b"--b0\n\nAMLASH\n--b0--\n",
    "full": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nX: y\n\n" * 40000 + b"--b--\n",
}
for name, data in files.items():
    with open(name + ".eml", "wb") as file:
        file.write(head + data)
PYTHON
endless nested.eml limit; out_has AMLASH
endless mails.eml limit
endless words.eml ok; out_has AMLASH
endless long.eml ok; out_has AMLASH
endless parts.eml limit
endless open.eml ok; out_has AMLASH
endless dashes.eml ok; out_has AMLASH

# GLib ends a process that has no more memory; the document should not seem to have killed it.
if [ -z "$sanitized" ]; then
    annotate --jobs 1 --format=jsonl --max-memory=60M full.eml; out_has '"status":"limit"'
    annotate --jobs 1 --format=jsonl full.eml; out_has '"status":"ok"'
fi

finish
