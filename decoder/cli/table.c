/*
 * table.c: a small table as text.
 */
#include "cli/table.h"
#include "emit/emit.h"
#include "tokenize/tokenize.h"

#include <stdarg.h>
#include <stdio.h>

static size_t cells_len(const struct cn_table *table) {
    return table->cells.len / sizeof(struct cn_str);
}

static const struct cn_str *cell_at(const struct cn_table *table, size_t i) {
    return (const struct cn_str *)(const void *)table->cells.bytes + i;
}

/* Columns that a text takes on a terminal. */
static size_t width_of(struct cn_str text) {
    size_t width = 0, len;
    for (size_t at = 0; at < text.len; at += len)
        width += (size_t)cn_char_width(cn_utf8_next(text, at, &len));
    return width;
}

void cn_table_begin(struct cn_table *table, const char *const *titles) {
    for (table->columns = 0; titles[table->columns]; table->columns++) {
        const char *title = titles[table->columns];
        table->right[table->columns] = *title == '>';
        cn_table_add(table, cn_str_of(*title == '>' ? title + 1 : title));
    }
}

void cn_table_add(struct cn_table *table, struct cn_str text) {
    struct cn_buf escaped = {0};
    cn_escape_terminal(&escaped, text, false);
    struct cn_str cell = cn_arena_copy(&table->arena, cn_buf_str(&escaped));
    cn_buf_add(&table->cells, &cell, sizeof cell);
    table->cells.failed |= escaped.failed || table->arena.failed;
    cn_buf_free(&escaped);
}

void cn_table_addf(struct cn_table *table, const char *format, ...) {
    char text[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cn_table_add(table, cn_str_of(text));
}

void cn_table_add_fixed(struct cn_table *table, double value, int decimals) {
    struct cn_buf text = {0};
    cn_buf_add_fixed(&text, value, decimals);
    cn_table_add(table, cn_buf_str(&text));
    table->cells.failed |= text.failed;
    cn_buf_free(&text);
}

void cn_table_end_row(struct cn_table *table) {
    while (!table->cells.failed && cells_len(table) % table->columns != 0)
        cn_table_add(table, CN_STR(""));
}

static void measure(const struct cn_table *table, size_t *widths) {
    for (size_t i = 0; i < cells_len(table); i++) {
        size_t width = width_of(*cell_at(table, i));
        size_t *widest = &widths[i % table->columns];
        *widest = width > *widest ? width : *widest;
    }
}

static void add_blanks(struct cn_buf *out, size_t count) {
    while (count-- > 0)
        cn_buf_add_byte(out, ' ');
}

void cn_table_write(const struct cn_table *table, struct cn_buf *out) {
    size_t widths[CN_TABLE_WIDTH] = {0};
    measure(table, widths);
    for (size_t i = 0; i < cells_len(table); i++) {
        size_t column = i % table->columns;
        struct cn_str cell = *cell_at(table, i);
        size_t blanks = widths[column] - width_of(cell);
        bool last = column + 1 == table->columns;
        if (table->right[column])
            add_blanks(out, blanks);
        cn_buf_add_str(out, cell);
        if (!table->right[column] && !last)
            add_blanks(out, blanks);
        cn_buf_add_text(out, last ? "\n" : "  ");
    }
    out->failed |= table->cells.failed;
}

void cn_table_write_tsv(const struct cn_table *table, struct cn_buf *out) {
    for (size_t i = 0; i < cells_len(table); i++) {
        cn_buf_add_str(out, *cell_at(table, i));
        cn_buf_add_byte(out, (i + 1) % table->columns == 0 ? '\n' : '\t');
    }
    out->failed |= table->cells.failed;
}

void cn_table_free(struct cn_table *table) {
    cn_buf_free(&table->cells);
    cn_arena_free(&table->arena);
}
