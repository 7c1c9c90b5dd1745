#!/bin/bash
# Archives: what programs make is read, member by member; what nobody should make harms nobody, and
# nothing of it is lost in silence.
# shellcheck source=tests/cases/lib.sh
. "${srcdir:?}/tests/cases/lib.sh"
made=$srcdir/tests/formats/archives
measure=${builddir:?}/tests/measure
one() { annotate --jobs=1 "$@"; }

one "$made/stored.zip"
if grep -q 'built without' err; then
    echo 'built without libarchive'
    exit 77
fi

# ---- made by programs ----
for file in v7.tar.xz ustar.tar.xz gnu.tar.xz pax.tar.xz bin.cpio.lz4 odc.cpio.lz4 newc.cpio.lz4 \
    crc.cpio.lz4 plain.zip solid.7z nest.zip; do
    one "$made/$file"
    if grep -q 'built without' err; then
        skip "$file: $(head -n 1 err)"
        continue
    fi
    exits 0; silent
    out_has 'QXPELICAN⟦the wharf'
    [ "$(grep -c 'line .*QXHERON⟦' out)" -eq 40 ] || fail "$file: 40 lines should have a name"
done
one --format=jsonl "$made/plain.zip"
out_has 'plain.zip//folder/long.txt"'; out_has 'plain.zip//ü.txt"'; out_lacks 'link'
for file in encrypted.zip aes.zip encrypted.7z hidden.7z; do
    one --format=jsonl "$made/$file"; exits 1; out_has '"status":"encrypted"'
done
one --format=jsonl "$made/deflate64.zip"; exits 1; out_has '"status":"unsupported"'

# ---- made by nobody ----
# ---- limits that are asked for ----
echo QXHERON >deep.txt
tar -cf 1.tar deep.txt && tar -cf 2.tar 1.tar && tar -cf 3.tar 2.tar
annotate --max-depth=3 3.tar; exits 0; silent; out_has 'QXHERON⟦'
annotate --max-depth=2 3.tar
exits 2; out_lacks 'QXHERON⟦'; err_has '3.tar//2.tar//1.tar: warning: nested too deeply'
for i in 1 2 3 4 5; do echo QXPELICAN >"$i.txt"; done
tar -cf five.tar [1-5].txt
annotate --max-members=5 five.tar; exits 0; silent
annotate --max-members=3 five.tar
exits 2; err_has 'five.tar: warning: more members'; err_has '(--max-members)'
[ "$(grep -c 'QXPELICAN⟦' out)" -eq 3 ] || fail 'three members should be read'

command -v python3 >/dev/null || { skip 'there is no python3 to make the others'; finish; }
python3 "$srcdir/tests/cases/archives.py" || fail 'the archives cannot be made'
one prefix.zip; exits 0; out_has 'QXPELICAN⟦'; out_has 'QXHERON⟦'; err_has 'belong to no member'
one behind.zip; exits 0; out_has 'QXPELICAN⟦'; out_has 'QXHERON⟦'; err_has 'behind the end'
one behind.tar; exits 0; out_has 'QXPELICAN⟦'; out_has 'QXHERON⟦'; err_has 'behind the end'
one two.zip; exits 0; out_has 'QXPELICAN⟦'; out_has 'QXHERON⟦'
one zeros.tar; exits 1; out_lacks 'QX'
one -c names.zip; exits 0; out_is '1\n1\n1\n1\n1\n'
[ "$(find . -name up -o -name rooted -o -name same)" = '' ] || fail 'no member becomes a file'
one --format=jsonl names.zip; exits 0
! grep -q $'\033' out err || fail 'a name should not come out raw'
one -c broken.tar; exits 2; out_is '1\n100\n1\n'; err_has damaged

# Bombs end soon, at a limit, with what came before it.
for file in overlap.zip forty-two.zip gz-bombs.zip; do
    run "$measure" -t 60 figures "$CRYPTONYM" annotate --jobs=1 -d names.tsv \
        --language="$srcdir/tests/hunspell/test" --max-bytes=200M --format=jsonl "$file"
    exits 2; out_has '"status":"limit"'
    read -r _ kib _ <figures
    [ "$kib" -lt 300000 ] || fail "$file takes $kib KiB"
done
run "$measure" -t 60 figures "$CRYPTONYM" annotate --jobs=1 -d names.tsv many.zip
exits 2; err_has '100001 documents'; err_has 'more members than the limit'
read -r _ kib _ <figures
[ "$kib" -lt 300000 ] || fail "many.zip takes $kib KiB"

# ---- cut ----
size=$(wc -c <whole.tar)
cut=600
while [ "$cut" -lt "$size" ]; do
    head -c "$cut" whole.tar >cut.tar
    one -c cut.tar
    [ "$cut" -ge 3584 ] || { exits 2; err_has cut.tar; }
    cut=$((cut + 97))
done
# Between two members, where all that is there is whole.
tar -b1 -cf between.tar [1-2].txt && head -c 1024 between.tar >cut.tar
one cut.tar; exits 2; err_has 'cut.tar: warning: the archive ends early'
for file in plain.zip solid.7z pax.tar.xz odc.cpio.lz4; do
    size=$(wc -c <"$made/$file")
    cut=$((size - 97))
    while [ "$cut" -gt 60 ]; do
        head -c "$cut" "$made/$file" >"cut-$file"
        one "cut-$file"; exits 2; err_has "cut-$file"
        cut=$((cut - 97))
    done
done
finish
