/*
 * index.h: what an index holds. For the files of match/ alone.
 *
 * A name's key is its folded tokens joined. Keys stand in a hash table. In front of it is the
 * sieve, which turns away nearly every word of a text, and behind that filters over the first and
 * the last four bytes of keys, which say what lengths are worth a look-up. The index owns all it
 * points to but the dictionary.
 */
#ifndef CN_MATCH_INDEX_H
#define CN_MATCH_INDEX_H

#include <string.h>

#include "match/match.h"
#include "match/runs.h"
#include "match/sieve.h"
#include "tokenize/classes.h"
#include "tokenize/tokenize.h"

/* Names shorter than this are not looked for inside longer words. */
#define CN_RUN_TOGETHER_MIN 5

/* Which prefixes (or suffixes) of up to four bytes the keys have, and of which lengths the keys of
 * each are. Prefixes share places: a yes may be wrong, a no never is. */
struct cn_filter_table {
    uint64_t *bits;
    uint32_t *lengths; /* bit n - 1: n bytes; the top bit: that and more */
    unsigned shift;
};

/* One key and its holders: entries first, then schemes whose issuer it names; see holders below. */
struct cn_key {
    struct cn_str key;
    uint32_t first;
    uint32_t entries;
    uint32_t issuers;
    bool takes_member; /* AMLASH-1: four letters or more, no digit at the end */
};

struct cn_key_slot {
    uint32_t hash;
    uint32_t key; /* its number and 1; 0: empty */
};

struct cn_patterns;
struct cn_pattern_use;

struct cn_index {
    struct cn_arena arena;
    const struct cn_dictionary *dictionary;
    struct cn_key *keys;
    uint32_t *holders;      /* entry (top bit: by alias) or scheme */
    struct cn_str *written; /* of each holder, from its first token to its last */
    struct cn_key_slot *slots;
    uint32_t slot_mask;
    struct cn_filter_table heads; /* all prefixes of one to four bytes */
    struct cn_filter_table tails; /* suffixes of four bytes */
    uint64_t *stems;              /* a bit for each prefix of five to eight bytes; as heads */
    struct cn_sieve sieve;
    struct cn_str_list literals;  /* separators of names that no rule knows ("&" of AT&T), sorted */
    bool separates[256];          /* bytes that can stand between two tokens of a name */
    struct cn_patterns *patterns; /* NULL: none */
};

#define CN_BY_ALIAS UINT32_C(0x80000000)

static inline uint32_t cn_filter_place(const struct cn_filter_table *filter, uint32_t bytes) {
    return (bytes * UINT32_C(0x9e3779b1)) >> filter->shift;
}

static inline bool cn_filter_has(const struct cn_filter_table *filter, uint32_t bytes) {
    uint32_t place = cn_filter_place(filter, bytes);
    return filter->bits[place >> 6] >> (place & 63) & 1;
}

static inline bool cn_filter_has_length(uint32_t lengths, size_t len) {
    return lengths >> (len < 32 ? len - 1 : 31) & 1;
}

/* Has it a key longer than `len` bytes? */
static inline bool cn_filter_has_longer(uint32_t lengths, size_t len) {
    return lengths >> 31 || (len < 31 && lengths >> len != 0);
}

/* Up to four bytes in one word, padded with zeros (which no key holds). */
static inline uint32_t cn_filter_bytes(const char *bytes, size_t len) {
    uint32_t packed = 0;
    if (len >= 4)
        memcpy(&packed, bytes, 4);
    else
        memcpy(&packed, bytes, len);
    return packed;
}

/* The same for stems, eight bytes, padded with zeros. What a key begins with is one. */
static inline uint32_t cn_stem_place(const struct cn_index *index, uint64_t bytes) {
    return (uint32_t)((bytes * UINT64_C(0x9e3779b97f4a7c15)) >> 32) >> index->heads.shift;
}

static inline bool cn_stem_has(const struct cn_index *index, uint64_t bytes) {
    uint32_t place = cn_stem_place(index, bytes);
    return index->stems[place >> 6] >> (place & 63) & 1;
}

#define CN_STEM_MIN 5
#define CN_STEM_MAX 8

