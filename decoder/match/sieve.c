/*
 * sieve.c: which words of a window deserve a look; nearly all are turned away here.
 *
 * A name may be split and joined at will, so what matters is not the word but the letters from its
 * beginning on, whatever stands between them: "KU BARK", "KU-BARK" and "KUBARK" all read "kubar..".
 * So the window is walked from its end to its beginning with one number in hand, `ahead`: the first
 * eight folded bytes of all words from here on. A word's own bytes push those of the words behind
 * it to the back:
 *
 *      text       "... AM / LASH said"
 *      at LASH    ahead = "lashsaid"
 *      at AM      ahead = "amlashsa"   = "am" | "lashsaid" << 2 bytes
 *
 * The first five bytes of `ahead` are asked for in a table of what keys begin with, the last five
 * of the word in the same table of what keys end with. Few branches depend on the text but those
 * on the answer. Runs with bytes beyond ASCII are always looked at, and so are words so shortly
 * before one that five bytes are not known.
 */
#include "match/sieve.h"

#include <string.h>

#include "match/index.h"

#define FOLD UINT64_C(0x2020202020202020)

/* ---- the table ---- */

/* Thirty-two places a key, no less than half a first-level cache, no more than two megabytes. */
bool cn_sieve_new(struct cn_sieve *sieve, struct cn_arena *arena, size_t keys) {
    unsigned log = 17;
    while (log < 24 && (size_t)1 << log < keys * 32)
        log++;
    sieve->shift = 64 - log;
    sieve->bits = CN_NEW_ARRAY(arena, uint64_t, (size_t)1 << (log - 6));
    return sieve->bits;
}

static inline uint64_t place_of(const struct cn_sieve *sieve, uint64_t bytes) {
    return bytes * UINT64_C(0x9e3779b97f4a7c15) >> sieve->shift;
}

static inline bool has(const struct cn_sieve *sieve, uint64_t bytes) {
    uint64_t place = place_of(sieve, bytes);
    return sieve->bits[place >> 6] >> (place & 63) & 1;
}

static void add(struct cn_sieve *sieve, uint64_t bytes) {
    uint64_t place = place_of(sieve, bytes);
    sieve->bits[place >> 6] |= UINT64_C(1) << (place & 63);
}

/* What the table holds: the first `count` of eight bytes, and what kind of entry that is. */
enum kind { WHOLE = 8, FIRST = 16, LAST = 32 };

static inline uint64_t entry(uint64_t bytes, size_t count, unsigned kind) {
    uint64_t mask = ((UINT64_C(1) << 4 * count) << 4 * count) - 1;
    return (bytes & mask) ^ (uint64_t)(kind + count) << 56;
}

static inline uint64_t last_entry(uint64_t bytes) {
    return entry(bytes >> 8 * (8 - CN_SIEVE_BYTES), CN_SIEVE_BYTES, LAST);
}

