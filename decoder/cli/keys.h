/*
 * keys.h: answers, a key each from a terminal or a line each from anything else. For review.c.
 */
#ifndef CN_CLI_KEYS_H
#define CN_CLI_KEYS_H

#include "base/bytes.h"

/* Gets ready to read standard input. On a terminal keys come at once and are not echoed, until
 * cn_keys_close or a signal that ends or stops the program. */
void cn_keys_open(void);
void cn_keys_close(void);
/* Do keys come one by one? */
bool cn_keys_single(void);

/* The next answer: one key, or a whole line without its end; blanks around a line are cut off.
 * What is longer than CN_ANSWER_MAX is cut, what a function key sends is dropped. False: there is
 * no more. An empty answer from a terminal: the program was stopped and goes on, ask again. */
bool cn_keys_next(struct cn_buf *answer);
/* A line that is typed with the terminal's own editing. */
bool cn_keys_line(struct cn_buf *line);

/* Columns of the terminal that standard output is; where it is none, or does not say, those of
 * COLUMNS, else 80. Never less than 20. */
size_t cn_screen_width(void);
/* May standard output have colours? NO_COLOR and TERM=dumb say no. */
bool cn_screen_color(void);

#endif
