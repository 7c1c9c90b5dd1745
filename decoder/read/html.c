/*
 * html.c: the reader of HTML and XHTML: what is a page, and its text laid down.
 */
#include "read/html.h"

#include "read/readers.h"
#include "read/utf8.h"

#include <stdlib.h>
#include <string.h>

/* How far a page is looked for. */
#define HEAD 4096

/* ---- what is a page ---- */

/* The head as far as it is ASCII: NULs of UTF-16 are left out, and a byte order mark. */
static struct cn_str ascii_of(struct cn_str head, char out[HEAD]) {
    size_t len = 0;
    size_t at = 0;
    if (cn_str_starts(head, CN_STR("\xef\xbb\xbf")))
        at = 3;
    else if (cn_str_starts(head, CN_STR("\xff\xfe")) || cn_str_starts(head, CN_STR("\xfe\xff")))
        at = 2;
    for (; at < head.len && len < HEAD; at++)
        if (head.bytes[at] != '\0')
            out[len++] = head.bytes[at];
    return (struct cn_str){out, len};
}

static struct cn_str behind(struct cn_str text, size_t at) {
    return (struct cn_str){text.bytes + at, text.len - at};
}

static bool begins_with(struct cn_str text, const char *what) {
    size_t len = strlen(what);
    return text.len >= len &&
           cn_str_equal_nocase((struct cn_str){text.bytes, len}, cn_str_of(what));
}

static struct cn_str skip_to(struct cn_str text, const char *what) {
    for (size_t at = 0; at < text.len; at++)
        if (begins_with(behind(text, at), what))
            return behind(text, at + strlen(what));
    return (struct cn_str){text.bytes, 0};
}

/* Without blanks, comments and an XML declaration. */
static struct cn_str skip_prolog(struct cn_str head) {
    for (;;) {
        head = cn_str_trim(head);
        if (begins_with(head, "<!--"))
            head = skip_to(head, "-->");
        else if (begins_with(head, "<?xml"))
            head = skip_to(head, "?>");
        else
            return head;
    }
}

/* The tag that stands at the beginning, of an element that matters here. */
static const struct cn_html_element *tag_at(struct cn_str text) {
    char name[CN_HTML_NAME];
    size_t len = 0;
    size_t at = text.len > 1 && text.bytes[1] == '/' ? 2 : 1;
    if (text.len == 0 || text.bytes[0] != '<')
        return NULL;
    for (; at < text.len && len < sizeof name && !strchr(" \t\r\n/>", text.bytes[at]); at++)
        name[len++] = (char)(text.bytes[at] | 0x20);
    bool ends = at < text.len && strchr(" \t\r\n/>", text.bytes[at]);
    return ends ? cn_html_element((struct cn_str){name, len}) : NULL;
}

static unsigned count_tags(struct cn_str head) {
    unsigned count = 0;
    for (size_t at = 0; at < head.len; at++)
        count += head.bytes[at] == '<' && tag_at(behind(head, at)) != NULL;
    return count;
}

static bool ends_with(struct cn_str name, const char *end) {
    size_t len = strlen(end);
    return name.len > len && begins_with(behind(name, name.len - len), end);
}

static bool is_named_so(struct cn_str name) {
    if (ends_with(name, ".gz"))
        name.len -= 3;
    return ends_with(name, ".html") || ends_with(name, ".htm") || ends_with(name, ".xhtml") ||
           ends_with(name, ".xht") || ends_with(name, ".shtml");
}

/* A text that may begin with a tag and is none the less to be read as it stands. */
static bool is_named_otherwise(struct cn_str name) {
    return ends_with(name, ".md") || ends_with(name, ".markdown") || ends_with(name, ".txt") ||
           ends_with(name, ".xml") || ends_with(name, ".svg");
}

