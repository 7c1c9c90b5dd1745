/*
 * entities.h: the named character references of the HTML standard.
 */
#ifndef CN_READ_ENTITIES_H
#define CN_READ_ENTITIES_H

#include "base/bytes.h"

/* Bytes of the longest name, its semicolon included. */
#define CN_ENTITY_MAX 32

/* What the longest beginning of `name` (what stands behind "&") that is a name stands for, in
 * UTF-8; *len gets its length, a semicolon included. Empty: none is. */
struct cn_str cn_entity_find(struct cn_str name, size_t *len);

#endif
