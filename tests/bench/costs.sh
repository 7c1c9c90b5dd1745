# shellcheck shell=bash
# shellcheck disable=SC2154 # what run.sh sets
# costs.sh: runs programs in turn and keeps what each run cost. Sourced by run.sh.
#
# A program is a function PROGRAM_command SIZE that sets the array `command`. A key is
# PROGRAM.SIZE; costs.KEY has a line a run, "SECONDS KIB ELAPSED". Where a program has no figure,
# why[KEY] says the reason.
declare -A why=() rounds=()
command=()

# once FILE PROGRAM SIZE: its output into found.PROGRAM, its cost as a line of FILE.
once() {
    local status=0
    "$2_command" "$3"
    "$measure" -t "$limit" cost "${command[@]}" >"found.$2" 2>"errors.$2" </dev/null || status=$?
    if [[ $status -eq 1 && ! -s errors.$2 ]]; then status=0; fi # found nothing
    case $status in
    0) cat cost >>"$1" ;;
    124) why[$2.$3]="not within $limit s" ;;
    *) why[$2.$3]="failed: $(head -n 1 "errors.$2" | cut -c 1-100)" ;;
    esac
    [[ -z ${why[$2.$3]-} ]]
}

# first PROGRAM SIZE: the run that is looked at. What takes long is run less often; of what takes
# very long, this run is the figure.
first() {
    local key=$1.$2 elapsed
    rm -f "first.$key" "costs.$key"
    rounds[$key]=0
    once "first.$key" "$1" "$2" || return 0
    elapsed=$(cut -d' ' -f3 "first.$key")
    if [[ ${elapsed%.*} -lt 10 ]]; then
        rounds[$key]=$runs
    elif [[ ${elapsed%.*} -lt 40 ]]; then
        rounds[$key]=$((runs < 3 ? runs : 3))
    else
        mv "first.$key" "costs.$key"
    fi
}

# in_turn SIZE PROGRAM...: after each one's first run.
in_turn() {
    local round program size=$1
    shift
    for ((round = 0; round < runs; round++)); do
        for program in "$@"; do
            ((round >= rounds[$program.$size])) || once "costs.$program.$size" "$program" "$size" || true
        done
    done
}

# ---- figures ----

middle() {
    sort -n | awk '{ line[NR] = $1 } END { if (NR) print line[int((NR + 1) / 2)] }'
}

# median COLUMN KEY: 1 seconds, 2 KiB, 3 elapsed; nothing where there was no run.
median() {
    [[ ! -e costs.$2 ]] || cut -d' ' -f"$1" "costs.$2" | middle
}

# ratio COLUMN KEY OTHER: the median of KEY / OTHER, run by run.
ratio() {
    [[ -e costs.$2 && -e costs.$3 ]] || return 0
    paste -d' ' "costs.$2" "costs.$3" |
        awk -v a="$1" 'NF == 6 && $(a + 3) > 0 { print $a / $(a + 3) }' | middle
}

# rounded DIGITS NUMBER: or a dash where there is no number.
rounded() {
    if [[ -n $2 ]]; then printf "%.$1f" "$2"; else printf -- '–'; fi
}

# mebibytes KIB
mebibytes() {
    [[ -z $1 ]] || awk -v kib="$1" 'BEGIN { print kib / 1024 }'
}

# thousands NUMBER: 1,000
thousands() {
    sed -E ':again; s/^([0-9]+)([0-9]{3})/\1,\2/; t again' <<<"$1"
}

# ---- tables ----

# row CELL...
row() {
    printf '|'
    printf ' %s |' "$@"
    printf '\n'
}

# heading CELL...: the first line of a table and the one under it.
heading() {
    row "$@"
    printf '|---'
    shift
    printf '|--:%.0s' "$@"
    printf '|\n'
}
