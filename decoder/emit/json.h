/*
 * json.h: the syntax of JSON, written straight into a buffer. For jsonl.c only.
 *
 * Members and elements are separated by looking back: a comma is due unless the buffer is empty or
 * ends in an opening bracket. A NULL key writes an element of an array.
 */
#ifndef CN_EMIT_JSON_H
#define CN_EMIT_JSON_H

#include "base/bytes.h"

void cn_json_open(struct cn_buf *, const char *key, char bracket);
void cn_json_close(struct cn_buf *, char bracket);
void cn_json_string(struct cn_buf *, const char *key, struct cn_str);
/* An empty string is null. */
void cn_json_maybe(struct cn_buf *, const char *key, struct cn_str);
/* NULL is null. */
void cn_json_text(struct cn_buf *, const char *key, const char *nul_terminated);
void cn_json_number(struct cn_buf *, const char *key, uint64_t);
/* The number, or null where there is none. */
void cn_json_optional(struct cn_buf *, const char *key, uint64_t, bool present);
/* With so many decimals; what is not finite is null. */
void cn_json_fraction(struct cn_buf *, const char *key, double, int decimals);
/* Members of an object that have been written elsewhere. */
void cn_json_members(struct cn_buf *, struct cn_str);
void cn_json_bool(struct cn_buf *, const char *key, bool);
void cn_json_hex(struct cn_buf *, const char *key, const unsigned char *bytes, size_t len);
void cn_json_base64(struct cn_buf *, const char *key, struct cn_str);

#endif
