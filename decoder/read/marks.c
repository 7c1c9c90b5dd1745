/*
 * marks.c: collecting marks, and finding the place of a text offset by them.
 *
 * A header is looked for as in a table of text: the first row in which two cells hold a letter;
 * what stands above it are titles. The text of its cells is kept on their marks, and in every row
 * that of the first two cells with a letter: one of them is the label of the others.
 */
#include "read/marks.h"

#include "read/utf8.h"

#include <stdlib.h>
#include <string.h>

void cn_marks_begin(struct cn_marks *marks) {
    marks->place = marks->part = marks->table = marks->row = marks->cell = CN_NO_MARK;
}

void cn_marks_free(struct cn_marks *marks) {
    free(marks->items);
    cn_arena_free(&marks->names);
    *marks = (struct cn_marks){0};
}

/* ---- collecting ---- */

static bool has_room(struct cn_marks *marks) {
    size_t cap = marks->cap ? marks->cap * 2 : 64;
    if (marks->len < marks->cap)
        return true;
    struct cn_mark *grown = realloc(marks->items, cap * sizeof *grown);
    if (!grown) {
        marks->failed = true;
        return false;
    }
    marks->items = grown;
    marks->cap = cap;
    return true;
}

static struct cn_str keep_name(struct cn_marks *marks, struct cn_str name) {
    if (name.len == 0)
        return (struct cn_str){NULL, 0};
    struct cn_str kept = cn_arena_copy(&marks->names, name);
    marks->failed |= !kept.bytes;
    return kept.bytes ? kept : (struct cn_str){NULL, 0};
}

/* Are the headers still looked for, or is this row of them? */
static bool heads(const struct cn_marks *marks) {
    uint32_t header = marks->items[marks->table].number;
    return header == CN_HEADER_FIND || header == marks->items[marks->row].number;
}

static void end_cell(struct cn_marks *marks) {
    struct cn_str text = cn_str_trim((struct cn_str){marks->text, marks->text_len});
    if (marks->cell == CN_NO_MARK)
        return;
    if (cn_str_holds_letter(text)) {
        if (marks->telling < 2 || heads(marks))
            marks->items[marks->cell].name = keep_name(marks, text);
        marks->telling++;
    }
    marks->cell = CN_NO_MARK;
}

static void end_row(struct cn_marks *marks) {
    end_cell(marks);
    if (marks->row == CN_NO_MARK)
        return;
    struct cn_mark *table = &marks->items[marks->table];
    if (table->number == CN_HEADER_FIND && marks->telling >= 2)
        table->number = marks->items[marks->row].number;
    marks->row = CN_NO_MARK;
}

static void end_table(struct cn_marks *marks) {
    end_row(marks);
    if (marks->table != CN_NO_MARK && marks->items[marks->table].number == CN_HEADER_FIND)
        marks->items[marks->table].number = 0;
    marks->table = CN_NO_MARK;
}

/* Ends what the mark ends, and returns what it stands in. */
static uint32_t close_before(struct cn_marks *marks, enum cn_mark_kind kind) {
    switch (kind) {
    case CN_MARK_CELL:
    case CN_MARK_CELL_END:
        end_cell(marks);
        return marks->row;
    case CN_MARK_ROW:
        end_row(marks);
        marks->telling = 0;
        return marks->table;
    case CN_MARK_PART:
        end_table(marks);
        marks->part = CN_NO_MARK;
        return marks->place;
    case CN_MARK_PAGE:
    case CN_MARK_SLIDE:
    case CN_MARK_SHEET:
    case CN_MARK_HIDDEN:
        end_table(marks);
        marks->part = marks->place = CN_NO_MARK;
        return CN_NO_MARK;
    default:
        end_table(marks);
        return marks->part != CN_NO_MARK ? marks->part : marks->place;
    }
}

static void open_now(struct cn_marks *marks, enum cn_mark_kind kind, uint32_t mark) {
    switch (kind) {
    case CN_MARK_CELL:
        marks->cell = mark;
        marks->text_len = 0;
        break;
    case CN_MARK_ROW:
        marks->row = mark;
        break;
    case CN_MARK_TABLE:
        marks->table = mark;
        break;
    case CN_MARK_PART:
        marks->part = mark;
        break;
    case CN_MARK_PAGE:
    case CN_MARK_SLIDE:
    case CN_MARK_SHEET:
    case CN_MARK_HIDDEN:
        marks->place = mark;
        break;
    default:
        break;
    }
}

/* A row outside of a table, or a cell outside of a row, is none. */
static bool stray(const struct cn_marks *marks, enum cn_mark_kind kind) {
    if (kind == CN_MARK_ROW)
        return marks->table == CN_NO_MARK;
    return (kind == CN_MARK_CELL || kind == CN_MARK_CELL_END) && marks->row == CN_NO_MARK;
}

