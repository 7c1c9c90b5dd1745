/*
 * spool.c: a pipe can be read once, a document is read twice; so pipes are kept in a file.
 *
 * The file has no name from before its first byte, so that nothing of a document stays behind
 * whatever happens, and only its owner could ever open it.
 */
#include "base/file.h"
#include "open/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int cn_unnamed_file(void) {
    const char *folder = getenv("TMPDIR");
    struct cn_buf path = {0};
    int fd = -1;

    cn_buf_add_text(&path, folder && *folder ? folder : "/tmp");
    cn_buf_add(&path, "/cryptonym.XXXXXX", sizeof("/cryptonym.XXXXXX"));
    errno = ENOMEM;
    if (!path.failed)
        fd = mkstemp(path.bytes);
    if (fd >= 0) {
        unlink(path.bytes);
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    cn_buf_free(&path);
    return fd;
}

/* Returns 0, or the errno of what ended it. */
static int copy(int from, int to, char *block, size_t size) {
    for (;;) {
        ssize_t len = read(from, block, size);

        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return errno;
        if (len == 0)
            return 0;
        if (!cn_file_write(to, block, (size_t)len))
            return errno;
    }
}

int cn_spool(int fd, size_t block, int *error) {
    char *buffer = malloc(block);
    int kept = -1;

    *error = ENOMEM;
    if (!buffer)
        goto out;
    kept = cn_unnamed_file();
    *error = errno;
    if (kept < 0)
        goto out;
    *error = copy(fd, kept, buffer, block);
    if (lseek(kept, 0, SEEK_SET) != 0)
        *error = errno;
out:
    close(fd);
    free(buffer);
    return kept;
}
