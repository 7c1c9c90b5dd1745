/*
 * extract.c: text as a reader lays it down: kept in blocks, with the map back to the source and the
 * marks.
 */
#include "read/extract.h"

#include "read/marks.h"

#include <stdlib.h>
#include <string.h>

/* Text gathered before it is kept: a file is written in blocks. */
#define BLOCK ((size_t)64 * 1024)

struct cn_extract {
    struct cn_document *document;
    struct cn_keep keep;
    struct cn_buf block; /* the end of the text, not kept yet */
    uint64_t len;        /* bytes of text, with the block */
    char last;           /* of them */
    struct cn_map map;
    struct cn_marks marks;
    enum cn_severity state;
};

struct cn_extract *cn_extract_new(struct cn_document *document, struct cn_vault *vault) {
    struct cn_extract *extract = calloc(1, sizeof *extract);
    if (!extract)
        return NULL;
    extract->document = document;
    cn_keep_begin(&extract->keep, vault);
    cn_marks_begin(&extract->marks);
    return extract;
}

void cn_extract_free(struct cn_extract *extract) {
    if (!extract)
        return;
    cn_keep_end(&extract->keep);
    cn_buf_free(&extract->block);
    cn_map_free(&extract->map);
    cn_marks_free(&extract->marks);
    free(extract);
}

/* ---- text ---- */

static void no_memory(struct cn_extract *extract) {
    if (extract->state != CN_FATAL)
        extract->state = cn_diag_add(&extract->document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

/* Nothing more is taken. */
static void stop(struct cn_extract *extract) {
    const struct cn_keep *keep = &extract->keep;
    if (keep->hit == CN_BUDGET_GOOD)
        extract->state = cn_document_fail(extract->document, CN_PARTIAL, CN_STATUS_PARTIAL,
                                          CN_E_KEEP, strerror(keep->error));
    else
        extract->state = cn_document_fail(
            extract->document, CN_PARTIAL, CN_STATUS_LIMIT,
            keep->hit == CN_BUDGET_BYTES ? CN_E_LIMIT_BYTES : CN_E_LIMIT_RATIO, NULL);
}

static void flush(struct cn_extract *extract) {
    if (extract->block.failed)
        no_memory(extract);
    else if (!cn_keep_add(&extract->keep, cn_buf_str(&extract->block)))
        stop(extract);
    cn_buf_clear(&extract->block);
}

static void add(struct cn_extract *extract, struct cn_str text) {
    if (text.len == 0 || extract->state != CN_OK)
        return;
    cn_buf_add_str(&extract->block, text);
    cn_marks_text(&extract->marks, text);
    extract->len += text.len;
    extract->last = text.bytes[text.len - 1];
    if (extract->block.failed || extract->block.len >= BLOCK)
        flush(extract);
}

void cn_extract_text(struct cn_extract *extract, struct cn_str text) {
    add(extract, text);
}

void cn_extract_unit(struct cn_extract *extract, struct cn_str text, struct cn_span source) {
    uint64_t len = source.end - source.start;
    if (extract->state == CN_OK && len <= UINT32_MAX && text.len <= UINT32_MAX)
        cn_map_add(&extract->map, extract->len, (uint32_t)text.len, source.start, (uint32_t)len);
    add(extract, text);
}

void cn_extract_copy(struct cn_extract *extract, struct cn_str text, uint64_t source) {
    if (extract->state == CN_OK && text.len > 0)
        cn_map_add(&extract->map, extract->len, 1, source, 1);
    add(extract, text);
}

void cn_extract_break(struct cn_extract *extract) {
    if (extract->len > 0 && extract->last != '\n')
        add(extract, CN_STR("\n"));
}

void cn_extract_mark(struct cn_extract *extract, enum cn_mark_kind kind, uint64_t number,
                     struct cn_str name) {
    if (extract->state == CN_OK)
        cn_marks_add(&extract->marks, extract->len, kind, number, name);
}

enum cn_severity cn_extract_state(const struct cn_extract *extract) {
    return extract->state;
}

uint64_t cn_extract_len(const struct cn_extract *extract) {
    return extract->len;
}

/* ---- for who reads it ---- */

enum cn_severity cn_extract_end(struct cn_extract *extract) {
    if (extract->state == CN_OK)
        flush(extract);
    cn_marks_end(&extract->marks);
    if (extract->map.failed || extract->marks.failed)
        no_memory(extract);
    return extract->state;
}

struct cn_source cn_extract_source(const struct cn_extract *extract) {
    return cn_keep_source(&extract->keep);
}

const struct cn_map *cn_extract_map(const struct cn_extract *extract) {
    return &extract->map;
}

const struct cn_marks *cn_extract_marks(const struct cn_extract *extract) {
    return &extract->marks;
}
