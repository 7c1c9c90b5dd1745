/*
 * common.h: how common a word is in general: the model's table. Private to score/ but for the
 * census (evaluate/census.c), which makes such tables.
 *
 * A table is text: a line with the version, lines on what was counted, then a line a word, in byte
 * order: how often it stands in small letters and how often with a capital first letter, in ten
 * million words.
 *
 *     cryptonym-words 1
 *     on 4,090 documents, 16,269,649 words
 *     abandon 70 1
 */
#ifndef CN_SCORE_COMMON_H
#define CN_SCORE_COMMON_H

#include "base/arena.h"
#include "base/diag.h"

#define CN_COMMON_UNIT 1e7

struct cn_common;

/* From the search path, "default.words". NULL where there is none (noted as CN_PARTIAL), or where
 * it cannot be read (CN_SKIP); only the latter is an error. */
enum cn_severity cn_common_find(struct cn_common **, struct cn_diags *);
/* From memory, which is copied; `path` is for messages. */
enum cn_severity cn_common_read(struct cn_common **, struct cn_str text, const char *path,
                                struct cn_diags *);
void cn_common_free(struct cn_common *);

/* How often a folded word stands in ten million, in small letters and capitalised; zeros where the
 * table does not have it. NULL: no table. */
struct cn_common_counts {
    uint32_t lower, title;
};
struct cn_common_counts cn_common_of(const struct cn_common *, struct cn_str word);
/* Does one ASCII letter replaced by another, or one put before it, make a folded word one of the
 * table in small letters? At most CN_COMMON_NEAR bytes. */
#define CN_COMMON_NEAR 30
bool cn_common_near(const struct cn_common *, struct cn_str word);
/* The same as cn_common_of in two steps, so that the table's rows for several words are fetched at
 * once. */
struct cn_common_look {
    struct cn_str word;
    uint32_t hash;
};
struct cn_common_look cn_common_begin(const struct cn_common *, struct cn_str word);
struct cn_common_counts cn_common_end(const struct cn_common *, const struct cn_common_look *);

/* How many words it holds. */
size_t cn_common_len(const struct cn_common *);
/* Calls `each` with every word of the table, in no order. */
void cn_common_each(const struct cn_common *,
                    void (*each)(void *context, struct cn_str word, struct cn_common_counts),
                    void *context);

#endif
