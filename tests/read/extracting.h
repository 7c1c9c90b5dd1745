/*
 * extracting.h: a reader that lays text down, run over bytes in memory, and what it laid down as
 * text that a test can compare: each mark in braces where it stands.
 */
#ifndef TESTS_READ_EXTRACTING_H
#define TESTS_READ_EXTRACTING_H

#include "read/marks.h"
#include "read/readers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct extracted {
    struct cn_document document;
    struct cn_extract *extract;
    struct cn_buf text;
    enum cn_severity severity;
};

/* `name`: the document's, for what depends on it. */
static inline void extract_open(struct extracted *got, struct cn_str bytes, struct cn_str name,
                                const struct cn_open_limits *limits) {
    memset(got, 0, sizeof *got);
    cn_document_open_bytes(&got->document, bytes, name, limits);
    got->extract = cn_extract_new(&got->document, &got->document.vaults->text);
}

static inline void extract_read(struct extracted *got, const struct cn_reader *reader,
                                struct cn_str bytes) {
    struct cn_source source = {.fd = -1, .bytes = bytes.bytes, .size = bytes.len};
    size_t len = 0;
    struct cn_extraction extraction = {.source = &source,
                                       .document = &got->document,
                                       .vault = &got->document.vaults->members,
                                       .to = got->extract};
    got->severity = reader->extract(&extraction);
    cn_extract_end(got->extract);
    source = cn_extract_source(got->extract);
    cn_buf_reserve(&got->text, (size_t)source.size + 1);
    cn_source_read(&source, 0, got->text.bytes, (size_t)source.size, &len);
    got->text.len = len;
    got->text.bytes[len] = '\0';
}

static inline void extract_with(struct extracted *got, const struct cn_reader *reader,
                                struct cn_str bytes, struct cn_str name) {
    extract_open(got, bytes, name, &cn_open_limits_default);
    extract_read(got, reader, bytes);
}

static inline void extracted_free(struct extracted *got) {
    cn_extract_free(got->extract);
    cn_buf_free(&got->text);
    cn_document_close(&got->document);
}

/* "{page 1}Hello {sheet 1 Projects}{table find}{row 1}{cell 1}A9{end}". The caller frees it. */
static inline char *extracted_marks(const struct extracted *got) {
    static const char *const names[] = {
        [CN_MARK_PAGE] = "page",          [CN_MARK_SLIDE] = "slide",
        [CN_MARK_SHEET] = "sheet",        [CN_MARK_HIDDEN] = "hidden sheet",
        [CN_MARK_PART] = "part",          [CN_MARK_PARAGRAPH] = "paragraph",
        [CN_MARK_TABLE] = "table",        [CN_MARK_ROW] = "row",
        [CN_MARK_CELL] = "cell",          [CN_MARK_CELL_END] = "end",
        [CN_MARK_TABLE_END] = "table end"};
    const struct cn_marks *marks = cn_extract_marks(got->extract);
    struct cn_buf out = {0};
    size_t at = 0;
    for (size_t i = 0; i <= marks->len; i++) {
        size_t to = i < marks->len ? (size_t)marks->items[i].at : got->text.len;
        cn_buf_add(&out, got->text.bytes + at, to - at);
        at = to;
        if (i == marks->len)
            break;
        const struct cn_mark *mark = &marks->items[i];
        bool named = mark->name.len > 0 && mark->kind != CN_MARK_CELL;
        cn_buf_addf(&out, "{%s", names[mark->kind]);
        if (mark->number > 0)
            cn_buf_addf(&out, " %" PRIu32, mark->number);
        if (named)
            cn_buf_addf(&out, " %.*s", (int)mark->name.len, mark->name.bytes);
        cn_buf_add_text(&out, "}");
    }
    cn_buf_add(&out, "", 1);
    return out.bytes;
}

#endif
