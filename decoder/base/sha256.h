/*
 * sha256.h: SHA-256 (FIPS 180-4) of a stream of bytes. For open/ and emit/.
 */
#ifndef CN_BASE_SHA256_H
#define CN_BASE_SHA256_H

#include "base/bytes.h"

#define CN_SHA256_BYTES 32

struct cn_sha256 {
    uint32_t state[8];
    uint64_t bytes; /* hashed so far */
    unsigned char block[64];
};

void cn_sha256_start(struct cn_sha256 *);
void cn_sha256_add(struct cn_sha256 *, const void *bytes, size_t len);
void cn_sha256_finish(struct cn_sha256 *, unsigned char digest[CN_SHA256_BYTES]);

#endif
