#!/bin/bash
# run.sh SECONDS: runs each fuzz target of a build with --enable-fuzzing, from the build folder. New
# inputs go to a folder of the build; what crashes stays there too, as a seed to keep.
set -eu
: "${srcdir:?}"
for target in tests/fuzz/fuzz_*; do
    [[ -x $target && ! -d $target && $target != *.* ]] || continue
    name=${target#*fuzz_}
    mkdir -p "tests/fuzz/found/$name"
    echo "$name"
    "$target" -max_total_time="$1" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=20000 -verbosity=0 \
        -artifact_prefix="tests/fuzz/found/$name-" \
        "tests/fuzz/found/$name" "$srcdir/tests/fuzz/corpus/$name"
done
