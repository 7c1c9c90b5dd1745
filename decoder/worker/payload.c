/*
 * payload.c: a document's messages and how it ended, as payloads of frames.
 */
#include "worker/frame.h"

#include <string.h>

void cn_counts_write(struct cn_buf *buf, const struct cn_counts *counts) {
    cn_put_u64(buf, counts->mentions);
    cn_put_u64(buf, counts->below);
    cn_put_u64(buf, counts->covered);
}

bool cn_counts_read(struct cn_str payload, struct cn_counts *counts) {
    struct cn_fields fields = {.rest = payload};
    counts->mentions = cn_take_u64(&fields);
    counts->below = cn_take_u64(&fields);
    counts->covered = cn_take_u64(&fields);
    return cn_fields_good(&fields);
}

void cn_divisible_write(struct cn_buf *buf, const struct cn_divisible *divisible) {
    cn_put_u8(buf, (uint8_t)divisible->by);
    cn_put_u32(buf, divisible->certainty);
}

bool cn_divisible_read(struct cn_str payload, struct cn_divisible *divisible) {
    struct cn_fields fields = {.rest = payload};
    divisible->by = (enum cn_charset_by)cn_take_choice(&fields, CN_CHARSET_GUESSED);
    divisible->certainty = cn_take_u32(&fields);
    return cn_fields_good(&fields) && divisible->certainty <= 10000;
}

void cn_seal_write(struct cn_buf *buf, uint64_t seal) {
    cn_put_u64(buf, seal);
}

bool cn_seal_read(struct cn_str payload, uint64_t *seal) {
    struct cn_fields fields = {.rest = payload};
    *seal = cn_take_u64(&fields);
    return cn_fields_good(&fields);
}

void cn_passed_write(struct cn_buf *buf, const struct cn_passed *passed) {
    cn_put_u64(buf, passed->lines);
    cn_put_u64(buf, passed->line_start);
    cn_put_u64(buf, passed->invalid);
    cn_put_u64(buf, passed->finds);
    cn_put_u8(buf, passed->last);
    cn_put_u8(buf, passed->struck);
}

bool cn_passed_read(struct cn_str payload, struct cn_passed *passed) {
    struct cn_fields fields = {.rest = payload};
    *passed = (struct cn_passed){0};
    passed->lines = cn_take_u64(&fields);
    passed->line_start = cn_take_u64(&fields);
    passed->invalid = cn_take_u64(&fields);
    passed->finds = cn_take_u64(&fields);
    passed->last = cn_take_choice(&fields, 1);
    passed->struck = cn_take_choice(&fields, 1);
    return cn_fields_good(&fields);
}

/* ---- reports ---- */

/* A name is printable ASCII, or it is none; a longer one than there can be is cut. */
static void put_name(struct cn_buf *buf, const char name[CN_NAME_MAX]) {
    cn_put_str(buf, (struct cn_str){name, strnlen(name, CN_NAME_MAX - 1)});
}

static void take_name(struct cn_fields *fields, char name[CN_NAME_MAX]) {
    struct cn_str taken = cn_take_str(fields);
    fields->broken |= taken.len >= CN_NAME_MAX;
    for (size_t i = 0; i < taken.len && !fields->broken; i++) {
        fields->broken |= taken.bytes[i] < ' ' || taken.bytes[i] > '~';
        name[i] = taken.bytes[i];
    }
}

static void put_source(struct cn_buf *buf, const struct cn_report *report) {
    put_name(buf, report->format);
    put_name(buf, report->charset);
    cn_put_u8(buf, (uint8_t)report->charset_by);
    cn_put_u32(buf, report->charset_certainty);
    cn_put_u64(buf, report->invalid);
    cn_put_u8(buf, report->hashed);
    if (report->hashed)
        cn_buf_add(buf, report->sha256, sizeof report->sha256);
}

static void take_hash(struct cn_fields *fields, unsigned char hash[CN_SHA256_BYTES]) {
    for (size_t i = 0; i < CN_SHA256_BYTES; i++)
        hash[i] = cn_take_u8(fields);
}

static void take_source(struct cn_fields *fields, struct cn_report *report) {
    take_name(fields, report->format);
    take_name(fields, report->charset);
    report->charset_by = (enum cn_charset_by)cn_take_choice(fields, CN_CHARSET_GUESSED);
    report->charset_certainty = cn_take_u32(fields);
    report->invalid = cn_take_u64(fields);
    report->hashed = cn_take_choice(fields, 1);
    if (report->hashed)
        take_hash(fields, report->sha256);
    fields->broken |= report->charset_certainty > 10000;
}

void cn_report_write(struct cn_buf *buf, const struct cn_report *report) {
    cn_put_u8(buf, (uint8_t)report->status);
    cn_put_u8(buf, (uint8_t)report->worst);
    cn_put_u8(buf, report->readable);
    cn_put_u64(buf, report->bytes);
    cn_put_u64(buf, report->dropped);
    put_source(buf, report);
}

bool cn_report_read(struct cn_str payload, struct cn_report *report) {
    struct cn_fields fields = {.rest = payload};
    *report = (struct cn_report){0};
    report->status = (enum cn_status)cn_take_choice(&fields, CN_STATUS_NO_TEXT);
    report->worst = (enum cn_severity)cn_take_choice(&fields, CN_FATAL);
    report->readable = cn_take_choice(&fields, 1);
    report->bytes = cn_take_u64(&fields);
    report->dropped = cn_take_u64(&fields);
    take_source(&fields, report);
    return cn_fields_good(&fields);
}

void cn_diag_write(struct cn_buf *buf, const struct cn_diag *diag) {
    cn_put_u8(buf, (uint8_t)diag->severity);
    cn_put_u32(buf, (uint32_t)diag->code);
    cn_put_u64(buf, diag->where.line);
    cn_put_u64(buf, diag->where.column);
    cn_put_str(buf, diag->where.file);
    cn_put_str(buf, diag->detail);
}

bool cn_diag_read(struct cn_str payload, struct cn_diag *diag) {
    struct cn_fields fields = {.rest = payload};
    *diag = (struct cn_diag){0};
    diag->severity = (enum cn_severity)cn_take_choice(&fields, CN_FATAL);
    uint32_t code = cn_take_u32(&fields);
    diag->where.line = cn_take_u64(&fields);
    diag->where.column = cn_take_u64(&fields);
    diag->where.file = cn_take_str(&fields);
    diag->detail = cn_take_str(&fields);
    if (!cn_fields_good(&fields) || code >= CN_CODES)
        return false;
    diag->code = (enum cn_code)code;
    return true;
}
