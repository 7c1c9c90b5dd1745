/*
 * csv.c: tables of comma-, tab-, semicolon- and bar-separated text: a structure laid over the text,
 * which stays as it is.
 *
 * The layout walks forward only as far as it is asked, and at the end of each window to the end of
 * its core, so that its place in the table is known even when a row is longer than a window. Of the
 * cells behind it it keeps the header row and the row's label; what lies ahead (the rest of a cell,
 * the label of a row's first cell) it looks up within the margin, on a copy of itself, so that the
 * answer is the same whatever window the cell falls in.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "read/cells.h"
#include "read/readers.h"
#include "read/utf8.h"

#include <stdlib.h>
#include <string.h>

/* How far ahead of an offset is looked: what every window shows. */
#define AHEAD (CN_WINDOW_MARGIN - 4)

/* The beginning of a cell, as it stands in the text: room for doubled quotes. */
struct capture {
    size_t len;
    char bytes[CN_TABLE_CELL * 2 + 2];
};

/* The row's first cell that names something. */
struct label {
    uint64_t row; /* 0: none */
    uint64_t column;
    size_t len;
    char bytes[CN_TABLE_CELL];
};

/* What moves along the table. */
struct place {
    struct cn_cells cells;
    struct capture capture;
    struct label label;
};

struct table {
    struct cn_layout layout;
    struct cn_dialect dialect;
    struct place place;
    struct cn_arena headers_arena;
    struct cn_str headers[CN_TABLE_COLUMNS];
    struct cn_arena asked; /* strings handed out for this window */
    struct cn_str label;   /* the last one of them */
    struct cn_text window;
    char reserved[2];
};

static struct cn_stretch window_text(const struct table *layout) {
    return (struct cn_stretch){layout->window.bytes, layout->window.base};
}

/* ---- the cells passed ---- */

/* A captured cell without its quotes and the blanks around, cut at CN_TABLE_CELL. */
static size_t clean(const struct capture *capture, bool quotes, char out[CN_TABLE_CELL]) {
    struct cn_str cell = cn_str_trim((struct cn_str){capture->bytes, capture->len});
    char plain[sizeof(capture->bytes)];
    struct cn_str text = {plain, 0};
    bool quoted = quotes && cell.len && cell.bytes[0] == '"';

    for (size_t i = quoted; i < cell.len; i++) {
        bool quote = quoted && cell.bytes[i] == '"';

        if (quote && (i + 1 == cell.len || cell.bytes[i + 1] != '"'))
            break;
        i += quote;
        plain[text.len++] = cell.bytes[i];
    }
    text = cn_str_trim(text);
    if (text.len > CN_TABLE_CELL)
        text.len = cn_utf8_boundary(text, CN_TABLE_CELL);
    if (text.len)
        memcpy(out, text.bytes, text.len);
    return text.len;
}

static void capture_add(struct capture *capture, const char *bytes, size_t len) {
    size_t room = sizeof(capture->bytes) - capture->len;

    if (len > room)
        len = room;
    memcpy(capture->bytes + capture->len, bytes, len);
    capture->len += len;
}

/* A running number names nothing: a letter is wanted, in whatever script. */
static bool names_something(const char *bytes, size_t len) {
    for (size_t i = 0; i < len; i++) {
        unsigned char lower = (unsigned char)bytes[i] | 0x20;

        if ((lower >= 'a' && lower <= 'z') || lower >= 0x80)
            return true;
    }
    return false;
}

static void keep_label(struct place *place, const struct cn_dialect *dialect, uint64_t row,
                       uint64_t column) {
    struct label *label = &place->label;

    if (label->row == row)
        return;
    label->len = clean(&place->capture, dialect->quotes, label->bytes);
    label->column = column;
    label->row = names_something(label->bytes, label->len) ? row : 0;
}

static void keep_header(struct table *layout, const struct capture *capture, uint64_t column) {
    char text[CN_TABLE_CELL];
    size_t len = clean(capture, layout->dialect.quotes, text);

    if (column <= CN_TABLE_COLUMNS)
        layout->headers[column - 1] =
            cn_arena_copy(&layout->headers_arena, (struct cn_str){text, len});
}

/* Walks on to the end of the cell or to `limit`, and keeps what the cell says if it is wanted. */
static enum cn_cell_event walk_cell(struct place *place, const struct table *layout, uint64_t limit,
                                    struct cn_span *cell) {
    struct cn_stretch text = window_text(layout);
    uint64_t from = place->cells.at;
    uint64_t row = place->cells.row;
    uint64_t column = place->cells.column;
    enum cn_cell_event event = cn_cells_walk(&place->cells, &layout->dialect, text, limit, cell);
    uint64_t to = place->cells.at - (event != CN_CELL_MORE);

    if (row == layout->dialect.header_row || place->label.row != row)
        capture_add(&place->capture, text.bytes + (from - text.base), (size_t)(to - from));
    if (event != CN_CELL_MORE)
        keep_label(place, &layout->dialect, row, column);
    return event;
}

/* The layout's own place moves on to `to`. */
static void advance(struct table *layout, uint64_t to) {
    struct place *place = &layout->place;

    while (place->cells.at < to) {
        uint64_t row = place->cells.row;
        uint64_t column = place->cells.column;
        struct cn_span cell;

        if (walk_cell(place, layout, to, &cell) == CN_CELL_MORE)
            return;
        if (row == layout->dialect.header_row)
            keep_header(layout, &place->capture, column);
        place->capture.len = 0;
    }
}

