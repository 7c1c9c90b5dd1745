/*
 * strip.c: annotated text back to what went in. The inverse of text.c:
 *
 *     opening bracket again ("⟦⟦", "[==")     the bracket of the text itself
 *     ⟦ ... digit ⟧                           a gloss: nothing
 *     ⟦ ... blank ⟧ line end                  a mark on a line of its own: nothing
 *
 * A gloss never holds a line end. So a bracket that is not closed in its line, or closed behind
 * something else, was not written by us: it stays as it is and is reported.
 */
#include "emit/text.h"

#include "base/limits.h"

#include <string.h>

#define BLOCK (64u * 1024)

struct strip {
    const struct cn_brackets *brackets;
    struct cn_out *out;
    struct cn_diags *diags;
    struct cn_where where; /* of the next byte to write */
    bool bad;
};

static void pass(struct strip *strip, const char *bytes, size_t len) {
    const char *end = bytes + len;
    cn_out_add(strip->out, bytes, len);
    for (const char *at = bytes; len > 0 && (at = memchr(at, '\n', (size_t)(end - at)));) {
        strip->where.line++;
        strip->where.column = 1;
        bytes = ++at;
    }
    strip->where.column += (size_t)(end - bytes);
}

/* Looks for `what`; NULL: not there. */
static const char *find(struct cn_str in, struct cn_str what) {
    const char *at = in.bytes;
    const char *end = in.bytes + in.len;
    while ((size_t)(end - at) >= what.len &&
           (at = memchr(at, what.bytes[0], (size_t)(end - at) - what.len + 1))) {
        if (memcmp(at, what.bytes, what.len) == 0)
            return at;
        at++;
    }
    return NULL;
}

/* How a gloss at the beginning of `in` ends. */
enum gloss { GLOSS, MARK, NOT_A_GLOSS, TOO_SHORT_TO_TELL };

static enum gloss look_at_gloss(const struct strip *strip, struct cn_str in, size_t *len) {
    size_t open = strip->brackets->open.len;
    struct cn_str inside = {in.bytes + open, in.len - open};
    const char *line_end = memchr(inside.bytes, '\n', inside.len);
    if (line_end)
        inside.len = (size_t)(line_end - inside.bytes);
    const char *close = find(inside, strip->brackets->close);
    if (!close)
        return line_end || in.len > CN_GLOSS_MAX ? NOT_A_GLOSS : TOO_SHORT_TO_TELL;
    *len = (size_t)(close - in.bytes) + strip->brackets->close.len;
    char last = close > inside.bytes ? close[-1] : '\0';
    if (last == ' ')
        return MARK;
    return last >= '0' && last <= '9' ? GLOSS : NOT_A_GLOSS;
}

static void report(struct strip *strip) {
    cn_diag_add(strip->diags, CN_SKIP, CN_E_STRIP, &strip->where, NULL);
    strip->bad = true;
}

/* Deals with an opening bracket. Returns how many bytes are done with; 0: more are needed. `last`:
 * there are no more. */
static size_t strip_bracket(struct strip *strip, struct cn_str in, bool last) {
    const struct cn_brackets *brackets = strip->brackets;
    size_t len = 0;
    if (in.len < brackets->literal.len + 1 && !last)
        return 0;
    if (cn_str_starts(in, brackets->literal)) {
        pass(strip, in.bytes, brackets->open.len);
        return brackets->literal.len;
    }
    enum gloss gloss = look_at_gloss(strip, in, &len);
    if (gloss == GLOSS)
        return len;
    if (gloss == MARK && (len < in.len || last))
        return len < in.len && in.bytes[len] == '\n' ? len + 1 : len;
    if (gloss != NOT_A_GLOSS && !last)
        return 0;
    report(strip);
    pass(strip, in.bytes, brackets->open.len);
    return brackets->open.len;
}

/* Returns how many bytes of `in` are done with. */
static size_t strip_block(struct strip *strip, struct cn_str in, bool last) {
    struct cn_str rest = in;
    while (rest.len > 0) {
        const char *open = find(rest, strip->brackets->open);
        size_t keep = last ? 0 : strip->brackets->open.len - 1;
        size_t text = open ? (size_t)(open - rest.bytes) : rest.len > keep ? rest.len - keep : 0;
        pass(strip, rest.bytes, text);
        rest = (struct cn_str){rest.bytes + text, rest.len - text};
        if (!open)
            break;
        size_t done = strip_bracket(strip, rest, last);
        if (done == 0)
            break;
        rest = (struct cn_str){rest.bytes + done, rest.len - done};
    }
    return in.len - rest.len;
}

/* Drops the first `len` bytes. */
static void consume(struct cn_buf *buf, size_t len) {
    buf->len -= len;
    memmove(buf->bytes, buf->bytes + len, buf->len);
}

enum cn_severity cn_strip(struct cn_stream *in, bool ascii, struct cn_out *out,
                          struct cn_diags *diags) {
    struct strip strip = {.brackets = ascii ? &cn_brackets_ascii : &cn_brackets_unicode,
                          .out = out,
                          .diags = diags,
                          .where = {in->name, 1, 1}};
    struct cn_buf buf = {0};
    enum cn_severity severity = CN_OK;
    while (severity == CN_OK && out->error == 0) {
        size_t got = 0;
        if (!cn_buf_reserve(&buf, BLOCK)) {
            severity = cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
            break;
        }
        severity = cn_stream_read(in, buf.bytes + buf.len, BLOCK, &got);
        buf.len += got;
        consume(&buf, strip_block(&strip, cn_buf_str(&buf), severity != CN_OK));
    }
    cn_buf_free(&buf);
    if (out->error != 0)
        return CN_FATAL;
    if (severity == CN_END)
        severity = CN_OK;
    return strip.bad && severity < CN_SKIP ? CN_SKIP : severity;
}
