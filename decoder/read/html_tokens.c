/*
 * html_tokens.c: the states of the HTML standard's tokenizer, as far as text depends on them.
 *
 * A character at a time, but for runs of text. What may turn out to be text (a "<" that begins no
 * tag, a reference that means nothing) is held with its places; that is never more than a few
 * characters, so a block may end anywhere. Left out are the states in which a script hides its own
 * end tag behind a comment: the script ends at the first one, and more is read.
 */
#include "read/html.h"

#include "read/utf8.h"

#include <string.h>

/* A character that a state looks at. Non-ASCII ones come byte by byte; nobody holds them. */
struct seen {
    char byte;
    struct cn_span at;
};

/* A state's answer: is the character done with? */
typedef bool state_fn(struct cn_html *, struct seen);

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static void hold(struct cn_html *html, struct seen seen) {
    html->held[html->held_len] = seen.byte;
    html->held_at[html->held_len] = seen.at;
    html->held_len++;
}

static bool begin(struct cn_html *html, enum cn_html_state state) {
    html->state = state;
    return true;
}

/* The character belongs to another state. */
static bool again(struct cn_html *html, enum cn_html_state state) {
    html->state = state;
    return false;
}

/* What was held is text of that state, and the character belongs to it, too. */
static bool give_back(struct cn_html *html, enum cn_html_state state) {
    html->state = state;
    cn_html_release(html, 0);
    return false;
}

static void add_to_name(struct cn_html_name *name, char byte) {
    if (name->len < CN_HTML_NAME)
        name->bytes[name->len++] = lower(byte);
    else
        name->len = CN_HTML_NAME + 1;
}

/* ---- references ---- */

static bool in_reference(const struct cn_html *html) {
    return html->state >= CN_HTML_REFERENCE;
}

static void begin_reference(struct cn_html *html, struct seen seen) {
    html->reference_in = html->state;
    html->state = CN_HTML_REFERENCE;
    html->held_len = 0;
    hold(html, seen);
}

/* `next` follows the held name: in an attribute, where URLs stand, "&copy=1" is none. */
static void end_name(struct cn_html *html, char next) {
    struct cn_str name = {html->held + 1, html->held_len - 1};
    size_t len = 0;
    struct cn_str text = cn_entity_find(name, &len);
    html->state = html->reference_in;
    if (text.len > 0 && html->state == CN_HTML_VALUE_IN && name.bytes[len - 1] != ';') {
        char behind = len < name.len ? name.bytes[len] : next;
        if (behind == '=' || is_letter(behind) || is_digit(behind))
            text.len = 0;
    }
    if (text.len > 0)
        cn_html_character(html, text,
                          (struct cn_span){html->held_at[0].start, html->held_at[len].end});
    cn_html_release(html, text.len > 0 ? len + 1 : 0);
}

/* What a number means: those of windows-1252's upper controls are what they are there. */
static uint32_t character_of(uint32_t number) {
    static const uint16_t upper[32] = {
        0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
        0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};
    if (number >= 0x80 && number < 0xa0)
        return upper[number - 0x80];
    if (number == 0 || number > 0x10ffff || (number >= 0xd800 && number < 0xe000))
        return 0xfffd;
    return number;
}

static void end_number(struct cn_html *html) {
    struct cn_buf text = {0};
    html->state = html->reference_in;
    if (!html->digits) {
        cn_html_release(html, 0);
        return;
    }
    cn_utf8_add(&text, character_of(html->number));
    if (text.len > 0)
        cn_html_character(html, cn_buf_str(&text), html->reference_at);
    cn_buf_free(&text);
    html->held_len = 0;
}

static bool reference(struct cn_html *html, struct seen seen) {
    if (is_letter(seen.byte) || is_digit(seen.byte))
        return again(html, CN_HTML_REFERENCE_NAME);
    if (seen.byte != '#')
        return give_back(html, html->reference_in);
    hold(html, seen);
    html->number = 0;
    html->hexadecimal = html->digits = false;
    html->reference_at = html->held_at[0];
    return begin(html, CN_HTML_REFERENCE_NUMBER);
}

