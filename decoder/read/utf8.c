/*
 * utf8.c: UTF-8 as RFC 3629 defines it.
 */
#include "read/utf8.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

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

/* Bytes that are looked at at once: mostly there is nothing to see. */
enum { BLOCK = 64 };

static uint64_t bits_from(uint64_t bits, size_t from) {
    return from < BLOCK ? bits & ~UINT64_C(0) << from : 0;
}

/* Counts the sequences that begin in a block, from `at` on; where the last of them ends, maybe
 * behind the block. */
static size_t count_block(struct cn_str text, size_t block, size_t at,
                          struct cn_utf8_count *count) {
    uint64_t high = cn_high_bits(text.bytes + block);

    high = bits_from(high, at > block ? at - block : 0);
    while (high) {
        at = count_at(text, block + (size_t)__builtin_ctzll(high), count);
        high = bits_from(high, at - block);
    }
    return at;
}

static void count_rest(struct cn_str text, size_t at, struct cn_utf8_count *count) {
    while ((at = cn_str_skip_ascii(text, at)) < text.len)
        at = count_at(text, at, count);
}

struct cn_utf8_count cn_utf8_count(struct cn_str text) {
    struct cn_utf8_count count = {0};
    size_t at = 0, block = 0;

    for (; text.len - block >= BLOCK; block += BLOCK)
        at = count_block(text, block, at, &count);
    count_rest(text, at > block ? at : block, &count);
    return count;
}

/* ---- what is sound is not counted ---- */

#ifdef __x86_64__
#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE AVX2 static inline __attribute__((always_inline))

AVX2_INLINE __m256i load(const char *bytes) {
    return _mm256_loadu_si256((const __m256i *)(const void *)bytes);
}

/* Is it not ASCII, and `first` or above? As signed bytes, those are the negative ones, in order. */
AVX2_INLINE __m256i from(unsigned char first, __m256i bytes) {
    return _mm256_andnot_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8((char)first), bytes), bytes);
}

AVX2_INLINE __m256i is(unsigned char byte, __m256i bytes) {
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)byte));
}

/* In the top bit of a byte: further bytes that are none of a sequence of two or three, those that
 * are missing, and all firsts that need a closer look: of four, of none, and those of three behind
 * which not everything may stand. Two bytes before must be readable. */
AVX2_INLINE __m256i doubts(const char *at) {
    __m256i bytes = load(at);
    __m256i due = _mm256_or_si256(from(0xc0, load(at - 1)), from(0xe0, load(at - 2)));
    __m256i further = _mm256_cmpgt_epi8(_mm256_set1_epi8((char)0xc0), bytes);
    __m256i none = is(0xc0, _mm256_and_si256(bytes, _mm256_set1_epi8((char)0xfe)));
    __m256i rare = _mm256_or_si256(is(0xe0, bytes), is(0xed, bytes));
    rare = _mm256_or_si256(_mm256_or_si256(rare, none), from(0xf0, bytes));
    return _mm256_or_si256(_mm256_xor_si256(due, further), rare);
}

/* How many bytes before `end` begin a sequence that goes on there, if they are sound. */
static size_t begun(const char *end) {
    return (unsigned char)end[-1] >= 0xc0 ? 1 : (unsigned char)end[-2] >= 0xe0 ? 2 : 0;
}

/* Without a branch but for doubts: every fourth block or so of a scanned text holds a bullet or
 * the like. */
AVX2 static size_t skip_sound_avx2(struct cn_str text, size_t from) {
    size_t at = from;

    if (begun(text.bytes + from) > 0)
        return from; /* they were not */
    for (; text.len - at >= BLOCK; at += BLOCK) {
        const char *block = text.bytes + at;

        if (_mm256_movemask_epi8(_mm256_or_si256(doubts(block), doubts(block + BLOCK / 2))))
            break;
    }
    return at > from ? at - begun(text.bytes + at) : at;
}
#endif

/* From a place that divides no sequence, and is not the first or second, to another such, between
 * which all is sound. */
static size_t skip_sound(struct cn_str text, size_t at) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        return skip_sound_avx2(text, at);
#endif
    (void)text;
    return at;
}

struct cn_utf8_count cn_utf8_check(struct cn_str text) {
    struct cn_utf8_count count = {0};
    size_t at = 0, block = 0;

    while (text.len - block >= BLOCK) {
        at = count_block(text, block, at, &count);
        block += BLOCK;
        block = skip_sound(text, at > block ? at : block);
    }
    count_rest(text, at > block ? at : block, &count);
    count.wide = 0;
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
