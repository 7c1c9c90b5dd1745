/*
 * pdf.h: the parts of cryptonym-pdf, the one program here that is linked with poppler.
 *
 * serve.c waits for requests and children, child.c is what a child does; nothing in serve.c looks
 * into a document. No part is used by the library or by cryptonym itself.
 */
#ifndef CN_PDF_PDF_H
#define CN_PDF_PDF_H

#include "open/source.h"
#include "pdf/record.h"

#include <glib-object.h>
#include <poppler.h>

/* ---- stream.c ---- */

/* The bytes [offset, offset + size) of a descriptor (borrowed), or of memory. The caller frees it.
 */
GInputStream *cn_pdf_stream_fd(int fd, uint64_t offset, uint64_t size);
GInputStream *cn_pdf_stream_bytes(const char *bytes, size_t size);
const struct cn_source *cn_pdf_stream_source(GInputStream *);
/* Lays bytes (borrowed) behind the last, and begins again. */
void cn_pdf_stream_add(GInputStream *, struct cn_str tail);

/* ---- uncrop.c ---- */

/* Renames what pages are cropped by, in the bytes from `at` on of the source. */
void cn_pdf_uncrop(const struct cn_source *, uint64_t at, char *block, size_t len);

/* ---- rescue.c ---- */

/* An end for a document that cannot be opened for want of one. False: nothing can be done. */
bool cn_pdf_rescue(const struct cn_source *, struct cn_buf *tail);

/* ---- warm.c ---- */

/* Has poppler load what it loads once, and keeps it. False: poppler-data is missing. */
bool cn_pdf_warm_up(void);

/* ---- send.c ---- */

/* Where the records of a document go. */
struct cn_pdf_out {
    bool (*send)(void *context, struct cn_str message); /* false: nobody wants more */
    void *context;
    uint64_t left; /* bytes of text or files that may come */
    bool over;     /* no more is wanted, or may come */
    struct cn_buf message;
};
void cn_pdf_send(struct cn_pdf_out *, const struct cn_pdf_record *);
void cn_pdf_send_number(struct cn_pdf_out *, enum cn_pdf_type, uint32_t number);
void cn_pdf_send_trouble(struct cn_pdf_out *, enum cn_pdf_trouble, const char *why);
/* Text of any length, made valid; bytes of any length. */
void cn_pdf_send_text(struct cn_pdf_out *, const char *text);
void cn_pdf_send_bytes(struct cn_pdf_out *, struct cn_str);
/* A part and its text, if it has any. */
void cn_pdf_send_part(struct cn_pdf_out *, enum cn_pdf_part, uint32_t number, const char *text);

/* ---- page.c, lines.c ---- */

/* The text of a page, in reading order; NULL: it has none. To be freed by g_free. */
char *cn_pdf_page_text(PopplerPage *);
/* Poppler's text, with blanks and lines by the places of its characters, one for each. The same. */
char *cn_pdf_lay_lines(const char *text, const PopplerRectangle *places);

/* ---- extract.c, parts.c, files.c ---- */

/* What poppler complains about, while a document is read. */
struct cn_pdf_complaints {
    bool damaged;    /* the document's structure had to be guessed */
    bool tables;     /* poppler-data would have been needed and is missing */
    char first[100]; /* of what made it damaged */
};

/* All that is asked for. */
void cn_pdf_extract(GInputStream *, uint64_t size, const struct cn_pdf_request *,
                    struct cn_pdf_out *);
/* What is said of the whole document: title, author, outline. */
void cn_pdf_document_parts(PopplerDocument *, struct cn_pdf_out *);
/* What stands on a page besides its text, which is given so that nothing is said twice. */
void cn_pdf_page_parts(PopplerPage *, const char *text, struct cn_pdf_out *);
/* Those of the document, and of its first `pages`. */
void cn_pdf_files(PopplerDocument *, uint32_t pages, struct cn_pdf_out *);

/* ---- confine.c, child.c ---- */

/* What a child gives up. False: it cannot be confined. */
bool cn_pdf_confine(const struct cn_pdf_request *);
/* How a child ends that ends by itself. */
enum cn_pdf_exit { CN_PDF_READ, CN_PDF_UNCONFINED, CN_PDF_NO_MEMORY };
/* Reads the document and sends what is asked; to be called once in a process. Where poppler runs
 * out of memory the process ends here. */
typedef enum cn_pdf_exit cn_pdf_read(int document, int reply, const struct cn_pdf_request *);
cn_pdf_read cn_pdf_child;

/* ---- serve.c ---- */

/* Until the connection is over. Each document is read in a process of its own. False: it cannot
 * begin. */
bool cn_pdf_serve(int connection, cn_pdf_read *);

#endif
