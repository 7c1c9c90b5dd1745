/*
 * odf_text.c: the text of an OpenDocument part.
 *
 * Characters count in paragraphs and headings only. What stands in a paragraph but is not of it (a
 * note, a box, a comment) turns them off until a paragraph of its own turns them on again: so the
 * innermost element that has a say decides, and a stack remembers it for those around it.
 *
 * A cell or row that is repeated is laid down once; its repetitions are counted only.
 */
#include "read/odf.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

enum element {
    OTHER,
    ANNOTATION,
    BODY,
    CELL,
    DELETION,
    DESCRIPTION,
    DOCUMENT,
    FOOTER,
    FRAME,
    HEADER,
    HIDDEN,
    LINE,
    MASTER,
    META,
    METADATA,
    NOTE,
    NOTES,
    OFF,
    P,
    PAGE,
    ROW,
    SHEETS,
    SPACES,
    STYLE,
    TAB,
    TABLE,
    TABLE_STYLE
};

static const struct cn_xml_name names[] = {
    {"annotation", ANNOTATION},
    {"binary-data", OFF},
    {"body", BODY},
    {"caption", FRAME},
    {"connector", FRAME},
    {"covered-table-cell", CELL},
    {"creator", META},
    {"custom-shape", FRAME},
    {"deletion", DELETION},
    {"desc", DESCRIPTION},
    {"description", META},
    {"document-content", DOCUMENT},
    {"event-listeners", OFF},
    {"footer", FOOTER},
    {"footer-first", FOOTER},
    {"footer-left", FOOTER},
    {"frame", FRAME},
    {"g", FRAME},
    {"h", P},
    {"header", HEADER},
    {"header-first", HEADER},
    {"header-left", HEADER},
    {"hidden-text", HIDDEN},
    {"initial-creator", META},
    {"keyword", META},
    {"line-break", LINE},
    {"master-page", MASTER},
    {"meta", METADATA},
    {"note", NOTE},
    {"note-citation", OFF},
    {"notes", NOTES},
    {"p", P},
    {"page", PAGE},
    {"ruby-text", OFF},
    {"s", SPACES},
    {"script", OFF},
    {"spreadsheet", SHEETS},
    {"style", STYLE},
    {"subject", META},
    {"tab", TAB},
    {"table", TABLE},
    {"table-cell", CELL},
    {"table-properties", TABLE_STYLE},
    {"table-row", ROW},
    {"title", META},
    {"user-defined", META},
};

/* What an element has changed, to be put back where it ends. */
struct level {
    unsigned char element;
    bool on;    /* before it */
    bool inner; /* it stands aside, or is a part or sheet */
};

struct cn_odf_text {
    struct cn_odf *odf;
    struct cn_office_flow *flow;
    enum cn_odf_part part;
    struct level levels[CN_XML_DEPTH + 1];
    unsigned depth;
    bool on, blank; /* characters count; the last one was a blank */
    unsigned tables;
    uint32_t row, rows, column, columns; /* and how often the present ones are repeated */
    bool row_open;
    struct cn_buf value; /* of a cell that says it without a paragraph */
    bool cell_told;
    bool old_sheets;      /* it is a spreadsheet of OpenOffice 1: they stand in the body */
    struct cn_buf style;  /* the name of the style that is being read */
    struct cn_buf hidden; /* names of tables' styles that hide them, each with a NUL */
};

static void put(struct cn_odf_text *text, struct cn_str string);

/* ---- cells ---- */

static uint32_t repeated(const char *const *attributes, const char *name, uint32_t most) {
    uint32_t number = cn_xml_number(cn_xml_attribute(attributes, name), 1);
    return number < 1 ? 1 : number > most ? most : number;
}

/* Are rows and cells here those of a table that is one, not of one inside a cell or a box? */
static bool marked(const struct cn_odf_text *text) {
    return text->tables == 1 && text->flow->aside == 0;
}

