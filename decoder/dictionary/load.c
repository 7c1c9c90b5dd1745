/*
 * load.c: one table becomes a scheme and its entries.
 */
#include "dictionary/parts.h"

#include <stdlib.h>
#include <string.h>

enum cn_severity cn_loader_note(struct cn_loader *loader, enum cn_severity severity,
                                enum cn_code code, const struct cn_row_cell *at) {
    struct cn_where where = {loader->scheme->path, at->line, at->column};
    struct cn_str shown = at->text;
    if (shown.len > CN_TABLE_CELL)
        shown.len = CN_TABLE_CELL;
    if (severity == CN_SKIP && loader->worst < CN_PARTIAL)
        loader->worst = CN_PARTIAL;
    return cn_diag_add(&loader->dictionary->diags, severity, code, &where, "%.*s", (int)shown.len,
                       shown.bytes ? shown.bytes : "");
}

static enum cn_severity read_row(struct cn_loader *loader) {
    if (cn_rows_blank(&loader->rows) || loader->rows.cells[0].line == loader->header_line)
        return CN_OK;
    if (cn_rows_preamble(&loader->rows))
        return cn_preamble_read(loader);
    return cn_entry_read(loader);
}

static enum cn_severity read_rows(struct cn_loader *loader) {
    enum cn_severity severity = CN_OK;
    while (severity < CN_FATAL && (severity = cn_rows_next(&loader->rows)) != CN_END) {
        if (severity == CN_SKIP)
            cn_loader_note(loader, CN_SKIP, loader->rows.error, &loader->rows.error_at);
        else if (severity == CN_OK)
            severity = read_row(loader);
    }
    return severity == CN_END ? CN_OK : severity;
}

/* The file's name without folder and suffix. */
static struct cn_str base_name(struct cn_str path) {
    size_t start = path.len;
    while (start > 0 && path.bytes[start - 1] != '/')
        start--;
    struct cn_str name = {path.bytes + start, path.len - start};
    const char *dot = name.len > 0 ? memchr(name.bytes + 1, '.', name.len - 1) : NULL;
    return dot ? (struct cn_str){name.bytes, (size_t)(dot - name.bytes)} : name;
}

/* ---- drafts ---- */

/* Room for one item more. The number of items stays below 2^31. */
static bool grow(void **items, uint32_t len, uint32_t *cap, size_t size) {
    if (len < *cap)
        return true;
    uint32_t more = *cap ? *cap * 2 : 64;
    void *grown = *cap < UINT32_C(1) << 30 ? realloc(*items, more * size) : NULL;
    if (!grown)
        return false;
    *items = grown;
    *cap = more;
    return true;
}

struct cn_scheme *cn_draft_scheme(struct cn_draft *draft) {
    void *schemes = draft->schemes;
    if (!grow(&schemes, draft->schemes_len, &draft->schemes_cap, sizeof *draft->schemes))
        return NULL;
    draft->schemes = schemes;
    return &draft->schemes[draft->schemes_len++];
}

struct cn_entry *cn_draft_entry(struct cn_draft *draft) {
    void *entries = draft->entries;
    if (!grow(&entries, draft->entries_len, &draft->entries_cap, sizeof *draft->entries))
        return NULL;
    draft->entries = entries;
    return &draft->entries[draft->entries_len];
}

void cn_draft_free(struct cn_draft *draft) {
    free(draft->entries);
    free(draft->schemes);
    cn_arena_free(&draft->arena);
    *draft = (struct cn_draft){0};
}

/* ---- the table ---- */

static enum cn_severity load(struct cn_loader *loader, struct cn_str bytes) {
    struct cn_draft *draft = loader->draft;
    enum cn_severity severity = cn_header_read(loader, bytes);
    if (severity == CN_OK) {
        cn_rows_begin(&loader->rows, bytes, loader->rows.delimiter, &draft->arena);
        severity = read_rows(loader);
        cn_preamble_apply(loader);
        loader->scheme->entries = draft->entries_len - loader->scheme->first_entry;
    } else {
        draft->schemes_len--;
    }
    if (severity == CN_FATAL)
        cn_loader_note(loader, CN_FATAL, CN_E_MEMORY, &(struct cn_row_cell){0});
    return severity > loader->worst ? severity : loader->worst;
}

enum cn_severity cn_table_load(struct cn_dictionary *dictionary, struct cn_draft *draft,
                               struct cn_str bytes, const char *path) {
    struct cn_where where = {.file = cn_str_of(path)};
    struct cn_loader loader = {
        .dictionary = dictionary, .draft = draft, .scheme = cn_draft_scheme(draft)};
    if (!loader.scheme)
        return cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, &where, NULL);
    *loader.scheme = (struct cn_scheme){
        .name = base_name(where.file), .path = where.file, .first_entry = draft->entries_len};
    enum cn_severity severity = load(&loader, bytes);
    cn_seen_free(&loader.seen);
    cn_buf_free(&loader.sources);
    return severity;
}
