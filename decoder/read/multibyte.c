/*
 * multibyte.c: GB18030, Big5, EUC-JP, Shift_JIS and EUC-KR, in the extents that the WHATWG Encoding
 * Standard gives them.
 *
 * A first byte that nothing fitting follows is broken, alone. A unit of the right form that is no
 * character is broken as a whole, unless its second byte is ASCII: that stays, for a name may begin
 * there.
 */
#include "read/charsets.h"
#include "read/units.h"

static bool within(unsigned char byte, unsigned first, unsigned last) {
    return byte >= first && byte <= last;
}

static size_t gb18030_length(const unsigned char *bytes, size_t left) {
    if (!within(bytes[0], 0x81, 0xfe))
        return 0;
    if (left < 2 || (bytes[1] >= 0x40 && !within(bytes[1], 0x7f, 0x7f) && bytes[1] != 0xff))
        return 2;
    if (!within(bytes[1], '0', '9') || (left > 2 && !within(bytes[2], 0x81, 0xfe)) ||
        (left > 3 && !within(bytes[3], '0', '9')))
        return 0;
    return 4;
}

static size_t big5_length(const unsigned char *bytes, size_t left) {
    if (!within(bytes[0], 0x81, 0xfe))
        return 0;
    return left < 2 || within(bytes[1], 0x40, 0x7e) || within(bytes[1], 0xa1, 0xfe) ? 2 : 0;
}

static size_t euc_jp_length(const unsigned char *bytes, size_t left) {
    if (bytes[0] == 0x8e)
        return left < 2 || within(bytes[1], 0xa1, 0xdf) ? 2 : 0;
    if (bytes[0] != 0x8f && !within(bytes[0], 0xa1, 0xfe))
        return 0;
    if ((left > 1 && !within(bytes[1], 0xa1, 0xfe)) ||
        (bytes[0] == 0x8f && left > 2 && !within(bytes[2], 0xa1, 0xfe)))
        return 0;
    return bytes[0] == 0x8f ? 3 : 2;
}

static size_t shift_jis_length(const unsigned char *bytes, size_t left) {
    if (within(bytes[0], 0xa1, 0xdf))
        return 1;
    if (!within(bytes[0], 0x81, 0x9f) && !within(bytes[0], 0xe0, 0xfc))
        return 0;
    return left < 2 || within(bytes[1], 0x40, 0x7e) || within(bytes[1], 0x80, 0xfc) ? 2 : 0;
}

static size_t euc_kr_length(const unsigned char *bytes, size_t left) {
    if (!within(bytes[0], 0x81, 0xfe))
        return 0;
    return left < 2 || within(bytes[1], 'A', 'Z') || within(bytes[1], 'a', 'z') ||
                   within(bytes[1], 0x81, 0xfe)
               ? 2
               : 0;
}

static void add(const struct cn_units *units, struct cn_decode *decode, const unsigned char *unit,
                size_t len, size_t *taken) {
    uint32_t character = cn_units_character(units->table, unit, len);

    *taken = len;
    if (character == CN_UNITS_NONE)
        cn_decode_broken(decode, *taken = unit[len > 1] < 0x80 ? 1 : len);
    else if (character & CN_UNITS_TWO)
        cn_decode_add_two(decode, CN_UNITS_FIRST(character), CN_UNITS_SECOND(character), len);
    else
        cn_decode_add(decode, character, len);
}

/* Decodes what begins at in[at], which is not ASCII; 0: more is needed. */
static size_t add_at(const struct cn_units *units, struct cn_decode *decode, struct cn_str in,
                     size_t at, bool last) {
    const unsigned char *unit = (const unsigned char *)in.bytes + at;
    size_t left = in.len - at;
    size_t len = units->length(unit, left);
    size_t taken = 1;

    if (len > left && !last)
        return 0;
    if (*unit == 0x80 && units->lone)
        cn_decode_add(decode, units->lone, 1);
    else if (len == 0 || len > left)
        cn_decode_broken(decode, 1);
    else
        add(units, decode, unit, len, &taken);
    return taken;
}

static size_t decode(const struct cn_charset *charset, struct cn_decode *decode, struct cn_str in,
                     bool last) {
    size_t at = 0;

    while ((at = cn_decode_ascii(decode, in, at)) < in.len)
        while (at < in.len && (unsigned char)in.bytes[at] >= 0x80) {
            size_t taken = add_at(charset->units, decode, in, at, last);

            if (taken == 0)
                return at;
            at += taken;
        }
    return in.len;
}

#define MULTIBYTE(id, called, of, alone, ...)                                                      \
    static const struct cn_units id##_units = {                                                    \
        .table = CN_UNITS_##of, .length = id##_length, .lone = alone, .common = {__VA_ARGS__}};    \
    const struct cn_charset cn_charset_##id = {                                                    \
        .name = called, .decode = decode, .script = CN_SCRIPT_EAST_ASIAN, .units = &id##_units}

/* Common: punctuation, full width, kana or jamo, and the first level of characters. */
MULTIBYTE(gb18030, "GB18030", GB18030, 0x20ac, {0xa1, 0xa3}, {0xb0, 0xd7});
MULTIBYTE(big5, "Big5", BIG5, 0, {0xa1, 0xa2}, {0xa4, 0xc6});
MULTIBYTE(euc_jp, "EUC-JP", EUC_JP, 0, {0xa1, 0xa1}, {0xa3, 0xa5}, {0xb0, 0xcf});
MULTIBYTE(shift_jis, "Shift_JIS", SHIFT_JIS, 0x80, {0x81, 0x83}, {0x88, 0x98});
MULTIBYTE(euc_kr, "EUC-KR", EUC_KR, 0, {0xa1, 0xa1}, {0xa3, 0xa4}, {0xb0, 0xc8});
