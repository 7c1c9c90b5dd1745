/*
 * codec_bzip2.c: bzip2, by libbz2.
 */
#include "open/packing.h"

#include <string.h>

/* The size of its blocks, then the first of them, or the end if there is none. */
static bool begins(struct cn_str head, struct cn_str name) {
    (void)name;
    return head.len >= 10 && memcmp(head.bytes, "BZh", 3) == 0 && head.bytes[3] >= '1' &&
           head.bytes[3] <= '9' &&
           (memcmp(head.bytes + 4, "1AY&SY", 6) == 0 ||
            memcmp(head.bytes + 4, "\x17rE8P\x90", 6) == 0);
}

#ifdef CN_BZIP2

#include <bzlib.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

static void *bzip2_open(void) {
    bz_stream *bz = calloc(1, sizeof(*bz));
    if (bz && BZ2_bzDecompressInit(bz, 0, 0) != BZ_OK) {
        free(bz);
        bz = NULL;
    }
    return bz;
}

static unsigned counted(size_t len) {
    return len < UINT_MAX ? (unsigned)len : UINT_MAX;
}

static enum cn_codec_step bzip2_run(void *state, struct cn_codec_io *io) {
    bz_stream *bz = state;
    unsigned in = counted(io->in_len), out = counted(io->out_len);
    bz->next_in = (char *)(uintptr_t)io->in;
    bz->avail_in = in;
    bz->next_out = (char *)io->out;
    bz->avail_out = out;
    int result = BZ2_bzDecompress(bz);
    io->in += in - bz->avail_in;
    io->in_len -= in - bz->avail_in;
    io->out += out - bz->avail_out;
    io->out_len -= out - bz->avail_out;
    if (result == BZ_STREAM_END)
        return CN_CODEC_END;
    if (result == BZ_MEM_ERROR)
        return CN_CODEC_MEMORY;
    return result == BZ_OK ? CN_CODEC_ON : CN_CODEC_DAMAGED;
}

static void bzip2_close(void *state) {
    BZ2_bzDecompressEnd(state);
    free(state);
}

const struct cn_codec cn_codec_bzip2 = {
    .name = "bzip2", .begins = begins, .open = bzip2_open, .run = bzip2_run, .close = bzip2_close};

#else

const struct cn_codec cn_codec_bzip2 = {.name = "bzip2", .begins = begins, .missing = "libbz2"};

#endif
