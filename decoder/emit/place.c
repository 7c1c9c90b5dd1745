/*
 * place.c: where a mention stands, in a person's words.
 */
#include "emit/emit.h"

#include <inttypes.h>

static void add_part(struct cn_buf *buf, const char *word, struct cn_str name, uint64_t number) {
    if (buf->len > 0)
        cn_buf_add_text(buf, ", ");
    cn_buf_add_text(buf, word);
    if (name.len > 0 && *word)
        cn_buf_add_byte(buf, ' ');
    cn_buf_add_str(buf, name);
    if (number > 0)
        cn_buf_addf(buf, " %" PRIu64, number);
}

void cn_place_heading(struct cn_buf *buf, const struct cn_locator *place) {
    const struct cn_str none = {NULL, 0};
    if (place->page > 0)
        add_part(buf, "page", none, place->page);
    if (place->slide > 0)
        add_part(buf, "slide", none, place->slide);
    if (place->sheet > 0)
        add_part(buf, place->hidden ? "hidden sheet" : "sheet", place->sheet_name,
                 place->sheet_name.len > 0 ? 0 : place->sheet);
    if (place->part.len > 0)
        add_part(buf, "", place->part, place->part_number);
}

/* "AB12", as spreadsheets count. */
void cn_place_cell(struct cn_buf *buf, uint64_t row, uint64_t column) {
    char letters[16];
    size_t at = sizeof letters;
    for (; column > 0 && at > 0; column = (column - 1) / 26)
        letters[--at] = (char)('A' + (column - 1) % 26);
    cn_buf_add(buf, letters + at, sizeof letters - at);
    cn_buf_addf(buf, "%" PRIu64, row);
}

void cn_place(struct cn_buf *buf, const struct cn_locator *place) {
    const struct cn_str none = {NULL, 0};
    cn_place_heading(buf, place);
    if (place->sheet > 0 && place->row > 0 && place->column > 0) {
        add_part(buf, "cell ", none, 0);
        cn_place_cell(buf, place->row, place->column);
    } else if (place->row > 0) {
        add_part(buf, "row", none, place->row);
        if (place->column > 0)
            add_part(buf, "column", none, place->column);
    } else if (place->paragraph > 0) {
        add_part(buf, "paragraph", none, place->paragraph);
    }
}
