/*
 * words.h: what stands in the fields of a mail's header, as people read it: encoded words (RFC
 * 2047), parameters (RFC 2045, RFC 2231).
 *
 * Fields come unfolded or not; what comes out is UTF-8 in one line, without controls.
 */
#ifndef CN_READ_WORDS_H
#define CN_READ_WORDS_H

#include "read/read.h"

/* A field's value that comes in pieces. Zero-initialise. */
struct cn_words {
    struct cn_buf blank;   /* between the last encoded word and what follows */
    struct cn_buf bytes;   /* of encoded words in one charset, not decoded yet: a character may
                            * stand in two of them */
    struct cn_str charset; /* of those; borrowed from `label` */
    char label[64];
    struct cn_buf word; /* scratch */
};

/* Appends what is readable of a piece to `out`. A piece is not to end inside a word. */
void cn_words_add(struct cn_words *, struct cn_str piece, struct cn_buf *out);
/* No more comes: appends the rest. */
void cn_words_end(struct cn_words *, struct cn_buf *out);

/* Appends `bytes` in the charset so labelled, else in the one that they seem to be in. Controls
 * become blanks. */
void cn_words_decode(struct cn_str bytes, struct cn_str label, struct cn_buf *out);

/* The parameter of a Content-Type or Content-Disposition, in UTF-8, appended to `out`. False:
 * there is none. `name` in lower case. */
bool cn_words_parameter(struct cn_str value, struct cn_str name, struct cn_buf *out);
/* What stands before the parameters ("text/plain"), trimmed. */
struct cn_str cn_words_first(struct cn_str value);

#endif
