/*
 * codec_lzma.c: xz and its predecessor .lzma, by liblzma.
 *
 * A .lzma file begins with no sign of what it is, so its name must say so.
 */
#include "open/packing.h"

#include <string.h>

static bool xz_begins(struct cn_str head, struct cn_str name) {
    (void)name;
    return cn_str_starts(head, CN_STR("\xfd"
                                      "7zXZ\0"));
}

static bool is_called(struct cn_str name, struct cn_str ending) {
    if (name.len < ending.len)
        return false;
    name.bytes += name.len - ending.len;
    name.len = ending.len;
    return cn_str_equal_nocase(name, ending);
}

/* Its first byte holds three small numbers, and the range coder's first byte is always zero. */
static bool lzma_begins(struct cn_str head, struct cn_str name) {
    return is_called(name, CN_STR(".lzma")) && head.len >= 14 &&
           (unsigned char)head.bytes[0] < 9 * 5 * 5 && head.bytes[13] == 0;
}

#ifdef CN_LIBLZMA

#include "base/limits.h"

#include <lzma.h>
#include <stdlib.h>

static void *start(lzma_ret (*decoder)(lzma_stream *)) {
    lzma_stream *lzma = calloc(1, sizeof(*lzma));
    if (lzma && decoder(lzma) != LZMA_OK) {
        free(lzma);
        lzma = NULL;
    }
    return lzma;
}

static lzma_ret xz_decoder(lzma_stream *lzma) {
    return lzma_stream_decoder(lzma, CN_CODEC_BYTES, 0);
}

static lzma_ret alone_decoder(lzma_stream *lzma) {
    return lzma_alone_decoder(lzma, CN_CODEC_BYTES);
}

static void *xz_open(void) {
    return start(xz_decoder);
}

static void *alone_open(void) {
    return start(alone_decoder);
}

static enum cn_codec_step lzma_run(void *state, struct cn_codec_io *io) {
    lzma_stream *lzma = state;
    lzma->next_in = io->in;
    lzma->avail_in = io->in_len;
    lzma->next_out = io->out;
    lzma->avail_out = io->out_len;
    lzma_ret result = lzma_code(lzma, LZMA_RUN);
    io->in = lzma->next_in;
    io->in_len = lzma->avail_in;
    io->out = lzma->next_out;
    io->out_len = lzma->avail_out;
    switch (result) {
    case LZMA_OK:
    case LZMA_BUF_ERROR: /* it can do nothing more with what it has */
        return CN_CODEC_ON;
    case LZMA_STREAM_END:
        return CN_CODEC_END;
    case LZMA_MEM_ERROR:
        return CN_CODEC_MEMORY;
    case LZMA_MEMLIMIT_ERROR:
        return CN_CODEC_GREEDY;
    default:
        return CN_CODEC_DAMAGED;
    }
}

static void lzma_shut(void *state) {
    lzma_end(state);
    free(state);
}

const struct cn_codec cn_codec_xz = {
    .name = "xz", .begins = xz_begins, .open = xz_open, .run = lzma_run, .close = lzma_shut};
const struct cn_codec cn_codec_lzma = {
    .name = "lzma", .begins = lzma_begins, .open = alone_open, .run = lzma_run, .close = lzma_shut};

#else

const struct cn_codec cn_codec_xz = {.name = "xz", .begins = xz_begins, .missing = "liblzma"};
const struct cn_codec cn_codec_lzma = {.name = "lzma", .begins = lzma_begins, .missing = "liblzma"};

#endif
