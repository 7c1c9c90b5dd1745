/*
 * lines.c: a window moves over the source; of a line longer than that, the beginning is set aside.
 */
#include "open/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW ((size_t)64 * 1024)

bool cn_lines_begin(struct cn_lines *lines, const struct cn_source *source) {
    lines->source = source;
    lines->bytes = malloc(WINDOW);
    return lines->bytes != NULL;
}

void cn_lines_end(struct cn_lines *lines) {
    free(lines->bytes);
    lines->bytes = NULL;
}

uint64_t cn_lines_at(const struct cn_lines *lines) {
    return lines->base + lines->from;
}

void cn_lines_seek(struct cn_lines *lines, uint64_t start) {
    if (start >= lines->base && start <= lines->base + lines->len) {
        lines->from = (size_t)(start - lines->base);
        return;
    }
    lines->base = start;
    lines->from = lines->len = 0;
    lines->ended = false;
}

/* What was gone through makes room for more. */
static void refill(struct cn_lines *lines) {
    size_t rest = lines->len - lines->from;
    size_t got = 0;
    memmove(lines->bytes, lines->bytes + lines->from, rest);
    lines->base += lines->from;
    lines->from = 0;
    errno = EIO;
    if (!cn_source_read(lines->source, lines->base + rest, lines->bytes + rest, WINDOW - rest,
                        &got))
        lines->error = errno;
    lines->len = rest + got;
    lines->ended = got < WINDOW - rest;
}

/* Goes on to the line end; its beginning has been set aside. */
static void pass_over(struct cn_lines *lines) {
    for (;;) {
        size_t rest = lines->len - lines->from;
        const char *start = lines->bytes + lines->from;
        const char *end = rest > 0 ? memchr(start, '\n', rest) : NULL;
        lines->from += end ? (size_t)(end - start) + 1 : rest;
        if (end || lines->ended)
            return;
        refill(lines);
    }
}

bool cn_lines_next(struct cn_lines *lines, struct cn_line *line) {
    const char *end = NULL;
    line->start = cn_lines_at(lines);
    if (lines->from < lines->len)
        end = memchr(lines->bytes + lines->from, '\n', lines->len - lines->from);
    if (!end && !lines->ended) {
        refill(lines);
        end = lines->len > 0 ? memchr(lines->bytes, '\n', lines->len) : NULL;
    }
    const char *start = lines->bytes + lines->from;
    size_t len = end ? (size_t)(end - start) : lines->len - lines->from;
    line->head = (struct cn_str){start, len};
    if (!end && len == 0)
        return false;
    if (!end && !lines->ended) {
        line->head = (struct cn_str){lines->head, sizeof lines->head};
        memcpy(lines->head, start, sizeof lines->head);
        pass_over(lines);
    } else {
        lines->from += len + (end != NULL);
    }
    line->end = cn_lines_at(lines);
    return true;
}

bool cn_line_empty(const struct cn_line *line) {
    return line->head.len == 0 || (line->head.len == 1 && line->head.bytes[0] == '\r');
}

size_t cn_line_field(struct cn_str head) {
    size_t at = 0;
    while (at < head.len && head.bytes[at] > ' ' && head.bytes[at] < 0x7f && head.bytes[at] != ':')
        at++;
    size_t name = at;
    while (at < head.len && (head.bytes[at] == ' ' || head.bytes[at] == '\t'))
        at++;
    return at < head.len && head.bytes[at] == ':' ? name : 0;
}
