/*
 * cells.c: one byte after the other, as RFC 4180 has it, and forgiving: blanks before an opening
 * quote are skipped, what stands between a closing quote and the delimiter is not part of the cell,
 * a quote inside a cell without quotes is a character like any other.
 */
#include "read/cells.h"

#include <string.h>

static bool is_open(const struct cn_cells *cells, const struct cn_dialect *dialect, char byte) {
    return byte == '"' && dialect->quotes && cells->state == CN_CELL_FRESH;
}

/* At the beginning of a cell: decides what it is. */
static void begin(struct cn_cells *cells, const struct cn_dialect *dialect, char byte) {
    if (byte == ' ') {
        cells->at++;
    } else if (is_open(cells, dialect, byte)) {
        cells->state = CN_CELL_QUOTED;
        cells->start = ++cells->at;
    } else {
        cells->state = CN_CELL_PLAIN;
    }
}

/* Between quotes: to behind the next quote. */
static void skip_quoted(struct cn_cells *cells, struct cn_stretch text, uint64_t limit) {
    const char *from = text.bytes + (cells->at - text.base);
    const char *quote = memchr(from, '"', (size_t)(limit - cells->at));

    if (!quote) {
        cells->at = limit;
        return;
    }
    cells->content = cells->at + (uint64_t)(quote - from);
    cells->at = cells->content + 1;
    cells->state = CN_CELL_CLOSED;
}

/* Behind a quote that closes the cell, or is doubled and does not. */
static void close_or_go_on(struct cn_cells *cells, char byte) {
    cells->state = byte == '"' ? CN_CELL_QUOTED : CN_CELL_PLAIN;
    cells->at += byte == '"';
}

static void skip_plain(struct cn_cells *cells, char delimiter, struct cn_stretch text,
                       uint64_t limit) {
    const char *at = text.bytes + (cells->at - text.base);
    const char *end = text.bytes + (limit - text.base);

    while (at < end && *at != delimiter && *at != '\n')
        at++;
    cells->at = text.base + (uint64_t)(at - text.bytes);
}

struct cn_span cn_cells_span(const struct cn_cells *cells, struct cn_stretch text, uint64_t end) {
    if (cells->content && cells->state != CN_CELL_QUOTED)
        end = cells->content;
    else if (end > cells->start && end > text.base && text.bytes[end - 1 - text.base] == '\r')
        end--;
    return (struct cn_span){cells->start, end > cells->start ? end : cells->start};
}

/* Steps over the delimiter or the line end. */
static enum cn_cell_event end_cell(struct cn_cells *cells, bool row) {
    cells->row += row;
    cells->column = row ? 1 : cells->column + 1;
    cells->start = ++cells->at;
    cells->content = 0;
    cells->state = CN_CELL_FRESH;
    return row ? CN_CELL_ROW_END : CN_CELL_END;
}

enum cn_cell_event cn_cells_walk(struct cn_cells *cells, const struct cn_dialect *dialect,
                                 struct cn_stretch text, uint64_t limit, struct cn_span *cell) {
    while (cells->at < limit) {
        char byte = text.bytes[cells->at - text.base];

        if (cells->state == CN_CELL_FRESH) {
            begin(cells, dialect, byte);
        } else if (cells->state == CN_CELL_QUOTED) {
            skip_quoted(cells, text, limit);
        } else if (cells->state == CN_CELL_CLOSED) {
            close_or_go_on(cells, byte);
        } else {
            skip_plain(cells, dialect->delimiter, text, limit);
            if (cells->at == limit)
                break;
            *cell = cn_cells_span(cells, text, cells->at);
            return end_cell(cells, text.bytes[cells->at - text.base] == '\n');
        }
    }
    return CN_CELL_MORE;
}
