/*
 * digests.h: a number beside each of many SHA-256 digests: what a run has met so far.
 *
 * For cli/. The digests are of what hostile documents say or hold, so that none shorter than the
 * whole would do.
 */
#ifndef CN_CLI_DIGESTS_H
#define CN_CLI_DIGESTS_H

#include "base/sha256.h"

struct cn_digest {
    unsigned char digest[CN_SHA256_BYTES];
    uint64_t number; /* and one; 0: the slot is empty */
};

/* Zero-initialise. */
struct cn_digests {
    struct cn_digest *slots; /* open addressing */
    size_t cap;              /* a power of two */
    size_t len;
};

/* The number beside a digest; it is `number` if the digest is new. UINT64_MAX: memory is out. */
uint64_t cn_digests_put(struct cn_digests *, const unsigned char digest[CN_SHA256_BYTES],
                        uint64_t number);
/* The number beside it, or UINT64_MAX. */
uint64_t cn_digests_get(const struct cn_digests *, const unsigned char digest[CN_SHA256_BYTES]);
void cn_digests_free(struct cn_digests *);

#endif
