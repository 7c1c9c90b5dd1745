/*
 * fields.c: what a column or a preamble key holds, and how its text is read.
 */
#include "dictionary/parts.h"

static const struct cn_field entry_fields[] = {
    {"name", CN_FIELD_TEXT, offsetof(struct cn_entry, name)},
    {"meaning", CN_FIELD_TEXT, offsetof(struct cn_entry, meaning)},
    {"kind", CN_FIELD_TEXT, offsetof(struct cn_entry, kind)},
    {"country", CN_FIELD_COUNTRY, offsetof(struct cn_entry, country)},
    {"aliases", CN_FIELD_LIST, offsetof(struct cn_entry, aliases)},
    {"for", CN_FIELD_LIST, offsetof(struct cn_entry, for_cues)},
    {"against", CN_FIELD_LIST, offsetof(struct cn_entry, against_cues)},
    {"issuer", CN_FIELD_LIST, offsetof(struct cn_entry, issuers)},
    {"from", CN_FIELD_YEAR, offsetof(struct cn_entry, from)},
    {"until", CN_FIELD_YEAR, offsetof(struct cn_entry, until)},
    {"certainty", CN_FIELD_CERTAINTY, offsetof(struct cn_entry, certainty)},
    {"source", CN_FIELD_TEXT, offsetof(struct cn_entry, source)},
    {"note", CN_FIELD_TEXT, offsetof(struct cn_entry, note)},
};

static const struct cn_field scheme_fields[] = {
    {"scheme", CN_FIELD_TEXT, offsetof(struct cn_scheme, name)},
    {"title", CN_FIELD_TEXT, offsetof(struct cn_scheme, title)},
    {"kind", CN_FIELD_TEXT, offsetof(struct cn_scheme, kind)},
    {"issuer", CN_FIELD_LIST, offsetof(struct cn_scheme, issuers)},
    {"for", CN_FIELD_LIST, offsetof(struct cn_scheme, for_cues)},
    {"against", CN_FIELD_LIST, offsetof(struct cn_scheme, against_cues)},
    {"from", CN_FIELD_YEAR, offsetof(struct cn_scheme, from)},
    {"until", CN_FIELD_YEAR, offsetof(struct cn_scheme, until)},
    {"note", CN_FIELD_TEXT, offsetof(struct cn_scheme, note)},
};

static const struct cn_field *find(const struct cn_field *fields, size_t len, struct cn_str name) {
    for (size_t i = 0; i < len; i++)
        if (cn_str_equal_nocase(cn_str_of(fields[i].name), cn_str_trim(name)))
            return &fields[i];
    return NULL;
}

const struct cn_field *cn_entry_field(struct cn_str column) {
    return find(entry_fields, sizeof entry_fields / sizeof *entry_fields, column);
}

const struct cn_field *cn_scheme_field(struct cn_str key) {
    return find(scheme_fields, sizeof scheme_fields / sizeof *scheme_fields, key);
}

static size_t count_parts(struct cn_str text) {
    struct cn_str part;
    size_t count = 0;
    while (cn_str_split(&text, '|', &part))
        count += cn_str_trim(part).len > 0;
    return count;
}

static enum cn_severity set_list(struct cn_str_list *list, struct cn_str text,
                                 struct cn_arena *arena) {
    struct cn_str part;
    list->items = CN_NEW_ARRAY(arena, struct cn_str, count_parts(text) + 1);
    if (!list->items)
        return CN_FATAL;
    list->len = 0;
    while (cn_str_split(&text, '|', &part))
        if (cn_str_trim(part).len > 0)
            list->items[list->len++] = cn_str_trim(part);
    return CN_OK;
}

static enum cn_severity set_year(int *year, struct cn_str text) {
    int value = 0;
    if (text.len > 4)
        return CN_SKIP;
    for (size_t i = 0; i < text.len; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return CN_SKIP;
        value = value * 10 + (text.bytes[i] - '0');
    }
    *year = value;
    return value > 0 ? CN_OK : CN_SKIP;
}

static enum cn_severity set_certainty(enum cn_certainty *certainty, struct cn_str text) {
    for (enum cn_certainty c = CN_DOCUMENTED; c <= CN_DISPUTED; c++) {
        if (cn_str_equal_nocase(text, cn_str_of(cn_certainty_name(c)))) {
            *certainty = c;
            return CN_OK;
        }
    }
    return CN_SKIP;
}

static enum cn_severity set_country(struct cn_str *country, struct cn_str text) {
    *country = text;
    return cn_country_known(text) ? CN_OK : CN_SKIP;
}

enum cn_severity cn_field_set(const struct cn_field *field, void *record, struct cn_str text,
                              struct cn_arena *arena) {
    void *target = (char *)record + field->offset;
    text = cn_str_trim(text);
    if (text.len == 0)
        return CN_OK;
    switch (field->kind) {
    case CN_FIELD_LIST:
        return set_list(target, text, arena);
    case CN_FIELD_YEAR:
        return set_year(target, text);
    case CN_FIELD_COUNTRY:
        return set_country(target, text);
    case CN_FIELD_CERTAINTY:
        return set_certainty(target, text);
    case CN_FIELD_TEXT:
        break;
    }
    *(struct cn_str *)target = text;
    return CN_OK;
}

const char *cn_certainty_name(enum cn_certainty certainty) {
    static const char *const names[] = {"documented", "inferred", "disputed"};
    return names[certainty];
}
