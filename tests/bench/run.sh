#!/bin/bash
# run.sh: what cryptonym costs beside others that look for many words. `make bench`, `make
# bench-quick`.
#
# The text is the corpus beside the checkout, in one file, as often as it takes to be BYTES long.
# names.py makes the names. Programs run in turn, writing to a file; figures are medians of user and
# system time, ratios the medians of the ratios run by run. The first run of each is not counted: what
# it wrote is compared with what cryptonym found (agree.py), and only that can fail. Prints Markdown;
# how it goes on, to standard error.
#
#     CORPUS=FILE       the records (a .tar.xz of .md files)
#     BYTES=N           the text is at least so long (256000000); also TREE_BYTES (455000000)
#     SIZES="30 1000"   how many names
#     KNOWN=N           how many of the names stand in the text, at most (1000)
#     PEERS="ripgrep"   against whom; those that are not installed are left out (./setup bench)
#     QUESTIONS="names floor tree annotate garbled workers memory"
#     GARBLED_BYTES=N   of the text, for the question "garbled" (20000000)
#     RUNS=5 LIMIT=600  runs of each; seconds a run may take
set -eu
export LC_ALL=C
: "${srcdir:?}" "${builddir:?}" "${CRYPTONYM:?}"
corpus=${CORPUS:-$srcdir/../shared/gold/corpus.tar.xz}
bytes=${BYTES:-256000000}
tree_bytes=${TREE_BYTES:-455000000}
sizes=${SIZES:-30 1000 10000 100000 1000000}
known=${KNOWN:-1000}
questions=${QUESTIONS:-names floor tree annotate garbled workers memory}
runs=${RUNS:-5}
limit=${LIMIT:-600}
peers=${PEERS_FOLDER:-$srcdir/build/peers}
here=$srcdir/tests/bench
measure=$builddir/tests/measure
disagree=0

if [[ ! -e $corpus ]]; then
    echo "bench: skipped: the corpus is not at $corpus (CORPUS=FILE names another)"
    exit 0
fi
mkdir -p "$builddir/bench"
cd "$builddir/bench"

progress() {
    echo "bench: $(date +%T) $*" >&2
}

# shellcheck source=tests/bench/costs.sh
. "$here/costs.sh"
# shellcheck source=tests/bench/programs.sh
. "$here/programs.sh"
# shellcheck source=tests/bench/race.sh
. "$here/race.sh"
# shellcheck source=tests/bench/questions.sh
. "$here/questions.sh"
# shellcheck source=tests/bench/tree.sh
. "$here/tree.sh"
# shellcheck source=tests/bench/workers.sh
. "$here/workers.sh"

# ---- the text and the names ----

if [[ ! -e corpus.txt ]]; then
    progress "unpacking the corpus"
    mkdir -p corpus
    tar -xJf "$corpus" -C corpus
    find corpus -name '*.md' -print0 | sort -z | xargs -0 cat >corpus.part
    mv corpus.part corpus.txt
fi

# repeated BYTES: the corpus, as often as it takes to be so long.
repeated() {
    local size at
    size=$(stat -c %s corpus.txt)
    for ((at = 0; at < $1; at += size)); do
        cat corpus.txt
    done
}

text=text.$bytes
if [[ ! -e $text ]]; then
    repeated "$bytes" >"$text.part"
    mv "$text.part" "$text"
fi
megabytes=$(($(stat -c %s "$text") / 1000000))

# shellcheck disable=SC2086 # a list of numbers
lists=$(printf '%s\n' 30 1000 10000 100000 1000000 $sizes | sort -nu | tr '\n' ' ')
if [[ "$(cat names.sizes 2>/dev/null)" != "$known of $lists" || "$here/names.py" -nt names.sizes ]]; then
    progress "choosing names"
    # shellcheck disable=SC2086 # a list of numbers
    python3 "$here/names.py" corpus.txt /usr/share/hunspell/en_US.dic . "$known" $lists
    for size in $lists; do
        printf '# scheme: bench\nname\tmeaning\n' >"names.$size.tsv"
        sed 's/$/\ta name of the benchmark/' "names.$size" >>"names.$size.tsv"
    done
    echo "$known of $lists" >names.sizes
fi

# ---- who is here ----

racing=()
absent=()
for program in ${PEERS-hyperscan vectorscan ripgrep ugrep grep yara ahocorasick}; do
    if "${program}_ready"; then racing+=("$program"); else absent+=("$program"); fi
done

ours_prepare "${sizes%% *}"
echo "$(date -u +%F), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) processors, at most $runs runs of $limit s"
echo
for program in ours "${racing[@]}"; do
    echo "- $("${program}_version")"
done
echo "- cryptonym's dictionary: $([[ $compiled = yes ]] && echo "the compiled image" || echo "the table, read in each run: this program cannot compile one");" \
    "$(has_jobs && echo "workers as said with --jobs" || echo "one process: this program has no --jobs")"
echo "- of each list of names, the first $(thousands "$known") stand in the text at most"
[[ ${#absent[@]} -eq 0 ]] || echo "- not installed (./setup bench): ${absent[*]}"
echo

cat "$text" >/dev/null
for question in $questions; do
    "question_$question"
done

if [[ $disagree -gt 0 ]]; then
    echo "bench: $disagree sets of matches differ without a rule that explains it"
    exit 1
fi
