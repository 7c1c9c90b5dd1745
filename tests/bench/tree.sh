# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # what run.sh sets; `command`, for costs.sh
# tree.sh: many small files, plain and gzipped, with 1,000 names on two cores. Sourced by run.sh.

tree_ours_command() { ours 2 -d "$dictionary" --dump=match tree; }
tree_ripgrep_command() {
    command=("$ripgrep" -j2 "${ripgrep_options[@]}" --no-ignore --heading -f "names.$1" tree)
}
tree_ugrep_command() { command=(ugrep -J2 "${ugrep_options[@]}" -r --heading -f "names.$1" tree); }
zipped_ours_command() { ours 2 -d "$dictionary" --dump=match tree.gz; }
zipped_ripgrep_command() {
    command=("$ripgrep" -z -j2 "${ripgrep_options[@]}" --no-ignore --heading -f "names.$1" tree.gz)
}
zipped_ugrep_command() {
    command=(ugrep -z -J2 "${ugrep_options[@]}" -r --heading -f "names.$1" tree.gz)
}
zipped_inflate_command() { command=(./inflate 2 tree.gz); }

tree_ours_label() { echo "cryptonym annotate --dump=match"; }
tree_ripgrep_label() { echo "rg -j2, the tree"; }
tree_ugrep_label() { echo "ugrep -J2 -r, the tree"; }
zipped_ours_label() { echo "cryptonym annotate --dump=match"; }
zipped_ripgrep_label() { echo "rg -z -j2, the gzipped tree"; }
zipped_ugrep_label() { echo "ugrep -z -J2 -r, the gzipped tree"; }
zipped_inflate_label() { echo "inflating alone, zlib, two processes"; }

# Files of up to 13,000 bytes, cut between lines, a hundred to a folder.
plant() {
    local piece
    rm -rf tree tree.part tree.gz
    mkdir tree.part
    repeated "$tree_bytes" | head -c "$tree_bytes" |
        split -C 13000 -a 5 -d --additional-suffix=.txt - tree.part/
    for piece in tree.part/*00.txt; do
        piece=${piece%00.txt}
        mkdir "$piece"
        mv "$piece"??.txt "$piece/"
    done
    cp -r tree.part tree.gz
    find tree.gz -type f -print0 | xargs -0 -n 1000 gzip
    mv tree.part tree
    echo "$tree_bytes" >tree.bytes
}

# tree_measured KIND FOLDER PROGRAM...: the first is ours, with whose matches the others' are compared.
tree_measured() {
    local kind=$1 folder=$2 program running=()
    shift 2
    for program in "$@"; do
        why["${kind}_$program.1000"]=
        progress "    $program"
        first "${kind}_$program" 1000
        running+=("${kind}_$program")
        [[ $program = inflate || $program = ours ]] ||
            agree "${kind}_$program" 1000 "$folder" "${kind}_ours"
    done
    in_turn 1000 "${running[@]}"
}

# tree_row PROGRAM OURS
tree_row() {
    local key=$1.1000 other=$2.1000
    row "$("$1_label")" \
        "$(rounded 2 "$(median 3 "$key")")" "$(rounded 2 "$(ratio 3 "$key" "$other")")" \
        "$(rounded 2 "$(median 1 "$key")")" "$(rounded 2 "$(ratio 1 "$key" "$other")")" \
        "$(rounded 1 "$(mebibytes "$(median 2 "$key")")")"
    [[ -z ${why[$key]-} ]] || row "    ${why[$key]}" "" "" "" "" ""
}

# tree_table KIND HEADING PROGRAM...
tree_table() {
    local program
    heading "$2" "elapsed" "/ ours" "seconds" "/ ours" "MiB of one process"
    for program in "${@:3}"; do tree_row "$1_$program" "$1_ours"; done
    echo
}

question_tree() {
    local program others=() files
    for program in ripgrep ugrep; do
        [[ " ${racing[*]} " != *" $program "* ]] || others+=("$program")
    done
    "${CC:-cc}" -O2 -std=c11 -D_XOPEN_SOURCE=700 "$here/inflate.c" -o inflate -lz
    if [[ "$(cat tree.bytes 2>/dev/null)" != "$tree_bytes" ]]; then
        progress "planting the tree"
        plant
    fi
    files=$(find tree -type f | wc -l)
    ours_prepare 1000
    progress "a tree of $files files"
    tree_measured tree tree ours "${others[@]}"
    progress "the same gzipped"
    tree_measured zipped tree.gz ours "${others[@]}" inflate
    echo "### $(thousands "$files") small files, $((tree_bytes / 1000000)) MB, 1,000 names, two cores"
    echo
    tree_table tree "plain; to reach: above 1" ours "${others[@]}"
    tree_table zipped "gzipped; to reach: above 1, inflating above 0.77" ours "${others[@]}" inflate
    agreement_table 1000 "${others[@]/#/tree_}" "${others[@]/#/zipped_}"
}
