#!/usr/bin/env python3
"""Do two programs find the same? agree.py TEXT OURS NAME PEER

TEXT is a file, or a folder of files that may be gzipped. OURS is the output of `cryptonym annotate
--dump=match`, PEER that of a program called NAME. Both become sets of places where the text is a
name letter by letter, ASCII case ignored. What only one of them has must be explained by where the
two end a word:

  - "_" is a part of words for grep, ripgrep and ugrep; for us it joins two words;
  - letters beyond ASCII are parts of our words, and ends of the others'.

A name at the beginning or end of a longer word (LITAMIL9), split, joined, or written with other
separators is ours alone and not asked of the others; those are counted apart.

Prints how many places are in both, only PEER's, only ours, unexplained; and of ours besides, how
many are in longer words, how many split, joined or folded. Exits 1, and shows some of them on
standard error, when a place is left unexplained.
"""

import functools
import gzip
import mmap
import os
import re
import sys

INSIDE = 128 | 256  # CN_FIND_HEAD, CN_FIND_TAIL
LONGEST = 16  # names have 12 letters at most: a place is offset * LONGEST + length
OURS = re.compile(
    rb"^(?:candidate\t(\d+)\t\d+\t\w+\t0x(\w+)\t([A-Z]+)|document\t([^\t\n]+)).*$", re.M
)
LINES = re.compile(rb"^(?:(\d+)[:+]([A-Za-z]+)|(.+))$", re.M)
YARA = re.compile(rb"^(?:0x(\w+):\$\w*: ([A-Za-z]+)|()\w+ .*)$", re.M)


@functools.lru_cache(maxsize=4)
def content(path):
    if path.endswith(".gz"):
        with gzip.open(path) as file:
            return file.read()
    if os.path.getsize(path) == 0:
        return b""
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Places:
    """Where names stand: of each document, a set of offset * LONGEST + length."""

    def __init__(self, text):
        self.text = text
        self.folder = os.path.isdir(text)
        self.documents = {}
        self.enter(text)

    def enter(self, name):
        name = name if self.folder else self.text
        self.name = name
        self.places = self.documents.setdefault(name, set())

    def add(self, start, length):
        self.places.add(start * LONGEST + length)


def of_ours(text, output):
    """Places that are a name as written, and how many finds are another thing."""
    found = Places(text)
    inside = others = 0
    for cells in OURS.finditer(output):
        if cells[4]:
            found.enter(cells[4].decode().split("//")[0])
            continue
        start, name = int(cells[1]), cells[3]
        if int(cells[2], 16) & INSIDE:
            inside += 1
        elif content(found.name)[start : start + len(name)].upper() == name:
            found.add(start, len(name))
        else:
            others += 1
    return found.documents, inside, others


def of_peer(text, name, output):
    found = Places(text)
    pattern, base = (YARA, 16) if name == "yara" else (LINES, 10)
    for cells in pattern.finditer(output):
        if cells[2]:
            found.add(int(cells[1], base), len(cells[2]))
        elif cells[3]:
            found.enter(cells[3].decode())
    return found.documents


def explained(text, place):
    start, end = place // LONGEST, place // LONGEST + place % LONGEST
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return any(byte == ord("_") or byte >= 0x80 for byte in around)


def show(strange):
    for name, place in strange[:10]:
        start, end = place // LONGEST, place // LONGEST + place % LONGEST
        print("   ", name, start, content(name)[max(start - 10, 0) : end + 10], file=sys.stderr)


def main(text, ours_path, name, peer_path):
    ours, inside, others = of_ours(text, content(ours_path))
    peer = of_peer(text, name, content(peer_path))
    both = only_ours = only_peer = 0
    strange = []
    for document in sorted(ours.keys() | peer.keys()):
        here, there = ours.get(document, set()), peer.get(document, set())
        both += len(here & there)
        only_ours += len(here - there)
        only_peer += len(there - here)
        strange += [
            (document, place)
            for place in sorted(here ^ there)
            if not explained(content(document), place)
        ]
    print(both, only_peer, only_ours, len(strange), inside, others)
    if strange:
        show(strange)
        sys.exit(1)


main(*sys.argv[1:])
