/*
 * files.c: a file of labels or of earlier results, read whole; gzip is unpacked.
 */
#include "evaluate/evaluate.h"

static enum cn_severity read_all(struct cn_stream *stream, struct cn_buf *bytes) {
    enum { STEP = 64 * 1024 };
    for (;;) {
        size_t got = 0;
        if (!cn_buf_reserve(bytes, STEP))
            return CN_FATAL;
        enum cn_severity severity = cn_stream_read(stream, bytes->bytes + bytes->len, STEP, &got);
        bytes->len += got;
        if (severity != CN_OK)
            return severity == CN_END ? CN_OK : severity;
    }
}

static void copy_diags(struct cn_diags *to, const struct cn_diags *from) {
    for (size_t i = 0; i < from->len; i++) {
        struct cn_str detail = from->items[i].detail;
        cn_diag_add(to, from->items[i].severity, from->items[i].code, &from->items[i].where, "%.*s",
                    (int)detail.len, detail.bytes ? detail.bytes : "");
    }
}

enum cn_severity cn_read_whole(const char *path, struct cn_buf *bytes, struct cn_diags *diags) {
    struct cn_document document = {0};
    enum cn_severity severity = cn_document_open_path(&document, path, &cn_open_limits_default);
    if (severity < CN_SKIP)
        severity = read_all(document.stream, bytes);
    copy_diags(diags, &document.diags);
    cn_document_close(&document);
    return severity;
}
