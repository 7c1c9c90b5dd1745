/*
 * parts.c: text that is on no page, or beside the page's: title, outline, notes, form fields,
 * links.
 *
 * What a page shows of a note or field is in its text; only what it does not show is said here.
 */
#include "pdf/pdf.h"

#include "base/limits.h"

#include <string.h>

/* ---- of the document ---- */

static void say_and_free(struct cn_pdf_out *out, enum cn_pdf_part part, char *text) {
    cn_pdf_send_part(out, part, 0, text);
    g_free(text);
}

static void say_title(PopplerIndexIter *item, uint32_t number, struct cn_pdf_out *out) {
    PopplerAction *action = poppler_index_iter_get_action(item);
    if (!action)
        return;
    cn_pdf_send_part(out, CN_PDF_OUTLINE, number, action->any.title);
    poppler_action_free(action);
}

/* Depth first; the iterators of the levels above stay where they are. */
static void say_outline(PopplerDocument *document, struct cn_pdf_out *out) {
    PopplerIndexIter *open[CN_PDF_DEPTH];
    size_t depth = 0;
    uint32_t items = 0;
    PopplerIndexIter *item = poppler_index_iter_new(document);
    while (item && !out->over && items < CN_PDF_ITEMS) {
        say_title(item, ++items, out);
        PopplerIndexIter *child = depth < CN_PDF_DEPTH ? poppler_index_iter_get_child(item) : NULL;
        if (child) {
            open[depth++] = item;
            item = child;
            continue;
        }
        while (item && !poppler_index_iter_next(item)) {
            poppler_index_iter_free(item);
            item = depth > 0 ? open[--depth] : NULL;
        }
    }
    if (item)
        poppler_index_iter_free(item);
    while (depth > 0)
        poppler_index_iter_free(open[--depth]);
}

void cn_pdf_document_parts(PopplerDocument *document, struct cn_pdf_out *out) {
    say_and_free(out, CN_PDF_TITLE, poppler_document_get_title(document));
    say_and_free(out, CN_PDF_AUTHOR, poppler_document_get_author(document));
    say_and_free(out, CN_PDF_SUBJECT, poppler_document_get_subject(document));
    say_and_free(out, CN_PDF_KEYWORDS, poppler_document_get_keywords(document));
    say_outline(document, out);
}

/* ---- of a page ---- */

static void say_new(struct cn_pdf_out *out, enum cn_pdf_part part, uint32_t number,
                    const char *shown, char *text) {
    if (text && *text && !strstr(shown, text))
        cn_pdf_send_part(out, part, number, text);
    g_free(text);
}

/* What was said last is not said again: of many notes one person is the author, and a link that
 * runs over two lines is two. */
static void say_once(struct cn_pdf_out *out, enum cn_pdf_part part, uint32_t number,
                     const char *shown, char *text, char **last) {
    if (g_strcmp0(text, *last) != 0)
        say_new(out, part, number, shown, g_strdup(text));
    g_free(*last);
    *last = text;
}

struct markup {
    char *author, *subject; /* said last */
};

static void say_annotation(PopplerAnnot *annotation, uint32_t number, const char *shown,
                           struct markup *last, struct cn_pdf_out *out) {
    say_new(out, CN_PDF_ANNOTATION, number, shown, poppler_annot_get_contents(annotation));
    if (POPPLER_IS_ANNOT_MARKUP(annotation)) {
        PopplerAnnotMarkup *markup = POPPLER_ANNOT_MARKUP(annotation);
        say_once(out, CN_PDF_ANNOTATION, number, shown, poppler_annot_markup_get_subject(markup),
                 &last->subject);
        say_once(out, CN_PDF_ANNOTATION, number, shown, poppler_annot_markup_get_label(markup),
                 &last->author);
    }
    if (POPPLER_IS_ANNOT_FILE_ATTACHMENT(annotation))
        cn_pdf_send(out, &(struct cn_pdf_record){.type = CN_PDF_HOLDS});
}

static void say_annotations(PopplerPage *page, const char *shown, struct cn_pdf_out *out) {
    GList *all = poppler_page_get_annot_mapping(page);
    struct markup last = {NULL, NULL};
    uint32_t number = 0;
    for (GList *at = all; at && number < CN_PDF_ITEMS && !out->over; at = at->next)
        say_annotation(((PopplerAnnotMapping *)at->data)->annot, ++number, shown, &last, out);
    g_free(last.author);
    g_free(last.subject);
    poppler_page_free_annot_mapping(all);
}

static void say_links(PopplerPage *page, const char *shown, struct cn_pdf_out *out) {
    GList *all = poppler_page_get_link_mapping(page);
    char *last = NULL;
    uint32_t number = 0;
    for (GList *at = all; at && number < CN_PDF_ITEMS && !out->over; at = at->next) {
        PopplerAction *action = ((PopplerLinkMapping *)at->data)->action;
        number++;
        if (action->type == POPPLER_ACTION_URI)
            say_once(out, CN_PDF_LINK, number, shown, g_strdup(action->uri.uri), &last);
    }
    g_free(last);
    poppler_page_free_link_mapping(all);
}

static void say_choices(PopplerFormField *field, uint32_t number, const char *shown,
                        struct cn_pdf_out *out) {
    int items = poppler_form_field_choice_get_n_items(field);
    for (int item = 0; item < items && item < CN_PDF_ITEMS && !out->over; item++)
        say_new(out, CN_PDF_FIELD, number, shown, poppler_form_field_choice_get_item(field, item));
    say_new(out, CN_PDF_FIELD, number, shown, poppler_form_field_choice_get_text(field));
}

/* Buttons of one group share its name, and have none of their own. */
static char *name_of(PopplerFormField *field) {
    char *name = poppler_form_field_get_partial_name(field);
    return name ? name : poppler_form_field_get_name(field);
}

/* What it is called, also for a person, and what is in it, or may be. */
static void say_field(PopplerFormField *field, uint32_t number, const char *shown, char **last,
                      struct cn_pdf_out *out) {
    PopplerFormFieldType type = poppler_form_field_get_field_type(field);
    say_once(out, CN_PDF_FIELD, number, shown, name_of(field), last);
    say_new(out, CN_PDF_FIELD, number, shown, poppler_form_field_get_alternate_ui_name(field));
    if (type == POPPLER_FORM_FIELD_TEXT)
        say_new(out, CN_PDF_FIELD, number, shown, poppler_form_field_text_get_text(field));
    else if (type == POPPLER_FORM_FIELD_CHOICE)
        say_choices(field, number, shown, out);
}

static void say_fields(PopplerPage *page, const char *shown, struct cn_pdf_out *out) {
    GList *all = poppler_page_get_form_field_mapping(page);
    char *last = NULL;
    uint32_t number = 0;
    for (GList *at = all; at && number < CN_PDF_ITEMS && !out->over; at = at->next)
        say_field(((PopplerFormFieldMapping *)at->data)->field, ++number, shown, &last, out);
    g_free(last);
    poppler_page_free_form_field_mapping(all);
}

void cn_pdf_page_parts(PopplerPage *page, const char *text, struct cn_pdf_out *out) {
    say_annotations(page, text, out);
    say_fields(page, text, out);
    say_links(page, text, out);
}
