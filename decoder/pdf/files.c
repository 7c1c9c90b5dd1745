/*
 * files.c: the files that a document holds.
 */
#include "pdf/pdf.h"

#include "base/limits.h"

static gboolean send_block(const char *bytes, gsize len, void *context, GError **error) {
    struct cn_pdf_out *out = context;
    cn_pdf_send_bytes(out, (struct cn_str){bytes, len});
    if (out->over)
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_PIPE, "no more is wanted");
    return !out->over;
}

static void do_file(PopplerAttachment *file, struct cn_pdf_out *out) {
    const char *given = poppler_attachment_get_name(file);
    char *name = g_utf8_make_valid(given ? given : "", -1);
    GError *error = NULL;
    cn_pdf_send(out, &(struct cn_pdf_record){.type = CN_PDF_FILE, .text = cn_str_of(name)});
    if (!poppler_attachment_save_to_callback(file, send_block, out, &error))
        cn_pdf_send(out, &(struct cn_pdf_record){.type = CN_PDF_SPOILED});
    g_clear_error(&error);
    g_free(name);
}

/* Those of the whole document, after `count` others. */
static void do_attached(PopplerDocument *document, uint32_t count, struct cn_pdf_out *out) {
    GList *files = out->over ? NULL : poppler_document_get_attachments(document);
    for (GList *at = files; at && !out->over && count < CN_PDF_ITEMS; at = at->next, count++)
        do_file(at->data, out);
    g_list_free_full(files, g_object_unref);
}

static bool do_annotation(PopplerAnnot *annotation, struct cn_pdf_out *out) {
    if (!POPPLER_IS_ANNOT_FILE_ATTACHMENT(annotation))
        return false;
    PopplerAttachment *file =
        poppler_annot_file_attachment_get_attachment(POPPLER_ANNOT_FILE_ATTACHMENT(annotation));
    if (!file)
        return false;
    do_file(file, out);
    g_object_unref(file);
    return true;
}

/* Those that are pinned to a page. */
static uint32_t do_page(PopplerDocument *document, int number, struct cn_pdf_out *out) {
    PopplerPage *page = poppler_document_get_page(document, number);
    GList *all = page ? poppler_page_get_annot_mapping(page) : NULL;
    uint32_t count = 0;
    for (GList *at = all; at && !out->over && count < CN_PDF_ITEMS; at = at->next)
        count += do_annotation(((PopplerAnnotMapping *)at->data)->annot, out);
    poppler_page_free_annot_mapping(all);
    g_clear_object(&page);
    return count;
}

/* Those of the whole document last: poppler lists them in one call, which a name that leads to a
 * string, and to no file, ends the process in. */
void cn_pdf_files(PopplerDocument *document, uint32_t pages, struct cn_pdf_out *out) {
    uint32_t count = 0;
    for (uint32_t page = 0; page < pages && !out->over && count < CN_PDF_ITEMS; page++)
        count += do_page(document, (int)page, out);
    do_attached(document, count, out);
}
