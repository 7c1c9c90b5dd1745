#!/bin/bash
# make-ole.sh: OLE2 files as office documents take them in, by libgsf's `gsf createole`, into the
# folder ole/ beside this file. What they hold is told by tests/read/test_objects.c.
set -euo pipefail
cd "$(dirname "$0")/ole"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'PYTHON'
import io
import os
import struct
import sys
import zipfile

WORK = sys.argv[1]


def put(folder, name, data):
    os.makedirs(os.path.join(WORK, folder), exist_ok=True)
    with open(os.path.join(WORK, folder, name), "wb") as file:
        file.write(data)


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name + ".txt"), text)
    return out.getvalue()


def text(value):
    return struct.pack("<I", len(value) + 1) + value + b"\0"


def native(label, data):
    path = b"C:\\Papers\\" + label
    inside = struct.pack("<H", 2) + label + b"\0" + path + b"\0" + struct.pack("<HH", 0, 3)
    inside += text(path) + struct.pack("<I", len(data)) + data
    inside += struct.pack("<I", len(label)) + label.decode("cp1252").encode("utf-16-le")
    return struct.pack("<I", len(inside)) + inside


put("packager", "\1Ole10Native", native(b"plan.txt", b"QXPELICAN in a file\n"))
put("packager", "\1CompObj", b"\1\0\xfe\xff")
put("picture", "CONTENTS", b"GIF89a QXPELICAN\n")
put("picture", "\1Ole", b"\1\0\0\2")
put("today", "Package", zipped(a="QXPELICAN in a zip\n"))
put("today", "\3ObjInfo", b"\0\0\3\0\4\0")
# A document of its own, with a part that is a zip near its end, and files in it.
put("before", "WordDocument", b"\xec\xa5\xc1\0" + bytes(5000))
put("before", "1Table", bytes(4096) + zipped(theme="QXPELICAN of a theme\n"))
put("before/ObjectPool/_1", "\1Ole10Native", native(b"deep.txt", b"QXPELICAN in a document\n"))
put("before/ObjectPool/_2", "\1Ole10Native", struct.pack("<I", 8) + b"\x1c\0\0\0\2\0\x9e\xc4")
put("before/ObjectPool/_3", "contents", b"\0\1\2\3 of a form")
PYTHON
for folder in packager picture today before; do
    (cd "$work/$folder" && gsf createole "$OLDPWD/$folder.ole" ./* >/dev/null)
done
