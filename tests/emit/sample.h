/*
 * sample.h: a document built in memory, cut into windows and fed to an emitter. For the tests and
 * fuzz targets of emit/.
 */
#ifndef TESTS_EMIT_SAMPLE_H
#define TESTS_EMIT_SAMPLE_H

#include "base/limits.h"
#include "emit/emit.h"

#include <string.h>

#define SAMPLE_MENTIONS 64

/* One dictionary of one entry. */
static struct cn_scheme sample_scheme = {.name = {"countries", 9}, .title = {"Test", 4}};
static struct cn_entry sample_entry = {.name = {"A9", 2}, .meaning = {"North Korea", 11}};
static struct cn_meaning sample_meaning = {
    .entry = &sample_entry, .scheme = &sample_scheme, .share = 0.97};

/* What an emitter's end says of dictionaries; set by a test. */
static struct cn_str facts_of_run __attribute__((unused));

struct sample {
    struct cn_document document;
    struct cn_str text;
    struct cn_mention items[SAMPLE_MENTIONS];
    size_t len;
};

static inline struct sample sample_of(const char *name, struct cn_str text) {
    struct sample sample = {.text = text};
    sample.document.name = cn_str_of(name);
    return sample;
}

/* A mention of [start, end); line and column are counted here. */
static inline struct cn_mention *sample_add(struct sample *sample, size_t start, size_t end) {
    struct cn_mention *mention = &sample->items[sample->len++];
    *mention = (struct cn_mention){.start = start,
                                   .end = end,
                                   .name_end = end,
                                   .line = 1,
                                   .column = start + 1,
                                   .member = CN_NO_MEMBER,
                                   .confidence = 0.97,
                                   .name_confidence = 0.98,
                                   .meanings = &sample_meaning,
                                   .meanings_len = 1};
    for (size_t i = 0; i < start; i++) {
        if (sample->text.bytes[i] == '\n') {
            mention->line++;
            mention->column = start - i;
        }
    }
    return mention;
}

/* Every place where `name` stands. */
static inline void sample_find(struct sample *sample, const char *name) {
    size_t len = strlen(name);
    for (size_t at = 0; at + len <= sample->text.len; at++) {
        if (memcmp(sample->text.bytes + at, name, len) == 0)
            sample_add(sample, at, at + len);
    }
}

/* The window whose core is [from, to). */
static inline struct cn_text sample_window(const struct sample *sample, size_t from, size_t to) {
    size_t base = from > CN_WINDOW_MARGIN ? from - CN_WINDOW_MARGIN : 0;
    size_t end =
        to + CN_WINDOW_MARGIN < sample->text.len ? to + CN_WINDOW_MARGIN : sample->text.len;
    struct cn_text text = {.bytes = sample->text.bytes + base,
                           .len = end - base,
                           .core_start = from - base,
                           .core_end = to - base,
                           .base = base,
                           .line = 1,
                           .first = from == 0,
                           .last = to == sample->text.len};
    for (size_t i = 0; i < from; i++) {
        if (sample->text.bytes[i] == '\n') {
            text.line++;
            text.line_start = i + 1;
        }
    }
    return text;
}

/* Moved on to where a character begins: windows do not cut one. */
static inline size_t sample_border(const struct sample *sample, size_t at) {
    while (at < sample->text.len && (sample->text.bytes[at] & 0xc0) == 0x80)
        at++;
    return at;
}

/* Where a document stands that is fed window by window. */
struct sample_place {
    size_t from; /* of the next core */
    size_t next; /* mention */
};

/* The next window of a core of `core` bytes or a little more, and its mentions. */
static inline struct cn_text sample_next(struct sample *sample, struct sample_place *place,
                                         size_t core, struct cn_mentions *mentions) {
    size_t from = place->from;
    size_t to =
        core < sample->text.len - from ? sample_border(sample, from + core) : sample->text.len;
    struct cn_text text = sample_window(sample, from, to);
    *mentions = (struct cn_mentions){sample->items + place->next, 0};
    while (place->next < sample->len && (sample->items[place->next].start < to || text.last)) {
        mentions->len++;
        place->next++;
    }
    place->from = to;
    return text;
}

