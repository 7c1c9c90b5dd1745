/*
 * parts.c: text that is on no page, or beside the page's: title, outline, notes, form fields.
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

static void say_annotations(PopplerPage *page, const char *shown, struct cn_pdf_out *out) {
    GList *all = poppler_page_get_annot_mapping(page);
    uint32_t number = 0;
    for (GList *at = all; at && number < CN_PDF_ITEMS && !out->over; at = at->next) {
        PopplerAnnot *annotation = ((PopplerAnnotMapping *)at->data)->annot;
        number++;
        say_new(out, CN_PDF_ANNOTATION, number, shown, poppler_annot_get_contents(annotation));
    }
    poppler_page_free_annot_mapping(all);
}

static char *field_text(PopplerFormField *field) {
    if (poppler_form_field_get_field_type(field) == POPPLER_FORM_FIELD_TEXT)
        return poppler_form_field_text_get_text(field);
    if (poppler_form_field_get_field_type(field) == POPPLER_FORM_FIELD_CHOICE)
        return poppler_form_field_choice_get_text(field);
    return NULL;
}

static void say_fields(PopplerPage *page, const char *shown, struct cn_pdf_out *out) {
    GList *all = poppler_page_get_form_field_mapping(page);
    uint32_t number = 0;
    for (GList *at = all; at && number < CN_PDF_ITEMS && !out->over; at = at->next) {
        PopplerFormField *field = ((PopplerFormFieldMapping *)at->data)->field;
        number++;
        say_new(out, CN_PDF_FIELD, number, shown, field_text(field));
    }
    poppler_page_free_form_field_mapping(all);
}

void cn_pdf_page_parts(PopplerPage *page, const char *text, struct cn_pdf_out *out) {
    say_annotations(page, text, out);
    say_fields(page, text, out);
}
