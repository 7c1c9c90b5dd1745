/*
 * meter.c: counts, and on demand hashes, the stored bytes of a document as they pass.
 *
 * A document is read more than once (its head, then each pass). Only what lies behind the furthest
 * byte seen so far is new.
 */
#include "base/sha256.h"
#include "open/stream.h"

#include <stdlib.h>

struct meter {
    struct cn_stream stream;
    struct cn_document *document;
    struct cn_sha256 sha;
    uint64_t at;
    uint64_t seen;
    bool hash;
};

static void pass(struct meter *self, const char *bytes, size_t len) {
    uint64_t end = self->at + len;
    size_t fresh = end > self->seen ? (size_t)(end - self->seen) : 0;

    self->at = end;
    if (fresh == 0)
        return;
    self->seen = end;
    if (end > self->document->bytes)
        self->document->bytes = end;
    if (self->hash)
        cn_sha256_add(&self->sha, bytes + len - fresh, fresh);
}

static void finish(struct meter *self) {
    if (!self->hash || self->document->hashed)
        return;
    cn_sha256_finish(&self->sha, self->document->sha256);
    self->document->hashed = true;
}

static enum cn_severity meter_read(struct cn_stream *stream, char *buffer, size_t want,
                                   size_t *got) {
    struct meter *self = (struct meter *)stream;
    enum cn_severity severity = cn_stream_read(stream->below, buffer, want, got);

    pass(self, buffer, *got);
    if (severity == CN_END)
        finish(self);
    stream->status = stream->below->status;
    return severity;
}

static enum cn_severity meter_rewind(struct cn_stream *stream) {
    struct meter *self = (struct meter *)stream;

    self->at = 0;
    return cn_stream_rewind(stream->below);
}

static void meter_close(struct cn_stream *stream) {
    cn_stream_close(stream->below);
    free(stream);
}

static const struct cn_stream_kind meter_kind = {
    .name = "meter", .read = meter_read, .rewind = meter_rewind, .close = meter_close};

struct cn_stream *cn_stream_meter(struct cn_stream *below, struct cn_document *document,
                                  bool hash) {
    struct meter *self = cn_stream_new(sizeof(*self), &meter_kind, below->name, below->diags);

    if (!self) {
        cn_stream_close(below);
        return NULL;
    }
    self->stream.below = below;
    self->document = document;
    self->hash = hash;
    cn_sha256_start(&self->sha);
    return &self->stream;
}
