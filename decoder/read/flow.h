/*
 * flow.h: text that flows: paragraphs, parts beside the body, tables with their cells.
 *
 * For the readers of markup (html.c, rtf.c), which meet these things in any order. A blank or a
 * line end is wanted when it is met, and laid down when something follows it on that line or the
 * next one; so no line begins or ends with a blank, and none is empty unless it is meant to be.
 * Every span says where in the source a thing stands; spans go back at most where a part begins.
 */
#ifndef CN_READ_FLOW_H
#define CN_READ_FLOW_H

#include "read/extract.h"

/* Zero-initialise all but `to`. */
struct cn_flow {
    struct cn_extract *to;
    struct cn_span blank_at, break_at;
    bool blank, line; /* wanted before what comes next */
    bool begun;       /* something stands on this line, or in this cell */
    char last;        /* byte laid down; 0: none yet */
    bool fresh;       /* what comes next begins a paragraph */
    bool table, row, cell;
    bool aside; /* a part that stands in a cell: it is laid down there */
    struct cn_str part;
    uint64_t part_number;
    uint64_t paragraphs, body_paragraphs, rows;
};

/* Text, without line ends. */
void cn_flow_copy(struct cn_flow *, struct cn_str, uint64_t source);
void cn_flow_unit(struct cn_flow *, struct cn_str, struct cn_span source);
/* A blank between words. */
void cn_flow_blank(struct cn_flow *, struct cn_span);
/* A new line; in a cell, a blank. */
void cn_flow_break(struct cn_flow *, struct cn_span);
/* The same, also where that leaves a line empty. */
void cn_flow_line(struct cn_flow *, struct cn_span);
/* The same, and what follows is another paragraph. */
void cn_flow_paragraph(struct cn_flow *, struct cn_span);
/* What follows belongs to a part that is called `name` (static), or, if that is empty, to the body
 * again, to the paragraph that was interrupted. A part in a cell is text of that cell. */
void cn_flow_part(struct cn_flow *, struct cn_str name, uint64_t number, struct cn_span);
/* A table; rows and cells end those before them. */
void cn_flow_table(struct cn_flow *, struct cn_span);
void cn_flow_row(struct cn_flow *, struct cn_span);
void cn_flow_cell(struct cn_flow *, uint64_t column, struct cn_span);
void cn_flow_cell_end(struct cn_flow *, struct cn_span);
void cn_flow_row_end(struct cn_flow *, struct cn_span);
void cn_flow_table_end(struct cn_flow *, struct cn_span);
/* No more comes. */
void cn_flow_end(struct cn_flow *);

#endif
