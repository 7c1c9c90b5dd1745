/*
 * question.h: a question as a person sees it. For review.c.
 */
#ifndef CN_CLI_QUESTION_H
#define CN_CLI_QUESTION_H

#include "review/review.h"

/* How it is laid out. */
struct cn_page {
    size_t width; /* columns; 20 at least */
    bool color;
};

/* Where it stands, what stands around it, the meanings with their shares, and the keys. Nothing of
 * the results reaches the screen raw, and no line is wider than the page. `number` of `of`. */
void cn_question_show(const struct cn_question *, size_t number, size_t of, struct cn_page,
                      struct cn_buf *);

/* wrap.c: appends lines no wider than the page, each begun by `indent` blanks. The text is shown
 * like a message; line ends in it stay, tabs are blanks. CN_WRAP_ON and CN_WRAP_OFF, which text
 * that is escaped does not hold, begin and end what is marked, »so«. */
#define CN_WRAP_ON '\x01'
#define CN_WRAP_OFF '\x02'
void cn_wrap(struct cn_buf *, struct cn_str escaped, size_t indent, struct cn_page);

#endif
