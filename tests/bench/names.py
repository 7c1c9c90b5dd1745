#!/usr/bin/env python3
"""Dictionaries of code names for the benchmark: names.py TEXT ENGLISH FOLDER KNOWN SIZE...

Writes FOLDER/names.SIZE, a name a line, each list the beginning of the next larger one. Names are
the text's words of 5 to 12 upper-case letters that stand there three times or more and are no word
of ENGLISH (a hunspell .dic) nor the beginning or end of one (the pages are full of SUBJEC and
EMORANDUM, which nobody would list as a code name), in an order that a hash decides; after KNOWN of
them, random letters that the text does not hold as a word. No generator of the library is used, so
that the lists are the same with every Python.
"""

import collections
import hashlib
import re
import sys

SEED = b"cryptonym bench 1"
BLOCK = 1 << 24


def digest(data):
    return hashlib.sha256(SEED + data).digest()


def words_of(path):
    """How often each word stands in the file, as written."""
    count = collections.Counter()
    rest = b""
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            block = rest + block
            rest = re.search(rb"[A-Za-z0-9]*\Z", block).group()
            count.update(re.findall(rb"[A-Za-z0-9]+", block[: len(block) - len(rest)]))
    count[rest] += 1
    return count


def english_words(path):
    with open(path, "rb") as file:
        return {line.split(b"/")[0].strip().upper() for line in file}


def parts_of(words):
    parts = set()
    for word in words:
        for length in range(5, len(word) + 1):
            parts.add(word[:length])
            parts.add(word[-length:])
    return parts


def random_names(taken):
    number = 0
    while True:
        draw = digest(b"random %d" % number)
        name = bytes(ord("A") + byte % 26 for byte in draw[1 : 6 + draw[0] % 8])
        number += 1
        if name not in taken:
            taken.add(name)
            yield name


def main(text, english, folder, known, *sizes):
    count = words_of(text)
    ordinary = parts_of(english_words(english))
    names = [
        word
        for word, times in count.items()
        if times >= 3 and re.fullmatch(rb"[A-Z]{5,12}", word) and word not in ordinary
    ]
    names.sort(key=digest)
    del names[int(known) :]
    largest = max(map(int, sizes))
    more = random_names({word.upper() for word in count} | ordinary)
    while len(names) < largest:
        names.append(next(more))
    for size in sizes:
        with open(f"{folder}/names.{size}", "wb") as file:
            file.writelines(name + b"\n" for name in names[: int(size)])


main(*sys.argv[1:])
