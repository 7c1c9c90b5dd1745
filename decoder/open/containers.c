/*
 * containers.c: the containers. A new format is one new file and one line here.
 */
#include "open/container.h"

const struct cn_container_kind *const cn_containers[] = {
    &cn_container_7z,     &cn_container_cpio, &cn_container_flat,
    &cn_container_mail,   /* a mail's attachments */
    &cn_container_mbox,   /* a mailbox's mails */
    &cn_container_msg,    /* attachments of Outlook's messages */
    &cn_container_office, /* files in office files */
    &cn_container_ole,    /* the same in those before 2007, and in what they take in */
    &cn_container_pdf,    /* attachments of a PDF */
    &cn_container_rtf,    /* objects in RTF */
    &cn_container_tar,    &cn_container_zip,  NULL,
};

const struct cn_container_kind *cn_container_find(struct cn_str head,
                                                  const struct cn_source *source,
                                                  struct cn_str name, unsigned *best) {
    const struct cn_container_kind *found = NULL;
    *best = 0;
    for (const struct cn_container_kind *const *kind = cn_containers; *kind; kind++) {
        unsigned bid = (*kind)->bid(head, source, name);
        if (bid > *best) {
            *best = bid;
            found = *kind;
        }
    }
    return found;
}
