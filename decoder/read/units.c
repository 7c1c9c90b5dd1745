/*
 * units.c: what iconv says of a unit, kept.
 *
 * iconv is only ever opened by the names written here, never by one that a document gives: among
 * its many charsets are some that hang, overflow or abort. It sees one unit at a time and is reset
 * before each, so that no document leaves anything behind in it.
 */
#include "read/units.h"
#include "read/read.h"

#include <iconv.h>
#include <stdlib.h>

/* The supersets that the WHATWG Encoding Standard means come first. */
static const char *const names[CN_UNITS_TABLES][3] = {
    [CN_UNITS_GB18030] = {"GB18030"},
    [CN_UNITS_BIG5] = {"BIG5-HKSCS", "BIG5"},
    [CN_UNITS_EUC_JP] = {"EUC-JP-MS", "EUC-JP"},
    [CN_UNITS_SHIFT_JIS] = {"CP932", "SHIFT_JIS"},
    [CN_UNITS_EUC_KR] = {"CP949", "UHC", "EUC-KR"},
};

/* The answers for units of two bytes, by both of them. */
enum { ANSWERS = 128 * 256 };

static struct table {
    bool tried;
    bool open;
    iconv_t iconv;
    uint32_t *answers; /* 0: not asked yet; NULL: no memory, so each is asked */
} tables[CN_UNITS_TABLES];

bool cn_units_open(enum cn_units_table which) {
    struct table *table = &tables[which];

    if (table->tried)
        return table->open;
    table->tried = true;
    for (size_t i = 0; i < 3 && names[which][i] && !table->open; i++) {
        table->iconv = iconv_open("UTF-8", names[which][i]);
        table->open = table->iconv != (iconv_t)-1;
    }
    if (table->open)
        table->answers = calloc(ANSWERS, sizeof *table->answers);
    return table->open;
}

bool cn_charsets_open(void) {
    bool all = true;

    for (unsigned which = 0; which < CN_UNITS_TABLES; which++)
        all &= cn_units_open((enum cn_units_table)which);
    return all;
}

void cn_charsets_close(void) {
    for (unsigned which = 0; which < CN_UNITS_TABLES; which++) {
        if (tables[which].open)
            iconv_close(tables[which].iconv);
        free(tables[which].answers);
        tables[which] = (struct table){0};
    }
}

/* Cuts the first character off UTF-8 that iconv made. */
static uint32_t take_character(struct cn_str *utf8) {
    const unsigned char *bytes = (const unsigned char *)utf8->bytes;
    size_t len = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
    uint32_t code = len == 1 ? bytes[0] : bytes[0] & (0x7fu >> len);

    if (len > utf8->len)
        len = utf8->len;
    for (size_t i = 1; i < len; i++)
        code = code << 6 | (bytes[i] & 0x3f);
    utf8->bytes += len;
    utf8->len -= len;
    return code;
}

static uint32_t characters(struct cn_str utf8) {
    uint32_t first, second;

    if (utf8.len == 0)
        return CN_UNITS_NONE;
    first = take_character(&utf8);
    if (utf8.len == 0)
        return first;
    second = take_character(&utf8);
    if (utf8.len > 0 || first > 0x7fff || second > 0x7fff)
        return CN_UNITS_NONE;
    return CN_UNITS_TWO | first << 15 | second;
}

static uint32_t ask(iconv_t iconv_of, const unsigned char *unit, size_t len) {
    char in[4], made[16];
    char *from = in, *to = made;
    size_t from_left = len, to_left = sizeof made;

    for (size_t i = 0; i < len && i < sizeof in; i++)
        in[i] = (char)unit[i];
    iconv(iconv_of, NULL, NULL, NULL, NULL);
    if (iconv(iconv_of, &from, &from_left, &to, &to_left) != 0 || from_left > 0)
        return CN_UNITS_NONE;
    if (iconv(iconv_of, NULL, NULL, &to, &to_left) != 0) /* what it kept back */
        return CN_UNITS_NONE;
    return characters((struct cn_str){made, sizeof made - to_left});
}

uint32_t cn_units_character(enum cn_units_table which, const unsigned char *unit, size_t len) {
    struct table *table = &tables[which];
    uint32_t *kept = NULL;

    if (table->answers && len == 2 && unit[0] >= 0x80) {
        kept = &table->answers[(size_t)(unit[0] - 0x80) << 8 | unit[1]];
        if (*kept)
            return *kept;
    }
    if (!cn_units_open(which))
        return CN_UNITS_NONE;
    uint32_t answer = ask(table->iconv, unit, len);
    if (kept)
        *kept = answer;
    return answer;
}
