/*
 * charset.c: finds out the charset of a document from its head.
 *
 * UTF-16 without a mark is the hard case. Read in the right byte order, nearly all its units are
 * characters that people write; but so are pairs of ASCII letters, which make ideographs. What
 * tells them apart are bytes that no text in bytes holds: the NULs of Latin letters, and the
 * control codes that are the lower half of one ideograph in nine. A document with many controls
 * that is not UTF-16 is binary of a kind nobody knows: it is kept byte for byte, as UTF-8 with
 * broken sequences, since a code page would only blow it up.
 */
#include "read/charsets.h"
#include "read/utf8.h"

#include <string.h>

const struct cn_charset cn_charset_utf8 = {.name = "UTF-8", .decode = NULL};

/* Blocks of the BMP that running text is made of. */
static const struct {
    uint16_t first;
    uint16_t last;
} written[] = {
    {0x0009, 0x000d}, {0x0020, 0x007e}, {0x00a0, 0x024f}, /* Latin */
    {0x02b0, 0x036f},                                     /* modifiers, combining marks */
    {0x0370, 0x06ff},                                     /* Greek to Arabic */
    {0x0900, 0x0fff}, {0x10a0, 0x11ff},                   /* Indic to Tibetan, Georgian, Jamo */
    {0x1e00, 0x1fff}, {0x2010, 0x205e}, {0x20a0, 0x20bf}, /* Latin, Greek, punctuation, money */
    {0x2100, 0x22ff}, {0x2460, 0x26ff},                   /* letterlike, arrows, numbers, shapes */
    {0x3000, 0x30ff}, {0x3105, 0x312f}, {0x31a0, 0x33ff}, /* kana, bopomofo, squared */
    {0x4e00, 0x9fff}, {0xac00, 0xd7a3}, {0xd800, 0xdfff}, /* ideographs, Hangul, pairs */
    {0xfe30, 0xfe4f}, {0xfeff, 0xfeff}, {0xff01, 0xffee}, /* compatibility and full width */
};

static bool is_written(uint32_t unit) {
    for (size_t i = 0; i < sizeof(written) / sizeof(*written); i++)
        if (unit >= written[i].first && unit <= written[i].last)
            return true;
    return false;
}

/* No text in bytes holds it: a control code that is no blank, page feed or escape. */
static bool is_control(unsigned char byte) {
    return byte < 0x20 && (byte < '\t' || byte > '\r') && byte != 0x1a && byte != 0x1b;
}

/* How many units read in each byte order are written characters. */
struct units {
    size_t all;
    size_t little;
    size_t big;
    size_t controls; /* bytes */
};

static struct units count_units(struct cn_str head) {
    const unsigned char *bytes = (const unsigned char *)head.bytes;
    struct units units = {.all = head.len / 2};

    for (size_t i = 0; i < units.all; i++, bytes += 2) {
        units.little += is_written((uint32_t)bytes[1] << 8 | bytes[0]);
        units.big += is_written((uint32_t)bytes[0] << 8 | bytes[1]);
        units.controls += is_control(bytes[0]) + is_control(bytes[1]);
    }
    return units;
}

static const struct cn_charset *utf16_without_mark(const struct units *units) {
    size_t best = units->little >= units->big ? units->little : units->big;

    if (units->all < 2 || units->controls * 32 < units->all || best < units->all - units->all / 20)
        return NULL;
    return best == units->little ? &cn_charset_utf16le : &cn_charset_utf16be;
}

static const struct cn_charset *by_mark(struct cn_str head) {
    if (cn_str_starts(head, CN_STR("\xef\xbb\xbf")))
        return &cn_charset_utf8;
    if (cn_str_starts(head, CN_STR("\xff\xfe")))
        return &cn_charset_utf16le;
    if (cn_str_starts(head, CN_STR("\xfe\xff")))
        return &cn_charset_utf16be;
    return NULL;
}

const struct cn_charset *cn_charset_detect(struct cn_str head, bool whole) {
    const struct cn_charset *charset = by_mark(head);
    struct cn_utf8_count utf8;
    struct units units;

    if (charset)
        return charset;
    utf8 = cn_utf8_check(head);
    utf8.broken += utf8.cut && whole;
    if (utf8.broken == 0 && !(head.len && memchr(head.bytes, 0, head.len)))
        return &cn_charset_utf8;
    units = count_units(head);
    charset = utf16_without_mark(&units);
    if (charset)
        return charset;
    if (utf8.broken == 0 || cn_utf8_count(head).wide > utf8.broken ||
        units.controls * 64 > head.len)
        return &cn_charset_utf8;
    return &cn_charset_windows_1252;
}
