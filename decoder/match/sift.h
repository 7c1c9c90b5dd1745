/*
 * sift.h: the pass of the sieve, inlined into each of the lanes so that it uses what they may. For
 * sieve.c and the lanes_*.c.
 *
 * A name may be split and joined at will, so what matters is not the word but the letters from its
 * beginning on, whatever stands between them: "KU BARK", "KU-BARK" and "KUBARK" all read "kubark".
 * Of each run's start the first five letters are asked for in a set that fits a cache. That is done
 * for hundreds of runs in a row without a branch that depends on the text; what passes is kept in a
 * list. A table says how long the keys are that begin so; of those lengths only such count as end
 * where a run ends, or inside one that shows it by a capital or a digit ("typical" is not TYPIC,
 * but TYPICAL may be). These few are looked up. Mostly the key is the whole run, stands for one
 * entry, and nothing else can be found there: that is a hit, and all is known of it. Everything
 * else deserves a look, by exact.c.
 *
 * Besides, a look deserve: loud runs of six letters or more that may end with a key (JODYOKE); runs
 * that begin with a key of one to four letters; runs that begin with two letters as a family's
 * pattern does; and runs that hold bytes beyond ASCII, or stand so shortly before such that the
 * letters of a key are not known.
 */
#ifndef CN_MATCH_SIFT_H
#define CN_MATCH_SIFT_H

#include "match/index.h"
#include "match/lanes.h"

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
enum kind { WHOLE = 8, LAST = 24 };

CN_INLINE uint64_t lowest(uint64_t bytes, size_t count) {
    return bytes & (((UINT64_C(1) << 4 * count) << 4 * count) - 1);
}

CN_INLINE uint64_t whole_entry(uint64_t bytes, size_t count) {
    return lowest(bytes, count) ^ (uint64_t)(WHOLE + count) << 56;
}

/* A key of five bytes or more, by its first and its last eight. */
CN_INLINE uint64_t key_entry(uint64_t first, uint64_t last) {
    return (first ^ (last << 23 | last >> 41)) * UINT64_C(0xd6e8feb86659fd93);
}

/* The last five of eight bytes, of keys that are looked for inside words. */
CN_INLINE uint64_t last_entry(uint64_t bytes) {
    return bytes >> 8 * (8 - CN_SIEVE_BYTES) ^ (uint64_t)LAST << 56;
}

/* ---- a stretch of letters ---- */

/* Letters are taken in stretches of so many words of bits: the lists of their runs fit the
 * first-level cache. */
enum { STRETCH = 16, LIST = STRETCH * 64 + 16 };

/* A key of `len` letters may begin with the run that starts there. */
struct chance {
    uint32_t start, len;
};
enum { CHANCES = 2 * LIST };
/* So many of a run are written without a branch that depends on how many there are. */
enum { USUAL = 2 };

/* Some letters, and the runs that start among them. */
struct stretch {
    const struct cn_index *index;
    const struct cn_sieve *sieve;
    struct cn_letters *letters;
    uint64_t *looks;
    size_t from, to; /* words of bits */
    uint64_t carry;  /* see loud_ends */
    size_t block;    /* of the text, that holds the last hit */
    uint32_t runs;
    uint32_t starts[LIST];
    uint32_t list[LIST];    /* what has passed */
    uint32_t lengths[LIST]; /* of keys, for each of these */
    struct chance chances[CHANCES + 32];
};

CN_INLINE uint32_t has_bit(const uint64_t *bits, size_t at) {
    return bits[at / 64] >> at % 64 & 1;
}

CN_INLINE void look(uint64_t *looks, size_t start) {
    looks[start / 64] |= UINT64_C(1) << start % 64;
}

/* Writes the places of the bits, counted from `base`, in order; what it writes behind the last, up
 * to fifteen more, means nothing. How many they are. */
typedef uint32_t cn_spread_fn(uint64_t bits, uint32_t base, uint32_t *list);

/* The place of the bit that has `before` bits below it. */
typedef unsigned cn_nth_fn(uint64_t bits, unsigned before);

CN_INLINE unsigned cn_nth_plain(uint64_t bits, unsigned before) {
    for (; before > 0; before--)
        bits &= bits - 1;
    return (unsigned)__builtin_ctzll(bits);
}

/* Which of 64 letters may begin a name. */
typedef uint64_t cn_pass_gate_fn(const struct cn_gate *, const char *letters);

/* Keeps, in order, those of `runs` starts whose first five letters are in the set; how many. */
typedef uint32_t cn_keep_first_fn(struct cn_sieve_set, const char *letters, const uint32_t *starts,
                                  uint32_t runs, uint32_t *list);

