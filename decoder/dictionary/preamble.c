/*
 * preamble.c: "# key: value", what all rows of a file share.
 *
 * Preamble may stand anywhere, so what rows take from it (the kind, the citation behind a source's
 * id) is filled in when all rows are read.
 */
#include "dictionary/parts.h"

#include <stdlib.h>
#include <string.h>

/* The cells of a row as the one line that they were before a spreadsheet cut it. */
static struct cn_str rejoin(struct cn_rows *rows) {
    struct cn_buf line = {0};
    size_t len = rows->len;
    while (len > 1 && rows->cells[len - 1].text.len == 0)
        len--;
    if (len == 1)
        return rows->cells[0].text;
    for (size_t i = 0; i < len; i++) {
        if (i > 0)
            cn_buf_add_byte(&line, rows->delimiter);
        cn_buf_add_str(&line, rows->cells[i].text);
    }
    struct cn_str copy = {NULL, 0};
    if (!line.failed)
        copy = cn_arena_copy(rows->arena, cn_buf_str(&line));
    cn_buf_free(&line);
    return copy;
}

/* A key is one word, or "source ID"; anything else before a colon is part of a comment. */
static bool is_key(struct cn_str text) {
    if (cn_str_starts(text, CN_STR("source ")))
        return true;
    for (size_t i = 0; i < text.len; i++)
        if (text.bytes[i] == ' ' || text.bytes[i] == '/')
            return false;
    return text.len > 0;
}

static enum cn_severity add_source(struct cn_loader *loader, struct cn_str key,
                                   struct cn_str value) {
    struct cn_str id = {key.bytes + strlen("source "), key.len - strlen("source ")};
    struct cn_citation source = {cn_str_trim(id), value};
    cn_buf_add(&loader->sources, &source, sizeof source);
    return loader->sources.failed ? CN_FATAL : CN_OK;
}

enum cn_severity cn_preamble_read(struct cn_loader *loader) {
    const struct cn_row_cell *first = &loader->rows.cells[0];
    struct cn_str value = cn_str_trim(rejoin(&loader->rows)), key;
    if (!value.bytes)
        return CN_FATAL;
    while (cn_str_starts(value, CN_STR("#")))
        value = cn_str_trim((struct cn_str){value.bytes + 1, value.len - 1});
    if (!value.bytes || !memchr(value.bytes, ':', value.len))
        return CN_OK; /* a comment */
    cn_str_split(&value, ':', &key);
    key = cn_str_trim(key);
    value = cn_str_trim(value);
    if (!is_key(key))
        return CN_OK;
    if (cn_str_starts(key, CN_STR("source ")))
        return add_source(loader, key, value);
    const struct cn_field *field = cn_scheme_field(key);
    if (!field)
        return cn_loader_note(loader, CN_PARTIAL, CN_E_DICT_PREAMBLE, first);
    enum cn_severity severity = cn_field_set(field, loader->scheme, value, &loader->draft->arena);
    return severity == CN_SKIP ? cn_loader_note(loader, CN_SKIP, CN_E_DICT_VALUE, first) : severity;
}

static int by_id(const void *a, const void *b) {
    return cn_str_compare(((const struct cn_citation *)a)->id, ((const struct cn_citation *)b)->id);
}

static void note_source(struct cn_loader *loader, const struct cn_entry *entry) {
    struct cn_where where = {loader->scheme->path, entry->line, entry->column};
    cn_diag_add(&loader->dictionary->diags, CN_PARTIAL, CN_E_DICT_SOURCE_UNKNOWN, &where, "%.*s",
                (int)entry->name.len, entry->name.bytes);
}

/* A source that has no blank in it ought to be the id of a citation. */
static void cite(struct cn_loader *loader, struct cn_entry *entry) {
    struct cn_citation wanted = {.id = entry->source};
    size_t len = loader->sources.len / sizeof wanted;
    const struct cn_citation *found =
        len > 0 ? bsearch(&wanted, loader->sources.bytes, len, sizeof wanted, by_id) : NULL;
    if (found)
        entry->source = found->citation;
    else if (entry->source.len > 0 && !memchr(entry->source.bytes, ' ', entry->source.len))
        note_source(loader, entry);
}

void cn_preamble_apply(struct cn_loader *loader) {
    struct cn_draft *draft = loader->draft;
    struct cn_scheme *scheme = loader->scheme;
    size_t sources = loader->sources.len / sizeof(struct cn_citation);
    if (sources > 0)
        qsort(loader->sources.bytes, sources, sizeof(struct cn_citation), by_id);
    for (uint32_t i = scheme->first_entry; i < draft->entries_len; i++) {
        struct cn_entry *entry = &draft->entries[i];
        if (entry->kind.len == 0)
            entry->kind = scheme->kind;
        cite(loader, entry);
    }
}
