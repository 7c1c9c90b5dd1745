/*
 * extract.c: a document, page by page.
 *
 * Poppler says through GLib's log what it had to guess; that a cross-reference table was made anew,
 * a stream ended too early, or what it holds is no drawing of a page, is said nowhere else.
 */
#include "pdf/pdf.h"

#include "base/limits.h"

#include <stdio.h>
#include <string.h>

/* ---- complaints ---- */

/* Of what poppler says, what means that text may be missing. */
static bool is_damage(const char *message) {
    static const char *const signs[] = {
        "xref", "XRef", "trailer", "Catalog", "catalog", "page tree", "Page tree", "Unexpected end",
        "Bad 'Length'", "end of file", "End of file",
        /* of what draws a page, which was damaged where it is packed */
        "flate stream", "Illegal character", "Leftover args", "Too few", "Unknown operator",
        "Unterminated string", NULL};
    if (strncmp(message, "Syntax error", 12) != 0 && strncmp(message, "Internal error", 14) != 0)
        return false;
    for (size_t i = 0; signs[i]; i++) {
        if (strstr(message, signs[i]))
            return true;
    }
    return false;
}

static void complain(const char *domain, GLogLevelFlags level, const char *message, void *context) {
    struct cn_pdf_complaints *complaints = context;
    (void)domain;
    (void)level;
    if (strstr(message, "issing language pack"))
        complaints->tables = true;
    if (complaints->damaged || !is_damage(message))
        return;
    complaints->damaged = true;
    const char *text = strstr(message, ": ");
    snprintf(complaints->first, sizeof complaints->first, "%s", text ? text + 2 : message);
}

/* ---- pages ---- */

static void do_page(PopplerPage *page, uint32_t number, struct cn_pdf_out *out) {
    char *text = cn_pdf_page_text(page);
    cn_pdf_send_number(out, CN_PDF_PAGE, number);
    cn_pdf_send_text(out, text);
    cn_pdf_page_parts(page, text ? text : "", out);
    g_free(text);
}

/* Whoever claims a million pages and has three is not asked for all. */
static void do_pages(PopplerDocument *document, uint32_t pages, struct cn_pdf_out *out) {
    uint32_t lost = 0;
    for (uint32_t number = 1; number <= pages && !out->over && lost < CN_PDF_LOST_MAX; number++) {
        PopplerPage *page = poppler_document_get_page(document, (int)number - 1);
        if (page)
            do_page(page, number, out);
        else
            cn_pdf_send_number(out, CN_PDF_LOST, number);
        lost = page ? 0 : lost + 1;
        g_clear_object(&page);
    }
}

static void do_all(PopplerDocument *document, uint32_t pages, const struct cn_pdf_request *request,
                   struct cn_pdf_out *out) {
    uint32_t some = pages < request->pages_max ? pages : request->pages_max;
    if (request->want == CN_PDF_FILES) {
        cn_pdf_files(document, some, out);
        return;
    }
    cn_pdf_document_parts(document, out);
    do_pages(document, some, out);
    if (pages > some)
        cn_pdf_send_trouble(out, CN_PDF_MANY_PAGES, NULL);
}

/* ---- the document ---- */

static uint32_t count_files(PopplerDocument *document) {
    if (!poppler_document_has_attachments(document))
        return 0;
    uint32_t count = poppler_document_get_n_attachments(document);
    return count > 0 ? count : 1;
}

static bool was_encrypted(PopplerDocument *document) {
    PopplerPermissions all = POPPLER_PERMISSIONS_FULL;
    return (poppler_document_get_permissions(document) & all) != all;
}

static void say_complaints(const struct cn_pdf_complaints *complaints, struct cn_pdf_out *out) {
    if (complaints->damaged)
        cn_pdf_send_trouble(out, CN_PDF_DAMAGED, complaints->first);
    if (complaints->tables)
        cn_pdf_send_trouble(out, CN_PDF_NO_TABLES, NULL);
}

static void do_document(PopplerDocument *document, const struct cn_pdf_request *request,
                        const struct cn_pdf_complaints *complaints, struct cn_pdf_out *out) {
    int pages = poppler_document_get_n_pages(document);
    struct cn_pdf_record facts = {.type = CN_PDF_FACTS,
                                  .number = pages > 0 ? (uint32_t)pages : 0,
                                  .files = count_files(document),
                                  .encrypted = was_encrypted(document)};
    if (pages <= 0) {
        cn_pdf_send_trouble(out, CN_PDF_UNREADABLE, "it has no pages");
        return;
    }
    cn_pdf_send(out, &facts);
    do_all(document, facts.number, request, out);
    say_complaints(complaints, out);
}

/* What cannot be opened is tried once more, with another end. NULL: *error says why, of the first.
 */
static PopplerDocument *open_document(GInputStream *stream, uint64_t size, struct cn_buf *tail,
                                      GError **error) {
    PopplerDocument *document =
        poppler_document_new_from_stream(stream, (goffset)size, NULL, NULL, error);
    if (document || g_error_matches(*error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED) ||
        !cn_pdf_rescue(cn_pdf_stream_source(stream), tail))
        return document;
    cn_pdf_stream_add(stream, cn_buf_str(tail));
    return poppler_document_new_from_stream(stream, (goffset)(size + tail->len), NULL, NULL, NULL);
}

void cn_pdf_extract(GInputStream *stream, uint64_t size, const struct cn_pdf_request *request,
                    struct cn_pdf_out *out) {
    struct cn_pdf_complaints complaints = {.damaged = false};
    struct cn_buf tail = {0};
    GError *error = NULL;
    g_log_set_default_handler(complain, &complaints);
    PopplerDocument *document = open_document(stream, size, &tail, &error);
    if (document) {
        do_document(document, request, &complaints, out);
    } else if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED)) {
        cn_pdf_send_trouble(out, CN_PDF_ENCRYPTED, NULL);
    } else {
        cn_pdf_send_trouble(out, CN_PDF_UNREADABLE, error ? error->message : NULL);
    }
    g_clear_error(&error);
    g_clear_object(&document);
    cn_buf_free(&tail);
    g_log_set_default_handler(g_log_default_handler, NULL);
}
