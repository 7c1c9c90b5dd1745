/*
 * masks.h: 64 bytes at a time, a bit for each. Private to tokenize/ but for what reads whole
 * windows so: match/garbled.c, score/garbled.c, score's sample of a page.
 *
 * Words are short and of all lengths: where each ends by a loop of its own, the processor guesses
 * wrong at every end. Here an end is where a bit is.
 */
#ifndef CN_TOKENIZE_MASKS_H
#define CN_TOKENIZE_MASKS_H

#include "base/bytes.h"

/* The first byte is the lowest bit. */
struct cn_masks {
    uint64_t word;  /* ASCII letters and digits */
    uint64_t upper; /* ASCII capitals */
    uint64_t digit; /* ASCII digits */
    uint64_t high;  /* not ASCII */
};

#define CN_MASKS_BYTES 64
void cn_masks_read(const char bytes[CN_MASKS_BYTES], struct cn_masks *);
/* The same for text[at...]; what is behind its end is no word. */
void cn_masks_at(struct cn_str text, size_t at, struct cn_masks *);

#endif
