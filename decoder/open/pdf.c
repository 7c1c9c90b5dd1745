/*
 * pdf.c: the files that a PDF holds, and what stands behind its end.
 *
 * The service (pdf/service.h) sends the files one after the other.
 */
#include "base/limits.h"
#include "pdf/service.h"

#include <stdlib.h>
#include <string.h>

/* The mark may stand so far from the first byte: readers of PDF allow it. */
#define MARK_WITHIN 1024
#define END_MARK "%%EOF"

/* Behind the last mark in `text`; 0: there is none. */
static size_t behind_last(struct cn_str text) {
    size_t len = sizeof END_MARK - 1;
    for (size_t at = text.len; at >= len; at--) {
        if (memcmp(text.bytes + at - len, END_MARK, len) == 0)
            return at;
    }
    return 0;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* "%PDF-1.4" and a line end. */
#define MARK_LEN 9

/* A text about PDF holds the mark as well: it counts where it stands alone on a line. */
static bool is_mark(struct cn_str text, size_t at) {
    const char *version = text.bytes + at + 5;
    return is_digit(version[0]) && version[1] == '.' && is_digit(version[2]) &&
           (version[3] == '\n' || version[3] == '\r') &&
           (at == 0 || text.bytes[at - 1] == '\n' || text.bytes[at - 1] == '\r');
}

static bool has_end_mark(const struct cn_source *source) {
    char block[MARK_WITHIN];
    size_t got = 0;
    uint64_t at = source->size > sizeof block ? source->size - sizeof block : 0;
    return cn_source_read(source, at, block, sizeof block, &got) &&
           behind_last((struct cn_str){block, got}) > 0;
}

/* Some programs lay a byte order mark before it. */
static bool begins(struct cn_str head) {
    return cn_str_starts(head, CN_STR("%PDF-")) || cn_str_starts(head, CN_STR("\xef\xbb\xbf%PDF-"));
}

unsigned cn_pdf_bid(struct cn_str head, const struct cn_source *source) {
    if (begins(head))
        return 64;
    if (head.len > MARK_WITHIN + MARK_LEN)
        head.len = MARK_WITHIN + MARK_LEN;
    for (size_t at = 0; (at = cn_str_find(head, CN_STR("%PDF-"), at)) + MARK_LEN <= head.len;
         at++) {
        if (is_mark(head, at))
            return has_end_mark(source) ? 40 : 0;
    }
    return 0;
}

/* ---- the end ---- */

static bool is_blank(char c) {
    return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

/* From `at` on, over blanks. */
static uint64_t skip_blanks(const struct cn_source *source, uint64_t at, char *block, size_t size) {
    size_t got = 0;
    while (cn_source_read(source, at, block, size, &got) && got > 0) {
        for (size_t i = 0; i < got; i++, at++) {
            if (!is_blank(block[i]))
                return at;
        }
    }
    return at;
}

/* Looks in blocks from the end backwards, each with the beginning of the one behind it. */
static uint64_t last_mark(const struct cn_source *source, char *block, size_t size) {
    uint64_t end = source->size;
    size_t got = 0;
    while (end > 0) {
        uint64_t from = end > size ? end - size : 0;
        if (!cn_source_read(source, from, block, (size_t)(end - from), &got))
            break;
        size_t at = behind_last((struct cn_str){block, got});
        if (at > 0)
            return from + at;
        end = from > 0 ? from + sizeof END_MARK - 2 : 0;
    }
    return source->size;
}

uint64_t cn_pdf_end(const struct cn_source *source) {
    char *block = malloc(CN_READ_SIZE);
    if (!block)
        return source->size;
    uint64_t end = last_mark(source, block, CN_READ_SIZE);
    uint64_t behind = skip_blanks(source, end, block, CN_READ_SIZE);
    free(block);
    return behind == source->size ? behind : end;
}

/* Over blanks, and comments, which end with their line. */
static size_t skip_comments(struct cn_str text) {
    bool comment = false;
    size_t at = 0;
    for (; at < text.len && (comment || text.bytes[at] == '%' || is_blank(text.bytes[at])); at++)
        comment =
            (comment || text.bytes[at] == '%') && text.bytes[at] != '\n' && text.bytes[at] != '\r';
    return at;
}

static size_t skip_number(struct cn_str text, size_t at) {
    size_t from = at;
    while (at < text.len && is_digit(text.bytes[at]))
        at++;
    if (at == from)
        return text.len;
    while (at < text.len && is_blank(text.bytes[at]))
        at++;
    return at;
}

/* "12 0 obj" */
bool cn_pdf_goes_on(const struct cn_source *source, uint64_t end) {
    char block[MARK_WITHIN];
    size_t got = 0;
    if (!cn_source_read(source, end, block, sizeof block, &got))
        return false;
    struct cn_str text = {block, got};
    size_t at = skip_number(text, skip_number(text, skip_comments(text)));
    return cn_str_starts((struct cn_str){block + at, got - at}, CN_STR("obj"));
}

/* ---- the files ---- */

struct pdf {
    struct cn_container container;
    struct cn_pdf_reply reply;
    struct cn_pdf_record ahead; /* read, not given out yet */
    bool has_ahead, over;
    struct cn_buf name;
};

/* What can read none says so as a reader. */
#ifdef CN_POPPLER
#define THERE true
#else
#define THERE false
#endif

static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)name;
    return THERE ? cn_pdf_bid(head, source) : 0;
}

