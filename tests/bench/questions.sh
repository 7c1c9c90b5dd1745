# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # what run.sh sets; `command`, for costs.sh
# questions.sh: reading, annotating, garbled names, memory; reading and annotating with 1,000 names,
# garbled names with 10,000. Sourced by run.sh.

# measured SIZE PROGRAM...: their costs, run in turn.
measured() {
    local program size=$1
    shift
    for program in "$@"; do
        why[$program.$size]=
        first "$program" "$size"
    done
    in_turn "$size" "$@"
}

# cost_row LABEL KEY OTHER [COLUMN]: seconds, and how many times those of OTHER.
cost_row() {
    local column=${4:-1}
    row "$1" "$(rounded 2 "$(median "$column" "$2")")" "$(rounded 2 "$(ratio "$column" "$2" "$3")")"
}

# ---- reading ----

floor_lines_command() { command=(wc -l "$text"); }
floor_reading_command() { command=(dd "if=$text" of=/dev/null bs=64k status=none); }
floor_ours_command() { ours 1 -d "$dictionary" --dump=match "$text"; }

question_floor() {
    progress "the floor"
    ours_prepare 1000
    echo "### Against reading"
    echo
    measured 1000 floor_ours floor_lines floor_reading
    paste -d' ' costs.floor_lines.1000 costs.floor_reading.1000 |
        awk '{ print $1 + $4, $2, $3 + $6 }' >costs.floor.1000
    heading "$megabytes MB, 1,000 names" "seconds" "ours is so many times that"
    row "cryptonym annotate --dump=match" "$(rounded 2 "$(median 1 floor_ours.1000)")" ""
    row "wc -l" "$(rounded 3 "$(median 1 floor_lines.1000)")" \
        "$(rounded 1 "$(ratio 1 floor_ours.1000 floor_lines.1000)")"
    row "reading (dd bs=64k)" "$(rounded 3 "$(median 1 floor_reading.1000)")" \
        "$(rounded 1 "$(ratio 1 floor_ours.1000 floor_reading.1000)")"
    row "both; to reach: at most 8" "$(rounded 3 "$(median 1 floor.1000)")" \
        "$(rounded 1 "$(ratio 1 floor_ours.1000 floor.1000)")"
    echo
}

# ---- annotating ----

annotate_match_command() { ours 1 -d "$dictionary" --dump=match "$text"; }
annotate_lines_command() { ours 1 -d "$dictionary" --confusions=none --format=lines "$text"; }
annotate_text_command() { ours 1 -d "$dictionary" --confusions=none "$text"; }

question_annotate() {
    progress "annotating"
    ours_prepare 1000
    echo "### All of it against matching alone"
    echo
    echo "Without garbled names (--confusions=none)."
    echo
    measured 1000 annotate_match annotate_lines annotate_text
    heading "$megabytes MB, 1,000 names" "seconds" "times matching"
    cost_row "--dump=match" annotate_match.1000 annotate_match.1000
    cost_row "--format=lines" annotate_lines.1000 annotate_match.1000
    cost_row "the annotated text; to reach: at most 3" annotate_text.1000 annotate_match.1000
    echo
}

# ---- garbled names ----

# In the first bytes of the text: -Z1 takes minutes for all of it. Its matches are not compared: it
# finds every word that is one letter from a name, ours says how probably that is the name.
garbled_bytes=${GARBLED_BYTES:-20000000}
garbled_text=garbled.$garbled_bytes

garbled_match_command() { ours 1 -d "$dictionary" --dump=match "$garbled_text"; }
garbled_none_command() { ours 1 -d "$dictionary" --confusions=none "$garbled_text"; }
garbled_text_command() { ours 1 -d "$dictionary" "$garbled_text"; }
garbled_ugrep_command() {
    command=(ugrep -J1 -Z1 "${ugrep_options[@]}" -f "names.$1" "$garbled_text")
}

# at_least KEY OTHER: how many times OTHER's seconds those of KEY are; more than the limit's, where
# it did not end.
at_least() {
    local other
    other=$(median 1 "$2")
    case ${why[$1]-} in
    "") rounded 2 "$(ratio 1 "$1" "$2")" ;;
    *within*) echo "over $(rounded 2 "$(awk -v a="$limit" -v b="$other" 'BEGIN { print a / b }')")" ;;
    *) echo "–" ;;
    esac
}

question_garbled() {
    local running=(garbled_match garbled_none garbled_text)
    progress "garbled names"
    ours_prepare 10000
    head -c "$garbled_bytes" "$text" >"$garbled_text"
    ! ugrep_ready || running+=(garbled_ugrep)
    measured 10000 "${running[@]}"
    echo "### Garbled names"
    echo
    heading "the first $((garbled_bytes / 1000000)) of $megabytes MB, 10,000 names" "seconds" \
        "times matching" "times the text with garbled names"
    garbled_row "--dump=match" garbled_match
    garbled_row "the annotated text, --confusions=none" garbled_none
    garbled_row "the annotated text; to reach: at most 6 times matching" garbled_text
    [[ ${#running[@]} -lt 4 ]] ||
        garbled_row "ugrep -Z1 -U -F -w -i -o -b; to reach: at least 10 times the text" garbled_ugrep
    echo
    if [[ -n ${why[garbled_ugrep.10000]-} ]]; then
        echo "- ugrep -Z1: ${why[garbled_ugrep.10000]}"
        echo
    fi
}

# garbled_row LABEL PROGRAM
garbled_row() {
    row "$1" "$(rounded 2 "$(median 1 "$2.10000")")" "$(at_least "$2.10000" garbled_match.10000)" \
        "$(at_least "$2.10000" garbled_text.10000)"
}

# ---- memory ----

memory_line_command() { ours 1 -d "$dictionary" --dump=match a-line.txt; }
memory_text_command() { ours 1 -d "$dictionary" --dump=match "$text"; }
memory_annotate_command() { ours 1 -d "$dictionary" "$text"; }

# beyond KEY KIB: the most memory of its runs, and how much that is beyond KIB.
beyond() {
    local most
    most=$(median 2 "$1")
    if [[ -z $most ]]; then
        echo "${why[$1]:-–}"
    else
        echo "$(rounded 1 "$(mebibytes "$most")") ($(rounded 1 "$(mebibytes "$((most - $2))")"))"
    fi
}

# size_row SIZE: of a compiled dictionary its size is what is known of the memory it takes; of one
# that is built from a table, what a single line of text takes.
size_row() {
    local size=$1 file base line
    ours_prepare "$size"
    measured "$size" memory_line
    runs=1 measured "$size" memory_text memory_annotate
    file=$(($(stat -c %s "$dictionary") / 1024))
    line=$(median 2 "memory_line.$size")
    base=$line
    if [[ $compiled = yes ]]; then base=$file; fi
    row "$(thousands "$size") names" "$(rounded 1 "$(mebibytes "$file")")" \
        "$(rounded 3 "$(median 1 "memory_line.$size")")" "$(rounded 1 "$(mebibytes "$line")")" \
        "$(beyond "memory_text.$size" "$base")" "$(beyond "memory_annotate.$size" "$base")"
}

question_memory() {
    local size
    echo "The quick brown fox jumps over the lazy dog." >a-line.txt
    echo "### Memory beyond the dictionary, and what it takes to load one"
    echo
    heading "$megabytes MB; to reach: at most 64 MiB beyond" "dictionary file, MiB" \
        "a line of text, seconds" "a line, MiB" "matching, MiB (beyond)" "annotating, MiB (beyond)"
    for size in $sizes; do
        progress "memory with $(thousands "$size") names"
        size_row "$size"
    done
    echo
}
