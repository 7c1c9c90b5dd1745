/*
 * link.c: see link.h.
 *
 * An address is read as the browser shows it: of "report%20AMLASH.pdf" the name is a word.
 */
#include "read/link.h"

#include "read/utf8.h"

static bool begins(struct cn_str text, struct cn_str what) {
    return text.len >= what.len && cn_str_equal_nocase((struct cn_str){text.bytes, what.len}, what);
}

bool cn_link_tells(struct cn_str address) {
    address = cn_str_trim(address);
    return address.len > 0 && address.bytes[0] != '#' && !begins(address, CN_STR("javascript:")) &&
           !begins(address, CN_STR("data:"));
}

static int digit_of(char byte) {
    char lower = (char)(byte | 0x20);
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The byte that stands as "%XX" there; -1: none does. */
static int byte_at(struct cn_str address, size_t at) {
    if (at + 3 > address.len || address.bytes[at] != '%')
        return -1;
    int high = digit_of(address.bytes[at + 1]), low = digit_of(address.bytes[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* No control, and no "%", which may be half of another one. */
static bool can_be_shown(struct cn_str character) {
    unsigned char first = (unsigned char)character.bytes[0];
    if (character.len == 1)
        return first >= ' ' && first < 0x7f && first != '%';
    return first != 0xc2 || (unsigned char)character.bytes[1] >= 0xa0;
}

/* The length of the character that the bytes written so from `at` on are; 0: none. */
static size_t encoded(struct cn_str address, size_t at, char room[4]) {
    size_t len = 0, whole;
    for (int byte; len < 4 && (byte = byte_at(address, at + 3 * len)) >= 0; len++)
        room[len] = (char)byte;
    if (len == 0)
        return 0;
    whole = cn_utf8_sequence((struct cn_str){room, len}, 0);
    return whole > 0 && whole <= len && can_be_shown((struct cn_str){room, whole}) ? whole : 0;
}

struct cn_str cn_link_next(struct cn_str address, size_t *at, char room[4]) {
    struct cn_str character = {room, encoded(address, *at, room)};
    if (character.len > 0) {
        *at += 3 * character.len;
        return character;
    }
    size_t len = cn_utf8_sequence(address, *at);
    if (len == 0 || len > address.len - *at)
        len = 1;
    character = (struct cn_str){address.bytes + *at, len};
    *at += len;
    return character;
}

void cn_link_add(struct cn_buf *buf, struct cn_str address) {
    char room[4];
    for (size_t at = 0; at < address.len;)
        cn_buf_add_str(buf, cn_link_next(address, &at, room));
}
