/*
 * check.c: what `dictionary check` looks for beyond what loading must refuse: findings about single
 * entries. Those about several are in clashes.c and near.c.
 */
#include "dictionary/parts.h"
#include "tokenize/tokenize.h"

#include <stdlib.h>

/* A key shorter than this stands in any text for something else. */
#define SHORT_NAME 4

void cn_check_note(struct cn_dictionary *dictionary, const struct cn_entry *entry,
                   enum cn_severity severity, enum cn_code code, const struct cn_entry *other) {
    const struct cn_scheme *schemes = dictionary->schemes;
    struct cn_where where = {schemes[entry->scheme].path, entry->line, entry->column};
    if (!other)
        cn_diag_add(&dictionary->diags, severity, code, &where, "%.*s", (int)entry->name.len,
                    entry->name.bytes);
    else
        cn_diag_add(&dictionary->diags, severity, code, &where, "%.*s; see %.*s:%u",
                    (int)entry->name.len, entry->name.bytes, (int)schemes[other->scheme].path.len,
                    schemes[other->scheme].path.bytes, (unsigned)other->line);
}

static int by_hash(const void *a, const void *b) {
    const struct cn_keyed *first = a, *second = b;
    if (first->hash != second->hash)
        return first->hash < second->hash ? -1 : 1;
    return first->entry < second->entry ? -1 : first->entry > second->entry;
}

void cn_keyed_sort(struct cn_keyed *keyed, size_t len) {
    if (len > 0)
        qsort(keyed, len, sizeof *keyed, by_hash);
}

static bool has_cues(const struct cn_dictionary *dictionary, const struct cn_entry *entry) {
    const struct cn_scheme *scheme = &dictionary->schemes[entry->scheme];
    return entry->for_cues.len + entry->against_cues.len + scheme->for_cues.len +
               scheme->against_cues.len >
           0;
}

/* Fewer characters than SHORT_NAME; an ideograph says as much as two letters. */
static bool is_short(const struct cn_entry *entry) {
    char bytes[CN_KEY_MAX];
    struct cn_str key = {bytes, cn_entry_key(entry, bytes)};
    int weight = 0;
    size_t len;
    for (size_t at = 0; at < key.len && weight < SHORT_NAME; at += len)
        weight += cn_char_width(cn_utf8_next(key, at, &len));
    return weight < SHORT_NAME;
}

static void check_entry(struct cn_dictionary *dictionary, const struct cn_entry *entry,
                        bool (*is_word)(struct cn_str, void *), void *context) {
    if (entry->source.len == 0)
        cn_check_note(dictionary, entry, CN_PARTIAL, CN_E_DICT_SOURCE, NULL);
    if (entry->pattern.len > 0 || has_cues(dictionary, entry))
        return;
    if (is_short(entry))
        cn_check_note(dictionary, entry, CN_PARTIAL, CN_E_DICT_SHORT, NULL);
    else if (is_word && is_word(entry->name, context))
        cn_check_note(dictionary, entry, CN_PARTIAL, CN_E_DICT_ORDINARY, NULL);
}

void cn_dictionary_check(struct cn_dictionary *dictionary,
                         bool (*is_word)(struct cn_str word, void *context), void *context) {
    for (uint32_t i = 0; i < dictionary->entries_len; i++)
        check_entry(dictionary, cn_dictionary_entry(dictionary, i), is_word, context);
    cn_check_clashes(dictionary);
    cn_check_near(dictionary);
}