/* They are marked once they have something in them. */
static void mark_cell(struct cn_odf_text *text) {
    if (!marked(text) || text->cell_told)
        return;
    if (!text->row_open)
        cn_office_flow_row(text->flow, text->row);
    text->row_open = true;
    cn_office_flow_cell(text->flow, text->column);
    text->cell_told = true;
}

static void open_row(struct cn_odf_text *text, const char *const *attributes) {
    if (!marked(text))
        return;
    text->row += text->rows;
    text->rows = repeated(attributes, "number-rows-repeated", CN_SHEET_ROWS);
    if (text->row > CN_SHEET_ROWS)
        text->row = CN_SHEET_ROWS;
    text->column = 1;
    text->columns = 0;
    text->row_open = false;
}

static void open_cell(struct cn_odf_text *text, const char *const *attributes) {
    if (!marked(text)) {
        cn_office_flow_cell(text->flow, 0);
        return;
    }
    text->column += text->columns;
    text->columns = repeated(attributes, "number-columns-repeated", CN_SHEET_COLUMNS);
    if (text->column > CN_SHEET_COLUMNS)
        text->column = CN_SHEET_COLUMNS;
    text->cell_told = false;
    cn_buf_clear(&text->value);
    cn_buf_add_str(&text->value, cn_xml_attribute(attributes, "string-value"));
}

static void close_cell(struct cn_odf_text *text) {
    if (!marked(text)) {
        cn_office_flow_cell_end(text->flow);
        return;
    }
    if (!text->cell_told && text->value.len > 0)
        put(text, cn_buf_str(&text->value));
    if (text->cell_told)
        cn_office_flow_cell_end(text->flow);
    text->cell_told = false;
    cn_buf_clear(&text->value);
}

static bool is_hidden(const struct cn_odf_text *text, struct cn_str style) {
    struct cn_str left = cn_buf_str(&text->hidden), name;
    while (style.len > 0 && cn_str_split(&left, '\0', &name))
        if (cn_str_equal(name, style))
            return true;
    return false;
}

/* A table in a spreadsheet is a sheet. */
static void open_table(struct cn_odf_text *text, const char *const *attributes, bool sheet) {
    if (text->tables == 0 && sheet)
        cn_office_flow_place(text->flow,
                             is_hidden(text, cn_xml_attribute(attributes, "style-name"))
                                 ? CN_MARK_HIDDEN
                                 : CN_MARK_SHEET,
                             ++text->odf->numbers.sheets, cn_xml_attribute(attributes, "name"));
    if (text->tables == 0 && sheet)
        cn_office_flow_text(text->flow, cn_xml_attribute(attributes, "name"));
    mark_cell(text);
    cn_office_flow_table(text->flow, CN_HEADER_FIND);
    if (text->flow->aside > 0 || text->tables++ > 0)
        return;
    text->row = 1;
    text->rows = 0;
}

static void close_table(struct cn_odf_text *text) {
    cn_office_flow_table_end(text->flow);
    if (text->flow->aside == 0 && text->tables > 0)
        text->tables--;
}

/* ---- styles ---- */

static void note_style(struct cn_odf_text *text, const char *const *attributes) {
    if (!cn_str_equal(cn_xml_attribute(attributes, "display"), CN_STR("false")) ||
        text->hidden.len > CN_ASIDES_MAX || text->style.len == 0)
        return;
    cn_buf_add_str(&text->hidden, cn_buf_str(&text->style));
    cn_buf_add_byte(&text->hidden, '\0');
}

/* ---- text ---- */

static void put(struct cn_odf_text *text, struct cn_str string) {
    mark_cell(text);
    cn_office_flow_text(text->flow, string);
}

static void put_spaces(struct cn_odf_text *text, uint32_t count) {
    static const char blanks[] = "                ";
    for (count = count > 1024 ? 1024 : count; count > 0;) {
        uint32_t some = count < 16 ? count : 16;
        put(text, (struct cn_str){blanks, some});
        count -= some;
    }
    text->blank = false;
}

