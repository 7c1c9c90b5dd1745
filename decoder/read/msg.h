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
#include "read/extract.h"
#include "read/ole.h"

unsigned cn_msg_bid(struct cn_str head, const struct cn_source *, struct cn_str name);

/* Properties, by the first four digits of their streams' names. */
enum cn_msg_property {
    CN_MSG_CLASS = 0x001a,
    CN_MSG_SUBJECT = 0x0037,
    CN_MSG_FROM_NAME = 0x0042, /* for whom it was sent; the sender may be a secretary */
    CN_MSG_FROM_ADDRESS = 0x0065,
    CN_MSG_FROM_SMTP = 0x5d02,
    CN_MSG_SENDER_NAME = 0x0c1a,
    CN_MSG_SENDER_ADDRESS = 0x0c1f,
    CN_MSG_SENDER_SMTP = 0x5d01,
    CN_MSG_TO = 0x0e04,
    CN_MSG_CC = 0x0e03,
    CN_MSG_BCC = 0x0e02,
    CN_MSG_RECIPIENT_TYPE = 0x0c15, /* a number */
    CN_MSG_DISPLAY_NAME = 0x3001,
    CN_MSG_ADDRESS = 0x3003,
    CN_MSG_SMTP = 0x39fe,
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
 * is none. `label`: of bytes that are not UTF-16. ole.cut says, too, whether some was missing. */
bool cn_msg_text(struct cn_msg *, uint32_t storage, enum cn_msg_property, size_t most,
                 struct cn_str label, struct cn_buf *out);
/* The same of a stream. */
void cn_msg_stream_text(struct cn_ole_stream *, bool unicode, size_t most, struct cn_str label,
                        struct cn_buf *out);
/* What an attachment is called; empty: it is not said. */
void cn_msg_name(struct cn_msg *, uint32_t storage, struct cn_buf *out);
/* A property that is a number; 0: there is none. */
uint64_t cn_msg_number(const struct cn_msg *, uint32_t storage, enum cn_msg_property);
/* What the charset of the message at hand is called; empty: it is not said. */
struct cn_str cn_msg_charset(const struct cn_msg *, enum cn_msg_property code_page);
/* Does the message at hand say more in HTML than in plain text, or other things, or may it? */
bool cn_msg_html_says_more(struct cn_msg *);

/* ---- what a message says beside its text (msg_fields.c) ---- */

/* Lays down the fields of the message at hand, each a line and a part. Set `msg` and `to`; begin
 * anew, but for `read` and `cut`, for each message: what stood in lines of the same message is not
 * laid down again. */
struct cn_msg_fields {
    struct cn_msg *msg;
    struct cn_extract *to;
    struct cn_buf line, seen;
    bool laid;     /* there has been a line */
    uint64_t read; /* bytes of fields: streams may stand in the same sectors */
    bool cut;      /* some of them were left out */
};
void cn_msg_lay_senders(struct cn_msg_fields *);
void cn_msg_lay_field(struct cn_msg_fields *, const char *part, enum cn_msg_property);
/* What the fields before do not say of them. */
void cn_msg_lay_recipients(struct cn_msg_fields *);
/* All other properties that are text, but for what only programs write. */
void cn_msg_lay_others(struct cn_msg_fields *);
void cn_msg_fields_end(struct cn_msg_fields *);

#endif