CN_INLINE uint32_t cn_keep_first(struct cn_sieve_set first, const char *letters,
                                 const uint32_t *restrict starts, uint32_t runs,
                                 uint32_t *restrict list) {
    uint32_t passed = 0;
    for (uint32_t i = 0; i < runs; i++) {
        list[passed] = starts[i];
        passed += has(&first, lowest(load(letters + starts[i]), CN_SIEVE_BYTES));
    }
    return passed;
}

/* A lane's own ways. */
struct cn_ways {
    cn_keep_first_fn *keep_first;
    cn_spread_fn *spread;
    cn_nth_fn *nth;
    cn_pass_gate_fn *pass_gate;
};

/* Without a branch that tells words with nine bits from those with fifteen: most are between. */
CN_INLINE uint32_t cn_spread_plain(uint64_t bits, uint32_t base, uint32_t *list) {
    uint32_t count = (uint32_t)__builtin_popcountll(bits), i = 0;
    do {
        for (uint32_t k = 0; k < 8; k++, i++) {
            list[i] = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
            bits &= bits - 1;
        }
    } while (i < count);
    return count;
}

CN_INLINE uint64_t cn_pass_gate_plain(const struct cn_gate *gate, const char *letters) {
    uint64_t passed = 0;
    for (int i = 0; i < 64; i++) {
        unsigned groups = 0xff;
        for (int k = 0; k < CN_GATE_LETTERS; k++) {
            unsigned char byte = (unsigned char)letters[i + k];
            groups &= (unsigned)gate->low[k][byte & 15] & gate->high[k][byte >> 4];
        }
        passed |= (uint64_t)(groups != 0) << i;
    }
    return passed;
}

CN_INLINE void list_starts(struct stretch *it, const struct cn_ways *ways) {
    const struct cn_gate *gate = &it->index->gate;
    it->runs = 0;
    for (size_t word = it->from; word < it->to; word++) {
        uint64_t starts = it->letters->starts[word];
        if (gate->closed)
            starts &= ways->pass_gate(gate, it->letters->bytes + word * 64);
        it->runs += ways->spread(starts, (uint32_t)word * 64, it->starts + it->runs);
    }
}

CN_INLINE uint64_t lowest_bits(uint64_t bits, size_t count) {
    return bits & ((UINT64_C(1) << count) - 1);
}

/* Keys of `len` letters, fewer than five, which must end where a run does. */
CN_INLINE void pass_short(struct stretch *it, size_t len) {
    const struct cn_letters *letters = it->letters;
    uint32_t count = 0;
    for (uint32_t i = 0; i < it->runs; i++) {
        size_t end = it->starts[i] + len;
        it->list[count] = it->starts[i];
        count += has_bit(letters->starts, end);
    }
    for (uint32_t i = 0; i < count; i++)
        if (has(&it->sieve->more, whole_entry(load(letters->bytes + it->list[i]), len)))
            look(it->looks, it->list[i]);
}

/* ---- families ---- */

/* The letter as it is written. */
CN_INLINE unsigned char written(const struct cn_letters *letters, size_t at) {
    unsigned char byte = (unsigned char)letters->bytes[at];
    unsigned loud = has_bit(letters->loud, at);
    return (unsigned char)(byte & ~((loud & (byte >= 'a')) << 5));
}

