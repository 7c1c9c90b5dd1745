/*
 * out.c: where output goes. Blocks of CN_OUT_BLOCK are written whole; what is larger than a block
 * is written from where it lies, without a copy.
 */
#include "emit/emit.h"

#include "base/limits.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool in_memory(const struct cn_out *out) {
    return out->fd < 0 && !out->write;
}

static void write_all(struct cn_out *out, const char *bytes, size_t len) {
    if (out->write && len > 0)
        out->write(out->context, (struct cn_str){bytes, len});
    while (!out->write && len > 0 && out->error == 0) {
        ssize_t written = write(out->fd, bytes, len);
        if (written > 0) {
            bytes += written;
            len -= (size_t)written;
        } else if (written == 0) {
            out->error = EIO;
        } else if (errno != EINTR) {
            out->error = errno;
        }
    }
}

static void write_buffered(struct cn_out *out) {
    write_all(out, out->buf.bytes, out->buf.len);
    out->buf.len = 0;
}

/* What does not fit the buffer. */
static void make_room_and_add(struct cn_out *out, const void *bytes, size_t len) {
    if (!in_memory(out))
        write_buffered(out);
    if (!in_memory(out) && len >= CN_OUT_BLOCK) {
        write_all(out, bytes, len);
        return;
    }
    if (!in_memory(out))
        cn_buf_reserve(&out->buf, CN_OUT_BLOCK);
    cn_buf_add(&out->buf, bytes, len);
    if (out->buf.failed)
        out->error = ENOMEM;
}

void cn_out_add(struct cn_out *out, const void *bytes, size_t len) {
    if (len == 0 || out->error != 0)
        return;
    out->bytes += len;
    out->last = ((const char *)bytes)[len - 1];
    if (len > out->buf.cap - out->buf.len) {
        make_room_and_add(out, bytes, len);
        return;
    }
    memcpy(out->buf.bytes + out->buf.len, bytes, len);
    out->buf.len += len;
}

void cn_out_add_str(struct cn_out *out, struct cn_str text) {
    cn_out_add(out, text.bytes, text.len);
}

void cn_out_add_text(struct cn_out *out, const char *nul_terminated) {
    cn_out_add(out, nul_terminated, strlen(nul_terminated));
}

void cn_out_add_buf(struct cn_out *out, const struct cn_buf *buf) {
    cn_out_add(out, buf->bytes, buf->len);
    if (buf->failed && out->error == 0)
        out->error = ENOMEM;
}

void cn_out_add_number(struct cn_out *out, uint64_t number) {
    char digits[20]; /* of the largest uint64_t */
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    cn_out_add(out, digits + at, sizeof digits - at);
}

bool cn_out_unended(const struct cn_out *out) {
    return out->bytes > 0 && out->last != '\n';
}

enum cn_severity cn_out_state(const struct cn_out *out) {
    return out->error == 0 ? CN_OK : CN_FATAL;
}

enum cn_severity cn_out_flush(struct cn_out *out) {
    if (!in_memory(out))
        write_buffered(out);
    return cn_out_state(out);
}

void cn_out_free(struct cn_out *out) {
    cn_buf_free(&out->buf);
}
