#!/bin/bash
# A run that was killed goes on by its journal, and writes what an undisturbed one writes.
# KILLS: how many times (20). FILES: how many small files there are (100).
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
kills=${KILLS:-20}
files=${FILES:-100}
RANDOM=1

# ---- what is read: many small ones, some packed, a table, one that is damaged, one in pieces ----
mkdir in in/more
for ((i = 0; i < files; i++)); do
    echo "QXPELICAN is here, in number $i; QXHERON is not far" >"in/$i.txt"
done
for ((i = 0; i < 20; i++)); do
    echo "QXHERON stands in number $i" | gzip >"in/more/$i.gz"
    cp "in/$i.txt" "in/more/copy $i.txt"
done
printf 'Project,Country\nQXPELICAN,KP\nQXHERON,"IR"\n' >in/more/table.csv
head -c 40 in/more/1.gz >in/more/damaged.gz
printf '\377\330\377\340\0\020JFIF\0\001' >in/picture.jpg
yes 'Nothing is said of it here, nor of QXHERON or anything that is near to the tower' |
    head -c 9000000 >in/zz-large.txt
printf 'the end: QXPELICAN' >in/zzz.txt

# ends WHAT OPTION...: killed again and again, until it ends.
ends() {
    what=$1
    shift
    for ((tries = 0; tries < 300; tries++)); do
        # Up to the time that a run takes, at any moment.
        moment=$(printf '0.%06d' $(((RANDOM * 32768 + RANDOM) % longest)))
        if [ "$done_kills" -ge "$kills" ]; then
            annotate "$@"
        else
            last="annotate $*"
            # In the foreground: else it ends by its own signal, maybe before the run has. A run that
            # was done just then ends as it would have.
            { timeout --foreground --preserve-status -s KILL "$moment" "$CRYPTONYM" annotate \
                -d "$work/names.tsv" --language="$srcdir/tests/hunspell/test" "$@" >out 2>err; } 2>shell
            status=$?
        fi
        [ "$status" -eq 137 ] || return
        [ ! -e journal ] || done_kills=$((done_kills + 1))
    done
    fail "$what: it should end some time"
}

# The microseconds that a run takes.
start=$(date +%s%N)
annotate --format=jsonl -o want in
longest=$((($(date +%s%N) - start) / 1000))
[ "$longest" -lt 900000 ] || longest=900000

none_left() { # FOLDER
    [ ! -e journal ] || fail 'the journal should go at the end'
    [ -z "$(find "$1" -name '.cryptonym-*')" ] || fail 'a temporary was left'
}

total=$kills
for format in text lines jsonl; do
    annotate "--format=$format" --coverage=want.list -o want in
    wanted=$status
    grep 'were not read in full' err >want.err
    done_kills=0
    kills=$((total / 6 + 1))
    rounds=0
    while [ "$done_kills" -lt "$kills" ] && [ $((rounds += 1)) -lt 300 ]; do
        rm -f got got.list
        ends "$format" "--format=$format" --journal=journal --coverage=got.list -o got in
        [ "$status" -eq "$wanted" ] || fail "$format: the exit status should be $wanted"
        cmp -s got want || fail "$format: the output should be that of a run without a kill"
        cmp -s got.list want.list || fail "$format: so should the list"
        grep 'were not read in full' err | cmp -s - want.err || fail "$format: so should the summary"
        none_left .
    done
    [ "$done_kills" -ge "$kills" ] || fail "$format: too few runs were killed at work"

    rm -rf want.d
    annotate "--format=$format" -o want.d/ in
    wanted=$status
    done_kills=0
    rounds=0
    while [ "$done_kills" -lt "$kills" ] && [ $((rounds += 1)) -lt 300 ]; do
        rm -rf got.d
        ends "$format, a folder" "--format=$format" --journal=journal -o got.d/ in
        [ "$status" -eq "$wanted" ] || fail "$format, a folder: the exit status should be $wanted"
        diff -r got.d want.d >differences || fail "$format, a folder: $(head -3 differences)"
        none_left .
    done
    [ "$done_kills" -ge "$kills" ] || fail "$format, a folder: too few runs were killed at work"
done
finish
