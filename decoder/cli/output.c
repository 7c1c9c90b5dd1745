/*
 * output.c: an output file that is written whole or not at all.
 *
 * The bytes go to a temporary in the same folder, which is synced and renamed over the old file at
 * the end; a run that fails or is interrupted leaves the old file as it was and no temporary
 * behind. Symbolic links are refused: the rename would replace the link, and writing through it
 * would trust whoever made it. A device or a FIFO is written in place.
 */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the temporary goes when a signal ends the run ---- */

static struct doomed {
    volatile sig_atomic_t folder; /* and one; 0: none */
    char name[sizeof((struct cn_output *)0)->temporary];
} doomed[4]; /* more outputs than are open at a time */
#define DOOMED (sizeof doomed / sizeof doomed[0])

static void remove_and_die(int signal_number) {
    for (size_t i = 0; i < DOOMED; i++) {
        if (doomed[i].folder > 0)
            unlinkat(doomed[i].folder - 1, doomed[i].name, 0);
    }
    raise(signal_number); /* SA_RESETHAND: the default action follows */
}

static void doom(const struct cn_output *output) {
    static const int signals[] = {SIGHUP, SIGINT, SIGPIPE, SIGTERM};
    struct sigaction action = {.sa_handler = remove_and_die, .sa_flags = (int)SA_RESETHAND};
    size_t free = 0;
    while (free + 1 < DOOMED && doomed[free].folder > 0)
        free++;
    memcpy(doomed[free].name, output->temporary, sizeof doomed[free].name);
    doomed[free].folder = output->folder + 1;
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction now;
        if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
            sigaction(signals[i], &action, NULL);
    }
}

static void spare(const struct cn_output *output) {
    for (size_t i = 0; i < DOOMED; i++) {
        if (doomed[i].folder == output->folder + 1)
            doomed[i].folder = 0;
    }
}

/* ---- opening ---- */

static bool cannot(const char *path) {
    cn_say_code(CN_FATAL, CN_E_WRITE, path, strerror(errno));
    return false;
}

/* Remembers which file is written or replaced, so that it is not read as well. */
static void note_target(struct cn_output *output, const struct stat *status) {
    output->has_target = S_ISREG(status->st_mode);
    output->device = (uint64_t)status->st_dev;
    output->inode = (uint64_t)status->st_ino;
}

