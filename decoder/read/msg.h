/*
 * msg.h: Outlook's messages (.msg): an OLE2 file whose streams are a mail's properties (MS-OXMSG).
 *
 * For msg_text.c, which lays the text down, and msg_members.c, which hands the attachments on. A
 * message inside a message is a storage in the same file: its text and its attachments are its
 * outermost message's.
 */
#ifndef CN_READ_MSG_H
#define CN_READ_MSG_H

#include "open/open.h"
#include "read/ole.h"

unsigned cn_msg_bid(struct cn_str head, const struct cn_source *, struct cn_str name);

/* Properties, by the first four digits of their streams' names. */
enum cn_msg_property {
    CN_MSG_CLASS = 0x001a,
    CN_MSG_SUBJECT = 0x0037,
    CN_MSG_SENDER_NAME = 0x0c1a,
    CN_MSG_SENDER_ADDRESS = 0x0c1f,
    CN_MSG_SENDER_SMTP = 0x5d01,
    CN_MSG_TO = 0x0e04,
    CN_MSG_CC = 0x0e03,
    CN_MSG_BCC = 0x0e02,
    CN_MSG_SUBMITTED = 0x0039, /* a time */
    CN_MSG_DELIVERED = 0x0e06, /* a time */
    CN_MSG_BODY = 0x1000,
    CN_MSG_RTF = 0x1009, /* compressed */
    CN_MSG_HTML = 0x1013,
    CN_MSG_ATTACHED = 0x3701,
    CN_MSG_SHORT_NAME = 0x3704,
    CN_MSG_NAME = 0x3707,
    CN_MSG_CODE_PAGE = 0x3ffd,         /* a number */
    CN_MSG_INTERNET_CODE_PAGE = 0x3fde /* a number */
};

/* A message and where its walk is: entries of the file. */
struct cn_msg_level {
    uint32_t storage, next;
};

/* Zero-initialise, then cn_msg_open. */
struct cn_msg {
    struct cn_ole ole;
    struct cn_msg_level levels[CN_MSG_DEPTH];
    unsigned depth;
    bool deep;        /* there are more levels */
    uint64_t counted; /* bytes whose words were counted */
};

/* False: there is no message to be had, or memory is out (ole.failed). The source must outlive it.
 */
bool cn_msg_open(struct cn_msg *, const struct cn_source *);
/* The message at hand: the outermost first, then what cn_msg_next entered. */
uint32_t cn_msg_at(const struct cn_msg *);
enum cn_msg_event { CN_MSG_END, CN_MSG_FILE, CN_MSG_MESSAGE };
/* The next attachment. A file: *storage is its; a message: it is the one at hand now. */
enum cn_msg_event cn_msg_next(struct cn_msg *, uint32_t *storage);
void cn_msg_close(struct cn_msg *);

/* A property's bytes; `unicode`: they are text in UTF-16LE. False: there is none. */
bool cn_msg_stream(const struct cn_msg *, uint32_t storage, enum cn_msg_property,
                   struct cn_ole_stream *, bool *unicode);
/* Appends a property's text, one line in UTF-8, of at most `most` bytes in the file; false: there
 * is none. `label`: of bytes that are not UTF-16. */
bool cn_msg_text(const struct cn_msg *, uint32_t storage, enum cn_msg_property, size_t most,
                 struct cn_str label, struct cn_buf *out);
/* What an attachment is called; empty: it is not said. */
void cn_msg_name(const struct cn_msg *, uint32_t storage, struct cn_buf *out);
/* A property that is a number; 0: there is none. */
uint64_t cn_msg_number(const struct cn_msg *, uint32_t storage, enum cn_msg_property);
/* What the charset of the message at hand is called; empty: it is not said. */
struct cn_str cn_msg_charset(const struct cn_msg *, enum cn_msg_property code_page);
/* Does the message at hand say more in HTML than in plain text, or may it? */
bool cn_msg_html_says_more(struct cn_msg *);

#endif
