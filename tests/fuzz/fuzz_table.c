/*
 * fuzz_table.c: any text as a table.
 *
 * The first byte says how large the windows are; the text is repeated until there are several.
 * Laws: what is said of a place is the same in any window; rows and columns rise; a cell's span
 * lies in the text and does not reach over a place of another cell; headers and labels are bounded.
 */
#include "base/limits.h"
#include "read/cells.h"
#include "read/readers.h"

#include <stdlib.h>

#define LEN (3 * CN_WINDOW_MARGIN)
#define STEP 61 /* places asked about */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct answers {
    struct cn_cell cells[LEN / STEP + 1];
    uint64_t texts[LEN / STEP + 1]; /* hashes of header and label */
    size_t len;
};

static void must(bool law) {
    if (!law)
        abort();
}

static uint64_t mix(uint64_t hash, struct cn_str text) {
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.bytes[i]) * UINT64_C(1099511628211);
    return hash * 31 + text.len;
}

static void ask(struct cn_layout *layout, uint64_t at, struct answers *answers) {
    struct cn_cell *cell = &answers->cells[answers->len];
    if (!cn_layout_cell(layout, at, cell)) {
        *cell = (struct cn_cell){0};
        answers->len++;
        return;
    }
    must(cell->header.len <= CN_TABLE_CELL && cell->label.len <= CN_TABLE_CELL);
    must(cell->span.start <= cell->span.end && cell->span.end <= LEN);
    answers->texts[answers->len++] = mix(mix(0, cell->header), cell->label);
}

/* Walks the text in windows with cores of `core` bytes, asking at every STEP-th byte. */
static void walk(struct cn_layout *layout, struct cn_str text, size_t core,
                 struct answers *answers) {
    for (size_t at = 0, end; at < text.len; at = end) {
        bool last = text.len - at <= core + CN_WINDOW_MARGIN;
        size_t base = at > CN_WINDOW_MARGIN ? at - CN_WINDOW_MARGIN : 0;
        end = last ? text.len : at + core;
        struct cn_text window = {.bytes = text.bytes + base,
                                 .base = base,
                                 .core_start = at - base,
                                 .core_end = end - base,
                                 .len = (last ? end : end + CN_WINDOW_MARGIN) - base,
                                 .first = at == 0,
                                 .last = last};
        if (at > 0)
            cn_layout_leave(layout);
        must(cn_layout_enter(layout, &window));
        for (size_t i = (at + STEP - 1) / STEP * STEP; i < end; i += STEP)
            ask(layout, i, answers);
    }
}

static void check_order(const struct answers *answers) {
    const struct cn_cell *last = &answers->cells[0];
    for (size_t i = 1; i < answers->len; i++) {
        const struct cn_cell *cell = &answers->cells[i];
        if (cell->row == 0)
            continue;
        must(cell->row > last->row || (cell->row == last->row && cell->column >= last->column));
        must(cell->span.start >= last->span.start);
        last = cell;
    }
}

static void check_same(const struct answers *a, const struct answers *b) {
    must(a->len == b->len);
    for (size_t i = 0; i < a->len; i++)
        must(a->cells[i].row == b->cells[i].row && a->cells[i].column == b->cells[i].column &&
             a->cells[i].span.start == b->cells[i].span.start &&
             a->cells[i].span.end == b->cells[i].span.end && a->texts[i] == b->texts[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char bytes[LEN];
    static struct answers whole, windows;
    struct cn_str text = {bytes, LEN};
    struct cn_layout *layout = NULL;
    if (size < 2)
        return 0;
    for (size_t i = 0; i < LEN; i++)
        bytes[i] = (char)data[1 + i % (size - 1)];
    whole = windows = (struct answers){0};
    must(cn_reader_csv.layout(text, CN_STR("f.csv"), &layout) == CN_OK);
    walk(layout, text, LEN, &whole);
    cn_layout_rewind(layout);
    walk(layout, text, 64 + (size_t)data[0] * 16, &windows);
    check_order(&whole);
    check_same(&whole, &windows);
    cn_layout_free(layout);
    return 0;
}
