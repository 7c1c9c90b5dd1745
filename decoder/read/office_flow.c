/*
 * office_flow.c: see flow.h.
 *
 * What waits is a list in one buffer: a letter for what it is, a number, a length, bytes.
 */
#include "read/office_flow.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* ---- what waits ---- */

enum { WAIT_TEXT = 't', WAIT_BREAK = 'b', WAIT_PART = 'p' };

struct waiting {
    uint32_t kind, number;
    size_t len;
    const char *part;
};

static void lay_asides(struct cn_office_flow *flow);

static void wait_for(struct cn_office_flow *flow, struct waiting waiting, struct cn_str text) {
    waiting.len = text.len;
    cn_buf_add(&flow->asides, &waiting, sizeof waiting);
    cn_buf_add_str(&flow->asides, text);
    if (flow->asides.len > CN_ASIDES_MAX)
        lay_asides(flow);
}

/* ---- text ---- */

static void put(struct cn_office_flow *flow, struct cn_str text) {
    if (text.len == 0)
        return;
    flow->last = text.bytes[text.len - 1];
    if (flow->aside > 0)
        wait_for(flow, (struct waiting){.kind = WAIT_TEXT}, text);
    else
        cn_extract_text(flow->to, text);
}

static void mark_deleted(struct cn_office_flow *flow) {
    if (flow->deleted == 0 || flow->deleted_mark || flow->aside > 0 || flow->tables > 0)
        return;
    cn_extract_mark(flow->to, CN_MARK_PART, 0, CN_STR("deleted"));
    flow->deleted_mark = true;
}

static struct cn_str part_name(const struct cn_office_flow *flow) {
    return flow->part ? cn_str_of(flow->part) : CN_STR("");
}

static void unmark_deleted(struct cn_office_flow *flow) {
    if (!flow->deleted_mark)
        return;
    flow->deleted_mark = false;
    cn_extract_mark(flow->to, CN_MARK_PART, flow->part_number, part_name(flow));
    if (flow->paragraph > 0)
        cn_extract_mark(flow->to, CN_MARK_PARAGRAPH, flow->paragraph, CN_STR(""));
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == 0;
}

/* What is due before text. */
static void prepare(struct cn_office_flow *flow) {
    if (flow->aside == 0 && flow->tables > 0) {
        if (flow->cell_blank && !is_blank(flow->last))
            put(flow, CN_STR(" "));
        flow->cell_blank = false;
        flow->cell_text = true;
    }
    mark_deleted(flow);
    flow->aside_begun |= flow->aside > 0;
    flow->edit_text = true;
    flow->edited = false;
}

void cn_office_flow_text(struct cn_office_flow *flow, struct cn_str text) {
    size_t start = 0;
    if (text.len == 0)
        return;
    prepare(flow);
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.bytes[i] >= ' ')
            continue;
        put(flow, (struct cn_str){text.bytes + start, i - start});
        put(flow, CN_STR(" "));
        start = i + 1;
    }
    put(flow, (struct cn_str){text.bytes + start, text.len - start});
}

static bool in_cell(const struct cn_office_flow *flow) {
    return flow->aside == 0 && flow->tables > 0;
}

void cn_office_flow_line(struct cn_office_flow *flow) {
    prepare(flow);
    put(flow, in_cell(flow) ? CN_STR(" ") : CN_STR("\n"));
}

void cn_office_flow_tab(struct cn_office_flow *flow) {
    prepare(flow);
    put(flow, in_cell(flow) ? CN_STR(" ") : CN_STR("\t"));
}

static void line_break(struct cn_office_flow *flow) {
    if (flow->aside > 0 && flow->aside_begun)
        wait_for(flow, (struct waiting){.kind = WAIT_BREAK}, CN_STR(""));
    else if (flow->aside == 0)
        cn_extract_break(flow->to);
    flow->aside_begun = false;
    flow->last = '\n';
}

/* ---- paragraphs and parts ---- */

static void mark_part(struct cn_office_flow *flow, const char *part, uint32_t number) {
    cn_extract_mark(flow->to, CN_MARK_PART, number, part ? cn_str_of(part) : CN_STR(""));
}

static void lay(struct cn_office_flow *flow, const struct waiting *waiting, struct cn_str text) {
    if (waiting->kind == WAIT_TEXT)
        cn_extract_text(flow->to, text);
    else
        cn_extract_break(flow->to);
    if (waiting->kind == WAIT_PART && flow->tables == 0)
        mark_part(flow, waiting->part, waiting->number);
}

static void lay_asides(struct cn_office_flow *flow) {
    struct cn_str left = cn_buf_str(&flow->asides);
    if (left.len == 0)
        return;
    unmark_deleted(flow);
    if (flow->tables == 0)
        cn_extract_break(flow->to);
    while (left.len >= sizeof(struct waiting)) {
        struct waiting waiting;
        memcpy(&waiting, left.bytes, sizeof waiting);
        struct cn_str text = {left.bytes + sizeof waiting, waiting.len};
        lay(flow, &waiting, text);
        left.bytes = text.bytes + text.len;
        left.len -= sizeof waiting + text.len;
    }
    cn_buf_clear(&flow->asides);
    if (flow->tables == 0) {
        cn_extract_break(flow->to);
        mark_part(flow, flow->part, flow->part_number);
    }
    flow->last = '\n';
}

void cn_office_flow_paragraph(struct cn_office_flow *flow) {
    flow->edited = false;
    if (flow->aside > 0) {
        line_break(flow);
        return;
    }
    flow->paragraphs++;
    flow->cell_blank = flow->cell_text;
    if (flow->tables > 0)
        return;
    unmark_deleted(flow);
    line_break(flow);
    flow->paragraph++;
    cn_extract_mark(flow->to, CN_MARK_PARAGRAPH, flow->paragraph, CN_STR(""));
}

