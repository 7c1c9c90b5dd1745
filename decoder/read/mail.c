/*
 * mail.c: the text of a mail: the fields of its header that people see, the plain texts, and what
 * its attachments are called. All else in it is documents of their own (attachments.c).
 *
 * What stands between the parts of a mail, where no mail program looks, is read too: it may have
 * been hidden there.
 */
#include "read/laying.h"
#include "read/mime.h"
#include "read/readers.h"
#include "read/unwrap.h"
#include "read/words.h"

#include <string.h>

struct mail {
    struct cn_extraction *extraction;
    struct cn_extract *to;
    struct cn_mime mime;
    struct cn_mime_part part;
    struct cn_buf text; /* scratch */
    unsigned bodies, attachments;
    const char *charset; /* of the first body */
    bool sealed;         /* the mail's own content is encrypted */
    bool damaged, deep;
};

static enum cn_severity no_memory(const struct mail *mail) {
    return cn_diag_add(&mail->extraction->document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

static void begin_part(struct mail *mail, const char *name, unsigned number) {
    cn_extract_break(mail->to);
    cn_extract_mark(mail->to, CN_MARK_PART, number, cn_str_of(name));
}

/* ---- the header ---- */

/* How much of a piece of a field stands before a place where it may be cut: behind a line end, else
 * a blank, else anywhere. */
static size_t cut_piece(struct cn_str piece) {
    size_t at = piece.len;
    while (at > piece.len / 2 && piece.bytes[at - 1] != '\n')
        at--;
    if (at > piece.len / 2)
        return at;
    for (at = piece.len; at > piece.len / 2 && piece.bytes[at - 1] != ' ';)
        at--;
    return at > piece.len / 2 ? at : piece.len;
}

/* The name and the value, as one line. */
static bool lay_field(struct mail *mail, const struct cn_mime_field *field) {
    struct cn_words words = {.charset = {NULL, 0}};
    struct cn_buf raw = {0};
    uint64_t at = field->start;
    size_t got = 1;
    begin_part(mail, field->name, 0);
    while (got > 0 && cn_buf_reserve(&raw, CN_MIME_FIELD_MAX) && at < field->end) {
        uint64_t left = field->end - at;
        size_t want = left < CN_MIME_FIELD_MAX ? (size_t)left : CN_MIME_FIELD_MAX;
        cn_source_read(mail->extraction->source, at, raw.bytes, want, &got);
        if (got < left)
            got = cut_piece((struct cn_str){raw.bytes, got});
        cn_buf_clear(&mail->text);
        cn_words_add(&words, (struct cn_str){raw.bytes, got}, &mail->text);
        at += got;
        if (at >= field->end)
            cn_words_end(&words, &mail->text);
        cn_extract_text(mail->to, cn_buf_str(&mail->text));
    }
    cn_words_end(&words, &mail->text);
    bool good = !raw.failed && !mail->text.failed;
    cn_buf_free(&raw);
    return good;
}

static bool lay_header(struct mail *mail) {
    const struct cn_mime_tree *mime = &mail->mime.tree;
    for (size_t i = 0; i < mime->fields_len; i++)
        if (!lay_field(mail, &mime->fields[i]))
            return false;
    if (mime->fields_full)
        cn_document_fail(mail->extraction->document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_LIMIT_FIELDS,
                         NULL);
    return true;
}

/* ---- plain texts ---- */

static enum cn_severity lay_source(struct mail *mail, const struct cn_source *source) {
    char head[64];
    size_t got = 0;
    if (cn_source_read(source, 0, head, sizeof head, &got) &&
        cn_str_starts(cn_str_trim((struct cn_str){head, got}), CN_STR("-----BEGIN PGP MESSAGE")))
        mail->sealed = true;
    return cn_lay_text(mail->extraction, source, cn_buf_str(&mail->part.charset), &mail->charset);
}

static bool is_blank(struct mail *mail) {
    struct cn_unwrap unwrap = {.source = NULL};
    struct cn_str block = {NULL, 0};
    bool blank = true;
    cn_unwrap_begin(&unwrap, mail->extraction->source, mail->part.start, mail->part.end,
                    CN_TRANSFER_NONE);
    while (blank && cn_unwrap_next(&unwrap, &block))
        blank = cn_str_trim(block).len == 0;
    cn_unwrap_end(&unwrap);
    return blank;
}

/* As it stands. */
static enum cn_severity lay_span(struct mail *mail) {
    struct cn_source part = *mail->extraction->source;
    if (part.fd >= 0)
        part.offset += mail->part.start;
    else
        part.bytes += mail->part.start;
    part.size = mail->part.end - mail->part.start;
    return lay_source(mail, &part);
}

static enum cn_severity lay_wrapped(struct mail *mail) {
    struct cn_unwrap unwrap = {.source = NULL};
    struct cn_keep keep;
    struct cn_str block;
    bool kept = true;
    cn_keep_begin(&keep, mail->extraction->vault);
    cn_unwrap_begin(&unwrap, mail->extraction->source, mail->part.start, mail->part.end,
                    mail->part.transfer);
    while (kept && cn_unwrap_next(&unwrap, &block))
        kept = cn_keep_add(&keep, block);
    struct cn_source source = cn_keep_source(&keep);
    enum cn_severity severity = unwrap.failed ? CN_FATAL : lay_source(mail, &source);
    mail->damaged = mail->damaged || unwrap.transfer.damaged;
    cn_lay_unkept(mail->extraction, &keep);
    cn_unwrap_end(&unwrap);
    cn_keep_end(&keep);
    return severity;
}

static enum cn_severity lay_text(struct mail *mail) {
    unsigned number = ++mail->bodies;
    begin_part(mail, "body", number > 1 ? number : 0);
    return mail->part.transfer == CN_TRANSFER_NONE ? lay_span(mail) : lay_wrapped(mail);
}

static enum cn_severity lay_outside(struct mail *mail) {
    if (is_blank(mail))
        return CN_OK;
    begin_part(mail, "outside", 0);
    return lay_span(mail);
}

/* ---- all ---- */

static void lay_name(struct mail *mail) {
    struct cn_str name = cn_buf_str(&mail->part.name);
    if (name.len == 0)
        return;
    begin_part(mail, "attachment", ++mail->attachments);
    cn_extract_text(mail->to, name);
}

static enum cn_severity lay_part(struct mail *mail) {
    enum cn_mime_what what = mail->part.what;
    if (what == CN_MIME_ENCRYPTED)
        mail->sealed = true;
    if (what == CN_MIME_TEXT)
        return lay_text(mail);
    if (what == CN_MIME_OUTSIDE)
        return lay_outside(mail);
    lay_name(mail);
    return CN_OK;
}

/* What the parts were like. */
static void conclude(struct mail *mail) {
    struct cn_document *document = mail->extraction->document;
    if (mail->charset)
        document->charset = mail->charset;
    if (mail->mime.tree.view.error != 0)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_READ,
                         strerror(mail->mime.tree.view.error));
    else if (mail->mime.cut)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_DAMAGED,
                         "no end of its parts");
    else if (mail->damaged)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_DAMAGED,
                         mail->part.unparted ? "no boundary" : "transfer encoding");
    if (mail->mime.tree.view.full)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_LIMIT_PARTS, NULL);
    if (mail->deep)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_LIMIT_DEPTH, NULL);
    if (mail->sealed)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED, NULL);
}

