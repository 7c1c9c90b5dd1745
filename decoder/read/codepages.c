/*
 * codepages.c: the charsets with one byte a character, by the tables of the WHATWG Encoding
 * Standard. Where a table says nothing, the byte is broken; windows-1252, the last resort, has no
 * such byte.
 */
#include "read/charsets.h"

#include "read/codepages.inc"

static size_t decode(const struct cn_charset *charset, struct cn_decode *decode, struct cn_str in,
                     bool last) {
    size_t at = 0;

    (void)last;
    while ((at = cn_decode_ascii(decode, in, at)) < in.len)
        for (; at < in.len && (unsigned char)in.bytes[at] >= 0x80; at++) {
            uint16_t character = charset->upper[(unsigned char)in.bytes[at] - 0x80];

            if (character)
                cn_decode_add(decode, character, 1);
            else
                cn_decode_broken(decode, 1);
        }
    return in.len;
}

#define CODEPAGE(table, called, of)                                                                \
    const struct cn_charset cn_charset_##table = {                                                 \
        .name = called, .decode = decode, .script = CN_SCRIPT_##of, .upper = table}

CODEPAGE(ibm866, "IBM866", CYRILLIC);
CODEPAGE(iso_8859_2, "ISO-8859-2", LATIN);
CODEPAGE(iso_8859_3, "ISO-8859-3", LATIN);
CODEPAGE(iso_8859_4, "ISO-8859-4", LATIN);
CODEPAGE(iso_8859_5, "ISO-8859-5", CYRILLIC);
CODEPAGE(iso_8859_6, "ISO-8859-6", ARABIC);
CODEPAGE(iso_8859_7, "ISO-8859-7", GREEK);
CODEPAGE(iso_8859_8, "ISO-8859-8", HEBREW);
CODEPAGE(iso_8859_10, "ISO-8859-10", LATIN);
CODEPAGE(iso_8859_13, "ISO-8859-13", LATIN);
CODEPAGE(iso_8859_14, "ISO-8859-14", LATIN);
CODEPAGE(iso_8859_15, "ISO-8859-15", LATIN);
CODEPAGE(iso_8859_16, "ISO-8859-16", LATIN);
CODEPAGE(koi8_r, "KOI8-R", CYRILLIC);
CODEPAGE(koi8_u, "KOI8-U", CYRILLIC);
CODEPAGE(macintosh, "macintosh", LATIN);
CODEPAGE(windows_874, "windows-874", THAI);
CODEPAGE(windows_1250, "windows-1250", LATIN);
CODEPAGE(windows_1251, "windows-1251", CYRILLIC);
CODEPAGE(windows_1252, "windows-1252", LATIN);
CODEPAGE(windows_1253, "windows-1253", GREEK);
CODEPAGE(windows_1254, "windows-1254", LATIN);
CODEPAGE(windows_1255, "windows-1255", HEBREW);
CODEPAGE(windows_1256, "windows-1256", ARABIC);
CODEPAGE(windows_1257, "windows-1257", LATIN);
CODEPAGE(windows_1258, "windows-1258", LATIN);
CODEPAGE(x_mac_cyrillic, "x-mac-cyrillic", CYRILLIC);

/* ISO-8859-8 in the order of reading, not of seeing. */
const struct cn_charset cn_charset_iso_8859_8_i = {
    .name = "ISO-8859-8-I", .decode = decode, .script = CN_SCRIPT_HEBREW, .upper = iso_8859_8};

/* EBCDIC: not even letters are where ASCII has them. */
static size_t decode_ebcdic(const struct cn_charset *charset, struct cn_decode *decode,
                            struct cn_str in, bool last) {
    (void)charset;
    (void)last;
    for (size_t at = 0; at < in.len; at++)
        cn_decode_add(decode, ibm500[(unsigned char)in.bytes[at]], 1);
    return in.len;
}

const struct cn_charset cn_charset_ibm500 = {
    .name = "IBM500", .decode = decode_ebcdic, .script = CN_SCRIPT_LATIN};
