/*
 * source.c: bytes at an offset.
 */
#include "open/source.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool read_file(const struct cn_source *source, uint64_t at, char *to, size_t want,
                      size_t *got) {
    while (*got < want) {
        ssize_t len =
            pread(source->fd, to + *got, want - *got, (off_t)(source->offset + at + *got));
        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return false;
        if (len == 0)
            return true;
        *got += (size_t)len;
    }
    return true;
}

bool cn_source_read(const struct cn_source *source, uint64_t at, void *to, size_t want,
                    size_t *got) {
    *got = 0;
    if (at >= source->size)
        return true;
    if (want > source->size - at)
        want = (size_t)(source->size - at);
    if (source->fd >= 0)
        return read_file(source, at, to, want, got);
    if (want > 0)
        memcpy(to, source->bytes + at, want);
    *got = want;
    return true;
}
