#!/bin/bash
# make-archives.sh: makes the archives in tests/formats/archives anew, with the programs that people
# make them with: tar, zip, 7z (p7zip-full), cpio, bzip2, xz, zstd, lz4.
set -eu
to=$(cd "$(dirname "$0")" && pwd)/archives
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir folder
echo 'QXPELICAN is here' >a.txt
for i in $(seq 40); do echo "line $i: QXHERON was seen, $((i * i * 7919 % 9973))"; done >folder/long.txt
echo 'QXHERON' >ü.txt
ln -s a.txt link
ln a.txt hard
mkfifo fifo
{ head -c 100000 /dev/zero; echo 'QXPELICAN'; } >sparse
dd if=/dev/zero of=sparse conv=notrunc,sparse bs=4096 count=24 status=none
cp --sparse=always sparse holes
export TZ=UTC
touch -h -d 2020-02-02 a.txt folder/long.txt ü.txt link fifo holes folder

rm -rf "$to"
mkdir "$to"
tar=(tar --owner=0 --group=0 --numeric-owner)
for dialect in v7 ustar gnu pax; do
    "${tar[@]}" --format=$dialect -cf $dialect.tar a.txt folder link hard
    xz -9 -c $dialect.tar >"$to/$dialect.tar.xz"
done
"${tar[@]}" --format=pax -cf - ü.txt fifo | zstd -q -19 -c >"$to/unicode.tar.zst"
"${tar[@]}" --format=gnu -S -cf - holes | bzip2 -c >"$to/holes.tar.bz2"
"${tar[@]}" -P --transform='s,^,/../,' -cf - a.txt | gzip -n -9 -c >"$to/absolute.tar.gz"
for dialect in bin odc newc crc; do
    printf '%s\n' a.txt folder folder/long.txt link | cpio --quiet -R 0:0 --reproducible -o -H $dialect |
        lz4 -q -9 -c >"$to/$dialect.cpio.lz4"
done
xz -c --format=lzma folder/long.txt >"$to/long.lzma"
for pack in bzip2 xz zstd lz4; do $pack -q -c <folder/long.txt >"$to/long.$pack"; done

zip -q -X -r -y "$to/plain.zip" a.txt folder link ü.txt
zip -q -X -0 "$to/stored.zip" a.txt
zip -q -X -P secret "$to/encrypted.zip" a.txt
zip -q -X -fz "$to/zip64.zip" a.txt
cp a.txt same.txt
zip -q -X - a.txt - <same.txt | cat >"$to/streamed.zip"
for method in BZip2 LZMA PPMd Deflate64; do
    7z a -bd -bso0 -tzip -mm=$method "$to/${method,,}.zip" folder/long.txt
done
7z a -bd -bso0 -tzip -mem=AES256 -psecret "$to/aes.zip" a.txt
7z a -bd -bso0 -ms=on "$to/solid.7z" a.txt folder ü.txt
7z a -bd -bso0 -psecret "$to/encrypted.7z" a.txt
7z a -bd -bso0 -psecret -mhe=on "$to/hidden.7z" a.txt
7z a -bd -bso0 -mx=0 nest.7z "$to/gnu.tar.xz"
zip -q -X -0 "$to/nest.zip" nest.7z
