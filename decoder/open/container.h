/*
 * container.h: documents that hold documents: archives, mailboxes, mails with attachments.
 *
 * For members.c and the files that each know one format, which are const descriptors in a list
 * (containers.c). A container gives its members one after the other, in the order in which they
 * stand in it, and nothing of a member but its bytes and a label; that they are documents, nested
 * again, and how much of all that is wanted, is members.c's to know.
 */
#ifndef CN_OPEN_CONTAINER_H
#define CN_OPEN_CONTAINER_H

#include "open/keep.h"
#include "open/open.h"

/* A member. Strings are good until the next one. */
struct cn_member {
    struct cn_str name;    /* a label, never a path that is opened. UTF-8, or as it stands */
    enum cn_status status; /* not OK: it cannot be read, and is listed with that status */
    enum cn_code code;     /* if so, why */
    struct cn_str charset; /* what the container says its text is in (MIME); may be empty */
};

/* A container being read. What a format keeps begins with this; it is zeroed but for these. */
struct cn_container {
    const struct cn_container_kind *kind;
    struct cn_source source;
    struct cn_document *document; /* takes diagnostics and, where it ends early, the status */
    struct cn_vault *vault;       /* for what must be kept from before the first member on */
    /* What is wrong with the member at hand, after `read` said CN_PARTIAL. */
    enum cn_status member_status;
    enum cn_code member_code;
    char member_detail[80];
};
/* Sets the three. Returns CN_PARTIAL. `detail` may be NULL. */
enum cn_severity cn_container_spoiled(struct cn_container *, enum cn_status, enum cn_code,
                                      const char *detail);

struct cn_container_kind {
    const char *name; /* "zip" */
    const char *what; /* for --list-formats: "zip archives" */
    /* The library without which it cannot be read in this build ("libarchive"); NULL: it can be. */
    const char *missing;
    /* How many bits of the head (the first bytes of the source, up to CN_WINDOW_CORE) say that this
     * is one; 0: it is none. */
    unsigned (*bid)(struct cn_str head, const struct cn_source *, struct cn_str name);
    size_t size; /* of what it keeps, which begins with struct cn_container */
    /* CN_OK; CN_SKIP: it cannot be read at all (the document says why); CN_FATAL: memory is out.
     * `close` is called in any case. */
    enum cn_severity (*open)(struct cn_container *);
    /* The next member. CN_OK; CN_END: that was all; CN_PARTIAL: no more can be had (the document
     * says why); CN_FATAL. What was not read of the member before is passed over. */
    enum cn_severity (*next)(struct cn_container *, struct cn_member *);
    /* Bytes of the member: CN_OK and *got > 0; CN_END; CN_PARTIAL: no more can be had of it
     * (cn_container_spoiled), bytes in *got are good; CN_FATAL. */
    enum cn_severity (*read)(struct cn_container *, char *buffer, size_t want, size_t *got);
    /* Where the container ends in the source, once `next` has said CN_END: what is behind it is not
     * the container's. NULL: it is all of the source. */
    uint64_t (*end)(struct cn_container *);
    void (*close)(struct cn_container *); /* does not free the container itself */
};
extern const struct cn_container_kind cn_container_7z, cn_container_cpio, cn_container_flat,
    cn_container_mail, cn_container_mbox, cn_container_msg, cn_container_office, cn_container_ole,
    cn_container_pdf, cn_container_rtf, cn_container_tar, cn_container_zip;
extern const struct cn_container_kind *const cn_containers[]; /* ends with NULL */

/* What is bid by who looks at the end of the source: it may begin as anything, and what that is may
 * have no reader. */
#define CN_END_BITS 24

/* The kind that bids most for what begins so; NULL, and *bid 0: none does. A reader that claims the
 * same document with more bits (a spreadsheet is a zip archive, too) has it to itself; with as
 * many, it is read and its members are documents besides (a mail with attachments). */
const struct cn_container_kind *cn_container_find(struct cn_str head, const struct cn_source *,
                                                  struct cn_str name, unsigned *bid);

/* ---- members.c ---- */

/* What is to be done with a member, which may hold documents again. CN_OK, CN_END (no more are
 * wanted) or CN_FATAL. */
typedef enum cn_severity cn_member_fn(void *context, struct cn_document *member);
/* Opens each member of a document, of which `source` are the bytes, within the document's budget,
 * and closes it after the call; then what stands behind the container's end. The document's status
 * says whether there were more. CN_OK, CN_END or CN_FATAL. */
enum cn_severity cn_members_each(struct cn_document *, const struct cn_container_kind *,
                                 const struct cn_source *source, const struct cn_open_limits *,
                                 cn_member_fn *, void *context);

#endif
