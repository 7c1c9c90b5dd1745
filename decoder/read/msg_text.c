/*
 * msg_text.c: the text of an Outlook message: its fields (msg_fields.c), its plain text, what its
 * attachments are called; then the same of the messages in it.
 */
#include "read/laying.h"
#include "read/mime.h"
#include "read/msg.h"
#include "read/readers.h"

#include <inttypes.h>
#include <string.h>

#define BLOCK ((size_t)16 * 1024)

struct message {
    struct cn_extraction *extraction;
    struct cn_msg msg;
    struct cn_msg_fields fields;
    struct cn_buf line; /* scratch */
    const char *charset;
    unsigned attachments;
    bool sealed, cut;
};

static void lay_line(struct message *message, const char *part, unsigned number) {
    struct cn_extract *to = message->extraction->to;
    cn_extract_break(to);
    cn_extract_mark(to, CN_MARK_PART, number, cn_str_of(part));
    cn_extract_text(to, cn_buf_str(&message->line));
}

/* A time counts tenths of a microsecond since 1601; years of the Gregorian calendar begin in March
 * here, so that the leap day is their last. */
static void lay_date(struct message *message) {
    const struct cn_msg *msg = &message->msg;
    uint64_t time = cn_msg_number(msg, cn_msg_at(msg), CN_MSG_SUBMITTED);
    if (time == 0)
        time = cn_msg_number(msg, cn_msg_at(msg), CN_MSG_DELIVERED);
    uint64_t minutes = time / 600000000;
    uint64_t days = minutes / 1440 + 584694; /* since the first of March 0 */
    uint64_t year = (days * 4 + 3) / 146097 * 100;
    uint64_t rest = days - (year / 100 * 146097) / 4;
    uint64_t in_century = (rest * 4 + 3) / 1461;
    rest -= in_century * 1461 / 4;
    year += in_century;
    uint64_t month = (rest * 5 + 2) / 153;
    uint64_t day = rest - (month * 153 + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    cn_buf_clear(&message->line);
    cn_buf_addf(&message->line,
                "%04" PRIu64 "-%02" PRIu64 "-%02" PRIu64 " %02" PRIu64 ":%02" PRIu64,
                year + (month <= 2), month, day, minutes / 60 % 24, minutes % 60);
    if (time > 0)
        lay_line(message, "date", 0);
}

static enum cn_severity lay_body(struct message *message) {
    const struct cn_msg *msg = &message->msg;
    bool unicode, kept = true;
    struct cn_buf block = {0};
    struct cn_keep keep;
    struct cn_ole_stream stream;
    if (!cn_msg_stream(msg, cn_msg_at(msg), CN_MSG_BODY, &stream, &unicode))
        return CN_OK;
    if (!cn_buf_reserve(&block, BLOCK))
        return CN_FATAL;
    cn_buf_clear(&message->line);
    lay_line(message, "body", 0);
    cn_keep_begin(&keep, message->extraction->vault);
    if (unicode)
        kept = cn_keep_add(&keep, CN_STR("\xff\xfe"));
    while (kept && (block.len = cn_ole_read(&stream, block.bytes, BLOCK)) > 0)
        kept = cn_keep_add(&keep, cn_buf_str(&block));
    struct cn_source source = cn_keep_source(&keep);
    enum cn_severity severity = cn_lay_text(
        message->extraction, &source, cn_msg_charset(msg, CN_MSG_CODE_PAGE), &message->charset);
    cn_lay_unkept(message->extraction, &keep);
    message->cut = message->cut || stream.cut;
    cn_keep_end(&keep);
    cn_buf_free(&block);
    return severity;
}

static void look_at_class(struct message *message) {
    struct cn_msg *msg = &message->msg;
    cn_buf_clear(&message->line);
    cn_msg_text(msg, cn_msg_at(msg), CN_MSG_CLASS, CN_MIME_FIELD_MAX,
                cn_msg_charset(msg, CN_MSG_CODE_PAGE), &message->line);
    struct cn_str class = cn_buf_str(&message->line);
    if (cn_str_starts(class, CN_STR("IPM.Note.SMIME")) &&
        !cn_str_starts(class, CN_STR("IPM.Note.SMIME.MultipartSigned")))
        message->sealed = true;
}

static enum cn_severity lay_message(struct message *message) {
    struct cn_msg_fields *fields = &message->fields;
    cn_buf_clear(&fields->seen);
    fields->laid = false;
    look_at_class(message);
    cn_msg_lay_senders(fields);
    cn_msg_lay_field(fields, "to", CN_MSG_TO);
    cn_msg_lay_field(fields, "cc", CN_MSG_CC);
    cn_msg_lay_field(fields, "bcc", CN_MSG_BCC);
    cn_msg_lay_recipients(fields);
    cn_msg_lay_field(fields, "subject", CN_MSG_SUBJECT);
    lay_date(message);
    cn_msg_lay_others(fields);
    if (fields->line.failed || fields->seen.failed || message->line.failed)
        return CN_FATAL;
    return lay_body(message);
}

static void lay_name(struct message *message, uint32_t attachment) {
    cn_buf_clear(&message->line);
    cn_msg_name(&message->msg, attachment, &message->line);
    if (message->line.len > 0)
        lay_line(message, "attachment", ++message->attachments);
}

static enum cn_severity lay_all(struct message *message) {
    struct cn_extraction *extraction = message->extraction;
    enum cn_severity severity = lay_message(message);
    uint32_t storage;
    enum cn_msg_event event;
    while (severity == CN_OK && cn_extract_state(extraction->to) == CN_OK &&
           (event = cn_msg_next(&message->msg, &storage)) != CN_MSG_END) {
        if (event == CN_MSG_FILE)
            lay_name(message, storage);
        else
            severity = lay_message(message);
    }
    cn_extract_break(extraction->to);
    return message->line.failed ? CN_FATAL : severity;
}

static void conclude(struct message *message) {
    struct cn_document *document = message->extraction->document;
    if (message->charset)
        document->charset = message->charset;
    if (message->cut || message->fields.cut || message->msg.ole.cut)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
    if (message->msg.deep || message->msg.ole.crowded)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_LIMIT,
                         message->msg.deep ? CN_E_LIMIT_DEPTH : CN_E_LIMIT_MEMBERS, NULL);
    if (message->sealed)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED, NULL);
}

static enum cn_severity extract(struct cn_extraction *extraction) {
    struct message message = {.extraction = extraction};
    message.fields = (struct cn_msg_fields){.msg = &message.msg, .to = extraction->to};
    enum cn_severity severity = CN_FATAL;
    if (cn_msg_open(&message.msg, extraction->source)) {
        severity = lay_all(&message);
        conclude(&message);
    } else if (!message.msg.ole.failed) {
        severity = cn_document_fail(extraction->document, CN_SKIP, CN_STATUS_UNREADABLE,
                                    CN_E_DAMAGED, "no folder");
    }
    if (cn_ole_failed(&message.msg.ole))
        severity = cn_diag_add(&extraction->document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    cn_msg_close(&message.msg);
    cn_msg_fields_end(&message.fields);
    cn_buf_free(&message.line);
    if (severity == CN_OK && extraction->document->status != CN_STATUS_OK)
        severity = CN_PARTIAL;
    return severity;
}

const struct cn_reader cn_reader_msg = {
    .name = "msg",
    .what = "Outlook's messages (msg)",
    .claim = cn_msg_bid,
    .extract = extract,
    .missing = CN_OLE_MISSING,
};
