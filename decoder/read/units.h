/*
 * units.h: charsets with several bytes a character. For the files of read/.
 *
 * How long a unit is, its bytes say; what character it is, the system's iconv says, once for each
 * unit of two bytes: the answers are kept. So the text does not depend on where the input is cut,
 * and iconv costs little.
 */
#ifndef CN_READ_UNITS_H
#define CN_READ_UNITS_H

#include "base/bytes.h"

/* What the charset's iconv and its answers are. */
enum cn_units_table {
    CN_UNITS_GB18030,
    CN_UNITS_BIG5,
    CN_UNITS_EUC_JP,
    CN_UNITS_SHIFT_JIS,
    CN_UNITS_EUC_KR,
    CN_UNITS_TABLES
};

struct cn_units {
    enum cn_units_table table;
    /* How long the unit is that begins with these bytes, of which the first is not ASCII. 0: none
     * begins so. More than `left`: its beginning. */
    size_t (*length)(const unsigned char *bytes, size_t left);
    uint16_t lone; /* what 0x80 alone is; 0: nothing */
    /* The first bytes of the characters that text is mostly made of. */
    struct cn_units_common {
        unsigned char first, last;
    } common[4];
};

#define CN_UNITS_NONE UINT32_MAX /* no character */
/* Two characters: both below 0x8000. */
#define CN_UNITS_TWO UINT32_C(0x80000000)
#define CN_UNITS_FIRST(two) ((two) >> 15 & 0x7fffu)
#define CN_UNITS_SECOND(two) ((two)&0x7fffu)

/* The character of a unit of `len` bytes, two characters, or CN_UNITS_NONE. */
uint32_t cn_units_character(enum cn_units_table, const unsigned char *unit, size_t len);
/* Is there an iconv for it? */
bool cn_units_open(enum cn_units_table);

#endif
