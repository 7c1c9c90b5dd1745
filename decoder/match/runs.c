/* runs.c: one bit a byte: is it in a word, is it ASCII? Sixteen bytes at a time where the machine
 * can, else eight; both give the same bits. */
#include "match/runs.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

/* The bytes from `first` to `last`: what is added makes them the lowest there are. */
static __m128i between(__m128i bytes, char first, char last) {
    __m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8((char)(-128 - first)));
    return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(-128 + last - first + 1)));
}

static void classify(const uint8_t *bytes, uint64_t *word, uint64_t *busy) {
    uint64_t words = 0, high = 0;
    for (int i = 0; i < 64; i += 16) {
        __m128i all = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        __m128i letters = between(_mm_or_si128(all, _mm_set1_epi8(0x20)), 'a', 'z');
        __m128i in_word = _mm_or_si128(between(all, '0', '9'), letters);
        words |= (uint64_t)(uint32_t)_mm_movemask_epi8(in_word) << i;
        high |= (uint64_t)(uint32_t)_mm_movemask_epi8(all) << i;
    }
    *word = words;
    *busy = words | high;
}

#else
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight bytes in one word, the first lowest. Spelled out, compilers make one load of it. */
static uint64_t load_8(const uint8_t *at) {
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
           (uint64_t)at[7] << 56;
}

/* The top bit of each byte that is from `first` to `last`; no byte has its top bit set. What is
 * added carries into the top bit from `first` on, and from behind `last` on. */
static uint64_t between(uint64_t bytes, uint8_t first, uint8_t last) {
    return (bytes + EACH(0x80u - first)) & ~(bytes + EACH(0x7fu - last)) & EACH(0x80);
}

/* The top bits of eight bytes, side by side, the first lowest. */
static uint64_t gather(uint64_t bytes) {
    return ((bytes & EACH(0x80)) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static void classify(const uint8_t *bytes, uint64_t *word, uint64_t *busy) {
    uint64_t words = 0, high = 0;
    for (int i = 0; i < 64; i += 8) {
        uint64_t all = load_8(bytes + i), low = all & EACH(0x7f);
        uint64_t in_word = between(low, '0', '9') | between(low | EACH(0x20), 'a', 'z');
        words |= gather(in_word & ~all) << i;
        high |= gather(all) << i;
    }
    *word = words;
    *busy = words | high;
}

#endif

bool cn_runs_new(struct cn_runs *runs, struct cn_str text, struct cn_arena *arena) {
    size_t blocks = text.len / 64 + 1;
    uint64_t *word = CN_NEW_ARRAY(arena, uint64_t, blocks + 1);
    uint64_t *busy = CN_NEW_ARRAY(arena, uint64_t, blocks + 1);
    const uint8_t *bytes = (const uint8_t *)text.bytes;
    uint8_t last[64] = {0};
    if (!word || !busy)
        return false;
    for (size_t i = 0; i + 1 < blocks; i++)
        classify(bytes + i * 64, &word[i], &busy[i]);
    if (text.len % 64)
        memcpy(last, bytes + text.len / 64 * 64, text.len % 64);
    classify(last, &word[blocks - 1], &busy[blocks - 1]);
    busy[blocks] = ~UINT64_C(0);
    *runs = (struct cn_runs){word, busy, text.len};
    return true;
}
