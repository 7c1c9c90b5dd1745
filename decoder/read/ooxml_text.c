/*
 * ooxml_text.c: running text: documents, headers, notes, comments, slides, drawings, charts.
 *
 * Word's and PowerPoint's elements for paragraphs, runs and tables share their local names, and no
 * name means one thing here and another there, so one reader does for all.
 *
 * A box of text is often written twice, for new programs and for old ones; the second is passed
 * over if the first held text.
 */
#include "read/ooxml.h"

#include "base/limits.h"

#include <string.h>

enum element {
    OTHER,
    ALTERNATE,
    AUTHOR,
    BR,
    CELL,
    CHOICE,
    CM,
    COMMENT,
    DEL,
    DESCRIBED,
    ENDNOTE,
    FALLBACK,
    FIELD,
    FOOTNOTE,
    HYPHEN,
    INS,
    P,
    PROPERTY,
    R,
    ROW,
    RPH,
    RT,
    SPAN,
    STRING,
    T,
    TAB,
    TABLE,
    TABS,
    TEXTPATH,
    TXBX,
    V
};

static const struct cn_xml_name names[] = {
    {"AlternateContent", ALTERNATE},
    {"Choice", CHOICE},
    {"Company", PROPERTY},
    {"Fallback", FALLBACK},
    {"Manager", PROPERTY},
    {"author", AUTHOR},
    {"br", BR},
    {"cNvPr", DESCRIBED},
    {"cacheField", FIELD},
    {"category", PROPERTY},
    {"cm", CM},
    {"cmAuthor", AUTHOR},
    {"comment", COMMENT},
    {"cr", BR},
    {"creator", PROPERTY},
    {"del", DEL},
    {"delText", T},
    {"description", PROPERTY},
    {"docPr", DESCRIBED},
    {"endnote", ENDNOTE},
    {"footnote", FOOTNOTE},
    {"gridSpan", SPAN},
    {"ins", INS},
    {"keywords", PROPERTY},
    {"lastModifiedBy", PROPERTY},
    {"lpwstr", PROPERTY},
    {"moveFrom", DEL},
    {"moveTo", INS},
    {"noBreakHyphen", HYPHEN},
    {"p", P},
    {"person", AUTHOR},
    {"ptab", TAB},
    {"r", R},
    {"rPh", RPH},
    {"rt", RT},
    {"s", STRING},
    {"subject", PROPERTY},
    {"t", T},
    {"tab", TAB},
    {"tabs", TABS},
    {"tbl", TABLE},
    {"tc", CELL},
    {"text", V},
    {"textpath", TEXTPATH},
    {"threadedComment", COMMENT},
    {"title", PROPERTY},
    {"tr", ROW},
    {"txbxContent", TXBX},
    {"v", V},
};

/* A place where one of several is to be read. */
struct choice {
    uint64_t before; /* text laid down before the first of them */
    bool told;       /* one of them held text */
};

struct text {
    struct cn_office_flow *flow;
    enum cn_ooxml_kind kind;
    uint32_t *number;
    bool on;       /* characters count */
    unsigned skip; /* elements deep in what is passed over */
    unsigned tabs; /* the same, in a list of where tabs stop */
    struct choice choices[CN_XML_DEPTH];
    unsigned alternates;
    bool cell;    /* in a comment that stands at a cell */
    bool *linked; /* it says where links point to, or has codes of fields */
};

bool cn_cell_ref(struct cn_str ref, uint32_t *row, uint32_t *column) {
    size_t i = 0;
    uint32_t letters = 0;
    if (ref.len == 0)
        return false;
    for (; i < ref.len && i < 4 && ref.bytes[i] >= 'A' && ref.bytes[i] <= 'Z'; i++)
        letters = letters * 26 + (uint32_t)(ref.bytes[i] - 'A') + 1;
    uint32_t digits = cn_xml_number((struct cn_str){ref.bytes + i, ref.len - i}, 0);
    if (letters < 1 || letters > CN_SHEET_COLUMNS || digits < 1 || digits > CN_SHEET_ROWS)
        return false;
    *row = digits;
    *column = letters;
    return true;
}

/* ---- what begins ---- */

/* A note or a comment: a part of its own. What only separates notes from text is none. */
static void open_note(struct text *text, const char *part, const char *const *attributes) {
    struct cn_str type = cn_xml_attribute(attributes, "type");
    uint32_t row, column;
    if (type.bytes && !cn_str_equal(type, CN_STR("normal")))
        return;
    cn_office_flow_part(text->flow, part, ++*text->number);
    text->cell = cn_cell_ref(cn_xml_attribute(attributes, "ref"), &row, &column);
    if (!text->cell)
        return;
    cn_office_flow_table(text->flow, 0);
    cn_office_flow_row(text->flow, row);
    cn_office_flow_cell(text->flow, column);
}

