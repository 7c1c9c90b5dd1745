/*
 * send.c: records, within what may be sent.
 */
#include "pdf/pdf.h"

#include "base/limits.h"
#include "read/utf8.h"

#include <string.h>

void cn_pdf_send(struct cn_pdf_out *out, const struct cn_pdf_record *record) {
    if (out->over)
        return;
    cn_buf_clear(&out->message);
    cn_pdf_record_write(&out->message, record);
    if (out->message.failed || !out->send(out->context, cn_buf_str(&out->message)))
        out->over = true;
}

void cn_pdf_send_number(struct cn_pdf_out *out, enum cn_pdf_type type, uint32_t number) {
    cn_pdf_send(out, &(struct cn_pdf_record){.type = type, .number = number});
}

/* `why` may hold what the document says. */
void cn_pdf_send_trouble(struct cn_pdf_out *out, enum cn_pdf_trouble trouble, const char *why) {
    char *valid = g_utf8_make_valid(why ? why : "", -1);
    cn_pdf_send(out, &(struct cn_pdf_record){.type = CN_PDF_TROUBLE,
                                             .kind = (uint8_t)trouble,
                                             .text = cn_str_of(valid)});
    g_free(valid);
}

/* What is left over by the limit ends the reply. */
static void send_some(struct cn_pdf_out *out, enum cn_pdf_type type, struct cn_str text) {
    if (text.len > out->left) {
        cn_pdf_send_trouble(out, CN_PDF_MUCH, NULL);
        out->over = true;
        return;
    }
    out->left -= text.len;
    cn_pdf_send(out, &(struct cn_pdf_record){.type = type, .text = text});
}

static void send_all(struct cn_pdf_out *out, enum cn_pdf_type type, struct cn_str rest) {
    while (rest.len > 0 && !out->over) {
        struct cn_str some = {rest.bytes, rest.len < CN_FRAME_MAX ? rest.len : CN_FRAME_MAX};
        if (type == CN_PDF_SAID && some.len < rest.len)
            some.len = cn_utf8_boundary(rest, some.len);
        send_some(out, type, some);
        rest.bytes += some.len;
        rest.len -= some.len;
    }
}

void cn_pdf_send_text(struct cn_pdf_out *out, const char *text) {
    if (!text || !*text)
        return;
    if (g_utf8_validate(text, -1, NULL)) {
        send_all(out, CN_PDF_SAID, cn_str_of(text));
        return;
    }
    char *valid = g_utf8_make_valid(text, -1);
    send_all(out, CN_PDF_SAID, cn_str_of(valid));
    g_free(valid);
}

void cn_pdf_send_bytes(struct cn_pdf_out *out, struct cn_str bytes) {
    send_all(out, CN_PDF_BYTES, bytes);
}

void cn_pdf_send_part(struct cn_pdf_out *out, enum cn_pdf_part part, uint32_t number,
                      const char *text) {
    if (!text || !*text)
        return;
    cn_pdf_send(
        out, &(struct cn_pdf_record){.type = CN_PDF_PART, .kind = (uint8_t)part, .number = number});
    cn_pdf_send_text(out, text);
}
