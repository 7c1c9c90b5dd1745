#!/bin/bash
# Run by `make installcheck`: what is installed works without the source tree. pkg-config finds the
# library, a stranger's program compiles against it, and both it and the installed program
# find the installed dictionaries and model.
set -eu
: "${libdir:?}" "${bindir:?}" "${pkgdatadir:?}" "${srcdir:?}" "${CC:?}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unset CRYPTONYM_PATH
export LD_LIBRARY_PATH=${DESTDIR-}$libdir

fail() {
    echo "installcheck: $*" >&2
    exit 1
}

# shellcheck disable=SC2046,SC2086 # flags are words
$CC -o "$folder/consumer" "$srcdir/tests/installed/consumer.c" $(pkg-config --cflags --libs cryptonym)

# What is staged looks for its data where it will be, not where it is.
[[ -z ${DESTDIR-} ]] || export CRYPTONYM_PATH=$DESTDIR$pkgdatadir

said=$("$folder/consumer") || fail "the consumer exits with $?"
[[ $said == "A9: North Korea" ]] || fail "the consumer says: $said"

program=${DESTDIR-}$bindir/cryptonym
[[ $("$program" --version) == *"$(pkg-config --modversion cryptonym)"* ]] ||
    fail "program and library are not of one version"
"$program" dictionary list | grep -q huawei-countries || fail "the program lacks its dictionaries"
