#!/usr/bin/env python3
"""Writes codepages.inc: what the bytes from 0x80 on mean in each charset of one byte a character,
and what all bytes mean in EBCDIC, of which "next line" is a line end here.

The tables are those of Python's codecs, made to be what the WHATWG Encoding Standard
(https://encoding.spec.whatwg.org/#legacy-single-byte-encodings) says where the two differ:
in the Windows sets, what Microsoft leaves open from 0x80 to 0x9f is the control code of that
number, and a few bytes have other characters (DIFFERENCES). 0: the byte is no character.
"""

SETS = [
    ("ibm866", "cp866"),
    ("iso_8859_2", "iso8859_2"), ("iso_8859_3", "iso8859_3"), ("iso_8859_4", "iso8859_4"),
    ("iso_8859_5", "iso8859_5"), ("iso_8859_6", "iso8859_6"), ("iso_8859_7", "iso8859_7"),
    ("iso_8859_8", "iso8859_8"), ("iso_8859_10", "iso8859_10"), ("iso_8859_13", "iso8859_13"),
    ("iso_8859_14", "iso8859_14"), ("iso_8859_15", "iso8859_15"), ("iso_8859_16", "iso8859_16"),
    ("koi8_r", "koi8_r"), ("koi8_u", "koi8_u"), ("macintosh", "mac_roman"),
    ("windows_874", "cp874"), ("windows_1250", "cp1250"), ("windows_1251", "cp1251"),
    ("windows_1252", "cp1252"), ("windows_1253", "cp1253"), ("windows_1254", "cp1254"),
    ("windows_1255", "cp1255"), ("windows_1256", "cp1256"), ("windows_1257", "cp1257"),
    ("windows_1258", "cp1258"), ("x_mac_cyrillic", "mac_cyrillic"),
]

DIFFERENCES = {
    "koi8_u": {0xAE: 0x045E, 0xBE: 0x040E},
    "windows_1255": {0xCA: 0x05BA},
    "x_mac_cyrillic": {0xA2: 0x0490, 0xB6: 0x0491, 0xFF: 0x20AC},
}


def character(name, codec, byte):
    if byte in DIFFERENCES.get(name, {}):
        return DIFFERENCES[name][byte]
    try:
        return ord(bytes([byte]).decode(codec))
    except UnicodeDecodeError:
        return byte if byte < 0xA0 and name.startswith("windows") else 0


def main():
    print("/* Written by codepages.py; not by hand. */")
    print("static const unsigned char ibm500[256] = {")
    for at in range(0, 256, 12):
        line = bytes(range(at, min(at + 12, 256))).decode("cp500").replace("\x85", "\n")
        print("    %s," % ", ".join("0x%02x" % ord(character) for character in line))
    print("};")
    for name, codec in SETS:
        cells = ["0x%04x" % character(name, codec, byte) for byte in range(0x80, 0x100)]
        print("static const uint16_t %s[128] = {" % name)
        for at in range(0, 128, 12):
            print("    %s," % ", ".join(cells[at:at + 12]))
        print("};")


main()
