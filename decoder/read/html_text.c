/*
 * html_text.c: the text of a page: blanks as a browser would show them, each character with its
 * place in the source.
 */
#include "read/html.h"

#include "read/utf8.h"

#include <string.h>

struct cn_span cn_html_at(const struct cn_html *html, uint64_t text_at, size_t len) {
    return cn_decoding_source(&html->decoding, (struct cn_span){text_at, text_at + len});
}

/* Is text dropped now? */
static bool silent(const struct cn_html *html) {
    bool comment = html->state == CN_HTML_COMMENT;
    if (html->pass == CN_HTML_LINKS)
        return html->sink != CN_HTML_ADDRESS;
    if (html->pass == CN_HTML_COMMENTS)
        return html->ignored || !comment || html->comment_dropped;
    return html->ignored || comment || (html->state == CN_HTML_RAWTEXT && !html->raw_read);
}

void cn_html_part(struct cn_html *html, struct cn_str name, uint64_t number, struct cn_span at) {
    uint64_t size = html->decoding.source->size;
    struct cn_span end = {size - (size > 0), size};
    cn_flow_table_end(&html->flow, end);
    if (number == 1)
        cn_flow_break(&html->flow, end);
    cn_flow_part(&html->flow, name, number, at);
}

/* Do blanks and line ends count? */
static bool as_written(const struct cn_html *html) {
    switch (html->state) {
    case CN_HTML_VALUE_IN:
        return false;
    case CN_HTML_COMMENT:
    case CN_HTML_PLAINTEXT:
        return true;
    default:
        return html->pre > 0;
    }
}

/* A comment becomes a part of its own once there is something in it. */
static void begin_comment(struct cn_html *html, struct cn_span at) {
    if (html->state != CN_HTML_COMMENT || html->comment_lay)
        return;
    html->comment_lay = true;
    html->comments++;
    cn_html_part(html, CN_STR("comment"), html->comments, at);
}

static void line_end(struct cn_html *html, char byte, struct cn_span at) {
    bool second = byte == '\n' && html->carriage;
    html->carriage = byte == '\r';
    if (second || html->first_line) {
        html->first_line = false;
        return;
    }
    cn_flow_line(&html->flow, at);
}

static void blank(struct cn_html *html, struct cn_str text, struct cn_span at) {
    char byte = text.bytes[0];
    bool written = as_written(html);
    if (html->state == CN_HTML_COMMENT && !html->comment_lay)
        return;
    if (written && (byte == '\n' || byte == '\r')) {
        line_end(html, byte, at);
        return;
    }
    if (written && !html->flow.cell)
        cn_flow_unit(&html->flow, byte == '\t' ? text : CN_STR(" "), at);
    else
        cn_flow_blank(&html->flow, at);
    html->carriage = html->first_line = false;
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

/* Is the character of a tag in a value that is markup? */
static bool of_nested_tag(struct cn_html *html, char byte, struct cn_span source) {
    bool was = html->nested_tag;
    if (!html->nested || (byte != '<' && byte != '>'))
        return was;
    html->nested_tag = byte == '<';
    if (byte == '<')
        cn_flow_blank(&html->flow, source);
    return was || byte == '<';
}

void cn_html_character(struct cn_html *html, struct cn_str text, struct cn_span source) {
    if (silent(html) || of_nested_tag(html, text.bytes[0], source))
        return;
    if (html->sink == CN_HTML_ADDRESS) {
        cn_html_address_add(html, text, source);
        return;
    }
    if (is_blank(text.bytes[0])) {
        blank(html, text, source);
        return;
    }
    if ((unsigned char)text.bytes[0] < ' ')
        return;
    begin_comment(html, source);
    html->carriage = html->first_line = false;
    cn_flow_unit(&html->flow, text, source);
}

void cn_html_release(struct cn_html *html, size_t from) {
    for (size_t i = from; i < html->held_len; i++)
        cn_html_character(html, (struct cn_str){html->held + i, 1}, html->held_at[i]);
    html->held_len = 0;
}

/* The bytes of visible characters from `at` on, up to a blank, a control, a broken sequence or one
 * of the stops. */
static size_t visible(struct cn_str block, size_t at, const char *stops) {
    while (at < block.len) {
        unsigned char byte = (unsigned char)block.bytes[at];
        if (byte < 0x80) {
            if (byte <= ' ' || strchr(stops, byte))
                break;
            at++;
            continue;
        }
        size_t len = cn_utf8_sequence(block, at);
        if (len == 0 || at + len > block.len)
            break;
        at += len;
    }
    return at;
}

/* Each character has its own place. */
static void lay_characters(struct cn_html *html, struct cn_str text, uint64_t text_at) {
    for (size_t at = 0; at < text.len;) {
        size_t len = cn_utf8_sequence(text, at);
        struct cn_str character = {text.bytes + at, len};
        struct cn_span source = cn_html_at(html, text_at + at, len);
        if (html->sink == CN_HTML_ADDRESS)
            cn_html_address_add(html, character, source);
        else
            cn_flow_unit(&html->flow, character, source);
        at += len;
    }
}

static void lay(struct cn_html *html, struct cn_str text, uint64_t text_at) {
    begin_comment(html, cn_html_at(html, text_at, 1));
    html->carriage = html->first_line = false;
    if (html->decoding.charset->decode || html->sink == CN_HTML_ADDRESS)
        lay_characters(html, text, text_at);
    else
        cn_flow_copy(&html->flow, text, text_at);
}

/* A byte that is no part of a character. What is left out is not counted: how much of it comes here
 * depends on the blocks. */
static void lay_broken(struct cn_html *html, uint64_t text_at) {
    html->decoding.document->invalid += !html->address.left_out;
    cn_html_character(html, CN_STR("\xef\xbf\xbd"), cn_html_at(html, text_at, 1));
}

size_t cn_html_skip(struct cn_str block, size_t at, const char *stops) {
    if (stops[0] == '\0' || at == block.len)
        return block.len;
    if (stops[1] == '\0') {
        const char *stop = memchr(block.bytes + at, stops[0], block.len - at);
        return stop ? (size_t)(stop - block.bytes) : block.len;
    }
    while (at < block.len && (block.bytes[at] == '\0' || !strchr(stops, block.bytes[at])))
        at++;
    return at;
}

size_t cn_html_run(struct cn_html *html, struct cn_str block, size_t at, uint64_t text_at,
                   const char *stops) {
    if (silent(html))
        return cn_html_skip(block, at, stops);
    while (at < block.len) {
        size_t end = visible(block, at, stops);
        char byte = end < block.len ? block.bytes[end] : '\0';
        if (end > at)
            lay(html, (struct cn_str){block.bytes + at, end - at}, text_at + at);
        at = end;
        if (at == block.len || (byte != '\0' && strchr(stops, byte)))
            break;
        if ((unsigned char)byte >= 0x80)
            lay_broken(html, text_at + at);
        else
            cn_html_character(html, (struct cn_str){block.bytes + at, 1},
                              cn_html_at(html, text_at + at, 1));
        at++;
    }
    return at;
}
