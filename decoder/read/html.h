/*
 * html.h: HTML and XHTML, a character at a time. For html*.c and tests.
 *
 * html_tokens.c tells tags, attributes, comments, references and text apart, by the states of the
 * HTML standard, and keeps no more of them than it takes to do so; no tree is made. html_text.c
 * lays down what is text. html_tags.c knows what tags mean for it. html_elements.c lists them.
 * html_links.c knows addresses.
 *
 * Comments and the addresses of links stand behind what is shown, so that it is not parted by them:
 * the source is gone through once more for each of the two that the page has.
 */
#ifndef CN_READ_HTML_H
#define CN_READ_HTML_H

#include "base/limits.h"
#include "read/decoding.h"
#include "read/entities.h"
#include "read/flow.h"

/* ---- html_elements.c ---- */

enum cn_html_kind {
    CN_HTML_INLINE,
    CN_HTML_BREAK,   /* begins a line: br */
    CN_HTML_BLOCK,   /* stands on lines of its own */
    CN_HTML_BOX,     /* apart from the words beside it: img, button */
    CN_HTML_PRE,     /* a block in which blanks and line ends count */
    CN_HTML_IGNORED, /* its content is not read, but is markup: template */
    CN_HTML_RAW,     /* its content is not read, and is no markup: script */
    CN_HTML_TITLE,   /* its content is text without tags, beside the body */
    CN_HTML_AREA,    /* the same, in the body, and blanks count */
    CN_HTML_PLAIN,   /* all that follows is text */
    CN_HTML_META,
    CN_HTML_TABLE,
    CN_HTML_SECTION, /* of a table */
    CN_HTML_ROW,
    CN_HTML_CELL
};

struct cn_html_element {
    const char *name;
    enum cn_html_kind kind;
};
/* By its name in lower case; NULL: none that matters. */
const struct cn_html_element *cn_html_element(struct cn_str name);

/* ---- the state ---- */

#define CN_HTML_NAME 16  /* bytes of a tag's or attribute's name: more than any that matters has */
#define CN_HTML_VALUE 32 /* the same of a value that says what a tag means */

struct cn_html_name {
    char bytes[CN_HTML_NAME];
    size_t len; /* CN_HTML_NAME + 1: it is longer, and none that matters */
};

enum cn_html_state {
    CN_HTML_DATA,
    CN_HTML_RAWTEXT, /* script */
    CN_HTML_RCDATA,  /* title */
    CN_HTML_PLAINTEXT,
    CN_HTML_TAG_OPEN,
    CN_HTML_END_TAG_OPEN,
    CN_HTML_RAW_OPEN, /* < in script, title; then </, then letters */
    CN_HTML_TAG_NAME,
    CN_HTML_BEFORE_ATTRIBUTE,
    CN_HTML_ATTRIBUTE,
    CN_HTML_AFTER_ATTRIBUTE,
    CN_HTML_BEFORE_VALUE,
    CN_HTML_VALUE_IN, /* until `quote`; 0: until a blank or > */
    CN_HTML_DECLARATION,
    CN_HTML_BOGUS,
    CN_HTML_COMMENT_OPEN,
    CN_HTML_COMMENT,
    CN_HTML_CONDITION, /* <!--[if ...]>: what follows is read as markup */
    CN_HTML_CONDITION_END,
    CN_HTML_CDATA,
    CN_HTML_REFERENCE,
    CN_HTML_REFERENCE_NAME,
    CN_HTML_REFERENCE_NUMBER
};

enum cn_html_sink {
    CN_HTML_DROP,
    CN_HTML_KEEP,
    CN_HTML_LAY,
    CN_HTML_ADDRESS /* laid down when all of it is known */
};

/* What the source is gone through for, in this order. */
enum cn_html_pass { CN_HTML_SHOWN, CN_HTML_COMMENTS, CN_HTML_LINKS, CN_HTML_PASSES };

/* Room for what is kept, and a reference that goes beyond. */
#define CN_HTML_ADDRESS (CN_HTML_ADDRESS_MAX + CN_ENTITY_MAX)

/* An address that is being read. */
struct cn_html_address {
    char text[CN_HTML_ADDRESS];
    struct cn_span at[CN_HTML_ADDRESS]; /* of the character that the byte is of */
    size_t len;
    char last[CN_HTML_ADDRESS]; /* what was laid down before it */
    size_t last_len;
    bool over;     /* it is longer than is kept: the rest is laid down as it comes */
    bool left_out; /* or not at all */
};

