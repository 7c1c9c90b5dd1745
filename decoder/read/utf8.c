/*
 * utf8.c: UTF-8 as RFC 3629 defines it.
 */
#include "read/utf8.h"

#include <string.h>

/* What may stand second, by the first byte; zero length: none begins so. */
struct lead {
    size_t len;
    unsigned char low;
    unsigned char high;
};

static struct lead lead_of(unsigned char byte) {
    if (byte < 0x80)
        return (struct lead){1, 0, 0};
    if (byte < 0xc2 || byte > 0xf4)
        return (struct lead){0, 0, 0};
    if (byte < 0xe0)
        return (struct lead){2, 0x80, 0xbf};
    if (byte < 0xf0)
        return (struct lead){3, byte == 0xe0 ? 0xa0 : 0x80, byte == 0xed ? 0x9f : 0xbf};
    return (struct lead){4, byte == 0xf0 ? 0x90 : 0x80, byte == 0xf4 ? 0x8f : 0xbf};
}

static bool continues(unsigned char byte) {
    return (byte & 0xc0) == 0x80;
}

size_t cn_utf8_sequence(struct cn_str text, size_t at) {
    const unsigned char *bytes = (const unsigned char *)text.bytes + at;
    size_t left = text.len - at;
    struct lead lead = lead_of(bytes[0]);

    if (lead.len > 1 && left > 1 && (bytes[1] < lead.low || bytes[1] > lead.high))
        return 0;
    for (size_t i = 2; i < lead.len && i < left; i++)
        if (!continues(bytes[i]))
            return 0;
    return lead.len;
}

size_t cn_utf8_boundary(struct cn_str text, size_t at) {
    for (size_t back = 1; back <= 3 && back <= at && at < text.len; back++) {
        size_t len;

        if (continues((unsigned char)text.bytes[at - back]))
            continue;
        len = cn_utf8_sequence(text, at - back);
        return len > back && len <= text.len - (at - back) ? at - back : at;
    }
    return at;
}

/* The length of a sequence of two or three bytes, as nearly all are, that is valid whatever its
 * last bits; 0: ask cn_utf8_sequence. */
static inline size_t short_sequence(struct cn_str text, size_t at) {
    const unsigned char *bytes = (const unsigned char *)text.bytes + at;

    if (text.len - at < 3 || !continues(bytes[1]))
        return 0;
    if (bytes[0] >= 0xc2 && bytes[0] < 0xe0)
        return 2;
    return bytes[0] > 0xe0 && bytes[0] < 0xed && continues(bytes[2]) ? 3 : 0;
}

/* Counts the sequence at `at`, which is not ASCII, and returns where it ends: the text's end if
 * that cuts it. */
static size_t count_at(struct cn_str text, size_t at, struct cn_utf8_count *count) {
    size_t len = short_sequence(text, at);

    len = len ? len : cn_utf8_sequence(text, at);
    if (len > text.len - at) {
        count->cut = true;
        return text.len;
    }
    count->wide += len > 1;
    count->broken += len == 0;
    return at + (len ? len : 1);
}

static uint64_t bits_from(uint64_t bits, size_t from) {
    return from < 64 ? bits & ~UINT64_C(0) << from : 0;
}

/* Blocks of 64 bytes at a time: mostly there is nothing to look at in one. A sequence may reach
 * into the next one. */
struct cn_utf8_count cn_utf8_count(struct cn_str text) {
    struct cn_utf8_count count = {0};
    size_t at = 0, block = 0;

    for (; text.len - block >= 64; block += 64) {
        uint64_t high = cn_high_bits(text.bytes + block);

        high = bits_from(high, at > block ? at - block : 0);
        while (high) {
            at = count_at(text, block + (size_t)__builtin_ctzll(high), &count);
            high = bits_from(high, at - block);
        }
    }
    at = at > block ? at : block;
    while ((at = cn_str_skip_ascii(text, at)) < text.len)
        at = count_at(text, at, &count);
    return count;
}

uint32_t cn_utf8_add(struct cn_buf *buf, uint32_t code_point) {
    char bytes[4];
    uint32_t len = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (uint32_t i = len; i-- > 1; code_point >>= 6)
        bytes[i] = (char)(0x80 | (code_point & 0x3f));
    bytes[0] = (char)(marks[len] | code_point);
    cn_buf_add(buf, bytes, len);
    return len;
}
