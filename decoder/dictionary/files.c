/*
 * files.c: what was named, as bytes: tables are read, images mapped.
 */
#include "dictionary/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void cn_file_close(struct cn_file *file) {
    cn_buf_free(&file->bytes);
    cn_image_free(&file->image);
    free(file->starts);
    file->starts = NULL;
}

size_t cn_dictionary_files(const struct cn_dictionary *dictionary) {
    return dictionary->files.len / sizeof(struct cn_file);
}

const char *cn_dictionary_file(const struct cn_dictionary *dictionary, size_t number) {
    size_t len;
    return cn_files(dictionary, &len)[number].path;
}

/* Is the file there already? Then it was asked for by name perhaps only now. */
static bool is_named(struct cn_dictionary *dictionary, const char *path, bool named) {
    size_t len;
    struct cn_file *files = cn_files(dictionary, &len);
    for (size_t i = 0; i < len; i++) {
        if (strcmp(files[i].path, path) != 0)
            continue;
        files[i].named |= named;
        return true;
    }
    return false;
}

/* Else (a pipe) it cannot be mapped. */
static bool is_regular(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

/* Reads a little more than a table may have at most, or as much as shows that it is an image that
 * can be mapped. False: errno says why. */
static bool read_file(int fd, struct cn_file *file, enum cn_code *code) {
    enum { STEP = 256 * 1024 };
    struct cn_buf *bytes = &file->bytes;
    bool first = true;
    while (bytes->len <= CN_DICTIONARY_FILE_MAX && cn_buf_reserve(bytes, STEP)) {
        ssize_t got = read(fd, bytes->bytes + bytes->len, STEP);
        if (got == 0 || (got < 0 && errno != EINTR))
            return got == 0;
        bytes->len += got > 0 ? (size_t)got : 0;
        if (first && cn_image_begins(cn_buf_str(bytes)) && is_regular(fd)) {
            *code = cn_image_map(&file->image, fd);
            return *code != CN_E_READ;
        }
        first = false;
    }
    return true;
}

/* An image that is not mapped. */
static enum cn_code open_image(struct cn_file *file) {
    struct cn_str copy = cn_arena_copy(&file->image.arena, cn_buf_str(&file->bytes));
    return copy.bytes ? cn_image_open(&file->image, copy) : CN_E_MEMORY;
}

/* An image was told by its first bytes. Is it a good one? */
static enum cn_severity check_image(struct cn_dictionary *dictionary, struct cn_file *file,
                                    enum cn_code code) {
    struct cn_where where = {.file = cn_str_of(file->path)};
    const char *fault = NULL;
    if (!file->image.map && code == CN_E_NONE)
        code = open_image(file);
    if (code == CN_E_NONE)
        fault = cn_image_unsound(&file->image, &file->starts);
    if (fault)
        return cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_IMAGE_UNSOUND, &where, "%s", fault);
    file->compiled = code == CN_E_NONE;
    return code == CN_E_NONE ? CN_OK : cn_diag_add(&dictionary->diags, CN_SKIP, code, &where, NULL);
}

/* What was read becomes one of the dictionary's files, or is closed. */
static enum cn_severity take(struct cn_dictionary *dictionary, struct cn_file *file,
                             enum cn_code code) {
    struct cn_where where = {.file = cn_str_of(file->path)};
    enum cn_severity severity = CN_OK;
    if (file->bytes.failed)
        severity = cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, &where, NULL);
    else if (cn_image_begins(cn_buf_str(&file->bytes)))
        severity = check_image(dictionary, file, code);
    else if (file->bytes.len > CN_DICTIONARY_FILE_MAX)
        severity = cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_DICT_TOO_LARGE, &where, NULL);
    file->path = cn_arena_copy(&dictionary->arena, where.file).bytes;
    if (severity == CN_OK && file->path)
        cn_buf_add(&dictionary->files, file, sizeof *file);
    if (!file->path || dictionary->files.failed)
        severity = cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, &where, NULL);
    if (severity != CN_OK)
        cn_file_close(file);
    return severity;
}

enum cn_severity cn_dictionary_load_bytes(struct cn_dictionary *dictionary, struct cn_str bytes,
                                          const char *path, bool named) {
    struct cn_file file = {.path = path, .named = named};
    cn_buf_add_str(&file.bytes, bytes);
    return take(dictionary, &file, CN_E_NONE);
}

enum cn_severity cn_dictionary_load_file(struct cn_dictionary *dictionary, const char *path,
                                         bool named) {
    struct cn_where where = {.file = cn_str_of(path)};
    struct cn_file file = {.path = path, .named = named};
    enum cn_severity severity = CN_OK;
    enum cn_code code = CN_E_NONE;
    if (is_named(dictionary, path, named))
        return CN_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_OPEN, &where, "%s", strerror(errno));
    if (read_file(fd, &file, &code)) {
        severity = take(dictionary, &file, code);
    } else {
        severity =
            cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_READ, &where, "%s", strerror(errno));
        cn_file_close(&file);
    }
    close(fd);
    return severity;
}
