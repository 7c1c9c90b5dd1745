/*
 * ooxml_sheet.c: the cells of a sheet, row by row, as they are shown or stored.
 *
 * A cell says where it stands; one that does not stands behind the one before it. Empty cells are
 * not laid down. A formula is not text, the value that was kept with it is.
 */
#include "read/ooxml.h"

#include "base/limits.h"

enum element { OTHER, C, FOOTER, HEADER, IS, LINK, ROW, RPH, T, V };

static const struct cn_xml_name names[] = {
    {"c", C},
    {"evenFooter", FOOTER},
    {"evenHeader", HEADER},
    {"firstFooter", FOOTER},
    {"firstHeader", HEADER},
    {"hyperlink", LINK},
    {"is", IS},
    {"oddFooter", FOOTER},
    {"oddHeader", HEADER},
    {"rPh", RPH},
    {"row", ROW},
    {"t", T},
    {"v", V},
};

struct sheet {
    struct cn_ooxml *ooxml;
    struct cn_office_flow *flow;
    struct cn_strings *strings;
    const struct cn_ooxml_dates *dates;
    uint32_t style;
    struct cn_buf value, text;
    uint32_t row, column;
    bool row_marked, on, phonetic, missing;
    enum { NUMBER, SHARED, BOOLEAN, STRING } type;
};

static enum element find(struct cn_str name) {
    return (enum element)cn_xml_find(names, sizeof names / sizeof *names, name);
}

/* ---- cells ---- */

static void open_cell(struct sheet *sheet, const char *const *attributes) {
    struct cn_str ref = {NULL, 0}, type = CN_STR("n"), style = {NULL, 0};
    for (; *attributes; attributes += 2) {
        if (attributes[0][0] == 'r' && !attributes[0][1])
            ref = cn_str_of(attributes[1]);
        if (attributes[0][0] == 't' && !attributes[0][1])
            type = cn_str_of(attributes[1]);
        if (attributes[0][0] == 's' && !attributes[0][1])
            style = cn_str_of(attributes[1]);
    }
    sheet->style = cn_xml_number(style, 0);
    uint32_t row, column;
    sheet->column += sheet->column < CN_SHEET_COLUMNS;
    if (ref.len > 0 && cn_cell_ref(ref, &row, &column)) {
        sheet->row_marked &= row == sheet->row;
        sheet->row = row;
        sheet->column = column;
    }
    sheet->type = STRING;
    if (cn_str_equal(type, CN_STR("n")))
        sheet->type = NUMBER;
    else if (cn_str_equal(type, CN_STR("s")))
        sheet->type = SHARED;
    else if (cn_str_equal(type, CN_STR("b")))
        sheet->type = BOOLEAN;
    cn_buf_clear(&sheet->value);
}

static struct cn_str looked_up(struct sheet *sheet, struct cn_str value) {
    struct cn_str string = {NULL, 0};
    if (value.len > 0 && !cn_strings_get(sheet->strings, cn_xml_number(value, UINT32_MAX), &string))
        sheet->missing = true;
    return string;
}

static struct cn_str shown(struct sheet *sheet) {
    struct cn_str value = cn_str_trim(cn_buf_str(&sheet->value));
    if (sheet->type == SHARED)
        return looked_up(sheet, value);
    if (sheet->type == BOOLEAN)
        return cn_str_equal(value, CN_STR("1")) ? CN_STR("TRUE") : CN_STR("FALSE");
    cn_buf_clear(&sheet->text);
    if (sheet->type == NUMBER)
        return cn_ooxml_date(sheet->dates, sheet->style, value, &sheet->text)
                   ? cn_buf_str(&sheet->text)
                   : value;
    cn_ooxml_unescape(&sheet->text, cn_buf_str(&sheet->value));
    return cn_buf_str(&sheet->text);
}

static void close_cell(struct sheet *sheet) {
    if (sheet->value.len == 0)
        return;
    struct cn_str text = shown(sheet);
    if (text.len == 0)
        return;
    if (!sheet->row_marked)
        cn_office_flow_row(sheet->flow, sheet->row);
    sheet->row_marked = true;
    cn_office_flow_cell(sheet->flow, sheet->column);
    cn_office_flow_text(sheet->flow, text);
    cn_office_flow_cell_end(sheet->flow);
}

static void open_row(struct sheet *sheet, const char *const *attributes) {
    uint32_t said = cn_xml_number(cn_xml_attribute(attributes, "r"), 0);
    sheet->row += sheet->row < CN_SHEET_ROWS;
    if (said >= 1 && said <= CN_SHEET_ROWS)
        sheet->row = said;
    sheet->column = 0;
    sheet->row_marked = false;
}

/* ---- what is printed above and below ---- */

