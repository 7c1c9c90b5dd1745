/*
 * codec_lz4.c: LZ4 frames, by liblz4.
 */
#include "open/packing.h"

static bool begins(struct cn_str head, struct cn_str name) {
    (void)name;
    return cn_str_starts(head, CN_STR("\x04\x22\x4d\x18"));
}

#ifdef CN_LIBLZ4

#include <lz4frame.h>

static void *lz4_open(void) {
    LZ4F_dctx *lz4 = NULL;
    return LZ4F_isError(LZ4F_createDecompressionContext(&lz4, LZ4F_VERSION)) ? NULL : lz4;
}

static enum cn_codec_step lz4_run(void *state, struct cn_codec_io *io) {
    size_t in = io->in_len, out = io->out_len;
    size_t result = LZ4F_decompress(state, io->out, &out, io->in, &in, NULL);
    if (LZ4F_isError(result))
        return CN_CODEC_DAMAGED;
    io->in += in;
    io->in_len -= in;
    io->out += out;
    io->out_len -= out;
    return result == 0 ? CN_CODEC_END : CN_CODEC_ON;
}

static void lz4_close(void *state) {
    LZ4F_freeDecompressionContext(state);
}

const struct cn_codec cn_codec_lz4 = {
    .name = "lz4", .begins = begins, .open = lz4_open, .run = lz4_run, .close = lz4_close};

#else

const struct cn_codec cn_codec_lz4 = {.name = "lz4", .begins = begins, .missing = "liblz4"};

#endif
