/*
 * record.h: what goes between those who want a PDF read and cryptonym-pdf, which reads them.
 *
 * For pdf/, read/pdf.c and open/pdf.c. The service, one process for a run, never looks into a
 * document; for each request it makes a child that does, and dies with it.
 *
 *     connection   a SOCK_SEQPACKET socket, one for each process that asks; the first is the
 *                  service's standard input, and brings the others (CN_PDF_CONNECT). When the
 *                  first ends the service does.
 *     request      a message of CN_PDF_REQUEST bytes with one descriptor, the document's or the new
 *                  connection's. Asking for a document is answered by a message of one byte, '+'
 *                  with a descriptor, the reply socket, or '-'.
 *     reply        a SOCK_SEQPACKET socket, made by the service for one request, so that whoever
 *                  asks needs to make none, and nothing of one document can follow into the next.
 *                  Each message is a record. The last, CN_PDF_END, is sent by the service once the
 *                  child is gone. Who wants no more closes it; then the child is ended.
 *
 * A record is its payload's length (u32), its type (u8), the payload, at most CN_FRAME_MAX bytes.
 * Numbers are little-endian. What comes from a child may be anything: cn_pdf_record_read and
 * cn_pdf_record_allowed let through what is in itself and in its place as it may be.
 */
#ifndef CN_PDF_RECORD_H
#define CN_PDF_RECORD_H

#include "base/fields.h"

/* ---- requests ---- */

enum cn_pdf_want {
    CN_PDF_CONNECT, /* another connection; the numbers are 0 */
    CN_PDF_TEXT,    /* pages and what else is text */
    CN_PDF_FILES    /* the files that the document holds */
};

struct cn_pdf_request {
    enum cn_pdf_want want;
    uint64_t offset, size; /* bytes of the descriptor that are the document */
    uint32_t pages_max;
    uint64_t output_max; /* bytes of text or files */
    uint32_t cpu_seconds;
    uint64_t memory; /* bytes of heap */
};
/* Magic, version, want, and the six numbers. */
#define CN_PDF_REQUEST 46

void cn_pdf_request_write(struct cn_buf *, const struct cn_pdf_request *);
bool cn_pdf_request_read(struct cn_str, struct cn_pdf_request *);

/* ---- records ---- */

enum cn_pdf_type {
    CN_PDF_FACTS = 1, /* u32 pages, u32 files, u8: it was encrypted. First, unless it is in TROUBLE
                       * at once */
    CN_PDF_PART,      /* u8 enum cn_pdf_part, u32 number: text that is not the page's. Behind the
                       * last page's text, or before the first page */
    CN_PDF_PAGE,      /* u32 number, from 1, rising */
    CN_PDF_LOST,      /* the same, of a page that cannot be read */
    CN_PDF_SAID,      /* text in UTF-8, of the page or part; never empty */
    CN_PDF_HOLDS,     /* a page has a file attached to it, which FACTS did not count; empty */
    CN_PDF_FILE,      /* name of a file in UTF-8; may be empty */
    CN_PDF_BYTES,     /* of that file; never empty */
    CN_PDF_SPOILED,   /* the file cannot be had as a whole; empty */
    CN_PDF_TROUBLE,   /* u8 enum cn_pdf_trouble; then why, in UTF-8 */
    CN_PDF_END        /* u8 enum cn_pdf_end; then the signal's name */
};

enum cn_pdf_part {
    CN_PDF_TITLE,
    CN_PDF_AUTHOR,
    CN_PDF_SUBJECT,
    CN_PDF_KEYWORDS,
    CN_PDF_OUTLINE,
    CN_PDF_ANNOTATION,
    CN_PDF_FIELD,
    CN_PDF_LINK, /* where it leads */
    CN_PDF_PARTS
};
/* What it is called for a person: "form field". */
const char *cn_pdf_part_name(enum cn_pdf_part);

enum cn_pdf_trouble {
    CN_PDF_ENCRYPTED,  /* it wants a password; nothing else comes */
    CN_PDF_UNREADABLE, /* no PDF that can be read; nothing else comes */
    CN_PDF_DAMAGED,    /* repaired as far as can be */
    CN_PDF_NO_TABLES,  /* text in fonts that poppler-data knows is missing */
    CN_PDF_MANY_PAGES, /* pages_max were given */
    CN_PDF_MUCH,       /* output_max was reached */
    CN_PDF_TROUBLES
};

enum cn_pdf_end {
    CN_PDF_DONE, /* the child did all it was to do */
    CN_PDF_DIED,
    CN_PDF_SLOW, /* its time of the processor was used up */
    CN_PDF_FULL, /* its memory was */
    CN_PDF_ENDS
};

struct cn_pdf_record {
    enum cn_pdf_type type;
    uint8_t kind; /* of a part, a trouble or an end */
    bool encrypted;
    uint32_t number, files; /* number: also of pages */
    struct cn_str text;     /* borrowed: text, a name, bytes, or why */
};

#define CN_PDF_HEADER 5
/* Adds a record as it is sent. What does not fit is cut at a character's end. */
void cn_pdf_record_write(struct cn_buf *, const struct cn_pdf_record *);
/* Is the message a record? */
bool cn_pdf_record_read(struct cn_str message, struct cn_pdf_record *);

/* Where in a reply. Zero-initialise, but for `want`. */
struct cn_pdf_rules {
    enum cn_pdf_want want;
    bool facts, ended;
    bool saying, giving; /* text, bytes may come */
    bool over;           /* nothing but the end may come */
    uint32_t page, pages;
    uint32_t troubles;
};
bool cn_pdf_record_allowed(struct cn_pdf_rules *, const struct cn_pdf_record *);

#endif
