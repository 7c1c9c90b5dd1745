/*
 * mime.h: the parts of a mail (RFC 5322, RFC 2045-2049), one after the other, by their places in
 * the source.
 *
 * For mail.c, which lays the text of a mail down, and attachments.c, which hands the rest on. No
 * part is held in memory; what is kept of each is its places (mime_tree.h). A mail inside a mail is
 * one part.
 */
#ifndef CN_READ_MIME_H
#define CN_READ_MIME_H

#include "base/limits.h"
#include "read/mime_tree.h"
#include "read/transfer.h"
#include "read/unwrap.h"

/* A multipart that is open. */
struct cn_mime_level {
    size_t node;
    bool alternative; /* its parts say the same */
    bool digest;      /* its parts are mails */
    bool encrypted;
    unsigned part;  /* number, from 1, of the part at hand in it */
    uint64_t words; /* alternative: of the plain text among its parts so far */
};

enum cn_mime_what {
    CN_MIME_TEXT,      /* plain text to be read with the mail */
    CN_MIME_OUTSIDE,   /* the same, before, between and behind the parts, where no mail program
                        * looks */
    CN_MIME_HTML,      /* to be shown with the mail */
    CN_MIME_MESSAGE,   /* a mail */
    CN_MIME_ENCRYPTED, /* S/MIME, PGP */
    CN_MIME_OTHER      /* attachments, pictures */
};

struct cn_mime_part {
    enum cn_mime_what what;
    struct cn_buf type;    /* "text/plain", in lower case */
    struct cn_buf charset; /* as declared; may be empty */
    struct cn_buf name;    /* a file's, in UTF-8; may be empty */
    struct cn_buf number;  /* "2.1" */
    enum cn_transfer_kind transfer;
    bool attached;       /* its header says that it is not to be shown */
    uint64_t start, end; /* in the source */
    bool repeated;       /* HTML that says no more than the plain text beside it */
    bool cut;            /* the mail ends in it, and should not */
    bool deep;           /* it has parts that are not gone into: nested too deeply */
    bool unparted;       /* the same: it does not say what stands between them */
};

/* Zero-initialise, then cn_mime_begin. */
struct cn_mime {
    const struct cn_source *source;
    struct cn_mime_tree tree;
    size_t at; /* the node to come */
    struct cn_mime_level levels[CN_MIME_DEPTH];
    unsigned depth;          /* levels in use */
    bool opened;             /* what stands before the parts of the innermost is to come */
    bool cut;                /* a multipart was not closed */
    bool failed;             /* memory is out */
    struct cn_word_set said; /* by plain texts that others stand beside */
};

/* Takes the mail apart. False: memory is out. */
bool cn_mime_begin(struct cn_mime *, const struct cn_source *);
/* The next part. *part is zeroed or the one before. False: that was all (or `failed`). */
bool cn_mime_next(struct cn_mime *, struct cn_mime_part *part);
void cn_mime_part_end(struct cn_mime_part *);
void cn_mime_end(struct cn_mime *);

/* How many bits of the head say that it is a mail's: header lines, of which two or more are a
 * mail's (one, if it is named .eml). */
unsigned cn_mime_bid(struct cn_str head, const struct cn_source *, struct cn_str name);

/* What the text of a field so named is marked as, if it is shown to people; else NULL. */
const char *cn_mime_shown(struct cn_str name);

#endif
