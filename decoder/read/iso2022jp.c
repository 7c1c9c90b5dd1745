/*
 * iso2022jp.c: ISO-2022-JP, which says by escapes what the bytes behind them are. As RFC 1468 has
 * it, a line begins in ASCII, so that a broken line leaves the next one whole. Escapes are not part
 * of the text; what is none that is known is broken.
 */
#include "read/charsets.h"
#include "read/units.h"

#define ESCAPE 0x1b

enum state { ASCII, ROMAN, KATAKANA, KANJI };

static const struct {
    char second, third;
    enum state state;
} escapes[] = {{'(', 'B', ASCII},
               {'(', 'J', ROMAN},
               {'(', 'I', KATAKANA},
               {'$', '@', KANJI},
               {'$', 'B', KANJI}};

/* The state that the escape at `bytes` sets. False: it is none. */
static bool escape(const char *bytes, unsigned *state) {
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
        if (bytes[1] == escapes[i].second && bytes[2] == escapes[i].third) {
            *state = escapes[i].state;
            return true;
        }
    return false;
}

/* Each step takes what begins at `bytes` and returns its length, or 0: more is needed. */

static size_t add_escape(struct cn_decode *decode, struct cn_str in, bool last) {
    if (in.len < 3 && !last)
        return 0;
    if (in.len >= 3 && escape(in.bytes, &decode->state)) {
        cn_decode_skip(decode, 3);
        return 3;
    }
    cn_decode_broken(decode, 1);
    return 1;
}

static bool is_half(char byte) {
    return byte > 0x20 && byte < 0x7f;
}

static size_t add_kanji(struct cn_decode *decode, struct cn_str in, bool last) {
    unsigned char unit[2];
    uint32_t character = CN_UNITS_NONE;

    if (in.len < 2 && !last)
        return 0;
    if (in.len < 2 || !is_half(in.bytes[1])) {
        cn_decode_broken(decode, 1);
        return 1;
    }
    for (size_t i = 0; i < 2; i++)
        unit[i] = (unsigned char)in.bytes[i] | 0x80;
    character = cn_units_character(CN_UNITS_EUC_JP, unit, 2);
    if (character == CN_UNITS_NONE || character & CN_UNITS_TWO)
        cn_decode_broken(decode, 2);
    else
        cn_decode_add(decode, character, 2);
    return 2;
}

static size_t add_single(struct cn_decode *decode, unsigned char byte) {
    if (byte >= 0x80 || (decode->state == KATAKANA && byte > 0x5f && byte < 0x7f))
        cn_decode_broken(decode, 1);
    else if (decode->state == KATAKANA && byte > 0x20 && byte < 0x60)
        cn_decode_add(decode, 0xff40u + byte, 1);
    else if (decode->state == ROMAN && byte == 0x5c)
        cn_decode_add(decode, 0xa5, 1);
    else if (decode->state == ROMAN && byte == 0x7e)
        cn_decode_add(decode, 0x203e, 1);
    else
        cn_decode_add(decode, byte, 1);
    if (byte == '\n')
        decode->state = ASCII;
    return 1;
}

static size_t add(struct cn_decode *decode, struct cn_str in, bool last) {
    if (in.bytes[0] == ESCAPE)
        return add_escape(decode, in, last);
    if (decode->state == KANJI && is_half(in.bytes[0]))
        return add_kanji(decode, in, last);
    return add_single(decode, (unsigned char)in.bytes[0]);
}

static size_t decode(const struct cn_charset *charset, struct cn_decode *decode, struct cn_str in,
                     bool last) {
    size_t at = 0;

    (void)charset;
    while (at < in.len) {
        size_t taken = add(decode, (struct cn_str){in.bytes + at, in.len - at}, last);

        if (taken == 0)
            break;
        at += taken;
    }
    return at;
}

const struct cn_charset cn_charset_iso_2022_jp = {
    .name = "ISO-2022-JP", .decode = decode, .script = CN_SCRIPT_EAST_ASIAN};
