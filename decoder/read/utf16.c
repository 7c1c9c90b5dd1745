/*
 * utf16.c: UTF-16 in both byte orders. A byte order mark is not part of the text. A surrogate
 * without its other half, and a last odd byte, become U+FFFD and count as broken.
 */
#include "read/charsets.h"
#include "read/utf8.h"

#define REPLACEMENT 0xfffdu
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

    *code = REPLACEMENT;
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
    return code == REPLACEMENT && (len < 2 || unit_at(in, at, order) != REPLACEMENT);
}

static void decode(struct cn_str in, bool last, struct cn_buf *out, struct cn_map *map,
                   uint64_t text, uint64_t source, size_t *used, uint64_t *invalid,
                   enum order order) {
    uint32_t text_unit = 0, source_unit = 0;
    size_t at = 0;

    if (source == 0 && in.len >= 2 && unit_at(in, 0, order) == BYTE_ORDER_MARK)
        at = 2;
    while (at < in.len) {
        uint32_t code, len;
        size_t taken = character(in, at, last, order, &code);

        if (taken == 0)
            break;
        *invalid += is_broken(in, at, taken, code, order);
        len = cn_utf8_add(out, code);
        if (len != text_unit || taken != source_unit)
            cn_map_add(map, text, len, source + at, (uint32_t)taken);
        text_unit = len;
        source_unit = (uint32_t)taken;
        text += len;
        at += taken;
    }
    *used = at;
}

static void decode_little(struct cn_str in, bool last, struct cn_buf *out, struct cn_map *map,
                          uint64_t text, uint64_t source, size_t *used, uint64_t *invalid) {
    decode(in, last, out, map, text, source, used, invalid, LITTLE);
}

static void decode_big(struct cn_str in, bool last, struct cn_buf *out, struct cn_map *map,
                       uint64_t text, uint64_t source, size_t *used, uint64_t *invalid) {
    decode(in, last, out, map, text, source, used, invalid, BIG);
}

const struct cn_charset cn_charset_utf16le = {.name = "UTF-16LE", .decode = decode_little};
const struct cn_charset cn_charset_utf16be = {.name = "UTF-16BE", .decode = decode_big};
