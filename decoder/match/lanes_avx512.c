/* lanes_avx512.c: letters by AVX-512, a block at a time; vpcompressb lays them side by side. */
#include "match/sift.h"

#ifdef __x86_64__
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")))

static const unsigned char numbers[64] __attribute__((aligned(64))) = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

AVX512 CN_INLINE uint64_t between(__m512i bytes, char first, char last) {
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(first)),
                                  _mm512_set1_epi8((char)(last - first)));
}

AVX512 CN_INLINE void classify(struct cn_block *block) {
    __m512i all = _mm512_loadu_si512(block->bytes);
    uint64_t letters = between(_mm512_or_si512(all, _mm512_set1_epi8(0x20)), 'a', 'z');
    block->high = _mm512_movepi8_mask(all);
    block->busy = letters | between(all, '0', '9') | block->high;
    block->loud = block->busy & ~between(all, 'a', 'z');
}

AVX512 CN_INLINE size_t gather(struct cn_letters *letters, size_t at,
                               const struct cn_block *block) {
    __m512i all = _mm512_or_si512(_mm512_loadu_si512(block->bytes), _mm512_set1_epi8(0x20));
    _mm512_storeu_si512(letters->bytes + at, _mm512_maskz_compress_epi8(block->busy, all));
    cn_bits_put(letters->starts, at, _pext_u64(block->starts, block->busy));
    cn_bits_put(letters->loud, at, _pext_u64(block->loud, block->busy));
    return (size_t)__builtin_popcountll(block->busy);
}

AVX512 static void read_avx512(struct cn_letters *letters, const unsigned char *text, size_t from,
                               size_t to) {
    cn_lanes_walk(letters, text, from, to, classify, gather);
}

/* The places as bytes, side by side; then in 32 bits each, sixteen at a time. */
AVX512 CN_INLINE uint32_t spread(uint64_t bits, uint32_t base, uint32_t *list) {
    uint32_t count = (uint32_t)__builtin_popcountll(bits), i = 0;
    __m512i places = _mm512_maskz_compress_epi8(bits, _mm512_load_si512(numbers));
    __m512i from = _mm512_set1_epi32((int)base);
    do {
        __m512i some = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
        _mm512_storeu_si512(list + i, _mm512_add_epi32(some, from));
        places = _mm512_alignr_epi32(places, places, 4);
        i += 16;
    } while (i < count);
    return count;
}

AVX512 CN_INLINE unsigned nth(uint64_t bits, unsigned before) {
    return (unsigned)_tzcnt_u64(_pdep_u64(UINT64_C(1) << before, bits));
}

AVX512 CN_INLINE uint64_t pass_gate(const struct cn_gate *gate, const char *letters) {
    __m512i groups = _mm512_set1_epi8(-1);
    for (int k = 0; k < CN_GATE_LETTERS; k++) {
        __m512i six = _mm512_loadu_si512(gate->six[k]);
        __m512i in = _mm512_permutexvar_epi8(_mm512_loadu_si512(letters + k), six);
        groups = _mm512_and_si512(groups, in);
    }
    return _mm512_test_epi8_mask(groups, groups);
}

AVX512 static __attribute__((noinline)) uint32_t keep_first(struct cn_sieve_set first,
                                                            const char *letters,
                                                            const uint32_t *starts, uint32_t runs,
                                                            uint32_t *list) {
    return cn_keep_first(first, letters, starts, runs, list);
}

AVX512 static void sift_avx512(const struct cn_index *index, struct cn_letters *letters) {
    const struct cn_ways ways = {keep_first, spread, nth, pass_gate};
    cn_sift(index, letters, &ways);
}

static bool has_avx512(void) {
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
}

const struct cn_lanes cn_lanes_avx512 = {
    .name = "avx512", .here = has_avx512, .read = read_avx512, .sift = sift_avx512};
#endif
