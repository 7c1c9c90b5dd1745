/* separator.c: what stands between two tokens, and whether a name may reach over it. */
#include "base/limits.h"
#include "tokenize/classes.h"
#include "tokenize/tokenize.h"

#include <string.h>

#define NAME_LETTERS 4

enum part { INVISIBLE, BLANK, JOINER, LINE_END, OTHER };

static enum part ascii_part(int32_t point) {
    switch (point) {
    case ' ':
        return BLANK;
    case '-':
    case '/':
    case '.':
    case '_':
    case '\'':
        return JOINER;
    case '\n':
    case '\r':
        return LINE_END;
    default:
        return OTHER;
    }
}

static bool is_blank(int32_t point) {
    return point == 0xa0 || (point >= 0x2000 && point <= 0x200a) || point == 0x202f ||
           point == 0x205f || point == 0x3000;
}

/* Hyphens, slashes, full stops, low lines, apostrophes, wide and typographic. */
static bool is_joiner(int32_t point) {
    static const int32_t joiners[] = {0x2010, 0x2011, 0x2012, 0x2013, 0x2212,
                                      0xfe63, 0xff0d, 0x2044, 0x2215, 0xff0f,
                                      0xff0e, 0xff3f, 0x2018, 0x2019, 0xff07};
    for (size_t i = 0; i < sizeof(joiners) / sizeof(*joiners); i++)
        if (joiners[i] == point)
            return true;
    return false;
}

static enum part part_of(int32_t point) {
    if (point < 0x80)
        return ascii_part(point);
    if (is_blank(point))
        return BLANK;
    if (is_joiner(point))
        return JOINER;
    if (point == 0x85 || point == 0x2028)
        return LINE_END;
    return cn_char_class(point) == CN_CLASS_IGNORABLE ? INVISIBLE : OTHER;
}

/* CR LF is one line end. */
static size_t part_len(struct cn_str text, size_t at, size_t to, size_t char_len) {
    bool pair = text.bytes[at] == '\r' && at + 1 < to && text.bytes[at + 1] == '\n';
    return pair ? 2 : char_len;
}

/* "AMLASH~1": what scanners make of the hyphen between a name of four letters or more and its
 * number. */
static bool is_misread_hyphen(struct cn_str text, size_t at) {
    static const char marks[] = {'~', '=', '*', '+', '#'};
    if (!memchr(marks, text.bytes[at], sizeof(marks)) || at < NAME_LETTERS || at + 1 == text.len ||
        text.bytes[at + 1] < '0' || text.bytes[at + 1] > '9')
        return false;
    for (size_t i = at - NAME_LETTERS; i < at; i++)
        if ((text.bytes[i] | 0x20) < 'a' || (text.bytes[i] | 0x20) > 'z')
            return false;
    return true;
}

enum cn_separator cn_separator_between(struct cn_str text, size_t from, size_t to) {
    unsigned count[OTHER + 1] = {0};
    size_t len;
    if (to - from > CN_SEPARATOR_MAX)
        return CN_SEPARATOR_OTHER;
    if (to - from == 1 && is_misread_hyphen(text, from))
        return CN_SEPARATOR_JOINER;
    for (size_t at = from; at < to; at += part_len(text, at, to, len))
        count[part_of(cn_utf8_next(text, at, &len))]++;
    if (count[OTHER] || count[JOINER] > 1 || count[LINE_END] > 1)
        return CN_SEPARATOR_OTHER;
    if (count[LINE_END])
        return CN_SEPARATOR_LINE;
    if (count[JOINER])
        return CN_SEPARATOR_JOINER;
    return count[BLANK] ? CN_SEPARATOR_BLANK : CN_SEPARATOR_NONE;
}
