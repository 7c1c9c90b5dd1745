/*
 * stream.c: what callers of any stream call.
 */
#include "open/stream.h"

#include <stdlib.h>

enum cn_severity cn_stream_read(struct cn_stream *stream, char *buffer, size_t want, size_t *got) {
    *got = 0;
    return stream->kind->read(stream, buffer, want, got);
}

enum cn_severity cn_stream_rewind(struct cn_stream *stream) {
    return stream->kind->rewind(stream);
}

void cn_stream_close(struct cn_stream *stream) {
    if (stream)
        stream->kind->close(stream);
}

static bool noted(const struct cn_diags *diags, enum cn_code code) {
    for (size_t i = 0; i < diags->len; i++)
        if (diags->items[i].code == code)
            return true;
    return false;
}

enum cn_severity cn_stream_fail(struct cn_stream *stream, enum cn_severity severity,
                                enum cn_status status, enum cn_code code, const char *detail) {
    struct cn_where where = {.file = stream->name};

    if (!noted(stream->diags, code))
        cn_diag_add(stream->diags, severity, code, &where, detail ? "%s" : NULL, detail);
    stream->status = status;
    return severity;
}

enum cn_budget_hit cn_stream_charge(struct cn_charge *charge, uint64_t made, uint64_t *over) {
    if (!charge->budget)
        return CN_BUDGET_GOOD;
    if (charge->hit == CN_BUDGET_GOOD && made > charge->charged) {
        charge->hit = cn_budget_take(charge->budget, made - charge->charged);
        charge->stop = charge->charged = made;
    }
    if (charge->hit == CN_BUDGET_GOOD || made < charge->stop)
        return CN_BUDGET_GOOD;
    *over = made - charge->stop;
    return charge->hit;
}

void *cn_stream_new(size_t size, const struct cn_stream_kind *kind, struct cn_str name,
                    struct cn_diags *diags) {
    struct cn_stream *stream = calloc(1, size);

    if (stream)
        *stream =
            (struct cn_stream){.kind = kind, .layer = kind->name, .name = name, .diags = diags};
    return stream;
}