void cn_office_flow_paragraph_end(struct cn_office_flow *flow) {
    if (flow->aside > 0) {
        line_break(flow);
        return;
    }
    flow->paragraphs -= flow->paragraphs > 0;
    if (flow->tables > 0)
        return;
    unmark_deleted(flow);
    line_break(flow);
    if (flow->paragraphs == 0)
        lay_asides(flow);
}

void cn_office_flow_part(struct cn_office_flow *flow, const char *name, uint32_t number) {
    if (flow->aside > 0)
        return;
    lay_asides(flow);
    line_break(flow);
    if (!flow->part && name)
        flow->body_paragraph = flow->paragraph;
    flow->paragraph = name ? 0 : flow->body_paragraph;
    flow->part = name;
    flow->part_number = number;
    mark_part(flow, name, number);
}

void cn_office_flow_aside(struct cn_office_flow *flow, const char *part, uint32_t number) {
    flow->aside++;
    flow->aside_begun = true;
    line_break(flow);
    if (part)
        wait_for(flow, (struct waiting){.kind = WAIT_PART, .part = part, .number = number},
                 CN_STR(""));
}

void cn_office_flow_aside_end(struct cn_office_flow *flow) {
    if (flow->aside == 0)
        return;
    flow->aside_begun = true;
    line_break(flow);
    flow->aside--;
    flow->last = 'x'; /* of the paragraph that goes on: not known any more */
    if (flow->aside == 0 && flow->paragraphs == 0 && flow->tables == 0)
        lay_asides(flow);
}

void cn_office_flow_edit(struct cn_office_flow *flow, bool deleted) {
    if (flow->edited && !is_blank(flow->last))
        put(flow, CN_STR(" "));
    flow->edit_text = false;
    flow->deleted += deleted;
}

void cn_office_flow_edit_end(struct cn_office_flow *flow, bool deleted) {
    flow->deleted -= deleted && flow->deleted > 0;
    if (flow->deleted == 0)
        unmark_deleted(flow);
    flow->edited = flow->edit_text;
}

/* ---- tables ---- */

void cn_office_flow_table(struct cn_office_flow *flow, uint32_t header) {
    if (flow->aside > 0) {
        line_break(flow);
        return;
    }
    if (flow->tables++ > 0)
        return;
    unmark_deleted(flow);
    line_break(flow);
    cn_extract_mark(flow->to, CN_MARK_TABLE, header, CN_STR(""));
    flow->row = 0;
}

void cn_office_flow_row(struct cn_office_flow *flow, uint32_t number) {
    flow->cell_blank = flow->cell_text;
    if (flow->aside > 0 || flow->tables == 0)
        line_break(flow);
    if (flow->aside > 0 || flow->tables != 1)
        return;
    line_break(flow);
    flow->row = number > 0 ? number : flow->row + 1;
    flow->column = flow->cells = 0;
    cn_extract_mark(flow->to, CN_MARK_ROW, flow->row, CN_STR(""));
}

void cn_office_flow_cell(struct cn_office_flow *flow, uint32_t column) {
    flow->cell_blank = flow->cell_text;
    if (flow->aside > 0 && flow->aside_begun)
        put(flow, CN_STR("\t"));
    if (flow->aside > 0 || flow->tables != 1)
        return;
    if (flow->cells++ > 0)
        put(flow, CN_STR("\t"));
    flow->column = column > 0 ? column : flow->column + 1;
    flow->cell_text = flow->cell_blank = false;
    cn_extract_mark(flow->to, CN_MARK_CELL, flow->column, CN_STR(""));
}

void cn_office_flow_cell_end(struct cn_office_flow *flow) {
    flow->cell_blank = flow->cell_text;
    if (flow->aside == 0 && flow->tables == 1)
        cn_extract_mark(flow->to, CN_MARK_CELL_END, 0, CN_STR(""));
}

void cn_office_flow_row_end(struct cn_office_flow *flow) {
    if (flow->aside > 0 || flow->tables == 1)
        line_break(flow);
}

void cn_office_flow_table_end(struct cn_office_flow *flow) {
    if (flow->aside > 0 || flow->tables == 0 || --flow->tables > 0)
        return;
    line_break(flow);
    cn_extract_mark(flow->to, CN_MARK_TABLE_END, 0, CN_STR(""));
    flow->cell_text = flow->cell_blank = false;
    if (flow->paragraphs == 0)
        lay_asides(flow);
}

/* ---- all ---- */

void cn_office_flow_end(struct cn_office_flow *flow) {
    flow->aside = flow->paragraphs = flow->deleted = 0;
    unmark_deleted(flow);
    if (flow->tables > 0) {
        flow->tables = 1;
        cn_office_flow_table_end(flow);
    }
    lay_asides(flow);
    line_break(flow);
    flow->edited = false;
}

void cn_office_flow_place(struct cn_office_flow *flow, enum cn_mark_kind kind, uint32_t number,
                          struct cn_str name) {
    cn_office_flow_end(flow);
    flow->part = NULL;
    flow->part_number = flow->paragraph = flow->body_paragraph = 0;
    cn_extract_mark(flow->to, kind, number, name);
}

void cn_office_flow_free(struct cn_office_flow *flow) {
    cn_buf_free(&flow->asides);
}

uint64_t cn_office_flow_len(const struct cn_office_flow *flow) {
    return cn_extract_len(flow->to) + flow->asides.len;
}
