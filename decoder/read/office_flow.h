/*
 * office_flow.h: the text of an office file as it runs: paragraphs, tables, and what stands aside.
 *
 * For the readers of office files. It knows where line ends and blanks go. What stands aside of a
 * paragraph (a note, a comment, a box) is kept until the paragraph ends, or the table around it:
 * so it cuts neither a name nor a sentence in two.
 */
#ifndef CN_READ_OFFICE_FLOW_H
#define CN_READ_OFFICE_FLOW_H

#include "read/extract.h"

/* Set `to`, the rest is zero. */
struct cn_office_flow {
    struct cn_extract *to;
    struct cn_buf asides;        /* what waits */
    unsigned aside;              /* how deep in them */
    bool aside_begun;            /* the aside holds text on its last line */
    unsigned paragraphs, tables; /* how deep, outside of asides */
    unsigned cells;              /* of tables that stand in the text */
    uint32_t row, column;
    uint32_t paragraph;      /* number of the last one, in the body or part */
    uint32_t body_paragraph; /* the same of the body while in a part */
    const char *part;        /* where the text is; NULL: the body */
    uint32_t part_number;
    bool cell_text;         /* the cell holds text ... */
    bool cell_blank;        /* ... and a blank is due before more */
    unsigned deleted;       /* how deep in what was deleted */
    bool deleted_mark;      /* its mark is made */
    bool edit_text, edited; /* text in the edit; text right before was one */
    char last;              /* character of the text */
};

void cn_office_flow_text(struct cn_office_flow *, struct cn_str);
void cn_office_flow_line(struct cn_office_flow *); /* a line end inside of a paragraph */
void cn_office_flow_tab(struct cn_office_flow *);
void cn_office_flow_paragraph(struct cn_office_flow *);
void cn_office_flow_paragraph_end(struct cn_office_flow *);
/* What follows belongs to this part, the name of which is a literal; NULL: the body again. */
void cn_office_flow_part(struct cn_office_flow *, const char *name, uint32_t number);
/* What follows, up to the end, stands aside; `part` (a literal) may be NULL. */
void cn_office_flow_aside(struct cn_office_flow *, const char *part, uint32_t number);
void cn_office_flow_aside_end(struct cn_office_flow *);
/* Text that was deleted or inserted by an editor whose changes are kept. */
void cn_office_flow_edit(struct cn_office_flow *, bool deleted);
void cn_office_flow_edit_end(struct cn_office_flow *, bool deleted);
/* `header` as in CN_MARK_TABLE; number 0: the next one. */
void cn_office_flow_table(struct cn_office_flow *, uint32_t header);
void cn_office_flow_row(struct cn_office_flow *, uint32_t number);
void cn_office_flow_cell(struct cn_office_flow *, uint32_t column);
void cn_office_flow_cell_end(struct cn_office_flow *);
void cn_office_flow_row_end(struct cn_office_flow *);
void cn_office_flow_table_end(struct cn_office_flow *);
/* A slide, a sheet. Ends all that is open. */
void cn_office_flow_place(struct cn_office_flow *, enum cn_mark_kind, uint32_t number,
                          struct cn_str name);
/* Ends all that is open, whatever was left so by a document that broke off. */
void cn_office_flow_end(struct cn_office_flow *);
void cn_office_flow_free(struct cn_office_flow *);

/* Bytes laid down so far, those that wait included. */
uint64_t cn_office_flow_len(const struct cn_office_flow *);

#endif
