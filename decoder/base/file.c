/* file.c: a small file of the program's own, read whole. */
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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
