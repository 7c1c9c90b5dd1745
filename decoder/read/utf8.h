/*
 * utf8.h: what is and what is not UTF-8. For the files of read/.
 */
#ifndef CN_READ_UTF8_H
#define CN_READ_UTF8_H

#include "base/bytes.h"

/* The length of the sequence at text[at], 1 to 4 (RFC 3629: no surrogates, nothing over-long); 0: a
 * byte that belongs to none. More than what is left of `text`: its beginning, cut by the end. */
size_t cn_utf8_sequence(struct cn_str text, size_t at);
/* The last place not behind `at` that does not divide a sequence. */
size_t cn_utf8_boundary(struct cn_str text, size_t at);

struct cn_utf8_count {
    uint64_t wide;   /* sequences of two bytes or more */
    uint64_t broken; /* bytes that belong to no sequence */
    bool cut;        /* a sequence is cut by the end: not counted */
};
struct cn_utf8_count cn_utf8_count(struct cn_str text);
/* The same but for `wide`, which is 0; faster if little is broken. */
struct cn_utf8_count cn_utf8_check(struct cn_str text);
/* Appends the UTF-8 form of a code point; returns its length. */
uint32_t cn_utf8_add(struct cn_buf *, uint32_t code_point);

#endif
