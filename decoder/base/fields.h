/*
 * fields.h: numbers and strings as bytes, for what goes from one process to another.
 *
 * Numbers are little-endian and of fixed width. Who reads them trusts nobody: what is not there is
 * zero, and remembered.
 */
#ifndef CN_BASE_FIELDS_H
#define CN_BASE_FIELDS_H

#include "base/bytes.h"

void cn_put_u8(struct cn_buf *, uint8_t);
void cn_put_u32(struct cn_buf *, uint32_t);
void cn_put_u64(struct cn_buf *, uint64_t);
void cn_put_str(struct cn_buf *, struct cn_str); /* its length first */

struct cn_fields {
    struct cn_str rest;
    bool broken; /* more was taken than there was */
};
uint8_t cn_take_u8(struct cn_fields *);
uint32_t cn_take_u32(struct cn_fields *);
uint64_t cn_take_u64(struct cn_fields *);
struct cn_str cn_take_str(struct cn_fields *); /* borrowed */
/* A number from 0 to `most`; a larger one is broken. */
uint8_t cn_take_choice(struct cn_fields *, uint8_t most);
/* Was all there, and nothing behind it? */
bool cn_fields_good(const struct cn_fields *);

#endif
