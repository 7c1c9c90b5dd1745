/*
 * charset.c: finds out the charset of a document from its head.
 *
 * UTF-16 without a mark is the hard case. Read in the right byte order, nearly all its units are
 * characters that people write; but so are pairs of ASCII letters, which make ideographs. What
 * tells them apart are bytes that no text in bytes holds: the NULs of Latin letters, and the
 * control codes that are the lower half of one ideograph in nine. A document with many controls
 * that is not UTF-16 is binary of a kind nobody knows: it is kept byte for byte, as UTF-8 with
 * broken sequences, since a code page would only blow it up.
 *
 * The certainty is a share, not a probability: another charset may have the same. By a mark, and of
 * what is strictly UTF-8, it is 1; of UTF-16 and UTF-32 without mark, the share of units that are
 * written characters; of what is declared, and of ISO-2022-JP, the share of characters beyond ASCII
 * that are sound; of EBCDIC, the share of bytes that its text is mostly made of; of a guess, the
 * share of them that look right, one that does not added (guess.c).
 */
#include "read/charsets.h"
#include "read/guess.h"
#include "read/units.h"
#include "read/utf8.h"

#include <math.h>
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

static struct cn_charset_choice choose(const struct cn_charset *charset, enum cn_charset_by by,
                                       uint64_t good, uint64_t all) {
    double share = all == 0 ? 1 : round((double)good / (double)all * 10000) / 10000;

    return (struct cn_charset_choice){.charset = charset, .by = by, .certainty = share};
}

static const struct cn_charset_choice undecided = {.charset = NULL};

static struct cn_charset_choice utf16_without_mark(const struct units *units) {
    size_t best = units->little >= units->big ? units->little : units->big;

    if (units->all < 2 || units->controls * 32 < units->all || best < units->all - units->all / 20)
        return undecided;
    return choose(best == units->little ? &cn_charset_utf16le : &cn_charset_utf16be,
                  CN_CHARSET_PATTERN, best, units->all);
}

static uint32_t wide_unit(const char *bytes, bool big) {
    uint32_t unit = 0;

    for (size_t i = 0; i < 4; i++)
        unit = unit << 8 | (unsigned char)bytes[big ? i : 3 - i];
    return unit;
}

/* Of text in the basic plane, half the bytes are NULs: the first unit tells whether to look. */
static struct cn_charset_choice utf32_in_order(struct cn_str head, bool big) {
    size_t all = head.len / 4, written_units = 0;

    if (all < 2 || wide_unit(head.bytes, big) > 0x10ffff)
        return undecided;
    for (size_t i = 0; i < all; i++) {
        uint32_t unit = wide_unit(head.bytes + 4 * i, big);

        written_units += is_written(unit) || (unit >= 0x10000 && unit < 0x30000);
    }
    if (written_units < all - all / 20)
        return undecided;
    return choose(big ? &cn_charset_utf32be : &cn_charset_utf32le, CN_CHARSET_PATTERN,
                  written_units, all);
}

static struct cn_charset_choice wide_without_mark(struct cn_str head, const struct units *units) {
    struct cn_charset_choice choice = utf32_in_order(head, false);

    if (!choice.charset)
        choice = utf32_in_order(head, true);
    return choice.charset ? choice : utf16_without_mark(units);
}

static const struct cn_charset *by_mark(struct cn_str head) {
    if (cn_str_starts(head, CN_STR("\xef\xbb\xbf")))
        return &cn_charset_utf8;
    /* It may be UTF-16 that begins with a NUL; but then another character follows. */
    if (cn_str_starts(head, CN_STR("\xff\xfe\0\0")) &&
        (head.len < 8 || wide_unit(head.bytes + 4, false) < 0x110000))
        return &cn_charset_utf32le;
    if (cn_str_starts(head, CN_STR("\0\0\xfe\xff")))
        return &cn_charset_utf32be;
    if (cn_str_starts(head, CN_STR("\xff\xfe")))
        return &cn_charset_utf16le;
    if (cn_str_starts(head, CN_STR("\xfe\xff")))
        return &cn_charset_utf16be;
    return NULL;
}

/* Is it ISO-2022-JP? It is ASCII but for its escapes. */
static struct cn_charset_choice by_escapes(struct cn_str head) {
    struct cn_judgement judged;

