/*
 * stream_bytes.c: bytes that are in memory already.
 */
#include "open/stream.h"

#include <stdlib.h>
#include <string.h>

struct bytes_stream {
    struct cn_stream stream;
    struct cn_str bytes;
    size_t at;
};

static enum cn_severity bytes_read(struct cn_stream *stream, char *buffer, size_t want,
                                   size_t *got) {
    struct bytes_stream *self = (struct bytes_stream *)stream;
    size_t left = self->bytes.len - self->at;

    *got = left < want ? left : want;
    if (*got == 0)
        return left ? CN_OK : CN_END;
    memcpy(buffer, self->bytes.bytes + self->at, *got);
    self->at += *got;
    return CN_OK;
}

static enum cn_severity bytes_rewind(struct cn_stream *stream) {
    ((struct bytes_stream *)stream)->at = 0;
    return CN_OK;
}

static void bytes_close(struct cn_stream *stream) {
    free(stream);
}

static const struct cn_stream_kind bytes_kind = {
    .name = "memory", .read = bytes_read, .rewind = bytes_rewind, .close = bytes_close};

struct cn_stream *cn_stream_bytes(struct cn_str bytes, struct cn_str name, struct cn_diags *diags) {
    struct bytes_stream *self = cn_stream_new(sizeof(*self), &bytes_kind, name, diags);

    if (!self)
        return NULL;
    self->bytes = bytes;
    return &self->stream;
}
