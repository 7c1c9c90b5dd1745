/*
 * confusions.h: what a scanner makes of letters, learned from labels. For cli/learn.c.
 *
 * Every label of a name of one word is a pair: the name, and what stands there for it. The pairs
 * are aligned by the costs that the alignments before made likely, a few times over; letters that
 * are again and again confused together (M read as RN) become a confusion of their own.
 */
#ifndef CN_EVALUATE_CONFUSIONS_H
#define CN_EVALUATE_CONFUSIONS_H

#include "evaluate/evaluate.h"
#include "match/channel.h"
#include "score/fit.h"

/* Pairs of labels; strings are borrowed from the labels. Zero-initialise. */
struct cn_pairs {
    struct cn_buf items; /* of struct cn_pair */
};
/* Appends the pairs of these labels. False: memory is out. */
bool cn_pairs_add(struct cn_pairs *, const struct cn_labels *);
size_t cn_pairs_len(const struct cn_pairs *);
void cn_pairs_free(struct cn_pairs *);

/* Counts what the pairs confuse, but for those whose record the fold leaves out. False: memory. */
bool cn_confusions_learn(struct cn_confusions *, const struct cn_pairs *, const struct cn_fold *);

#endif
