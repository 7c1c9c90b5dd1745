/*
 * entries.c: a row becomes an entry.
 *
 * The entry is built behind the last one and counts only when all of it is good, so a bad row
 * leaves nothing behind but the diagnostic.
 */
#include "dictionary/parts.h"
#include "tokenize/tokenize.h"

#include <string.h>

static bool valid_utf8(struct cn_str text) {
    size_t len = 1;
    for (size_t at = 0; at < text.len; at += len) {
        if ((unsigned char)text.bytes[at] < 0x80)
            len = 1;
        else if (cn_utf8_next(text, at, &len) < 0)
            return false;
    }
    return true;
}

/* Keeps a cell of a column without a meaning of its own, as "column: value". */
static enum cn_severity add_extra(struct cn_loader *loader, struct cn_entry *entry, size_t column) {
    struct cn_str title = loader->columns[column].title;
    struct cn_str value = cn_str_trim(loader->rows.cells[column].text);
    struct cn_arena *arena = &loader->draft->arena;
    if (value.len == 0)
        return CN_OK;
    if (!entry->extra.items)
        entry->extra.items = CN_NEW_ARRAY(arena, struct cn_str, loader->columns_len);
    char *text = CN_NEW_ARRAY(arena, char, title.len + 2 + value.len);
    if (!entry->extra.items || !text)
        return CN_FATAL;
    memcpy(text, title.bytes, title.len);
    memcpy(text + title.len, ": ", 2);
    memcpy(text + title.len + 2, value.bytes, value.len);
    entry->extra.items[entry->extra.len++] = (struct cn_str){text, title.len + 2 + value.len};
    return CN_OK;
}

static enum cn_severity take_cell(struct cn_loader *loader, struct cn_entry *entry, size_t i) {
    const struct cn_row_cell *cell = &loader->rows.cells[i];
    const struct cn_field *field = i < loader->columns_len ? loader->columns[i].field : NULL;
    if (!valid_utf8(cell->text))
        return cn_loader_note(loader, CN_SKIP, CN_E_DICT_ENCODING, cell);
    if (i >= loader->columns_len)
        return cell->text.len == 0 ? CN_OK
                                   : cn_loader_note(loader, CN_SKIP, CN_E_DICT_COLUMNS, cell);
    if (!field)
        return add_extra(loader, entry, i);
    enum cn_severity severity = cn_field_set(field, entry, cell->text, &loader->draft->arena);
    return severity == CN_SKIP ? cn_loader_note(loader, CN_SKIP, CN_E_DICT_VALUE, cell) : severity;
}

/* The cell of the column that fills the field called `name`; of a short row, its last cell. */
static const struct cn_row_cell *cell_of(const struct cn_loader *loader, const char *name) {
    const struct cn_field *field = cn_entry_field(cn_str_of(name));
    size_t i = 0;
    while (i + 1 < loader->rows.len && loader->columns[i].field != field)
        i++;
    return &loader->rows.cells[i];
}

static enum cn_severity check_aliases(struct cn_loader *loader, const struct cn_entry *entry) {
    for (size_t i = 0; i < entry->aliases.len; i++) {
        enum cn_code code = cn_name_check(entry->aliases.items[i]);
        if (code != CN_E_NONE)
            return cn_loader_note(loader, CN_SKIP, code, cell_of(loader, "aliases"));
    }
    return CN_OK;
}

static enum cn_severity check_entry(struct cn_loader *loader, struct cn_entry *entry) {
    enum cn_code code = cn_entry_name(entry);
    if (code != CN_E_NONE)
        return cn_loader_note(loader, CN_SKIP, code, cell_of(loader, "name"));
    if (entry->meaning.len == 0)
        return cn_loader_note(loader, CN_SKIP, CN_E_DICT_MEANING_EMPTY, cell_of(loader, "meaning"));
    if (entry->from && entry->until && entry->from > entry->until)
        return cn_loader_note(loader, CN_SKIP, CN_E_DICT_VALUE, cell_of(loader, "until"));
    return check_aliases(loader, entry);
}

/* The entry at the end of the list stays unless the file says the same above. */
static enum cn_severity keep_entry(struct cn_loader *loader) {
    struct cn_draft *draft = loader->draft;
    uint32_t found;
    if (!cn_seen_add(&loader->seen, draft->entries, draft->entries_len, &found))
        return CN_FATAL;
    if (found != CN_NOT_SEEN)
        return cn_loader_note(loader, CN_SKIP, CN_E_DICT_DUPLICATE, cell_of(loader, "name"));
    draft->entries_len++;
    return CN_OK;
}

enum cn_severity cn_entry_read(struct cn_loader *loader) {
    const struct cn_row_cell *name = cell_of(loader, "name");
    enum cn_severity severity = CN_OK;
    struct cn_entry *entry = cn_draft_entry(loader->draft);
    if (!entry)
        return CN_FATAL;
    *entry = (struct cn_entry){
        .scheme = (uint32_t)(loader->scheme - loader->draft->schemes),
        .line = (uint32_t)name->line,
        .column = (uint32_t)name->column,
    };
    for (size_t i = 0; i < loader->rows.len && severity == CN_OK; i++)
        severity = take_cell(loader, entry, i);
    if (severity == CN_OK)
        severity = check_entry(loader, entry);
    return severity == CN_OK ? keep_entry(loader) : severity;
}
