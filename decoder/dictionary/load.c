/*
 * load.c: one file becomes a scheme and its entries.
 */
#include "dictionary/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum cn_severity cn_loader_note(struct cn_loader *loader, enum cn_severity severity,
                                enum cn_code code, const struct cn_row_cell *at) {
    struct cn_where where = {loader->scheme->path, at->line, at->column};
    struct cn_str shown = at->text;
    if (shown.len > CN_TABLE_CELL)
        shown.len = CN_TABLE_CELL;
    if (severity == CN_SKIP && loader->worst < CN_PARTIAL)
        loader->worst = CN_PARTIAL;
    return cn_diag_add(&loader->dictionary->diags, severity, code, &where, "%.*s", (int)shown.len,
                       shown.bytes ? shown.bytes : "");
}

static enum cn_severity read_row(struct cn_loader *loader) {
    if (cn_rows_blank(&loader->rows) || loader->rows.cells[0].line == loader->header_line)
        return CN_OK;
    if (cn_rows_preamble(&loader->rows))
        return cn_preamble_read(loader);
    return cn_entry_read(loader);
}

static enum cn_severity read_rows(struct cn_loader *loader) {
    enum cn_severity severity = CN_OK;
    while (severity < CN_FATAL && (severity = cn_rows_next(&loader->rows)) != CN_END) {
        if (severity == CN_SKIP)
            cn_loader_note(loader, CN_SKIP, loader->rows.error, &loader->rows.error_at);
        else if (severity == CN_OK)
            severity = read_row(loader);
    }
    return severity == CN_END ? CN_OK : severity;
}

/* The file's name without folder and suffix. */
static struct cn_str base_name(struct cn_str path) {
    size_t start = path.len;
    while (start > 0 && path.bytes[start - 1] != '/')
        start--;
    struct cn_str name = {path.bytes + start, path.len - start};
    const char *dot = name.len > 0 ? memchr(name.bytes + 1, '.', name.len - 1) : NULL;
    return dot ? (struct cn_str){name.bytes, (size_t)(dot - name.bytes)} : name;
}

static struct cn_scheme *push_scheme(struct cn_dictionary *dictionary, const char *path,
                                     bool named) {
    if (dictionary->schemes_len == dictionary->schemes_cap) {
        uint32_t cap = dictionary->schemes_cap ? dictionary->schemes_cap * 2 : 8;
        struct cn_scheme *schemes = realloc(dictionary->schemes, cap * sizeof *schemes);
        if (!schemes)
            return NULL;
        dictionary->schemes = schemes;
        dictionary->schemes_cap = cap;
    }
    struct cn_str copy = cn_arena_copy(&dictionary->arena, cn_str_of(path));
    if (!copy.bytes)
        return NULL;
    struct cn_scheme *scheme = &dictionary->schemes[dictionary->schemes_len++];
    *scheme = (struct cn_scheme){.name = base_name(copy),
                                 .path = copy,
                                 .named = named,
                                 .first_entry = dictionary->entries_len};
    return scheme;
}

/* Reads `bytes`, which are in the arena, into a new scheme. */
static enum cn_severity load(struct cn_dictionary *dictionary, struct cn_scheme *scheme,
                             struct cn_str bytes) {
    struct cn_loader loader = {.dictionary = dictionary, .scheme = scheme};
    enum cn_severity severity = cn_header_read(&loader, bytes);
    if (severity == CN_OK) {
        cn_rows_begin(&loader.rows, bytes, loader.rows.delimiter, &dictionary->arena);
        severity = read_rows(&loader);
        cn_preamble_apply(&loader);
        scheme->entries = dictionary->entries_len - scheme->first_entry;
    } else {
        dictionary->schemes_len--;
    }
    if (severity == CN_FATAL)
        cn_loader_note(&loader, CN_FATAL, CN_E_MEMORY, &(struct cn_row_cell){0});
    cn_seen_free(&loader.seen);
    cn_buf_free(&loader.sources);
    return severity > loader.worst ? severity : loader.worst;
}

enum cn_severity cn_dictionary_load_bytes(struct cn_dictionary *dictionary, struct cn_str bytes,
                                          const char *path, bool named) {
    struct cn_where where = {.file = cn_str_of(path)};
    if (bytes.len > CN_DICTIONARY_FILE_MAX)
        return cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_DICT_TOO_LARGE, &where, NULL);
    struct cn_str copy = cn_arena_copy(&dictionary->arena, bytes);
    struct cn_scheme *scheme = copy.bytes ? push_scheme(dictionary, path, named) : NULL;
    if (!scheme)
        return cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, &where, NULL);
    return load(dictionary, scheme, copy);
}

/* Is the file there already? Then it was asked for by name perhaps only now. */
static bool loaded(struct cn_dictionary *dictionary, const char *path, bool named) {
    for (uint32_t i = 0; i < dictionary->schemes_len; i++) {
        struct cn_scheme *scheme = &dictionary->schemes[i];
        if (cn_str_equal(scheme->path, cn_str_of(path))) {
            scheme->named |= named;
            return true;
        }
    }
    return false;
}

/* Reads a little more than a dictionary may have at most. False: errno says why. */
static bool slurp(int fd, struct cn_buf *bytes) {
    enum { STEP = 256 * 1024 };
    while (bytes->len <= CN_DICTIONARY_FILE_MAX && cn_buf_reserve(bytes, STEP)) {
        ssize_t got = read(fd, bytes->bytes + bytes->len, STEP);
        if (got == 0 || (got < 0 && errno != EINTR))
            return got == 0;
        bytes->len += got > 0 ? (size_t)got : 0;
    }
    return true;
}

enum cn_severity cn_dictionary_load_file(struct cn_dictionary *dictionary, const char *path,
                                         bool named) {
    struct cn_where where = {.file = cn_str_of(path)};
    struct cn_buf bytes = {0};
    enum cn_severity severity = CN_OK;
    if (loaded(dictionary, path, named))
        return CN_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_OPEN, &where, "%s", strerror(errno));
    if (!slurp(fd, &bytes))
        severity =
            cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_READ, &where, "%s", strerror(errno));
    else if (bytes.failed)
        severity = cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, &where, NULL);
    else
        severity = cn_dictionary_load_bytes(dictionary, cn_buf_str(&bytes), path, named);
    close(fd);
    cn_buf_free(&bytes);
    return severity;
}

void cn_dictionary_free(struct cn_dictionary *dictionary) {
    free(dictionary->entries);
    free(dictionary->schemes);
    cn_diags_free(&dictionary->diags);
    cn_arena_free(&dictionary->arena);
    *dictionary = (struct cn_dictionary){0};
}
