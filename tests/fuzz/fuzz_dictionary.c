/*
 * fuzz_dictionary.c: any bytes as a dictionary.
 *
 * Laws: every entry that is kept can be used (a name with a key or a pattern, a meaning, a place in
 * the file, a known country, years in order); the same bytes give the same entries; what is noted
 * lies in the file.
 */
#include "dictionary/dictionary.h"
#include "tokenize/tokenize.h"

#include "base/limits.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

static uint64_t count_lines(struct cn_str bytes) {
    uint64_t lines = 1;
    for (size_t i = 0; i < bytes.len; i++)
        lines += bytes.bytes[i] == '\n' || bytes.bytes[i] == '\r';
    return lines;
}

static void check_entry(const struct cn_entry *entry, uint64_t lines) {
    char key[CN_KEY_MAX];
    must(entry->name.len > 0 && entry->meaning.len > 0);
    must(entry->pattern.len > 0 || cn_name_key(entry->name, key, sizeof key) > 0);
    must(entry->line >= 1 && entry->line <= lines && entry->column >= 1);
    must(entry->country.len == 0 || cn_country_known(entry->country));
    must(entry->from == 0 || entry->until == 0 || entry->from <= entry->until);
    must(entry->from >= 0 && entry->until <= 9999);
    for (size_t i = 0; i < entry->aliases.len; i++)
        must(cn_name_key(entry->aliases.items[i], key, sizeof key) > 0);
}

static void check_diags(const struct cn_diags *diags, uint64_t lines) {
    for (size_t i = 0; i < diags->len; i++)
        must(diags->items[i].where.line <= lines && diags->items[i].code != CN_E_MEMORY);
}

static void check_same(const struct cn_dictionary *a, const struct cn_dictionary *b) {
    must(a->entries_len == b->entries_len && a->diags.len == b->diags.len);
    for (uint32_t i = 0; i < a->entries_len; i++) {
        const struct cn_entry *one = cn_dictionary_entry(a, i), *other = cn_dictionary_entry(b, i);
        must(cn_str_equal(one->name, other->name) && cn_str_equal(one->meaning, other->meaning) &&
             cn_str_equal(one->source, other->source) && one->line == other->line);
    }
}

static enum cn_severity load(struct cn_dictionary *dictionary, struct cn_str bytes) {
    must(cn_dictionary_load_bytes(dictionary, bytes, "f.tsv", true) == CN_OK);
    return cn_dictionary_seal(dictionary);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_str bytes = {(const char *)data, size};
    struct cn_dictionary first = {0}, second = {0};
    uint64_t lines = count_lines(bytes);
    if (cn_image_begins(bytes))
        return 0;
    enum cn_severity severity = load(&first, bytes);
    must(severity != CN_SKIP || first.schemes_len == 0);
    must(severity == CN_SKIP || first.schemes[0].entries == first.entries_len);
    for (uint32_t i = 0; i < first.entries_len; i++)
        check_entry(cn_dictionary_entry(&first, i), lines);
    check_diags(&first.diags, lines);
    must(load(&second, bytes) == severity);
    check_same(&first, &second);
    cn_dictionary_check(&first, NULL, NULL);
    check_diags(&first.diags, lines);
    cn_dictionary_free(&first);
    cn_dictionary_free(&second);
    return 0;
}
