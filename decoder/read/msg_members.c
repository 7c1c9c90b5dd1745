/*
 * msg_members.c: what an Outlook message holds besides its plain text: attachments, also those of
 * the messages in it; HTML that says more than the plain text; RTF where there is neither.
 */
#include "open/container.h"
#include "read/lzfu.h"
#include "read/msg.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)16 * 1024)

/* What of the message at hand comes next. */
enum stage { HTML, RTF, ATTACHMENTS };

struct members {
    struct cn_container container;
    struct cn_msg msg;
    enum stage stage;
    struct cn_ole_stream stream; /* the member at hand */
    bool bytes;                  /* it has some */
    struct cn_buf name;
    unsigned number;
    struct cn_lzfu *lzfu; /* the member is compressed so */
    struct cn_buf out;    /* of that, not taken yet */
    size_t taken;
    char block[BLOCK];
};

/* Without libgsf the reader says what is missing. */
static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    return CN_OLE_MISSING ? 0 : cn_msg_bid(head, source, name);
}

static enum cn_severity open_msg(struct cn_container *container) {
    struct members *members = (struct members *)container;
    if (cn_msg_open(&members->msg, &container->source))
        return CN_OK;
    if (members->msg.ole.failed)
        return CN_FATAL;
    return cn_document_fail(container->document, CN_SKIP, CN_STATUS_UNREADABLE, CN_E_DAMAGED,
                            "no folder");
}

static void end_member(struct members *members) {
    members->bytes = false;
    free(members->lzfu);
    members->lzfu = NULL;
    cn_buf_clear(&members->out);
    members->taken = 0;
}

static bool take(struct members *members, uint32_t storage, enum cn_msg_property property,
                 bool *unicode) {
    members->bytes = cn_msg_stream(&members->msg, storage, property, &members->stream, unicode);
    return members->bytes;
}

static bool next_html(struct members *members, struct cn_member *member) {
    struct cn_msg *msg = &members->msg;
    bool unicode;
    members->stage = RTF;
    if (!cn_msg_html_says_more(msg) || !take(members, cn_msg_at(msg), CN_MSG_HTML, &unicode))
        return false;
    member->name = CN_STR("body.html");
    member->charset = unicode ? CN_STR("utf-16le") : cn_msg_charset(msg, CN_MSG_INTERNET_CODE_PAGE);
    return true;
}

/* Is there other text than RTF? */
static bool has_text(const struct cn_msg *msg) {
    static const enum cn_msg_property texts[] = {CN_MSG_HTML, CN_MSG_BODY};
    bool unicode, has = false;
    struct cn_ole_stream stream;
    for (size_t i = 0; i < 2; i++)
        has = has ||
              (cn_msg_stream(msg, cn_msg_at(msg), texts[i], &stream, &unicode) && stream.size > 4);
    return has;
}

static bool next_rtf(struct members *members, struct cn_member *member) {
    bool unicode;
    members->stage = ATTACHMENTS;
    if (has_text(&members->msg) || !take(members, cn_msg_at(&members->msg), CN_MSG_RTF, &unicode))
        return false;
    members->lzfu = calloc(1, sizeof *members->lzfu);
    members->out.failed = !members->lzfu;
    member->name = CN_STR("body.rtf");
    return true;
}

static bool next_attachment(struct members *members, struct cn_member *member, bool *ended) {
    uint32_t storage;
    bool unicode;
    enum cn_msg_event event = cn_msg_next(&members->msg, &storage);
    *ended = event == CN_MSG_END;
    if (event == CN_MSG_MESSAGE)
        members->stage = HTML;
    if (event != CN_MSG_FILE)
        return false;
    cn_buf_clear(&members->name);
    cn_msg_name(&members->msg, storage, &members->name);
    members->number++;
    if (members->name.len == 0)
        cn_buf_addf(&members->name, "part %u", members->number);
    member->name = cn_buf_str(&members->name);
    take(members, storage, CN_MSG_ATTACHED, &unicode);
    return true;
}

static enum cn_severity next(struct cn_container *container, struct cn_member *member) {
    struct members *members = (struct members *)container;
    bool found = false, ended = false;
    while (!found && !ended) {
        end_member(members);
        if (members->stage == HTML)
            found = next_html(members, member);
        else if (members->stage == RTF)
            found = next_rtf(members, member);
        else
            found = next_attachment(members, member, &ended);
    }
    if (members->name.failed || members->out.failed || cn_ole_failed(&members->msg.ole))
        return CN_FATAL;
    return found ? CN_OK : CN_END;
}

/* Unpacks until there is something. */
static size_t read_packed(struct members *members, char *buffer, size_t want) {
    size_t got = 1;
    while (members->taken == members->out.len && got > 0) {
        cn_buf_clear(&members->out);
        members->taken = 0;
        got = cn_ole_read(&members->stream, members->block, BLOCK);
        cn_lzfu_add(members->lzfu, (struct cn_str){members->block, got}, &members->out);
    }
    size_t some = members->out.len - members->taken;
    some = some < want ? some : want;
    if (some > 0)
        memcpy(buffer, members->out.bytes + members->taken, some);
    members->taken += some;
    return some;
}

static enum cn_severity read_member(struct cn_container *container, char *buffer, size_t want,
                                    size_t *got) {
    struct members *members = (struct members *)container;
    if (!members->bytes)
        return CN_END;
    *got = members->lzfu ? read_packed(members, buffer, want)
                         : cn_ole_read(&members->stream, buffer, want);
    if (members->out.failed || cn_ole_failed(&members->msg.ole))
        return CN_FATAL;
    bool damaged = members->stream.cut || (members->lzfu && members->lzfu->damaged);
    if (*got == 0 && damaged)
        return cn_container_spoiled(container, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
    return *got > 0 ? CN_OK : CN_END;
}

static void close_msg(struct cn_container *container) {
    struct members *members = (struct members *)container;
    end_member(members);
    cn_msg_close(&members->msg);
    cn_buf_free(&members->name);
    cn_buf_free(&members->out);
}

const struct cn_container_kind cn_container_msg = {.name = "msg",
                                                   .what = "attachments of Outlook's messages",
                                                   .missing = CN_OLE_MISSING,
                                                   .bid = bid,
                                                   .size = sizeof(struct members),
                                                   .open = open_msg,
                                                   .next = next,
                                                   .read = read_member,
                                                   .close = close_msg};
