/*
 * seal.c: the files that were named become one image.
 *
 * One compiled file is taken as it is; so is an image of the cache. Else tables are read, and what
 * is compiled already is read back, into a draft, which is then written.
 */
#include "dictionary/parts.h"

#include <string.h>

/* ---- reading back ---- */

static bool copy_list(struct cn_str_list *list, struct cn_arena *arena) {
    struct cn_str *items = CN_NEW_ARRAY(arena, struct cn_str, list->len);
    if (items && list->len)
        memcpy(items, list->items, list->len * sizeof *items);
    list->items = items;
    return items;
}

/* The schemes of a dictionary, behind those of the draft. Their strings stay where they are. */
static bool take_schemes(struct cn_draft *draft, const struct cn_dictionary *from) {
    for (uint32_t i = 0; i < from->schemes_len; i++) {
        struct cn_scheme *scheme = cn_draft_scheme(draft);
        if (!scheme)
            return false;
        *scheme = from->schemes[i];
        scheme->first_entry += draft->entries_len;
        if (!copy_list(&scheme->issuers, &draft->arena) ||
            !copy_list(&scheme->for_cues, &draft->arena) ||
            !copy_list(&scheme->against_cues, &draft->arena))
            return false;
    }
    return true;
}

static bool take_entries(struct cn_draft *draft, const struct cn_dictionary *from) {
    uint32_t schemes = draft->schemes_len - from->schemes_len;
    for (uint32_t i = 0; i < from->entries_len; i++) {
        struct cn_entry *entry = cn_draft_entry(draft);
        if (!entry || !cn_dictionary_peek(from, i, &draft->arena, entry))
            return false;
        entry->scheme += schemes;
        draft->entries_len++;
    }
    return true;
}

static bool take_back(struct cn_draft *draft, const struct cn_dictionary *from) {
    return take_schemes(draft, from) && take_entries(draft, from);
}

