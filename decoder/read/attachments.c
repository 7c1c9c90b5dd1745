/*
 * attachments.c: what a mail holds besides its own text: files, mails, pages in HTML.
 *
 * HTML is handed on to who reads HTML, unless the mail says the same in plain text.
 */
#include "open/container.h"
#include "read/mime.h"
#include "read/unwrap.h"

#include <string.h>

struct attachments {
    struct cn_container container;
    struct cn_mime mime;
    struct cn_mime_part part;
    struct cn_unwrap unwrap;
    struct cn_buf name;
    struct cn_str block;
};

/* Without GMime the reader says what is missing. */
static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    return CN_MIME_MISSING ? 0 : cn_mime_bid(head, source, name);
}

static enum cn_severity open_mail(struct cn_container *container) {
    struct attachments *mail = (struct attachments *)container;
    return cn_mime_begin(&mail->mime, &container->source) ? CN_OK : CN_FATAL;
}

static bool is_member(const struct cn_mime_part *part) {
    if (part->what == CN_MIME_HTML)
        return !part->repeated;
    return part->what != CN_MIME_TEXT && part->what != CN_MIME_OUTSIDE;
}

/* A file's name has no folders in it for us: it is a label. */
static struct cn_str label(struct attachments *mail) {
    const struct cn_mime_part *part = &mail->part;
    cn_buf_clear(&mail->name);
    if (part->name.len > 0)
        return cn_buf_str(&part->name);
    if (part->what == CN_MIME_HTML)
        return CN_STR("body.html");
    cn_buf_addf(&mail->name, "part %.*s", (int)part->number.len, part->number.bytes);
    if (part->what == CN_MIME_MESSAGE)
        cn_buf_add_text(&mail->name, ".eml");
    return cn_buf_str(&mail->name);
}

static enum cn_severity next(struct cn_container *container, struct cn_member *member) {
    struct attachments *mail = (struct attachments *)container;
    bool found = false;
    while (!found && cn_mime_next(&mail->mime, &mail->part))
        found = is_member(&mail->part);
    if (mail->mime.failed)
        return CN_FATAL;
    if (!found)
        return CN_END;
    member->name = label(mail);
    member->charset = cn_buf_str(&mail->part.charset);
    if (mail->part.what == CN_MIME_ENCRYPTED) {
        member->status = CN_STATUS_ENCRYPTED;
        member->code = CN_E_ENCRYPTED;
    }
    cn_unwrap_end(&mail->unwrap);
    mail->unwrap = (struct cn_unwrap){.source = NULL};
    mail->block = (struct cn_str){NULL, 0};
    cn_unwrap_begin(&mail->unwrap, &container->source, mail->part.start, mail->part.end,
                    mail->part.transfer);
    return mail->unwrap.failed || mail->name.failed ? CN_FATAL : CN_OK;
}

/* How the member ended. */
static enum cn_severity finish(struct attachments *mail) {
    if (mail->unwrap.failed)
        return CN_FATAL;
    if (mail->unwrap.error != 0)
        return cn_container_spoiled(&mail->container, CN_STATUS_PARTIAL, CN_E_READ,
                                    strerror(mail->unwrap.error));
    if (mail->unwrap.transfer.damaged || mail->part.cut)
        return cn_container_spoiled(&mail->container, CN_STATUS_PARTIAL, CN_E_DAMAGED,
                                    mail->part.cut ? "no end of its part" : "transfer encoding");
    return CN_END;
}

static enum cn_severity read_part(struct cn_container *container, char *buffer, size_t want,
                                  size_t *got) {
    struct attachments *mail = (struct attachments *)container;
    if (mail->block.len == 0 && !cn_unwrap_next(&mail->unwrap, &mail->block))
        return finish(mail);
    *got = mail->block.len < want ? mail->block.len : want;
    memcpy(buffer, mail->block.bytes, *got);
    mail->block.bytes += *got;
    mail->block.len -= *got;
    return CN_OK;
}

static void close_mail(struct cn_container *container) {
    struct attachments *mail = (struct attachments *)container;
    cn_unwrap_end(&mail->unwrap);
    cn_mime_part_end(&mail->part);
    cn_mime_end(&mail->mime);
    cn_buf_free(&mail->name);
}

const struct cn_container_kind cn_container_mail = {.name = "mail",
                                                    .what = "attachments of mails",
                                                    .missing = CN_MIME_MISSING,
                                                    .bid = bid,
                                                    .size = sizeof(struct attachments),
                                                    .open = open_mail,
                                                    .next = next,
                                                    .read = read_part,
                                                    .close = close_mail};
