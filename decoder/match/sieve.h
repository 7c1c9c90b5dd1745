/*
 * sieve.h: which words of a window deserve a look. For index.c and exact.c.
 */
#ifndef CN_MATCH_SIEVE_H
#define CN_MATCH_SIEVE_H

#include "match/runs.h"

struct cn_patterns;

/* Built from the keys; const from then on. */
struct cn_sieve {
    uint64_t *bits; /* hashes of what keys begin with, and of what they end with */
    unsigned shift;
    uint8_t short_lengths; /* bit n: there is a key of n bytes, n under CN_SIEVE_BYTES */
};

/* Keys are told by so many bytes at either end. */
#define CN_SIEVE_BYTES 5

/* False: out of memory. */
bool cn_sieve_new(struct cn_sieve *, struct cn_arena *, size_t keys);
/* `inside`: the key is also looked for at the end of longer words. */
void cn_sieve_add(struct cn_sieve *, struct cn_str key, bool inside);

/* One bit for each byte of the text, laid out as those of `runs`: set where a run of busy bytes
 * begins in which, or from which on, a name may begin, or a family of `patterns` (NULL: none). A
 * yes may be wrong, a no never is. Lives in the arena; NULL: out of memory. */
const uint64_t *cn_sieve_pass(const struct cn_sieve *, const struct cn_patterns *patterns,
                              struct cn_str text, const struct cn_runs *runs, struct cn_arena *);

#endif
