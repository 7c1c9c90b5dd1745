/*
 * guess.h: charsets that nothing but their letters tells. For charset.c and its tests.
 */
#ifndef CN_READ_GUESS_H
#define CN_READ_GUESS_H

#include "read/read.h"

/* The part of a head that is looked at: from its first bytes beyond ASCII on. */
struct cn_str cn_guess_sample(struct cn_str head);

/* What a sample is in a charset. */
struct cn_judgement {
    uint64_t beyond;  /* characters beyond ASCII, and broken sequences */
    uint64_t sound;   /* of these, not broken */
    uint64_t good;    /* and where such characters stand in text (see guess.c) */
    uint64_t letters; /* of the good ones, where there is one byte a character */
};
struct cn_judgement cn_guess_judge(const struct cn_charset *, struct cn_str sample);

/* uchardet's guess if it makes sense, else windows-1252. */
struct cn_charset_choice cn_guess(struct cn_str head);

#endif
