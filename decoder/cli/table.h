/*
 * table.h: a small table as text: columns aligned for the eye, or cells parted by tabs for
 * machines. For cli/.
 */
#ifndef CN_CLI_TABLE_H
#define CN_CLI_TABLE_H

#include "base/arena.h"

#define CN_TABLE_WIDTH 16

/* Zero-initialise. */
struct cn_table {
    struct cn_arena arena;
    struct cn_buf cells; /* of struct cn_str, row after row */
    size_t columns;
    bool right[CN_TABLE_WIDTH]; /* aligned to the right: numbers */
};

/* The header row; at most CN_TABLE_WIDTH titles, ended by NULL. A title after '>' is that of a
 * column of numbers. */
void cn_table_begin(struct cn_table *, const char *const *titles);
/* The next cell. What a terminal might act on is escaped. */
void cn_table_add(struct cn_table *, struct cn_str);
void cn_table_addf(struct cn_table *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A number with a fraction. */
void cn_table_add_fixed(struct cn_table *, double value, int decimals);
/* Fills the row up with empty cells. */
void cn_table_end_row(struct cn_table *);
void cn_table_write(const struct cn_table *, struct cn_buf *);
/* Cells parted by tabs. */
void cn_table_write_tsv(const struct cn_table *, struct cn_buf *);
void cn_table_free(struct cn_table *);

#endif