static enum cn_severity take_image(struct cn_dictionary *dictionary, struct cn_draft *draft,
                                   struct cn_file *file) {
    struct cn_dictionary from = {.image = file->image};
    bool done = cn_dictionary_look_at(&from) && take_back(draft, &from);
    cn_notes_read(from.image.sections[CN_SECTION_NOTES], &dictionary->diags);
    from.image = (struct cn_image){0}; /* the file's; its strings are in the draft */
    cn_dictionary_look_away(&from);
    cn_arena_free(&from.arena);
    if (done)
        return CN_OK;
    return cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

/* ---- a draft ---- */

/* A file that gave nothing is a loss of its own where it was asked for. */
static enum cn_severity take_file(struct cn_dictionary *dictionary, struct cn_draft *draft,
                                  struct cn_file *file) {
    file->first_scheme = draft->schemes_len;
    enum cn_severity severity =
        file->compiled ? take_image(dictionary, draft, file)
                       : cn_table_load(dictionary, draft, cn_buf_str(&file->bytes), file->path);
    file->schemes = draft->schemes_len - file->first_scheme;
    return severity == CN_SKIP && !file->named ? CN_PARTIAL : severity;
}

static enum cn_severity write_draft(struct cn_dictionary *dictionary,
                                    const struct cn_draft *draft) {
    struct cn_image image = {0};
    enum cn_code code = cn_image_fill(&image, draft->schemes, draft->schemes_len, draft->entries,
                                      draft->entries_len, &dictionary->diags);
    cn_dictionary_look_away(dictionary);
    dictionary->image = image;
    if (code == CN_E_NONE && cn_dictionary_look_at(dictionary))
        return CN_OK;
    code = code == CN_E_NONE ? CN_E_MEMORY : code;
    return cn_diag_add(&dictionary->diags, CN_FATAL, code, NULL, NULL);
}

static enum cn_severity draft_files(struct cn_dictionary *dictionary) {
    struct cn_draft draft = {0};
    enum cn_severity worst = CN_OK;
    size_t len;
    struct cn_file *files = cn_files(dictionary, &len);
    if (dictionary->known && !take_back(&draft, dictionary))
        worst = cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    for (size_t i = 0; i < len && worst < CN_FATAL; i++) {
        enum cn_severity one = files[i].sealed ? CN_OK : take_file(dictionary, &draft, &files[i]);
        worst = one > worst ? one : worst;
    }
    enum cn_severity written = worst < CN_FATAL ? write_draft(dictionary, &draft) : CN_FATAL;
    cn_draft_free(&draft);
    return written > worst ? written : worst;
}

/* ---- an image as it is ---- */

/* As if its tables had been read: where rows were left out, that is said again. */
static enum cn_severity adopt(struct cn_dictionary *dictionary, struct cn_image *image,
                              uint64_t *starts) {
    dictionary->image = *image;
    dictionary->starts = starts;
    *image = (struct cn_image){0};
    if (!cn_dictionary_look_at(dictionary))
        return cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    cn_notes_read(dictionary->image.sections[CN_SECTION_NOTES], &dictionary->diags);
    return dictionary->diags.worst >= CN_SKIP ? CN_PARTIAL : CN_OK;
}

static enum cn_severity adopt_file(struct cn_dictionary *dictionary, struct cn_file *file) {
    uint64_t *starts = file->starts;
    file->starts = NULL;
    enum cn_severity severity = adopt(dictionary, &file->image, starts);
    file->schemes = dictionary->schemes_len;
    return severity;
}

/* An image of the cache was made of tables that gave a scheme each. False: it is not there. */
static bool adopt_cached(struct cn_dictionary *dictionary, enum cn_severity *severity) {
    struct cn_image image = {0};
    uint64_t *starts = NULL;
    size_t len;
    struct cn_file *files = cn_files(dictionary, &len);
    if (!dictionary->cache || !cn_cache_map(&image, dictionary->cache, &starts))
        return false;
    *severity = adopt(dictionary, &image, starts);
    for (size_t i = 0; i < len; i++) {
        files[i].first_scheme = (uint32_t)i;
        files[i].schemes = 1;
    }
    dictionary->cached = true;
    return true;
}

/* ---- the whole ---- */

/* Frees what was read, and says which schemes were asked for. */
static void close_files(struct cn_dictionary *dictionary) {
    size_t len;
    struct cn_file *files = cn_files(dictionary, &len);
    for (size_t i = 0; i < len; i++) {
        files[i].sealed = true;
        cn_file_close(&files[i]);
        uint32_t end = files[i].first_scheme + files[i].schemes;
        for (uint32_t k = files[i].first_scheme; k < end && k < dictionary->schemes_len; k++)
            dictionary->schemes[k].named = files[i].named;
        if (files[i].schemes != 1)
            dictionary->cache = NULL;
    }
}

static enum cn_severity seal_first(struct cn_dictionary *dictionary) {
    size_t len;
    struct cn_file *files = cn_files(dictionary, &len);
    enum cn_severity severity;
    if (len == 1 && files[0].compiled)
        return adopt_file(dictionary, &files[0]);
    dictionary->cache = cn_cache_path(dictionary);
    return adopt_cached(dictionary, &severity) ? severity : draft_files(dictionary);
}

enum cn_severity cn_dictionary_seal(struct cn_dictionary *dictionary) {
    enum cn_severity severity = CN_OK;
    size_t len;
    struct cn_file *files = cn_files(dictionary, &len);
    if (!dictionary->known) {
        severity = seal_first(dictionary);
    } else if (len > 0 && !files[len - 1].sealed) {
        dictionary->cache = NULL;
        severity = draft_files(dictionary);
    }
    close_files(dictionary);
    return severity < CN_SKIP && dictionary->schemes_len == 0 ? CN_SKIP : severity;
}

enum cn_severity cn_dictionary_open(struct cn_dictionary *dictionary, const char *const *names) {
    enum cn_severity worst = CN_OK, one;
    if (!names)
        worst = cn_dictionary_load_installed(dictionary);
    for (; names && *names && worst < CN_FATAL; names++) {
        one = cn_dictionary_load(dictionary, *names);
        worst = one > worst ? one : worst;
    }
    one = worst < CN_FATAL ? cn_dictionary_seal(dictionary) : CN_FATAL;
    return one > worst ? one : worst;
}

bool cn_dictionary_make(struct cn_dictionary *dictionary, const struct cn_scheme *schemes,
                        uint32_t schemes_len, const struct cn_entry *entries,
                        uint32_t entries_len) {
    return cn_image_fill(&dictionary->image, schemes, schemes_len, entries, entries_len,
                         &dictionary->diags) == CN_E_NONE &&
           cn_dictionary_look_at(dictionary);
}

void cn_dictionary_free(struct cn_dictionary *dictionary) {
    size_t len;
    struct cn_file *files = cn_files(dictionary, &len);
    cn_dictionary_look_away(dictionary);
    for (size_t i = 0; i < len; i++)
        cn_file_close(&files[i]);
    cn_buf_free(&dictionary->files);
    cn_diags_free(&dictionary->diags);
    cn_arena_free(&dictionary->arena);
    *dictionary = (struct cn_dictionary){0};
}