static enum cn_severity open_pdf(struct cn_container *container) {
    struct pdf *pdf = (struct pdf *)container;
    return cn_pdf_ask(&pdf->reply, CN_PDF_FILES, &container->source, container->document);
}

/* The next record, which stays until it is taken. CN_OK, CN_END, CN_PARTIAL. */
static enum cn_severity look_ahead(struct pdf *pdf) {
    if (pdf->has_ahead || pdf->over)
        return pdf->over ? CN_END : CN_OK;
    enum cn_severity severity = cn_pdf_next(&pdf->reply, pdf->container.document, &pdf->ahead);
    pdf->has_ahead = severity == CN_OK;
    pdf->over = severity != CN_OK;
    return severity;
}

static struct cn_str label(struct pdf *pdf, struct cn_str name) {
    cn_buf_clear(&pdf->name);
    cn_buf_add_str(&pdf->name, name);
    return cn_buf_str(&pdf->name);
}

static enum cn_severity next(struct cn_container *container, struct cn_member *member) {
    struct pdf *pdf = (struct pdf *)container;
    enum cn_severity severity;
    while ((severity = look_ahead(pdf)) == CN_OK) {
        pdf->has_ahead = false;
        if (pdf->ahead.type == CN_PDF_TROUBLE && pdf->ahead.kind == CN_PDF_MUCH)
            cn_document_fail(container->document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_LIMIT_BYTES,
                             NULL);
        if (pdf->ahead.type == CN_PDF_FILE)
            break;
    }
    if (severity != CN_OK)
        return severity;
    member->name = label(pdf, pdf->ahead.text);
    return pdf->name.failed ? CN_FATAL : CN_OK;
}

/* A record's bytes may be asked for in parts. */
static enum cn_severity give(struct pdf *pdf, char *buffer, size_t want, size_t *got) {
    struct cn_str *bytes = &pdf->ahead.text;
    *got = bytes->len < want ? bytes->len : want;
    memcpy(buffer, bytes->bytes, *got);
    bytes->bytes += *got;
    bytes->len -= *got;
    pdf->has_ahead = bytes->len > 0;
    return CN_OK;
}

static enum cn_severity read_file(struct cn_container *container, char *buffer, size_t want,
                                  size_t *got) {
    struct pdf *pdf = (struct pdf *)container;
    enum cn_severity severity = look_ahead(pdf);
    if (severity == CN_OK && pdf->ahead.type == CN_PDF_BYTES)
        return give(pdf, buffer, want, got);
    if (severity == CN_PARTIAL || (severity == CN_OK && pdf->ahead.type == CN_PDF_SPOILED))
        return cn_container_spoiled(container, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
    return CN_END;
}

static uint64_t end(struct cn_container *container) {
    return cn_pdf_end(&container->source);
}

static void close_pdf(struct cn_container *container) {
    struct pdf *pdf = (struct pdf *)container;
    cn_pdf_close(&pdf->reply);
    cn_buf_free(&pdf->name);
}

const struct cn_container_kind cn_container_pdf = {
    .name = "pdf",
    .what = "files attached to PDF",
    .bid = bid,
    .size = sizeof(struct pdf),
    .open = open_pdf,
    .next = next,
    .read = read_file,
    .end = end,
    .close = close_pdf,
};
