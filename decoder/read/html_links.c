/*
 * html_links.c: the addresses that a page points to: which attributes hold one, and which are worth
 * being laid down.
 *
 * An address is kept, with its places, until it ends: then it is known whether it says anything
 * that the last one did not. Of one that is too long for that, its beginning decides.
 */
#include "read/html.h"

#include "read/link.h"

#include <string.h>

bool cn_html_is_address(const struct cn_html *html) {
    static const char *const always[] = {"action", "cite", "formaction", NULL};
    const struct cn_html_name *name = &html->attribute, *tag = &html->tag;
    if (cn_html_is(name, "href"))
        return cn_html_is(tag, "a") || cn_html_is(tag, "area");
    if (cn_html_is(name, "src"))
        return !cn_html_is(tag, "script");
    if (cn_html_is(name, "data"))
        return cn_html_is(tag, "object");
    if (cn_html_is(name, "content"))
        return html->refresh;
    return cn_html_is_one_of(name, always);
}

/* ---- what is worth being laid down ---- */

/* "5; url=page.html": the address in it. */
static struct cn_str behind_seconds(struct cn_str text) {
    const char *sign = text.len > 0 ? memchr(text.bytes, '=', text.len) : NULL;
    size_t at = sign ? (size_t)(sign - text.bytes) + 1 : text.len;
    return cn_str_trim((struct cn_str){text.bytes + at, text.len - at});
}

/* What of the address says something; empty: nothing. */
static struct cn_str telling(const struct cn_html *html) {
    struct cn_str text = cn_str_trim((struct cn_str){html->address.text, html->address.len});
    if (html->refresh)
        text = behind_seconds(text);
    if (!cn_link_tells(text))
        text.len = 0;
    return text;
}

/* ---- laying it down ---- */

static void say(struct cn_html *html, struct cn_str text) {
    const struct cn_html_address *address = &html->address;
    const struct cn_span *places = address->at + (text.bytes - address->text);
    if (text.len == 0)
        return;
    cn_html_part(html, CN_STR("link"), ++html->links, places[0]);
    html->flow.fresh = false; /* it has no paragraphs */
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        char room[4];
        struct cn_str character = cn_link_next(text, &at, room);
        cn_flow_unit(&html->flow, character,
                     (struct cn_span){places[from].start, places[at - 1].end});
    }
}

static void remember(struct cn_html_address *address, struct cn_str text) {
    if (text.len > 0)
        memcpy(address->last, text.bytes, text.len);
    address->last_len = text.len;
}

/* All that is kept of it is there. */
static void say_beginning(struct cn_html *html) {
    struct cn_str beginning = telling(html);
    say(html, beginning);
    remember(&html->address, CN_STR(""));
    html->address.over = true;
    html->address.left_out = beginning.len == 0;
}

/* Line ends and tabs in an address are none of it, nor are blanks before it. */
void cn_html_address_add(struct cn_html *html, struct cn_str text, struct cn_span source) {
    struct cn_html_address *address = &html->address;
    unsigned char first = (unsigned char)text.bytes[0];
    if (first < ' ' || (first == ' ' && address->len == 0) || address->left_out)
        return;
    if (address->over) {
        cn_flow_unit(&html->flow, text, source);
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        address->at[address->len] = source;
        address->text[address->len++] = text.bytes[i];
    }
    if (address->len >= CN_HTML_ADDRESS_MAX)
        say_beginning(html);
}

void cn_html_address_end(struct cn_html *html) {
    struct cn_html_address *address = &html->address;
    struct cn_str text = telling(html);
    if (!address->over && text.len > 0 &&
        !cn_str_equal(text, (struct cn_str){address->last, address->last_len})) {
        say(html, text);
        remember(address, text);
    }
    address->over = address->left_out = false;
    address->len = 0;
}
