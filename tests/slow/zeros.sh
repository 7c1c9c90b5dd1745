#!/bin/bash
# A gzip of 3 GiB of zeros: little memory, little time, what stands before it is kept, status limit.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
: "${builddir:?}"
{ echo 'QXPELICAN is here'; head -c 3221225472 /dev/zero; } | gzip -9 >bomb.gz
echo 'QXHERON is here' >good.txt
measure() {
    last="annotate $*"
    "$builddir/tests/measure" report timeout 120 "$CRYPTONYM" annotate -d names.tsv \
        --language="$srcdir/tests/hunspell/test" "$@" >out 2>err
    status=$?
    kib=$(cut -d' ' -f2 report)
    echo "$last: $kib KiB, $(cut -d' ' -f1 report) s"
}
measure --format=lines bomb.gz good.txt
exits 2; out_has 'bomb.gz:1:1: info: QXPELICAN'; out_has 'good.txt:1:1: info: QXHERON'
err_has '(--max-ratio)'; err_has '1 limit'
[ "$kib" -le 98304 ] || fail "$kib KiB are too many"
measure --format=jsonl --max-ratio=100000 --max-bytes=1G bomb.gz
exits 2; out_has '"status":"limit"'; err_has '(--max-bytes)'
[ "$kib" -le 98304 ] || fail "$kib KiB are too many"
finish
