/*
 * runs.h: where the runs of ASCII word bytes in a window begin and end. For exact.c.
 *
 * One bit a byte, worked out for the whole window at once, eight bytes at a time; then a run's end
 * is found by counting zeros, not by a branch a byte.
 */
#ifndef CN_MATCH_RUNS_H
#define CN_MATCH_RUNS_H

#include "base/arena.h"

struct cn_runs {
    const uint64_t *word; /* ASCII letters and digits */
    const uint64_t *busy; /* those and all that is not ASCII */
    size_t len;           /* of the text; behind it is one word of bits more: an end */
};

/* The bits live in the arena. False: out of memory. */
bool cn_runs_new(struct cn_runs *, struct cn_str text, struct cn_arena *);

static inline size_t cn_runs_first(const uint64_t *bits, size_t at, uint64_t flip) {
    size_t block = at / 64;
    uint64_t left = (bits[block] ^ flip) & (~UINT64_C(0) << (at % 64));
    while (!left)
        left = bits[++block] ^ flip;
    return block * 64 + (size_t)__builtin_ctzll(left);
}

/* The first byte at or behind `at` that is a word's or is not ASCII; the text's length if none. */
static inline size_t cn_runs_skip(const struct cn_runs *runs, size_t at) {
    size_t found = cn_runs_first(runs->busy, at, 0);
    return found < runs->len ? found : runs->len;
}

/* The end of the run of word bytes that begins at `at` (`at` itself if none does). */
static inline size_t cn_runs_end(const struct cn_runs *runs, size_t at) {
    return cn_runs_first(runs->word, at, ~UINT64_C(0));
}

/* The end of the run of busy bytes that begins at `at`. */
static inline size_t cn_runs_busy_end(const struct cn_runs *runs, size_t at) {
    size_t found = cn_runs_first(runs->busy, at, ~UINT64_C(0));
    return found < runs->len ? found : runs->len;
}

/* Is the byte at `at`, which is no word's, not ASCII? */
static inline bool cn_runs_high(const struct cn_runs *runs, size_t at) {
    return at < runs->len && runs->busy[at / 64] >> (at % 64) & 1;
}

#endif
