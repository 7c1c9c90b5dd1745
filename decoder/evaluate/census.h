/*
 * census.h: how often each word stands in documents: a table of words for score/ is made. For
 * cli/census.c.
 */
#ifndef CN_EVALUATE_CENSUS_H
#define CN_EVALUATE_CENSUS_H

#include "score/score.h"

struct cn_census_word {
    struct cn_str word; /* folded */
    uint32_t lower;     /* times it stands in small letters */
    uint32_t title;     /* times with a capital first letter and no other */
};

/* Zero-initialise. */
struct cn_census {
    struct cn_arena arena;
    struct cn_census_word *words; /* by hash; one without a word is empty */
    size_t mask, len;
    uint64_t total; /* words, however written */
    uint64_t documents;
};

/* Counts the words of a document. Words of one letter, and such as hold more than letters, are
 * none. As cn_read_next; CN_FATAL: memory is out. */
enum cn_severity cn_census_add(struct cn_census *, struct cn_document *);
/* Writes the words that stand `least` times or more and that a language knows, as a file that
 * score/common.c reads. False: memory is out. */
bool cn_census_write(const struct cn_census *, struct cn_words *, uint32_t least, struct cn_buf *);
void cn_census_free(struct cn_census *);

#endif