static void close_note(struct text *text) {
    if (text->cell) {
        cn_office_flow_cell_end(text->flow);
        cn_office_flow_row_end(text->flow);
        cn_office_flow_table_end(text->flow);
    }
    text->cell = false;
}

/* A string that stands beside the text. */
static void lay_aside(struct text *text, struct cn_str string) {
    if (string.len == 0)
        return;
    cn_office_flow_aside(text->flow, NULL, 0);
    cn_office_flow_text(text->flow, string);
    cn_office_flow_aside_end(text->flow);
}

/* What is seen on a picture, for those who do not see it. Word says it twice. */
static void open_described(struct text *text, struct cn_str name, const char *const *attributes) {
    if (cn_str_equal(name, CN_STR("docPr")) == (text->kind >= CN_OOXML_SHEET))
        return;
    uint64_t before = cn_office_flow_len(text->flow);
    lay_aside(text, cn_xml_attribute(attributes, "title"));
    lay_aside(text, cn_xml_attribute(attributes, "descr"));
    if (text->alternates > 0) /* it is no box of text */
        text->choices[text->alternates - 1].before += cn_office_flow_len(text->flow) - before;
}

static void open_choice(struct text *text) {
    struct choice *choice = &text->choices[text->alternates > 0 ? text->alternates - 1 : 0];
    if (text->alternates == 0)
        return;
    choice->told |= cn_office_flow_len(text->flow) != choice->before;
    if (choice->told)
        text->skip = 1;
}

static void open_alternate(struct text *text) {
    if (text->alternates < CN_XML_DEPTH)
        text->choices[text->alternates++] = (struct choice){cn_office_flow_len(text->flow), false};
}

/* Excel's text of a cell's comment stands in one cell; all else is a paragraph of its own. */
static void open_value(struct text *text, bool on) {
    if (on)
        cn_office_flow_paragraph(text->flow);
    text->on = on;
}

/* An attribute that is text. */
static void lay_paragraph(struct text *text, struct cn_str string) {
    if (string.len == 0)
        return;
    cn_office_flow_paragraph(text->flow);
    cn_office_flow_text(text->flow, string);
    cn_office_flow_paragraph_end(text->flow);
}

/* Who has written comments: the text of the element, or an attribute. */
static void open_author(struct text *text, const char *const *attributes) {
    struct cn_str name = cn_xml_attribute(attributes, "name");
    if (text->kind != CN_OOXML_COMMENTS)
        return;
    cn_office_flow_part(text->flow, "comment author", 0);
    lay_paragraph(text, name.len > 0 ? name : cn_xml_attribute(attributes, "displayName"));
    open_value(text, true);
}

static void open_container(struct text *text, enum element element) {
    struct cn_office_flow *flow = text->flow;
    switch (element) {
    case TABLE:
        cn_office_flow_table(flow, CN_HEADER_FIND);
        break;
    case ROW:
        cn_office_flow_row(flow, 0);
        break;
    case CELL:
        cn_office_flow_cell(flow, 0);
        break;
    case P:
        cn_office_flow_paragraph(flow);
        break;
    case DEL:
    case INS:
        cn_office_flow_edit(flow, element == DEL);
        break;
    case RT:
    case TXBX:
        cn_office_flow_aside(flow, NULL, 0);
        break;
    case ALTERNATE:
        open_alternate(text);
        break;
    case CHOICE:
    case FALLBACK:
        open_choice(text);
        break;
    default:
        break;
    }
}

static void open_leaf(struct text *text, enum element element, const char *const *attributes) {
    struct cn_office_flow *flow = text->flow;
    switch (element) {
    case T:
        text->on = true;
        break;
    case V:
        open_value(text, true);
        break;
    case PROPERTY:
        open_value(text, text->kind == CN_OOXML_PROPERTIES);
        break;
    case TAB:
        if (text->tabs == 0)
            cn_office_flow_tab(flow);
        break;
    case BR:
        cn_office_flow_line(flow);
        break;
    case HYPHEN:
        cn_office_flow_text(flow, CN_STR("-"));
        break;
    case SPAN:
        if (flow->tables == 1 && flow->aside == 0)
            flow->column += cn_xml_number(cn_xml_attribute(attributes, "val"), 1) % 1024 - 1;
        break;
    case TEXTPATH:
        lay_aside(text, cn_xml_attribute(attributes, "string"));
        break;
    case FOOTNOTE:
        open_note(text, "footnote", attributes);
        break;
    case ENDNOTE:
        open_note(text, "endnote", attributes);
        break;
    case CM:
    case COMMENT:
        open_note(text, "comment", attributes);
        lay_paragraph(text, cn_xml_attribute(attributes, "author"));
        break;
    case AUTHOR:
        open_author(text, attributes);
        break;
    case STRING:
    case FIELD:
        if (text->kind == CN_OOXML_CACHE)
            lay_paragraph(text, cn_xml_attribute(attributes, element == FIELD ? "name" : "v"));
        break;
    default:
        open_container(text, element);
    }
}