struct cn_html {
    struct cn_decoding decoding;
    struct cn_flow flow;
    enum cn_html_pass pass;
    bool met[CN_HTML_PASSES]; /* there is something to be laid down in it */
    enum cn_html_state state;
    struct cn_span tag_at; /* the "<" in the source */
    /* Characters read, all ASCII, that may be text or not. */
    char held[CN_ENTITY_MAX + 16];
    struct cn_span held_at[CN_ENTITY_MAX + 16];
    size_t held_len;
    /* the tag */
    struct cn_html_name tag, attribute;
    bool closing, self_closing;
    struct cn_html_name raw; /* the element that is being read as text */
    bool raw_read;           /* its text is laid down */
    enum cn_html_state raw_state;
    char quote;
    enum cn_html_sink sink; /* of the value */
    char value[CN_HTML_VALUE];
    size_t value_len;
    uint32_t colspan, rowspan; /* as the tag says */
    bool presentation;
    bool hidden_input;
    bool property; /* a meta's content is read */
    bool refresh;  /* a meta's content is an address */
    bool nested;   /* the value is markup, of which tags are left out: iframe's srcdoc */
    bool nested_tag;
    /* references */
    enum cn_html_state reference_in;
    uint32_t number;
    bool hexadecimal, digits;
    struct cn_span reference_at;
    /* the text */
    bool xml;         /* empty tags are what they say */
    bool carriage;    /* the last character was a carriage return, laid down as a line end */
    bool first_line;  /* a line end that comes next is none: <pre> */
    bool comment_lay; /* something of the comment has been laid down */
    bool comment_dropped;
    uint64_t pre, comments, links;
    struct cn_html_address address;
    const struct cn_html_element *ignored;
    uint64_t ignored_depth;
    /* tables: one is laid down, what stands in it is text of its cells */
    uint64_t table_depth, layout_depth, column;
    bool in_row;
    uint64_t cell_from;                   /* text offset */
    uint32_t widest;                      /* columns that rows_left speaks of */
    uint16_t rows_left[CN_TABLE_COLUMNS]; /* rows that a cell above reaches down */
};

/* ---- html_tokens.c ---- */

/* A block of decoded text, whole characters, that begins at `text_at` of it. */
void cn_html_feed(struct cn_html *, struct cn_str block, uint64_t text_at);
/* The text ends here. False: in the middle of a tag, or of something that is not read. */
bool cn_html_finish(struct cn_html *);

/* ---- html_text.c ---- */

/* Where a character of the decoded text stands in the source. */
struct cn_span cn_html_at(const struct cn_html *, uint64_t text_at, size_t len);
/* The next character of `stops` (ASCII), or the block's end. */
size_t cn_html_skip(struct cn_str block, size_t from, const char *stops);
/* A part begins, behind all that is shown. */
void cn_html_part(struct cn_html *, struct cn_str name, uint64_t number, struct cn_span);
/* Lays down text up to a character of `stops`; returns where that is. */
size_t cn_html_run(struct cn_html *, struct cn_str block, size_t from, uint64_t text_at,
                   const char *stops);
/* Lays down one character that may be a blank or a control. */
void cn_html_character(struct cn_html *, struct cn_str, struct cn_span source);
/* Lays down the held characters from `from` on, and holds none. */
void cn_html_release(struct cn_html *, size_t from);

/* ---- html_tags.c ---- */

/* The tag is complete. */
void cn_html_tag(struct cn_html *);
/* What becomes of an attribute's value, which comes next. */
enum cn_html_sink cn_html_value_sink(struct cn_html *);
/* A value that was kept, or laid down, ends. */
void cn_html_value_end(struct cn_html *, struct cn_span at);
bool cn_html_is(const struct cn_html_name *, const char *name);
/* `names` ends with NULL. */
bool cn_html_is_one_of(const struct cn_html_name *, const char *const *names);

/* ---- html_links.c ---- */

/* Is the attribute's value the address of something else? */
bool cn_html_is_address(const struct cn_html *);
/* A character of the address. */
void cn_html_address_add(struct cn_html *, struct cn_str, struct cn_span source);
void cn_html_address_end(struct cn_html *);

/* ---- html_charset.c ---- */

/* The charset that a page which begins so says it is in; empty: it says nothing. */
struct cn_str cn_html_declared(struct cn_str head);

/* ---- html.c ---- */

/* The reader's extract, but the text is looked at in blocks of `cut` bytes: what comes of it is the
 * same. */
enum cn_severity cn_html_extract(struct cn_extraction *, size_t cut);

#endif
