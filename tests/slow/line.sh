#!/bin/bash
# A line of 1 GiB, from a file and from a pipe, in 64 MiB of resident memory beyond the dictionary's.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
: "${builddir:?}"
command -v perl >/dev/null || { echo 'skipped: there is no perl to write 1 GiB'; exit 77; }
limit=65536 # KiB
english=$srcdir/tests/hunspell/test

# measure INPUT OPTION...: annotates it; $kib is the peak of resident memory.
measure() {
    input=$1
    shift
    last="annotate $* <$input"
    "$builddir/tests/measure" report "$CRYPTONYM" annotate --language="$english" "$@" \
        <"$input" >out 2>err
    status=$?
    without_walls
    kib=$(cut -d' ' -f2 report)
}

# A text of one line: a name at its beginning, one at its end, names and words between.
line() {
    perl -e 'my $text = "the QXPELICAN went to see " . ("some other words " x 3850);
             print $text x (2 ** 30 / length $text); print "QXHERON\n"'
}

echo 'QXPELICAN' >small.txt
measure small.txt -c
base=$kib
line >line.txt
for format in text lines jsonl; do
    measure small.txt --format=$format -d names.tsv
    exits 0
    for way in file pipe; do
        if [ $way = file ]; then
            measure line.txt --format=$format -d names.tsv
        else
            mkfifo pipe
            cat line.txt >pipe &
            measure pipe --format=$format -d names.tsv
            wait
            rm pipe
        fi
        exits 0
        silent
        grep -q QXHERON out || fail 'the last name should be found'
        echo "$format, $way: $((kib - base)) KiB beyond the dictionary"
        [ $((kib - base)) -le $limit ] || fail "$((kib - base)) KiB are too many"
    done
done
measure line.txt -c # with every installed dictionary, which know neither name
exits 1
echo "all dictionaries: $((kib - base)) KiB beyond them"
[ $((kib - base)) -le $limit ] || fail "$((kib - base)) KiB are too many"
finish
