/*
 * bytes.c: borrowed strings and owned buffers.
 */
#include "base/bytes.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct cn_str cn_str_of(const char *nul_terminated) {
    return (struct cn_str){nul_terminated, nul_terminated ? strlen(nul_terminated) : 0};
}

bool cn_str_equal(struct cn_str a, struct cn_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.bytes, b.bytes, a.len) == 0);
}

int cn_str_compare(struct cn_str a, struct cn_str b) {
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.bytes, b.bytes, common) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static unsigned char lower(char byte) {
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
}

bool cn_str_equal_nocase(struct cn_str a, struct cn_str b) {
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.bytes[i]) != lower(b.bytes[i]))
            return false;
    return true;
}

bool cn_str_starts(struct cn_str text, struct cn_str prefix) {
    return text.len >= prefix.len &&
           (prefix.len == 0 || memcmp(text.bytes, prefix.bytes, prefix.len) == 0);
}

size_t cn_str_find(struct cn_str text, struct cn_str wanted, size_t at) {
    while (at < text.len && text.len - at >= wanted.len) {
        const char *found =
            memchr(text.bytes + at, wanted.bytes[0], text.len - at - wanted.len + 1);
        if (!found)
            break;
        at = (size_t)(found - text.bytes);
        if (memcmp(found, wanted.bytes, wanted.len) == 0)
            return at;
        at++;
    }
    return text.len;
}

static bool is_blank(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct cn_str cn_str_trim(struct cn_str text) {
    while (text.len && is_blank(text.bytes[0])) {
        text.bytes++;
        text.len--;
    }
    while (text.len && is_blank(text.bytes[text.len - 1]))
        text.len--;
    return text;
}

bool cn_str_holds_letter(struct cn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char lower = (unsigned char)text.bytes[i] | 0x20;
        if ((lower >= 'a' && lower <= 'z') || lower >= 0x80)
            return true;
    }
    return false;
}

uint32_t cn_str_hash(struct cn_str text) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.bytes[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* Sixteen bytes in a vector, as compilers have them on every machine. */
typedef signed char lanes __attribute__((vector_size(16)));

/* Up to 127 vectors of them: more would overflow a lane. */
static size_t count_some(const char *bytes, size_t vectors, char byte) {
    const lanes wanted = (lanes){0} + (signed char)byte;
    lanes some, found = {0};
    size_t count = 0;
    for (size_t i = 0; i < vectors; i++) {
        memcpy(&some, bytes + i * sizeof some, sizeof some);
        found -= some == wanted;
    }
    for (size_t i = 0; i < sizeof found; i++)
        count += (unsigned char)found[i];
    return count;
}

size_t cn_str_count(struct cn_str text, char byte) {
    size_t count = 0, at = 0;
    while (text.len - at >= sizeof(lanes)) {
        size_t vectors = (text.len - at) / sizeof(lanes);
        vectors = vectors < 127 ? vectors : 127;
        count += count_some(text.bytes + at, vectors, byte);
        at += vectors * sizeof(lanes);
    }
    for (; at < text.len; at++)
        count += text.bytes[at] == byte;
    return count;
}

uint64_t cn_high_bits(const char *bytes) {
    uint64_t bits = 0;
#ifdef __SSE2__
    for (int i = 0; i < 64; i += 16) {
        __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(some) << i;
    }
#else
    for (int i = 0; i < 64; i++)
        bits |= (uint64_t)((unsigned char)bytes[i] >> 7) << i;
#endif
    return bits;
}

size_t cn_str_skip_ascii(struct cn_str text, size_t at) {
    for (; text.len - at >= 64; at += 64) {
        uint64_t high = cn_high_bits(text.bytes + at);
        if (high)
            return at + (size_t)__builtin_ctzll(high);
    }
    while (at < text.len && (unsigned char)text.bytes[at] < 0x80)
        at++;
    return at;
}

bool cn_str_split(struct cn_str *rest, char separator, struct cn_str *part) {
    const char *found;

    if (!rest->bytes)
        return false;
    found = rest->len ? memchr(rest->bytes, separator, rest->len) : NULL;
    if (!found) {
        *part = *rest;
        *rest = (struct cn_str){NULL, 0};
        return true;
    }
    *part = (struct cn_str){rest->bytes, (size_t)(found - rest->bytes)};
    *rest = (struct cn_str){found + 1, rest->len - part->len - 1};
    return true;
}

bool cn_buf_reserve(struct cn_buf *buf, size_t more) {
    size_t cap = buf->cap ? buf->cap : 64;
    char *grown;

    if (buf->failed || more > SIZE_MAX / 2 - buf->len) {
        buf->failed = true;
        return false;
    }
    if (buf->cap - buf->len >= more)
        return true;
    while (cap < buf->len + more)
        cap *= 2;
    grown = realloc(buf->bytes, cap);
    if (!grown) {
        buf->failed = true;
        return false;
    }
    buf->bytes = grown;
    buf->cap = cap;
    return true;
}

void cn_buf_add(struct cn_buf *buf, const void *bytes, size_t len) {
    if (len == 0 || !cn_buf_reserve(buf, len))
        return;
    memcpy(buf->bytes + buf->len, bytes, len);
    buf->len += len;
}

void cn_buf_add_str(struct cn_buf *buf, struct cn_str text) {
    cn_buf_add(buf, text.bytes, text.len);
}

void cn_buf_add_text(struct cn_buf *buf, const char *nul_terminated) {
    cn_buf_add(buf, nul_terminated, strlen(nul_terminated));
}

void cn_buf_add_byte(struct cn_buf *buf, char byte) {
    cn_buf_add(buf, &byte, 1);
}

void cn_buf_addf(struct cn_buf *buf, const char *format, ...) {
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        buf->failed = true;
        return;
    }
    if (!cn_buf_reserve(buf, (size_t)len + 1))
        return;
    va_start(args, format);
    vsnprintf(buf->bytes + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
}

/* printf rounds correctly everywhere; only the point it writes is the locale's. Whatever stands
 * between the digits is that point. */
void cn_buf_add_fixed(struct cn_buf *buf, double value, int decimals) {
    char text[384]; /* the largest double has 309 digits before the point */
    int len = snprintf(text, sizeof(text), "%.*f", decimals, isfinite(value) ? fabs(value) : 0.0);
    size_t point = strspn(text, "0123456789");

    if (len < 0 || (size_t)len >= sizeof(text)) {
        buf->failed = true;
        return;
    }
    if (value < 0 && strpbrk(text, "123456789"))
        cn_buf_add_byte(buf, '-');
    cn_buf_add(buf, text, point);
    if (decimals > 0) {
        cn_buf_add_byte(buf, '.');
        cn_buf_add(buf, text + len - decimals, (size_t)decimals);
    }
}

void cn_buf_clear(struct cn_buf *buf) {
    buf->len = 0;
    buf->failed = false;
}

struct cn_str cn_buf_str(const struct cn_buf *buf) {
    return (struct cn_str){buf->bytes, buf->len};
}

void cn_buf_free(struct cn_buf *buf) {
    free(buf->bytes);
    *buf = (struct cn_buf){0};
}
