/* digests.c: a table of digests. They are as good as random, so that their first bytes are the
 * hash.
 */
#include "cli/digests.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024 };

/* Where the digest is, or would be. */
static struct cn_digest *find(const struct cn_digests *digests,
                              const unsigned char digest[CN_SHA256_BYTES]) {
    size_t at;
    memcpy(&at, digest, sizeof at);
    for (;; at++) {
        struct cn_digest *slot = &digests->slots[at & (digests->cap - 1)];
        if (slot->number == 0 || memcmp(slot->digest, digest, CN_SHA256_BYTES) == 0)
            return slot;
    }
}

static bool grow(struct cn_digests *digests) {
    struct cn_digests larger = {.cap = digests->cap > 0 ? 2 * digests->cap : FIRST_SLOTS,
                                .len = digests->len};
    larger.slots = calloc(larger.cap, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < digests->cap; i++) {
        if (digests->slots[i].number > 0)
            *find(&larger, digests->slots[i].digest) = digests->slots[i];
    }
    free(digests->slots);
    *digests = larger;
    return true;
}

uint64_t cn_digests_put(struct cn_digests *digests, const unsigned char digest[CN_SHA256_BYTES],
                        uint64_t number) {
    if (digests->len >= digests->cap / 4 * 3 && !grow(digests))
        return UINT64_MAX;
    struct cn_digest *slot = find(digests, digest);
    if (slot->number == 0) {
        memcpy(slot->digest, digest, CN_SHA256_BYTES);
        slot->number = number + 1;
        digests->len++;
    }
    return slot->number - 1;
}

uint64_t cn_digests_get(const struct cn_digests *digests,
                        const unsigned char digest[CN_SHA256_BYTES]) {
    return digests->cap > 0 ? find(digests, digest)->number - 1 : UINT64_MAX;
}

void cn_digests_free(struct cn_digests *digests) {
    free(digests->slots);
    *digests = (struct cn_digests){.slots = NULL};
}
