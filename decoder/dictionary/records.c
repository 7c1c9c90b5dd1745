/*
 * records.c: schemes, and what entries have beside name and meaning, as bytes and back.
 *
 * Which fields there are stands in tables, so that writing, reading and checking cannot differ.
 */
#include "dictionary/parts.h"

enum kind { STRING, LIST, NUMBER, YEAR, CERTAINTY };

struct field {
    enum kind kind;
    size_t offset;
};

#define IN_ENTRY(kind, name)                                                                       \
    { kind, offsetof(struct cn_entry, name) }
#define IN_SCHEME(kind, name)                                                                      \
    { kind, offsetof(struct cn_scheme, name) }

/* A field's bit is that of its place here. A pattern's text is a part of the name. */
static const struct field of_entry[] = {
    IN_ENTRY(STRING, kind),         IN_ENTRY(STRING, country), IN_ENTRY(STRING, source),
    IN_ENTRY(STRING, note),         IN_ENTRY(LIST, aliases),   IN_ENTRY(LIST, for_cues),
    IN_ENTRY(LIST, against_cues),   IN_ENTRY(LIST, issuers),   IN_ENTRY(LIST, extra),
    IN_ENTRY(YEAR, from),           IN_ENTRY(YEAR, until),     IN_ENTRY(NUMBER, column),
    IN_ENTRY(CERTAINTY, certainty),
};
static const struct field of_scheme[] = {
    IN_SCHEME(STRING, name),   IN_SCHEME(STRING, title),      IN_SCHEME(STRING, path),
    IN_SCHEME(STRING, kind),   IN_SCHEME(STRING, note),       IN_SCHEME(LIST, issuers),
    IN_SCHEME(LIST, for_cues), IN_SCHEME(LIST, against_cues), IN_SCHEME(YEAR, from),
    IN_SCHEME(YEAR, until),    IN_SCHEME(NUMBER, entries),
};

struct layout {
    const struct field *fields;
    unsigned len;
};
static const struct layout entry_layout = {of_entry, sizeof of_entry / sizeof *of_entry};
static const struct layout scheme_layout = {of_scheme, sizeof of_scheme / sizeof *of_scheme};

/* Bits behind those of the fields. */
#define PATTERN (1u << sizeof of_entry / sizeof *of_entry)
#define NOCASE (PATTERN << 1)

/* ---- writing ---- */

static uint32_t number_in(const struct field *field, const void *record) {
    const char *at = (const char *)record + field->offset;
    if (field->kind == YEAR)
        return (uint32_t) * (const int *)(const void *)at;
    if (field->kind == CERTAINTY)
        return *(const enum cn_certainty *)(const void *)at;
    return *(const uint32_t *)(const void *)at;
}

static bool is_there(const struct field *field, const void *record) {
    const char *at = (const char *)record + field->offset;
    if (field->kind == STRING)
        return ((const struct cn_str *)(const void *)at)->len > 0;
    if (field->kind == LIST)
        return ((const struct cn_str_list *)(const void *)at)->len > 0;
    return number_in(field, record) != 0;
}

static void write_field(struct cn_buf *buf, struct cn_pool *strings, const struct field *field,
                        const void *record) {
    const void *at = (const char *)record + field->offset;
    if (field->kind == STRING) {
        cn_varint_add(buf, cn_pool_put(strings, *(const struct cn_str *)at));
    } else if (field->kind == LIST) {
        const struct cn_str_list *list = at;
        cn_varint_add(buf, (uint32_t)list->len);
        for (size_t i = 0; i < list->len; i++)
            cn_varint_add(buf, cn_pool_put(strings, list->items[i]));
    } else {
        cn_varint_add(buf, number_in(field, record));
    }
}

static void write_fields(struct cn_buf *buf, struct cn_pool *strings, const struct layout *layout,
                         const void *record, unsigned bits) {
    for (unsigned i = 0; i < layout->len; i++)
        bits |= is_there(&layout->fields[i], record) ? 1u << i : 0;
    cn_varint_add(buf, bits);
    for (unsigned i = 0; i < layout->len; i++)
        if (bits >> i & 1)
            write_field(buf, strings, &layout->fields[i], record);
}

/* The first column, which most names stand in, is not written. */
void cn_rest_write(struct cn_buf *buf, struct cn_pool *strings, const struct cn_entry *entry) {
    struct cn_entry copy = *entry;
    copy.column ^= 1;
    write_fields(buf, strings, &entry_layout, &copy,
                 (entry->pattern.len ? PATTERN : 0) | (entry->pattern_nocase ? NOCASE : 0));
}

