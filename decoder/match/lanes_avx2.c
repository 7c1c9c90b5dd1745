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

AVX2 static void sift_avx2(const struct cn_sieve *sieve, const struct cn_letters *letters,
                           uint64_t *looks) {
    cn_sift(sieve, letters, looks, cn_spread_plain);
}

/* Before its third generation, Zen has a pext that takes hundreds of cycles. */
static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
           !__builtin_cpu_is("znver1") && !__builtin_cpu_is("znver2");
}

const struct cn_lanes cn_lanes_avx2 = {
    .name = "avx2", .here = has_avx2, .read = read_avx2, .sift = sift_avx2};
#endif
