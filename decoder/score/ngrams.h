/*
 * ngrams.h: how much like a word a string of letters is. Private to score/.
 *
 * Three letters in a row, as often as they stand in the words of the model's table. A code name, or
 * what a scanner made of a name, is seldom spelled like a word; an ordinary word that the table
 * does not have is.
 */
#ifndef CN_SCORE_NGRAMS_H
#define CN_SCORE_NGRAMS_H

#include "score/common.h"

struct cn_ngrams;
/* NULL: memory is out. */
struct cn_ngrams *cn_ngrams_new(const struct cn_common *);
void cn_ngrams_free(struct cn_ngrams *);
/* The negative logarithm of the probability of the word (folded), for each of its letters. */
double cn_ngrams_cost(const struct cn_ngrams *, struct cn_str word);

#endif
