/*
 * records.c: records of a journal, to bytes and back. The file may hold anything when it is read.
 */
#include "cli/journal.h"

#include "base/limits.h"

#include <xxhash.h>

enum { HEADER = 12 };

/* ---- records ---- */

void cn_record_add(struct cn_buf *buf, uint64_t *chain, enum cn_record_type type,
                   struct cn_str payload) {
    struct cn_buf record = {0};
    cn_put_u8(&record, (uint8_t)type);
    cn_buf_add_str(&record, payload);
    if (!record.failed && record.len <= CN_JOURNAL_RECORD_MAX) {
        *chain = XXH3_64bits_withSeed(record.bytes, record.len, *chain);
        cn_put_u32(buf, (uint32_t)record.len);
        cn_put_u64(buf, *chain);
        cn_buf_add_str(buf, cn_buf_str(&record));
    } else {
        buf->failed = true;
    }
    cn_buf_free(&record);
}

enum cn_severity cn_record_take(struct cn_str *bytes, uint64_t *chain, enum cn_record_type *type,
                                struct cn_str *payload) {
    struct cn_fields fields = {.rest = *bytes};
    uint32_t len = cn_take_u32(&fields);
    uint64_t sum = cn_take_u64(&fields);
    if (fields.broken)
        return CN_END;
    if (len == 0 || len > CN_JOURNAL_RECORD_MAX)
        return CN_SKIP;
    if (len > fields.rest.len)
        return CN_END;
    fields.rest.len = len;
    if (XXH3_64bits_withSeed(fields.rest.bytes, len, *chain) != sum)
        return CN_SKIP;
    *type = (enum cn_record_type)cn_take_u8(&fields);
    if (*type < CN_RECORD_BEGUN || *type > CN_RECORD_ENDED)
        return CN_SKIP;
    *payload = fields.rest;
    *chain = sum;
    bytes->bytes += HEADER + len;
    bytes->len -= HEADER + len;
    return CN_OK;
}

/* ---- what they hold ---- */

void cn_begun_write(struct cn_buf *buf, const struct cn_journal_begun *begun) {
    cn_put_u64(buf, begun->id);
    cn_put_str(buf, begun->pairs);
}

bool cn_begun_read(struct cn_str payload, struct cn_journal_begun *begun) {
    struct cn_fields fields = {.rest = payload};
    *begun = (struct cn_journal_begun){.id = cn_take_u64(&fields)};
    begun->pairs = cn_take_str(&fields);
    return cn_fields_good(&fields);
}

void cn_journal_document_write(struct cn_buf *buf, const struct cn_journal_document *document) {
    cn_put_u8(buf, (uint8_t)document->status);
    cn_put_u64(buf, document->bytes);
    cn_put_u64(buf, document->mentions);
    cn_put_u64(buf, document->below);
    cn_put_u8(buf, document->hashed);
    if (document->hashed) {
        cn_buf_add(buf, document->sha256, sizeof document->sha256);
        cn_put_str(buf, document->name);
    }
    cn_put_str(buf, document->line);
}

bool cn_journal_document_read(struct cn_str payload, struct cn_journal_document *document) {
    struct cn_fields fields = {.rest = payload};
    *document = (struct cn_journal_document){
        .status = (enum cn_status)cn_take_choice(&fields, CN_STATUS_NO_TEXT)};
    document->bytes = cn_take_u64(&fields);
    document->mentions = cn_take_u64(&fields);
    document->below = cn_take_u64(&fields);
    document->hashed = cn_take_choice(&fields, 1);
    for (size_t i = 0; document->hashed && i < sizeof document->sha256; i++)
        document->sha256[i] = cn_take_u8(&fields);
    if (document->hashed)
        document->name = cn_take_str(&fields);
    document->line = cn_take_str(&fields);
    return cn_fields_good(&fields);
}

void cn_journal_turn_write(struct cn_buf *buf, const struct cn_journal_turn *turn) {
    cn_put_str(buf, turn->name);
    cn_put_u8(buf, turn->standard);
    cn_put_u64(buf, turn->size);
    cn_put_u64(buf, (uint64_t)turn->time);
    cn_put_u8(buf, turn->trouble);
    cn_put_u8(buf, turn->refused);
    cn_put_u8(buf, turn->kept);
    cn_put_u64(buf, turn->end);
    cn_put_u64(buf, turn->hash);
}

bool cn_journal_turn_read(struct cn_str payload, struct cn_journal_turn *turn) {
    struct cn_fields fields = {.rest = payload};
    *turn = (struct cn_journal_turn){.name = cn_take_str(&fields)};
    turn->standard = cn_take_choice(&fields, 1);
    turn->size = cn_take_u64(&fields);
    turn->time = (int64_t)cn_take_u64(&fields);
    turn->trouble = cn_take_choice(&fields, 1);
    turn->refused = cn_take_choice(&fields, 1);
    turn->kept = cn_take_choice(&fields, 1);
    turn->end = cn_take_u64(&fields);
    turn->hash = cn_take_u64(&fields);
    return cn_fields_good(&fields);
}

/* ---- is it the same run? ---- */

bool cn_begun_differs(struct cn_str old, struct cn_str now, struct cn_str *name,
                      struct cn_str *old_value, struct cn_str *now_value) {
    struct cn_fields was = {.rest = old}, is = {.rest = now};
    while (was.rest.len > 0 || is.rest.len > 0) {
        struct cn_str was_name = cn_take_str(&was);
        *old_value = cn_take_str(&was);
        *name = cn_take_str(&is);
        *now_value = cn_take_str(&is);
        if (name->len == 0)
            *name = was_name;
        if (!cn_str_equal(was_name, *name) || !cn_str_equal(*old_value, *now_value) || was.broken ||
            is.broken)
            return true;
    }
    return false;
}
