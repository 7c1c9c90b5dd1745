/*
 * stream_source.c: a source from its first byte to the last.
 */
#include "open/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct source_stream {
    struct cn_stream stream;
    struct cn_source source;
    uint64_t at;
    size_t read_size;
};

static enum cn_severity source_read(struct cn_stream *stream, char *buffer, size_t want,
                                    size_t *got) {
    struct source_stream *self = (struct source_stream *)stream;
    while (*got < want) {
        size_t ask = want - *got < self->read_size ? want - *got : self->read_size;
        size_t len = 0;
        if (!cn_source_read(&self->source, self->at, buffer + *got, ask, &len))
            return cn_stream_fail(stream, self->at > 0 ? CN_PARTIAL : CN_SKIP,
                                  self->at > 0 ? CN_STATUS_PARTIAL : CN_STATUS_UNREADABLE,
                                  CN_E_READ, strerror(errno));
        if (len == 0)
            break;
        self->at += len;
        *got += len;
    }
    return *got == 0 && want > 0 ? CN_END : CN_OK;
}

static enum cn_severity source_rewind(struct cn_stream *stream) {
    ((struct source_stream *)stream)->at = 0;
    return CN_OK;
}

static void source_close(struct cn_stream *stream) {
    free(stream);
}

static const struct cn_stream_kind source_kind = {
    .name = "source", .read = source_read, .rewind = source_rewind, .close = source_close};

struct cn_stream *cn_stream_source(const struct cn_source *source, struct cn_str name,
                                   struct cn_diags *diags, size_t read_size) {
    struct source_stream *self = cn_stream_new(sizeof(*self), &source_kind, name, diags);
    if (!self)
        return NULL;
    self->source = *source;
    self->read_size = read_size ? read_size : 1;
    return &self->stream;
}
