#!/bin/bash
# SIGKILL at random moments. Of a worker: its document has the status crash or is read again, and all
# others are as ever. Of the zygote: the run says so and ends. Of the parent: no process is left, and
# no half of a file has the output's name.
# KILLS: how many (tests/slow/kills.sh: 200), of each of the three a third.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
kills=${KILLS:-20}
[ -r /proc/self/stat ] || { skip 'there is no /proc to find processes by'; exit 77; }
RANDOM=${SEED:-1}

mkdir in
yes 'the QXPELICAN of QXHERON, garbled QXPELICAM' | head -n 400 >in/text
for i in {1..40}; do { head -n $((i * 5)) in/text; echo "the last one of $i: QXHERON"; } >"in/$i"; done
dd if=/dev/zero bs=1M count=8 2>/dev/null | tr '\0' '\n' | cat - in/text >in/large

# children PID: of its own.
children() {
    sed -n "s/^\([0-9]*\) (.*) [A-Z] $1 .*/\1/p" /proc/[0-9]*/stat 2>/dev/null
}
# start OPTION...: a run in the background, $parent.
start() {
    last="annotate $*"
    "$CRYPTONYM" annotate -d names.tsv --language="$srcdir/tests/hunspell/test" --jobs=3 \
        --format=jsonl "$@" in >out 2>err &
    parent=$!
}
# A moment within the run.
moment() { sleep "0.$(printf '%03d' $((RANDOM % elapsed)))"; }
gone() {
    for _ in {1..200}; do
        alive=
        for pid in "$@"; do
            [ ! -e "/proc/$pid/stat" ] || grep -q ') Z ' "/proc/$pid/stat" || alive=$pid
        done
        [ -n "$alive" ] || return
        sleep 0.02
    done
    fail "$alive should be gone"
}
ended() {
    wait "$parent" 2>/dev/null
    status=$?
}
no_temporary() {
    [ -z "$(find . -name '.cryptonym-*')" ] || fail 'a temporary was left'
}

begun=$(date +%s%N)
start
ended
exits 0
elapsed=$((($(date +%s%N) - begun) / 1000000 + 5))
[ $elapsed -lt 999 ] || elapsed=999
mv out want
start -o file
ended
mv file want.file

# one_worker: of all that there are, at one moment.
one_worker() {
    start
    moment
    zygote=$(children "$parent" | head -n 1)
    victim=$(children "${zygote:-none}" | shuf -n 1 --random-source=<(yes "$RANDOM"))
    [ -z "$victim" ] || kill -KILL "$victim" 2>/dev/null
    ended
    case $status in
    0) cmp -s out want || fail 'it should be as ever' ;;
    2)
        crashed=$(sed -n 's/^{"type":"document","document":"\([^"]*\)","status":"crash".*/\1/p' out)
        [ "$(grep -c . <<<"$crashed")" -eq 1 ] || [ -z "$victim" ] ||
            grep -q 'cannot be kept from\|walled in' err || fail 'one document should have crashed'
        [ "$(grep -c '^{"type":"document"' out)" -eq 42 ] ||
            grep -q 'walled in' err || fail 'each should have a status'
        grep -v -F -e "\"document\":\"$crashed\"" -e '{"type":"summary"' out >others
        grep -v -F -e "\"document\":\"$crashed\"" -e '{"type":"summary"' want >want.others
        cmp -s others want.others || grep -q 'walled in' err ||
            fail 'the other documents should be as ever'
        ;;
    *) fail 'it should end with 0 or 2' ;;
    esac
}
the_zygote() {
    start -o file
    moment
    zygote=$(children "$parent" | head -n 1)
    workers=$(children "${zygote:-none}")
    [ -z "$zygote" ] || kill -KILL "$zygote" 2>/dev/null
    ended
    case $status in
    0) cmp -s file want.file || fail 'the file should be whole' ;;
    2) [ -s err ] || fail 'there should be a message'
        [ ! -e file ] || fail 'there should be no file' ;;
    *) fail 'it should end with 0 or 2' ;;
    esac
    # shellcheck disable=SC2086
    gone $workers
    no_temporary
    rm -f file
}
the_parent() {
    start -o file
    moment
    zygote=$(children "$parent" | head -n 1)
    workers=$(children "${zygote:-none}")
    kill -KILL "$parent" 2>/dev/null
    ended
    # shellcheck disable=SC2086
    gone $zygote $workers
    [ ! -e file ] || cmp -s file want.file || fail 'there should be no half of a file'
    rm -f file .cryptonym-*
}
for ((i = 0; i < kills; i += 3)); do
    one_worker
    the_zygote
    the_parent
done
finish
