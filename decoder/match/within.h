/*
 * within.h: how many letters of each of a few names must be garbled to find it somewhere in a word.
 *
 * For garbled.c and the tests. The names lie side by side, a lane of a vector each, so that one
 * pass over the word's letters serves eight of them or more.
 */
#ifndef CN_MATCH_WITHIN_H
#define CN_MATCH_WITHIN_H

#include "match/channel.h"

/* The most names, and the lanes there are for them: whole vectors of any width. */
enum { CN_WITHIN_NAMES = 48, CN_WITHIN_LANES = 64 };

/* Zero-initialise; then cn_within_add. Those that are missing are in no word. */
struct cn_within {
    int16_t len[CN_WITHIN_LANES]; /* letters */
    int16_t own[CN_WITHIN_LANES]; /* a bit for each: the uppermost ones, the last letter's first */
    int16_t errors[CN_WITHIN_LANES]; /* that it may have */
    /* of each letter, its places in the name, a bit each, and all bits that are no place; of what
     * is no letter, these alone */
    int16_t places[CN_LETTERS + 1][CN_WITHIN_LANES];
    size_t names;
    size_t most; /* letters of the longest */
};
/* A name of the letters a to z, 16 at most; not more than CN_WITHIN_NAMES. */
void cn_within_add(struct cn_within *, struct cn_str name, unsigned errors);

/* Of each name, how many letters must be put in, left out or changed to find it in the word of
 * lower-case ASCII letters and digits, CN_GARBLED_SYMBOLS at most. Is any of them found with no
 * more errors than it may have? */
typedef bool cn_within_fn(const struct cn_within *, struct cn_str word,
                          int16_t least[CN_WITHIN_LANES]);
cn_within_fn cn_within_plain;
#ifdef __x86_64__
cn_within_fn cn_within_avx2, cn_within_avx512;
#endif
/* The fastest that this processor has. */
cn_within_fn *cn_within_best(void);

#endif
