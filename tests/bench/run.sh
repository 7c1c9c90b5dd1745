#!/bin/bash
# run.sh: what cryptonym costs beside grep on the same text with the same 1,000 names. `make bench`.
#
# The text is the corpus beside the checkout, in one file. The names are its upper-case words of 5
# to 12 letters that stand there five times or more and never with a small letter, nor in hunspell's
# English; of those, in the C locale's order, 1,000 at equal distances.
#
# First the matches are compared: where grep finds a name and cryptonym an identical one. What only
# one of them has must be explained by how they cut words. Then each program runs five times in
# turn, writing to a file. Prints medians of user and system time and the peak of resident memory.
set -eu
export LC_ALL=C
: "${srcdir:?}" "${builddir:?}" "${CRYPTONYM:?}"
corpus=${CORPUS:-$srcdir/../shared/gold/corpus.tar.xz}
runs=5
mkdir -p "$builddir/bench"
cd "$builddir/bench"

if [[ ! -e $corpus ]]; then
    echo "bench: skipped: the corpus is not at $corpus (CORPUS=FILE names another)"
    exit 0
fi

# ---- the text and the names ----

if [[ ! -e text ]]; then
    mkdir -p corpus
    tar -xJf "$corpus" -C corpus
    find corpus -name '*.md' -print0 | sort -z | xargs -0 cat >text.part
    mv text.part text
fi

english() {
    local dictionary
    for dictionary in /usr/share/hunspell/en_US.dic "$srcdir/tests/hunspell/test.dic"; do
        [[ -e $dictionary ]] && sed 's,/.*,,' "$dictionary"
    done
    grep -ow '[A-Za-z]*[a-z][A-Za-z]*' text
}

grep -ow '[A-Z]\{5,12\}' text | sort | uniq -c | awk '$1 >= 5 { print $2 }' >upper
english | tr '[:lower:]' '[:upper:]' | sort -u >words
comm -23 upper words >candidates
awk -v all="$(wc -l <candidates)" \
    'int(NR * 1000 / all) > int((NR - 1) * 1000 / all)' candidates >names
{
    printf '# scheme: bench\nname\tmeaning\n'
    sed 's/$/\ta name of the benchmark/' names
} >bench.tsv

# ---- the three programs ----

with_grep() {
    "$builddir/tests/measure" cost env LC_ALL=C.UTF-8 grep -F -w -o -b -f names text >found
}
with_match() {
    "$builddir/tests/measure" cost "$CRYPTONYM" annotate -d ./bench.tsv --dump=match text >found
}
with_lines() {
    "$builddir/tests/measure" cost "$CRYPTONYM" annotate -d ./bench.tsv --format=lines text >found
}

# ---- do they find the same? ----

with_grep
tr ':' '\t' <found | sort >by_grep
with_match
awk -F'\t' '$1 == "candidate" && $4 == "identical" { print $2 "\t" $6 }' found | sort >by_match

# unexplained FILE: of lines "offset, name", those whose name does not touch, in the text, a byte
# that the two see differently: "_" is part of grep's words and joins ours; bytes beyond ASCII,
# where a change of script ends our words and not grep's.
unexplained() {
    local offset name around
    while IFS=$'\t' read -r offset name; do
        around=$(tail -c "+$((offset > 0 ? offset : 1))" text | head -c "$((${#name} + 2))" | tr '\0' ' ')
        case $around in
        _* | *_ | *[$'\x80'-$'\xff']*) ;;
        *) printf '%s\t%s\t%q\n' "$offset" "$name" "$around" ;;
        esac
    done <"$1"
}

comm -23 by_grep by_match >only_grep
comm -13 by_grep by_match >only_match
unexplained only_grep >strange
unexplained only_match >>strange
echo "matches: $(wc -l <by_grep) by grep, $(wc -l <by_match) identical by cryptonym," \
    "$(comm -12 by_grep by_match | wc -l) in both"
echo "         $(wc -l <only_grep) only by grep, $(wc -l <only_match) only by cryptonym;" \
    "$(wc -l <strange) not explained by how they cut words"
if [[ -s strange ]]; then
    head strange
    exit 1
fi

# ---- what do they cost? ----

rm -f costs.*
for ((run = 0; run < runs; run++)); do
    for program in grep match lines; do
        "with_$program"
        cat cost >>"costs.$program"
    done
done

# median COLUMN PROGRAM
median() {
    sort -n -k "$1,$1" "costs.$2" | awk -v column="$1" -v middle="$(((runs + 1) / 2))" \
        'NR == middle { print $column }'
}

row() {
    printf '| %-40s | %7.2f | %6.2f | %6.1f |\n' "$1" "$(median 1 "$2")" \
        "$(awk -v a="$(median 1 "$2")" -v b="$(median 1 grep)" 'BEGIN { print a / b }')" \
        "$(awk -v kib="$(median 2 "$2")" 'BEGIN { print kib / 1024 }')"
}

megabytes=$(($(wc -c <text) / 1000000))
echo
echo "$(date -u +%F), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
    "$megabytes MB, $(wc -l <names) names, $runs runs in turn"
echo
echo '|                                          | seconds | ratio  | MiB    |'
echo '|------------------------------------------|---------|--------|--------|'
row 'grep -F -w -o -b -f' grep
row 'cryptonym annotate --dump=match' match
row 'cryptonym annotate --format=lines' lines
