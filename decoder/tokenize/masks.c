/* masks.c: what 64 bytes are, a bit for each. */
#include "tokenize/masks.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#ifdef __SSE2__

/* Which bytes of a vector are from `first` on the next `count`? */
static __m128i among(__m128i bytes, char first, char count) {
    __m128i from = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(from, _mm_set1_epi8((char)(count - 1))), from);
}

static uint64_t bits(__m128i bytes, int at) {
    return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes) << at;
}

void cn_masks_read(const char bytes[CN_MASKS_BYTES], struct cn_masks *masks) {
    *masks = (struct cn_masks){0};
    for (int i = 0; i < CN_MASKS_BYTES; i += 16) {
        __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        __m128i upper = among(some, 'A', 26), digit = among(some, '0', 10);
        __m128i word = _mm_or_si128(_mm_or_si128(upper, digit), among(some, 'a', 26));
        masks->word |= bits(word, i);
        masks->upper |= bits(upper, i);
        masks->digit |= bits(digit, i);
        masks->high |= bits(some, i);
    }
}

#else

void cn_masks_read(const char bytes[CN_MASKS_BYTES], struct cn_masks *masks) {
    *masks = (struct cn_masks){0};
    for (int i = 0; i < CN_MASKS_BYTES; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool upper = byte >= 'A' && byte <= 'Z', digit = byte >= '0' && byte <= '9';
        bool word = upper || digit || (byte >= 'a' && byte <= 'z');
        masks->word |= (uint64_t)word << i;
        masks->upper |= (uint64_t)upper << i;
        masks->digit |= (uint64_t)digit << i;
        masks->high |= (uint64_t)(byte >> 7) << i;
    }
}

#endif

void cn_masks_at(struct cn_str text, size_t at, struct cn_masks *masks) {
    char last[CN_MASKS_BYTES] = {0};
    if (text.len - at >= CN_MASKS_BYTES) {
        cn_masks_read(text.bytes + at, masks);
        return;
    }
    memcpy(last, text.bytes + at, text.len - at);
    cn_masks_read(last, masks);
}
