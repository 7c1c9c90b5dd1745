/*
 * nearest.h: the name nearest to a word, for `explain`. Plain edit distance over the whole
 * dictionary: slow, and never part of a score.
 */
#ifndef CN_SCORE_NEAREST_H
#define CN_SCORE_NEAREST_H

#include "base/limits.h"
#include "dictionary/dictionary.h"
#include "tokenize/tokenize.h"

struct cn_nearest {
    const struct cn_entry *entry; /* NULL: no name, or the word has no letter */
    unsigned distance;            /* letters put in, left out or changed, of the folded keys */
};
/* Letters put in, left out or changed between two keys, which have at most CN_KEY_MAX bytes. */
unsigned cn_key_distance(struct cn_str a, struct cn_str b);
struct cn_nearest cn_nearest_name(const struct cn_dictionary *, struct cn_str word);

#endif
