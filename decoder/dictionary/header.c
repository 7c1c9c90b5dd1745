/*
 * header.c: the header row, which names the columns and tells the delimiter.
 *
 * It is looked for with each delimiter in turn: the one under which the first row that is neither
 * blank nor preamble has the columns name and meaning is the file's.
 */
#include "dictionary/parts.h"

#include <string.h>

static void take_column(struct cn_loader *loader, size_t i) {
    struct cn_str title = cn_str_trim(loader->rows.cells[i].text);
    const struct cn_field *field = cn_entry_field(title);
    for (size_t k = 0; field && k < i; k++)
        if (loader->columns[k].field == field)
            field = NULL; /* the first one counts, the other is kept as it is */
    loader->columns[i] = (struct cn_column){field, title};
    loader->has_name |= field && strcmp(field->name, "name") == 0;
    loader->has_meaning |= field && strcmp(field->name, "meaning") == 0;
}

/* Steps behind the first row that is neither blank nor preamble. Is it a header? */
static enum cn_severity find_header(struct cn_loader *loader) {
    struct cn_rows *rows = &loader->rows;
    enum cn_severity severity = CN_OK;
    do {
        severity = cn_rows_next(rows);
    } while (severity == CN_SKIP ||
             (severity == CN_OK && (cn_rows_blank(rows) || cn_rows_preamble(rows))));
    if (severity != CN_OK)
        return severity == CN_FATAL ? CN_FATAL : CN_SKIP;
    loader->has_name = loader->has_meaning = false;
    loader->header_line = rows->cells[0].line;
    loader->columns_len = rows->len;
    for (size_t i = 0; i < rows->len; i++)
        take_column(loader, i);
    return loader->has_name && loader->has_meaning ? CN_OK : CN_SKIP;
}

enum cn_severity cn_header_read(struct cn_loader *loader, struct cn_str bytes) {
    static const char delimiters[] = {'\t', ',', ';'};
    enum cn_severity severity = CN_SKIP;
    for (size_t i = 0; i < sizeof delimiters && severity == CN_SKIP; i++) {
        cn_rows_begin(&loader->rows, bytes, delimiters[i], &loader->draft->arena);
        severity = find_header(loader);
    }
    if (severity != CN_SKIP)
        return severity;
    struct cn_row_cell nowhere = {.line = loader->rows.len > 0 ? loader->rows.cells[0].line : 1,
                                  .column = 1};
    if (cn_str_starts(bytes, CN_STR("\xFF\xFE")) || cn_str_starts(bytes, CN_STR("\xFE\xFF")))
        nowhere.text = CN_STR("it is UTF-16; save it as UTF-8");
    return cn_loader_note(loader, CN_SKIP, CN_E_DICT_HEADER, &nowhere);
}