static void open_element(void *self, struct cn_str name, const char *const *attributes) {
    struct text *text = self;
    enum element element = (enum element)cn_xml_find(names, sizeof names / sizeof *names, name);
    if (text->skip > 0) {
        text->skip++;
        return;
    }
    if (element == RPH)
        text->skip = 1;
    text->tabs += element == TABS;
    if (element == DESCRIBED)
        open_described(text, name, attributes);
    if (element != OTHER)
        open_leaf(text, element, attributes);
    else if (!*text->linked)
        *text->linked = cn_ooxml_points(name, attributes);
}

/* ---- what ends ---- */

static void close_container(struct text *text, enum element element) {
    struct cn_office_flow *flow = text->flow;
    switch (element) {
    case TABLE:
        cn_office_flow_table_end(flow);
        break;
    case ROW:
        cn_office_flow_row_end(flow);
        break;
    case CELL:
        cn_office_flow_cell_end(flow);
        break;
    case P:
        cn_office_flow_paragraph_end(flow);
        break;
    case DEL:
    case INS:
        cn_office_flow_edit_end(flow, element == DEL);
        break;
    case RT:
    case TXBX:
        cn_office_flow_aside_end(flow);
        break;
    case ALTERNATE:
        text->alternates -= text->alternates > 0;
        break;
    default:
        break;
    }
}

static void close_element(void *self, struct cn_str name) {
    struct text *text = self;
    enum element element = (enum element)cn_xml_find(names, sizeof names / sizeof *names, name);
    if (text->skip > 0 && --text->skip > 0)
        return;
    switch (element) {
    case T:
        text->on = false;
        break;
    case AUTHOR:
    case PROPERTY:
    case V:
        if (text->on || element == V)
            cn_office_flow_paragraph_end(text->flow);
        text->on = false;
        break;
    case TABS:
        text->tabs -= text->tabs > 0;
        break;
    case FOOTNOTE:
    case ENDNOTE:
    case CM:
    case COMMENT:
        close_note(text);
        break;
    default:
        close_container(text, element);
    }
}

static void add_text(void *self, struct cn_str string) {
    struct text *text = self;
    if (text->on && text->skip == 0)
        cn_office_flow_text(text->flow, string);
}

static const struct cn_xml_sink sink = {open_element, close_element, add_text};

/* ---- parts ---- */

static const char *const part_names[CN_OOXML_TEXTS] = {[CN_OOXML_HEADER] = "header",
                                                       [CN_OOXML_FOOTER] = "footer",
                                                       [CN_OOXML_GLOSSARY] = "building blocks",
                                                       [CN_OOXML_NOTES] = "notes",
                                                       [CN_OOXML_DRAWING] = "drawing",
                                                       [CN_OOXML_CHART] = "chart",
                                                       [CN_OOXML_DIAGRAM] = "diagram",
                                                       [CN_OOXML_MASTER] = "master",
                                                       [CN_OOXML_CACHE] = "cache",
                                                       [CN_OOXML_PROPERTIES] = "properties"};

void cn_ooxml_text(struct cn_ooxml *ooxml, size_t part) {
    enum cn_ooxml_kind kind = (enum cn_ooxml_kind)ooxml->kinds[part];
    struct text text = {.flow = &ooxml->flow,
                        .kind = kind,
                        .number = &ooxml->numbers[kind],
                        .linked = &ooxml->linked[part]};
    if (part_names[kind])
        cn_office_flow_part(&ooxml->flow, part_names[kind], ++*text.number);
    cn_ooxml_read(ooxml, part, &sink, &text);
    cn_office_flow_end(&ooxml->flow);
}

/* A package in one file holds what its parts refer to as well. */
enum cn_severity cn_ooxml_text_source(struct cn_ooxml *ooxml) {
    const struct cn_extraction *extraction = ooxml->extraction;
    uint32_t number = 0;
    bool linked = false;
    struct text text = {
        .flow = &ooxml->flow, .kind = CN_OOXML_DOCUMENT, .number = &number, .linked = &linked};
    enum cn_severity severity = cn_xml_source(ooxml->extraction, extraction->source, &sink, &text);
    cn_office_flow_end(&ooxml->flow);
    if (linked && severity != CN_FATAL && severity != CN_SKIP)
        severity = cn_ooxml_links_source(ooxml);
    return ooxml->flow.asides.failed ? CN_FATAL : severity;
}