/* Eight bytes in one number, the first lowest whatever the machine. */
static inline uint64_t load(const char *at) {
    const unsigned char *bytes = (const unsigned char *)at;
    return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 |
           (uint64_t)bytes[3] << 24 | (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40 |
           (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56;
}

void cn_sieve_add(struct cn_sieve *sieve, struct cn_str key, bool inside) {
    char first[8] = {0}, last[8] = {0};
    size_t count = key.len < 8 ? key.len : 8;
    memcpy(first, key.bytes, count);
    add(sieve, entry(load(first), count, WHOLE));
    if (key.len < CN_SIEVE_BYTES)
        sieve->short_lengths |= (uint8_t)(1u << key.len);
    else
        add(sieve, entry(load(first), CN_SIEVE_BYTES, FIRST));
    if (!inside)
        return;
    memcpy(last + 8 - CN_SIEVE_BYTES, key.bytes + key.len - CN_SIEVE_BYTES, CN_SIEVE_BYTES);
    add(sieve, last_entry(load(last)));
}

/* ---- the walk ---- */

struct walk {
    const struct cn_sieve *sieve;
    const struct cn_patterns *patterns;
    struct cn_str text;
    uint64_t ahead; /* the folded bytes from here on */
    size_t known;   /* so many of them; fewer than there are before a run beyond ASCII */
};

/* Is there a key of five bytes or more that begins so? The first look asks for five bytes; many
 * words share them with a name, so what passes is asked for as much of a key as eight bytes hold.
 */
static inline bool long_may_begin(const struct walk *walk) {
    bool any = false;
    if (!has(walk->sieve, entry(walk->ahead, CN_SIEVE_BYTES, FIRST)))
        return false;
    for (size_t count = CN_SIEVE_BYTES; count <= 8; count++)
        any |= has(walk->sieve, entry(walk->ahead, count, WHOLE));
    return any | (walk->known < 8);
}

static bool short_may_begin(const struct walk *walk) {
    bool any = false;
    for (size_t count = 1; count < CN_SIEVE_BYTES; count++)
        if (walk->sieve->short_lengths >> count & 1)
            any |= has(walk->sieve, entry(walk->ahead, count, WHOLE));
    return any;
}

/* Letters of lower case from the second on, in a word of six to nine bytes that ends with `last`?
 * A name does not end inside such a word ("typical" is not TYPIC). */
static inline bool is_lower(uint64_t last, size_t len) {
    const uint64_t lower = UINT64_C(0x6060606060606060) & ~UINT64_C(0) << (8 * (9 - len) & 63);
    return (last & lower) == lower;
}

/* Without a branch on the length, which nobody can foresee. */
static inline bool may_end(const struct walk *walk, size_t end, size_t len) {
    unsigned longer = len > CN_RUN_TOGETHER_MIN;
    if (end < 8)
        return longer;
    uint64_t last = load(walk->text.bytes + end - 8);
    unsigned lower = (unsigned)is_lower(last, len) & (len <= 9);
    return (unsigned)has(walk->sieve, last_entry(last | FOLD)) & longer & (lower ^ 1);
}

static bool family_may_begin(const struct walk *walk, size_t start, size_t end) {
    const unsigned char *word = (const unsigned char *)walk->text.bytes + start;
    return cn_patterns_may(walk->patterns, word[0], end - start > 1 ? word[1] : 0);
}

/* A run beyond ASCII, or the end of the text: what it reads is not known here. */
static bool pass_unknown(struct walk *walk) {
    walk->ahead = 0;
    walk->known = 0;
    return true;
}

/* A word of ASCII, eight bytes of which can be read. */
static inline bool pass_word(struct walk *walk, size_t start, size_t end) {
    size_t len = end - start, kept = len < 8 ? len : 8;
    uint64_t mask = ((UINT64_C(1) << 4 * kept) << 4 * kept) - 1;
    uint64_t own = (load(walk->text.bytes + start) | FOLD) & mask;
    walk->ahead = own | (walk->ahead << 4 * kept) << 4 * kept;
    walk->known += len;
    bool any = walk->known < CN_SIEVE_BYTES;
    any |= long_may_begin(walk);
    any |= may_end(walk, end, len);
    if (walk->sieve->short_lengths)
        any |= short_may_begin(walk);
    if (walk->patterns)
        any |= family_may_begin(walk, start, end);
    return any;
}

/* The part of a run that reached over from the block before. */
struct rest {
    size_t end;
    bool high; /* it holds bytes beyond ASCII */
};

static uint64_t lowest(uint64_t bits, unsigned count) {
    return bits & ((UINT64_C(1) << count) - 1);
}

/* The runs that begin in a block of 64 bytes, last first. */
static inline uint64_t pass_block(struct walk *walk, size_t at, uint64_t word, uint64_t busy,
                                  uint64_t before, struct rest *rest) {
    uint64_t starts = busy & ~(busy << 1 | before), ends = ~busy & (busy << 1 | before);
    uint64_t high = busy & ~word, looks = 0;
    while (starts) {
        unsigned bit = 63 - (unsigned)__builtin_clzll(starts);
        uint64_t above = ends >> bit;
        size_t len = above ? (size_t)__builtin_ctzll(above) : rest->end - at - bit;
        bool unknown = at + bit + 8 > walk->text.len;
        if (high)
            unknown |= above ? lowest(high >> bit, (unsigned)len) != 0 : high >> bit || rest->high;
        else
            unknown |= !above && rest->high;
        uint64_t look = unknown ? pass_unknown(walk) : pass_word(walk, at + bit, at + bit + len);
        looks |= look << bit;
        starts ^= UINT64_C(1) << bit;
    }
    if (ends) {
        unsigned first = (unsigned)__builtin_ctzll(ends);
        *rest = (struct rest){at + first, lowest(high, first) != 0};
    } else {
        rest->high = rest->high || high;
    }
    return looks;
}

const uint64_t *cn_sieve_pass(const struct cn_sieve *sieve, const struct cn_patterns *patterns,
                              struct cn_str text, const struct cn_runs *runs,
                              struct cn_arena *arena) {
    size_t blocks = text.len / 64 + 1;
    uint64_t *looks = CN_NEW_ARRAY(arena, uint64_t, blocks + 1);
    struct walk walk = {sieve, patterns, text, 0, 0};
    struct rest rest = {text.len, false};
    if (!looks)
        return NULL;
    looks[blocks] = ~UINT64_C(0);
    for (size_t block = blocks; block-- > 0;) {
        uint64_t before = block ? runs->busy[block - 1] >> 63 : 0;
        looks[block] =
            pass_block(&walk, block * 64, runs->word[block], runs->busy[block], before, &rest);
    }
    return looks;
}
