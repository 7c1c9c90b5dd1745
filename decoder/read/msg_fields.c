/*
 * msg_fields.c: what an Outlook message says beside its text: who sent it and to whom, and all else
 * that it holds as text.
 *
 * There are hundreds of properties, and those a folder or program names itself: where people meet,
 * a contact's employer, who changed it last. So not those are chosen that are worth reading; all
 * are read, but for a few that only programs write. Most of them repeat each other, in other words
 * for the same person now and then: a text that stands in a line before it is not laid down again.
 */
#include "read/laying.h"
#include "read/mime.h"
#include "read/msg.h"

#include <stdio.h>
#include <string.h>

/* Bytes of lines that what follows is compared with. */
#define SEEN ((size_t)8 * 1024)
/* Bytes of a recipient's name or address. */
#define PERSON 2048

void cn_msg_fields_end(struct cn_msg_fields *fields) {
    cn_buf_free(&fields->line);
    cn_buf_free(&fields->seen);
}

/* `part`: NULL: the one before goes on. */
static void lay_line(struct cn_msg_fields *fields, const char *part) {
    struct cn_str line = cn_buf_str(&fields->line);
    if (line.len == 0)
        return;
    cn_extract_break(fields->to);
    if (part)
        cn_extract_mark(fields->to, CN_MARK_PART, 0, cn_str_of(part));
    cn_extract_text(fields->to, line);
    if (fields->seen.len + line.len < SEEN) {
        cn_buf_add_str(&fields->seen, line);
        cn_buf_add_byte(&fields->seen, '\n');
    }
    fields->laid = true;
}

