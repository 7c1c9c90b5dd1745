#!/bin/bash
# A text of 1 GiB takes no more memory than one of a line and 64 MiB besides, from a file and from a
# pipe; and the names at its very end are found.
set -eu
: "${srcdir:?}" "${builddir:?}" "${CRYPTONYM:?}"
folder=$(mktemp -d "$builddir/memory.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export TMPDIR=$folder

annotate() {
    "$builddir/tests/measure" cost "$CRYPTONYM" annotate -d cia-cryptonyms \
        --language "$srcdir/tests/hunspell/test" --format=text "$@"
}

# kib FILE-OR-MINUS: runs over it, prints the peak.
kib() {
    annotate "$1" | tail -n 1 >out
    cut -d' ' -f2 cost
}

text() {
    printf '%s\n' 'The office sent a message about AMLASH-1 and the ships to the station.' \
        'No other name was in the cable of that day, and the paper was white.' |
        head -c "$1"
}

# 64 KiB, to be repeated.
paragraphs() {
    yes "$(printf '%s\n' 'The office sent a message about the ships to the station in June.' \
        'No other name was in the cable of that day, and the paper was white.' \
        'He met AMLASH-1 there.')" | head -c 65536
}

text 4096 >small
paragraphs >block
for _ in {1..128}; do cat block; done >eight
for _ in {1..128}; do cat eight; done >large
printf '\nAMLASH-1\n' >>large

base=$(kib small)
for way in file pipe; do
    if [[ $way == file ]]; then
        peak=$(kib large)
    else
        peak=$(kib - < <(cat large))
    fi
    grep -q '^AMLASH-1' out || { echo "$way: the last name is not there"; exit 1; }
    echo "$way: $((peak - base)) KiB beyond the $base KiB of a small text"
    [[ $((peak - base)) -le 65536 ]] || exit 1
done