/* Blanks and line ends are one blank, and none at the beginning. */
static void add_text(void *self, struct cn_str string) {
    struct cn_odf_text *text = self;
    size_t start = 0;
    if (!text->on)
        return;
    for (size_t i = 0; i < string.len; i++) {
        bool blank = (unsigned char)string.bytes[i] <= ' ';
        bool keeps = !blank || (!text->blank && string.bytes[i] == ' ');
        if (!keeps) {
            if (i > start)
                put(text, (struct cn_str){string.bytes + start, i - start});
            if (!text->blank)
                put(text, CN_STR(" "));
            start = i + 1;
        }
        text->blank = blank;
    }
    if (string.len > start)
        put(text, (struct cn_str){string.bytes + start, string.len - start});
}

static void open_paragraph(struct cn_odf_text *text) {
    mark_cell(text);
    cn_office_flow_paragraph(text->flow);
    text->on = text->blank = true;
}

static bool is_in(const struct cn_odf_text *text, enum element element) {
    return text->depth > 0 && text->levels[text->depth - 1].element == element;
}

/* A field in a text is called as what it shows; a comment says by whom it is, and a picture what is
 * seen on it. */
static bool in_metadata(const struct cn_odf_text *text) {
    bool inside = text->part == CN_ODF_META || is_in(text, ANNOTATION) || is_in(text, FRAME);
    for (unsigned i = 0; text->part == CN_ODF_FLAT && i < text->depth; i++)
        inside |= text->levels[i].element == METADATA;
    return inside;
}

/* ---- what stands aside ---- */

static bool open_note(struct cn_odf_text *text, const char *const *attributes) {
    struct cn_odf_numbers *numbers = &text->odf->numbers;
    bool end = cn_str_equal(cn_xml_attribute(attributes, "note-class"), CN_STR("endnote"));
    uint32_t number = end ? ++numbers->endnotes : ++numbers->notes;
    cn_office_flow_aside(text->flow, end ? "endnote" : "footnote", number);
    text->on = false;
    return true;
}

static bool open_aside(struct cn_odf_text *text, enum element element) {
    text->on = false;
    if (element == ANNOTATION)
        cn_office_flow_aside(text->flow, "comment", ++text->odf->numbers.comments);
    else if (text->flow->paragraphs > 0 || text->flow->aside > 0 || text->tables > 0)
        cn_office_flow_aside(text->flow, NULL, 0);
    else
        return false;
    return true;
}

static bool open_part(struct cn_odf_text *text, const char *name, uint32_t *number) {
    if (text->flow->aside > 0)
        return false;
    cn_office_flow_part(text->flow, name, ++*number);
    return true;
}

static enum element parent(const struct cn_odf_text *text) {
    return text->depth > 1 ? (enum element)text->levels[text->depth - 2].element : OTHER;
}

/* ---- elements ---- */

/* Whether it is something that ends with it. */
static bool open_structure(struct cn_odf_text *text, enum element element,
                           const char *const *attributes) {
    struct cn_odf_numbers *numbers = &text->odf->numbers;
    switch (element) {
    case ANNOTATION:
    case FRAME:
        return open_aside(text, element);
    case NOTE:
        return open_note(text, attributes);
    case DELETION:
        return open_part(text, "deleted", &numbers->deleted);
    case HEADER:
        return parent(text) == MASTER && open_part(text, "header", &numbers->headers);
    case FOOTER:
        return parent(text) == MASTER && open_part(text, "footer", &numbers->footers);
    case MASTER:
        return open_part(text, "master", &numbers->masters);
    case NOTES:
        if (numbers->slides > 0)
            cn_office_flow_part(text->flow, "notes", numbers->slides);
        return numbers->slides > 0;
    case PAGE:
        cn_office_flow_place(text->flow, CN_MARK_SLIDE, ++numbers->slides, CN_STR(""));
        return false;
    default:
        return false;
    }
}

