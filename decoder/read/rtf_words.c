/*
 * rtf_words.c: the control words that matter for the text; all others are passed over, and with
 * them, where \* says that it may be, the group that they begin.
 */
#include "read/rtf.h"

#include <stdlib.h>
#include <string.h>

enum kind {
    PARAGRAPH,
    LINE,
    TAB,
    CHARACTER, /* that is `text` */
    SKIPPED,   /* a destination that is not text */
    READ,      /* one that is */
    PART,      /* one beside the body, `number` says which */
    PROPERTY,  /* one that is, in \info */
    INFO,
    FIELD,
    UPR,
    UD,
    FONT_TABLE,
    FONT,
    SCRIPT_FONT, /* \af: the font, behind \loch and the like */
    SCRIPT,
    FONT_CHARSET,
    FONT_CODE_PAGE,
    DEFAULT_FONT,
    PLAIN,
    CODE_PAGE, /* of the document: `number`, or what the word says */
    UNICODE,
    FALLBACK,
    BINARY,
    PARD,
    IN_TABLE,
    CELL,
    ROW,
    NESTED_CELL,
    END_NOTE
};

struct word {
    const char *name;
    enum kind kind;
    uint16_t number;
    const char *text;
};

enum { HEADER = 1, FOOTER, FOOTNOTE, ENDNOTE, COMMENT, PROPERTIES, AUTHOR };

