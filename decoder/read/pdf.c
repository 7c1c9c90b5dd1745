/*
 * pdf.c: PDF, as the service (pdf/service.h) reads it.
 *
 * What it sends is laid down page by page. A page without text is a picture, as far as anybody can
 * tell: nothing on it was searched, so it is named.
 */
#include "base/limits.h"
#include "pdf/service.h"
#include "read/extract.h"
#include "read/link.h"
#include "read/readers.h"

#include <inttypes.h>
#include <string.h>

/* Pages that a message names. */
#define NAMED 10

/* Pages of which the same is to be said. */
struct pages {
    uint32_t count;
    uint32_t first[NAMED];
};

struct laying {
    struct cn_extraction *extraction;
    bool known;        /* it could be opened */
    uint32_t declared; /* pages */
    uint32_t page;     /* open; 0: none */
    bool in_part;      /* text is a part's, not the page's */
    bool in_link;      /* it is an address */
    bool said;         /* the open page has text */
    bool noted;        /* some page has a note, a form field or a link with text */
    bool bare;         /* it holds no files, and nothing stands behind its end */
    struct pages textless, lost;
    uint32_t read; /* pages */
    bool cut;      /* in an update of it */
    bool spoiled;  /* there is nothing but what the status says */
};

static void add_page(struct pages *pages, uint32_t number) {
    if (pages->count < NAMED)
        pages->first[pages->count] = number;
    pages->count++;
}

/* ---- records ---- */

static void end_page(struct laying *laying) {
    cn_extract_break(laying->extraction->to);
    if (laying->page > 0 && !laying->said)
        add_page(&laying->textless, laying->page);
    laying->page = 0;
}

static void begin_page(struct laying *laying, uint32_t number) {
    end_page(laying);
    cn_extract_mark(laying->extraction->to, CN_MARK_PAGE, number, CN_STR(""));
    laying->page = number;
    laying->read++;
    laying->said = laying->in_part = false;
}

static void begin_part(struct laying *laying, const struct cn_pdf_record *record) {
    cn_extract_break(laying->extraction->to);
    cn_extract_mark(laying->extraction->to, CN_MARK_PART, record->number,
                    cn_str_of(cn_pdf_part_name((enum cn_pdf_part)record->kind)));
    laying->in_part = true;
    laying->in_link = record->kind == CN_PDF_LINK;
}

static bool is_control(char c) {
    unsigned char byte = (unsigned char)c;
    return (byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7f;
}

/* Controls in between are glyphs that a font gives no meaning; a form feed ends a page. */
static void say(struct laying *laying, struct cn_str text) {
    struct cn_extract *to = laying->extraction->to;
    size_t from = 0;
    for (size_t at = 0; at < text.len; at++) {
        if (!is_control(text.bytes[at]))
            continue;
        cn_extract_text(to, (struct cn_str){text.bytes + from, at - from});
        cn_extract_text(to, text.bytes[at] == '\f' ? CN_STR("\n") : CN_STR(" "));
        from = at + 1;
    }
    cn_extract_text(to, (struct cn_str){text.bytes + from, text.len - from});
    if (cn_str_trim(text).len == 0)
        return;
    laying->said = laying->said || !laying->in_part;
    laying->noted = laying->noted || (laying->in_part && laying->page > 0);
}

static void say_address(struct laying *laying, struct cn_str address) {
    struct cn_buf shown = {0};
    cn_link_add(&shown, address);
    say(laying, shown.failed ? address : cn_buf_str(&shown));
    cn_buf_free(&shown);
}

static void trouble(struct laying *laying, const struct cn_pdf_record *record) {
    struct cn_document *document = laying->extraction->document;
    char detail[128] = "";
    size_t len = record->text.len < sizeof detail ? record->text.len : sizeof detail - 1;
    if (len > 0)
        memcpy(detail, record->text.bytes, len);
    switch (record->kind) {
    case CN_PDF_ENCRYPTED:
        cn_document_fail(document, CN_SKIP, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED, NULL);
        laying->spoiled = true;
        break;
    case CN_PDF_UNREADABLE:
        cn_document_fail(document, CN_SKIP, CN_STATUS_UNREADABLE, CN_E_PDF_UNREADABLE, detail);
        laying->spoiled = true;
        break;
    case CN_PDF_DAMAGED:
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_PDF_DAMAGED, detail);
        break;
    case CN_PDF_NO_TABLES:
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_PDF_TABLES, detail);
        break;
    case CN_PDF_MANY_PAGES:
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_PDF_PAGES, NULL);
        break;
    default:
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_LIMIT_BYTES, NULL);
        break;
    }
}

