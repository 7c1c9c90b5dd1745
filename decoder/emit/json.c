/*
 * json.c: the syntax of JSON (RFC 8259), numbers free of any locale, base64 of RFC 4648.
 */
#include "emit/json.h"

#include "emit/emit.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void add_key(struct cn_buf *buf, const char *key) {
    char last = buf->len > 0 ? buf->bytes[buf->len - 1] : '{';
    if (last != '{' && last != '[')
        cn_buf_add_byte(buf, ',');
    if (!key)
        return;
    cn_buf_add_byte(buf, '"');
    cn_buf_add_text(buf, key);
    cn_buf_add_text(buf, "\":");
}

void cn_json_open(struct cn_buf *buf, const char *key, char bracket) {
    add_key(buf, key);
    cn_buf_add_byte(buf, bracket);
}

void cn_json_close(struct cn_buf *buf, char bracket) {
    cn_buf_add_byte(buf, bracket);
}

static void add_null(struct cn_buf *buf, const char *key) {
    add_key(buf, key);
    cn_buf_add_text(buf, "null");
}

void cn_json_string(struct cn_buf *buf, const char *key, struct cn_str value) {
    add_key(buf, key);
    cn_buf_add_byte(buf, '"');
    cn_escape_json(buf, value);
    cn_buf_add_byte(buf, '"');
}

void cn_json_maybe(struct cn_buf *buf, const char *key, struct cn_str value) {
    if (value.len > 0)
        cn_json_string(buf, key, value);
    else
        add_null(buf, key);
}

void cn_json_text(struct cn_buf *buf, const char *key, const char *nul_terminated) {
    cn_json_maybe(buf, key, cn_str_of(nul_terminated));
}

void cn_json_number(struct cn_buf *buf, const char *key, uint64_t value) {
    add_key(buf, key);
    cn_buf_addf(buf, "%" PRIu64, value);
}

void cn_json_optional(struct cn_buf *buf, const char *key, uint64_t value, bool present) {
    if (present)
        cn_json_number(buf, key, value);
    else
        add_null(buf, key);
}

void cn_json_fraction(struct cn_buf *buf, const char *key, double value, int decimals) {
    if (!isfinite(value)) {
        add_null(buf, key);
        return;
    }
    add_key(buf, key);
    cn_buf_add_fixed(buf, value, decimals);
}

void cn_json_members(struct cn_buf *buf, struct cn_str members) {
    if (members.len > 0)
        add_key(buf, NULL);
    cn_buf_add_str(buf, members);
}

void cn_json_bool(struct cn_buf *buf, const char *key, bool value) {
    add_key(buf, key);
    cn_buf_add_text(buf, value ? "true" : "false");
}

void cn_json_hex(struct cn_buf *buf, const char *key, const unsigned char *bytes, size_t len) {
    add_key(buf, key);
    cn_buf_add_byte(buf, '"');
    for (size_t i = 0; i < len; i++)
        cn_buf_addf(buf, "%02x", bytes[i]);
    cn_buf_add_byte(buf, '"');
}

/* Four letters for three bytes; '=' for the bytes that are not there. */
static void add_base64_group(struct cn_buf *buf, const unsigned char *bytes, size_t len) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char three[3] = {0, 0, 0};
    memcpy(three, bytes, len);
    char four[4] = {
        letters[three[0] >> 2],
        letters[(three[0] & 3) << 4 | three[1] >> 4],
        len > 1 ? letters[(three[1] & 15) << 2 | three[2] >> 6] : '=',
        len > 2 ? letters[three[2] & 63] : '=',
    };
    cn_buf_add(buf, four, sizeof four);
}

void cn_json_base64(struct cn_buf *buf, const char *key, struct cn_str value) {
    const unsigned char *bytes = (const unsigned char *)value.bytes;
    add_key(buf, key);
    cn_buf_add_byte(buf, '"');
    for (size_t at = 0; at < value.len; at += 3)
        add_base64_group(buf, bytes + at, value.len - at < 3 ? value.len - at : 3);
    cn_buf_add_byte(buf, '"');
}