static enum cn_severity lay_all(struct mail *mail) {
    bool header = false;
    enum cn_severity severity = CN_OK;
    while (severity == CN_OK && cn_extract_state(mail->to) == CN_OK &&
           cn_mime_next(&mail->mime, &mail->part)) {
        if (!header && !lay_header(mail))
            return CN_FATAL;
        header = true;
        severity = lay_part(mail);
        mail->deep = mail->deep || mail->part.deep;
        mail->damaged = mail->damaged || mail->part.unparted;
    }
    cn_extract_break(mail->to);
    return mail->mime.failed ? CN_FATAL : severity;
}

static enum cn_severity extract(struct cn_extraction *extraction) {
    struct mail mail = {.extraction = extraction, .to = extraction->to};
    enum cn_severity severity = CN_FATAL;
    if (cn_mime_begin(&mail.mime, extraction->source))
        severity = lay_all(&mail);
    if (severity == CN_FATAL)
        no_memory(&mail);
    else
        conclude(&mail);
    cn_mime_part_end(&mail.part);
    cn_mime_end(&mail.mime);
    cn_buf_free(&mail.text);
    if (severity == CN_OK && extraction->document->status != CN_STATUS_OK)
        severity = CN_PARTIAL;
    return severity;
}

const struct cn_reader cn_reader_mail = {.name = "mail",
                                         .what = "mails (eml)",
                                         .claim = cn_mime_bid,
                                         .missing = CN_MIME_MISSING,
                                         .extract = extract};
