/*
 * clashes.c: names that stand for several things, in one scheme or in several.
 *
 * Entries are sorted by the hash of their folded names, aliases included; those that share a name
 * lie side by side, and each is compared with the first of its group.
 */
#include "dictionary/parts.h"
#include "tokenize/tokenize.h"

static size_t count_names(const struct cn_dictionary *dictionary) {
    size_t count = 0;
    for (uint32_t i = 0; i < dictionary->entries_len; i++)
        count += 1 + cn_dictionary_entry(dictionary, i)->aliases.len;
    return count;
}

static struct cn_keyed keyed_name(struct cn_str name, uint32_t entry) {
    char key[CN_KEY_MAX];
    struct cn_str folded = {key, cn_name_key(name, key, sizeof key)};
    return (struct cn_keyed){cn_hash_nocase(CN_HASH_START, folded), entry};
}

static size_t collect(const struct cn_dictionary *dictionary, struct cn_keyed *names) {
    size_t len = 0;
    for (uint32_t i = 0; i < dictionary->entries_len; i++) {
        const struct cn_entry *entry = cn_dictionary_entry(dictionary, i);
        if (entry->pattern.len > 0)
            continue;
        names[len++] = keyed_name(entry->name, i);
        for (size_t k = 0; k < entry->aliases.len; k++)
            names[len++] = keyed_name(entry->aliases.items[k], i);
    }
    return len;
}

static void compare(struct cn_dictionary *dictionary, uint32_t first, uint32_t later) {
    const struct cn_entry *a = cn_dictionary_entry(dictionary, first);
    const struct cn_entry *b = cn_dictionary_entry(dictionary, later);
    if (first == later || cn_str_equal_nocase(a->meaning, b->meaning))
        return;
    if (a->scheme == b->scheme)
        cn_check_note(dictionary, b, CN_OK, CN_E_DICT_SEVERAL_MEANINGS, a);
    else
        cn_check_note(dictionary, b, CN_PARTIAL, CN_E_DICT_CLASH, a);
}

void cn_check_clashes(struct cn_dictionary *dictionary) {
    struct cn_arena arena = {0};
    struct cn_keyed *names = CN_NEW_ARRAY(&arena, struct cn_keyed, count_names(dictionary) + 1);
    if (names) {
        size_t len = collect(dictionary, names), first = 0;
        cn_keyed_sort(names, len);
        for (size_t i = 1; i < len; i++) {
            if (names[i].hash != names[first].hash)
                first = i;
            else
                compare(dictionary, names[first].entry, names[i].entry);
        }
    } else {
        cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    }
    cn_arena_free(&arena);
}
