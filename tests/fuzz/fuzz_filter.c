/*
 * fuzz_filter.c: any bytes as bzip2, xz, lzma, Zstandard or LZ4.
 *
 * The first byte chooses which. Laws: reads end; the size of reads and a second pass change
 * nothing; a stream that ends well says nothing, any other says why; no more comes than the limit.
 */
#include "open/packing.h"

#include <stdlib.h>

#define LIMIT ((size_t)256 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

static enum cn_severity read_all(struct cn_stream *stream, size_t want, struct cn_buf *out) {
    enum cn_severity severity = CN_OK;
    while (severity == CN_OK) {
        size_t got = 0;
        must(cn_buf_reserve(out, want));
        severity = cn_stream_read(stream, out->bytes + out->len, want, &got);
        must(got <= want && (severity != CN_OK || got > 0));
        out->len += got;
    }
    must(out->len <= LIMIT);
    return severity;
}

static void check_stream(struct cn_str in, const struct cn_codec *codec) {
    struct cn_open_limits limits = cn_open_limits_default;
    struct cn_diags diags = {0};
    struct cn_buf first = {0}, again = {0};
    limits.unpacked_max = LIMIT;
    struct cn_stream *stream =
        cn_stream_filter(cn_stream_bytes(in, CN_STR("f.lzma"), &diags), codec, &limits, NULL);
    must(stream);
    enum cn_severity severity = read_all(stream, 100000, &first);
    must((severity == CN_END) == (stream->status == CN_STATUS_OK));
    must((severity == CN_END) == (diags.len == 0));
    must(cn_stream_rewind(stream) == CN_OK);
    must(read_all(stream, 61, &again) == severity);
    must(cn_str_equal(cn_buf_str(&first), cn_buf_str(&again)));
    cn_stream_close(stream);
    cn_diags_free(&diags);
    cn_buf_free(&first);
    cn_buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct cn_codec *const codecs[] = {&cn_codec_bzip2, &cn_codec_xz, &cn_codec_lzma,
                                                    &cn_codec_zstd, &cn_codec_lz4};
    if (size < 2 || size > LIMIT / 4 || codecs[data[0] % 5]->missing)
        return 0;
    check_stream((struct cn_str){(const char *)data + 1, size - 1}, codecs[data[0] % 5]);
    return 0;
}
