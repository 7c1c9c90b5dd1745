/*
 * rtf.h: Rich Text Format, a byte at a time. For rtf*.c and tests.
 *
 * rtf.c is the reader: it tells groups, control words and text apart. rtf_words.c lists the control
 * words that matter and what they do. rtf_text.c lays the text down, rtf_codes.c the codes of
 * fields, rtf_charset.c knows the code pages.
 *
 * A document that holds codes of fields is gone through twice, for its text and for them, so that
 * they stand behind it.
 */
#ifndef CN_READ_RTF_H
#define CN_READ_RTF_H

#include "base/limits.h"
#include "read/field_code.h"
#include "read/flow.h"

/* Where text goes. */
enum cn_rtf_to {
    CN_RTF_BODY,
    CN_RTF_SKIP,
    CN_RTF_FONTS,
    CN_RTF_PASSED, /* it was laid down before: only codes of fields are looked for in it */
    CN_RTF_CODE
};

/* What a group ends with it. */
struct cn_rtf_group {
    enum cn_rtf_to to;
    enum cn_rtf_to outer; /* before \upr */
    bool info;            /* its destinations are the document's properties */
    bool in_table;        /* the paragraph is a table's */
    uint8_t part;         /* which of the parts, 0: the body */
    uint16_t fallback;    /* characters that stand for a \u, behind it */
    uint16_t code_page;
};

enum cn_rtf_state {
    CN_RTF_TEXT,
    CN_RTF_BACKSLASH,
    CN_RTF_WORD,
    CN_RTF_NUMBER,
    CN_RTF_HEX,
    CN_RTF_BINARY
};

/* The code of a field, as much of it as is held. */
struct cn_rtf_code {
    struct cn_buf text;
    struct cn_buf pieces; /* of it, struct cn_rtf_piece: where they stand in the source */
    struct cn_buf last;   /* the one laid down last */
    bool over, laid;      /* it is longer, and what was held was laid down */
    uint64_t links, fields;
};
struct cn_rtf_piece {
    size_t at;
    struct cn_span source;
    bool copied; /* byte for byte */
};

struct cn_rtf {
    struct cn_document *document;
    struct cn_flow flow;
    enum cn_rtf_state state;
    struct cn_rtf_group group;
    struct cn_rtf_group *groups; /* around it, CN_RTF_GROUPS; owned */
    uint64_t depth;              /* those beyond CN_RTF_GROUPS keep nothing of their own */
    /* the token */
    uint64_t from; /* its backslash, in the source */
    char word[CN_RTF_WORD_MAX];
    size_t word_len;
    int64_t number;
    bool numbered, negative;
    unsigned hex, digits;
    uint64_t binary;  /* bytes left of \bin */
    bool opened;      /* nothing stood in the group yet */
    bool starred;     /* \* before this word */
    bool script_font; /* \loch, \hich or \dbch before this word */
    uint64_t to_skip; /* fallback characters */
    /* characters on their way */
    uint32_t high; /* the first half of a pair; 0: none */
    struct cn_span high_at;
    char bytes[8]; /* of a character of several */
    struct cn_span bytes_at[8];
    size_t bytes_len;
    /* of the document */
    uint16_t code_page;
    uint16_t default_font;
    uint32_t font; /* that the font table speaks of */
    uint16_t fonts[CN_RTF_FONTS_MAX];
    uint64_t column;
    uint64_t numbers[8]; /* of each part */
    bool coded;          /* there are codes of fields */
    struct cn_rtf_code code;
};

/* ---- rtf_text.c ---- */

/* A byte in the code page at hand; is it shown? */
void cn_rtf_byte(struct cn_rtf *, char byte, struct cn_span);
/* Bytes of ASCII that stand in the source so. */
void cn_rtf_ascii(struct cn_rtf *, struct cn_str, uint64_t source);
/* A UTF-16 unit, as \u gives it. */
void cn_rtf_unit(struct cn_rtf *, uint32_t unit, struct cn_span);
/* A character that a control word stands for, in UTF-8. */
void cn_rtf_character(struct cn_rtf *, struct cn_str, struct cn_span);
/* No character goes on beyond here. */
void cn_rtf_settle(struct cn_rtf *);
/* Text or the end of a cell comes: the table and the cell that it stands in. */
void cn_rtf_place(struct cn_rtf *, struct cn_span);
/* The group's part is another one. */
void cn_rtf_part(struct cn_rtf *, uint8_t part, struct cn_span);

/* Does text count here? */
bool cn_rtf_takes(const struct cn_rtf *);

/* ---- rtf_codes.c ---- */

/* A code's text: bytes that stand in the source so, or a character. */
void cn_rtf_code_copy(struct cn_rtf *, struct cn_str, uint64_t source);
void cn_rtf_code_unit(struct cn_rtf *, struct cn_str, struct cn_span source);
void cn_rtf_code_end(struct cn_rtf *);
/* False: memory was out. */
bool cn_rtf_code_free(struct cn_rtf *);

/* ---- rtf_words.c ---- */

/* Does what the control word, which is complete, says. */
void cn_rtf_word(struct cn_rtf *, struct cn_span);
/* Text is in the default font, now that the fonts are known. */
void cn_rtf_default_font(struct cn_rtf *);
void cn_rtf_symbol(struct cn_rtf *, char symbol, struct cn_span);

/* ---- rtf_charset.c ---- */

/* The code page of a font's charset (\fcharset); `otherwise` if it says nothing. */
uint16_t cn_rtf_code_page(int64_t charset, uint16_t otherwise);
/* A charset by its code page; windows-1252 if there is none. */
const struct cn_charset *cn_rtf_charset(uint16_t code_page);
/* Decodes whole characters (`last`: all) onto `out`; returns the bytes used. */
size_t cn_rtf_decode(const struct cn_charset *, struct cn_str in, bool last, struct cn_buf *out,
                     uint64_t *invalid);

/* ---- rtf.c ---- */

/* Of the reader and of the container of what is embedded. */
unsigned cn_rtf_bid(struct cn_str head, const struct cn_source *, struct cn_str name);

/* The reader's extract, in blocks of `cut` bytes: what comes of it is the same. */
enum cn_severity cn_rtf_extract(struct cn_extraction *, size_t cut);

#endif
