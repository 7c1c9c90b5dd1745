/* utf8.c: strict UTF-8, forwards and backwards; whatever is not valid is an invalid byte. */
#include "tokenize/classes.h"
#include "tokenize/tokenize.h"

static bool is_tail(unsigned char byte) {
    return (byte & 0xc0) == 0x80;
}

/* Length that the first byte announces; 0: it cannot be first. */
static size_t announced(unsigned char first) {
    if (first < 0x80)
        return 1;
    if (first < 0xc2)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
}

/* Neither overlong nor a surrogate nor past the last plane. */
static bool in_range(int32_t point, size_t len) {
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return point >= least[len] && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

int32_t cn_utf8_next(struct cn_str text, size_t at, size_t *len) {
    const unsigned char *bytes = (const unsigned char *)text.bytes + at;
    size_t want = announced(bytes[0]);
    *len = 1;
    if (want == 1)
        return bytes[0];
    if (!want || want > text.len - at)
        return -1;
    int32_t point = bytes[0] & (0xff >> (want + 1));
    for (size_t i = 1; i < want; i++) {
        if (!is_tail(bytes[i]))
            return -1;
        point = point << 6 | (bytes[i] & 0x3f);
    }
    if (!in_range(point, want))
        return -1;
    *len = want;
    return point;
}

int32_t cn_utf8_before(struct cn_str text, size_t at, size_t *len) {
    for (size_t back = 1; back <= 4 && back <= at; back++) {
        if (is_tail((unsigned char)text.bytes[at - back]))
            continue;
        int32_t point = cn_utf8_next(text, at - back, len);
        if (*len == back)
            return point;
        break;
    }
    *len = 1;
    return -1;
}
