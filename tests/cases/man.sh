#!/bin/bash
# The manual: its form, its examples, and that it leaves out no message, option or command.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
man=$srcdir/man

if command -v mandoc >/dev/null; then
    for page in "$man"/*.[15]; do
        run mandoc -T lint "$page"
        # What is installed on this machine is not the page's fault.
        grep -v -e 'referenced manual not found' -e 'outdated mandoc.db' out err >lint
        [ ! -s lint ] || fail "$(cat lint)"
    done
else
    skip 'the form of the pages: there is no mandoc'
fi

# Every message of the catalogue.
tr '\n' ' ' <"$man/cryptonym.1" | sed 's/\\-/-/g; s/\\e/\\/g; s/  */ /g' >page
tr '\n' ' ' <"$srcdir/decoder/base/catalogue.def" |
    grep -o 'CN_CODE(CN_E_[A-Z_]*, *"[^"]*")' | sed 's/.*, *"\(.*\)")/\1/' >messages
[ "$(wc -l <messages)" -gt 40 ] || fail 'the catalogue should be found'
while IFS= read -r message; do
    [ "$message" = 'no error' ] || grep -q -F -e "$message" page || fail "not in cryptonym.1: $message"
done <messages

# Every command and every option of annotate.
"$CRYPTONYM" help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' >commands
while read -r command; do
    grep -q "^\.It Cm $command\b" "$man/cryptonym.1" || fail "not in cryptonym.1: command $command"
done <commands
"$CRYPTONYM" annotate --help | grep -o -e '--[a-z0-9][a-z0-9-]*' | sed 's/^--//' | sort -u >options
while read -r option; do
    grep -q -e "Fl -$option\\b" "$man/cryptonym.1" || fail "not in cryptonym.1: option $option"
done <options

# The examples run. They speak of a memo, a folder and a dictionary of one's own.
mkdir dump
printf 'Huawei: ship the goods for country A9 (North Korea) to the rep office.\nThe QXPELICAN.\n' >memo.txt
printf 'Project,Country\nalpha,A9\n' >dump/table.csv
gzip -c memo.txt >dump/letter.txt.gz
printf '# scheme: harbour\n# source a: an audit\nname\tmeaning\tsource\nQXPELICAN\tthe wharf\ta\n' \
    >harbour.tsv
offset=$(grep -b -o QXPELICAN memo.txt | cut -d: -f1)
printf 'file\tstart\tend\tsurface\tname\tlabel\nmemo.txt\t%d\t%d\tQXPELICAN\tQXPELICAN\t1\n' \
    "$offset" $((offset + 9)) >labels.tsv
PATH=$(dirname "$CRYPTONYM"):$PATH
pages=("$man"/*.[15])
if "$CRYPTONYM" review none 2>&1 | grep -q 'built without jansson'; then
    skip 'the examples of review: built without jansson'
    pages=("$man"/*.5 "$man/cryptonym.1")
fi
grep -h '^\.Dl \$ ' "${pages[@]}" | sed 's/^\.Dl \$ //; s/\\-/-/g; s/\\&//g' >examples
[ "$(wc -l <examples)" -ge 8 ] || fail 'there should be examples'
printf 'y\nn\n' >answers
while IFS= read -r example; do
    run bash -o pipefail -c "$example" <answers
    [ "$status" -eq 0 ] || fail "an example of the manual should work: $example"
    err_lacks 'error:'
done <examples
finish
