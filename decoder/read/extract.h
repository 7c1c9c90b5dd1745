/*
 * extract.h: for readers of formats whose text is not their bytes: what they lay down.
 *
 * Such a reader goes through the source once and lays down text, in reading order, and marks that
 * say where in the document it stands: a page, a sheet, a cell. The text is kept (open/keep.h), and
 * reading.c reads it like any other; the marks become the locators of what is found in it, and the
 * cells the table that its headers are evidence in.
 *
 * Everything laid down after something failed is dropped, and cn_extract_state says so: a reader
 * asks now and then, and stops.
 */
#ifndef CN_READ_EXTRACT_H
#define CN_READ_EXTRACT_H

#include "open/keep.h"
#include "read/read.h"

struct cn_extract;

/* The number of a table's header row, where the reader does not know: it is looked for. */
#define CN_HEADER_FIND UINT32_MAX

/* What begins with a mark, and what it ends: a page, a slide and a sheet end all that was before; a
 * part ends a part and what is smaller; a table and a paragraph end a table. Tables do not nest:
 * one inside a cell is laid down as the cell's text. */
enum cn_mark_kind {
    CN_MARK_PAGE,      /* number, from 1 */
    CN_MARK_SLIDE,     /* number, from 1 */
    CN_MARK_SHEET,     /* number, from 1, and name */
    CN_MARK_HIDDEN,    /* the same, of a sheet that is not shown */
    CN_MARK_PART,      /* what is not the body: "header", "footnote", "comment", "link", "notes",
                        * "subject"; the number if there are several, else 0. Name "" and 0: the body
                        * again */
    CN_MARK_PARAGRAPH, /* number, from 1, in the body or the part */
    CN_MARK_TABLE,     /* number of the row that holds the headers; 0: none; or CN_HEADER_FIND */
    CN_MARK_ROW,       /* number, from 1, as it stands in the document */
    CN_MARK_CELL,      /* number of the column, from 1. The cell's text follows, up to the next mark
                        * or cn_extract_cell_end */
    CN_MARK_CELL_END,  /* what follows, a tab or a line end, is between cells */
    CN_MARK_TABLE_END
};

/* Text in UTF-8 that stands nowhere in the source so, or where that cannot be said. */
void cn_extract_text(struct cn_extract *, struct cn_str);
/* Text that stands for a span of the source as a whole ("&" for "&amp;"). */
void cn_extract_unit(struct cn_extract *, struct cn_str, struct cn_span source);
/* Text that stands in the source byte for byte, from `source` on. */
void cn_extract_copy(struct cn_extract *, struct cn_str, uint64_t source);
/* A line end, unless the text is at the beginning of a line already. */
void cn_extract_break(struct cn_extract *);
void cn_extract_mark(struct cn_extract *, enum cn_mark_kind, uint64_t number, struct cn_str name);
/* CN_OK; CN_PARTIAL: a limit was hit, nothing more is taken; CN_FATAL: memory is out. The document
 * has been told. */
enum cn_severity cn_extract_state(const struct cn_extract *);
/* Bytes of text so far. */
uint64_t cn_extract_len(const struct cn_extract *);

/* What a reader is given. */
struct cn_extraction {
    const struct cn_source *source;
    struct cn_document
        *document;          /* takes diagnostics, the status (cn_document_fail), the charset */
    struct cn_vault *vault; /* what is kept here must end before text is laid down */
    struct cn_str declared; /* the charset, as whoever sent the document says; may be empty */
    struct cn_extract *to;
};

/* ---- extract.c, for reading.c and tests ---- */

struct cn_extract *cn_extract_new(struct cn_document *, struct cn_vault *);
void cn_extract_free(struct cn_extract *);
/* The reader is done. Answers as cn_extract_state. What follows is good from then on. */
enum cn_severity cn_extract_end(struct cn_extract *);
struct cn_source cn_extract_source(const struct cn_extract *);
const struct cn_map *cn_extract_map(const struct cn_extract *);
/* The marks, good as long as the extract. */
struct cn_marks;
const struct cn_marks *cn_extract_marks(const struct cn_extract *);
/* A table's structure by the marks; NULL: memory is out. */
struct cn_layout *cn_marks_layout(const struct cn_marks *);

#endif
