# shellcheck shell=bash
# shellcheck disable=SC2154 # what run.sh sets
# race.sh: the question "every match with its offset, by how many names are looked for". Sourced by
# run.sh.

declare -A agreed=() besides=()

label() { "$1_label" "$2"; }

# hopeless PROGRAM SIZE: did it not finish with fewer names? Then it is not tried with more.
hopeless() {
    local size
    for size in $sizes; do
        [[ $size -lt $2 ]] || return 1
        case ${why[$1.$size]-} in
        *within*)
            why[$1.$2]="not tried: not within $limit s at $(thousands "$size")"
            return 0
            ;;
        esac
    done
    return 1
}

# agree PROGRAM SIZE TEXT OURS: how many matches both found; a difference that no rule explains makes
# the whole run fail.
agree() {
    local both theirs mine strange inside others status=0
    [[ -z ${why[$1.$2]-} ]] || return 0
    python3 "$here/agree.py" "$3" "found.$4" "$1" "found.$1" >agreement || status=$?
    read -r both theirs mine strange inside others <agreement
    agreed[$1.$2]="$(thousands "$both") +$theirs +$mine"
    besides[$2]="$(thousands "$inside"); $(thousands "$others")"
    [[ $status -eq 0 ]] && return
    agreed[$1.$2]+=" ($strange unexplained)"
    disagree=$((disagree + 1))
}

# race_size SIZE PROGRAM...
race_size() {
    local size=$1 program running=(ours)
    shift
    progress "$(thousands "$size") names"
    ours_prepare "$size"
    first ours "$size"
    if [[ -n ${why[ours.$size]-} ]]; then
        disagree=$((disagree + 1))
        return
    fi
    for program in "$@"; do
        hopeless "$program" "$size" && continue
        "${program}_prepare" "$size" || continue
        progress "    $program"
        first "$program" "$size"
        agree "$program" "$size" "$text" ours
        running+=("$program")
        rm -f "found.$program"
    done
    in_turn "$size" "${running[@]}"
}

# fastest SIZE: the least "PEER / ours" of all.
fastest() {
    local program
    for program in "${racing[@]}"; do
        ratio 1 "$program.$1" "ours.$1"
    done | sort -n | head -n 1
}

# times_row PROGRAM, memory_row PROGRAM
times_row() {
    local size cells=()
    for size in $sizes; do
        if [[ $1 = ours || ! -e costs.$1.$size ]]; then
            cells+=("$(rounded 2 "$(median 1 "$1.$size")")")
        else
            cells+=("$(rounded 2 "$(median 1 "$1.$size")") ($(rounded 2 "$(ratio 1 "$1.$size" "ours.$size")"))")
        fi
    done
    row "$(label "$1" "$size")" "${cells[@]}"
}
memory_row() {
    local size cells=()
    for size in $sizes; do
        cells+=("$(rounded 1 "$(mebibytes "$(median 2 "$1.$size")")")")
    done
    row "$(label "$1" "$size")" "${cells[@]}"
}
# compile_row PROGRAM: seconds, and the size of what they made.
compile_row() {
    local size file cells=()
    for size in $sizes; do
        file=names.$size.$2
        if [[ -s compile.$1.$size && -e $file ]]; then
            cells+=("$(rounded 2 "$(cut -d' ' -f1 "compile.$1.$size")"); $(rounded 1 "$(mebibytes "$(($(stat -c %s "$file") / 1024))")")")
        else
            cells+=("–")
        fi
    done
    row "$(label "$1" "$size")" "${cells[@]}"
}

goal() {
    case $1 in
    30) echo 1.2 ;;
    1000) echo 2 ;;
    10000) echo 4 ;;
    100000) echo 15 ;;
    1000000) echo 1 ;;
    *) echo – ;;
    esac
}

race_tables() {
    local size program cells=() goals=() heads=()
    for size in $sizes; do
        heads+=("$(thousands "$size") names")
        cells+=("$(rounded 2 "$(fastest "$size")")")
        goals+=("$(goal "$size")")
    done
    echo "### Every match with its offset: seconds (times ours)"
    echo
    heading "$megabytes MB, one thread" "${heads[@]}"
    for program in ours "${racing[@]}"; do times_row "$program"; done
    row "the fastest of the others / ours" "${cells[@]}"
    row "to reach" "${goals[@]}"
    echo
    reasons
    echo "### The most memory: MiB (of a file that is mapped, its pages count)"
    echo
    heading "$megabytes MB" "${heads[@]}"
    for program in ours "${racing[@]}"; do memory_row "$program"; done
    echo
    echo "### Compiling the names, not counted above: seconds; MiB of the result"
    echo
    heading "once for a dictionary" "${heads[@]}"
    for program in ours "${racing[@]}"; do
        case $program in
        ours) compile_row ours image ;;
        hyperscan | vectorscan) compile_row "$program" "$program" ;;
        yara) compile_row yara yarac ;;
        ahocorasick) compile_row ahocorasick pickle ;;
        esac
    done
    echo
}

reasons() {
    local program size
    for program in ours "${racing[@]}"; do
        for size in $sizes; do
            [[ -z ${why[$program.$size]-} ]] ||
                echo "- $(label "$program" "$size"), $(thousands "$size") names: ${why[$program.$size]}"
        done
    done
    echo
}

growth_table() {
    echo "### Growth from 1,000 to 1,000,000 names"
    echo
    heading "" "times the seconds at 1,000"
    for program in ours "${racing[@]}"; do
        [[ -e costs.$program.1000000 && -e costs.$program.1000 ]] || continue
        row "$(label "$program" 0)" "$(rounded 2 "$(ratio 1 "$program.1000000" "$program.1000")")"
    done
    row "to reach, ours" "at most 3"
    echo
}

# agreement_table SIZES PROGRAM...
agreement_table() {
    local size program cells heads=() last=()
    for size in $1; do
        heads+=("$(thousands "$size") names")
        last+=("${besides[$size]-–}")
    done
    echo "### Do they find the same? Matches in both + only the other's + only ours"
    echo
    heading "" "${heads[@]}"
    for program in "${@:2}"; do
        cells=()
        for size in $1; do cells+=("${agreed[$program.$size]-–}"); done
        row "$(label "$program" "$size")" "${cells[@]}"
    done
    row "ours besides: in longer words; split, joined or folded" "${last[@]}"
    echo
}

question_names() {
    local size
    agreed=()
    besides=()
    for size in $sizes; do
        race_size "$size" "${racing[@]}"
    done
    race_tables
    case " $sizes " in *" 1000 "*" 1000000 "*) growth_table ;; esac
    agreement_table "$sizes" "${racing[@]}"
}
