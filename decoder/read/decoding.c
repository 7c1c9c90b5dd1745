/*
 * decoding.c: blocks of a source, decoded.
 */
#include "read/decoding.h"

#include "base/limits.h"
#include "read/charsets.h"
#include "read/utf8.h"

#include <errno.h>
#include <string.h>

/* Bytes read at once. */
#define BLOCK ((size_t)64 * 1024)

static enum cn_severity no_memory(struct cn_document *document) {
    return cn_diag_add(&document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

/* Appends a block of the source to `raw`. */
static enum cn_severity take(struct cn_decoding *decoding) {
    struct cn_buf *raw = &decoding->raw;
    size_t got = 0;
    if (!cn_buf_reserve(raw, BLOCK))
        return no_memory(decoding->document);
    bool read = cn_source_read(decoding->source, decoding->at, raw->bytes + raw->len, BLOCK, &got);
    raw->len += got;
    decoding->at += got;
    decoding->ended = !read || got == 0 || decoding->at == decoding->source->size;
    if (read)
        return CN_OK;
    return cn_document_fail(decoding->document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_READ,
                            strerror(errno));
}

enum cn_severity cn_decoding_begin(struct cn_decoding *decoding, const struct cn_source *source,
                                   struct cn_str declared, struct cn_document *document) {
    *decoding = (struct cn_decoding){.source = source, .document = document};
    if (take(decoding) == CN_FATAL)
        return CN_FATAL;
    struct cn_charset_choice choice =
        cn_charset_detect(cn_buf_str(&decoding->raw), decoding->ended, declared);
    decoding->charset = choice.charset;
    document->charset = choice.charset->name;
    document->charset_by = choice.by;
    document->charset_certainty = choice.certainty;
    return CN_OK;
}

/* Without a sequence that the end cuts. */
static size_t whole_of(struct cn_str text) {
    for (size_t back = 1; back <= 3 && back <= text.len; back++)
        if (cn_utf8_sequence(text, text.len - back) > back)
            return text.len - back;
    return text.len;
}

/* The text is the source: whole characters go out, a cut one waits. */
static void pass(struct cn_decoding *decoding) {
    struct cn_buf *raw = &decoding->raw;
    size_t whole = decoding->ended ? raw->len : whole_of(cn_buf_str(raw));
    cn_buf_add(&decoding->text, raw->bytes, whole);
    raw->len -= whole;
    memmove(raw->bytes, raw->bytes + whole, raw->len);
}

static void decode(struct cn_decoding *decoding) {
    struct cn_buf *raw = &decoding->raw;
    struct cn_decode *state = &decoding->state;
    state->out = &decoding->text;
    state->map = &decoding->map;
    size_t used =
        decoding->charset->decode(decoding->charset, state, cn_buf_str(raw), decoding->ended);
    if (!decoding->counted)
        decoding->document->invalid += state->invalid;
    state->invalid = 0;
    raw->len -= used;
    memmove(raw->bytes, raw->bytes + used, raw->len);
}

enum cn_severity cn_decoding_next(struct cn_decoding *decoding, struct cn_str *block) {
    enum cn_severity severity = CN_OK;
    decoding->text_at += decoding->text.len;
    cn_buf_clear(&decoding->text);
    cn_map_forget(&decoding->map, decoding->text_at);
    while (severity == CN_OK && decoding->text.len == 0) {
        if (decoding->ended && decoding->raw.len == 0)
            return CN_END;
        if (!decoding->ended && decoding->raw.len < BLOCK)
            severity = take(decoding);
        if (decoding->charset->decode)
            decode(decoding);
        else
            pass(decoding);
        if (decoding->ended && decoding->text.len == 0)
            break;
    }
    if (decoding->text.failed || decoding->map.failed || severity == CN_FATAL)
        return no_memory(decoding->document);
    *block = cn_buf_str(&decoding->text);
    return block->len > 0 ? CN_OK : severity == CN_OK ? CN_END : severity;
}

struct cn_span cn_decoding_source(const struct cn_decoding *decoding, struct cn_span text) {
    if (!decoding->charset->decode)
        return text;
    return cn_map_source(&decoding->map, text);
}

void cn_decoding_again(struct cn_decoding *decoding) {
    cn_buf_clear(&decoding->raw);
    cn_buf_clear(&decoding->text);
    cn_map_clear(&decoding->map);
    decoding->state = (struct cn_decode){0};
    decoding->at = decoding->text_at = 0;
    decoding->ended = false;
    decoding->counted = true;
}

void cn_decoding_end(struct cn_decoding *decoding) {
    cn_buf_free(&decoding->raw);
    cn_buf_free(&decoding->text);
    cn_map_free(&decoding->map);
}
