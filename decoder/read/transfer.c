/*
 * transfer.c: base64, quoted-printable, uuencode, block by block.
 *
 * All are read as kindly as mail programs read them: bytes that do not belong are passed over, a
 * sequence that makes no sense stands for itself.
 */
#include "read/transfer.h"

#include <string.h>

/* A line of uuencode has 61 characters; longer ones are none. */
#define UU_LINE 256
/* "=", blanks up to the line end; more of them are not waited for. */
#define QUOTED_WAIT 256

enum cn_transfer_kind cn_transfer_find(struct cn_str value) {
    static const struct {
        struct cn_str name;
        enum cn_transfer_kind kind;
    } known[] = {
        {{"base64", 6}, CN_TRANSFER_BASE64},  {{"quoted-printable", 16}, CN_TRANSFER_QUOTED},
        {{"x-uuencode", 10}, CN_TRANSFER_UU}, {{"uuencode", 8}, CN_TRANSFER_UU},
        {{"x-uue", 5}, CN_TRANSFER_UU},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (cn_str_equal_nocase(cn_str_trim(value), known[i].name))
            return known[i].kind;
    return CN_TRANSFER_NONE;
}

/* ---- base64 ---- */

/* 0 to 63; -1: no such letter. */
static int sextet(char c) {
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* What is left is whole bytes, and bits that fill up. */
static void end_base64(struct cn_transfer *transfer, struct cn_buf *out) {
    if (transfer->count == 1)
        transfer->damaged = true;
    if (transfer->count >= 2)
        cn_buf_add_byte(out, (char)(transfer->bits >> (6 * transfer->count - 8)));
    if (transfer->count == 3)
        cn_buf_add_byte(out, (char)(transfer->bits >> 2));
    transfer->bits = transfer->count = 0;
}

static void add_sextet(struct cn_transfer *transfer, uint32_t value, struct cn_buf *out) {
    transfer->bits = transfer->bits << 6 | value;
    if (++transfer->count < 4)
        return;
    char bytes[3] = {(char)(transfer->bits >> 16), (char)(transfer->bits >> 8),
                     (char)transfer->bits};
    cn_buf_add(out, bytes, sizeof bytes);
    transfer->bits = transfer->count = 0;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void add_base64(struct cn_transfer *transfer, struct cn_str in, bool last,
                       struct cn_buf *out) {
    for (size_t i = 0; i < in.len; i++) {
        int value = sextet(in.bytes[i]);
        if (value >= 0)
            add_sextet(transfer, (uint32_t)value, out);
        else if (in.bytes[i] == '=')
            end_base64(transfer, out);
        else if (!is_blank(in.bytes[i]))
            transfer->damaged = true;
    }
    if (last) {
        transfer->damaged = transfer->damaged || transfer->count > 0;
        end_base64(transfer, out);
    }
}

/* ---- quoted-printable ---- */

static int hex(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* What follows an "=": how many bytes of it are used up, and the byte they make, or none (-1). 0:
 * it cannot be said before there is more. */
static size_t after_equals(struct cn_str rest, int *byte) {
    size_t at = 0;
    *byte = -1;
    if (rest.len >= 2 && hex(rest.bytes[0]) >= 0 && hex(rest.bytes[1]) >= 0) {
        *byte = hex(rest.bytes[0]) << 4 | hex(rest.bytes[1]);
        return 2;
    }
    if (rest.len < 2 && (rest.len == 0 || hex(rest.bytes[0]) >= 0))
        return 0;
    while (at < rest.len && at < QUOTED_WAIT && is_blank(rest.bytes[at]) && rest.bytes[at] != '\n')
        at++;
    if (at == rest.len)
        return 0;
    if (rest.bytes[at] == '\n')
        return at + 1;
    *byte = '=';
    return SIZE_MAX;
}

/* Decodes what is whole of `in`; returns how much that is. */
static size_t quoted_part(struct cn_transfer *transfer, struct cn_str in, bool last,
                          struct cn_buf *out) {
    size_t at = 0;
    while (at < in.len) {
        const char *equals = memchr(in.bytes + at, '=', in.len - at);
        size_t plain = equals ? (size_t)(equals - in.bytes) : in.len;
        int byte;
        cn_buf_add(out, in.bytes + at, plain - at);
        at = plain;
        if (!equals)
            break;
        size_t used = after_equals((struct cn_str){equals + 1, in.len - at - 1}, &byte);
        if (used == 0 && !last)
            break;
        if (used == 0)
            transfer->damaged = true;
        if (used == 0 || used == SIZE_MAX) {
            byte = '=';
            used = 0;
        }
        if (byte >= 0)
            cn_buf_add_byte(out, (char)byte);
        at += 1 + used;
    }
    return at;
}

static void add_quoted(struct cn_transfer *transfer, struct cn_str in, bool last,
                       struct cn_buf *out) {
    struct cn_buf *wait = &transfer->line;
    while (wait->len > 0 && in.len > 0) {
        cn_buf_add_byte(wait, *in.bytes++);
        in.len--;
        size_t used = quoted_part(transfer, cn_buf_str(wait), last && in.len == 0, out);
        wait->len -= used;
        memmove(wait->bytes, wait->bytes + used, wait->len);
        if (wait->failed)
            return;
    }
    size_t used = quoted_part(transfer, in, last, out);
    cn_buf_add(wait, in.bytes + used, in.len - used);
    if (last && wait->len > 0) {
        used = quoted_part(transfer, cn_buf_str(wait), true, out);
        cn_buf_clear(wait);
    }
    out->failed = out->failed || wait->failed;
}

/* No line ends are left out of a word. */
static void add_word(struct cn_transfer *transfer, struct cn_str in, bool last,
                     struct cn_buf *out) {
    size_t start = out->len;
    add_quoted(transfer, in, last, out);
    for (size_t i = start; i < out->len; i++)
        if (out->bytes[i] == '_')
            out->bytes[i] = ' ';
}

/* ---- uuencode ---- */

static void uu_line(struct cn_transfer *transfer, struct cn_str line, struct cn_buf *out) {
    if (line.len > 0 && line.bytes[line.len - 1] == '\r')
        line.len--;
    if (!transfer->inside) {
        transfer->inside = cn_str_starts(line, CN_STR("begin "));
        return;
    }
    if (cn_str_equal(line, CN_STR("end"))) {
        transfer->inside = false;
        return;
    }
    size_t len = line.len > 0 ? (size_t)(line.bytes[0] - ' ') & 63 : 0;
    if (line.len > 1 + (len + 2) / 3 * 4 + 2)
        transfer->damaged = true;
    for (size_t i = 1; len > 0; i += 4) {
        uint32_t bits = 0;
        for (size_t k = i; k < i + 4; k++)
            bits = bits << 6 | (k < line.len ? (uint32_t)(line.bytes[k] - ' ') & 63 : 0);
        char bytes[3] = {(char)(bits >> 16), (char)(bits >> 8), (char)bits};
        size_t some = len < 3 ? len : 3;
        cn_buf_add(out, bytes, some);
        len -= some;
    }
}

static void add_uu(struct cn_transfer *transfer, struct cn_str in, bool last, struct cn_buf *out) {
    struct cn_str part;
    while (in.len > 0) {
        const char *end = memchr(in.bytes, '\n', in.len);
        part = (struct cn_str){in.bytes, end ? (size_t)(end - in.bytes) : in.len};
        size_t room = UU_LINE - transfer->line.len;
        cn_buf_add(&transfer->line, part.bytes, part.len < room ? part.len : room);
        transfer->damaged = transfer->damaged || part.len > room;
        in.bytes += part.len + (end != NULL);
        in.len -= part.len + (end != NULL);
        if (end || last) {
            uu_line(transfer, cn_buf_str(&transfer->line), out);
            cn_buf_clear(&transfer->line);
        }
    }
    transfer->damaged = transfer->damaged || (last && transfer->inside);
    out->failed = out->failed || transfer->line.failed;
}

void cn_transfer_add(struct cn_transfer *transfer, struct cn_str in, bool last,
                     struct cn_buf *out) {
    if (transfer->kind == CN_TRANSFER_BASE64)
        add_base64(transfer, in, last, out);
    else if (transfer->kind == CN_TRANSFER_QUOTED)
        add_quoted(transfer, in, last, out);
    else if (transfer->kind == CN_TRANSFER_WORD)
        add_word(transfer, in, last, out);
    else if (transfer->kind == CN_TRANSFER_UU)
        add_uu(transfer, in, last, out);
    else
        cn_buf_add_str(out, in);
}

void cn_transfer_end(struct cn_transfer *transfer) {
    cn_buf_free(&transfer->line);
}
