/*
 * wrap.c: text broken to the width of a screen, at blanks where there are any.
 */
#include "cli/question.h"

#include "tokenize/tokenize.h"

#define MARK_ON "\xc2\xbb"
#define MARK_OFF "\xc2\xab"
#define COLOR_ON "\033[1m"
#define COLOR_OFF "\033[0m"

static size_t width_at(struct cn_str text, size_t at, size_t *len) {
    int32_t code = cn_utf8_next(text, at, len);
    return code < 0                                    ? 1
           : code == CN_WRAP_ON || code == CN_WRAP_OFF ? 1
                                                       : (size_t)cn_char_width(code);
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

/* The end of what fits into `room` columns from `from` on: behind a word, or where a word alone is
 * too long, inside it. */
static size_t line_end(struct cn_str text, size_t from, size_t room) {
    size_t column = 0, at = from, blank = from, len = 1;
    while (at < text.len) {
        size_t width = width_at(text, at, &len);
        if (is_blank(text.bytes[at]))
            blank = at;
        else if (column + width > room)
            return blank > from ? blank : at > from ? at : at + len;
        column += width;
        at += len;
    }
    return at;
}

static void add_character(struct cn_buf *out, struct cn_str text, size_t at, size_t len,
                          struct cn_page page) {
    if (text.bytes[at] == CN_WRAP_ON) {
        cn_buf_add_text(out, page.color ? COLOR_ON MARK_ON : MARK_ON);
    } else if (text.bytes[at] == CN_WRAP_OFF) {
        cn_buf_add_text(out, page.color ? MARK_OFF COLOR_OFF : MARK_OFF);
    } else if (is_blank(text.bytes[at])) {
        cn_buf_add_byte(out, ' ');
    } else {
        cn_buf_add(out, text.bytes + at, len);
    }
}

static void add_line(struct cn_buf *out, struct cn_str text, size_t from, size_t to, size_t indent,
                     struct cn_page page) {
    size_t len = 1;
    while (to > from && is_blank(text.bytes[to - 1]))
        to--;
    for (size_t i = 0; to > from && i < indent; i++)
        cn_buf_add_byte(out, ' ');
    for (size_t at = from; at < to; at += len) {
        cn_utf8_next(text, at, &len);
        add_character(out, text, at, len, page);
    }
    cn_buf_add_byte(out, '\n');
}

static void wrap_row(struct cn_buf *out, struct cn_str row, size_t indent, struct cn_page page) {
    size_t room = page.width > indent + 1 ? page.width - indent : 1, at = 0;
    do {
        size_t end = line_end(row, at, room);
        add_line(out, row, at, end, indent, page);
        at = end;
        while (at < row.len && is_blank(row.bytes[at]))
            at++;
    } while (at < row.len);
}

void cn_wrap(struct cn_buf *out, struct cn_str escaped, size_t indent, struct cn_page page) {
    struct cn_str row;
    while (cn_str_split(&escaped, '\n', &row)) {
        if (row.len > 0 && row.bytes[row.len - 1] == '\r')
            row.len--;
        wrap_row(out, row, indent, page);
    }
}
