/* lanes_avx2.c: letters by AVX2, laid side by side by BMI2's pext, eight bytes at a time. */
#include "match/sift.h"

#ifdef __x86_64__
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

AVX2 CN_INLINE __m256i between(__m256i bytes, char first, char last) {
    __m256i moved = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first));
    __m256i most = _mm256_set1_epi8((char)(last - first));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(moved, most), moved);
}

AVX2 CN_INLINE uint64_t mask(__m256i bytes) {
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(bytes);
}

/* Of a letter or digit, 0x20 is not set in capitals alone, and 0x40 not in digits alone; shifted,
 * both stand in a byte's top bit. */
AVX2 CN_INLINE void classify(struct cn_block *block) {
    uint64_t quiet = 0;
    for (int i = 0; i < 64; i += 32) {
        __m256i all = _mm256_loadu_si256((const __m256i *)(const void *)(block->bytes + i));
        __m256i letters = between(_mm256_or_si256(all, _mm256_set1_epi8(0x20)), 'a', 'z');
        __m256i busy = _mm256_or_si256(_mm256_or_si256(letters, between(all, '0', '9')), all);
        block->high |= mask(all) << i;
        block->busy |= mask(busy) << i;
        quiet |= (mask(_mm256_slli_epi16(all, 2)) & mask(_mm256_slli_epi16(all, 1))) << i;
    }
    block->loud = block->busy & (~quiet | block->high);
}

AVX2 CN_INLINE size_t gather(struct cn_letters *letters, size_t at, const struct cn_block *block) {
    char *to = letters->bytes + at;
    for (int i = 0; i < 64; i += 8) {
        uint64_t bits = block->busy >> i & 0xff, eight;
        memcpy(&eight, block->bytes + i, sizeof(eight));
        eight = _pext_u64(eight | EACH(0x20), _pdep_u64(bits, EACH(1)) * 0xff);
        memcpy(to, &eight, sizeof(eight));
        to += __builtin_popcountll(bits);
    }
    cn_bits_put(letters->starts, at, _pext_u64(block->starts, block->busy));
    cn_bits_put(letters->loud, at, _pext_u64(block->loud, block->busy));
    return (size_t)(to - (letters->bytes + at));
}

AVX2 static void read_avx2(struct cn_letters *letters, const unsigned char *text, size_t from,
                           size_t to) {
    cn_lanes_walk(letters, text, from, to, classify, gather);
}

AVX2 CN_INLINE unsigned nth(uint64_t bits, unsigned before) {
    return (unsigned)_tzcnt_u64(_pdep_u64(UINT64_C(1) << before, bits));
}

/* 32 places at a time. */
AVX2 CN_INLINE uint64_t pass_half(const struct cn_gate *gate, const char *letters) {
    __m256i groups = _mm256_set1_epi8(-1), four = _mm256_set1_epi8(15);
    for (int k = 0; k < CN_GATE_LETTERS; k++) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(letters + k));
        __m128i low = _mm_loadu_si128((const __m128i *)(const void *)gate->low[k]);
        __m128i high = _mm_loadu_si128((const __m128i *)(const void *)gate->high[k]);
        __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), four);
        __m256i lower = _mm256_and_si256(bytes, four);
        groups = _mm256_and_si256(
            groups,
            _mm256_and_si256(_mm256_shuffle_epi8(_mm256_broadcastsi128_si256(low), lower),
                             _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(high), upper)));
    }
    return mask(_mm256_cmpeq_epi8(groups, _mm256_setzero_si256())) ^ UINT32_MAX;
}

AVX2 CN_INLINE uint64_t pass_gate(const struct cn_gate *gate, const char *letters) {
    return pass_half(gate, letters) | pass_half(gate, letters + 32) << 32;
}

AVX2 static __attribute__((noinline)) uint32_t keep_first(struct cn_sieve_set first,
                                                          const char *letters,
                                                          const uint32_t *starts, uint32_t runs,
                                                          uint32_t *list) {
    return cn_keep_first(first, letters, starts, runs, list);
}

AVX2 static void sift_avx2(const struct cn_index *index, struct cn_letters *letters) {
    const struct cn_ways ways = {keep_first, cn_spread_plain, nth, pass_gate};
    cn_sift(index, letters, &ways);
}

/* Before its third generation, Zen has a pext that takes hundreds of cycles. */
static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
           !__builtin_cpu_is("znver1") && !__builtin_cpu_is("znver2");
}

const struct cn_lanes cn_lanes_avx2 = {
    .name = "avx2", .here = has_avx2, .read = read_avx2, .sift = sift_avx2};
#endif
