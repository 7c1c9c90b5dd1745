/*
 * marked.c: the table that marks describe, as a layout over the text.
 *
 * All cells are known from the start, so nothing is walked: an offset's cell is the last mark
 * before it. The headers of a table are looked up once, when the first of its cells is asked for.
 */
#include "read/marks.h"
#include "read/readers.h"

#include <stdlib.h>
#include <string.h>

struct marked {
    struct cn_layout layout;
    const struct cn_marks *marks;
    uint32_t table;                          /* whose headers these are, or CN_NO_MARK */
    struct cn_str headers[CN_TABLE_COLUMNS]; /* borrowed from the marks */
};

static const struct cn_mark *at(const struct marked *self, uint32_t mark) {
    return &self->marks->items[mark];
}

/* Goes through the row's cells; each has its row in `within`. */
static uint32_t next_cell(const struct marked *self, uint32_t row, uint32_t mark) {
    for (mark++; mark < self->marks->len; mark++) {
        if (at(self, mark)->within != row)
            return CN_NO_MARK;
        if (at(self, mark)->kind == CN_MARK_CELL)
            return mark;
    }
    return CN_NO_MARK;
}

static uint32_t header_row(const struct marked *self, uint32_t table) {
    for (uint32_t mark = table + 1; mark < self->marks->len; mark++) {
        const struct cn_mark *row = at(self, mark);
        if (row->kind == CN_MARK_ROW && row->number == at(self, table)->number)
            return mark;
        if (row->kind == CN_MARK_ROW && row->within != table)
            break;
    }
    return CN_NO_MARK;
}

static void look_up_headers(struct marked *self, uint32_t table) {
    if (self->table == table)
        return;
    self->table = table;
    memset(self->headers, 0, sizeof self->headers);
    uint32_t row = at(self, table)->number > 0 ? header_row(self, table) : CN_NO_MARK;
    uint32_t cell = row;
    while (cell != CN_NO_MARK && (cell = next_cell(self, row, cell)) != CN_NO_MARK) {
        uint32_t column = at(self, cell)->number;
        if (column >= 1 && column <= CN_TABLE_COLUMNS)
            self->headers[column - 1] = at(self, cell)->name;
    }
}

/* The first two cells that name something carry their text; a row has no more cells before them
 * than it has columns. */
static struct cn_str label_beside(const struct marked *self, uint32_t row, uint32_t own) {
    uint32_t cell = row;
    for (unsigned seen = 0; seen < CN_TABLE_COLUMNS; seen++) {
        cell = next_cell(self, row, cell);
        if (cell == CN_NO_MARK)
            break;
        if (cell != own && at(self, cell)->name.len > 0)
            return at(self, cell)->name;
    }
    return (struct cn_str){NULL, 0};
}

static bool find_cell(struct cn_layout *layout, uint64_t offset, struct cn_cell *cell) {
    struct marked *self = (struct marked *)layout;
    uint32_t mark = cn_marks_before(self->marks, offset);
    *cell = (struct cn_cell){.row = 0};
    if (mark == CN_NO_MARK || at(self, mark)->kind != CN_MARK_CELL)
        return false;
    uint32_t row = at(self, mark)->within;
    uint32_t table = at(self, row)->within;
    uint64_t end = mark + 1 < self->marks->len ? at(self, mark + 1)->at : UINT64_MAX;
    *cell = (struct cn_cell){.row = at(self, row)->number,
                             .column = at(self, mark)->number,
                             .span = {at(self, mark)->at, end}};
    if (cell->row <= at(self, table)->number)
        return true;
    look_up_headers(self, table);
    cell->label = label_beside(self, row, mark);
    if (cell->column >= 1 && cell->column <= CN_TABLE_COLUMNS)
        cell->header = self->headers[cell->column - 1];
    return true;
}

/* Nobody reads the text back as a table. */
static struct cn_str reserved(const struct cn_layout *layout) {
    (void)layout;
    return (struct cn_str){NULL, 0};
}

static bool enter(struct cn_layout *layout, const struct cn_text *window) {
    (void)layout;
    (void)window;
    return true;
}

static void stay(struct cn_layout *layout) {
    (void)layout;
}

static void free_marked(struct cn_layout *layout) {
    free(layout);
}

static const struct cn_layout_kind marked_kind = {.cell = find_cell,
                                                  .reserved = reserved,
                                                  .enter = enter,
                                                  .leave = stay,
                                                  .rewind = stay,
                                                  .free = free_marked};

struct cn_layout *cn_marks_layout(const struct cn_marks *marks) {
    struct marked *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->layout.kind = &marked_kind;
    self->marks = marks;
    self->table = CN_NO_MARK;
    return &self->layout;
}