static bool is_of_word(struct cn_str text, size_t at) {
    unsigned char byte = at < text.len ? (unsigned char)text.bytes[at] : ' ';
    return byte >= 0x80 || (byte >= '0' && byte <= '9') ||
           ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* Does it stand in a line, as words of their own? */
static bool was_seen(const struct cn_msg_fields *fields, struct cn_str text) {
    struct cn_str seen = cn_buf_str(&fields->seen);
    for (size_t at = 0; text.len > 0 && (at = cn_str_find(seen, text, at)) < seen.len; at++)
        if ((at == 0 || !is_of_word(seen, at - 1)) && !is_of_word(seen, at + text.len))
            return true;
    return text.len == 0;
}

static struct cn_str label_of(const struct cn_msg_fields *fields) {
    return cn_msg_charset(fields->msg, CN_MSG_CODE_PAGE);
}

void cn_msg_lay_field(struct cn_msg_fields *fields, const char *part,
                      enum cn_msg_property property) {
    cn_buf_clear(&fields->line);
    cn_msg_text(fields->msg, cn_msg_at(fields->msg), property, CN_MIME_FIELD_MAX, label_of(fields),
                &fields->line);
    lay_line(fields, part);
}

/* ---- people ---- */

/* "Anna Berg <anna@example.org>", of it what has not been said yet; of the addresses the first. */
static void lay_person(struct cn_msg_fields *fields, const char *part, uint32_t storage,
                       const enum cn_msg_property properties[3]) {
    struct cn_buf address = {0};
    cn_buf_clear(&fields->line);
    cn_msg_text(fields->msg, storage, properties[0], PERSON, label_of(fields), &fields->line);
    for (size_t i = 1; i < 3 && address.len == 0; i++)
        cn_msg_text(fields->msg, storage, properties[i], PERSON, label_of(fields), &address);
    bool same = cn_str_equal(cn_buf_str(&address), cn_buf_str(&fields->line));
    if (was_seen(fields, cn_buf_str(&fields->line)))
        cn_buf_clear(&fields->line);
    if (!same && !was_seen(fields, cn_buf_str(&address)))
        cn_buf_addf(&fields->line, "%s<%.*s>", fields->line.len > 0 ? " " : "", (int)address.len,
                    address.bytes);
    fields->line.failed = fields->line.failed || address.failed;
    cn_buf_free(&address);
    lay_line(fields, part);
}

void cn_msg_lay_senders(struct cn_msg_fields *fields) {
    static const enum cn_msg_property from[] = {CN_MSG_FROM_NAME, CN_MSG_FROM_SMTP,
                                                CN_MSG_FROM_ADDRESS};
    static const enum cn_msg_property sender[] = {CN_MSG_SENDER_NAME, CN_MSG_SENDER_SMTP,
                                                  CN_MSG_SENDER_ADDRESS};
    uint32_t message = cn_msg_at(fields->msg);
    lay_person(fields, "from", message, from);
    lay_person(fields, fields->laid ? "sender" : "from", message, sender);
}

static const char *role_of(const struct cn_msg *msg, uint32_t recipient) {
    static const char *const roles[] = {"to", "to", "cc", "bcc"};
    uint64_t type = cn_msg_number(msg, recipient, CN_MSG_RECIPIENT_TYPE) & 3;
    return roles[type];
}

void cn_msg_lay_recipients(struct cn_msg_fields *fields) {
    static const enum cn_msg_property recipient[] = {CN_MSG_DISPLAY_NAME, CN_MSG_SMTP,
                                                     CN_MSG_ADDRESS};
    const struct cn_ole *ole = &fields->msg->ole;
    uint32_t entry = ole->entries[cn_msg_at(fields->msg)].first;
    for (; entry != CN_OLE_NONE && cn_extract_state(fields->to) == CN_OK;
         entry = ole->entries[entry].next)
        if (ole->entries[entry].storage &&
            cn_str_starts(cn_str_of(ole->entries[entry].name), CN_STR("__recip_version1.0_")))
            lay_person(fields, role_of(fields->msg, entry), entry, recipient);
}

/* ---- all else ---- */

/* What programs tell each other, what is in other properties, and the text itself. */
static bool is_left_out(unsigned property) {
    static const unsigned out[] = {
        CN_MSG_CLASS, 0x003d,         /* what the subject begins with */
        0x0064,                       /* kinds of address */
        0x0070,                       /* the subject without that */
        0x0075,       0x0077, 0x007d, /* the header that it came with */
        0x0c1e,       0x0e1d,         /* the subject again */
        CN_MSG_BODY,                  /* laid down behind the fields */
        0x1008,                       /* the beginning of the text, without blanks */
        CN_MSG_HTML,                  /* a document of its own */
        0x1035,       0x1039, 0x1042, /* names of messages */
        0x10f3,                       /* a name of the file */
    };
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        if (property == out[i])
            return true;
    return false;
}

/* Is the entry a text, or one of several that a property has? */
static bool is_text(const struct cn_ole_entry *entry, unsigned *property, bool *unicode) {
    unsigned type = 0;
    int end = 0;
    if (entry->storage || sscanf(entry->name, "__substg1.0_%4X%4X%n", property, &type, &end) != 2 ||
        end != 20)
        return false;
    *unicode = type & 1;
    return entry->name[20] == (type >= 0x1000 ? '-' : '\0') && (type & 0xeffe) == 0x001e;
}

void cn_msg_lay_others(struct cn_msg_fields *fields) {
    const struct cn_ole *ole = &fields->msg->ole;
    uint32_t entry = ole->entries[cn_msg_at(fields->msg)].first;
    struct cn_str label = label_of(fields);
    bool first = true;
    for (; entry != CN_OLE_NONE && cn_extract_state(fields->to) == CN_OK;
         entry = ole->entries[entry].next) {
        unsigned property;
        bool unicode;
        struct cn_ole_stream stream;
        if (!is_text(&ole->entries[entry], &property, &unicode) || is_left_out(property))
            continue;
        cn_ole_stream(&stream, ole, entry);
        uint64_t size = stream.size < CN_MIME_FIELD_MAX ? stream.size : CN_MIME_FIELD_MAX;
        fields->read += size;
        fields->cut = fields->cut || size < stream.size || fields->read > 2 * ole->source->size;
        if (fields->read > 2 * ole->source->size)
            return;
        cn_buf_clear(&fields->line);
        cn_msg_stream_text(&stream, unicode, CN_MIME_FIELD_MAX, label, &fields->line);
        fields->cut = fields->cut || stream.cut;
        if (was_seen(fields, cn_buf_str(&fields->line)))
            cn_buf_clear(&fields->line);
        lay_line(fields, first ? "fields" : NULL);
        first = first && fields->line.len == 0;
    }
}
