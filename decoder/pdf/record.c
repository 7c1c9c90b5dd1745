/*
 * record.c: requests and records out of bytes, and which records may follow which.
 */
#include "pdf/record.h"

#include "base/limits.h"
#include "read/utf8.h"

#define MAGIC UINT32_C(0x46504e43)
#define PROTOCOL 3

/* ---- requests ---- */

void cn_pdf_request_write(struct cn_buf *buf, const struct cn_pdf_request *request) {
    cn_put_u32(buf, MAGIC);
    cn_put_u8(buf, PROTOCOL);
    cn_put_u8(buf, (uint8_t)request->want);
    cn_put_u64(buf, request->offset);
    cn_put_u64(buf, request->size);
    cn_put_u32(buf, request->pages_max);
    cn_put_u64(buf, request->output_max);
    cn_put_u32(buf, request->cpu_seconds);
    cn_put_u64(buf, request->memory);
}

bool cn_pdf_request_read(struct cn_str bytes, struct cn_pdf_request *request) {
    struct cn_fields fields = {.rest = bytes};
    bool ours = cn_take_u32(&fields) == MAGIC && cn_take_u8(&fields) == PROTOCOL;
    request->want = (enum cn_pdf_want)cn_take_choice(&fields, CN_PDF_FILES);
    request->offset = cn_take_u64(&fields);
    request->size = cn_take_u64(&fields);
    request->pages_max = cn_take_u32(&fields);
    request->output_max = cn_take_u64(&fields);
    request->cpu_seconds = cn_take_u32(&fields);
    request->memory = cn_take_u64(&fields);
    return ours && cn_fields_good(&fields) && request->offset <= INT64_MAX &&
           request->size <= INT64_MAX - request->offset;
}

/* ---- records ---- */

const char *cn_pdf_part_name(enum cn_pdf_part part) {
    static const char *const names[CN_PDF_PARTS] = {
        [CN_PDF_TITLE] = "title",      [CN_PDF_AUTHOR] = "author",
        [CN_PDF_SUBJECT] = "subject",  [CN_PDF_KEYWORDS] = "keywords",
        [CN_PDF_OUTLINE] = "outline",  [CN_PDF_ANNOTATION] = "annotation",
        [CN_PDF_FIELD] = "form field", [CN_PDF_LINK] = "link",
    };
    return names[part];
}

/* Bytes of the payload before its text. */
static size_t numbers_of(enum cn_pdf_type type) {
    switch (type) {
    case CN_PDF_FACTS:
        return 9;
    case CN_PDF_PART:
        return 5;
    case CN_PDF_PAGE:
    case CN_PDF_LOST:
        return 4;
    case CN_PDF_TROUBLE:
    case CN_PDF_END:
        return 1;
    default:
        return 0;
    }
}

static void put_numbers(struct cn_buf *buf, const struct cn_pdf_record *record) {
    switch (record->type) {
    case CN_PDF_FACTS:
        cn_put_u32(buf, record->number);
        cn_put_u32(buf, record->files);
        cn_put_u8(buf, record->encrypted);
        break;
    case CN_PDF_PART:
        cn_put_u8(buf, record->kind);
        cn_put_u32(buf, record->number);
        break;
    case CN_PDF_PAGE:
    case CN_PDF_LOST:
        cn_put_u32(buf, record->number);
        break;
    case CN_PDF_TROUBLE:
    case CN_PDF_END:
        cn_put_u8(buf, record->kind);
        break;
    default:
        break;
    }
}

void cn_pdf_record_write(struct cn_buf *buf, const struct cn_pdf_record *record) {
    size_t numbers = numbers_of(record->type);
    struct cn_str text = record->text;
    if (text.len > CN_FRAME_MAX - numbers)
        text.len = record->type == CN_PDF_BYTES ? CN_FRAME_MAX - numbers
                                                : cn_utf8_boundary(text, CN_FRAME_MAX - numbers);
    cn_put_u32(buf, (uint32_t)(numbers + text.len));
    cn_put_u8(buf, (uint8_t)record->type);
    put_numbers(buf, record);
    cn_buf_add_str(buf, text);
}