static bool reference_name(struct cn_html *html, struct seen seen) {
    bool goes_on = is_letter(seen.byte) || is_digit(seen.byte);
    if (goes_on && html->held_len <= CN_ENTITY_MAX) {
        hold(html, seen);
        return true;
    }
    if (seen.byte == ';')
        hold(html, seen);
    end_name(html, seen.byte);
    return seen.byte == ';';
}

static int digit_of(char byte, bool hexadecimal) {
    if (is_digit(byte))
        return byte - '0';
    byte = lower(byte);
    return hexadecimal && byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static bool reference_number(struct cn_html *html, struct seen seen) {
    int digit = digit_of(seen.byte, html->hexadecimal);
    if (lower(seen.byte) == 'x' && !html->digits && !html->hexadecimal) {
        hold(html, seen);
        html->hexadecimal = true;
        return true;
    }
    if (digit >= 0) {
        html->digits = true;
        html->reference_at.end = seen.at.end;
        html->number = html->number * (html->hexadecimal ? 16 : 10) + (uint32_t)digit;
        if (html->number > 0x110000)
            html->number = 0x110000;
        return true;
    }
    bool closes = seen.byte == ';' && html->digits;
    if (closes)
        html->reference_at.end = seen.at.end;
    end_number(html);
    return closes;
}

/* ---- tags ---- */

static void begin_tag(struct cn_html *html, bool closing) {
    html->tag.len = html->attribute.len = 0;
    html->held_len = 0;
    html->closing = closing;
    html->self_closing = html->presentation = html->hidden_input = false;
    html->property = html->refresh = false;
    html->colspan = html->rowspan = 1;
}

static bool tag_open(struct cn_html *html, struct seen seen) {
    if (is_letter(seen.byte)) {
        begin_tag(html, false);
        return again(html, CN_HTML_TAG_NAME);
    }
    if (seen.byte != '/' && seen.byte != '!' && seen.byte != '?')
        return give_back(html, CN_HTML_DATA);
    hold(html, seen);
    if (seen.byte == '?')
        return begin(html, CN_HTML_BOGUS);
    return begin(html, seen.byte == '/' ? CN_HTML_END_TAG_OPEN : CN_HTML_DECLARATION);
}

static bool end_tag_open(struct cn_html *html, struct seen seen) {
    if (!is_letter(seen.byte))
        return again(html, CN_HTML_BOGUS);
    begin_tag(html, true);
    return again(html, CN_HTML_TAG_NAME);
}

static bool end_tag(struct cn_html *html) {
    cn_html_tag(html);
    return true;
}

static bool tag_name(struct cn_html *html, struct seen seen) {
    if (is_blank(seen.byte))
        return begin(html, CN_HTML_BEFORE_ATTRIBUTE);
    if (seen.byte == '/' || seen.byte == '>')
        return again(html, CN_HTML_BEFORE_ATTRIBUTE);
    add_to_name(&html->tag, seen.byte);
    return true;
}

static bool before_attribute(struct cn_html *html, struct seen seen) {
    if (seen.byte == '>')
        return end_tag(html);
    html->self_closing = seen.byte == '/' || (html->self_closing && is_blank(seen.byte));
    if (is_blank(seen.byte) || seen.byte == '/')
        return true;
    html->attribute.len = 0;
    add_to_name(&html->attribute, seen.byte);
    return begin(html, CN_HTML_ATTRIBUTE);
}

static bool attribute(struct cn_html *html, struct seen seen) {
    if (is_blank(seen.byte))
        return begin(html, CN_HTML_AFTER_ATTRIBUTE);
    if (seen.byte == '=')
        return begin(html, CN_HTML_BEFORE_VALUE);
    if (seen.byte == '/' || seen.byte == '>')
        return again(html, CN_HTML_BEFORE_ATTRIBUTE);
    add_to_name(&html->attribute, seen.byte);
    return true;
}

static bool after_attribute(struct cn_html *html, struct seen seen) {
    if (is_blank(seen.byte))
        return true;
    if (seen.byte == '=')
        return begin(html, CN_HTML_BEFORE_VALUE);
    return again(html, CN_HTML_BEFORE_ATTRIBUTE);
}

static bool before_value(struct cn_html *html, struct seen seen) {
    if (is_blank(seen.byte))
        return true;
    if (seen.byte == '>')
        return end_tag(html);
    bool quoted = seen.byte == '"' || seen.byte == '\'';
    html->quote = seen.byte;
    if (!quoted)
        html->quote = '\0';
    html->sink = cn_html_value_sink(html);
    html->state = CN_HTML_VALUE_IN;
    return quoted;
}

/* ---- elements that are read as text ---- */

static bool is_raw_end(const struct cn_html *html, char next) {
    struct cn_str name = {html->held + 2, html->held_len - 2};
    struct cn_str raw = {html->raw.bytes, html->raw.len};
    return (is_blank(next) || next == '/' || next == '>') && cn_str_equal_nocase(name, raw);
}

static bool raw_open(struct cn_html *html, struct seen seen) {
    bool goes_on = html->held_len == 1 ? seen.byte == '/'
                                       : is_letter(seen.byte) && html->held_len < CN_HTML_NAME;
    if (goes_on) {
        hold(html, seen);
        return true;
    }
    if (html->held_len < 2 || !is_raw_end(html, seen.byte))
        return give_back(html, html->raw_state);
    begin_tag(html, true);
    html->tag = html->raw;
    return again(html, CN_HTML_BEFORE_ATTRIBUTE);
}

/* ---- comments and the like ---- */

static bool bogus(struct cn_html *html, struct seen seen) {
    if (seen.byte == '>')
        html->state = CN_HTML_DATA;
    return true;
}

/* Is what is held from `from` on, not empty, a beginning of it? *whole: all of it. */
static bool begins(const struct cn_html *html, size_t from, const char *what, bool *whole) {
    size_t len = html->held_len - from;
    *whole = strlen(what) == len;
    return len <= strlen(what) && memcmp(html->held + from, what, len) == 0;
}

static bool declaration(struct cn_html *html, struct seen seen) {
    bool comment = false, cdata = false;
    hold(html, seen);
    bool may_comment = begins(html, 2, "--", &comment);
    bool may_cdata = begins(html, 2, "[CDATA[", &cdata);
    if (!may_comment && !may_cdata)
        return again(html, CN_HTML_BOGUS);
    if ((may_comment && comment) || (may_cdata && cdata)) {
        html->held_len = 0;
        html->comment_lay = html->comment_dropped = false;
        html->state = may_comment ? CN_HTML_COMMENT_OPEN : CN_HTML_CDATA;
    }
    return true;
}

static void end_comment(struct cn_html *html) {
    html->held_len = 0;
    html->state = CN_HTML_DATA;
}

/* In a comment the dashes that may end it are held. */
static bool comment(struct cn_html *html, struct seen seen) {
    size_t held = html->held_len;
    if (seen.byte == '>' && held >= 2) {
        end_comment(html);
        return true;
    }
    if (seen.byte == '-' && held == 2) {
        cn_html_character(html, CN_STR("-"), html->held_at[0]);
        html->held_at[0] = html->held_at[1];
        html->held_at[1] = seen.at;
        return true;
    }
    if ((seen.byte == '-' && held < 2) || (seen.byte == '!' && held == 2)) {
        hold(html, seen);
        return true;
    }
    cn_html_release(html, 0);
    return false;
}

/* It is a comment like others, from its first character on. */
static void reopen_comment(struct cn_html *html) {
    char bytes[16];
    struct cn_span at[16];
    size_t len = html->held_len;
    memcpy(bytes, html->held, len);
    memcpy(at, html->held_at, len * sizeof *at);
    html->held_len = 0;
    html->state = CN_HTML_COMMENT;
    html->met[CN_HTML_COMMENTS] |= !html->ignored;
    for (size_t i = 0; i < len; i++)
        if (!comment(html, (struct seen){bytes[i], at[i]}))
            cn_html_character(html, (struct cn_str){bytes + i, 1}, at[i]);
}

/* Empty ones, and those that browsers took for conditions, are told by how they begin. */
static bool comment_open(struct cn_html *html, struct seen seen) {
    static const struct {
        const char *text;
        enum cn_html_state state;
    } openings[] = {{">", CN_HTML_DATA},
                    {"->", CN_HTML_DATA},
                    {"[if", CN_HTML_CONDITION},
                    {"[endif", CN_HTML_COMMENT},
                    {"<![", CN_HTML_COMMENT}};
    hold(html, seen);
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        bool whole = false;
        if (!begins(html, 0, openings[i].text, &whole))
            continue;
        if (whole) {
            html->held_len = 0;
            html->state = openings[i].state;
            html->comment_dropped = true;
        }
        return true;
    }
    html->held_len--;
    reopen_comment(html);
    return false;
}

