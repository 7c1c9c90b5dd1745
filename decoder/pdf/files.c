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

void cn_pdf_files(PopplerDocument *document, struct cn_pdf_out *out) {
    GList *files = poppler_document_get_attachments(document);
    uint32_t count = 0;
    for (GList *at = files; at && !out->over && count < CN_PDF_ITEMS; at = at->next, count++)
        do_file(at->data, out);
    g_list_free_full(files, g_object_unref);
}
