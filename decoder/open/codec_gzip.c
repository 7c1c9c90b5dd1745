/*
 * codec_gzip.c: gzip (RFC 1952), by zlib, which hands out each byte that it decoded before it
 * reports an error. A small file goes through libdeflate at one go (member.c) where nothing is
 * wrong with it.
 */
#include "base/fields.h"
#include "open/packing.h"
#include "open/stream.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* A member's header and trailer at least; and a flag of the header: it has a check sum of its own,
 * which zlib alone looks at. */
#define MEMBER_MIN 18
#define HEADER_SUM 2
/* So that inflateInit2 takes gzip. */
#define GZIP_BITS (16 + MAX_WBITS)

#define SIGN "\x1f\x8b\x08"

static bool begins(struct cn_str head, struct cn_str name) {
    (void)name;
    return cn_str_starts(head, CN_STR(SIGN));
}

/* The end of a file says how long its last member is. */
static bool whole(struct cn_str in, unsigned char *out, size_t room, size_t *used, size_t *made) {
    if (in.len < MEMBER_MIN || in.bytes[3] & HEADER_SUM)
        return false;
    struct cn_fields length = {.rest = {in.bytes + in.len - 4, 4}};
    return cn_take_u32(&length) <= room && cn_gzip_member(in, out, room, used, made);
}

static void *gzip_open(void) {
    z_stream *z = calloc(1, sizeof(*z));
    if (z && inflateInit2(z, GZIP_BITS) != Z_OK) {
        free(z);
        z = NULL;
    }
    return z;
}

static unsigned counted(size_t len) {
    return len < UINT_MAX ? (unsigned)len : UINT_MAX;
}

static enum cn_codec_step gzip_run(void *state, struct cn_codec_io *io) {
    z_stream *z = state;
    unsigned in = counted(io->in_len), out = counted(io->out_len);
    z->next_in = (unsigned char *)(uintptr_t)io->in;
    z->avail_in = in;
    z->next_out = io->out;
    z->avail_out = out;
    int result = inflate(z, Z_NO_FLUSH); /* without input too: a match may be half copied */
    io->in += in - z->avail_in;
    io->in_len -= in - z->avail_in;
    io->out += out - z->avail_out;
    io->out_len -= out - z->avail_out;
    if (result == Z_STREAM_END)
        return CN_CODEC_END;
    if (result == Z_MEM_ERROR)
        return CN_CODEC_MEMORY;
    return result == Z_OK || result == Z_BUF_ERROR ? CN_CODEC_ON : CN_CODEC_DAMAGED;
}

static void gzip_close(void *state) {
    inflateEnd(state);
    free(state);
}

const struct cn_codec cn_codec_gzip = {.name = "gzip",
                                       .begins = begins,
                                       .sign = {SIGN, sizeof SIGN - 1},
                                       .open = gzip_open,
                                       .run = gzip_run,
                                       .close = gzip_close,
                                       .whole = whole};
