#!/bin/bash
# make-msg.sh: Outlook messages by libgsf's `gsf createole`, into the folder msg/ beside this file:
# streams as MS-OXMSG names them. What they hold is told by tests/cases/msg.sh.
set -euo pipefail
cd "$(dirname "$0")/msg"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'PYTHON'
import datetime
import os
import struct
import sys

WORK = sys.argv[1]


def text(value, codec=None):
    return value.encode(codec) if codec else value.encode("utf-16-le")


def stream(folder, property, value, codec=None, binary=False):
    kind = "0102" if binary else "001E" if codec else "001F"
    with open(os.path.join(folder, f"__substg1.0_{property:04X}{kind}"), "wb") as file:
        file.write(value if binary else text(value, codec))


def properties(folder, header, code_page=None, when=None):
    data = bytes(header)
    if code_page:
        data += struct.pack("<IIQ", 0x3FFD0003, 6, code_page)
        data += struct.pack("<IIQ", 0x3FDE0003, 6, code_page)
    if when:
        ticks = int((when - datetime.datetime(1601, 1, 1)).total_seconds()) * 10**7
        data += struct.pack("<IIQ", 0x00390040, 6, ticks)
    with open(os.path.join(folder, "__properties_version1.0"), "wb") as file:
        file.write(data)


def message(folder, subject, body, codec=None, code_page=None, header=32):
    os.makedirs(folder, exist_ok=True)
    properties(folder, header, code_page, datetime.datetime(2013, 12, 2, 10, 11))
    stream(folder, 0x0037, subject, codec)
    stream(folder, 0x0C1A, "Anna Berg", codec)
    stream(folder, 0x5D01, "anna@example.org", codec)
    stream(folder, 0x0E04, "Jon; Eve", codec)
    stream(folder, 0x0E03, "Max", codec)
    stream(folder, 0x001A, "IPM.Note", codec)
    if body is not None:
        stream(folder, 0x1000, body, codec)
    return folder


def attachment(folder, number, name, data):
    folder = os.path.join(folder, f"__attach_version1.0_#{number:08X}")
    os.makedirs(folder)
    properties(folder, 8)
    if name:
        stream(folder, 0x3707, name)
    if data is not None:
        stream(folder, 0x3701, data, binary=True)
    return folder


def path(name):
    return os.path.join(WORK, name)


message(path("unicode"), "Größe of AMLASH", "AMLASH met the officer.\r\n报告\r\n")
attachment(path("unicode"), 0, "报告.txt", b"AMTHUG in the file\n")
attachment(path("unicode"), 1, None, b"AMBUD in a file without a name\n")
attachment(path("unicode"), 2, "long.txt", b"nothing to see here, move on\n" * 300 + b"AMTRUNK at the end\n")

message(path("bytes"), "Отчёт об AMLASH", "AMLASH для начальника\r\n", "cp1251", 1251)

inner = attachment(message(path("nested"), "Outer", "AMLASH outside\r\n"), 0, "inner", None)
inner = message(os.path.join(inner, "__substg1.0_3701000D"), "Inner", "AMTHUG inside\r\n", header=24)
attachment(inner, 0, "deep.txt", b"AMTRUNK deep\n")

html = b"<html><body><p>AMLASH is said at length in HTML alone</p></body></html>"
stream(message(path("html"), "HTML", "short"), 0x1013, html, binary=True)

people = message(path("people"), "RE: Where", "We meet.\r\n")
stream(people, 0x0042, "Head of AMLASH")
stream(people, 0x0065, "/o=EXAMPLE/cn=RECIPIENTS/cn=HEAD")
stream(people, 0x5D02, "head@example.org")
stream(people, 0x0070, "Where")  # what only programs write, or say twice
stream(people, 0x007D, "Received: from AMTRUNK")
stream(people, 0x3FFA, "Anna Berg")
stream(people, 0x8001, "AMTHUG")  # of a name of its own: where people meet
stream(people, 0x8002, "Eve")
stream(people, 0x8003, "AM")
with open(os.path.join(people, "__substg1.0_8004101F-00000001"), "wb") as file:
    file.write(text("AMBUD"))


def recipient(folder, number, type, name, smtp, address):
    folder = os.path.join(folder, f"__recip_version1.0_#{number:08X}")
    os.makedirs(folder)
    with open(os.path.join(folder, "__properties_version1.0"), "wb") as file:
        file.write(bytes(8) + struct.pack("<IIQ", 0x0C150003, 6, type))
    stream(folder, 0x3001, name)
    if smtp:
        stream(folder, 0x39FE, smtp)
    stream(folder, 0x3003, address)


recipient(people, 0, 1, "Jon", "jon@example.org", "/o=EXAMPLE/cn=RECIPIENTS/cn=JON")
recipient(people, 1, 1, "Eve", None, "eve@example.org")
recipient(people, 2, 2, "Max", None, "Max")
recipient(people, 3, 3, "The hidden one", None, "hidden@example.org")

# the example of MS-OXRTFCP, 3.1.1
rtf = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
stream(message(path("rtf"), "RTF", None), 0x1009, rtf, binary=True)

stream(message(path("sealed"), "Sealed", None), 0x001A, "IPM.Note.SMIME")
attachment(path("sealed"), 0, "smime.p7m", b"\x30\x80\x06\x09")
PYTHON
for folder in "$work"/*/; do
    out=$PWD/$(basename "$folder").msg
    (cd "$folder" && gsf createole "$out" ./* >/dev/null)
done
