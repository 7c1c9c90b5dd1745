/*
 * mirror.c: -o FOLDER, a folder that mirrors the input.
 *
 * A path is taken apart and only its plain names are used: no "/", "." or ".." leads out of the
 * folder, and no symbolic link in it is followed. Two inputs that come to the same path (a and
 * ../a) are not written over each other: the second is refused.
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool cn_mirror_wanted(const char *path) {
    struct stat status;
    size_t len = path ? strlen(path) : 0;
    return len > 0 &&
           (path[len - 1] == '/' || (stat(path, &status) == 0 && S_ISDIR(status.st_mode)));
}

bool cn_mirror_open(struct cn_mirror *mirror, const char *path) {
    *mirror = (struct cn_mirror){.path = path, .folder = -1, .id = mirror->id};
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        mirror->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (mirror->folder < 0)
        cn_say_code(CN_FATAL, CN_E_WRITE, path, strerror(errno));
    return mirror->folder >= 0;
}

/* The plain names of `input`, joined by slashes. */
static void add_plain(struct cn_buf *path, struct cn_str input) {
    struct cn_str part;
    size_t start = path->len;
    while (cn_str_split(&input, '/', &part)) {
        if (part.len == 0 || cn_str_equal(part, CN_STR(".")) || cn_str_equal(part, CN_STR("..")))
            continue;
        if (path->len > start)
            cn_buf_add_byte(path, '/');
        cn_buf_add_str(path, part);
    }
}

/* Makes and enters the folders of `path` under `folder`, in place of the slashes NULs for a moment.
 * Returns the last one open and the name behind it. */
static int enter(int folder, char *path, char **name) {
    int here = dup(folder);
    for (char *slash; here >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
        *slash = '\0';
        int next = mkdirat(here, path, 0777) == 0 || errno == EEXIST
                       ? openat(here, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                       : -1;
        int error = errno;
        *slash = '/';
        close(here);
        errno = error;
        here = next;
    }
    *name = path;
    return here;
}

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

/* Is the path new in this run? */
static bool claim(struct cn_mirror *mirror, const char *path) {
    char *copy = strdup(path);
    char **node = copy ? tsearch(copy, &mirror->written, compare) : NULL;
    bool is_new = node && *node == copy;
    if (!is_new)
        free(copy);
    return is_new;
}

/* The path of the output for an input, and where in it the part below the folder begins. */
static size_t write_path(struct cn_buf *path, const struct cn_mirror *mirror, struct cn_str input) {
    cn_buf_clear(path);
    cn_buf_add_text(path, mirror->path);
    if (path->len > 0 && path->bytes[path->len - 1] != '/')
        cn_buf_add_byte(path, '/');
    size_t start = path->len;
    add_plain(path, input);
    cn_buf_add_byte(path, '\0');
    return start;
}

bool cn_mirror_output(struct cn_mirror *mirror, const char *input, struct cn_buf *path,
                      struct cn_output *output) {
    char *name = NULL;
    size_t start = write_path(path, mirror, cn_str_of(input));
    if (path->failed) {
        cn_say(CN_FATAL, "out of memory");
        return false;
    }
    if (!claim(mirror, path->bytes)) {
        cn_say_code(CN_SKIP, CN_E_OUTPUT_TWICE, path->bytes, NULL);
        return false;
    }
    int folder = enter(mirror->folder, path->bytes + start, &name);
    if (folder < 0) {
        cn_say_code(CN_FATAL, CN_E_WRITE, path->bytes, strerror(errno));
        return false;
    }
    return cn_output_open_at(output, folder, name, path->bytes, mirror->id);
}

/* ---- of a run that goes on ---- */

void cn_mirror_claim(struct cn_mirror *mirror, struct cn_str input) {
    struct cn_buf path = {0};
    write_path(&path, mirror, input);
    if (!path.failed)
        claim(mirror, path.bytes);
    cn_buf_free(&path);
}

bool cn_mirror_measure(const struct cn_mirror *mirror, struct cn_str input, uint64_t *size) {
    struct cn_buf path = {0};
    struct stat status;
    size_t start = write_path(&path, mirror, input);
    bool good = !path.failed &&
                fstatat(mirror->folder, path.bytes + start, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                S_ISREG(status.st_mode);
    if (good)
        *size = (uint64_t)status.st_size;
    cn_buf_free(&path);
    return good;
}

void cn_mirror_close(struct cn_mirror *mirror) {
    while (mirror->written) {
        char *path = *(char **)mirror->written;
        tdelete(path, &mirror->written, compare);
        free(path);
    }
    if (mirror->folder >= 0)
        close(mirror->folder);
    mirror->folder = -1;
}
