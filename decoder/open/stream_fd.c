/*
 * stream_fd.c: the bytes of an open, seekable file, or from some byte of it on. Read, never mapped:
 * a mapped file that somebody shortens meanwhile kills the reader.
 */
#include "open/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fd_stream {
    struct cn_stream stream;
    int fd;
    off_t origin; /* its first byte: where it stood when it was handed over */
    off_t at;     /* the next byte of a part */
    size_t read_size;
    bool part; /* the descriptor's own place is not used */
    bool begun;
    bool ended; /* seen behind what was read last; not asked for twice */
};

static ssize_t read_some(struct fd_stream *self, char *buffer, size_t ask) {
    ssize_t len = self->part ? pread(self->fd, buffer, ask, self->at) : read(self->fd, buffer, ask);

    if (len > 0)
        self->at += len;
    return len;
}

static enum cn_severity fd_read(struct cn_stream *stream, char *buffer, size_t want, size_t *got) {
    struct fd_stream *self = (struct fd_stream *)stream;

    while (*got < want && !self->ended) {
        size_t ask = want - *got < self->read_size ? want - *got : self->read_size;
        ssize_t len = read_some(self, buffer + *got, ask);

        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return cn_stream_fail(stream, self->begun ? CN_PARTIAL : CN_SKIP,
                                  self->begun ? CN_STATUS_PARTIAL : CN_STATUS_UNREADABLE, CN_E_READ,
                                  strerror(errno));
        self->ended = len == 0;
        self->begun |= len > 0;
        *got += (size_t)len;
    }
    return *got == 0 && want > 0 ? CN_END : CN_OK;
}

static enum cn_severity fd_rewind(struct cn_stream *stream) {
    struct fd_stream *self = (struct fd_stream *)stream;

    self->at = self->origin;
    self->ended = false;
    if (self->part || lseek(self->fd, self->origin, SEEK_SET) == self->origin)
        return CN_OK;
    return cn_stream_fail(stream, CN_SKIP, CN_STATUS_UNREADABLE, CN_E_READ, strerror(errno));
}

static void fd_close(struct cn_stream *stream) {
    close(((struct fd_stream *)stream)->fd);
    free(stream);
}

static const struct cn_stream_kind fd_kind = {
    .name = "file", .read = fd_read, .rewind = fd_rewind, .close = fd_close};

static struct fd_stream *new_stream(int fd, struct cn_str name, struct cn_diags *diags,
                                    size_t read_size) {
    struct fd_stream *self = cn_stream_new(sizeof(*self), &fd_kind, name, diags);

    if (!self) {
        close(fd);
        return NULL;
    }
    self->fd = fd;
    self->read_size = read_size ? read_size : 1;
    return self;
}

struct cn_stream *cn_stream_fd(int fd, struct cn_str name, struct cn_diags *diags,
                               size_t read_size) {
    struct fd_stream *self = new_stream(fd, name, diags, read_size);

    if (!self)
        return NULL;
    self->origin = lseek(fd, 0, SEEK_CUR);
    return &self->stream;
}

struct cn_stream *cn_stream_part(int fd, uint64_t offset, struct cn_str name,
                                 struct cn_diags *diags, size_t read_size) {
    struct fd_stream *self = new_stream(fd, name, diags, read_size);

    if (!self)
        return NULL;
    self->origin = self->at = (off_t)offset;
    self->part = true;
    return &self->stream;
}
