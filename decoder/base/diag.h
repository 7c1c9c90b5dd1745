/*
 * diag.h: what went wrong, how badly, and where.
 *
 * Three things that are kept apart: severity (may we go on?), code (one catalogue, catalogue.def,
 * holds every message there is) and place. Diagnostics are kept on the document or the dictionary
 * they belong to; cli alone prints them. Included by everyone.
 */
#ifndef CN_BASE_DIAG_H
#define CN_BASE_DIAG_H

#include "base/bytes.h"

/* Ordered: a worse one has a larger value. */
enum cn_severity {
    CN_OK,      /* done as asked */
    CN_END,     /* done, and there is no more */
    CN_PARTIAL, /* done in part: what was got is good, something is missing */
    CN_SKIP,    /* this item (a document, a row) is given up; the run goes on */
    CN_FATAL    /* nothing more can be done: memory is out, the output cannot be written */
};

enum cn_code {
#define CN_CODE(name, text) name,
#include "base/catalogue.def"
#undef CN_CODE
    CN_CODES
};

/* Where: a file's or document's name, and the line and byte column in it, both from 1; 0 is
 * unknown. */
struct cn_where {
    struct cn_str file;
    uint64_t line;
    uint64_t column;
};

struct cn_diag {
    enum cn_severity severity;
    enum cn_code code;
    struct cn_where where; /* strings are owned by the list */
    struct cn_str detail; /* what in particular; may be empty. As met: not escaped for a terminal */
};

/* Zero-initialise. At most CN_DIAGS_MAX are kept, the rest counted. */
struct cn_diags {
    struct cn_diag *items;
    size_t len;
    size_t cap;
    uint64_t dropped;
    enum cn_severity worst;
};

/* Notes one. Out of memory is remembered as worst = CN_FATAL. Returns `severity`, so that a
 * function can end with `return cn_diag_add(...)`. `detail` is a printf format, or NULL. */
enum cn_severity cn_diag_add(struct cn_diags *, enum cn_severity severity, enum cn_code code,
                             const struct cn_where *where, const char *detail, ...)
    __attribute__((format(printf, 5, 6)));
/* The catalogue's sentence for a code: what it is and what to do. */
const char *cn_code_text(enum cn_code);
/* The code's own name in lower case with hyphens ("packed-corrupt"), for JSON and tests. */
const char *cn_code_name(enum cn_code);
void cn_diags_free(struct cn_diags *);

#endif
