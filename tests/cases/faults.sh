#!/bin/bash
# Each allocation in turn fails, and each write, in the parent, in the zygote and in a worker: the
# parent never dies of it, and a run that says all is well has the result of an undisturbed one.
# ALL=yes: every one of them (tests/slow/faults.sh); else some.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
faults=${builddir:?}/tests/faults/.libs/libfaults.so
all=${ALL:-no}
if [ ! -e "$faults" ] || grep -q -a __asan_init "$CRYPTONYM" ||
    ! LD_PRELOAD=$faults "$CRYPTONYM" version >/dev/null 2>&1; then
    skip 'nothing can be preloaded'
    exit 77
fi
mkdir in
echo 'QXPELICAN is here' >in/a.txt
printf 'no line end, but QXHERON' >in/b.txt
printf 'Project,Country\nQXPELICAN,X\nbeta,"QXHERON"\n' >in/c.csv

# disturbed ROLE CALL AT HOW OPTION...: a run of which such a call fails, into ./out or ./file.
disturbed() {
    last="FAULT_ROLE=$1 FAULT_CALL=$2 FAULT_AT=$3 FAULT_HOW=$4 annotate ${*:5}"
    rm -f file
    FAULT_ROLE=$1 FAULT_CALL=$2 FAULT_AT=$3 FAULT_HOW=$4 FAULT_COUNT=count LD_PRELOAD=$faults \
        "$CRYPTONYM" annotate -d names.tsv --language="$srcdir/tests/hunspell/test" --timeout=20 \
        --jobs=1 "${@:5}" in >out 2>err
    status=$?
    without_walls
}
held() { # CALL
    case $status in
    # Where hunspell itself fails to open a file, nobody can tell that from a dictionary that is none.
    0 | 1) grep -q 'going on without that evidence' err && return ;;
    esac
    case $status in
    0)
        cmp -s out want || fail 'what is printed should be the whole result'
        [ ! -e want.file ] || cmp -s file want.file || fail 'what is written should be the whole'
        ;;
    2) [ -s err ] || cmp -s out want || fail 'there should be a message' ;;
    *) fail 'it should end with 0 or 2' ;;
    esac
    [ "$1" = memory ] || [ ! -e file ] || [ "$2" != parent ] || cmp -s file want.file ||
        fail 'there should be no half of a file'
    leftover=$(find . -name '.cryptonym-*')
    [ -z "$leftover" ] || fail 'a temporary was left'
    rm -f .cryptonym-*
}
# numbers COUNT SAMPLES: those of the calls that are tried.
numbers() {
    if [ "$all" = yes ] || [ "$1" -le "$2" ]; then
        seq "$1"
    else
        # the first ones, and some of the rest
        seq $(($2 / 2))
        seq $(($2 / 2 + 1)) $((($1 - $2 / 2) * 2 / $2 + 1)) "$1"
    fi
}
# tried ROLE CALL SAMPLES HOW... -- OPTION...
tried() {
    role=$1 call=$2 samples=$3
    shift 3
    hows=()
    while [ "$1" != -- ]; do
        hows+=("$1")
        shift
    done
    shift
    rm -f want.file count
    disturbed "$role" "$call" 0 once "$@"
    exits 0; silent
    mv out want
    [ ! -e file ] || mv file want.file
    [ -s want ] || [ -s want.file ] || fail 'there should be a result'
    calls=$(cat count)
    for at in $(numbers "$calls" "$samples"); do
        for how in "${hows[@]}"; do
            disturbed "$role" "$call" "$at" "$how" "$@"
            held "$call" "$role"
        done
    done
    tried=$((tried + calls))
}
tried=0
tried parent memory 24 once on -- --format=text
tried zygote memory 10 once on -- --format=text
tried worker memory 10 once on -- --format=text --sandbox=off
tried parent memory 10 once -- --format=jsonl -o file
for role in parent zygote worker; do
    tried $role write 8 ENOSPC EIO EINTR short -- --format=lines -o file
done
tried parent write 8 ENOSPC EIO EINTR short -- --format=jsonl
for call in close fsync rename; do
    tried parent $call 8 once on -- -o file
done
tried worker close 4 once on -- --format=jsonl
if [ "$all" = yes ]; then
    tried worker memory 0 once -- --format=jsonl --sandbox=off
    tried parent memory 0 once on -- --format=lines
fi
# The library that makes the filter turns for ever at some of them, until the trial's time is over.
if [ "$all" = yes ]; then
    all=no
    tried worker memory 150 once on -- --format=text
fi
[ "$tried" -gt 100 ] || fail 'there should be calls that can fail'
finish
