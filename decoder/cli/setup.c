/*
 * setup.c: from the command line to a scan that is ready, with every doubt about it said.
 */
#include "cli/cli.h"

#include "base/limits.h"

#include <string.h>

/* The words as borrowed strings; `scratch` outlives the scan's documents. */
static bool copy_words(struct cn_str_list *list, const struct cn_words_given *words,
                       struct cn_arena *scratch) {
    list->items = words->len > 0 ? CN_NEW_ARRAY(scratch, struct cn_str, words->len) : NULL;
    list->len = list->items ? words->len : 0;
    for (size_t i = 0; i < list->len; i++)
        list->items[i] = cn_str_of(words->items[i]);
    return list->len == words->len;
}

/* ---- a filter that nothing can pass is a mistake, not an answer ---- */

static bool scheme_known(const struct cn_dictionary *dictionary, struct cn_str name,
                         struct cn_guess *guess) {
    for (uint32_t i = 0; i < dictionary->schemes_len; i++) {
        struct cn_str scheme = dictionary->schemes[i].name;
        if (cn_str_equal_nocase(scheme, name))
            return true;
        cn_guess_try(guess, scheme);
    }
    return false;
}

static bool kind_known(const struct cn_dictionary *dictionary, struct cn_str name,
                       struct cn_guess *guess) {
    struct cn_arena arena = {0};
    struct cn_entry entry;
    bool known = false;
    for (uint32_t i = 0; i < dictionary->entries_len && !known; i++) {
        if (!cn_dictionary_peek(dictionary, i, &arena, &entry))
            break;
        known = cn_str_equal_nocase(entry.kind, name);
        cn_guess_try(guess, entry.kind);
        cn_arena_rewind(&arena, (struct cn_arena_mark){NULL, 0});
    }
    cn_arena_free(&arena);
    return known;
}

static bool country_known(const struct cn_dictionary *dictionary, struct cn_str code,
                          struct cn_guess *guess) {
    char upper[4];
    (void)dictionary;
    (void)guess;
    if (code.len > sizeof upper)
        return false;
    for (size_t i = 0; i < code.len; i++)
        upper[i] = (char)(code.bytes[i] - (code.bytes[i] >= 'a' && code.bytes[i] <= 'z' ? 32 : 0));
    return cn_country_known((struct cn_str){upper, code.len});
}

static bool all_known(const struct cn_dictionary *dictionary, const struct cn_words_given *words,
                      const char *what, const char *otherwise,
                      bool (*known)(const struct cn_dictionary *, struct cn_str,
                                    struct cn_guess *)) {
    for (size_t i = 0; i < words->len; i++) {
        struct cn_guess guess = {.word = cn_str_of(words->items[i])};
        if (known(dictionary, guess.word, &guess))
            continue;
        cn_guess_say(&guess, what, otherwise);
        return false;
    }
    return true;
}

static bool check_filter(const struct cn_scan *scan, const struct cn_arguments *arguments) {
    const struct cn_dictionary *dictionary = &scan->dictionary;
    return all_known(dictionary, &arguments->schemes, "--scheme: no loaded dictionary is called",
                     "see: cryptonym dictionary list", scheme_known) &&
           all_known(dictionary, &arguments->kinds, "--kind: no loaded name is of the kind",
                     "see the column kind of the dictionaries", kind_known) &&
           all_known(dictionary, &arguments->countries, "--country: no country code",
                     "it takes codes of ISO 3166, such as KP", country_known);
}

static bool fill_filter(struct cn_scan *scan, const struct cn_arguments *arguments) {
    struct cn_filter *filter = &scan->filter;
    filter->min_confidence = arguments->min_confidence;
    if (copy_words(&filter->schemes, &arguments->schemes, &scan->scratch) &&
        copy_words(&filter->kinds, &arguments->kinds, &scan->scratch) &&
        copy_words(&filter->countries, &arguments->countries, &scan->scratch))
        return true;
    cn_say(CN_FATAL, "out of memory");
    return false;
}

/* The name of a dictionary's file without folder and suffix: what -d takes. */
static struct cn_str file_name(struct cn_str path) {
    size_t start = path.len;
    while (start > 0 && path.bytes[start - 1] != '/')
        start--;
    return (struct cn_str){path.bytes + start, path.len - start - strlen(".tsv")};
}

/* Where -d named no dictionary: is there one of nearly that name? */
static void hint_at_installed(const struct cn_diags *diags) {
    struct cn_dictionary installed = {0};
    if (diags->len == 0 || diags->items[diags->len - 1].code != CN_E_DICT_NOT_FOUND)
        return;
    struct cn_guess guess = {.word = diags->items[diags->len - 1].where.file};
    cn_dictionary_load_installed(&installed);
    for (size_t i = 0; i < cn_dictionary_files(&installed); i++)
        cn_guess_try(&guess, file_name(cn_str_of(cn_dictionary_file(&installed, i))));
    if (guess.best.len > 0)
        cn_say(CN_OK, "did you mean '%.*s'?", (int)guess.best.len, guess.best.bytes);
    cn_dictionary_free(&installed);
}

/* What fails without a word lacks the memory for one. */
static void say_memory(const struct cn_scan *scan, enum cn_severity severity) {
    if (severity == CN_FATAL && scan->diags.worst < CN_FATAL &&
        scan->dictionary.diags.worst < CN_FATAL)
        cn_say(CN_FATAL, "out of memory");
}

/* Each level is a place in the answers of a worker. */
static unsigned deepest(uint64_t asked) {
    return asked < CN_LEVELS_MAX ? (unsigned)asked : CN_LEVELS_MAX - 1;
}

bool cn_setup(struct cn_scan *scan, const struct cn_arguments *arguments, bool *lost) {
    const struct cn_scan_options options = {.dictionaries = arguments->dictionaries.items,
                                            .model = arguments->model,
                                            .languages = arguments->languages,
                                            .confusions = arguments->confusions,
                                            .find_only = arguments->dump &&
                                                         strcmp(arguments->dump, "score") != 0};
    *scan = (struct cn_scan){.limits = cn_open_limits_default};
    scan->limits.unpacked_max = arguments->max_bytes;
    scan->limits.ratio_max = arguments->max_ratio;
    scan->limits.depth_max = deepest(arguments->max_depth);
    scan->limits.members_max = arguments->max_members;
    scan->limits.read_size = (size_t)arguments->read_size;
    enum cn_severity severity = cn_scan_setup(scan, &options);
    cn_say_diags(&scan->dictionary.diags);
    cn_say_diags(&scan->diags);
    hint_at_installed(&scan->dictionary.diags);
    say_memory(scan, severity);
    if (lost)
        *lost = scan->dictionary.diags.worst >= CN_SKIP;
    return severity < CN_SKIP && check_filter(scan, arguments) && fill_filter(scan, arguments);
}