static bool condition(struct cn_html *html, struct seen seen) {
    if (seen.byte == '>')
        html->state = CN_HTML_CONDITION_END;
    return true;
}

/* <!--[if ...]>--> is shown by browsers that know no conditions. */
static bool condition_end(struct cn_html *html, struct seen seen) {
    static const char end[] = "-->";
    if (seen.byte != end[html->held_len])
        return give_back(html, CN_HTML_DATA);
    hold(html, seen);
    if (html->held_len == 3) {
        html->held_len = 0;
        html->state = CN_HTML_DATA;
    }
    return true;
}

static bool cdata(struct cn_html *html, struct seen seen) {
    if (seen.byte == '>' && html->held_len == 2) {
        html->held_len = 0;
        html->state = CN_HTML_DATA;
        return true;
    }
    if (seen.byte == ']' && html->held_len == 2) {
        cn_html_character(html, CN_STR("]"), html->held_at[0]);
        html->held_at[0] = html->held_at[1];
        html->held_at[1] = seen.at;
        return true;
    }
    if (seen.byte == ']') {
        hold(html, seen);
        return true;
    }
    cn_html_release(html, 0);
    return false;
}

/* ---- all of them ---- */

static state_fn *const states[] = {
    [CN_HTML_TAG_OPEN] = tag_open,
    [CN_HTML_END_TAG_OPEN] = end_tag_open,
    [CN_HTML_RAW_OPEN] = raw_open,
    [CN_HTML_TAG_NAME] = tag_name,
    [CN_HTML_BEFORE_ATTRIBUTE] = before_attribute,
    [CN_HTML_ATTRIBUTE] = attribute,
    [CN_HTML_AFTER_ATTRIBUTE] = after_attribute,
    [CN_HTML_BEFORE_VALUE] = before_value,
    [CN_HTML_DECLARATION] = declaration,
    [CN_HTML_BOGUS] = bogus,
    [CN_HTML_COMMENT_OPEN] = comment_open,
    [CN_HTML_COMMENT] = comment,
    [CN_HTML_CONDITION] = condition,
    [CN_HTML_CONDITION_END] = condition_end,
    [CN_HTML_CDATA] = cdata,
    [CN_HTML_REFERENCE] = reference,
    [CN_HTML_REFERENCE_NAME] = reference_name,
    [CN_HTML_REFERENCE_NUMBER] = reference_number,
};

