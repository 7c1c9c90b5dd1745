/*
 * holding.h: laws for any container and any reader that lays text down, whatever the bytes.
 */
#ifndef TESTS_FUZZ_HOLDING_H
#define TESTS_FUZZ_HOLDING_H

#include "open/container.h"
#include "read/extracting.h"
#include "read/utf8.h"

static inline void must(bool law) {
    if (!law)
        abort();
}

/* Reads the member at hand to its end, `want` bytes at once. */
static inline void hold_member(struct cn_container *container, size_t want, struct cn_buf *out) {
    char block[4096];
    enum cn_severity severity = CN_OK;
    while (severity == CN_OK) {
        size_t got = 0;
        severity = container->kind->read(container, block, want, &got);
        must(got <= want && (severity != CN_OK || got > 0) && severity != CN_FATAL);
        if (out->len < 1 << 20)
            cn_buf_add(out, block, got);
        else
            break;
    }
}

/* The members of an open document, one behind the other, each behind its name. */
static inline void hold_document(struct cn_document *document, const struct cn_container_kind *kind,
                                 struct cn_str bytes, size_t want, struct cn_buf *out) {
    struct cn_container *container = calloc(1, kind->size);
    must(container);
    container->kind = kind;
    container->source = (struct cn_source){.fd = -1, .bytes = bytes.bytes, .size = bytes.len};
    container->document = document;
    container->vault = &document->vaults->members;
    enum cn_severity severity = kind->open(container);
    while (severity == CN_OK) {
        struct cn_member member = {.status = CN_STATUS_OK};
        severity = kind->next(container, &member);
        if (severity != CN_OK)
            break;
        must(member.name.len > 0);
        cn_buf_add_str(out, member.name);
        hold_member(container, want, out);
    }
    must(severity != CN_FATAL);
    kind->close(container);
    free(container);
}

static inline void hold_members(const struct cn_container_kind *kind, struct cn_str bytes,
                                size_t want, struct cn_buf *out) {
    struct cn_document document = {0};
    cn_document_open_bytes(&document, bytes, CN_STR("f"), &cn_open_limits_default);
    hold_document(&document, kind, bytes, want, out);
    cn_document_close(&document);
}

/* How the bytes are asked for changes nothing. */
static inline void check_members(const struct cn_container_kind *kind, struct cn_str bytes) {
    struct cn_buf once = {0}, again = {0};
    hold_members(kind, bytes, 4096, &once);
    hold_members(kind, bytes, 61, &again);
    must(once.len >= 1 << 20 || cn_str_equal(cn_buf_str(&once), cn_buf_str(&again)));
    cn_buf_free(&once);
    cn_buf_free(&again);
}

/* What is laid down is text: UTF-8 but for what was none, no controls; its marks stand in it. */
static inline void check_extracted(const struct extracted *got) {
    must(got->severity != CN_FATAL && got->severity != CN_END);
    for (size_t i = 0; i < got->text.len; i++) {
        char c = got->text.bytes[i];
        must((unsigned char)c >= ' ' || c == '\n' || c == '\t');
    }
    const struct cn_marks *marks = cn_extract_marks(got->extract);
    for (size_t i = 0; i < marks->len; i++)
        must(marks->items[i].at <= got->text.len);
}

static inline void check_text(const struct cn_reader *reader, struct cn_str bytes) {
    struct extracted got;
    extract_with(&got, reader, bytes, CN_STR("f"));
    check_extracted(&got);
    extracted_free(&got);
}

#endif
