/*
 * walk.c: the files of a folder, and of the folders in it, in byte order of their names.
 *
 * The folders being walked are kept in an array, each with the sorted names of its entries; nothing
 * recurses, and a folder is closed before anything in it is opened.
 *
 * Where the system tells with the name that a file is regular (d_type, which POSIX.1-2008 does not
 * have), it is not asked again: of tens of thousands of files each call counts.
 */
#define _DEFAULT_SOURCE

#include "base/limits.h"
#include "open/open.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    struct cn_buf names; /* before each a byte, not 0 if it is known to be a regular file's; NUL */
    char **sorted;       /* the names */
    size_t len;
    size_t next;
    size_t path_len; /* of this folder's path, with the slash */
};

struct walk {
    struct folder folders[CN_WALK_DEPTH];
    size_t depth;
    struct cn_buf path; /* of the entry looked at, ended by NUL */
    cn_walk_fn *each;
    void *context;
    struct cn_diags *diags;
};

static enum cn_severity note(struct walk *walk, enum cn_severity severity, enum cn_code code,
                             const char *detail) {
    struct cn_where where = {.file = cn_str_of(walk->path.bytes)};

    return cn_diag_add(walk->diags, severity, code, &where, detail ? "%s" : NULL, detail);
}

static enum cn_severity no_memory(struct walk *walk) {
    return cn_diag_add(walk->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

static void path_set(struct walk *walk, size_t keep, const char *name) {
    walk->path.len = keep;
    cn_buf_add(&walk->path, name, strlen(name) + 1);
}

/* ---- one folder's names ---- */

static char is_regular(const struct dirent *entry) {
#ifdef DT_REG
    return entry->d_type == DT_REG;
#else
    (void)entry;
    return 0;
#endif
}

/* Reads all names; false: errno says why. */
static bool read_names(struct folder *folder, DIR *open) {
    for (;;) {
        struct dirent *entry;

        errno = 0;
        entry = readdir(open);
        if (!entry)
            return errno == 0;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        cn_buf_add_byte(&folder->names, is_regular(entry));
        cn_buf_add(&folder->names, entry->d_name, strlen(entry->d_name) + 1);
        folder->len++;
    }
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts pointers to the names; they stay good, as the buffer grows no more. */
static bool sort_names(struct folder *folder) {
    char *name = folder->names.bytes;

    if (folder->names.failed)
        return false;
    if (folder->len == 0)
        return true;
    folder->sorted = calloc(folder->len, sizeof(*folder->sorted));
    if (!folder->sorted)
        return false;
    for (size_t i = 0; i < folder->len; i++) {
        folder->sorted[i] = name + 1;
        name += 1 + strlen(name + 1) + 1;
    }
    qsort(folder->sorted, folder->len, sizeof(*folder->sorted), by_bytes);
    return true;
}

static void folder_free(struct folder *folder) {
    cn_buf_free(&folder->names);
    free(folder->sorted);
    *folder = (struct folder){0};
}

/* ---- the walk ---- */

/* Opens the folder at walk->path. A link there is followed only if the user named it. */
static DIR *open_folder(struct walk *walk) {
    int nofollow = walk->depth ? O_NOFOLLOW : 0;
    int fd = open(walk->path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC | nofollow);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);

    if (!folder && fd >= 0)
        close(fd);
    return folder;
}

static enum cn_severity enter(struct walk *walk) {
    struct folder *folder;
    enum cn_severity severity = CN_OK;
    DIR *open;

    if (walk->depth == CN_WALK_DEPTH)
        return note(walk, CN_PARTIAL, CN_E_WALK_DEPTH, NULL);
    open = open_folder(walk);
    if (!open)
        return note(walk, CN_PARTIAL, CN_E_FOLDER, strerror(errno));
    folder = &walk->folders[walk->depth++];
    if (!read_names(folder, open))
        severity = note(walk, CN_PARTIAL, CN_E_FOLDER, strerror(errno));
    closedir(open);
    folder->path_len = walk->path.len - 1;
    if (walk->path.bytes[folder->path_len - 1] != '/') {
        walk->path.bytes[folder->path_len++] = '/';
        cn_buf_add_byte(&walk->path, 0);
    }
    if (!sort_names(folder) || walk->path.failed)
        return no_memory(walk);
    return severity;
}

static enum cn_severity hand_on(struct walk *walk) {
    return walk->each(walk->path.bytes, walk->context) ? CN_OK : CN_END;
}

/* The entry at walk->path. CN_END: the caller wants no more. */
static enum cn_severity visit(struct walk *walk) {
    struct stat status;

    if (lstat(walk->path.bytes, &status) != 0)
        return note(walk, CN_PARTIAL, CN_E_OPEN, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return enter(walk);
    if (S_ISLNK(status.st_mode))
        return CN_OK;
    if (!S_ISREG(status.st_mode))
        return note(walk, CN_PARTIAL, CN_E_NOT_REGULAR, NULL);
    return hand_on(walk);
}

/* The next entry of the innermost folder, or out of it. */
static enum cn_severity step(struct walk *walk) {
    struct folder *folder = &walk->folders[walk->depth - 1];

    if (folder->next == folder->len) {
        folder_free(folder);
        walk->depth--;
        return CN_OK;
    }
    const char *name = folder->sorted[folder->next++];
    path_set(walk, folder->path_len, name);
    if (walk->path.failed)
        return no_memory(walk);
    return name[-1] ? hand_on(walk) : visit(walk);
}

static bool goes_on(enum cn_severity severity) {
    return severity == CN_OK || severity == CN_PARTIAL;
}

static enum cn_severity walk_all(struct walk *walk) {
    enum cn_severity severity = enter(walk);
    enum cn_severity worst = severity;

    while (walk->depth && goes_on(severity)) {
        severity = step(walk);
        if (severity > worst)
            worst = severity;
    }
    while (walk->depth)
        folder_free(&walk->folders[--walk->depth]);
    return severity == CN_END ? CN_END : worst;
}

enum cn_severity cn_walk(const char *path, cn_walk_fn *each, void *context,
                         struct cn_diags *diags) {
    struct stat status;
    struct walk *walk;
    enum cn_severity severity;

    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return each(path, context) ? CN_OK : CN_END;
    walk = calloc(1, sizeof(*walk));
    if (!walk)
        return cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    walk->each = each;
    walk->context = context;
    walk->diags = diags;
    path_set(walk, 0, path);
    severity = walk->path.failed ? no_memory(walk) : walk_all(walk);
    cn_buf_free(&walk->path);
    free(walk);
    return severity;
}