    if (head.len == 0 || !memchr(head.bytes, 0x1b, head.len) ||
        cn_str_skip_ascii(head, 0) < head.len || !cn_charset_usable(&cn_charset_iso_2022_jp))
        return undecided;
    judged = cn_guess_judge(&cn_charset_iso_2022_jp, head);
    if (judged.sound == 0 || judged.sound < (judged.beyond - judged.sound) * 8)
        return undecided;
    return choose(&cn_charset_iso_2022_jp, CN_CHARSET_PATTERN, judged.sound, judged.beyond);
}

/* Fewer bytes may be anything. */
#define EBCDIC_LEAST 40

static bool is_ebcdic_letter(unsigned char byte) {
    unsigned char low = byte & 0x0f, high = byte >> 4;

    return (low >= 1 && low <= 9 && (high == 0x8 || high == 0x9 || high == 0xc || high == 0xd)) ||
           (low >= 2 && low <= 9 && (high == 0xa || high == 0xe));
}

/* Digits, marks and line ends of EBCDIC. */
static bool is_ebcdic_mark(unsigned char byte) {
    return (byte >= 0xf0 && byte <= 0xf9) ||
           (byte &&
            strchr("\x05\x0d\x15\x25\x4b\x4c\x4d\x5c\x5d\x5e\x60\x61\x6b\x6d\x6e\x6f\x7a\x7d"
                   "\x7f",
                   byte));
}

/* Is it EBCDIC? Its blank is the @ of all other charsets, which have a blank of their own. */
static struct cn_charset_choice by_blanks(struct cn_str head) {
    size_t blanks = 0, letters = 0, marks = 0, others = 0;

    for (size_t i = 0; i < head.len; i++) {
        unsigned char byte = (unsigned char)head.bytes[i];

        blanks += byte == 0x40;
        letters += is_ebcdic_letter(byte);
        marks += is_ebcdic_mark(byte);
        others += byte == ' ' || byte == '\n';
    }
    if (head.len < EBCDIC_LEAST || blanks < head.len / 20 || others > blanks / 20 ||
        letters < head.len / 4 || blanks + letters + marks < head.len - head.len / 10)
        return undecided;
    return choose(&cn_charset_ibm500, CN_CHARSET_PATTERN, blanks + letters + marks, head.len);
}

/* Believed unless more of it is broken than is not. That it is no Unicode has been seen. */
static struct cn_charset_choice by_declaration(struct cn_str head, struct cn_str declared) {
    const struct cn_charset *charset = cn_charset_find(declared);
    struct cn_judgement judged;

    if (!charset || charset->script == CN_SCRIPT_ANY || !cn_charset_usable(charset))
        return undecided;
    judged = cn_guess_judge(charset, cn_guess_sample(head));
    if (judged.sound < judged.beyond - judged.sound)
        return undecided;
    return choose(charset, CN_CHARSET_DECLARED, judged.sound, judged.beyond);
}

bool cn_charset_usable(const struct cn_charset *charset) {
    if (charset == &cn_charset_iso_2022_jp)
        return cn_units_open(CN_UNITS_EUC_JP);
    return !charset->units || cn_units_open(charset->units->table);
}

struct cn_charset_choice cn_charset_detect(struct cn_str head, bool whole, struct cn_str declared) {
    struct cn_charset_choice choice = choose(by_mark(head), CN_CHARSET_MARK, 1, 1), ebcdic;
    struct cn_utf8_count utf8;
    struct units units;
    uint64_t wide;

    if (choice.charset)
        return choice;
    utf8 = cn_utf8_check(head);
    utf8.broken += utf8.cut && whole;
    if (utf8.broken == 0 && !(head.len && memchr(head.bytes, 0, head.len))) {
        choice = by_escapes(head);
        return choice.charset ? choice : choose(&cn_charset_utf8, CN_CHARSET_VALID, 1, 1);
    }
    units = count_units(head);
    choice = wide_without_mark(head, &units);
    if (choice.charset)
        return choice;
    if (utf8.broken == 0)
        return choose(&cn_charset_utf8, CN_CHARSET_VALID, 1, 1);
    choice = by_declaration(head, declared);
    if (choice.charset == &cn_charset_ibm500)
        return choice;
    ebcdic = by_blanks(head);
    if (ebcdic.charset)
        return ebcdic;
    if (choice.charset)
        return choice;
    wide = cn_utf8_count(head).wide;
    if (wide > utf8.broken || units.controls * 64 > head.len)
        return choose(&cn_charset_utf8, CN_CHARSET_GUESSED, wide, wide + utf8.broken + 1);
    return cn_guess(head);
}
