/*
 * fields.c: numbers and strings as bytes, and back.
 */
#include "base/fields.h"

/* ---- writing ---- */

static void put(struct cn_buf *buf, uint64_t number, size_t bytes) {
    char little[8];
    for (size_t i = 0; i < bytes; i++)
        little[i] = (char)(number >> 8 * i & 0xff);
    cn_buf_add(buf, little, bytes);
}

void cn_put_u8(struct cn_buf *buf, uint8_t number) {
    put(buf, number, 1);
}

void cn_put_u32(struct cn_buf *buf, uint32_t number) {
    put(buf, number, 4);
}

void cn_put_u64(struct cn_buf *buf, uint64_t number) {
    put(buf, number, 8);
}

void cn_put_str(struct cn_buf *buf, struct cn_str text) {
    cn_put_u32(buf, (uint32_t)text.len);
    cn_buf_add_str(buf, text);
}

/* ---- reading ---- */

static struct cn_str take(struct cn_fields *fields, size_t len) {
    struct cn_str taken = {fields->rest.bytes, len};
    if (fields->broken || len > fields->rest.len) {
        fields->broken = true;
        return (struct cn_str){NULL, 0};
    }
    if (len > 0)
        fields->rest.bytes += len;
    fields->rest.len -= len;
    return taken;
}

static uint64_t take_number(struct cn_fields *fields, size_t bytes) {
    struct cn_str little = take(fields, bytes);
    uint64_t number = 0;
    for (size_t i = little.len; i-- > 0;)
        number = number << 8 | (unsigned char)little.bytes[i];
    return number;
}

uint8_t cn_take_u8(struct cn_fields *fields) {
    return (uint8_t)take_number(fields, 1);
}

uint32_t cn_take_u32(struct cn_fields *fields) {
    return (uint32_t)take_number(fields, 4);
}

uint64_t cn_take_u64(struct cn_fields *fields) {
    return take_number(fields, 8);
}

struct cn_str cn_take_str(struct cn_fields *fields) {
    return take(fields, cn_take_u32(fields));
}

uint8_t cn_take_choice(struct cn_fields *fields, uint8_t most) {
    uint8_t number = cn_take_u8(fields);
    fields->broken |= number > most;
    return fields->broken ? 0 : number;
}

bool cn_fields_good(const struct cn_fields *fields) {
    return !fields->broken && fields->rest.len == 0;
}