/* Behind a '&' at `at`: how much of it is no text. */
static size_t code_length(struct cn_str text, size_t at) {
    size_t end = at + 1;
    if (end >= text.len)
        return 1;
    if (text.bytes[end] == '"') {
        for (end++; end < text.len && text.bytes[end] != '"';)
            end++;
        return end + 1 - at;
    }
    if (text.bytes[end] == 'K')
        return text.len - at < 8 ? text.len - at : 8;
    if (text.bytes[end] < '0' || text.bytes[end] > '9')
        return 2;
    while (end < text.len && text.bytes[end] >= '0' && text.bytes[end] <= '9')
        end++;
    return end - at;
}

/* Only what is text: the parts that stand left, right and in the middle become separate words. */
static struct cn_str margin_text(struct sheet *sheet) {
    struct cn_str text = cn_buf_str(&sheet->value);
    cn_buf_clear(&sheet->text);
    for (size_t i = 0; i < text.len;) {
        bool code = text.bytes[i] == '&';
        bool sign = code && i + 1 < text.len && text.bytes[i + 1] == '&';
        size_t len = sign ? 2 : code ? code_length(text, i) : 1;
        if (!code || sign)
            cn_buf_add_byte(&sheet->text, text.bytes[i]);
        else if (len == 2)
            cn_buf_add_byte(&sheet->text, ' ');
        i += len < text.len - i ? len : text.len - i;
    }
    return cn_str_trim(cn_buf_str(&sheet->text));
}

static void lay_margin(struct sheet *sheet, enum element element) {
    struct cn_str text = margin_text(sheet);
    enum cn_ooxml_kind kind = element == HEADER ? CN_OOXML_HEADER : CN_OOXML_FOOTER;
    cn_buf_clear(&sheet->value);
    if (text.len == 0)
        return;
    cn_office_flow_table_end(sheet->flow);
    cn_office_flow_part(sheet->flow, element == HEADER ? "header" : "footer",
                        ++sheet->ooxml->numbers[kind]);
    cn_office_flow_paragraph(sheet->flow);
    cn_office_flow_text(sheet->flow, text);
    cn_office_flow_paragraph_end(sheet->flow);
}

/* ---- links ---- */

/* They come behind the cells. */
static void lay_link(struct sheet *sheet, const char *const *attributes) {
    if (!cn_ooxml_is_link(attributes))
        return;
    cn_office_flow_table_end(sheet->flow);
    cn_ooxml_link(sheet->ooxml, attributes);
}

/* ---- all ---- */

static void open_element(void *self, struct cn_str name, const char *const *attributes) {
    struct sheet *sheet = self;
    enum element element = find(name);
    switch (element) {
    case ROW:
        open_row(sheet, attributes);
        break;
    case C:
        open_cell(sheet, attributes);
        break;
    case HEADER:
    case FOOTER:
        cn_buf_clear(&sheet->value);
        sheet->on = true;
        break;
    case LINK:
        lay_link(sheet, attributes);
        break;
    case RPH:
        sheet->phonetic = true;
        break;
    case T:
    case V:
        sheet->on = !sheet->phonetic;
        break;
    default:
        break;
    }
}

static void close_element(void *self, struct cn_str name) {
    struct sheet *sheet = self;
    enum element element = find(name);
    if (element == C)
        close_cell(sheet);
    if (element == ROW && sheet->row_marked)
        cn_office_flow_row_end(sheet->flow);
    if (element == HEADER || element == FOOTER)
        lay_margin(sheet, element);
    if (element == RPH)
        sheet->phonetic = false;
    if (element != OTHER && element != IS)
        sheet->on = false;
}

static void add_text(void *self, struct cn_str text) {
    struct sheet *sheet = self;
    if (sheet->on)
        cn_buf_add_str(&sheet->value, text);
}

static const struct cn_xml_sink sink = {open_element, close_element, add_text};

void cn_ooxml_sheet(struct cn_ooxml *ooxml, size_t part, struct cn_strings *strings,
                    const struct cn_ooxml_dates *dates) {
    struct sheet sheet = {.ooxml = ooxml, .flow = &ooxml->flow, .strings = strings, .dates = dates};
    cn_office_flow_table(sheet.flow, CN_HEADER_FIND);
    cn_ooxml_read(ooxml, part, &sink, &sheet);
    cn_office_flow_end(&ooxml->flow);
    if (sheet.missing)
        cn_office_fail(ooxml->extraction, CN_STATUS_PARTIAL, CN_E_DAMAGED,
                       ooxml->package.parts[part].name,
                       "cells refer to strings that are not there");
    if (sheet.value.failed || sheet.text.failed)
        ooxml->state = CN_FATAL;
    cn_buf_free(&sheet.value);
    cn_buf_free(&sheet.text);
}