static bool create(struct cn_output *output) {
    output->out.fd = openat(output->folder, output->temporary,
                            O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    return output->out.fd >= 0;
}

static bool make_temporary(struct cn_output *output) {
    static unsigned long number;
    do {
        snprintf(output->temporary, sizeof output->temporary, ".cryptonym-%ld-%lu", (long)getpid(),
                 number++);
    } while (!create(output) && errno == EEXIST);
    return output->out.fd >= 0;
}

static void name_by_run(struct cn_output *output, uint64_t id) {
    snprintf(output->temporary, sizeof output->temporary, ".cryptonym-%016" PRIx64, id);
}

/* In place of what a run of that number may have left. */
static bool make_again(struct cn_output *output, uint64_t id) {
    name_by_run(output, id);
    return create(output) ||
           (errno == EEXIST && unlinkat(output->folder, output->temporary, 0) == 0 &&
            create(output));
}

/* What a run of that number left, if nobody else can have made it; or a new one. */
static bool take_up(struct cn_output *output, uint64_t id) {
    struct stat status;
    name_by_run(output, id);
    output->kept = true;
    output->fresh = create(output);
    if (!output->fresh && errno == EEXIST)
        output->out.fd =
            openat(output->folder, output->temporary, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (output->out.fd < 0)
        return false;
    if (fstat(output->out.fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1 &&
        status.st_uid == geteuid())
        return true;
    close(output->out.fd);
    errno = EPERM;
    return false;
}

static bool make(struct cn_output *output, uint64_t id, bool goes_on) {
    if (id == 0)
        return make_temporary(output);
    return goes_on ? take_up(output, id) : make_again(output, id);
}

static bool open_at(struct cn_output *output, int folder, const char *name, const char *path,
                    uint64_t id, bool goes_on) {
    struct stat status;
    *output = (struct cn_output){.out = {.fd = -1}, .path = path, .folder = folder, .name = name};
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        note_target(output, &status);
        errno = S_ISDIR(status.st_mode) ? EISDIR : S_ISLNK(status.st_mode) ? ELOOP : EEXIST;
        if (!output->has_target)
            goto failed;
    }
    if (!make(output, id, goes_on))
        goto failed;
    if (!output->kept)
        doom(output);
    return true;
failed:
    cannot(path);
    close(folder);
    return false;
}

bool cn_output_open_at(struct cn_output *output, int folder, const char *name, const char *path,
                       uint64_t id) {
    return open_at(output, folder, name, path, id, false);
}

/* In the folder that holds `path`. */
static bool open_file(struct cn_output *output, const char *path, uint64_t id, bool goes_on) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    char *parent = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    int folder = parent ? open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(parent);
    if (folder < 0)
        return cannot(path);
    return open_at(output, folder, name, path, id, goes_on);
}

bool cn_output_open_of(struct cn_output *output, const char *path, uint64_t id, bool goes_on) {
    struct stat status;
    if (path && strcmp(path, "-") != 0) {
        if (stat(path, &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))
            return open_file(output, path, id, goes_on);
        *output = (struct cn_output){.path = path, .folder = -1};
        output->out.fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
        return output->out.fd >= 0 || cannot(path);
    }
    *output =
        (struct cn_output){.out = {.fd = STDOUT_FILENO}, .path = "standard output", .folder = -1};
    if (fstat(STDOUT_FILENO, &status) != 0)
        return cannot(output->path);
    note_target(output, &status);
    return true;
}

bool cn_output_open(struct cn_output *output, const char *path) {
    return cn_output_open_of(output, path, 0, false);
}

/* ---- closing ---- */

/* What a failed write is said to be. A closed pipe is not worth a word: whoever reads has enough.
 */
static bool flushed(struct cn_output *output) {
    bool good = cn_out_flush(&output->out) != CN_FATAL;
    if (!good && output->out.error != EPIPE)
        cn_say_code(CN_FATAL, CN_E_WRITE, output->path,
                    strerror(output->out.error ? output->out.error : ENOMEM));
    return good;
}

/* The bytes are on the disk before the name is: after a crash the file is the old or the new one.
 */
static bool give_name(struct cn_output *output) {
    if (fsync(output->out.fd) == 0 &&
        renameat(output->folder, output->temporary, output->folder, output->name) == 0 &&
        (!output->kept || fsync(output->folder) == 0))
        return true;
    return cannot(output->path);
}

/* What does not get the name goes, unless a run is to go on with it. */
static bool is_left(const struct cn_output *output) {
    return output->kept && !output->refused && !output->named;
}

bool cn_output_close(struct cn_output *output, bool wanted) {
    bool keep = wanted && !output->refused;
    bool good = !keep || output->named || flushed(output);
    bool named = keep && good && output->folder >= 0 && !output->named && give_name(output);
    good = good && (!keep || named || output->named || output->folder < 0);
    if (output->folder >= 0 && !named && !is_left(output))
        unlinkat(output->folder, output->temporary, 0);
    if (output->folder >= 0)
        spare(output);
    if (close(output->out.fd) != 0 && keep && good)
        good = cannot(output->path);
    if (output->folder >= 0)
        close(output->folder);
    cn_out_free(&output->out);
    output->refused = false;
    return good && keep == wanted;
}

enum cn_exit cn_print(struct cn_buf *text) {
    struct cn_output output;
    bool good = cn_output_open(&output, NULL);
    if (good) {
        cn_out_add(&output.out, text->bytes, text->len);
        good = !text->failed;
        if (!good)
            cn_say(CN_FATAL, "out of memory");
        good = cn_output_close(&output, good) && good;
    }
    cn_buf_free(text);
    return good ? CN_EXIT_FOUND : CN_EXIT_TROUBLE;
}

/* ---- output and input must not be the same ---- */

bool cn_output_targets(const struct cn_output *output, const struct stat *status) {
    return output->has_target && S_ISREG(status->st_mode) &&
           (uint64_t)status->st_dev == output->device && (uint64_t)status->st_ino == output->inode;
}

bool cn_output_refuses(struct cn_output *output, const char *path) {
    struct stat status;
    if (!output->has_target || (path ? stat(path, &status) : fstat(STDIN_FILENO, &status)) != 0 ||
        !cn_output_targets(output, &status))
        return false;
    cn_say_code(CN_SKIP, CN_E_INPUT_IS_OUTPUT, path ? path : CN_STANDARD_INPUT, NULL);
    output->refused = output->folder >= 0;
    return true;
}

static bool same(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The folder itself, or the nearest one above a path that need not be there yet. */
static int nearest_folder(const char *path) {
    char *copy = strdup(path);
    int folder = -1;
    while (copy && folder < 0) {
        folder = open(copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        char *slash = strrchr(copy, '/');
        if (folder >= 0 || !slash || slash == copy)
            break;
        *slash = '\0';
    }
    if (copy && folder < 0)
        folder = open(path[0] == '/' ? "/" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(copy);
    return folder;
}

/* Climbs from `folder` (closed here) to the root, looking for `wanted`. */
static bool climbs_to(int folder, const struct stat *wanted) {
    struct stat here, above;
    bool found = false;
    while (folder >= 0 && fstat(folder, &here) == 0 && !(found = same(&here, wanted))) {
        int parent = openat(folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        bool root = parent < 0 || fstat(parent, &above) != 0 || same(&here, &above);
        close(folder);
        folder = parent;
        if (root)
            break;
    }
    if (folder >= 0)
        close(folder);
    return found;
}

bool cn_output_inside(const char *output, const char *input) {
    struct stat wanted;
    if (stat(input, &wanted) != 0 || !S_ISDIR(wanted.st_mode))
        return false;
    return climbs_to(nearest_folder(output), &wanted);
}
