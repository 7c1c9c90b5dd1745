/*
 * html_charset.c: what a page says its charset is: <meta charset>, <meta http-equiv content>, or
 * the XML declaration. Looked for in the bytes, since it must be known before they are decoded.
 */
#include "read/html.h"

#include <string.h>

/* The standard looks at 1024 bytes; pages that say it later are common. */
#define PRESCAN 4096

static struct cn_str behind(struct cn_str text, size_t at) {
    return (struct cn_str){text.bytes + at, text.len - at};
}

static bool begins_with(struct cn_str text, struct cn_str what) {
    return text.len >= what.len && cn_str_equal_nocase((struct cn_str){text.bytes, what.len}, what);
}

/* What follows `what`; empty: it is not there. */
static struct cn_str find_behind(struct cn_str text, struct cn_str what) {
    for (size_t at = 0; at + what.len <= text.len; at++)
        if (begins_with(behind(text, at), what))
            return behind(text, at + what.len);
    return (struct cn_str){NULL, 0};
}

static struct cn_str skip_blanks(struct cn_str text) {
    while (text.len > 0 && strchr(" \t\r\n\f", text.bytes[0]) && text.bytes[0])
        text = behind(text, 1);
    return text;
}

/* The label behind an equals sign, quoted or not. */
static struct cn_str label(struct cn_str text) {
    size_t len = 0;
    text = skip_blanks(text);
    if (text.len == 0 || text.bytes[0] != '=')
        return (struct cn_str){NULL, 0};
    text = skip_blanks(behind(text, 1));
    if (text.len > 0 && (text.bytes[0] == '"' || text.bytes[0] == '\''))
        text = behind(text, 1);
    while (len < text.len && text.bytes[len] && !strchr(" \t\r\n\f\"'>;/?", text.bytes[len]))
        len++;
    return (struct cn_str){text.bytes, len};
}

/* Up to the end of the tag or declaration. */
static struct cn_str tag_of(struct cn_str text) {
    const char *end = text.len > 0 ? memchr(text.bytes, '>', text.len) : NULL;
    return (struct cn_str){text.bytes, end ? (size_t)(end - text.bytes) : text.len};
}

static struct cn_str of_meta(struct cn_str head) {
    while (head.len > 0) {
        head = skip_blanks(head);
        if (begins_with(head, CN_STR("<!--"))) {
            head = find_behind(head, CN_STR("-->"));
            continue;
        }
        size_t at = (size_t)(tag_of(head).len);
        struct cn_str open = {head.bytes, at};
        struct cn_str meta = find_behind(open, CN_STR("<meta"));
        struct cn_str found = label(find_behind(meta, CN_STR("charset")));
        if (found.len > 0)
            return found;
        head = behind(head, at + (at < head.len));
    }
    return (struct cn_str){NULL, 0};
}

struct cn_str cn_html_declared(struct cn_str head) {
    struct cn_str found = {NULL, 0};
    if (head.len > PRESCAN)
        head.len = PRESCAN;
    if (cn_str_starts(head, CN_STR("\xef\xbb\xbf")))
        head = behind(head, 3);
    if (begins_with(head, CN_STR("<?xml")))
        found = label(find_behind(tag_of(head), CN_STR("encoding")));
    if (found.len == 0)
        found = of_meta(head);
    /* a page that can be read so far is not in UTF-16, whatever it says */
    if (begins_with(found, CN_STR("utf-16")))
        return CN_STR("utf-8");
    return found;
}
