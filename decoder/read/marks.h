/*
 * marks.h: where in a document its extracted text stands: pages, sheets, cells, parts.
 *
 * For extract.c, which collects them, and marked.c, which makes a table's layout of them; emitters
 * ask cn_text_locate (read.h). What each kind means is in extract.h. A mark knows the one that it
 * stands in, so that a place is found in a few steps from the last mark before it.
 */
#ifndef CN_READ_MARKS_H
#define CN_READ_MARKS_H

#include "base/arena.h"
#include "base/limits.h"
#include "read/extract.h"

#define CN_NO_MARK UINT32_MAX

struct cn_mark {
    uint64_t at;     /* text offset in the document */
    uint32_t number; /* page, row, column ... */
    uint32_t within; /* the mark it stands in, or CN_NO_MARK */
    struct cn_str
        name; /* of a sheet or part; of a cell that may be a header or a label, its text */
    enum cn_mark_kind kind;
};

/* Zero-initialise, then cn_marks_begin. */
struct cn_marks {
    struct cn_mark *items; /* by place; owned */
    size_t len, cap;
    struct cn_arena names;
    /* of what is open: CN_NO_MARK: none */
    uint32_t place, part, table, row, cell;
    bool failed; /* memory is out */
    bool full;   /* there are CN_MARKS_MAX: later places are not known */
    /* of the open cell and its row */
    char text[CN_TABLE_CELL];
    size_t text_len;
    unsigned telling; /* cells of the row that hold a letter */
};

void cn_marks_begin(struct cn_marks *);
void cn_marks_add(struct cn_marks *, uint64_t at, enum cn_mark_kind, uint64_t number,
                  struct cn_str name);
/* Text was laid down: what the open cell says, if one is. */
void cn_marks_text(struct cn_marks *, struct cn_str);
/* No more text comes. */
void cn_marks_end(struct cn_marks *);
/* The last mark at or before a text offset, or CN_NO_MARK. */
uint32_t cn_marks_before(const struct cn_marks *, uint64_t offset);
void cn_marks_free(struct cn_marks *);

#endif