static void open_leaf(struct cn_odf_text *text, enum element element,
                      const char *const *attributes) {
    switch (element) {
    case P:
        open_paragraph(text);
        break;
    case SPACES:
        if (text->on)
            put_spaces(text, repeated(attributes, "c", 1024));
        break;
    case TAB:
        if (text->on)
            cn_office_flow_tab(text->flow);
        break;
    case LINE:
        if (text->on)
            cn_office_flow_line(text->flow);
        break;
    case HIDDEN:
        if (text->on)
            put(text, cn_xml_attribute(attributes, "string-value"));
        text->on = false;
        break;
    case OFF:
        text->on = false;
        break;
    case STYLE:
        cn_buf_clear(&text->style);
        cn_buf_add_str(&text->style, cn_xml_attribute(attributes, "name"));
        break;
    case TABLE_STYLE:
        note_style(text, attributes);
        break;
    default:
        break;
    }
}

static void open_element(void *self, struct cn_str name, const char *const *attributes) {
    struct cn_odf_text *text = self;
    enum element element = (enum element)cn_xml_find(names, sizeof names / sizeof *names, name);
    struct level *level = &text->levels[text->depth];
    if (element == META)
        element = in_metadata(text) ? P : OTHER;
    if (element == DESCRIPTION)
        element = is_in(text, FRAME) ? P : OFF;
    if (element == BODY)
        element = text->old_sheets ? SHEETS : OTHER;
    text->old_sheets |= element == DOCUMENT &&
                        cn_str_equal(cn_xml_attribute(attributes, "class"), CN_STR("spreadsheet"));
    text->depth += text->depth < CN_XML_DEPTH;
    *level = (struct level){.element = (unsigned char)element, .on = text->on};
    if (!text->odf->linked && (element == OTHER || element == OFF))
        text->odf->linked = cn_odf_is_link(text->odf, attributes);
    if (element == OTHER)
        return;
    if (element == TABLE)
        open_table(text, attributes, parent(text) == SHEETS && text->part != CN_ODF_OBJECT);
    else if (element == ROW)
        open_row(text, attributes);
    else if (element == CELL)
        open_cell(text, attributes);
    else
        open_leaf(text, element, attributes);
    level->inner = open_structure(text, element, attributes);
}

static void close_inner(struct cn_odf_text *text, enum element element) {
    if (element == ANNOTATION || element == FRAME || element == NOTE)
        cn_office_flow_aside_end(text->flow);
    else
        cn_office_flow_part(text->flow, NULL, 0);
}

static void close_element(void *self, struct cn_str name) {
    struct cn_odf_text *text = self;
    (void)name;
    if (text->depth == 0)
        return;
    struct level level = text->levels[--text->depth];
    if (level.inner)
        close_inner(text, (enum element)level.element);
    if (level.element == P)
        cn_office_flow_paragraph_end(text->flow);
    if (level.element == TABLE)
        close_table(text);
    if (level.element == CELL)
        close_cell(text);
    if (level.element == ROW && (!marked(text) || text->row_open))
        cn_office_flow_row_end(text->flow);
    text->on = level.on;
    if (level.element == P || level.inner)
        text->blank = false;
}

const struct cn_xml_sink cn_odf_sink = {open_element, close_element, add_text};

struct cn_odf_text *cn_odf_text_new(struct cn_odf *odf, enum cn_odf_part part) {
    struct cn_odf_text *text = calloc(1, sizeof *text);
    if (!text)
        return NULL;
    text->odf = odf;
    text->flow = &odf->flow;
    text->part = part;
    if (part == CN_ODF_META)
        cn_office_flow_part(text->flow, "properties", 0);
    if (part == CN_ODF_OBJECT)
        cn_office_flow_part(text->flow, "object", ++odf->numbers.objects);
    return text;
}

bool cn_odf_text_free(struct cn_odf_text *text) {
    struct cn_office_flow *flow = text->flow;
    bool good = !text->value.failed && !text->style.failed && !text->hidden.failed;
    cn_office_flow_end(flow);
    cn_buf_free(&text->value);
    cn_buf_free(&text->style);
    cn_buf_free(&text->hidden);
    free(text);
    return good && !flow->asides.failed;
}