/* ---- the cells ahead ---- */

/* How far may be looked from an offset, and whether the document ends there. */
static uint64_t horizon(const struct table *layout, uint64_t offset, bool *end) {
    uint64_t shown = layout->window.base + layout->window.len;

    *end = layout->window.last && offset + AHEAD >= shown;
    return offset + AHEAD < shown ? offset + AHEAD : shown;
}

/* The span of the cell `place` is in. */
static struct cn_span span_ahead(const struct table *layout, struct cn_cells cells,
                                 uint64_t limit) {
    struct cn_span cell;

    if (cn_cells_walk(&cells, &layout->dialect, window_text(layout), limit, &cell) == CN_CELL_MORE)
        cell = cn_cells_span(&cells, window_text(layout), limit);
    return cell;
}

/* Goes on from `place` to the row's first telling cell behind the one it is in. */
static void label_ahead(const struct table *layout, struct place *place, uint64_t limit, bool end) {
    uint64_t row = place->cells.row;
    uint64_t own = place->cells.column;
    struct cn_span cell;

    for (;;) {
        uint64_t column = place->cells.column;
        enum cn_cell_event event = walk_cell(place, layout, limit, &cell);

        if (event == CN_CELL_MORE && end)
            keep_label(place, &layout->dialect, row, column);
        if (column == own)
            place->label.row = 0;
        if (event != CN_CELL_END || place->label.row == row)
            return;
        place->capture.len = 0;
    }
}

/* ---- what others ask ---- */

static struct cn_str lend_label(struct table *layout, const struct label *label) {
    struct cn_str text = {label->bytes, label->len};

    if (!cn_str_equal(text, layout->label))
        layout->label = cn_arena_copy(&layout->asked, text);
    return layout->label;
}

static struct cn_str find_label(struct table *layout, uint64_t limit, bool end) {
    const struct place *place = &layout->place;
    struct place probe;

    if (place->label.row == place->cells.row)
        return lend_label(layout, &place->label);
    probe = *place;
    label_ahead(layout, &probe, limit, end);
    if (probe.label.row != place->cells.row)
        return (struct cn_str){NULL, 0};
    return lend_label(layout, &probe.label);
}

static bool find_cell(struct cn_layout *self, uint64_t offset, struct cn_cell *cell) {
    struct table *layout = (struct table *)self;
    const struct cn_cells *cells = &layout->place.cells;
    bool end;
    uint64_t limit = horizon(layout, offset, &end);

    advance(layout, offset);
    *cell = (struct cn_cell){.row = cells->row, .column = cells->column};
    if (cells->at != offset)
        return false;
    cell->span = span_ahead(layout, *cells, limit);
    if (cells->row <= layout->dialect.header_row)
        return true;
    cell->label = find_label(layout, limit, end);
    if (cells->column <= CN_TABLE_COLUMNS)
        cell->header = layout->headers[cells->column - 1];
    return true;
}

static struct cn_str reserved(const struct cn_layout *self) {
    const struct table *layout = (const struct table *)self;

    return (struct cn_str){layout->reserved, sizeof(layout->reserved)};
}

/* ---- windows ---- */

static bool enter(struct cn_layout *self, const struct cn_text *window) {
    struct table *layout = (struct table *)self;
    struct cn_str text = {window->bytes, window->len};
    bool failed = layout->asked.failed || layout->headers_arena.failed;

    layout->window = *window;
    if (window->first && cn_str_starts(text, CN_STR("\xef\xbb\xbf")))
        layout->place.cells.at = layout->place.cells.start = 3; /* the mark is part of no cell */
    layout->label = (struct cn_str){NULL, 0};
    cn_arena_free(&layout->asked);
    return !failed;
}

static void leave(struct cn_layout *self) {
    struct table *layout = (struct table *)self;

    advance(layout, layout->window.base + layout->window.core_end);
}

static void rewind_table(struct cn_layout *self) {
    struct table *layout = (struct table *)self;

    layout->place = (struct place){.cells = {.row = 1, .column = 1}};
    layout->window = (struct cn_text){0};
    memset(layout->headers, 0, sizeof(layout->headers));
    cn_arena_free(&layout->headers_arena);
    layout->label = (struct cn_str){NULL, 0};
    cn_arena_free(&layout->asked);
}

static void free_table(struct cn_layout *self) {
    rewind_table(self);
    free(self);
}

static const struct cn_layout_kind table_kind = {.cell = find_cell,
                                                 .reserved = reserved,
                                                 .enter = enter,
                                                 .leave = leave,
                                                 .rewind = rewind_table,
                                                 .free = free_table};

/* ---- the reader ---- */

static unsigned bid(struct cn_str head, struct cn_str name) {
    struct cn_dialect dialect;

    return cn_dialect_find(head, name, &dialect);
}

static enum cn_severity lay(struct cn_str head, struct cn_str name, struct cn_layout **out) {
    struct table *layout = calloc(1, sizeof(*layout));

    *out = layout ? &layout->layout : NULL;
    if (!layout)
        return CN_FATAL;
    layout->layout.kind = &table_kind;
    cn_dialect_find(head, name, &layout->dialect);
    layout->reserved[0] = layout->dialect.delimiter;
    layout->reserved[1] = '"';
    rewind_table(&layout->layout);
    return CN_OK;
}

const struct cn_reader cn_reader_csv = {
    .name = "csv", .what = "comma- or tab-separated tables", .bid = bid, .layout = lay};
