#!/bin/bash
# twenty: one text of twenty names is found whole in every wrapper, charset and nesting, and each
# name at its place (tests/formats/make-twenty.sh). UPDATE=yes keeps what was found, to be read.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
made=$srcdir/tests/formats/twenty
command -v python3 >/dev/null || { skip 'no python3 to read JSON with'; exit 77; }
cp -r "$made/dump" twenty

# read_all OPTION...: the folder, by the installed dictionaries.
read_all() {
    run "$CRYPTONYM" annotate --language="$srcdir/tests/hunspell/test" --min-confidence=0.1 \
        "$@" twenty
}

# ---- what is read cannot depend on how many read it ----
for jobs in 1 3; do
    read_all --format=jsonl "--jobs=$jobs"; mv out "jsonl.$jobs"; cp err "err.$jobs"
    read_all --format=lines "--jobs=$jobs"; mv out "lines.$jobs"
    read_all "--jobs=$jobs"; mv out "text.$jobs"
done
for format in jsonl lines text err; do
    cmp -s "$format.1" "$format.3" || fail "$format: three jobs should say what one says"
done

# ---- what this program was built without is left out, and said ----
grep -a 'built without' err.1 | sed 's/^cryptonym: //' >without
while IFS= read -r said; do skip "$said"; done <without
sed 's/: [a-z]*: .*//' without >left_out
if grep -q 'built without uchardet' without; then
    for file in twenty/charset-[!u]*; do echo "$file"; done >>left_out
fi
# kept TABLE: without the documents that are left out, and those in them.
kept() { awk -F'\t' 'FILENAME == "left_out" { out[$0]; next }
    { for (o in out) if (index($1, o) == 1) next; print }' left_out "$1"; }

# ---- each name at its place ----
python3 "$srcdir/tests/cases/twenty.py" places <jsonl.1 >found.places
python3 "$srcdir/tests/cases/twenty.py" documents <jsonl.1 >found.documents
if [ "${UPDATE-no}" = yes ]; then
    cp found.places "$made/places.tsv"
    cp found.documents "$made/documents.tsv"
fi
for table in places documents; do
    kept "$made/$table.tsv" >want
    kept "found.$table" | diff want - >out || fail "$table: what was found is not what the table says"
done

# Lines say the same places as JSON Lines do.
awk -F'\t' '{ n = split($3, names, ", "); for (i = 1; i <= n; i++) print $1 "\t" $2 "\t" names[i] }' \
    found.places >want
sed -E 's/^(.*):([0-9]+):[0-9]+: info: ([^:]*): .*\]( \((.*)\))?$/\1\t\5\t\3\t\2/' lines.1 |
    awk -F'\t' '{ print $1 "\t" ($2 == "" ? "line " $4 : $2) "\t" $3 }' >got
diff want got >out || fail 'lines should say the places that JSON Lines say'

# ---- every file holds all of them, and text has as many glosses ----
grep -v '^#' "$made/names.tsv" >names
kept want | awk -F'\t' 'FILENAME == "names" { wanted[$1] = $2; next }
    { split($1, path, "/"); files[path[2]]; found[path[2], $3]++ }
    END { for (f in files) for (n in wanted)
        if (found[f, n] < wanted[n]) print f ": " n " is not found " wanted[n] " times" }' names - >out
[ ! -s out ] || fail 'all twenty should be found in every file'
[ "$(awk -F'\t' '{ n += $2 } END { print n }' names)" -eq 20 ] || fail 'there should be twenty names'
find twenty -type f >files
sed -i 's|//.*||' left_out
[ "$(kept found.places | cut -d/ -f2 | cut -f1 | sort -u | wc -l)" -eq "$(kept files | wc -l)" ] ||
    fail 'every file should have names'
[ "$(grep -a -o '[0-9]⟧' text.1 | wc -l)" -eq "$(wc -l <want)" ] || fail 'text lacks glosses'
[ -s without ] || ! grep -q -v ' note: ' err.1 || { cp err.1 err; fail 'nothing should be amiss'; }
finish
