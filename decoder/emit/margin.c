/*
 * margin.c: the style that leaves each line as it is and says behind it what was found in it.
 *
 * The bracket opens directly behind the line and the blanks that lead to the margin stand inside
 * it, so that nothing but a gloss was added and strip needs no rule of its own:
 *
 *     The cargo for A9 left in May.⟦                     A9: North Korea 0.97⟧
 *
 * A document that ends within a line has its last margin at once. A line with more glosses than
 * CN_NOTES_MAX has the others in the text.
 */
#include "emit/text.h"

#include "base/limits.h"

#include <string.h>

void cn_annotation_note(struct cn_annotation *a, const struct cn_text *text,
                        const struct cn_mention *mention) {
    struct cn_buf *inside = cn_annotation_inside(a);
    cn_buf_add_str(inside, cn_text_span(text, mention->start, mention->end));
    cn_buf_add_text(inside, ": ");
    cn_gloss(inside, mention);
    cn_escape_gloss(&a->notes, cn_buf_str(inside), (struct cn_str){0}, a->options->ascii);
    a->notes.failed |= inside->failed;
}

static void mention_in_margin(struct cn_annotation *a, const struct cn_text *text,
                              const struct cn_mention *mention) {
    if (a->notes.len > CN_NOTES_MAX) {
        cn_text_inline.mention(a, text, mention);
        return;
    }
    cn_annotation_surface(a, text, mention);
    if (a->notes.len > 0)
        cn_buf_add_text(&a->notes, "; ");
    cn_annotation_note(a, text, mention);
}

/* Before the line end. */
static bool place(const struct cn_annotation *a, const struct cn_text *text, size_t from, size_t to,
                  size_t *at) {
    const char *end = from < to ? memchr(text->bytes + from, '\n', to - from) : NULL;
    (void)a;
    if (!end)
        return false;
    *at = (size_t)(end - text->bytes);
    if (*at > from && end[-1] == '\r')
        --*at;
    return true;
}

/* The blanks from text offset `at` to the margin; one if its line is too long to be measured. */
static uint64_t padding(const struct cn_text *text, size_t at) {
    size_t start = at;
    while (start > 0 && at - start < CN_MARGIN_LINE && text->bytes[start - 1] != '\n')
        start--;
    if (at - start >= CN_MARGIN_LINE)
        return 1;
    uint64_t column = cn_columns_after((struct cn_str){text->bytes, text->len}, start, at, 0) + 1;
    return column < CN_MARGIN_COLUMN ? CN_MARGIN_COLUMN - column : 1;
}

static void flush(struct cn_annotation *a, const struct cn_text *text, size_t at) {
    struct cn_buf *inside = cn_annotation_inside(a);
    for (uint64_t blanks = text ? padding(text, at) : 1; blanks > 0; blanks--)
        cn_buf_add_byte(inside, ' ');
    cn_buf_add_str(inside, cn_buf_str(&a->notes));
    inside->failed |= a->notes.failed;
    cn_annotation_gloss(a);
    cn_buf_clear(&a->notes);
}

const struct cn_text_style cn_text_margin = {
    .reversible = true,
    .mention = mention_in_margin,
    .place = place,
    .flush = flush,
};
