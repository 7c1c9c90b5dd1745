/*
 * inline.c: the styles that say a meaning where the name stands: a gloss after it, or the meaning
 * in its place.
 */
#include "emit/text.h"

/* In a sheet no line tells where it stands. */
static void add_cell(struct cn_annotation *a, const struct cn_text *text,
                     const struct cn_mention *mention) {
    struct cn_locator place;
    if (!cn_text_locate(text, mention->start, &place) || place.sheet == 0 || place.row == 0 ||
        place.column == 0)
        return;
    cn_buf_add_text(&a->inside, ", ");
    cn_place_cell(&a->inside, place.row, place.column);
}

static void gloss(struct cn_annotation *a, const struct cn_text *text,
                  const struct cn_mention *mention) {
    cn_annotation_surface(a, text, mention);
    cn_gloss(cn_annotation_inside(a), mention);
    add_cell(a, text, mention);
    cn_annotation_gloss(a);
}

const struct cn_text_style cn_text_inline = {
    .reversible = true,
    .mention = gloss,
};

/* The member number stays. So does an unknown code name: its family says nothing that could stand
 * for it. */
static void replace(struct cn_annotation *a, const struct cn_text *text,
                    const struct cn_mention *mention) {
    const struct cn_meaning *best = &mention->meanings[0];
    if (!best->unknown) {
        cn_buf_add_str(cn_annotation_inside(a), best->entry->meaning);
        cn_annotation_instead(a, mention->name_end);
    }
    cn_annotation_surface(a, text, mention);
}

const struct cn_text_style cn_text_replace = {
    .mention = replace,
};
