#!/usr/bin/env python3
"""What pyahocorasick costs: every whole word of a file that an automaton knows, with its offset.

ahocorasick_scan.py compile NAMES AUTOMATON
ahocorasick_scan.py scan AUTOMATON FILE

The text is read in blocks that end between words, made upper case, and given to the automaton as
Latin-1, so that a character is a byte.
"""

import pickle
import string
import sys

import ahocorasick

BLOCK = 1 << 20
WORD = (string.ascii_letters + string.digits).encode()
IS_WORD = bytes(byte in WORD for byte in range(256))  # translates a word's bytes to 1, others to 0


def compile_names(names, path):
    automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
    with open(names, encoding="ascii") as file:
        for line in file:
            automaton.add_word(line.strip())
    automaton.make_automaton()
    automaton.save(path)


def blocks(path):
    """(offset, bytes), each with a byte on both sides that is in no word."""
    offset, rest = -1, b"\n"
    with open(path, "rb", buffering=0) as file:
        while block := file.read(BLOCK):
            block = rest + block
            cut = block.translate(IS_WORD).rfind(0)
            yield offset, block[: cut + 1]
            offset, rest = offset + cut, block[cut:]
    yield offset, rest + b"\n"


def scan(automaton, path):
    automaton = ahocorasick.load(automaton, pickle.loads)
    for offset, block in blocks(path):
        kind = block.translate(IS_WORD)
        lines = []
        for last, length in automaton.iter(block.upper().decode("latin-1")):
            start = last - length + 1
            if not kind[start - 1] and not kind[last + 1]:
                lines.append(b"%d:%b\n" % (offset + start, block[start : last + 1]))
        sys.stdout.buffer.write(b"".join(lines))


{"compile": compile_names, "scan": scan}[sys.argv[1]](*sys.argv[2:])