static void facts(struct laying *laying, const struct cn_pdf_record *record) {
    struct cn_extraction *extraction = laying->extraction;
    uint64_t end = cn_pdf_end(extraction->source);
    laying->known = true;
    laying->declared = record->number;
    laying->bare = record->files == 0 && end == extraction->source->size;
    laying->cut = cn_pdf_goes_on(extraction->source, end);
}

static void lay(struct laying *laying, const struct cn_pdf_record *record) {
    switch (record->type) {
    case CN_PDF_FACTS:
        facts(laying, record);
        break;
    case CN_PDF_PAGE:
        begin_page(laying, record->number);
        break;
    case CN_PDF_LOST:
        end_page(laying);
        add_page(&laying->lost, record->number);
        break;
    case CN_PDF_PART:
        begin_part(laying, record);
        break;
    case CN_PDF_SAID:
        if (laying->in_part && laying->in_link)
            say_address(laying, record->text);
        else
            say(laying, record->text);
        break;
    case CN_PDF_HOLDS:
        laying->bare = false;
        break;
    case CN_PDF_TROUBLE:
        trouble(laying, record);
        break;
    default:
        break;
    }
}

/* ---- afterwards ---- */

static void say_pages(struct laying *laying, enum cn_code code, const struct pages *pages) {
    struct cn_document *document = laying->extraction->document;
    struct cn_buf text = {0};
    cn_buf_addf(&text, "%" PRIu32 " of %" PRIu32 ":", pages->count, laying->declared);
    for (uint32_t i = 0; i < pages->count && i < NAMED; i++)
        cn_buf_addf(&text, "%s %" PRIu32, i > 0 ? "," : "", pages->first[i]);
    cn_buf_add_text(&text, pages->count > NAMED ? ", ..." : "");
    cn_buf_add(&text, "", 1);
    cn_document_fail(document, CN_PARTIAL,
                     document->status == CN_STATUS_OK ? CN_STATUS_PARTIAL : document->status, code,
                     text.failed ? NULL : text.bytes);
    cn_buf_free(&text);
}

/* A status that says worse is left. */
static void say_missing(struct laying *laying) {
    struct cn_document *document = laying->extraction->document;
    if (laying->lost.count > 0)
        say_pages(laying, CN_E_PDF_LOST, &laying->lost);
    if (laying->lost.count > 0 && laying->read == 0)
        document->status = CN_STATUS_UNREADABLE;
    if (laying->textless.count == laying->read && laying->read > 0 && !laying->noted &&
        document->status == CN_STATUS_OK)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_NO_TEXT, CN_E_PDF_NO_TEXT, NULL);
    else if (laying->textless.count > 0)
        say_pages(laying, CN_E_PDF_TEXTLESS, &laying->textless);
}

static enum cn_severity extract(struct cn_extraction *extraction) {
    struct laying laying = {.extraction = extraction};
    struct cn_document *document = extraction->document;
    struct cn_pdf_reply reply;
    struct cn_pdf_record record;
    enum cn_severity severity = cn_pdf_ask(&reply, CN_PDF_TEXT, extraction->source, document);
    bool asked = severity == CN_OK;
    while (severity == CN_OK) {
        severity = cn_pdf_next(&reply, document, &record);
        if (severity == CN_OK)
            lay(&laying, &record);
        if (severity == CN_OK && cn_extract_state(extraction->to) != CN_OK)
            severity = cn_extract_state(extraction->to);
    }
    cn_pdf_close(&reply);
    if (!laying.known || laying.bare)
        document->container = NULL; /* it is none */
    if (!asked || severity == CN_FATAL)
        return severity;
    if (severity == CN_END)
        end_page(&laying);
    if (laying.cut && document->status == CN_STATUS_OK)
        cn_document_fail(document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_PDF_DAMAGED, "no end");
    say_missing(&laying);
    return laying.spoiled ? CN_SKIP : severity == CN_END ? CN_OK : severity;
}

static unsigned claim(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)name;
    return cn_pdf_bid(head, source);
}

const struct cn_reader cn_reader_pdf = {
    .name = "pdf",
    .what = "PDF",
    .claim = claim,
    .extract = extract,
#ifndef CN_POPPLER
    .missing = "poppler-glib",
#endif
};
