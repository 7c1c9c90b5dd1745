/*
 * utf32.c: UTF-32 in both byte orders. A byte order mark is not part of the text. A unit that is no
 * character, and what is left of a last one, become U+FFFD and count as broken.
 */
#include "read/charsets.h"

#define BYTE_ORDER_MARK 0xfeffu

static uint32_t unit_at(struct cn_str in, size_t at, bool big) {
    const unsigned char *bytes = (const unsigned char *)in.bytes + at;
    uint32_t unit = 0;

    for (unsigned i = 0; i < 4; i++)
        unit = unit << 8 | bytes[big ? i : 3 - i];
    return unit;
}

static bool is_character(uint32_t unit) {
    return unit < 0xd800 || (unit > 0xdfff && unit < 0x110000);
}

static size_t decode_order(struct cn_decode *decode, struct cn_str in, bool last, bool big) {
    size_t at = 0;

    if (decode->source == 0 && in.len >= 4 && unit_at(in, 0, big) == BYTE_ORDER_MARK)
        cn_decode_skip(decode, at = 4);
    for (; in.len - at >= 4; at += 4) {
        uint32_t unit = unit_at(in, at, big);

        if (is_character(unit))
            cn_decode_add(decode, unit, 4);
        else
            cn_decode_broken(decode, 4);
    }
    if (!last || at == in.len)
        return at;
    cn_decode_broken(decode, in.len - at);
    return in.len;
}

static size_t decode_little(const struct cn_charset *charset, struct cn_decode *decode,
                            struct cn_str in, bool last) {
    (void)charset;
    return decode_order(decode, in, last, false);
}

static size_t decode_big(const struct cn_charset *charset, struct cn_decode *decode,
                         struct cn_str in, bool last) {
    (void)charset;
    return decode_order(decode, in, last, true);
}

const struct cn_charset cn_charset_utf32le = {.name = "UTF-32LE", .decode = decode_little};
const struct cn_charset cn_charset_utf32be = {.name = "UTF-32BE", .decode = decode_big};
