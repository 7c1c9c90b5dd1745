/*
 * sift.h: the pass of the sieve, inlined into each of the lanes so that it uses what they may. See
 * sieve.c for what it does. For sieve.c and the lanes_*.c.
 */
#ifndef CN_MATCH_SIFT_H
#define CN_MATCH_SIFT_H

#include "match/lanes.h"
#include "match/sieve.h"

#include <string.h>

/* ---- sets ---- */

CN_INLINE uint64_t place_of(uint64_t entry, unsigned shift) {
    return entry * UINT64_C(0x9e3779b97f4a7c15) >> shift;
}

CN_INLINE bool has(const struct cn_sieve_set *set, uint64_t entry) {
    uint64_t place = place_of(entry, set->shift);
    return set->bits[place >> 6] >> (place & 63) & 1;
}

/* Eight bytes in one number, the first lowest whatever the machine. */
CN_INLINE uint64_t load(const char *at) {
    const unsigned char *bytes = (const unsigned char *)at;
    return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 |
           (uint64_t)bytes[3] << 24 | (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40 |
           (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56;
}

/* What the sets hold: the first `count` of eight bytes, and what kind of entry that is. */
enum kind { WHOLE = 8, LAST = 24, END = 32 };

CN_INLINE uint64_t lowest(uint64_t bytes, size_t count) {
    return bytes & (((UINT64_C(1) << 4 * count) << 4 * count) - 1);
}

CN_INLINE uint64_t whole_entry(uint64_t bytes, size_t count) {
    return lowest(bytes, count) ^ (uint64_t)(WHOLE + count) << 56;
}

/* The last `count` of eight bytes: of keys that are so long (END; of eight or more, if that is 8),
 * or of any (LAST). */
CN_INLINE uint64_t last_entry(uint64_t bytes, size_t count, enum kind kind) {
    return bytes >> 8 * (8 - count) ^ (uint64_t)(kind + count) << 56;
}

CN_INLINE bool may_be_end(const struct cn_sieve_set *more, uint64_t last) {
    bool any = false;
    for (size_t count = CN_SIEVE_BYTES; count <= 8; count++)
        any |= has(more, last_entry(last, count, END));
    return any;
}

/* ---- a stretch of letters ---- */

/* Letters are taken in stretches of so many words of bits: the lists of their runs fit the
 * first-level cache. */
enum { STRETCH = 16, LIST = STRETCH * 64 + 16 };

/* Some letters, and the runs that start among them. */
struct stretch {
    const struct cn_sieve *sieve;
    const struct cn_letters *letters;
    uint64_t *looks;
    size_t from, to; /* words of bits */
    uint64_t carry;  /* see loud_ends */
    uint32_t runs;
    uint32_t starts[LIST];
    uint32_t list[LIST]; /* what has passed */
};

CN_INLINE void look(uint64_t *looks, size_t start) {
    looks[start / 64] |= UINT64_C(1) << start % 64;
}

/* Writes the places of the bits, counted from `base`, in order; what it writes behind the last, up
 * to fifteen more, means nothing. How many they are. */
typedef uint32_t cn_spread_fn(uint64_t bits, uint32_t base, uint32_t *list);

/* Without a branch that tells words with nine bits from those with fifteen: most are between. */
CN_INLINE uint32_t cn_spread_plain(uint64_t bits, uint32_t base, uint32_t *list) {
    uint32_t count = (uint32_t)__builtin_popcountll(bits);
    for (uint32_t i = 0; i < count; i += 8) {
        for (uint32_t k = 0; k < 8; k++) {
            list[i + k] = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
            bits &= bits - 1;
        }
    }
    return count;
}

CN_INLINE void list_starts(struct stretch *it, cn_spread_fn *spread) {
    it->runs = 0;
    for (size_t word = it->from; word < it->to; word++)
        it->runs += spread(it->letters->starts[word], (uint32_t)word * 64, it->starts + it->runs);
}

CN_INLINE uint64_t lowest_bits(uint64_t bits, size_t count) {
    return bits & ((UINT64_C(1) << count) - 1);
}

/* ---- beginnings ---- */

#define HIGH UINT64_C(0x8080808080808080)

/* May a key of `count` letters from `start` on end there? If a run ends, or a letter behind its
 * first is loud, or one of the two behind it: the number of a member, perhaps behind a hyphen that
 * was read as a letter. */
CN_INLINE bool may_end(const struct cn_letters *letters, size_t start, size_t count) {
    size_t end = start + count;
    return (letters->starts[end / 64] >> end % 64 & 1) ||
           lowest_bits(cn_bits_from(letters->loud, start + 1), count + 1);
}

CN_INLINE bool may_begin(const struct stretch *it, size_t start) {
    const struct cn_sieve_set *more = &it->sieve->more;
    uint64_t letters = load(it->letters->bytes + start);
    if ((letters & HIGH) || has(more, whole_entry(letters, 8)))
        return true;
    for (size_t count = CN_SIEVE_BYTES; count < 8; count++)
        if (has(more, whole_entry(letters, count)) && may_end(it->letters, start, count))
            return true;
    return false;
}

CN_INLINE void pass_beginnings(struct stretch *it) {
    const struct cn_sieve_set first = it->sieve->first;
    const char *letters = it->letters->bytes;
    uint32_t count = 0;
    for (uint32_t i = 0; i < it->runs; i++) {
        it->list[count] = it->starts[i];
        count += has(&first, lowest(load(letters + it->starts[i]), CN_SIEVE_BYTES));
    }
    for (uint32_t i = 0; i < count; i++)
        if (may_begin(it, it->list[i]))
            look(it->looks, it->list[i]);
}

/* Keys of `len` letters, fewer than five, which must end where a run does. */
CN_INLINE void pass_short(struct stretch *it, size_t len) {
    const struct cn_letters *letters = it->letters;
    uint32_t count = 0;
    for (uint32_t i = 0; i < it->runs; i++) {
        size_t end = it->starts[i] + len;
        it->list[count] = it->starts[i];
        count += letters->starts[end / 64] >> end % 64 & 1;
    }
    for (uint32_t i = 0; i < count; i++)
        if (has(&it->sieve->more, whole_entry(load(letters->bytes + it->list[i]), len)))
            look(it->looks, it->list[i]);
}

/* ---- families ---- */

/* The letter as it is written. */
CN_INLINE unsigned char written(const struct cn_letters *letters, size_t at) {
    unsigned char byte = (unsigned char)letters->bytes[at];
    unsigned loud = letters->loud[at / 64] >> at % 64 & 1;
    return (unsigned char)(byte & ~((loud & (byte >= 'a')) << 5));
}

CN_INLINE void pass_families(struct stretch *it) {
    const struct cn_letters *letters = it->letters;
    const uint64_t *pairs = it->sieve->pairs;
    uint32_t count = 0;
    for (uint32_t i = 0; i < it->runs; i++) {
        size_t start = it->starts[i];
        unsigned alone = letters->starts[(start + 1) / 64] >> (start + 1) % 64 & 1;
        unsigned second = written(letters, start + 1) & (alone - 1);
        size_t place = ((size_t)written(letters, start) & 0x7f) * 128 + (second & 0x7f);
        it->list[count] = it->starts[i];
        count += pairs[place / 64] >> place % 64 & 1;
    }
    for (uint32_t i = 0; i < count; i++)
        look(it->looks, it->list[i]);
}

/* ---- ends ---- */

/* Where runs of six letters or more end that are loud behind their first letter. `carry` is that of
 * the word before. Within the rest of a run (all letters but the first) a one is added at its
 * beginning to the letters that are not loud; it is carried to the run's end if all are. */
CN_INLINE uint64_t loud_ends(const struct cn_letters *letters, size_t word, uint64_t *carry) {
    const uint64_t *starts = letters->starts + word;
    uint64_t rest = ~starts[0], rest_before = word > 0 ? ~starts[-1] : 0;
    uint64_t first = ~rest << 1 | (word > 0 ? starts[-1] >> 63 : 0);
    uint64_t quiet = rest & ~letters->loud[word], sum = quiet + (first & rest), all = sum + *carry;
    *carry = (sum < quiet) | (all < sum);
    uint64_t two = rest & (rest << 1 | rest_before >> 63);
    uint64_t two_before = rest_before & rest_before << 1;
    uint64_t four = two & (two << 2 | two_before >> 62);
    uint64_t four_before = two_before & two_before << 2;
    uint64_t five = four & (rest << 4 | rest_before >> 60);
    uint64_t five_before = four_before & rest_before << 4;
    return ~rest & (five << 1 | five_before >> 63) & ~all;
}

CN_INLINE void pass_ends(struct stretch *it, cn_spread_fn *spread) {
    const struct cn_sieve_set more = it->sieve->more;
    const struct cn_letters *letters = it->letters;
    uint32_t ends = 0, count = 0;
    for (size_t word = it->from; word < it->to; word++)
        ends += spread(loud_ends(letters, word, &it->carry), (uint32_t)word * 64, it->list + ends);
    for (uint32_t i = 0; i < ends; i++) {
        uint32_t end = it->list[i];
        it->list[count] = end;
        count += has(&more, last_entry(load(letters->bytes + end - 8), CN_SIEVE_BYTES, LAST));
    }
    for (uint32_t i = 0; i < count; i++)
        if (may_be_end(&more, load(letters->bytes + it->list[i] - 8)))
            look(it->looks, cn_bits_last(letters->starts, it->list[i] - 1));
}

/* ---- bytes beyond ASCII ---- */

/* The run that holds letter `at`, which is not ASCII, and those of whose first letters it is one.
 */
CN_INLINE void look_around(const struct cn_letters *letters, uint64_t *looks, size_t at) {
    size_t start = cn_bits_last(letters->starts, at);
    look(looks, start);
    while (start > 0) {
        start = cn_bits_last(letters->starts, start - 1);
        if (at - start >= CN_SIEVE_BYTES)
            break;
        look(looks, start);
    }
}

CN_INLINE void pass_high(const struct cn_letters *letters, uint64_t *looks) {
    for (size_t word = 0; word < letters->text_len / 64 + 1; word++) {
        for (uint64_t high = letters->high[word]; high; high &= high + (high & -high)) {
            uint64_t before = letters->busy[word] & ((high & -high) - 1);
            look_around(letters, looks, letters->at[word] + (size_t)__builtin_popcountll(before));
        }
    }
}

/* ---- all of it ---- */

CN_INLINE void pass_stretch(struct stretch *it, cn_spread_fn *spread) {
    list_starts(it, spread);
    pass_beginnings(it);
    pass_ends(it, spread);
    for (size_t len = 1; len < CN_SIEVE_BYTES; len++)
        if (it->sieve->short_lengths >> len & 1)
            pass_short(it, len);
    if (it->sieve->pairs)
        pass_families(it);
}

/* `spread`: the lane's own way to write the places of a word's bits into a list. */
CN_INLINE void cn_sift(const struct cn_sieve *sieve, const struct cn_letters *letters,
                       uint64_t *looks, cn_spread_fn *spread) {
    struct stretch it; /* the lists are not cleared */
    size_t words = letters->len / 64 + 1;
    it.sieve = sieve;
    it.letters = letters;
    it.looks = looks;
    it.carry = 0;
    for (it.from = 0; it.from < words; it.from = it.to) {
        it.to = it.from + STRETCH < words ? it.from + STRETCH : words;
        pass_stretch(&it, spread);
    }
    pass_high(letters, looks);
}

#endif