static const struct word words[] = {
    {"af", SCRIPT_FONT, 0, NULL},
    {"annotation", PART, COMMENT, NULL},
    {"ansi", CODE_PAGE, 1252, NULL},
    {"ansicpg", CODE_PAGE, 0, NULL},
    {"atnauthor", PART, AUTHOR, NULL},
    {"author", PROPERTY, 0, NULL},
    {"bin", BINARY, 0, NULL},
    {"bullet", CHARACTER, 0, "\xe2\x80\xa2"},
    {"category", PROPERTY, 0, NULL},
    {"cell", CELL, 0, NULL},
    {"colortbl", SKIPPED, 0, NULL},
    {"column", PARAGRAPH, 0, NULL},
    {"company", PROPERTY, 0, NULL},
    {"cpg", FONT_CODE_PAGE, 0, NULL},
    {"cs", READ, 0, NULL},
    {"datafield", SKIPPED, 0, NULL},
    {"datastore", SKIPPED, 0, NULL},
    {"dbch", SCRIPT, 0, NULL},
    {"deff", DEFAULT_FONT, 0, NULL},
    {"do", READ, 0, NULL},
    {"doccomm", PROPERTY, 0, NULL},
    {"dptxbxtext", READ, 1, NULL},
    {"emdash", CHARACTER, 0, "\xe2\x80\x94"},
    {"emspace", CHARACTER, 0, "\xe2\x80\x83"},
    {"endash", CHARACTER, 0, "\xe2\x80\x93"},
    {"enspace", CHARACTER, 0, "\xe2\x80\x82"},
    {"f", FONT, 0, NULL},
    {"fchars", SKIPPED, 0, NULL},
    {"fcharset", FONT_CHARSET, 0, NULL},
    {"filetbl", SKIPPED, 0, NULL},
    {"fldinst", FIELD, 0, NULL},
    {"fonttbl", FONT_TABLE, 0, NULL},
    {"footer", PART, FOOTER, NULL},
    {"footerf", PART, FOOTER, NULL},
    {"footerl", PART, FOOTER, NULL},
    {"footerr", PART, FOOTER, NULL},
    {"footnote", PART, FOOTNOTE, NULL},
    {"formfield", SKIPPED, 0, NULL},
    {"ftnalt", END_NOTE, 0, NULL},
    {"ftncn", SKIPPED, 0, NULL},
    {"ftnsep", SKIPPED, 0, NULL},
    {"ftnsepc", SKIPPED, 0, NULL},
    {"header", PART, HEADER, NULL},
    {"headerf", PART, HEADER, NULL},
    {"headerl", PART, HEADER, NULL},
    {"headerr", PART, HEADER, NULL},
    {"hich", SCRIPT, 0, NULL},
    {"info", INFO, 0, NULL},
    {"intbl", IN_TABLE, 0, NULL},
    {"keywords", PROPERTY, 0, NULL},
    {"lchars", SKIPPED, 0, NULL},
    {"ldblquote", CHARACTER, 0, "\xe2\x80\x9c"},
    {"line", LINE, 0, NULL},
    {"listoverridetable", SKIPPED, 0, NULL},
    {"listtable", SKIPPED, 0, NULL},
    {"loch", SCRIPT, 0, NULL},
    {"lquote", CHARACTER, 0, "\xe2\x80\x98"},
    {"ltrmark", CHARACTER, 0, "\xe2\x80\x8e"},
    {"mac", CODE_PAGE, 10000, NULL},
    {"manager", PROPERTY, 0, NULL},
    {"nestcell", NESTED_CELL, 0, NULL},
    {"nestrow", NESTED_CELL, 0, NULL},
    {"nesttableprops", READ, 0, NULL},
    {"nonesttables", SKIPPED, 0, NULL},
    {"nonshppict", SKIPPED, 0, NULL},
    {"objclass", SKIPPED, 0, NULL},
    {"objdata", SKIPPED, 0, NULL},
    {"operator", PROPERTY, 0, NULL},
    {"page", PARAGRAPH, 0, NULL},
    {"par", PARAGRAPH, 0, NULL},
    {"pard", PARD, 0, NULL},
    {"pc", CODE_PAGE, 437, NULL},
    {"pca", CODE_PAGE, 850, NULL},
    {"pict", SKIPPED, 0, NULL},
    {"plain", PLAIN, 0, NULL},
    {"pntxta", SKIPPED, 0, NULL},
    {"pntxtb", SKIPPED, 0, NULL},
    {"qmspace", CHARACTER, 0, "\xe2\x80\x85"},
    {"rdblquote", CHARACTER, 0, "\xe2\x80\x9d"},
    {"row", ROW, 0, NULL},
    {"rquote", CHARACTER, 0, "\xe2\x80\x99"},
    {"rtlmark", CHARACTER, 0, "\xe2\x80\x8f"},
    {"rxe", SKIPPED, 0, NULL},
    {"sect", PARAGRAPH, 0, NULL},
    {"shpinst", READ, 0, NULL},
    {"shprslt", SKIPPED, 0, NULL},
    {"shptxt", READ, 1, NULL},
    {"softline", LINE, 0, NULL},
    {"sp", SKIPPED, 0, NULL},
    {"stylesheet", SKIPPED, 0, NULL},
    {"subject", PROPERTY, 0, NULL},
    {"tab", TAB, 0, NULL},
    {"tc", SKIPPED, 0, NULL},
    {"themedata", SKIPPED, 0, NULL},
    {"title", PROPERTY, 0, NULL},
    {"trowd", IN_TABLE, 0, NULL},
    {"txe", SKIPPED, 0, NULL},
    {"u", UNICODE, 0, NULL},
    {"uc", FALLBACK, 0, NULL},
    {"ud", UD, 0, NULL},
    {"upr", UPR, 0, NULL},
    {"xe", SKIPPED, 0, NULL},
    {"zwbo", CHARACTER, 0, "\xe2\x80\x8b"},
    {"zwj", CHARACTER, 0, "\xe2\x80\x8d"},
    {"zwnbo", CHARACTER, 0, "\xe2\x81\xa0"},
    {"zwnj", CHARACTER, 0, "\xe2\x80\x8c"},
};

static int compare(const void *key, const void *word) {
    return cn_str_compare(*(const struct cn_str *)key,
                          cn_str_of(((const struct word *)word)->name));
}

static const struct word *find(const struct cn_rtf *rtf) {
    struct cn_str name = {rtf->word, rtf->word_len};
    return bsearch(&name, words, sizeof words / sizeof *words, sizeof *words, compare);
}

/* ---- fonts and code pages ---- */

static uint16_t code_page_of(const struct cn_rtf *rtf, int64_t font) {
    uint16_t page = font >= 0 && font < CN_RTF_FONTS_MAX ? rtf->fonts[font] : 0;
    return page ? page : rtf->code_page;
}

static void use_code_page(struct cn_rtf *rtf, uint16_t code_page) {
    if (code_page != rtf->group.code_page)
        cn_rtf_settle(rtf);
    rtf->group.code_page = code_page;
}

static void use_font(struct cn_rtf *rtf, int64_t font) {
    if (rtf->group.to == CN_RTF_FONTS)
        rtf->font = font >= 0 && font < CN_RTF_FONTS_MAX ? (uint32_t)font : CN_RTF_FONTS_MAX;
    else
        use_code_page(rtf, code_page_of(rtf, font));
}