static void take_numbers(struct cn_fields *fields, struct cn_pdf_record *record) {
    switch (record->type) {
    case CN_PDF_FACTS:
        record->number = cn_take_u32(fields);
        record->files = cn_take_u32(fields);
        record->encrypted = cn_take_choice(fields, 1) == 1;
        break;
    case CN_PDF_PART:
        record->kind = cn_take_choice(fields, CN_PDF_PARTS - 1);
        record->number = cn_take_u32(fields);
        break;
    case CN_PDF_PAGE:
    case CN_PDF_LOST:
        record->number = cn_take_u32(fields);
        break;
    case CN_PDF_TROUBLE:
        record->kind = cn_take_choice(fields, CN_PDF_TROUBLES - 1);
        break;
    case CN_PDF_END:
        record->kind = cn_take_choice(fields, CN_PDF_ENDS - 1);
        break;
    default:
        break;
    }
}

static bool is_utf8(struct cn_str text) {
    struct cn_utf8_count count = cn_utf8_check(text);
    return count.broken == 0 && !count.cut;
}

static bool good_text(const struct cn_pdf_record *record) {
    switch (record->type) {
    case CN_PDF_BYTES:
        return record->text.len > 0;
    case CN_PDF_SAID:
        return record->text.len > 0 && is_utf8(record->text);
    case CN_PDF_FILE:
    case CN_PDF_TROUBLE:
    case CN_PDF_END:
        return is_utf8(record->text);
    default:
        return record->text.len == 0;
    }
}

bool cn_pdf_record_read(struct cn_str message, struct cn_pdf_record *record) {
    struct cn_fields fields = {.rest = message};
    uint32_t len = cn_take_u32(&fields);
    uint8_t type = cn_take_u8(&fields);
    if (fields.broken || len != fields.rest.len || len > CN_FRAME_MAX || type < CN_PDF_FACTS ||
        type > CN_PDF_END)
        return false;
    *record = (struct cn_pdf_record){.type = (enum cn_pdf_type)type};
    take_numbers(&fields, record);
    record->text = fields.rest;
    return !fields.broken && good_text(record);
}

/* ---- rules ---- */

static bool follows(struct cn_pdf_rules *rules, uint32_t page) {
    bool good = rules->want == CN_PDF_TEXT && page > rules->page && page <= rules->pages;
    rules->page = page;
    return good;
}

/* Whatever says what the document is comes first, and once. */
static bool introduces(struct cn_pdf_rules *rules, const struct cn_pdf_record *record) {
    bool first = !rules->facts;
    rules->facts = true;
    rules->pages = record->number;
    return first;
}

static bool troubles(struct cn_pdf_rules *rules, uint8_t kind) {
    bool at_once = kind == CN_PDF_ENCRYPTED || kind == CN_PDF_UNREADABLE;
    bool again = (rules->troubles >> kind & 1) != 0;
    rules->troubles |= UINT32_C(1) << kind;
    rules->over = rules->over || at_once;
    return !again && (at_once ? !rules->facts : rules->facts);
}

static bool begins_file(struct cn_pdf_rules *rules) {
    rules->giving = true;
    return rules->want == CN_PDF_FILES;
}

static bool spoils(struct cn_pdf_rules *rules) {
    bool good = rules->giving;
    rules->giving = false;
    return good;
}

static bool in_its_place(struct cn_pdf_rules *rules, const struct cn_pdf_record *record) {
    bool saying = rules->saying;
    if (record->type != CN_PDF_SAID && record->type != CN_PDF_TROUBLE)
        rules->saying = record->type == CN_PDF_PAGE || record->type == CN_PDF_PART;
    switch (record->type) {
    case CN_PDF_FACTS:
        return introduces(rules, record);
    case CN_PDF_TROUBLE:
        return troubles(rules, record->kind);
    case CN_PDF_PART:
    case CN_PDF_HOLDS:
        return rules->facts && rules->want == CN_PDF_TEXT;
    case CN_PDF_PAGE:
    case CN_PDF_LOST:
        return rules->facts && follows(rules, record->number);
    case CN_PDF_SAID:
        return saying;
    case CN_PDF_FILE:
        return rules->facts && begins_file(rules);
    case CN_PDF_BYTES:
        return rules->giving;
    case CN_PDF_SPOILED:
        return spoils(rules);
    case CN_PDF_END:
        rules->ended = true;
        return record->kind != CN_PDF_DONE || rules->facts || rules->over;
    }
    return false;
}

bool cn_pdf_record_allowed(struct cn_pdf_rules *rules, const struct cn_pdf_record *record) {
    if (rules->ended || (rules->over && record->type != CN_PDF_END))
        return false;
    return in_its_place(rules, record);
}