/* FNV-1a. */
static inline uint32_t cn_hash_bytes(const char *bytes, size_t len) {
    uint32_t hash = UINT32_C(2166136261);
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT32_C(16777619);
    return hash;
}

/* NULL: no such key. */
const struct cn_key *cn_index_find(const struct cn_index *, const char *key, size_t len,
                                   uint32_t hash);

/* ---- spelling.c ---- */

struct cn_spelling {
    uint16_t flags; /* cn_find_flag */
    uint8_t how;
    bool capitals; /* a capital behind the first letter, or no letter that has case */
};

/* How `text`, whose key is that of `name`, differs from it. False: it cannot stand for the name
 * (the two are kept apart by a separator that belongs to one of them, as in AT&T). */
bool cn_spelling_compare(struct cn_str text, struct cn_str name, struct cn_spelling *);

/* ---- match.c: for the finders ---- */

/* The token of a word that is all ASCII letters and digits. Of the flags that tell of its letters
 * there is but one, the one for most words: CN_TOKEN_LOWER, letters alone and lower case from the
 * second on. */
static inline void cn_token_plain(struct cn_str text, size_t start, size_t end, char *folded,
                                  struct cn_token *token) {
    unsigned char least = 'z';
    folded[0] = cn_fold_word_byte(text.bytes[start]);
    for (size_t i = start + 1; i < end; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        least = byte < least ? byte : least;
        folded[i - start] = cn_fold_word_byte(text.bytes[i]);
    }
    bool lower = least >= 'a' && text.bytes[start] >= 'A';
    *token = (struct cn_token){.start = (uint32_t)start,
                               .end = (uint32_t)end,
                               .flags = lower ? CN_TOKEN_LOWER : 0,
                               .folded_len = (uint16_t)(end - start),
                               .folded = folded};
}

struct cn_matcher {
    const struct cn_index *index;
    struct cn_document *document;
    struct cn_pattern_use *patterns;
};

/* One window being matched. */
struct cn_pass {
    struct cn_matcher *matcher;
    const struct cn_index *index;
    struct cn_str text;
    uint64_t base;
    size_t core_start, core_end;
    struct cn_arena *arena;
    struct cn_candidates *found;
    size_t cap;
    bool failed;
    struct cn_runs runs;
};

/* Notes a candidate (offsets of the window) if it starts in the core. */
void cn_pass_add(struct cn_pass *, struct cn_candidate);
/* Where the word behind `at` begins, no more than CN_SEPARATOR_MAX bytes away; SIZE_MAX: nowhere.
 */
size_t cn_pass_gap(const struct cn_pass *, size_t at);
/* The token that begins at `start`; false: it is CN_TOKEN_LONG. Flags as of cn_token_plain, if it
 * is one. */
bool cn_pass_token(const struct cn_pass *, size_t start, char *folded, struct cn_token *);
/* Is there a member number behind a name that ends at `at`, which is the end of a word? */
bool cn_member_behind(const struct cn_pass *, size_t at, struct cn_candidate *);
/* Is the rest of a word (folded) the number, or a misread hyphen and the number? */
bool cn_member_rest(struct cn_str rest, uint32_t *member);

/* ---- exact.c ---- */
void cn_exact_pass(struct cn_pass *);

/* ---- pattern.c ---- */

/* Compiles the dictionary's patterns; those that are refused are noted in its diags. False: out of
 * memory. */
bool cn_patterns_new(struct cn_index *, struct cn_dictionary *);
void cn_patterns_free(struct cn_patterns *);
/* May a match begin with these two bytes of ASCII (second 0: the token is one byte)? */
bool cn_patterns_may(const struct cn_patterns *, unsigned char first, unsigned char second);
/* One document's use of them: what PCRE2 needs to match, the strikes. NULL when memory is out. */
struct cn_pattern_use *cn_pattern_use_new(const struct cn_patterns *);
void cn_pattern_use_rewind(struct cn_pattern_use *);
bool cn_pattern_use_struck(const struct cn_pattern_use *);
void cn_pattern_use_free(struct cn_pattern_use *);
/* Tries the token, alone and joined over a slash to the next. */
void cn_pattern_pass(struct cn_pass *, const struct cn_token *);

#endif
