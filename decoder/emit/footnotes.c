/*
 * footnotes.c: the style that puts a number behind a mention and its note at the foot of the
 * paragraph, each on a line of its own:
 *
 *     The cargo for A9⟦1⟧ left in May.
 *     ⟦ 1 A9: North Korea 0.97 ⟧
 *
 * A paragraph ends before a blank line and at the document's end. One with more notes than
 * CN_NOTES_MAX has a foot after the line where that shows, and glosses in the rest of that line.
 */
#include "emit/text.h"

#include "base/limits.h"

#include <inttypes.h>
#include <string.h>

static void mention_with_note(struct cn_annotation *a, const struct cn_text *text,
                              const struct cn_mention *mention) {
    if (a->notes.len > CN_NOTES_MAX) {
        cn_text_inline.mention(a, text, mention);
        return;
    }
    cn_annotation_surface(a, text, mention);
    cn_buf_addf(&a->notes, "%" PRIu64 " ", ++a->notes_made);
    cn_annotation_note(a, text, mention);
    cn_buf_add_byte(&a->notes, '\n');
    cn_buf_addf(cn_annotation_inside(a), "%" PRIu64, a->notes_made);
    cn_annotation_gloss(a);
}

static bool is_blank_line(const struct cn_text *text, size_t at) {
    const char *line = text->bytes + at;
    size_t len = text->len - at;
    return (len >= 1 && line[0] == '\n') || (len >= 2 && line[0] == '\r' && line[1] == '\n');
}

/* Behind the line end that ends the paragraph. */
static bool place(const struct cn_annotation *a, const struct cn_text *text, size_t from, size_t to,
                  size_t *at) {
    while (from < to) {
        const char *end = memchr(text->bytes + from, '\n', to - from);
        if (!end)
            return false;
        from = (size_t)(end - text->bytes) + 1;
        *at = from;
        if (a->notes.len > CN_NOTES_MAX || is_blank_line(text, from))
            return true;
    }
    return false;
}

static void flush(struct cn_annotation *a, const struct cn_text *text, size_t at) {
    struct cn_str rest = cn_buf_str(&a->notes);
    struct cn_str note;
    (void)text;
    (void)at;
    cn_annotation_end_line(a);
    while (cn_str_split(&rest, '\n', &note) && note.len > 0) {
        cn_buf_add_str(cn_annotation_inside(a), note);
        a->inside.failed |= a->notes.failed;
        cn_annotation_mark(a);
    }
    cn_buf_clear(&a->notes);
}

const struct cn_text_style cn_text_footnotes = {
    .reversible = true,
    .mention = mention_with_note,
    .place = place,
    .flush = flush,
};
