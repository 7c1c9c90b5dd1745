/* fold.c: case, width and compatibility forms folded away, a word at a time, so that composed and
 * decomposed spellings come out the same. */
#include <utf8proc.h>

#include "base/limits.h"
#include "tokenize/classes.h"

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

size_t cn_fold(struct cn_str word, bool keep_case, char *out, size_t room) {
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
