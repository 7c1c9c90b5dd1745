/*
 * layout.c: a table's structure, whoever knows it.
 */
#include "read/readers.h"

bool cn_layout_cell(struct cn_layout *layout, uint64_t offset, struct cn_cell *cell) {
    return layout->kind->cell(layout, offset, cell);
}

struct cn_str cn_layout_reserved(const struct cn_layout *layout) {
    return layout->kind->reserved(layout);
}

bool cn_layout_enter(struct cn_layout *layout, const struct cn_text *window) {
    return layout->kind->enter(layout, window);
}

void cn_layout_leave(struct cn_layout *layout) {
    layout->kind->leave(layout);
}

void cn_layout_rewind(struct cn_layout *layout) {
    layout->kind->rewind(layout);
}

void cn_layout_free(struct cn_layout *layout) {
    if (layout)
        layout->kind->free(layout);
}
