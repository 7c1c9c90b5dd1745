/*
 * mime_fields.c: which fields mails have, and by them, what is a mail.
 */
#include "open/lines.h"
#include "read/mime.h"

#include <string.h>

/* Lines of a header that are looked at to tell whether it is a mail's. */
#define HEADER_LINES 1000

/* ---- known fields ---- */

static const struct {
    const char *name;  /* in lower case */
    const char *shown; /* what its text is marked as; NULL: it is not shown */
} known[] = {
    {"from", "from"},
    {"to", "to"},
    {"cc", "cc"},
    {"bcc", "bcc"},
    {"reply-to", "reply-to"},
    {"sender", "sender"},
    {"subject", "subject"},
    {"thread-topic", "subject"},
    {"date", "date"},
    {"organization", "organization"},
    {"organisation", "organization"},
    {"keywords", "keywords"},
    {"comments", "comments"},
    {"newsgroups", "newsgroups"},
    {"followup-to", "newsgroups"},
    {"summary", "subject"},
    {"resent-from", "from"},
    {"resent-sender", "sender"},
    {"resent-to", "to"},
    {"resent-cc", "cc"},
    {"resent-bcc", "bcc"},
    {"apparently-to", "to"},
    {"mail-followup-to", "reply-to"},
    {"disposition-notification-to", "reply-to"},
    {"return-receipt-to", "reply-to"},
    {"x-from", "from"}, /* names, where the others have addresses: what Notes and Outlook left */
    {"x-to", "to"},
    {"x-cc", "cc"},
    {"x-bcc", "bcc"},
    {"x-folder", "folder"},
    {"x-filename", "folder"},
    {"x-origin", "folder"},
    {"received", NULL},
    {"return-path", NULL},
    {"message-id", NULL},
    {"in-reply-to", NULL},
    {"references", NULL},
    {"mime-version", NULL},
    {"content-type", NULL},
    {"content-transfer-encoding", NULL},
    {"x-mailer", NULL},
    {"x-originating-ip", NULL},
    {"dkim-signature", NULL},
    {"errors-to", NULL},
    /* what programs alone write, and people read */
    {"delivered-to", "to"}, /* whose mailbox it is, also where that is not in "To" */
    {"x-original-to", "to"},
    {"envelope-to", "to"},
    {"list-id", "list"},
};
#define KNOWN (sizeof known / sizeof *known)
#define PROGRAMS (KNOWN - 4)

static size_t find_known(struct cn_str name) {
    size_t i = 0;
    while (i < KNOWN && !cn_str_equal_nocase(name, cn_str_of(known[i].name)))
        i++;
    return i;
}

const char *cn_mime_shown(struct cn_str name) {
    size_t field = find_known(name);
    return field < KNOWN ? known[field].shown : NULL;
}

static struct cn_str field_name(struct cn_str head) {
    return (struct cn_str){head.bytes, cn_line_field(head)};
}

/* ---- is it a mail? ---- */

static bool is_folded(struct cn_str line) {
    return line.len > 0 && (line.bytes[0] == ' ' || line.bytes[0] == '\t');
}

static bool is_eml(struct cn_str name) {
    return name.len >= 4 &&
           cn_str_equal_nocase((struct cn_str){name.bytes + name.len - 4, 4}, CN_STR(".eml"));
}

static bool has_time(struct cn_str line) {
    for (size_t i = 1; i + 2 < line.len; i++)
        if (line.bytes[i] == ':' && line.bytes[i - 1] >= '0' && line.bytes[i - 1] <= '9' &&
            line.bytes[i + 1] >= '0' && line.bytes[i + 1] <= '9')
            return true;
    return false;
}

/* What the head's lines say. */
struct signs {
    unsigned fields;   /* of any name */
    unsigned known;    /* that mails have */
    unsigned machines; /* that nobody writes by hand */
    bool from;         /* an address */
    bool date;         /* with a time */
};

static void look_at_field(struct signs *signs, struct cn_str line, struct cn_str name) {
    size_t field = find_known(name);
    signs->fields++;
    if (field == KNOWN || line.len <= name.len || line.bytes[name.len] != ':')
        return;
    signs->known++;
    signs->machines += !known[field].shown || field >= PROGRAMS;
    if (cn_str_equal_nocase(name, CN_STR("from")))
        signs->from = signs->from || memchr(line.bytes, '@', line.len);
    if (cn_str_equal_nocase(name, CN_STR("date")))
        signs->date = signs->date || has_time(line);
}

/* A memo has From, To, Subject and Date, too, but no address and time, and nothing that only
 * programs write. */
unsigned cn_mime_bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    struct signs signs = {0};
    struct cn_str line;
    (void)source;
    for (size_t n = 0; n < HEADER_LINES && cn_str_split(&head, '\n', &line); n++) {
        if (line.len > 0 && line.bytes[line.len - 1] == '\r')
            line.len--;
        if ((n > 0 && is_folded(line)) || (n == 0 && cn_str_starts(line, CN_STR("From "))))
            continue;
        struct cn_str field = field_name(line);
        if (field.len == 0)
            break;
        look_at_field(&signs, line, field);
    }
    bool mail = (signs.machines > 0 && signs.known > 1) || (signs.from && signs.date);
    return mail || (signs.known > 0 && is_eml(name)) ? 40 : 0;
}
