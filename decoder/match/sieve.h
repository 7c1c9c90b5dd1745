/*
 * sieve.h: which runs of a window deserve a look. For index.c, compile.c and exact.c.
 */
#ifndef CN_MATCH_SIEVE_H
#define CN_MATCH_SIEVE_H

#include "base/image.h"
#include "match/letters.h"

/* A set of hashes: a yes may be wrong, a no never is. */
struct cn_sieve_set {
    const uint64_t *bits;
    unsigned shift; /* 64 less the logarithm of how many bits */
};

struct cn_sieve {
    struct cn_sieve_set first; /* the first five bytes of keys */
    struct cn_sieve_set more;  /* keys of fewer, and what keys end with */
    uint8_t short_lengths;     /* bit n: there is a key of n bytes, n under CN_SIEVE_BYTES */
    const uint64_t *pairs;     /* of families (cn_patterns_pairs); NULL: none */
};

/* Keys are told by so many bytes at either end. */
#define CN_SIEVE_BYTES 5

/* Fills the sections of an image. Zero-initialise but for `image`. */
struct cn_sieve_build {
    struct cn_image *image;
    uint64_t *first, *more;
    unsigned first_shift, more_shift;
    uint8_t short_lengths;
};
/* False: out of memory. */
bool cn_sieve_build(struct cn_sieve_build *, size_t keys);
/* `inside`: the key is also looked for at the end of longer words. */
void cn_sieve_add(struct cn_sieve_build *, struct cn_str key, bool inside);
bool cn_sieve_built(const struct cn_sieve_build *);
/* The sections as a sieve. */
struct cn_sieve cn_sieve_of(const struct cn_image *);

/* May a word, of five bytes or more, end with a key that is looked for inside words? */
bool cn_sieve_ends(const struct cn_sieve *, struct cn_str word);

#endif
