#!/bin/bash
# run.sh SECONDS: runs each fuzz target of a build with --enable-fuzzing, from the build folder, as
# many at a time as there are processors. New inputs go to a folder of the build; what crashes stays
# there too, as a seed to keep.
set -eu
: "${srcdir:?}"
export seconds=$1

# one TARGET
one() {
    name=${1#*fuzz_}
    mkdir -p "tests/fuzz/found/$name"
    echo "$name"
    "$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=20000 \
        -verbosity=0 -artifact_prefix="tests/fuzz/found/$name-" \
        "tests/fuzz/found/$name" "$srcdir/tests/fuzz/corpus/$name"
}
export -f one

# shellcheck disable=SC2016 # for the shell that runs one
for target in tests/fuzz/fuzz_*; do
    [[ -x $target && ! -d $target && $target != *.* ]] || continue
    printf '%s\0' "$target"
done | xargs -0 -n 1 -P "$(getconf _NPROCESSORS_ONLN)" bash -c 'one "$1"' one
