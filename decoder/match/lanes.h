/*
 * lanes.h: what all lanes share: the walk over the blocks. For the lanes_*.c.
 *
 * A lane gives two functions: one that classifies the 64 bytes of a block, one that lays its
 * letters side by side. Both are inlined into the walk, so that a block costs no call.
 */
#ifndef CN_MATCH_LANES_H
#define CN_MATCH_LANES_H

#include "match/letters.h"

#include <string.h>

#define CN_INLINE static inline __attribute__((always_inline))

/* 64 bytes of text, a bit each. */
struct cn_block {
    const unsigned char *bytes;
    uint64_t busy, high, loud;
    uint64_t starts; /* runs begin here */
};

/* Puts up to 64 bits behind the `at` bits that there are, and zeros behind them. */
CN_INLINE void cn_bits_put(uint64_t *bits, size_t at, uint64_t more) {
    unsigned shift = at % 64;
    bits[at / 64] |= more << shift;
    bits[at / 64 + 1] = shift ? more >> (64 - shift) : 0;
}

/* letters.c: takes out of the runs what is beyond ASCII and no part of a word: quotation marks,
 * dashes, bullets; letters too, if `part_letters` and they stay what they are when folded. `out`:
 * the bytes at its beginning that end what is out already. Returns the same for the next block. */
uint64_t cn_block_part(struct cn_block *, bool part_letters, uint64_t out);

typedef void cn_classify_fn(struct cn_block *);
/* Writes the block's letters and their bits behind `at` letters; how many they are. May write up to
 * 64 bytes. */
typedef size_t cn_gather_fn(struct cn_letters *, size_t at, const struct cn_block *);

CN_INLINE void cn_lanes_walk(struct cn_letters *letters, const unsigned char *text, size_t from,
                             size_t to, cn_classify_fn *classify, cn_gather_fn *gather) {
    struct cn_letters own = *letters; /* which no byte that is written can be a part of */
    size_t at = own.len;
    uint64_t before = from > 0 ? own.busy[from - 1] >> 63 : 0;
    for (size_t i = from; i < to; i++, text += 64) {
        struct cn_block block = {.bytes = text};
        classify(&block);
        if (block.high)
            own.out = cn_block_part(&block, own.part_letters, own.out);
        block.starts = block.busy & ~(block.busy << 1 | before);
        before = block.busy >> 63;
        own.busy[i] = block.busy;
        own.high[i] = block.high;
        own.at[i] = (uint32_t)at;
        at += gather(&own, at, &block);
    }
    letters->len = at;
    letters->out = own.out;
}

/* The lanes that there are on this kind of machine. */
extern const struct cn_lanes cn_lanes_plain;
#ifdef __x86_64__
extern const struct cn_lanes cn_lanes_avx2, cn_lanes_avx512;
#endif

#endif