static void set_font(struct cn_rtf *rtf, uint16_t code_page) {
    if (rtf->group.to == CN_RTF_FONTS && rtf->font < CN_RTF_FONTS_MAX)
        rtf->fonts[rtf->font] = code_page;
}

static uint16_t number_of(const struct cn_rtf *rtf) {
    return rtf->number > 0 && rtf->number <= UINT16_MAX ? (uint16_t)rtf->number : 0;
}

void cn_rtf_default_font(struct cn_rtf *rtf) {
    use_code_page(rtf, code_page_of(rtf, rtf->default_font));
}

static void set_code_page(struct cn_rtf *rtf, uint16_t code_page) {
    if (code_page == 0)
        return;
    rtf->code_page = code_page;
    use_code_page(rtf, code_page);
}

/* ---- destinations ---- */

static void skip(struct cn_rtf *rtf) {
    cn_rtf_settle(rtf);
    rtf->group.to = CN_RTF_SKIP;
}

static void read_part(struct cn_rtf *rtf, uint8_t part, struct cn_span at) {
    if (rtf->group.to != CN_RTF_BODY)
        return;
    cn_rtf_part(rtf, part, at);
    cn_flow_paragraph(&rtf->flow, at);
}

static void read_property(struct cn_rtf *rtf, struct cn_span at) {
    if (!rtf->group.info)
        return;
    rtf->group.to = CN_RTF_BODY;
    read_part(rtf, PROPERTIES, at);
}

static void begin_info(struct cn_rtf *rtf) {
    if (rtf->group.to != CN_RTF_BODY)
        return;
    skip(rtf);
    rtf->group.info = true;
}

static void read_field(struct cn_rtf *rtf) {
    if (rtf->group.to == CN_RTF_CODE)
        return;
    rtf->coded |= rtf->group.to == CN_RTF_BODY;
    bool passed = rtf->group.to == CN_RTF_PASSED;
    skip(rtf);
    if (passed)
        rtf->group.to = CN_RTF_CODE;
}

/* ---- tables ---- */

static void end_cell(struct cn_rtf *rtf, struct cn_span at) {
    if (rtf->group.to != CN_RTF_BODY)
        return;
    rtf->group.in_table = true;
    cn_rtf_place(rtf, at);
    if (rtf->group.part == 0)
        cn_flow_cell_end(&rtf->flow, at);
    else
        cn_flow_blank(&rtf->flow, at);
}

static void end_row(struct cn_rtf *rtf, struct cn_span at) {
    if (rtf->group.to != CN_RTF_BODY)
        return;
    if (rtf->group.part == 0 && rtf->flow.table)
        cn_flow_row_end(&rtf->flow, at);
    else
        cn_flow_break(&rtf->flow, at);
    rtf->column = 0;
}

static void nested_cell(struct cn_rtf *rtf, struct cn_span at) {
    if (rtf->group.to == CN_RTF_BODY)
        cn_flow_blank(&rtf->flow, at);
}

/* ---- all words ---- */

static void separate(struct cn_rtf *rtf, enum kind kind, struct cn_span at) {
    cn_rtf_settle(rtf);
    if (rtf->group.to == CN_RTF_CODE)
        cn_rtf_code_unit(rtf, CN_STR(" "), at);
    if (rtf->group.to != CN_RTF_BODY)
        return;
    if (kind == TAB && !rtf->flow.cell && !rtf->group.in_table) {
        cn_rtf_place(rtf, at);
        cn_flow_unit(&rtf->flow, CN_STR("\t"), at);
        return;
    }
    cn_rtf_place(rtf, at);
    if (kind == TAB)
        cn_flow_blank(&rtf->flow, at);
    else if (kind == LINE)
        cn_flow_line(&rtf->flow, at);
    else
        cn_flow_paragraph(&rtf->flow, at);
}

static void unicode(struct cn_rtf *rtf, struct cn_span at) {
    rtf->to_skip = rtf->group.fallback;
    if (cn_rtf_takes(rtf))
        cn_rtf_unit(rtf, (uint32_t)rtf->number & 0xffff, at);
}

static void apply_text(struct cn_rtf *rtf, const struct word *word, struct cn_span at) {
    switch (word->kind) {
    case CHARACTER:
        cn_rtf_character(rtf, cn_str_of(word->text), at);
        break;
    case UNICODE:
        unicode(rtf, at);
        break;
    case FALLBACK:
        rtf->group.fallback = rtf->numbered ? number_of(rtf) : 1;
        break;
    case BINARY:
        rtf->binary = rtf->number > 0 ? (uint64_t)rtf->number : 0;
        break;
    case PARD:
        rtf->group.in_table = false;
        break;
    case IN_TABLE:
        rtf->group.in_table |= rtf->number != 0 || !rtf->numbered;
        break;
    case CELL:
        end_cell(rtf, at);
        break;
    case ROW:
        end_row(rtf, at);
        break;
    case NESTED_CELL:
        nested_cell(rtf, at);
        break;
    default:
        separate(rtf, word->kind, at);
        break;
    }
}

