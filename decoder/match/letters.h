/*
 * letters.h: the letters of a window, folded, side by side. For sieve.c and exact.c.
 *
 * What stands between the letters of a name may differ ("KU-BARK", "KU BARK"), so the search looks
 * at the letters and digits alone: "He met AM/LASH" reads "hemetamlash", and a bit a letter says
 * where runs begin and where a letter is loud, a capital or a digit. The text is taken 64 bytes at
 * a time, by the widest vectors that the machine has (lanes.h); all of them give the same.
 */
#ifndef CN_MATCH_LETTERS_H
#define CN_MATCH_LETTERS_H

#include "base/bytes.h"

/* A run is what nothing parts that is surely no part of a word: letters and digits of ASCII, and
 * what is beyond ASCII but for punctuation and the like, whose bytes count as letters each. */
struct cn_letters {
    /* by byte of the text, a bit each; one word more than the text fills, of ones */
    uint64_t *busy; /* in a run */
    uint64_t *high; /* not ASCII */
    uint32_t *at;   /* by word of those: how many letters stand before it */
    struct cn_str text;
    /* by letter */
    char *bytes;      /* letters | 0x20, CN_LETTERS_ROOM readable bytes on both sides */
    uint64_t *starts; /* a run begins here; there is one more where the last ends */
    uint64_t *loud;   /* a capital, a digit, or not ASCII */
    size_t len;
    uint64_t out; /* how the last block was left: cn_block_part */
    /* what the sieve makes of them: runs that deserve a look, a bit by letter; and names that need
     * none, in order of the text, none in a run that is looked at */
    uint64_t *looks;
    uint64_t *veiled; /* not ASCII is near behind; for the sieve itself */
    struct cn_hit *hits;
    size_t hits_len;
    /* set by the caller: no key holds anything but ASCII, so that letters beyond, which stay what
     * they are when folded, may part runs: nothing that holds one is a name */
    bool part_letters;
    /* owned */
    void *memory;
    size_t room; /* bytes of text that it is for */
};

#define CN_LETTERS_ROOM 72

/* The only name of the only entry of its key, written as that or in other case, for itself alone.
 */
struct cn_hit {
    uint32_t start, len; /* in the text; bytes */
    uint32_t entry;
    bool identical;
};
/* Their names have so many letters or more. */
#define CN_HIT_LETTERS 5

struct cn_lanes;
/* Reads a window's text (under 4 GiB) in place of what was read before. Zero-initialise first.
 * False: out of memory. */
bool cn_letters_read(struct cn_letters *, struct cn_str text, const struct cn_lanes *);
void cn_letters_free(struct cn_letters *);

static inline size_t cn_bits_first(const uint64_t *bits, size_t at, uint64_t flip) {
    size_t block = at / 64;
    uint64_t left = (bits[block] ^ flip) & (~UINT64_C(0) << (at % 64));
    while (!left)
        left = bits[++block] ^ flip;
    return block * 64 + (size_t)__builtin_ctzll(left);
}

/* The last bit set at or before `at`; there must be one. */
static inline size_t cn_bits_last(const uint64_t *bits, size_t at) {
    size_t block = at / 64;
    uint64_t left = bits[block] & (~UINT64_C(0) >> (63 - at % 64));
    while (!left)
        left = bits[--block];
    return block * 64 + 63 - (size_t)__builtin_clzll(left);
}

/* 64 bits from `at` on. */
static inline uint64_t cn_bits_from(const uint64_t *bits, size_t at) {
    unsigned shift = at % 64;
    return bits[at / 64] >> shift | (shift ? bits[at / 64 + 1] << (64 - shift) : 0);
}

/* The first byte of the text at or behind `at` that is in a run; the text's length if none. */
static inline size_t cn_run_start(const struct cn_letters *letters, size_t at) {
    size_t found = cn_bits_first(letters->busy, at, 0);
    return found < letters->text.len ? found : letters->text.len;
}

/* The end of the run that holds byte `at`. */
static inline size_t cn_run_end(const struct cn_letters *letters, size_t at) {
    size_t found = cn_bits_first(letters->busy, at, ~UINT64_C(0));
    return found < letters->text.len ? found : letters->text.len;
}

/* ---- lanes: ways to read letters, and to pass them through the sieve ---- */

struct cn_index;
enum { CN_BLOCK_BEHIND = 8 };
struct cn_lanes {
    const char *name;
    bool (*here)(void); /* can this machine? */
    /* Reads the blocks of 64 bytes from number `from` to number `to`, which begin at `text`; all
     * before them have been read. CN_BLOCK_BEHIND bytes behind them must be readable. */
    void (*read)(struct cn_letters *, const unsigned char *text, size_t from, size_t to);
    /* Passes what has been read through the sieve: fills `looks` and `hits`. */
    void (*sift)(const struct cn_index *, struct cn_letters *);
};
extern const struct cn_lanes *const cn_lanes[]; /* the best first; ends with NULL */
/* The best that this machine can. */
const struct cn_lanes *cn_lanes_best(void);

#endif
