/*
 * unpack.c: one part of a package, stored or deflated.
 *
 * Where the part begins is behind its local header, and that is all that the header is asked for.
 */
#include "open/package.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define LOCAL_LEN 30

struct cn_unpacking {
    const struct cn_source *source;
    const struct cn_part *part;
    struct cn_budget *budget;
    uint64_t at, end; /* of what is not read yet, in the source */
    uint64_t made;
    uint32_t sum; /* of what was made */
    z_stream z;
    bool inflating;
    enum cn_unpack_end state;
    unsigned char in[CN_READ_SIZE / 4];
};

static unsigned u16(const unsigned char *at) {
    return (unsigned)at[0] | (unsigned)at[1] << 8;
}

/* Finds the first byte. */
static enum cn_unpack_end begin(struct cn_unpacking *self) {
    const struct cn_part *part = self->part;
    unsigned char header[LOCAL_LEN];
    size_t got = 0;
    if (part->encrypted)
        return CN_UNPACK_ENCRYPTED;
    if (part->overlaps || !cn_source_read(self->source, part->header, header, LOCAL_LEN, &got) ||
        got < LOCAL_LEN || memcmp(header, "PK\3\4", 4) != 0)
        return CN_UNPACK_DAMAGED;
    if (part->method != CN_PART_STORED && part->method != CN_PART_DEFLATED)
        return CN_UNPACK_METHOD;
    uint64_t size = self->source->size;
    self->at = part->header + LOCAL_LEN + u16(header + 26) + u16(header + 28);
    if (self->at > size)
        return CN_UNPACK_DAMAGED;
    self->end = part->packed < size - self->at ? self->at + part->packed : size;
    if (part->method == CN_PART_STORED)
        return CN_UNPACK_MORE;
    self->inflating = inflateInit2(&self->z, -MAX_WBITS) == Z_OK;
    return self->inflating ? CN_UNPACK_MORE : CN_UNPACK_MEMORY;
}

struct cn_unpacking *cn_unpack_open(const struct cn_package *package, const struct cn_part *part,
                                    struct cn_budget *budget) {
    struct cn_unpacking *self = malloc(sizeof *self);
    if (!self)
        return NULL;
    memset(self, 0, offsetof(struct cn_unpacking, in));
    self->source = &package->source;
    self->part = part;
    self->budget = budget;
    self->state = begin(self);
    return self;
}

void cn_unpack_close(struct cn_unpacking *self) {
    if (!self)
        return;
    if (self->inflating)
        inflateEnd(&self->z);
    free(self);
}

/* A part that was cut is not as long as it should be, one that was damaged has another sum. */
static enum cn_unpack_end at_end(const struct cn_unpacking *self) {
    const struct cn_part *part = self->part;
    bool good = part->size == UINT64_MAX || (part->size == self->made && part->sum == self->sum);
    return good ? CN_UNPACK_END : CN_UNPACK_DAMAGED;
}

static enum cn_unpack_end read_stored(struct cn_unpacking *self, char *buffer, size_t want,
                                      size_t *got) {
    if (want > self->end - self->at)
        want = (size_t)(self->end - self->at);
    if (!cn_source_read(self->source, self->at, buffer, want, got))
        return CN_UNPACK_DAMAGED;
    self->at += *got;
    return *got > 0 ? CN_UNPACK_MORE : CN_UNPACK_END;
}

/* False: there is no more. */
static bool refill(struct cn_unpacking *self) {
    uint64_t left = self->end - self->at;
    size_t got = 0;
    size_t want = left < sizeof self->in ? (size_t)left : sizeof self->in;
    if (!cn_source_read(self->source, self->at, self->in, want, &got) || got == 0)
        return false;
    self->at += got;
    self->z.next_in = self->in;
    self->z.avail_in = (uInt)got;
    return true;
}

static enum cn_unpack_end read_deflated(struct cn_unpacking *self, char *buffer, size_t want,
                                        size_t *got) {
    z_stream *z = &self->z;
    int answer = Z_OK;
    if (want > UINT32_MAX / 2)
        want = UINT32_MAX / 2;
    z->next_out = (unsigned char *)buffer;
    z->avail_out = (uInt)want;
    while (answer == Z_OK && z->avail_out > 0) {
        if (z->avail_in == 0 && !refill(self))
            answer = Z_DATA_ERROR;
        else
            answer = inflate(z, Z_NO_FLUSH);
    }
    *got = want - z->avail_out;
    if (answer == Z_STREAM_END)
        return CN_UNPACK_END;
    if (answer == Z_MEM_ERROR)
        return CN_UNPACK_MEMORY;
    return answer == Z_OK || answer == Z_BUF_ERROR ? CN_UNPACK_MORE : CN_UNPACK_DAMAGED;
}

/* Where the budget is used up, what this part took of it is given back: none of it is kept, and the
 * text that was read before needs room. */
static enum cn_unpack_end count(struct cn_unpacking *self, enum cn_unpack_end state, size_t *got) {
    if (!self->budget)
        return state;
    enum cn_budget_hit hit = cn_budget_take(self->budget, *got);
    if (hit == CN_BUDGET_GOOD)
        return state;
    self->budget->made -= self->made;
    *got = 0;
    return hit == CN_BUDGET_BYTES ? CN_UNPACK_BYTES : CN_UNPACK_RATIO;
}

enum cn_unpack_end cn_unpack_read(struct cn_unpacking *self, char *buffer, size_t want,
                                  size_t *got) {
    *got = 0;
    if (self->state == CN_UNPACK_MORE && want > 0) {
        self->state = self->part->method == CN_PART_STORED ? read_stored(self, buffer, want, got)
                                                           : read_deflated(self, buffer, want, got);
        self->made += *got;
        self->sum = (uint32_t)crc32_z(self->sum, (unsigned char *)buffer, *got);
        if (self->state == CN_UNPACK_END)
            self->state = at_end(self);
        self->state = count(self, self->state, got);
    }
    return self->state;
}