static void apply_font(struct cn_rtf *rtf, const struct word *word) {
    switch (word->kind) {
    case FONT:
        use_font(rtf, rtf->number);
        break;
    case SCRIPT_FONT:
        if (rtf->script_font && cn_rtf_takes(rtf))
            use_font(rtf, rtf->number);
        break;
    case FONT_CHARSET:
        set_font(rtf, cn_rtf_code_page(rtf->number, 0));
        break;
    case FONT_CODE_PAGE:
        set_font(rtf, number_of(rtf));
        break;
    case DEFAULT_FONT:
        rtf->default_font = number_of(rtf);
        break;
    case PLAIN:
        cn_rtf_default_font(rtf);
        break;
    case CODE_PAGE:
        set_code_page(rtf, word->number ? word->number : number_of(rtf));
        break;
    default:
        break;
    }
}

static void apply_destination(struct cn_rtf *rtf, const struct word *word, struct cn_span at) {
    switch (word->kind) {
    case SKIPPED:
        skip(rtf);
        break;
    case READ:
        if (word->number && rtf->group.to == CN_RTF_BODY)
            cn_flow_paragraph(&rtf->flow, at);
        break;
    case PART:
        read_part(rtf, (uint8_t)word->number, at);
        break;
    case END_NOTE:
        if (rtf->group.part == FOOTNOTE) {
            rtf->numbers[FOOTNOTE]--;
            read_part(rtf, ENDNOTE, at);
        }
        break;
    case PROPERTY:
        read_property(rtf, at);
        break;
    case INFO:
        begin_info(rtf);
        break;
    case FIELD:
        read_field(rtf);
        break;
    case UPR:
        rtf->group.outer = rtf->group.to;
        skip(rtf);
        break;
    case UD:
        rtf->group.to = rtf->group.outer;
        break;
    case FONT_TABLE:
        skip(rtf);
        rtf->group.to = CN_RTF_FONTS;
        break;
    default:
        break;
    }
}

static void apply(struct cn_rtf *rtf, const struct word *word, struct cn_span at) {
    if (word->kind >= SKIPPED && word->kind <= FONT_TABLE)
        apply_destination(rtf, word, at);
    else if (word->kind == END_NOTE)
        apply_destination(rtf, word, at);
    else if (word->kind >= FONT && word->kind <= CODE_PAGE)
        apply_font(rtf, word);
    else
        apply_text(rtf, word, at);
}

void cn_rtf_word(struct cn_rtf *rtf, struct cn_span at) {
    const struct word *word = find(rtf);
    bool stands_in = rtf->to_skip > 0 && !(word && (word->kind == UNICODE || word->kind == BINARY));
    bool script = word && word->kind == SCRIPT;
    if (stands_in && !(word && word->kind == CHARACTER))
        rtf->to_skip--;
    if (word && word->kind != CHARACTER && word->kind != UNICODE && word->kind != FALLBACK)
        cn_rtf_settle(rtf);
    if (word)
        apply(rtf, word, at);
    else if (rtf->starred)
        skip(rtf);
    rtf->opened = rtf->starred = false;
    rtf->script_font = script;
}

void cn_rtf_symbol(struct cn_rtf *rtf, char symbol, struct cn_span at) {
    rtf->starred |= symbol == '*' && rtf->opened;
    rtf->opened &= symbol == '*';
    switch (symbol) {
    case '~':
        cn_rtf_character(rtf, CN_STR("\xc2\xa0"), at);
        return;
    case '-':
        cn_rtf_character(rtf, CN_STR("\xc2\xad"), at);
        return;
    case '_':
        cn_rtf_character(rtf, CN_STR("\xe2\x80\x91"), at);
        return;
    case '\\':
    case '{':
    case '}':
        cn_rtf_character(rtf, (struct cn_str){&symbol, 1}, at);
        return;
    case '\r':
    case '\n':
        separate(rtf, PARAGRAPH, at);
        return;
    case '\t':
        separate(rtf, TAB, at);
        return;
    default:
        return;
    }
}
