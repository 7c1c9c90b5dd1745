/*
 * service.h: asking cryptonym-pdf, the process that reads PDF (record.h says how they speak).
 *
 * For read/pdf.c, open/pdf.c and whoever starts workers: it starts the service once
 * (cn_pdf_start), makes a connection for each worker (cn_pdf_connect), and the worker puts that
 * into its cn_vaults (pdf.fd). A process that may open files starts it when it first needs it.
 * Asking takes nothing but sendmsg, recvmsg and close.
 */
#ifndef CN_PDF_SERVICE_H
#define CN_PDF_SERVICE_H

#include "open/container.h"
#include "pdf/record.h"

/* Starts the service: cryptonym-pdf in the folder CRYPTONYM_LIBEXEC of the environment, or where it
 * is installed. False: errno says why; ENOENT: it is not there. */
bool cn_pdf_start(struct cn_helper *);
/* Is the program there? */
bool cn_pdf_installed(void);
/* A connection for another process; -1: errno says why. */
int cn_pdf_connect(const struct cn_helper *);
/* Hands the service one end of a connection (SOCK_SEQPACKET) whose other end is another process's.
 * False: errno says why. */
bool cn_pdf_adopt(const struct cn_helper *, int end);

/* What is asked and what comes back. Zero-initialise, but for `fd`, -1. */
struct cn_pdf_reply {
    int fd;
    struct cn_pdf_rules rules;
    char *message;       /* owned; room for a record */
    struct cn_keep copy; /* of a document that was in memory */
};

/* Asks for a document. CN_OK; CN_SKIP: it cannot be asked, the document says why; CN_FATAL. In any
 * case the reply is to be closed. */
enum cn_severity cn_pdf_ask(struct cn_pdf_reply *, enum cn_pdf_want, const struct cn_source *,
                            struct cn_document *);
/* The next record, good until the one after it. CN_OK; CN_END: the service has said all, and how
 * the child ended is on the document; CN_PARTIAL: it is gone, or what came is no record; likewise.
 */
enum cn_severity cn_pdf_next(struct cn_pdf_reply *, struct cn_document *, struct cn_pdf_record *);
void cn_pdf_close(struct cn_pdf_reply *);

/* ---- open/pdf.c ---- */

/* Does a document that begins so say that it is a PDF? In bits. */
unsigned cn_pdf_bid(struct cn_str head, const struct cn_source *);
/* Where it ends; what is behind it, but for blanks, is something else. */
uint64_t cn_pdf_end(const struct cn_source *);
/* Does an object stand behind that end? Then it is not the end, but what was to follow was cut. */
bool cn_pdf_goes_on(const struct cn_source *, uint64_t end);

#endif
