/* runs.c: one bit a byte: is it in a word, is it ASCII? */
#include "match/runs.h"

#include <string.h>

/* Eight bytes in one word, the first lowest. */
static uint64_t load_8(const uint8_t *bytes) {
    uint64_t word = 0;
    for (int i = 0; i < 8; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

/* The lowest bit of each of the eight bytes, side by side. */
static uint64_t gather(uint64_t bytes) {
    return ((bytes & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080)) >> 56;
}

static void classify(const uint8_t *bytes, uint64_t *word, uint64_t *busy) {
    uint8_t in_word[64];
    uint64_t words = 0, high = 0;
    for (int i = 0; i < 64; i++) {
        uint8_t digit = (uint8_t)(bytes[i] - '0') < 10;
        in_word[i] = digit | ((uint8_t)((bytes[i] | 0x20) - 'a') < 26);
    }
    for (int i = 0; i < 8; i++) {
        words |= gather(load_8(in_word + 8 * i)) << (8 * i);
        high |= gather(load_8(bytes + 8 * i) >> 7) << (8 * i);
    }
    *word = words;
    *busy = words | high;
}

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
