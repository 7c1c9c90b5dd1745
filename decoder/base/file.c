/* file.c: files that are read or written whole. */
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STEP = 64 * 1024 };

static const char *read_all(FILE *file, size_t most, struct cn_buf *buf) {
    size_t got = 1, start = buf->len;
    while (got > 0 && buf->len - start <= most && cn_buf_reserve(buf, STEP)) {
        got = fread(buf->bytes + buf->len, 1, STEP, file);
        buf->len += got;
    }
    if (ferror(file))
        return strerror(errno);
    if (buf->failed)
        return strerror(ENOMEM);
    return buf->len - start > most ? "too large to be such a file" : NULL;
}

const char *cn_file_read(const char *path, size_t most, struct cn_buf *buf) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return strerror(errno);
    const char *wrong = read_all(file, most, buf);
    fclose(file);
    return wrong;
}

static bool failed(ssize_t done) {
    if (done == 0)
        errno = EIO; /* nothing is taken, or there is no more */
    return false;
}

bool cn_file_write(int fd, const void *bytes, size_t len) {
    const char *at = bytes;
    while (len > 0) {
        ssize_t done = write(fd, at, len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return failed(done);
        at += done;
        len -= (size_t)done;
    }
    return true;
}

bool cn_file_put(int fd, const void *bytes, size_t len, uint64_t offset) {
    const char *at = bytes;
    while (len > 0) {
        ssize_t done = pwrite(fd, at, len, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return failed(done);
        at += done;
        len -= (size_t)done;
        offset += (uint64_t)done;
    }
    return true;
}

bool cn_file_get(int fd, void *bytes, size_t len, uint64_t offset) {
    char *at = bytes;
    while (len > 0) {
        ssize_t done = pread(fd, at, len, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return failed(done);
        at += done;
        len -= (size_t)done;
        offset += (uint64_t)done;
    }
    return true;
}
