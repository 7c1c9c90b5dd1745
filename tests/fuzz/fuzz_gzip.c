/*
 * fuzz_gzip.c: any bytes as gzip, and gzip of any bytes with something behind it.
 *
 * The first byte chooses: even, the rest is read as it is; odd, it is packed first, cut or followed
 * by itself. Laws: what zlib makes of the first member in one call is the beginning of what comes
 * out; the size of reads and a second pass change nothing; what was packed and not cut comes back;
 * where zlib, block for block, finds nothing wrong, the same comes out at one go.
 */
#include "open/packing.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define LIMIT ((size_t)256 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool law) {
    if (!law)
        abort();
}

/* Reads the stream to its end; returns how it ended. */
static enum cn_severity read_all(struct cn_stream *stream, size_t want, struct cn_buf *out) {
    enum cn_severity severity = CN_OK;
    cn_buf_clear(out);
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

/* The first member, by zlib alone. */
static size_t inflate_once(struct cn_str in, unsigned char *out) {
    z_stream z = {0};
    must(inflateInit2(&z, 16 + MAX_WBITS) == Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)in.bytes;
    z.avail_in = (uInt)in.len;
    z.next_out = out;
    z.avail_out = LIMIT;
    inflate(&z, Z_SYNC_FLUSH);
    inflateEnd(&z);
    return z.total_out;
}

/* Limits that nothing reaches, but they are looked at from the first byte on. */
static void check_blocks(struct cn_str in, struct cn_open_limits limits, enum cn_severity severity,
                         struct cn_str whole) {
    struct cn_diags diags = {0};
    struct cn_buf blocks = {0};
    limits.ratio_free = 0;
    limits.ratio_max = UINT64_MAX;
    struct cn_stream *stream =
        cn_stream_filter(cn_stream_bytes(in, CN_STR("f"), &diags), &cn_codec_gzip, &limits, NULL);
    must(stream);
    if (read_all(stream, 100000, &blocks) == CN_END)
        must(severity == CN_END && cn_str_equal(whole, cn_buf_str(&blocks)));
    cn_stream_close(stream);
    cn_diags_free(&diags);
    cn_buf_free(&blocks);
}

static void check_stream(struct cn_str in, struct cn_buf *first) {
    struct cn_open_limits limits = cn_open_limits_default;
    struct cn_diags diags = {0};
    struct cn_buf again = {0};
    unsigned char *once = malloc(LIMIT);
    limits.unpacked_max = LIMIT;
    struct cn_stream *stream =
        cn_stream_filter(cn_stream_bytes(in, CN_STR("f"), &diags), &cn_codec_gzip, &limits, NULL);
    must(stream && once);
    enum cn_severity severity = read_all(stream, 100000, first);
    must((severity == CN_END) == (stream->status == CN_STATUS_OK));
    must((severity == CN_END) == (diags.len == 0));
    size_t len = inflate_once(in, once);
    must(first->len >= len && (len == 0 || memcmp(first->bytes, once, len) == 0));
    must(cn_stream_rewind(stream) == CN_OK);
    must(read_all(stream, 61, &again) == severity);
    must(cn_str_equal(cn_buf_str(first), cn_buf_str(&again)));
    check_blocks(in, limits, severity, cn_buf_str(first));
    cn_stream_close(stream);
    cn_diags_free(&diags);
    cn_buf_free(&again);
    free(once);
}

/* Appends a member that holds `text`. */
static void pack(struct cn_buf *to, struct cn_str text) {
    z_stream z = {0};
    must(deflateInit2(&z, 1, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    must(cn_buf_reserve(to, deflateBound(&z, text.len)));
    z.next_in = (unsigned char *)(uintptr_t)text.bytes;
    z.avail_in = (uInt)text.len;
    z.next_out = (unsigned char *)to->bytes + to->len;
    z.avail_out = (uInt)(to->cap - to->len);
    must(deflate(&z, Z_FINISH) == Z_STREAM_END);
    to->len += z.total_out;
    deflateEnd(&z);
}

/* Would the text behind a member be taken for padding or for a member? */
static bool is_text(struct cn_str text) {
    while (text.len && *text.bytes == 0) {
        text.bytes++;
        text.len--;
    }
    size_t len = text.len < 3 ? text.len : 3;
    return len > 0 && memcmp(text.bytes, "\x1f\x8b\x08", len) != 0;
}

/* Two members of `text`, or one and `text` behind it, whole or cut. */
static void check_packed(struct cn_str text, unsigned how) {
    struct cn_buf packed = {0}, out = {0};
    pack(&packed, text);
    if (how & 2)
        pack(&packed, text);
    else
        cn_buf_add_str(&packed, text);
    size_t cut = how & 4 ? packed.len * (how >> 3) / 32 : 0;
    packed.len -= cut;
    check_stream(cn_buf_str(&packed), &out);
    size_t common = out.len < text.len ? out.len : text.len;
    must(common == 0 || memcmp(out.bytes, text.bytes, common) == 0);
    if (cut == 0 && (how & 2))
        must(out.len == 2 * text.len);
    if (cut == 0 && !(how & 2) && is_text(text))
        must(out.len == 2 * text.len);
    cn_buf_free(&packed);
    cn_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_buf out = {0};
    if (size < 2 || size > LIMIT / 4)
        return 0;
    struct cn_str rest = {(const char *)data + 1, size - 1};
    if (data[0] & 1)
        check_packed(rest, data[0]);
    else
        check_stream(rest, &out);
    cn_buf_free(&out);
    return 0;
}
