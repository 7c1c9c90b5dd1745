/*
 * lanes_plain.c: letters by SSE2 or NEON where the compiler has them, else eight bytes at a time in
 * one number. Runs are copied one by one, in steps of eight bytes.
 */
#include "match/sift.h"

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

#if defined(__SSE2__)
#include <emmintrin.h>

/* The bytes from `first` to `last`: what is added makes them the lowest there are. */
CN_INLINE __m128i between(__m128i bytes, char first, char last) {
    __m128i moved = _mm_add_epi8(bytes, _mm_set1_epi8((char)(-128 - first)));
    return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(-128 + last - first + 1)));
}

CN_INLINE uint64_t mask(__m128i bytes) {
    return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes);
}

CN_INLINE void classify(struct cn_block *block) {
    for (int i = 0; i < 64; i += 16) {
        __m128i all = _mm_loadu_si128((const __m128i *)(const void *)(block->bytes + i));
        __m128i letters = between(_mm_or_si128(all, _mm_set1_epi8(0x20)), 'a', 'z');
        __m128i digits = between(all, '0', '9');
        __m128i quiet = _mm_and_si128(letters, between(all, 'a', 'z'));
        block->high |= mask(all) << i;
        block->busy |= mask(_mm_or_si128(_mm_or_si128(letters, digits), all)) << i;
        block->loud |= (mask(quiet) ^ 0xffff) << i;
    }
    block->loud &= block->busy;
}

#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>

/* A bit a byte, the first lowest: each keeps a bit of its own, and neighbours are added up. */
CN_INLINE uint64_t mask(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
    const uint8x16_t bit = vreinterpretq_u8_u64(vdupq_n_u64(UINT64_C(0x8040201008040201)));
    uint8x16_t ab = vpaddq_u8(vandq_u8(a, bit), vandq_u8(b, bit));
    uint8x16_t cd = vpaddq_u8(vandq_u8(c, bit), vandq_u8(d, bit));
    uint8x16_t all = vpaddq_u8(ab, cd);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

CN_INLINE uint8x16_t between(uint8x16_t bytes, uint8_t first, uint8_t last) {
    return vcleq_u8(vsubq_u8(bytes, vdupq_n_u8(first)), vdupq_n_u8((uint8_t)(last - first)));
}

CN_INLINE void classify(struct cn_block *block) {
    uint8x16_t busy[4], high[4], loud[4];
    for (int i = 0; i < 4; i++) {
        uint8x16_t all = vld1q_u8(block->bytes + i * 16);
        uint8x16_t letters = between(vorrq_u8(all, vdupq_n_u8(0x20)), 'a', 'z');
        high[i] = vcgeq_u8(all, vdupq_n_u8(0x80));
        busy[i] = vorrq_u8(vorrq_u8(letters, between(all, '0', '9')), high[i]);
        loud[i] = vbicq_u8(busy[i], between(all, 'a', 'z'));
    }
    block->high = mask(high[0], high[1], high[2], high[3]);
    block->busy = mask(busy[0], busy[1], busy[2], busy[3]);
    block->loud = mask(loud[0], loud[1], loud[2], loud[3]);
}

#else

/* Eight bytes in one number, the first lowest. Spelled out, compilers make one load of it. */
CN_INLINE uint64_t load_8(const unsigned char *at) {
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
           (uint64_t)at[7] << 56;
}

/* The top bit of each byte that is from `first` to `last`; no byte has its top bit set. What is
 * added carries into the top bit from `first` on, and from behind `last` on. */
CN_INLINE uint64_t between(uint64_t bytes, uint8_t first, uint8_t last) {
    return (bytes + EACH(0x80u - first)) & ~(bytes + EACH(0x7fu - last)) & EACH(0x80);
}

/* The top bits of eight bytes, side by side, the first lowest. */
CN_INLINE uint64_t mask(uint64_t bytes) {
    return ((bytes & EACH(0x80)) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

CN_INLINE void classify(struct cn_block *block) {
    for (int i = 0; i < 64; i += 8) {
        uint64_t all = load_8(block->bytes + i), low = all & EACH(0x7f);
        uint64_t letters = between(low | EACH(0x20), 'a', 'z');
        uint64_t busy = (letters | between(low, '0', '9')) | all;
        block->high |= mask(all) << i;
        block->busy |= mask(busy) << i;
        block->loud |= mask(busy & (~between(low, 'a', 'z') | all)) << i;
    }
}

#endif

/* Copies `len` bytes, and up to seven more. */
CN_INLINE void copy_folded(char *to, const unsigned char *from, size_t len) {
    for (size_t i = 0; i < len; i += 8) {
        uint64_t eight;
        memcpy(&eight, from + i, sizeof(eight));
        eight |= EACH(0x20);
        memcpy(to + i, &eight, sizeof(eight));
    }
}

CN_INLINE size_t gather(struct cn_letters *letters, size_t at, const struct cn_block *block) {
    size_t first = at;
    for (uint64_t left = block->busy; left;) {
        unsigned start = (unsigned)__builtin_ctzll(left);
        uint64_t behind = ~(left >> start);
        unsigned len = behind ? (unsigned)__builtin_ctzll(behind) : 64;
        uint64_t run = len < 64 ? (UINT64_C(1) << len) - 1 : ~UINT64_C(0);
        copy_folded(letters->bytes + at, block->bytes + start, len);
        cn_bits_put(letters->starts, at, block->starts >> start & 1);
        cn_bits_put(letters->loud, at, block->loud >> start & run);
        left &= ~(run << start);
        at += len;
    }
    return at - first;
}

static void read_plain(struct cn_letters *letters, const unsigned char *text, size_t from,
                       size_t to) {
    cn_lanes_walk(letters, text, from, to, classify, gather);
}

static __attribute__((noinline)) uint32_t keep_first(struct cn_sieve_set first, const char *letters,
                                                     const uint32_t *starts, uint32_t runs,
                                                     uint32_t *list) {
    return cn_keep_first(first, letters, starts, runs, list);
}

static void sift_plain(const struct cn_index *index, struct cn_letters *letters) {
    const struct cn_ways ways = {keep_first, cn_spread_plain, cn_nth_plain, cn_pass_gate_plain};
    cn_sift(index, letters, &ways);
}

static bool always(void) {
    return true;
}

const struct cn_lanes cn_lanes_plain = {
    .name = "plain", .here = always, .read = read_plain, .sift = sift_plain};
