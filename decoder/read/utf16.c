/*
 * utf16.c: UTF-16 in both byte orders. A byte order mark is not part of the text. A surrogate
 * without its other half, and a last odd byte, become U+FFFD and count as broken.
 */
#include "read/charsets.h"

#define BYTE_ORDER_MARK 0xfeffu

enum order { LITTLE, BIG };

static uint32_t unit_at(struct cn_str in, size_t at, enum order order) {
    uint32_t first = (unsigned char)in.bytes[at];
    uint32_t second = (unsigned char)in.bytes[at + 1];

    return order == BIG ? first << 8 | second : second << 8 | first;
}

static bool is_high(uint32_t unit) {
    return (unit & 0xfc00) == 0xd800;
}

static bool is_low(uint32_t unit) {
    return (unit & 0xfc00) == 0xdc00;
}

/* The character at in[at] and the bytes it takes; 0 bytes: more input is needed. */
static size_t character(struct cn_str in, size_t at, bool last, enum order order, uint32_t *code) {
    size_t left = in.len - at;
    uint32_t unit;

    *code = CN_REPLACEMENT;
    if (left < 2)
        return last ? left : 0;
    unit = unit_at(in, at, order);
    if (is_high(unit) && left < 4 && !last)
        return 0;
    if (is_high(unit) && left >= 4 && is_low(unit_at(in, at + 2, order))) {
        *code = 0x10000 + ((unit & 0x3ff) << 10 | (unit_at(in, at + 2, order) & 0x3ff));
        return 4;
    }
    if (!is_high(unit) && !is_low(unit))
        *code = unit;
    return 2;
}

static bool is_broken(struct cn_str in, size_t at, size_t len, uint32_t code, enum order order) {
    return code == CN_REPLACEMENT && (len < 2 || unit_at(in, at, order) != CN_REPLACEMENT);
}

static size_t decode_order(struct cn_decode *decode, struct cn_str in, bool last,
                           enum order order) {
    size_t at = 0;

    if (decode->source == 0 && in.len >= 2 && unit_at(in, 0, order) == BYTE_ORDER_MARK)
        cn_decode_skip(decode, at = 2);
    while (at < in.len) {
        uint32_t code;
        size_t taken = character(in, at, last, order, &code);

        if (taken == 0)
            break;
        decode->invalid += is_broken(in, at, taken, code, order);
        cn_decode_add(decode, code, taken);
        at += taken;
    }
    return at;
}

static size_t decode_little(const struct cn_charset *charset, struct cn_decode *decode,
                            struct cn_str in, bool last) {
    (void)charset;
    return decode_order(decode, in, last, LITTLE);
}

static size_t decode_big(const struct cn_charset *charset, struct cn_decode *decode,
                         struct cn_str in, bool last) {
    (void)charset;
    return decode_order(decode, in, last, BIG);
}

const struct cn_charset cn_charset_utf16le = {.name = "UTF-16LE", .decode = decode_little};
const struct cn_charset cn_charset_utf16be = {.name = "UTF-16BE", .decode = decode_big};
