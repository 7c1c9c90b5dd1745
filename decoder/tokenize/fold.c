/* fold.c: case, width and compatibility forms folded away, a word at a time, so that composed and
 * decomposed spellings come out the same. */
#include <utf8proc.h>

#include "base/limits.h"
#include "tokenize/classes.h"
#include "tokenize/tokenize.h"

/* A character may fold to as many as eighteen, and several may compose to one. */
#define DECOMPOSED_MAX (4 * CN_TOKEN_MAX)

static size_t encode(const int32_t *points, size_t count, char *out, size_t room) {
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned char bytes[4];
        size_t more = (size_t)utf8proc_encode_char(points[i], bytes);
        if (more > room - len)
            return 0;
        for (size_t k = 0; k < more; k++)
            out[len++] = (char)bytes[k];
    }
    return len;
}

/* Of letters of ASCII, of Western European languages and of Russian alone, which stand for
 * themselves in whatever form, only the case is folded. Returns 0 where there are others. Two bytes
 * stay two. */
static size_t fold_common(struct cn_str word, bool keep_case, char *out, size_t room) {
    size_t len;
    if (word.len > room)
        return 0;
    for (size_t at = 0; at < word.len; at += len) {
        int32_t point = cn_utf8_next(word, at, &len);
        if (point < 0x80 && cn_byte_kind[(unsigned char)word.bytes[at]] == CN_BYTE_WORD) {
            out[at] = keep_case ? word.bytes[at] : cn_fold_word_byte(word.bytes[at]);
            continue;
        }
        bool latin = point >= 0xc0 && point <= 0xff && point != 0xd7 && point != 0xdf;
        bool russian = point >= 0x410 && point <= 0x44f;
        if ((!latin && !russian) || point == 0xf7)
            return 0;
        bool capital = latin ? point < 0xdf : point < 0x430;
        point += capital && !keep_case ? 0x20 : 0;
        out[at] = (char)(0xc0 | point >> 6);
        out[at + 1] = (char)(0x80 | (point & 0x3f));
    }
    return word.len;
}

size_t cn_fold(struct cn_str word, bool keep_case, char *out, size_t room) {
    size_t common = fold_common(word, keep_case, out, room);
    if (common)
        return common;
    utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE;
    if (!keep_case)
        options |= UTF8PROC_CASEFOLD;
    int32_t points[DECOMPOSED_MAX];
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)word.bytes, (utf8proc_ssize_t)word.len, points,
                           DECOMPOSED_MAX, options);
    if (count <= 0 || count > DECOMPOSED_MAX)
        return 0;
    count = utf8proc_normalize_utf32(points, count, options);
    return count > 0 ? encode(points, (size_t)count, out, room) : 0;
}
