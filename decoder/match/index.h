/*
 * index.h: what an index holds. For the files of match/ alone.
 *
 * A name's key is its folded tokens joined. Keys stand in a hash table. In front of it is the
 * sieve, which turns away nearly every word of a text; a table by the first five bytes of keys says
 * what lengths are worth a look-up. A slot holds so much of its key that most need no more.
 *
 * All of it lies in the sections of an image (base/image.h), which compile.c fills; the index is
 * how they are looked at. Keys and spellings are told by their offset in a section of bytes.
 */
#ifndef CN_MATCH_INDEX_H
#define CN_MATCH_INDEX_H

#include <string.h>

#include "base/image.h"
#include "match/gate.h"
#include "match/match.h"
#include "match/sieve.h"
#include "tokenize/classes.h"
#include "tokenize/tokenize.h"

/* Names shorter than this are not looked for inside longer words. */
#define CN_RUN_TOGETHER_MIN 5

/* One key and its holders: entries first, then schemes whose issuer it names. They end where those
 * of the next key begin: there is a key more than there are, for that. */
struct cn_key {
    uint32_t at;    /* of its bytes */
    uint32_t first; /* of its holders */
    uint16_t issuers;
    uint8_t len;
    uint8_t takes_member; /* 1: AMLASH-1: four letters or more, no digit at the end */
};

struct cn_key_slot {
    uint64_t first; /* of the key's bytes, as far as eight, the first lowest */
    uint32_t key;   /* its number and 1; 0: empty */
    uint32_t plain; /* the one entry it stands for, written in capitals and digits alone; else
                       CN_NOT_PLAIN */
};
#define CN_NOT_PLAIN UINT32_MAX

/* What keys have in common that begin, or end, with the same five bytes. */
struct cn_end {
    uint32_t lengths; /* bit n - 1: one has n bytes; the top bit: that or more */
    uint32_t next;    /* bit n: behind these five, or before them, one has a byte whose lowest five
                         bits are n; all bits: one has no more than five */
};
/* By a hash of the five. */
struct cn_ends {
    const struct cn_end *items;
    unsigned shift; /* 32 less the logarithm of how many */
};

struct cn_patterns;
struct cn_pattern_use;

struct cn_index {
    const struct cn_dictionary *dictionary; /* in whose image all of it lies */
    const struct cn_key *keys;
    uint32_t keys_len;
    const char *key_bytes;
    const uint32_t *holders; /* entry (top bit: by alias) or scheme */
    const uint32_t *written; /* of each holder, from its first token to its last: a spelling */
    const char *strings;     /* of the dictionary; most spellings are one of them, */
    const char *spellings;   /* those with CN_OWN_SPELLING are here */
    const struct cn_key_slot *slots;
    unsigned slot_shift;         /* 64 less the logarithm of how many there are */
    struct cn_ends heads, tails; /* of keys; tails of those that are looked for inside words */
    struct cn_sieve sieve;
    struct cn_gate gate;
    bool ascii;                   /* all keys are, and there is no family */
    const struct cn_lanes *lanes; /* that the text is read by */
    const uint32_t *literals;     /* separators of names that no rule knows ("&" of AT&T), sorted: a
                                     spelling each */
    uint32_t literals_len;
    const uint8_t *separates;     /* 256: 1: a byte that can stand between two tokens of a name */
    struct cn_patterns *patterns; /* NULL: none */
};

#define CN_BY_ALIAS UINT32_C(0x80000000)
#define CN_OWN_SPELLING UINT32_C(0x80000000)

/* How many of its holders are entries. */
static inline uint32_t cn_key_entries(const struct cn_key *key) {
    return key[1].first - key->first - key->issuers;
}

static inline struct cn_str cn_index_spelling(const struct cn_index *index, uint32_t spelling) {
    return spelling & CN_OWN_SPELLING ? cn_pool_str(index->spellings, spelling & ~CN_OWN_SPELLING)
                                      : cn_pool_str(index->strings, spelling);
}

/* Where the five bytes stand among ends. */
static inline uint32_t cn_end_place(const char *five, unsigned shift) {
    uint32_t first;
    memcpy(&first, five, sizeof(first));
    return (uint32_t)((first | (uint64_t)(unsigned char)five[4] << 32) *
                          UINT64_C(0x9e3779b97f4a7c15) >>
                      32) >>
           shift;
}

/* `next`: the byte behind the five, or before them. */
static inline bool cn_end_goes_on(struct cn_end end, char next) {
    return end.next >> ((unsigned char)next & 31) & 1;
}

static inline bool cn_has_length(uint32_t lengths, size_t len) {
    return lengths >> (len < 32 ? len - 1 : 31) & 1;
}

/* Is there one longer than `len` bytes? */
static inline bool cn_has_longer(uint32_t lengths, size_t len) {
    return lengths >> 31 || (len < 31 && lengths >> len != 0);
}

/* Up to eight bytes in one number, the first lowest whatever the machine. */
static inline uint64_t cn_pack(const char *bytes, size_t len) {
    uint64_t packed = 0;
    for (size_t i = 0; i < len && i < 8; i++)
        packed |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
    return packed;
}

/* Where to begin to look among the slots for a key with these first bytes, as far as eight, and the
 * last eight (0: it has no more than eight). */
static inline uint32_t cn_slot_of(uint64_t first, uint64_t last, unsigned shift) {
    uint64_t hash =
        (first ^ (last * UINT64_C(0xff51afd7ed558ccd) >> 7)) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)((hash ^ hash << 29) >> shift);
}

static inline uint64_t cn_pack_last(const char *key, size_t len) {
    return len > 8 ? cn_pack(key + len - 8, 8) : 0;
}

/* NULL: no such key. */
const struct cn_key *cn_index_find(const struct cn_index *, const char *key, size_t len);

/* ---- compile.c, sound.c ---- */

/* Fills the sections of match/ in the dictionary's image. False: out of memory. */
bool cn_index_compile(struct cn_dictionary *);
/* What is wrong with those sections, which may hold anything; NULL: nothing. */
const char *cn_index_unsound(const struct cn_dictionary *);

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
    struct cn_letters letters; /* of the window at hand */
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
    uint64_t behind; /* the last candidate's start */
    bool apart;      /* each starts behind the one before */
    bool failed;
    const struct cn_letters *letters;
};

/* Puts candidates in the order of cn_match; what is found twice stands once. */
void cn_candidates_sort(struct cn_candidates *);
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
/* The same as 128 times 128 bits, row by first byte. NULL: no pattern. */
const uint64_t *cn_patterns_pairs(const struct cn_patterns *);
/* One document's use of them: what PCRE2 needs to match, the strikes. NULL when memory is out. */
struct cn_pattern_use *cn_pattern_use_new(const struct cn_patterns *);
void cn_pattern_use_rewind(struct cn_pattern_use *);
bool cn_pattern_use_struck(const struct cn_pattern_use *);
void cn_pattern_use_free(struct cn_pattern_use *);
/* Tries the token, alone and joined over a slash to the next. */
void cn_pattern_pass(struct cn_pass *, const struct cn_token *);

#endif
