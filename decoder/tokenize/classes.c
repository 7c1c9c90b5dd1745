/* classes.c: look-up of character classes. */
#include "tokenize/classes.h"

#include <utf8proc.h>

#include "tokenize/tokenize.h"

#define TIMES_2(x) x, x
#define TIMES_5(x) x, x, x, x, x
#define TIMES_10(x) TIMES_5(x), TIMES_5(x)
#define TIMES_16(x) TIMES_10(x), TIMES_5(x), x
#define TIMES_26(x) TIMES_16(x), TIMES_10(x)
#define TIMES_64(x) TIMES_16(x), TIMES_16(x), TIMES_16(x), TIMES_16(x)

const uint8_t cn_byte_kind[256] = {TIMES_16(CN_BYTE_BREAK), TIMES_16(CN_BYTE_BREAK),
                                   TIMES_16(CN_BYTE_BREAK),                         /* up to "/" */
                                   TIMES_10(CN_BYTE_WORD),                          /* 0 to 9 */
                                   TIMES_5(CN_BYTE_BREAK),  TIMES_2(CN_BYTE_BREAK), /* up to "@" */
                                   TIMES_26(CN_BYTE_WORD),                          /* A to Z */
                                   TIMES_5(CN_BYTE_BREAK),  CN_BYTE_BREAK,          /* up to "`" */
                                   TIMES_26(CN_BYTE_WORD),                          /* a to z */
                                   TIMES_5(CN_BYTE_BREAK),                          /* up to DEL */
                                   TIMES_64(CN_BYTE_HIGH),  TIMES_64(CN_BYTE_HIGH)};

/* Where a class begins; it ends where the next one begins. Code point and class in one word. */
#define CLASS(first, class) ((uint32_t)(first) << 8 | (class)),
static const uint32_t classes[] = {CLASS(0, CN_CLASS_NONE)
#include "tokenize/classes.inc"
};
#undef CLASS

/* For each 256 code points, the class that they begin in; one more for the end. */
#define PAGE(class) class,
static const uint16_t pages[] = {
#include "tokenize/classes.inc"
};
#undef PAGE

/* The classes of the first code points, which nearly all text is made of; with FOLDS, those whose
 * folded form holds ASCII, or nothing. */
#define FOLDS 0x80
#define FIRST(class) class,
static const uint8_t firsts[] = {
#include "tokenize/classes.inc"
};
#undef FIRST

uint8_t cn_char_class(int32_t code_point) {
    if (code_point < 0)
        return CN_CLASS_NONE;
    if ((size_t)code_point < sizeof firsts)
        return firsts[code_point] & (FOLDS - 1);
    uint32_t wanted = (uint32_t)code_point << 8 | 0xff;
    size_t low = pages[code_point >> 8], count = pages[(code_point >> 8) + 1] + 1u - low;
    while (count > 1) { /* without a branch that depends on the text */
        size_t half = count / 2;
        low += classes[low + half] <= wanted ? half : 0;
        count -= half;
    }
    return (uint8_t)(classes[low] & 0xff);
}

bool cn_char_stays(int32_t code_point) {
    if (code_point >= 0x80 && (size_t)code_point < sizeof firsts)
        return !(firsts[code_point] & FOLDS);
    return code_point >= 0x4e00 && code_point < 0xa000;
}

int cn_char_width(int32_t code_point) {
    if (code_point < 0)
        return 1;
    uint8_t class = cn_char_class(code_point);
    return class == CN_CLASS_IGNORABLE || class == CN_CLASS_MARK ? 0
                                                                 : utf8proc_charwidth(code_point);
}