void cn_scheme_write(struct cn_buf *buf, struct cn_pool *strings, const struct cn_scheme *scheme) {
    write_fields(buf, strings, &scheme_layout, scheme, 0);
}

/* ---- reading ---- */

static bool read_list(const char **at, const char *strings, struct cn_arena *arena,
                      struct cn_str_list *list) {
    list->len = cn_varint_next(at);
    list->items = CN_NEW_ARRAY(arena, struct cn_str, list->len);
    for (size_t i = 0; list->items && i < list->len; i++)
        list->items[i] = cn_pool_str(strings, cn_varint_next(at));
    return list->items;
}

static bool read_field(const char **at, const char *strings, struct cn_arena *arena,
                       const struct field *field, void *record) {
    void *to = (char *)record + field->offset;
    switch (field->kind) {
    case STRING:
        *(struct cn_str *)to = cn_pool_str(strings, cn_varint_next(at));
        return true;
    case LIST:
        return read_list(at, strings, arena, to);
    case YEAR:
        *(int *)to = (int)cn_varint_next(at);
        return true;
    case CERTAINTY:
        *(enum cn_certainty *)to = (enum cn_certainty)cn_varint_next(at);
        return true;
    case NUMBER:
        break;
    }
    *(uint32_t *)to = cn_varint_next(at);
    return true;
}

static bool read_fields(const char **at, const char *strings, struct cn_arena *arena,
                        const struct layout *layout, void *record, unsigned *bits) {
    *bits = cn_varint_next(at);
    for (unsigned i = 0; i < layout->len; i++)
        if (*bits >> i & 1 && !read_field(at, strings, arena, &layout->fields[i], record))
            return false;
    return true;
}

bool cn_rest_read(struct cn_str record, const char *strings, struct cn_arena *arena,
                  struct cn_entry *entry) {
    const char *at = record.bytes;
    unsigned bits;
    if (!read_fields(&at, strings, arena, &entry_layout, entry, &bits))
        return false;
    entry->column ^= 1;
    entry->pattern_nocase = bits & NOCASE;
    size_t slashes = entry->pattern_nocase ? 3 : 2;
    if (bits & PATTERN && entry->name.len > slashes)
        entry->pattern = (struct cn_str){entry->name.bytes + 1, entry->name.len - slashes};
    return true;
}

bool cn_scheme_read(struct cn_str *record, const char *strings, struct cn_arena *arena,
                    struct cn_scheme *scheme) {
    const char *at = record->bytes;
    unsigned bits;
    bool done = read_fields(&at, strings, arena, &scheme_layout, scheme, &bits);
    record->len -= (size_t)(at - record->bytes);
    record->bytes = at;
    return done;
}

/* ---- checking ---- */

static bool cut_string(struct cn_str *record, const struct cn_strings *strings) {
    uint32_t at;
    return cn_varint_cut(record, &at) && cn_pool_has(strings->starts, strings->pool, at);
}

static bool cut_field(struct cn_str *record, const struct cn_strings *strings, enum kind kind) {
    uint32_t number;
    if (kind == STRING)
        return cut_string(record, strings);
    if (!cn_varint_cut(record, &number))
        return false;
    if (kind == YEAR)
        return number <= 9999;
    if (kind == CERTAINTY)
        return number <= CN_DISPUTED;
    for (; kind == LIST && number; number--)
        if (!cut_string(record, strings))
            return false;
    return true;
}

static bool cut_fields(struct cn_str *record, const struct cn_strings *strings,
                       const struct layout *layout, unsigned more) {
    uint32_t bits;
    if (!cn_varint_cut(record, &bits) || bits >> layout->len & ~more)
        return false;
    for (unsigned i = 0; i < layout->len; i++)
        if (bits >> i & 1 && !cut_field(record, strings, layout->fields[i].kind))
            return false;
    return true;
}

bool cn_rest_sound(struct cn_str record, const struct cn_strings *strings) {
    return cut_fields(&record, strings, &entry_layout, 3) && record.len == 0;
}

/* The number of entries comes last, and is left out when there are none. */
bool cn_scheme_sound(struct cn_str *record, const struct cn_strings *strings, uint32_t *entries) {
    struct cn_str copy = *record;
    struct cn_scheme scheme = {0};
    if (!cut_fields(record, strings, &scheme_layout, 0))
        return false;
    struct cn_arena arena = {0};
    bool done = cn_scheme_read(&copy, strings->pool.bytes, &arena, &scheme);
    cn_arena_free(&arena);
    *entries = scheme.entries;
    return done;
}
