# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # what run.sh sets; `command`, for costs.sh
# workers.sh: a large text by one worker, with its sandbox and without, beside the same program
# reading in its own process (alone.c). Sourced by run.sh.

workers_alone_command() {
    ours 1 -d "$dictionary" --format=lines "$text"
    command[0]=$builddir/tests/bench/cryptonym-alone
}
workers_off_command() { ours 1 -d "$dictionary" --sandbox=off --format=lines "$text"; }
workers_on_command() { ours 1 -d "$dictionary" --sandbox=require --format=lines "$text"; }

# workers_row LABEL PROGRAM
workers_row() {
    row "$1" "$(rounded 2 "$(median 1 "$2.1000")")" \
        "$(rounded 3 "$(ratio 1 "$2.1000" workers_alone.1000)")" \
        "$(rounded 2 "$(median 3 "$2.1000")")" \
        "$(rounded 3 "$(ratio 3 "$2.1000" workers_alone.1000)")"
}

question_workers() {
    progress "worker and sandbox"
    ours_prepare 1000
    measured 1000 workers_alone workers_off workers_on
    if ! cmp -s found.workers_alone found.workers_on; then
        echo "bench: a worker finds other names than the program alone" >&2
        disagree=$((disagree + 1))
    fi
    echo "### What worker and sandbox cost"
    echo
    heading "$megabytes MB, 1,000 names, --format=lines" "seconds, all processes" "times alone" \
        "elapsed" "times alone"
    workers_row "in the process itself" workers_alone
    workers_row "by a worker, --sandbox=off" workers_off
    workers_row "by a worker, --sandbox=require; to reach: at most 1.05" workers_on
    echo
}
