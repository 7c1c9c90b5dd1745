/*
 * rows.c: TSV and CSV by RFC 4180, with the line and column of every cell.
 *
 * A wrong quote must cost its row and not the file. When a quote is never closed, or text stands
 * behind a closing one, the quote that was opened may have swallowed any number of good lines; so a
 * bad row gives up its first line only, and reading goes on at the line below. The bound on a row's
 * length keeps the search for a closing quote short.
 */
#include "dictionary/parts.h"

#include <string.h>

void cn_rows_begin(struct cn_rows *rows, struct cn_str bytes, char delimiter,
                   struct cn_arena *arena) {
    static const struct cn_str mark = {"\xEF\xBB\xBF", 3};
    rows->bytes = bytes;
    rows->delimiter = delimiter;
    rows->arena = arena;
    rows->at = cn_str_starts(bytes, mark) ? mark.len : 0;
    rows->line_start = rows->at;
    rows->line = 1;
    rows->len = 0;
}

static char peek(const struct cn_rows *rows) {
    return rows->bytes.bytes[rows->at];
}

/* Has this row run over its bound, or into the end of the file? */
static bool exhausted(const struct cn_rows *rows) {
    return rows->at >= rows->limit;
}

static bool at_line_end(const struct cn_rows *rows) {
    return peek(rows) == '\n' || peek(rows) == '\r';
}

/* Steps over a line end: LF, CR LF or CR. */
static void step_line(struct cn_rows *rows) {
    bool cr = peek(rows) == '\r';
    rows->at++;
    if (cr && rows->at < rows->bytes.len && peek(rows) == '\n')
        rows->at++;
    rows->line++;
    rows->line_start = rows->at;
}

static void read_bare(struct cn_rows *rows, struct cn_row_cell *cell) {
    size_t start = rows->at;
    while (!exhausted(rows) && peek(rows) != rows->delimiter && !at_line_end(rows))
        rows->at++;
    cell->text = (struct cn_str){rows->bytes.bytes + start, rows->at - start};
}

/* The text of a quoted cell in which quotes are doubled. */
static bool undouble(struct cn_rows *rows, struct cn_str raw, struct cn_str *text) {
    char *out = CN_NEW_ARRAY(rows->arena, char, raw.len);
    size_t len = 0;
    if (!out)
        return false;
    for (size_t i = 0; i < raw.len; i++) {
        out[len++] = raw.bytes[i];
        if (raw.bytes[i] == '"')
            i++;
    }
    *text = (struct cn_str){out, len};
    return true;
}

/* Steps to the closing quote; *doubled: quotes stand inside. False: there is none. */
static bool find_closing(struct cn_rows *rows, bool *doubled) {
    while (!exhausted(rows)) {
        if (at_line_end(rows)) {
            step_line(rows);
        } else if (peek(rows) != '"') {
            rows->at++;
        } else if (rows->at + 1 < rows->bytes.len && rows->bytes.bytes[rows->at + 1] == '"') {
            *doubled = true;
            rows->at += 2;
        } else {
            return true;
        }
    }
    return false;
}

static enum cn_severity fail(struct cn_rows *rows, enum cn_code error,
                             const struct cn_row_cell *where) {
    rows->error = error;
    rows->error_at = *where;
    return CN_SKIP;
}

static enum cn_severity read_quoted(struct cn_rows *rows, struct cn_row_cell *cell) {
    bool doubled = false;
    size_t start = ++rows->at;
    if (!find_closing(rows, &doubled))
        return fail(rows, CN_E_DICT_QUOTE, cell);
    struct cn_str raw = {rows->bytes.bytes + start, rows->at - start};
    rows->at++;
    if (rows->at < rows->bytes.len && peek(rows) != rows->delimiter && !at_line_end(rows))
        return fail(rows, CN_E_DICT_QUOTE, cell);
    cell->text = raw;
    return !doubled || undouble(rows, raw, &cell->text) ? CN_OK : CN_FATAL;
}

static enum cn_severity read_cell(struct cn_rows *rows) {
    struct cn_row_cell cell = {
        .line = rows->line,
        .column = rows->at - rows->line_start + 1,
    };
    enum cn_severity severity = CN_OK;
    if (rows->len == CN_TABLE_COLUMNS)
        return fail(rows, CN_E_DICT_COLUMNS, &cell);
    if (!exhausted(rows) && peek(rows) == '"')
        severity = read_quoted(rows, &cell);
    else
        read_bare(rows, &cell);
    rows->cells[rows->len++] = cell;
    return severity;
}

/* The cells up to the row's end, which is not stepped over. */
static enum cn_severity read_cells(struct cn_rows *rows) {
    for (;;) {
        enum cn_severity severity = read_cell(rows);
        if (severity != CN_OK || exhausted(rows) || at_line_end(rows))
            return severity;
        rows->at++; /* the delimiter */
    }
}

/* Back to the row's beginning, and to the line below it. */
static void give_up_line(struct cn_rows *rows, size_t start, uint64_t line, size_t line_start) {
    rows->at = start;
    rows->line = line;
    rows->line_start = line_start;
    while (rows->at < rows->bytes.len && !at_line_end(rows))
        rows->at++;
    if (rows->at < rows->bytes.len)
        step_line(rows);
}

enum cn_severity cn_rows_next(struct cn_rows *rows) {
    size_t start = rows->at, line_start = rows->line_start;
    uint64_t line = rows->line;
    size_t left = rows->bytes.len - start;
    if (left == 0)
        return CN_END;
    rows->limit = left > CN_DICTIONARY_ROW_MAX ? start + CN_DICTIONARY_ROW_MAX : rows->bytes.len;
    rows->len = 0;
    enum cn_severity severity = read_cells(rows);
    if (severity == CN_OK && rows->at < rows->bytes.len) {
        if (at_line_end(rows))
            step_line(rows);
        else
            severity = fail(rows, CN_E_DICT_ROW_LONG, &rows->cells[0]);
    }
    if (severity == CN_SKIP)
        give_up_line(rows, start, line, line_start);
    return severity;
}

bool cn_rows_blank(const struct cn_rows *rows) {
    for (size_t i = 0; i < rows->len; i++)
        if (cn_str_trim(rows->cells[i].text).len > 0)
            return false;
    return true;
}

bool cn_rows_preamble(const struct cn_rows *rows) {
    return rows->len > 0 && cn_str_starts(cn_str_trim(rows->cells[0].text), CN_STR("#"));
}