void cn_marks_add(struct cn_marks *marks, uint64_t at, enum cn_mark_kind kind, uint64_t number,
                  struct cn_str name) {
    marks->full |= marks->len >= CN_MARKS_MAX;
    if (marks->failed || marks->full || stray(marks, kind))
        return;
    uint32_t within = close_before(marks, kind);
    if (!has_room(marks))
        return;
    struct cn_mark mark = {.at = at,
                           .number = number < UINT32_MAX ? (uint32_t)number : UINT32_MAX,
                           .within = within,
                           .kind = kind,
                           .name = keep_name(marks, name)};
    marks->items[marks->len] = mark;
    open_now(marks, kind, (uint32_t)marks->len);
    marks->len++;
}

void cn_marks_text(struct cn_marks *marks, struct cn_str text) {
    size_t room = sizeof marks->text - marks->text_len;
    if (marks->cell == CN_NO_MARK || room == 0)
        return;
    if (text.len > room)
        text.len = cn_utf8_boundary(text, room);
    memcpy(marks->text + marks->text_len, text.bytes, text.len);
    marks->text_len += text.len;
}

void cn_marks_end(struct cn_marks *marks) {
    end_table(marks);
}

/* ---- finding ---- */

uint32_t cn_marks_before(const struct cn_marks *marks, uint64_t offset) {
    size_t low = 0;
    size_t high = marks->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (marks->items[middle].at <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? (uint32_t)(low - 1) : CN_NO_MARK;
}

static void tell(struct cn_locator *place, const struct cn_mark *mark) {
    switch (mark->kind) {
    case CN_MARK_PAGE:
        place->page = mark->number;
        break;
    case CN_MARK_SLIDE:
        place->slide = mark->number;
        break;
    case CN_MARK_HIDDEN:
    case CN_MARK_SHEET:
        place->hidden = mark->kind == CN_MARK_HIDDEN;
        place->sheet = mark->number;
        place->sheet_name = mark->name;
        break;
    case CN_MARK_PART:
        place->part = mark->name;
        place->part_number = mark->number;
        break;
    case CN_MARK_PARAGRAPH:
        place->paragraph = mark->number;
        break;
    case CN_MARK_ROW:
        place->row = mark->number;
        break;
    case CN_MARK_CELL:
        place->column = mark->number;
        break;
    default:
        break;
    }
}

bool cn_text_locate(const struct cn_text *text, uint64_t offset, struct cn_locator *place) {
    *place = (struct cn_locator){0};
    if (!text->marks)
        return false;
    uint32_t mark = cn_marks_before(text->marks, offset);
    for (uint32_t at = mark; at != CN_NO_MARK; at = text->marks->items[at].within)
        tell(place, &text->marks->items[at]);
    return mark != CN_NO_MARK;
}

static bool heads_lines(enum cn_mark_kind kind) {
    return kind == CN_MARK_PAGE || kind == CN_MARK_SLIDE || kind == CN_MARK_SHEET ||
           kind == CN_MARK_HIDDEN || kind == CN_MARK_PART;
}

bool cn_text_heading(const struct cn_text *text, uint64_t from, uint64_t to, uint64_t *at) {
    const struct cn_marks *marks = text->marks;
    uint32_t mark = marks && from > 0 ? cn_marks_before(marks, from - 1) : CN_NO_MARK;
    if (!marks)
        return false;
    for (mark = mark == CN_NO_MARK ? 0 : mark + 1; mark < marks->len; mark++) {
        *at = marks->items[mark].at;
        if (*at >= to)
            return false;
        if (heads_lines(marks->items[mark].kind))
            return true;
    }
    return false;
}

static bool breaks(enum cn_mark_kind kind) {
    return heads_lines(kind) && kind != CN_MARK_PAGE;
}

struct cn_span cn_text_stretch(const struct cn_text *text, uint64_t offset, uint64_t reach) {
    const struct cn_marks *marks = text->marks;
    struct cn_span stretch = {0, UINT64_MAX};
    if (!marks)
        return stretch;
    uint32_t mark = cn_marks_before(marks, offset);
    for (uint32_t at = mark; at != CN_NO_MARK; at = marks->items[at].within) {
        if (breaks(marks->items[at].kind)) {
            stretch.start = marks->items[at].at;
            break;
        }
    }
    for (mark = mark == CN_NO_MARK ? 0 : mark + 1;
         mark < marks->len && marks->items[mark].at <= offset + reach; mark++) {
        if (breaks(marks->items[mark].kind)) {
            stretch.end = marks->items[mark].at;
            break;
        }
    }
    return stretch;
}
