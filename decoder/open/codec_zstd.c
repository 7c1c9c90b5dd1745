/*
 * codec_zstd.c: Zstandard, by libzstd.
 */
#include "open/packing.h"

#include <string.h>

/* A frame, or one to be skipped before it, as pzstd writes them. */
static bool begins(struct cn_str head, struct cn_str name) {
    (void)name;
    return cn_str_starts(head, CN_STR("\x28\xb5\x2f\xfd")) ||
           (head.len >= 4 && (head.bytes[0] & 0xf0) == 0x50 &&
            memcmp(head.bytes + 1, "\x2a\x4d\x18", 3) == 0);
}

#ifdef CN_LIBZSTD

#include "base/limits.h"

#include <zstd.h>
#include <zstd_errors.h>

static void *zstd_open(void) {
    ZSTD_DCtx *zstd = ZSTD_createDCtx();
    if (zstd)
        ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, CN_CODEC_BYTES_LOG);
    return zstd;
}

static enum cn_codec_step zstd_run(void *state, struct cn_codec_io *io) {
    ZSTD_inBuffer in = {io->in, io->in_len, 0};
    ZSTD_outBuffer out = {io->out, io->out_len, 0};
    size_t result = ZSTD_decompressStream(state, &out, &in);
    io->in += in.pos;
    io->in_len -= in.pos;
    io->out += out.pos;
    io->out_len -= out.pos;
    if (result == 0)
        return CN_CODEC_END;
    if (!ZSTD_isError(result))
        return CN_CODEC_ON;
    switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_memory_allocation:
        return CN_CODEC_MEMORY;
    case ZSTD_error_frameParameter_windowTooLarge:
        return CN_CODEC_GREEDY;
    default:
        return CN_CODEC_DAMAGED;
    }
}

static void zstd_close(void *state) {
    ZSTD_freeDCtx(state);
}

const struct cn_codec cn_codec_zstd = {
    .name = "zstd", .begins = begins, .open = zstd_open, .run = zstd_run, .close = zstd_close};

#else

const struct cn_codec cn_codec_zstd = {.name = "zstd", .begins = begins, .missing = "libzstd"};

#endif
