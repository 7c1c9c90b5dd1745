#!/bin/bash
# Each document of samples/dump comes out in every format as samples/expected has it, its messages
# and exit status too (.err), but for what walls workers in, which depends on the system; the labels
# agree with the places that were noted down.
#
# With UPDATE=yes (`make samples-update`) labels and expected output are written anew instead.
set -eu
: "${srcdir:?}" "${CRYPTONYM:?}"
cd "$srcdir/samples"
formats="text lines gnu jsonl"

annotate() {
    local status=0
    "$CRYPTONYM" annotate --language=../tests/hunspell/test --color=never --format="$1" -- "$2" \
        2>"$messages" || status=$?
    sed '/^cryptonym: note: sandbox: /d' "$messages" >&2
    echo "exit status $status" >&2
}

# annotate_all FOLDER: every document in every format, and the whole dump on one stream.
annotate_all() {
    local document format name
    mkdir -p "$1"
    for document in dump/*/*; do
        name=$1/${document#dump/}
        mkdir -p "${name%/*}"
        for format in $formats; do
            # The summary of JSON Lines tells of the run and the dictionaries, not of the document.
            annotate "$format" "$document" 2>"$name.err" |
                sed '/^{"type":"summary"/d' >"$name.$format"
        done
    done
    annotate text dump >"$1/dump.text" 2>"$1/dump.err"
}

export LC_ALL=C
messages=$(mktemp)
found=$(mktemp -d)
trap 'rm -rf "$found" "$messages"' EXIT
if [[ ${UPDATE-no} == yes ]]; then
    ./label .
    rm -rf expected
    annotate_all expected
    exit 0
fi
./label --check .
annotate_all "$found"
diff -r --text expected "$found"
