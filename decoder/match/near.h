/*
 * near.h: which names are near a word: two letters at most are other, missing or too many.
 *
 * For match/garbled.c and the tests. A name and a word are so near if, and only if, they become
 * equal when up to two letters are struck out of each. So what every name becomes is put in a table
 * once, and a word is asked about by what it becomes: a few dozen look-ups, most of which end at a
 * filter that fits the cache, whatever the number of names.
 */
#ifndef CN_MATCH_NEAR_H
#define CN_MATCH_NEAR_H

#include "dictionary/dictionary.h"

/* A name that may be garbled: its letters, without the number of a member. */
struct cn_near_name {
    uint32_t at;      /* of its letters, a to z */
    uint32_t holders; /* the first of its entries; they end where those of the next name begin */
    uint8_t len;
};
/* An entry of that name. */
struct cn_near_holder {
    uint32_t entry;
    uint32_t member; /* the number the dictionary writes behind the name; UINT32_MAX: none */
    bool alias;
};

struct cn_near {
    struct cn_near_name *names; /* one more than there are, for its holders */
    size_t names_len;
    char *letters;
    struct cn_near_holder *holders;
    uint64_t *filter;
    struct cn_near_slot *slots;
    unsigned filter_shift, slot_shift;
    unsigned edits;     /* 2; 1 where the dictionary is too large; 0: nothing can be asked */
    size_t least, most; /* letters of the names */
};

/* NULL: memory is out. */
struct cn_near *cn_near_new(const struct cn_dictionary *);
/* The same of any words of the letters a to z, CN_GARBLED_MIN to CN_GARBLED_MAX each (others are
 * left out); a holder's `entry` is the word's place in the list. */
struct cn_near *cn_near_of_words(const struct cn_str *words, size_t len);
void cn_near_free(struct cn_near *);

struct cn_near_hit {
    uint32_t name; /* its number in `names` */
    uint8_t edits; /* 0: it is the word */
};
/* The names no more edits than `edits` away from a word of lower-case ASCII letters and digits; at
 * most `most`, in no order. */
size_t cn_near_ask(const struct cn_near *, struct cn_str word, struct cn_near_hit *, size_t most);
struct cn_str cn_near_letters(const struct cn_near *, uint32_t name);

#endif
