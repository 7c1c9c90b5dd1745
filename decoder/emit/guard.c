/*
 * guard.c: output on its way to a terminal from a process that may be in the hands of a document.
 *
 * An emitter escapes what it shows, but it does so where the document is read. Whoever has taken
 * that process over would write to the terminal himself; so all of it is looked at once more where
 * it goes out. What an emitter made passes as it is, also in pieces that are cut anywhere: the
 * beginning of what may become whole is held until more comes.
 */
#include "emit/emit.h"

#include <string.h>

#define ESCAPE '\033'

/* The colours of text.c. */
static const char *const colours[] = {"\033[m", "\033[1m", "\033[2m"};
#define COLOURS (sizeof colours / sizeof colours[0])

/* The length of the colour that the text begins with; 0: none. *begun: it could still become one.
 */
static size_t colour_of(struct cn_str text, bool *begun) {
    *begun = false;
    for (size_t i = 0; i < COLOURS; i++) {
        size_t len = strlen(colours[i]);
        size_t shown = text.len < len ? text.len : len;
        if (memcmp(text.bytes, colours[i], shown) != 0)
            continue;
        if (shown == len)
            return len;
        *begun = true;
    }
    return 0;
}

/* How many bytes at the end of `text` may be the beginning of a character or of a line end. */
static size_t unended(struct cn_str text) {
    for (size_t len = 1; len <= 3 && len <= text.len; len++) {
        unsigned char byte = (unsigned char)text.bytes[text.len - len];
        if (byte == '\r')
            return len == 1;
        if (byte < 0x80)
            return 0;
        if (byte >= 0xc0)
            return len < (byte >= 0xf0 ? 4u : byte >= 0xe0 ? 3u : 2u) ? len : 0;
    }
    return 0;
}

static void pass_plain(struct cn_buf *to, struct cn_str *rest, size_t len) {
    cn_escape_terminal(to, (struct cn_str){rest->bytes, len}, true);
    rest->bytes += len;
    rest->len -= len;
}

/* At an ESC. False: more is needed. */
static bool pass_colour(struct cn_guard *guard, struct cn_buf *to, struct cn_str *rest) {
    bool begun;
    size_t len = colour_of(*rest, &begun);
    if (begun)
        return false;
    if (len == 0) {
        pass_plain(to, rest, 1);
        return true;
    }
    guard->lit = len != strlen(colours[0]);
    cn_buf_add(to, rest->bytes, len);
    rest->bytes += len;
    rest->len -= len;
    return true;
}

/* Passes all but the end that may go on. */
static void pass(struct cn_guard *guard, struct cn_buf *to, struct cn_str *rest) {
    while (rest->len > 0) {
        const char *escape = memchr(rest->bytes, ESCAPE, rest->len);
        size_t plain = escape ? (size_t)(escape - rest->bytes) : rest->len - unended(*rest);
        pass_plain(to, rest, plain);
        if (!escape || !pass_colour(guard, to, rest))
            return;
    }
}

void cn_guard_add(struct cn_guard *guard, struct cn_buf *to, struct cn_str bytes) {
    struct cn_buf joined = {0};
    struct cn_str rest = bytes;
    if (guard->len > 0) {
        cn_buf_add(&joined, guard->held, guard->len);
        cn_buf_add_str(&joined, bytes);
        rest = cn_buf_str(&joined);
        to->failed |= joined.failed;
    }
    pass(guard, to, &rest);
    guard->len = rest.len <= sizeof guard->held ? rest.len : 0;
    if (guard->len > 0)
        memcpy(guard->held, rest.bytes, guard->len);
    cn_buf_free(&joined);
}

void cn_guard_end(struct cn_guard *guard, struct cn_buf *to) {
    cn_escape_terminal(to, (struct cn_str){guard->held, guard->len}, true);
    if (guard->lit)
        cn_buf_add_text(to, colours[0]);
    *guard = (struct cn_guard){.len = 0};
}