/* Where a state's text ends; NULL: it has none. */
static const char *stops_of(const struct cn_html *html) {
    switch (html->state) {
    case CN_HTML_DATA:
    case CN_HTML_RCDATA:
        return html->pass == CN_HTML_SHOWN ? "<&" : "<";
    case CN_HTML_RAWTEXT:
        return "<";
    case CN_HTML_PLAINTEXT:
        return "";
    case CN_HTML_COMMENT:
        return html->held_len > 0 ? NULL : "-";
    case CN_HTML_CDATA:
        return html->held_len > 0 ? NULL : "]";
    default:
        return NULL;
    }
}

/* A character that ends a run of text. */
static void stopped(struct cn_html *html, struct seen seen) {
    if (seen.byte == '&') {
        begin_reference(html, seen);
    } else if (seen.byte != '<') {
        hold(html, seen);
    } else {
        html->tag_at = seen.at;
        html->held_len = 0;
        hold(html, seen);
        html->state = html->state == CN_HTML_DATA ? CN_HTML_TAG_OPEN : CN_HTML_RAW_OPEN;
    }
}

/* Is the value text? */
static bool is_read(const struct cn_html *html) {
    return html->sink >= CN_HTML_LAY && !html->address.left_out;
}

static const char *value_stops(const struct cn_html *html) {
    bool lay = is_read(html);
    if (html->nested && html->quote)
        return html->quote == '"' ? "\"&<>" : "'&<>";
    if (html->quote == '"')
        return lay ? "\"&" : "\"";
    if (html->quote == '\'')
        return lay ? "'&" : "'";
    return lay ? " \t\n\r\f>&" : " \t\n\r\f>";
}

