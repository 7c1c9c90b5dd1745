#!/bin/bash
# msg: Outlook's messages: text, attachments, messages inside, HTML and RTF, and what is cut.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
messages=$srcdir/tests/formats/msg
printf '# scheme: mails\n# kind: project\nname\tmeaning\n' >names.tsv
printf '%s\tthe officer\n' AMLASH AMTHUG AMTRUNK AMBUD >>names.tsv

annotate --jobs=1 "$messages/unicode.msg"
if grep -q 'built without the library' err; then
    grep -q ': libgsf$' err || fail "it is not said what is missing"
    skip "built without libgsf: Outlook's messages are not read"
    finish
fi

# read_msg NAME COUNT STATUS...: so many names, and the statuses of its documents, members first.
read_msg() {
    name=$1 count=$2
    shift 2
    annotate --jobs 1 --format=jsonl "$messages/$name.msg"
    got=$(grep -o '"status":"[a-z-]*"' out | cut -d'"' -f4 | tr '\n' ' ')
    [ "$got" = "$* " ] || fail "$name: status should be '$*', is '$got'"
    [ "$(grep -c '"type":"mention"' out)" -eq "$count" ] || fail "$name: there should be $count names"
}

read_msg unicode 5 ok ok ok ok
for name in 报告.txt 'part 2' long.txt; do out_has "unicode.msg//$name\""; done
read_msg bytes 2 ok
read_msg nested 3 ok ok; out_has 'nested.msg//deep.txt"'
read_msg html 1 ok ok; out_has 'html.msg//body.html"'
read_msg people 3 ok
read_msg rtf 0 ok ok; out_has 'rtf.msg//body.rtf"'
read_msg sealed 0 ok encrypted
annotate --jobs 1 "$messages/unicode.msg"; exits 0
out_has 'Anna Berg <anna@example.org>'; out_has '2013-12-02 10:11'; out_has 'Größe of AMLASH'

# People with their addresses, what has a name of its own; once, and nothing that only programs write.
annotate --jobs 1 "$messages/people.msg"; exits 0
sed 's/⟦[^⟧]*⟧//' out >lines
cat >expected <<'END'
Head of AMLASH <head@example.org>
Anna Berg <anna@example.org>
Jon; Eve
Max
<jon@example.org>
<eve@example.org>
The hidden one <hidden@example.org>
RE: Where
2013-12-02 10:11
/o=EXAMPLE/cn=RECIPIENTS/cn=HEAD
AMTHUG
AM
AMBUD
We meet.
END
grep -v '^= \|^$' lines | diff - expected >difference || fail "fields: $(cat difference)"
annotate --jobs 1 --format=jsonl "$messages/people.msg"; out_has '"part":"from"'; out_has '"part":"fields"'

annotate --jobs 1 "$messages/rtf.msg"; out_has 'hello world'

# Cut anywhere: no crash, and it is said.
size=$(wc -c <"$messages/unicode.msg")
cut=512
while [ "$cut" -lt "$size" ]; do
    head -c "$cut" "$messages/unicode.msg" >cut.msg
    annotate --jobs 1 --format=jsonl --strict cut.msg
    [ "$status" -eq 2 ] || fail "cut at $cut: it should be said"
    cut=$((cut + 307))
done

finish
