/*
 * latin.c: windows-1252, the last resort. Every byte is a character; the five that the code page
 * leaves open are the C1 controls of the same number, as the WHATWG Encoding Standard has it.
 */
#include "read/charsets.h"
#include "read/utf8.h"

/* 0x80 to 0x9f; the rest is Latin-1. */
static const uint16_t upper[32] = {0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
                                   0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

static void decode(struct cn_str in, bool last, struct cn_buf *out, struct cn_map *map,
                   uint64_t text, uint64_t source, size_t *used, uint64_t *invalid) {
    uint32_t unit = 0;

    (void)last;
    (void)invalid;
    *used = in.len;
    for (size_t i = 0; i < in.len; i++) {
        unsigned char byte = (unsigned char)in.bytes[i];
        uint32_t len = cn_utf8_add(out, byte >= 0x80 && byte < 0xa0 ? upper[byte - 0x80] : byte);

        if (len != unit)
            cn_map_add(map, text, len, source + i, 1);
        unit = len;
        text += len;
    }
}

const struct cn_charset cn_charset_windows_1252 = {.name = "windows-1252", .decode = decode};
