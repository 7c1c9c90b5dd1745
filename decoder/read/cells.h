/*
 * cells.h: the cells of a table in delimited text (RFC 4180). For csv.c and dialect.c.
 */
#ifndef CN_READ_CELLS_H
#define CN_READ_CELLS_H

#include "base/bytes.h"

/* How a table is written. */
struct cn_dialect {
    char delimiter;
    bool quotes;         /* a cell that begins with " goes on to the closing one */
    uint64_t header_row; /* 0: none */
};

/* A stretch of text and where it begins. */
struct cn_stretch {
    const char *bytes;
    uint64_t base;
};

/* A walk through a table, from the first byte to the last; zero-initialise and set `at`, `start`
 * (the same), `row` and `column` (1). It can stop and go on at any byte. */
struct cn_cells {
    uint64_t at; /* how far it has come */
    uint64_t row;
    uint64_t column;
    uint64_t start;   /* of the cell it is in, without the quote */
    uint64_t content; /* the end of what was between quotes; 0: the cell has none */
    enum { CN_CELL_FRESH, CN_CELL_PLAIN, CN_CELL_QUOTED, CN_CELL_CLOSED } state;
};

enum cn_cell_event {
    CN_CELL_MORE, /* `limit` was reached in a cell, or where one begins */
    CN_CELL_END,
    CN_CELL_ROW_END
};

/* Goes on to behind the end of the cell, but not over `limit`. At an end, *cell gets what the cell
 * spans, without quotes; `cells` stands at the next one. */
enum cn_cell_event cn_cells_walk(struct cn_cells *cells, const struct cn_dialect *,
                                 struct cn_stretch text, uint64_t limit, struct cn_span *cell);
/* What the cell it is in spans if it ended at `end`. */
struct cn_span cn_cells_span(const struct cn_cells *, struct cn_stretch text, uint64_t end);

/* Looks for a table in the head of a document. Returns how many bits speak for it, 0 if there is
 * none; fills *dialect. */
unsigned cn_dialect_find(struct cn_str head, struct cn_str name, struct cn_dialect *dialect);

#endif