static void keep_value(struct cn_html *html, struct cn_str part) {
    size_t room = sizeof html->value - html->value_len;
    if (html->sink != CN_HTML_KEEP)
        return;
    if (part.len > room)
        part.len = room;
    memcpy(html->value + html->value_len, part.bytes, part.len);
    html->value_len += part.len;
}

/* A value, or what of it is in the block. */
static size_t value(struct cn_html *html, struct cn_str block, size_t from, uint64_t text_at) {
    const char *stops = value_stops(html);
    bool lay = is_read(html);
    size_t at = lay && !html->nested_tag ? cn_html_run(html, block, from, text_at, stops)
                                         : cn_html_skip(block, from, stops);
    keep_value(html, (struct cn_str){block.bytes + from, at - from});
    if (at == block.len)
        return at;
    struct seen seen = {block.bytes[at], cn_html_at(html, text_at + at, 1)};
    if (seen.byte == '&' && lay) {
        begin_reference(html, seen);
        return at + 1;
    }
    if (html->nested && html->quote && seen.byte != html->quote) {
        cn_html_character(html, (struct cn_str){block.bytes + at, 1}, seen.at);
        return at + 1;
    }
    cn_html_value_end(html, seen.at);
    html->state = CN_HTML_BEFORE_ATTRIBUTE;
    return seen.byte == '>' && !html->quote ? at : at + 1;
}

void cn_html_feed(struct cn_html *html, struct cn_str block, uint64_t text_at) {
    for (size_t at = 0; at < block.len;) {
        const char *stops = stops_of(html);
        if (html->state == CN_HTML_VALUE_IN) {
            at = value(html, block, at, text_at);
            continue;
        }
        if (stops)
            at = cn_html_run(html, block, at, text_at, stops);
        if (at == block.len)
            break;
        struct seen seen = {block.bytes[at], cn_html_at(html, text_at + at, 1)};
        if (stops)
            stopped(html, seen);
        if (stops || states[html->state](html, seen))
            at++;
    }
}

/* What is held, where the text ends behind it. */
static void end_held(struct cn_html *html) {
    if (html->state == CN_HTML_REFERENCE_NAME)
        end_name(html, '\0');
    else if (html->state == CN_HTML_REFERENCE_NUMBER)
        end_number(html);
    else if (in_reference(html))
        give_back(html, html->reference_in);
    else if (html->state == CN_HTML_TAG_OPEN || html->state == CN_HTML_END_TAG_OPEN ||
             html->state == CN_HTML_CONDITION_END)
        give_back(html, CN_HTML_DATA);
    else if (html->state == CN_HTML_RAW_OPEN)
        give_back(html, html->raw_state);
    else if (html->state == CN_HTML_COMMENT_OPEN)
        reopen_comment(html);
    if (html->state == CN_HTML_COMMENT) {
        cn_html_release(html, 0);
        end_comment(html);
    }
    if (html->state == CN_HTML_CDATA)
        give_back(html, CN_HTML_DATA);
}

bool cn_html_finish(struct cn_html *html) {
    end_held(html);
    if (html->pass == CN_HTML_SHOWN)
        cn_flow_end(&html->flow);
    if (html->sink == CN_HTML_ADDRESS)
        cn_html_address_end(html);
    if (html->ignored)
        return false;
    return html->state <= CN_HTML_PLAINTEXT && !(html->state == CN_HTML_RAWTEXT && !html->raw_read);
}