/* Elements that begin a page, or a piece of one, and no Markdown. */
static bool begins_page(struct cn_str head) {
    static const char *const names[] = {"<head",  "<body",  "<title", "<meta",
                                        "<table", "<style", "<script"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (begins_with(head, names[i]) && tag_at(head))
            return true;
    return false;
}

/* In any charset, behind a mark and blanks. Most texts do not. */
static bool may_begin_with_tag(struct cn_str head) {
    size_t at = 0;
    while (at < head.len && strchr(" \t\r\n\f\xef\xbb\xbf\xff\xfe", head.bytes[at]))
        at++; /* also over a NUL, which ends the list */
    return at < head.len && head.bytes[at] == '<';
}

static unsigned claim(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    char ascii[HEAD];
    (void)source;
    if (!may_begin_with_tag(head) && !is_named_so(name))
        return 0;
    struct cn_str text = skip_prolog(ascii_of(head, ascii));
    if (begins_with(text, "<!doctype html") || (begins_with(text, "<html") && tag_at(text)))
        return 48;
    if (is_named_so(name))
        return count_tags(text) > 0 ? 24 : 0;
    if (!is_named_otherwise(name) && begins_page(text) && count_tags(text) >= 3)
        return 24;
    return 0;
}

/* ---- its text ---- */

/* A block in pieces of whole characters. */
static void feed(struct cn_html *html, struct cn_str block, size_t cut) {
    uint64_t text_at = html->decoding.text_at;
    bool mark = text_at == 0 && cn_str_starts(block, CN_STR("\xef\xbb\xbf"));
    for (size_t at = mark ? 3 : 0; at < block.len;) {
        size_t len = block.len - at;
        if (len > cut)
            len = cn_utf8_boundary(block, at + cut) - at;
        if (len == 0)
            len = cn_utf8_sequence(block, at);
        if (len == 0 || len > block.len - at)
            len = 1;
        cn_html_feed(html, (struct cn_str){block.bytes + at, len}, text_at + at);
        at += len;
    }
}

/* Back to the beginning, to lay down what another pass is for. */
static void begin_again(struct cn_html *html, enum cn_html_pass pass) {
    struct cn_decoding decoding = html->decoding;
    struct cn_flow flow = html->flow;
    bool xml = html->xml, linked = html->met[CN_HTML_LINKS];
    memset(html, 0, sizeof *html);
    html->decoding = decoding;
    html->flow = flow;
    html->xml = xml;
    html->met[CN_HTML_LINKS] = linked;
    html->pass = pass;
    cn_decoding_again(&html->decoding);
}

/* CN_END: all of the source was read. */
static enum cn_severity go_through(struct cn_html *html, size_t cut) {
    enum cn_severity severity = CN_OK;
    while (severity == CN_OK) {
        struct cn_str block;
        severity = cn_decoding_next(&html->decoding, &block);
        if (severity == CN_OK)
            feed(html, block, cut);
        if (cn_extract_state(html->flow.to) != CN_OK)
            return cn_extract_state(html->flow.to);
    }
    return severity;
}

static enum cn_severity lay_down(struct cn_html *html, struct cn_extraction *extraction,
                                 size_t cut) {
    enum cn_severity severity = go_through(html, cut);
    bool whole = cn_html_finish(html);
    for (enum cn_html_pass pass = CN_HTML_COMMENTS; pass < CN_HTML_PASSES; pass++)
        if (severity == CN_END && html->met[pass]) {
            begin_again(html, pass);
            severity = go_through(html, cut);
            cn_html_finish(html);
        }
    if (severity != CN_END)
        return severity;
    if (whole)
        return CN_OK;
    return cn_document_fail(extraction->document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_DAMAGED,
                            "the page ends in the middle of a tag, or of what is not shown");
}

static bool begins_as_xml(const struct cn_source *source, struct cn_str *head, char bytes[HEAD]) {
    size_t len = 0;
    cn_source_read(source, 0, bytes, HEAD, &len);
    *head = (struct cn_str){bytes, len};
    return begins_with(*head, "<?xml");
}

enum cn_severity cn_html_extract(struct cn_extraction *extraction, size_t cut) {
    struct cn_html *html = calloc(1, sizeof *html);
    struct cn_str head, declared = extraction->declared;
    char bytes[HEAD];
    if (!html)
        return CN_FATAL;
    html->flow.to = extraction->to;
    html->flow.fresh = true;
    html->xml = begins_as_xml(extraction->source, &head, bytes);
    if (declared.len == 0)
        declared = cn_html_declared(head);
    enum cn_severity severity =
        cn_decoding_begin(&html->decoding, extraction->source, declared, extraction->document);
    if (severity == CN_OK)
        severity = lay_down(html, extraction, cut);
    cn_decoding_end(&html->decoding);
    free(html);
    return severity;
}

static enum cn_severity extract(struct cn_extraction *extraction) {
    return cn_html_extract(extraction, SIZE_MAX / 2);
}

const struct cn_reader cn_reader_html = {.name = "html",
                                         .what = "pages in HTML and XHTML",
                                         .claim = claim,
                                         .extract = extract,
                                         .sourced = true};