CN_INLINE void pass_families(struct stretch *it) {
    const struct cn_letters *letters = it->letters;
    const uint64_t *pairs = it->sieve->pairs;
    uint32_t count = 0;
    for (uint32_t i = 0; i < it->runs; i++) {
        size_t start = it->starts[i];
        unsigned alone = has_bit(letters->starts, start + 1);
        unsigned second = written(letters, start + 1) & (alone - 1);
        size_t place = ((size_t)written(letters, start) & 0x7f) * 128 + (second & 0x7f);
        it->list[count] = it->starts[i];
        count += (uint32_t)(pairs[place / 64] >> place % 64 & 1);
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

/* ---- bytes beyond ASCII ---- */

/* The run that holds letter `at`, which is not ASCII, and those of whose first letters it is one,
 * or changes one: a mark goes with the letter before it. */
CN_INLINE void look_around(const struct cn_letters *letters, uint64_t *looks, size_t at) {
    size_t start = cn_bits_last(letters->starts, at);
    look(looks, start);
    while (start > 0) {
        start = cn_bits_last(letters->starts, start - 1);
        if (at - start > CN_SIEVE_BYTES)
            break;
        look(looks, start);
    }
}

/* Keys of up to so many letters are looked up by what the letters read. */
#define KNOWN 32

/* Whoever begins so shortly before letter `at` cannot tell how a key goes on. */
CN_INLINE void veil(uint64_t *veiled, size_t at) {
    size_t from = at > KNOWN ? at - KNOWN : 0;
    uint64_t bits = (UINT64_C(1) << (at - from)) - 1;
    veiled[from / 64] |= bits << from % 64;
    if (from % 64 + (at - from) > 64)
        veiled[from / 64 + 1] |= bits >> (64 - from % 64);
}

CN_INLINE void pass_high(struct cn_letters *letters) {
    for (size_t word = 0; word < letters->text.len / 64 + 1; word++) {
        for (uint64_t high = letters->high[word]; high; high &= high + (high & -high)) {
            uint64_t before = letters->busy[word] & ((high & -high) - 1);
            size_t at = letters->at[word] + (size_t)__builtin_popcountll(before);
            look_around(letters, letters->looks, at);
            veil(letters->veiled, at);
        }
    }
}

/* ---- chances ---- */

/* Which of a key's possible lengths do: the key must end where a run does, or behind something
 * loud. All of 32 letters and more are one length: they are not told apart. */
CN_INLINE uint32_t possible(const struct cn_letters *letters, size_t start, uint32_t lengths) {
    uint32_t ends = (uint32_t)cn_bits_from(letters->starts, start + 1);
    uint64_t loud = cn_bits_from(letters->loud, start + 1);
    /* it may be the second letter behind the key: a number behind a misread hyphen, cn_member_rest
     */
    uint64_t shows = loud >> 1 | (loud & 1);
    uint32_t inside = lengths & ~ends & (uint32_t)(shows | -shows);
    return (lengths & ends) | inside | (lengths & UINT32_C(1) << 31);
}

/* What tells a key: its first letters, as far as eight, and its last eight if there are more. */
struct told {
    uint64_t first, last;
};

CN_INLINE struct told tell(const struct cn_letters *letters, struct chance chance) {
    const char *at = letters->bytes + chance.start;
    uint64_t longer = -(uint64_t)(chance.len > 8);
    return (struct told){lowest(load(at), chance.len < 8 ? chance.len : 8),
                         load(at + chance.len - 8) & longer};
}

/* The slot of a key, of 5 to 31 letters; NULL: there is none. */
CN_INLINE const struct cn_key_slot *probe(const struct stretch *it, struct chance chance) {
    const struct cn_index *index = it->index;
    const char *letters = it->letters->bytes + chance.start;
    struct told told = tell(it->letters, chance);
    uint32_t mask = UINT32_MAX >> (index->slot_shift - 32);
    uint32_t at = cn_slot_of(told.first, told.last, index->slot_shift);
    for (; index->slots[at].key; at = (at + 1) & mask) {
        const struct cn_key_slot *slot = &index->slots[at];
        if (slot->first != told.first)
            continue;
        const struct cn_key *key = &index->keys[slot->key - 1];
        if (chance.len < 8 || (key->len == chance.len &&
                               memcmp(index->key_bytes + key->at, letters, chance.len) == 0))
            return slot;
    }
    return NULL;
}

/* Of so many keys the tables lie outside the first two levels of cache: what will be looked up is
 * fetched beforehand, all at once. With fewer that would cost more than it gains. */
enum { FAR = 50000 };

CN_INLINE void fetch_chances(const struct stretch *it, uint32_t count) {
    const struct cn_sieve_set more = it->sieve->more;
    for (uint32_t i = 0; i < count; i++) {
        struct told told = tell(it->letters, it->chances[i]);
        __builtin_prefetch(&more.bits[place_of(key_entry(told.first, told.last), more.shift) >> 6]);
    }
}

/* Turns away the chances that are surely no key; how many are left. */
CN_INLINE uint32_t keep_chances(struct stretch *it, uint32_t count) {
    const struct cn_sieve_set more = it->sieve->more;
    uint32_t kept = 0;
    if (it->index->keys_len > FAR)
        fetch_chances(it, count);
    for (uint32_t i = 0; i < count; i++) {
        struct told told = tell(it->letters, it->chances[i]);
        it->chances[kept] = it->chances[i];
        kept += has(&more, key_entry(told.first, told.last));
    }
    return kept;
}

/* Writes a chance for each of `lengths`, which keeps CHANCES in mind; how many there are then. The
 * usual number is written without a branch that depends on it. `end`: 0, or where all end. */
CN_INLINE uint32_t put_chances(struct chance *chances, uint32_t count, uint32_t start, uint32_t end,
                               uint32_t lengths) {
    for (int i = 0; i < USUAL || lengths; i++) {
        uint32_t len = (uint32_t)__builtin_ctz(lengths | UINT32_C(1) << 31) + 1;
        chances[count] = (struct chance){end ? end - len : start, len};
        count += lengths != 0;
        lengths &= lengths - 1;
    }
    return count;
}

/* ---- ends ---- */

/* The chances of keys that the run which ends there may end with, and that are shorter. */
CN_INLINE uint32_t add_tails(struct stretch *it, uint32_t end, uint32_t lengths, uint32_t count) {
    size_t start = cn_bits_last(it->letters->starts, end - 1), len = end - start;
    lengths &= len <= 32 ? (UINT32_C(1) << (len - 1)) - 1 : UINT32_MAX;
    if (lengths >> 31)
        look(it->looks, start);
    return put_chances(it->chances, count, 0, end, lengths & ~(UINT32_C(1) << 31));
}

CN_INLINE void try_tails(struct stretch *it, uint32_t count) {
    uint32_t kept = keep_chances(it, count);
    for (uint32_t i = 0; i < kept; i++)
        if (probe(it, it->chances[i]))
            look(it->looks, cn_bits_last(it->letters->starts, it->chances[i].start));
}

CN_INLINE void pass_ends(struct stretch *it, const struct cn_ways *ways) {
    const struct cn_sieve_set more = it->sieve->more;
    const struct cn_ends tails = it->index->tails;
    const struct cn_letters *letters = it->letters;
    uint32_t ends = 0, passed = 0, likely = 0, count = 0;
    for (size_t word = it->from; word < it->to; word++)
        ends += ways->spread(loud_ends(letters, word, &it->carry), (uint32_t)word * 64,
                             it->list + ends);
    for (uint32_t i = 0; i < ends; i++) {
        uint32_t end = it->list[i];
        it->list[passed] = end;
        passed += has(&more, last_entry(load(letters->bytes + end - 8)));
    }
    for (uint32_t i = 0; i < passed; i++) {
        const char *five = letters->bytes + it->list[i] - CN_SIEVE_BYTES;
        struct cn_end end = tails.items[cn_end_place(five, tails.shift)];
        it->list[likely] = it->list[i];
        it->lengths[likely] = end.lengths;
        likely += cn_end_goes_on(end, five[-1]);
    }
    for (uint32_t i = 0; i < likely; i++) {
        count = add_tails(it, it->list[i], it->lengths[i], count);
        if (count < CHANCES)
            continue;
        try_tails(it, count);
        count = 0;
    }
    try_tails(it, count);
}

/* ---- hits ---- */

CN_INLINE bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* Where letter `at` stands in the text; `at` only rises. */
CN_INLINE size_t text_of(struct stretch *it, size_t at, cn_nth_fn *nth) {
    const struct cn_letters *letters = it->letters;
    while (letters->at[it->block + 1] <= at)
        it->block++;
    return it->block * 64 + nth(letters->busy[it->block], (unsigned)(at - letters->at[it->block]));
}

/* Is the text's [start, start + len) beside what is not ASCII, and perhaps part of a longer word?
 */
CN_INLINE bool is_beside_high(struct cn_str text, size_t start, size_t len) {
    unsigned before = start > 0 ? (unsigned char)text.bytes[start - 1] : 0;
    unsigned behind = start + len < text.len ? (unsigned char)text.bytes[start + len] : 0;
    return (before | behind) & 0x80;
}

CN_INLINE void add_hit(struct stretch *it, size_t start, size_t len, uint32_t entry,
                       cn_nth_fn *nth) {
    struct cn_letters *letters = it->letters;
    uint64_t quiet = lowest_bits(~cn_bits_from(letters->loud, start), len);
    size_t at = text_of(it, start, nth);
    if (is_beside_high(letters->text, at, len))
        look(it->looks, start);
    else
        letters->hits[letters->hits_len++] =
            (struct cn_hit){(uint32_t)at, (uint32_t)len, entry, quiet == 0};
}

/* The chances of one run, how many they are: a hit, if the one key that is there is the whole run,
 * and no number follows. */
CN_INLINE uint32_t take_chances(struct stretch *it, const struct chance *chance, uint32_t most,
                                cn_nth_fn *nth) {
    const struct cn_letters *letters = it->letters;
    size_t start = chance->start;
    uint64_t ends = cn_bits_from(letters->starts, start + 1);
    size_t run = ends ? (size_t)__builtin_ctzll(ends) + 1 : 64;
    uint32_t count = 0, entry = CN_NOT_PLAIN;
    bool deserves = false;
    for (; count < most && chance[count].start == start; count++) {
        const struct cn_key_slot *slot = probe(it, chance[count]);
        if (slot && chance[count].len == run)
            entry = slot->plain;
        deserves |= slot && (chance[count].len != run || slot->plain == CN_NOT_PLAIN);
    }
    deserves |= entry != CN_NOT_PLAIN && is_digit(letters->bytes[start + run]);
    if (deserves)
        look(it->looks, start);
    else if (entry != CN_NOT_PLAIN)
        add_hit(it, start, run, entry, nth);
    return count;
}

CN_INLINE void try_heads(struct stretch *it, uint32_t count, cn_nth_fn *nth) {
    uint32_t kept = keep_chances(it, count);
    for (uint32_t i = 0; i < kept; i++) {
        struct told told = tell(it->letters, it->chances[i]);
        __builtin_prefetch(
            &it->index->slots[cn_slot_of(told.first, told.last, it->index->slot_shift)]);
    }
    for (uint32_t i = 0; i < kept;)
        i += take_chances(it, it->chances + i, kept - i, nth);
}

/* ---- beginnings ---- */

/* Runs that are looked at anyway need no chance. Returns how many there are behind `count`. */
CN_INLINE uint32_t add_heads(struct stretch *it, uint32_t start, uint32_t all, uint32_t count) {
    uint32_t lengths = possible(it->letters, start, all);
    uint32_t veiled = has_bit(it->letters->veiled, start);
    if ((lengths >> 31) | (veiled & (all != 0)))
        look(it->looks, start);
    lengths &= ((veiled | has_bit(it->looks, start)) - 1) & ~(UINT32_C(1) << 31);
    return put_chances(it->chances, count, start, 0, lengths);
}

CN_INLINE void fetch_heads(const struct stretch *it, uint32_t passed) {
    const struct cn_ends heads = it->index->heads;
    for (uint32_t i = 0; i < passed; i++)
        __builtin_prefetch(
            &heads.items[cn_end_place(it->letters->bytes + it->list[i], heads.shift)]);
}

CN_INLINE void pass_beginnings(struct stretch *it, const struct cn_ways *ways) {
    const struct cn_ends heads = it->index->heads;
    const char *letters = it->letters->bytes;
    uint32_t passed = 0, likely = 0, count = 0;
    passed = ways->keep_first(it->sieve->first, letters, it->starts, it->runs, it->list);
    if (it->index->keys_len > FAR)
        fetch_heads(it, passed);
    for (uint32_t i = 0; i < passed; i++) {
        uint32_t start = it->list[i];
        struct cn_end end = heads.items[cn_end_place(letters + start, heads.shift)];
        it->list[likely] = start;
        it->lengths[likely] = end.lengths;
        likely += cn_end_goes_on(end, letters[start + CN_SIEVE_BYTES]) |
                  has_bit(it->letters->veiled, start);
    }
    for (uint32_t i = 0; i < likely; i++) {
        count = add_heads(it, it->list[i], it->lengths[i], count);
        if (count < CHANCES)
            continue;
        try_heads(it, count, ways->nth);
        count = 0;
    }
    try_heads(it, count, ways->nth);
}

/* ---- all of it ---- */

CN_INLINE void pass_stretch(struct stretch *it, const struct cn_ways *ways) {
    list_starts(it, ways);
    pass_ends(it, ways);
    for (size_t len = 1; len < CN_SIEVE_BYTES; len++)
        if (it->sieve->short_lengths >> len & 1)
            pass_short(it, len);
    if (it->sieve->pairs)
        pass_families(it);
    pass_beginnings(it, ways);
}

CN_INLINE void cn_sift(const struct cn_index *index, struct cn_letters *letters,
                       const struct cn_ways *ways) {
    struct stretch it; /* the lists are not cleared */
    size_t words = letters->len / 64 + 1;
    it.index = index;
    it.sieve = &index->sieve;
    it.letters = letters;
    it.looks = letters->looks;
    it.carry = 0;
    it.block = 0;
    pass_high(letters);
    for (it.from = 0; it.from < words; it.from = it.to) {
        it.to = it.from + STRETCH < words ? it.from + STRETCH : words;
        pass_stretch(&it, ways);
    }
}

#endif
