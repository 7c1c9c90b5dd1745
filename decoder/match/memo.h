/*
 * memo.h: what is known of words that were met, so that those that repeat themselves are not asked
 * about again. For garbled.c.
 *
 * A table of fixed size, in which a word takes the place of another: what is forgotten is found out
 * again, and changes no answer.
 */
#ifndef CN_MATCH_MEMO_H
#define CN_MATCH_MEMO_H

#include "match/channel.h"

/* A word, of lower-case ASCII letters and digits. */
struct cn_memo {
    uint64_t word[CN_GARBLED_SYMBOLS / 8]; /* its bytes, and zeros */
    uint32_t without; /* the number of a document none of whose names is in it; 0: of none */
    bool asked;       /* whether it is ordinary has been asked */
    bool ordinary;
    bool far; /* from every name of the dictionary */
};

struct cn_memos {
    struct cn_memo *items;
};

/* False: out of memory. */
bool cn_memos_make(struct cn_memos *);
void cn_memos_free(struct cn_memos *);
/* The word's place, with nothing known where it is new. It holds until the next call. The word is
 * of CN_GARBLED_SYMBOLS bytes at most, and stands at the beginning of an array of so many. */
struct cn_memo *cn_memo_of(const struct cn_memos *, struct cn_str word);
/* It will be asked for soon: the processor fetches its place. */
void cn_memo_fetch(const struct cn_memos *, struct cn_str word);
/* Forgets which words hold no name. */
void cn_memos_forget_documents(struct cn_memos *);

#endif
