/*
 * find.c: where dictionaries and models are looked for.
 */
#include "dictionary/dictionary.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of two files of one name in a folder, the one whose suffix stands first is meant. */
static const char *const suffixes[] = {".tsv", ".csv", ".cnd", NULL};

/* Calls `each` with a folder of which the name is not ended by NUL. */
static bool visit(struct cn_str folder, bool (*each)(const char *, void *), void *context) {
    struct cn_buf path = {0};
    bool go_on = true;
    cn_buf_add_str(&path, folder);
    cn_buf_add_byte(&path, '\0');
    if (folder.len > 0 && !path.failed)
        go_on = each(path.bytes, context);
    cn_buf_free(&path);
    return go_on;
}

void cn_search_path(bool (*each)(const char *folder, void *context), void *context) {
    const char *variable = getenv("CRYPTONYM_PATH");
    struct cn_str rest = cn_str_of(variable ? variable : ""), folder;
    while (cn_str_split(&rest, ':', &folder))
        if (!visit(folder, each, context))
            return;
    each(CN_DATADIR, context);
}

static bool is_file(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

struct search {
    const char *name;
    const char *const *suffixes;
    struct cn_arena *arena;
    struct cn_str found;
};

static bool look_in(const char *folder, void *context) {
    struct search *search = context;
    struct cn_buf path = {0};
    for (size_t i = 0; search->suffixes[i] && !search->found.bytes; i++) {
        cn_buf_clear(&path);
        cn_buf_addf(&path, "%s/%s%s", folder, search->name, search->suffixes[i]);
        cn_buf_add_byte(&path, '\0');
        if (!path.failed && is_file(path.bytes))
            search->found = cn_arena_copy(search->arena, (struct cn_str){path.bytes, path.len - 1});
    }
    cn_buf_free(&path);
    return !search->found.bytes;
}

struct cn_str cn_search_file(const char *name, const char *const *endings, struct cn_arena *arena) {
    struct search search = {name, endings, arena, {NULL, 0}};
    if (*name && !strchr(name, '/'))
        cn_search_path(look_in, &search);
    return search.found;
}

static bool ends_with(struct cn_str text, const char *ending) {
    struct cn_str tail = cn_str_of(ending);
    return text.len > tail.len &&
           memcmp(text.bytes + text.len - tail.len, tail.bytes, tail.len) == 0;
}

/* The suffix of a dictionary's file name; NULL: it is none. */
static const char *suffix_of(struct cn_str file) {
    for (size_t i = 0; suffixes[i]; i++)
        if (ends_with(file, suffixes[i]))
            return suffixes[i];
    return NULL;
}

static bool is_path(const char *name) {
    return strchr(name, '/') || (suffix_of(cn_str_of(name)) && is_file(name));
}

enum cn_severity cn_dictionary_load(struct cn_dictionary *dictionary, const char *name) {
    if (is_path(name))
        return cn_dictionary_load_file(dictionary, name, true);
    struct cn_str found = cn_search_file(name, suffixes, &dictionary->arena);
    if (found.bytes)
        return cn_dictionary_load_file(dictionary, found.bytes, true);
    struct cn_where where = {.file = cn_str_of(name)};
    return cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_DICT_NOT_FOUND, &where, NULL);
}

/* ---- all that are installed ---- */

struct installed {
    struct cn_arena arena;
    struct cn_buf paths; /* of struct found */
};

struct found {
    struct cn_str name; /* without folder and suffix */
    const char *path;
};

static struct found *founds(const struct installed *all) {
    return (struct found *)(void *)all->paths.bytes;
}

static size_t founds_len(const struct installed *all) {
    return all->paths.len / sizeof(struct found);
}

static bool has(const struct installed *all, struct cn_str name) {
    for (size_t i = 0; i < founds_len(all); i++)
        if (cn_str_equal(founds(all)[i].name, name))
            return true;
    return false;
}

static void add(struct installed *all, const char *folder, const char *suffix, struct cn_str file) {
    struct cn_buf path = {0};
    if (suffix_of(file) != suffix || file.bytes[0] == '.')
        return;
    struct cn_str name = {file.bytes, file.len - strlen(suffix)};
    cn_buf_addf(&path, "%s/%s", folder, file.bytes);
    cn_buf_add_byte(&path, '\0');
    if (!path.failed && is_file(path.bytes) && !has(all, name)) {
        struct cn_str copy = cn_arena_copy(&all->arena, cn_buf_str(&path));
        size_t start = strlen(folder) + 1;
        struct found found = {{copy.bytes + start, name.len}, copy.bytes};
        if (copy.bytes)
            cn_buf_add(&all->paths, &found, sizeof found);
    }
    cn_buf_free(&path);
}

static bool list_folder(const char *folder, void *context) {
    DIR *stream = opendir(folder);
    if (!stream)
        return true;
    for (size_t i = 0; suffixes[i]; i++) {
        rewinddir(stream);
        for (struct dirent *entry; (entry = readdir(stream));)
            add(context, folder, suffixes[i], cn_str_of(entry->d_name));
    }
    closedir(stream);
    return true;
}

static int by_name(const void *a, const void *b) {
    return cn_str_compare(((const struct found *)a)->name, ((const struct found *)b)->name);
}

enum cn_severity cn_dictionary_load_installed(struct cn_dictionary *dictionary) {
    struct installed all = {0};
    enum cn_severity worst = CN_OK;
    size_t loaded = 0;
    cn_search_path(list_folder, &all);
    if (all.arena.failed || all.paths.failed)
        worst = cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    else if (founds_len(&all) == 0)
        worst = cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_DICT_NONE, NULL, NULL);
    else
        qsort(all.paths.bytes, founds_len(&all), sizeof(struct found), by_name);
    for (size_t i = 0; i < founds_len(&all) && worst < CN_FATAL; i++) {
        enum cn_severity one = cn_dictionary_load_file(dictionary, founds(&all)[i].path, false);
        loaded += one < CN_SKIP;
        worst = one > worst ? one : worst;
    }
    if (worst == CN_SKIP && loaded > 0)
        worst = CN_PARTIAL;
    cn_buf_free(&all.paths);
    cn_arena_free(&all.arena);
    return worst;
}