/* Feeds the document in such windows. */
static inline void sample_feed(struct cn_emit *emit, struct sample *sample, size_t core) {
    const struct cn_emitter *emitter = emit->emitter;
    struct cn_record record = {.document = &sample->document, .mentions = sample->len};
    struct sample_place place = {0, 0};
    if (emitter->document)
        emitter->document(emit, &sample->document);
    do {
        struct cn_mentions mentions;
        struct cn_text text = sample_next(sample, &place, core, &mentions);
        emitter->window(emit, &sample->document, &text, &mentions);
    } while (place.from < sample->text.len);
    if (emitter->record)
        emitter->record(emit, &record);
}

/* Annotates the documents on one stream, in memory; the caller frees `out`. */
static inline void sample_emit(struct cn_out *out, const struct cn_emitter *emitter,
                               struct cn_emit_options options, struct sample *samples, size_t len,
                               size_t core) {
    struct cn_emit emit = {.emitter = emitter, .out = out, .options = options};
    struct cn_run run = {.documents = len, .min_confidence = 0.5, .facts = facts_of_run};
    *out = (struct cn_out){.fd = -1};
    if (emitter->begin(&emit) == CN_OK) {
        for (size_t i = 0; i < len; i++)
            sample_feed(&emit, &samples[i], core);
        if (emitter->end)
            emitter->end(&emit, &run);
    }
    emitter->free(&emit);
}

/* The windows of one part, [first, end), as a process of its own emits them. False: there are none.
 */
static inline bool sample_part(struct cn_emit *emit, struct sample *sample, size_t core,
                               size_t first, size_t end) {
    const struct cn_emitter *emitter = emit->emitter;
    struct sample_place place = {0, 0};
    size_t number = 0;
    do {
        struct cn_mentions mentions;
        struct cn_text text = sample_next(sample, &place, core, &mentions);
        if (number + 1 == first && emitter->resume)
            emitter->resume(emit, &text);
        if (number + 1 >= first && number < end)
            emitter->window(emit, &sample->document, &text, &mentions);
        if (number + 1 == first)
            cn_buf_clear(&emit->out->buf);
    } while (++number < end && place.from < sample->text.len);
    return number > first;
}

/* One document without a header, `windows` at a time by emitters that know nothing of each other.
 */
static inline void sample_emit_parts(struct cn_out *out, const struct cn_emitter *emitter,
                                     struct cn_emit_options options, struct sample *sample,
                                     size_t core, size_t windows) {
    *out = (struct cn_out){.fd = -1};
    for (size_t first = 0, more = true; more; first += windows) {
        struct cn_out part = {.fd = -1};
        struct cn_emit emit = {.emitter = emitter, .out = &part, .options = options};
        if (emitter->begin(&emit) == CN_OK)
            more = sample_part(&emit, sample, core, first, first + windows);
        if (more)
            cn_out_add_buf(out, &part.buf);
        emitter->free(&emit);
        cn_out_free(&part);
    }
}

/* ---- a stream that gives at most `most` bytes at once ---- */

struct sample_stream {
    struct cn_stream stream;
    struct cn_str rest;
    size_t most;
};

static enum cn_severity sample_read(struct cn_stream *stream, char *buffer, size_t want,
                                    size_t *got) {
    struct sample_stream *self = (struct sample_stream *)stream;
    *got = self->rest.len < want ? self->rest.len : want;
    if (*got > self->most)
        *got = self->most;
    if (*got == 0)
        return CN_END;
    memcpy(buffer, self->rest.bytes, *got);
    self->rest.bytes += *got;
    self->rest.len -= *got;
    return CN_OK;
}

static const struct cn_stream_kind sample_stream_kind = {.name = "sample", .read = sample_read};

static inline enum cn_severity sample_strip(struct cn_str in, bool ascii, size_t most,
                                            struct cn_out *out, struct cn_diags *diags) {
    struct sample_stream stream = {
        .stream = {.kind = &sample_stream_kind, .diags = diags, .name = {"sample", 6}},
        .rest = in,
        .most = most};
    *out = (struct cn_out){.fd = -1};
    return cn_strip(&stream.stream, ascii, out, diags);
}

#endif
