/*
 * fingerprint.c: by what a journal knows its run again: what it was asked for, and by what
 * dictionaries, model, tables and languages it reads. The latter are loaded in another process,
 * which sends a number for each.
 */
#include "cli/annotate.h"

#include "base/fields.h"
#include "base/file.h"
#include "base/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

/* ---- in the process that has loaded them ---- */

static uint64_t of_dictionaries(const struct cn_dictionary *dictionary) {
    uint64_t hash = CN_IMAGE_VERSION;
    for (int i = CN_SECTION_STRINGS; i <= CN_SECTION_NOTES; i++) {
        struct cn_str section = dictionary->image.sections[i];
        hash = XXH3_64bits_withSeed(section.bytes, section.len, hash);
    }
    return hash;
}

static uint64_t of_model(const struct cn_model *model) {
    struct cn_buf text = {0};
    cn_model_write(model, &text);
    uint64_t hash = XXH3_64bits(text.bytes, text.len);
    cn_buf_free(&text);
    return hash;
}

static uint64_t of_file(const char *path) {
    struct cn_buf text = {0};
    uint64_t hash =
        cn_file_read(path, CN_DICTIONARY_FILE_MAX, &text) ? 0 : XXH3_64bits(text.bytes, text.len);
    cn_buf_free(&text);
    return hash;
}

/* A table by path or name. */
static uint64_t of_table(const char *name, const char *suffix) {
    const char *const suffixes[] = {suffix, NULL};
    struct cn_arena arena = {0};
    if (strchr(name, '/') || strchr(name, '.'))
        return of_file(name);
    struct cn_str path = cn_search_file(name, suffixes, &arena);
    uint64_t hash = path.len > 0 ? of_file(path.bytes) : 0;
    cn_arena_free(&arena);
    return hash;
}

static uint64_t of_languages(const struct cn_words *words) {
    uint64_t hash = 0;
    struct cn_str_list lines = {NULL, 0};
    if (words)
        lines = cn_words_manifest(words);
    for (size_t i = 0; i < lines.len; i++)
        hash = XXH3_64bits_withSeed(lines.items[i].bytes, lines.items[i].len, hash);
    return hash;
}

void cn_journal_put_facts(const struct cn_annotation_run *run, struct cn_buf *facts) {
    const struct cn_scan *scan = &run->scan;
    const char *confusions = run->arguments->confusions;
    if (!run->arguments->journal)
        return;
    cn_put_u64(facts, of_dictionaries(&scan->dictionary));
    cn_put_u64(facts, of_model(scan->model));
    cn_put_u64(facts, of_table("default", ".words"));
    cn_put_u64(facts,
               of_table(confusions ? confusions : cn_model_confusions(scan->model), ".confusions"));
    cn_put_u64(facts, of_languages(scan->words));
}

/* ---- in the one that has the journal ---- */

void cn_journal_take_facts(struct cn_annotation_run *run, struct cn_buf *facts) {
    const size_t len = CN_FACTS * sizeof(uint64_t);
    if (!run->arguments->journal || facts->len < len)
        return;
    facts->len -= len;
    struct cn_fields fields = {.rest = {facts->bytes + facts->len, len}};
    for (size_t i = 0; i < CN_FACTS; i++)
        run->journal.facts[i] = cn_take_u64(&fields);
}

static void add_pair(struct cn_buf *pairs, const char *name, const char *value) {
    cn_put_str(pairs, cn_str_of(name));
    cn_put_str(pairs, cn_str_of(value));
}

static void add_folder(struct cn_buf *pairs) {
    char *folder = getcwd(NULL, 0);
    add_pair(pairs, "working folder", folder ? folder : "");
    free(folder);
}

static void add_facts(struct cn_buf *pairs, const uint64_t facts[CN_FACTS]) {
    static const char *const names[CN_FACTS] = {"dictionaries", "model", "table of common words",
                                                "table of confusions", "hunspell dictionaries"};
    char number[20];
    for (size_t i = 0; i < CN_FACTS; i++) {
        snprintf(number, sizeof number, "%016" PRIx64, facts[i]);
        add_pair(pairs, names[i], number);
    }
}

void cn_journal_describe(const struct cn_annotation_run *run, struct cn_buf *pairs) {
    /* What comes out is the same with any of these. */
    static const char *const but[] = {"jobs",         "sandbox",   "journal", "help",
                                      "list-formats", "read-size", NULL};
    const struct cn_words_given *inputs = &run->arguments->operands;
    add_pair(pairs, "program", PACKAGE_STRING);
    add_folder(pairs);
    cn_options_write(pairs, run->arguments, but);
    add_facts(pairs, run->journal.facts);
    for (size_t i = 0; i < inputs->len; i++)
        add_pair(pairs, "input", inputs->items[i]);
}
