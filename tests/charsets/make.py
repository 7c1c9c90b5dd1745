#!/usr/bin/env python3
"""Writes the texts of this folder, LANGUAGE.utf-8, in the charsets that they are met in.

A file is called by the charset that it must be taken for; "+mark": with a byte order mark, which
names the order alone.
"""
import pathlib

WIDE = ["utf-16le", "utf-16be", "utf-32le", "utf-32be"]
CHARSETS = {
    "zh": ["gb18030"],
    "zh-hant": ["big5"],
    "ja": ["euc-jp", "shift_jis", "iso-2022-jp"] + WIDE + [wide + "+mark" for wide in WIDE],
    "ko": ["euc-kr"],
    "ru": ["koi8-r", "windows-1251", "iso-8859-5", "ibm866", "x-mac-cyrillic", "utf-16le"],
    "uk": ["koi8-u"],
    "pl": ["windows-1250", "iso-8859-2"],
    "cs": ["windows-1250", "iso-8859-2"],
    "el": ["windows-1253", "iso-8859-7"],
    "he": ["windows-1255"],
    "ar": ["windows-1256", "iso-8859-6"],
    "tr": ["windows-1254"],
    "th": ["windows-874"],
    "fr": ["windows-1252"],
    "de": ["ibm500"],
}
PYTHON = {"windows-874": "cp874", "x-mac-cyrillic": "mac_cyrillic"}

here = pathlib.Path(__file__).parent
for language, charsets in CHARSETS.items():
    text = (here / (language + ".utf-8")).read_text(encoding="utf-8")
    for charset in charsets:
        name, _, mark = charset.partition("+")
        source = ("\ufeff" if mark else "") + text
        (here / (language + "." + charset)).write_bytes(source.encode(PYTHON.get(name, name)))
