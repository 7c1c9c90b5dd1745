/*
 * markup.h: what holds of the text of a page or an RTF document, whatever its bytes. For unit tests
 * and fuzz targets.
 */
#ifndef TESTS_READ_MARKUP_H
#define TESTS_READ_MARKUP_H

#include "read/extracting.h"
#include "read/html.h"
#include "read/rtf.h"
#include "read/utf8.h"

typedef enum cn_severity markup_fn(struct cn_extraction *, size_t cut);

/* The bytes that the reader looks at together. */
static size_t markup_cut;
static markup_fn *markup_extract;

static inline enum cn_severity markup_cut_extract(struct cn_extraction *extraction) {
    return markup_extract(extraction, markup_cut);
}

static inline void markup_read(struct extracted *got, markup_fn *extract, size_t cut,
                               struct cn_str bytes) {
    static const struct cn_reader reader = {.name = "cut", .extract = markup_cut_extract};
    markup_cut = cut;
    markup_extract = extract;
    extract_with(got, &reader, bytes, CN_STR("test"));
}

static inline bool markup_part_at(const struct extracted *got, uint64_t at) {
    const struct cn_marks *marks = cn_extract_marks(got->extract);
    uint32_t mark = cn_marks_before(marks, at);
    for (; mark != CN_NO_MARK && marks->items[mark].at == at;
         mark = mark > 0 ? mark - 1 : CN_NO_MARK)
        if (marks->items[mark].kind == CN_MARK_PART)
            return true;
    return false;
}

/* The text is valid and without controls; each byte of it stands somewhere in the source, never
 * before the byte in front of it, but where a part begins. */
static inline bool markup_lawful(const struct extracted *got, uint64_t size) {
    struct cn_str text = cn_buf_str(&got->text);
    struct cn_utf8_count count = cn_utf8_count(text);
    struct cn_span last = {0, 0};
    if (count.broken > 0 || count.cut)
        return false;
    for (size_t at = 0; at < text.len; at++) {
        struct cn_span span =
            cn_map_source(cn_extract_map(got->extract), (struct cn_span){at, at + 1});
        unsigned char byte = (unsigned char)text.bytes[at];
        if (byte < ' ' && byte != '\n' && byte != '\t')
            return false;
        if (markup_part_at(got, at))
            last = (struct cn_span){0, 0};
        if (span.start < last.start || span.end < last.end || span.end > size ||
            span.start >= span.end)
            return false;
        last = span;
    }
    return true;
}

static inline bool markup_same(const struct extracted *a, const struct extracted *b) {
    char *first = extracted_marks(a), *second = extracted_marks(b);
    bool same = strcmp(first, second) == 0 && a->text.len == b->text.len &&
                a->document.status == b->document.status &&
                a->document.invalid == b->document.invalid;
    for (size_t at = 0; same && at < a->text.len; at++) {
        struct cn_span span = {at, at + 1};
        struct cn_span one = cn_map_source(cn_extract_map(a->extract), span);
        struct cn_span two = cn_map_source(cn_extract_map(b->extract), span);
        same = one.start == two.start && one.end == two.end;
    }
    free(first);
    free(second);
    return same;
}

/* Both laws, with what is read in one go and in pieces of `cut` bytes. */
static inline bool markup_holds(markup_fn *extract, struct cn_str bytes, size_t cut) {
    struct extracted whole, pieces;
    markup_read(&whole, extract, SIZE_MAX / 2, bytes);
    markup_read(&pieces, extract, cut, bytes);
    bool holds = markup_lawful(&whole, bytes.len) && markup_same(&whole, &pieces);
    extracted_free(&whole);
    extracted_free(&pieces);
    return holds;
}

#endif
