/*
 * flow.c: blanks and line ends that wait for what follows them.
 */
#include "read/flow.h"

/* Lays down what separates: it stands for what was met in the source. */
static void separate(struct cn_flow *flow, const char *what, struct cn_span source) {
    cn_extract_unit(flow->to, cn_str_of(what), source);
    flow->last = *what;
}

/* A line end, if one is needed for the next line to begin. */
static void end_line(struct cn_flow *flow, struct cn_span source) {
    if (flow->last != 0 && flow->last != '\n')
        separate(flow, "\n", flow->line ? flow->break_at : source);
    flow->line = flow->blank = flow->begun = false;
}

static void mark_paragraph(struct cn_flow *flow) {
    if (flow->fresh)
        flow->paragraphs++;
    flow->fresh = false;
    cn_extract_mark(flow->to, CN_MARK_PARAGRAPH, flow->paragraphs, (struct cn_str){NULL, 0});
}

/* What was wanted is laid down: text follows. */
static void settle(struct cn_flow *flow) {
    if (flow->line)
        end_line(flow, flow->break_at);
    if (flow->blank && flow->begun)
        separate(flow, " ", flow->blank_at);
    flow->blank = false;
    flow->begun = true;
    if (flow->fresh && !flow->table)
        mark_paragraph(flow);
}

static bool waits(const struct cn_flow *flow) {
    return flow->line || flow->blank || !flow->begun || (flow->fresh && !flow->table);
}

void cn_flow_copy(struct cn_flow *flow, struct cn_str text, uint64_t source) {
    if (text.len == 0)
        return;
    if (waits(flow))
        settle(flow);
    cn_extract_copy(flow->to, text, source);
    flow->last = text.bytes[text.len - 1];
}

void cn_flow_unit(struct cn_flow *flow, struct cn_str text, struct cn_span source) {
    if (text.len == 0)
        return;
    if (waits(flow))
        settle(flow);
    cn_extract_unit(flow->to, text, source);
    flow->last = text.bytes[text.len - 1];
}

void cn_flow_blank(struct cn_flow *flow, struct cn_span at) {
    if (flow->blank || flow->line || !flow->begun)
        return;
    flow->blank = true;
    flow->blank_at = at;
}

void cn_flow_break(struct cn_flow *flow, struct cn_span at) {
    if (flow->cell)
        cn_flow_blank(flow, at);
    else if (!flow->line) {
        flow->line = true;
        flow->break_at = at;
    }
}

void cn_flow_line(struct cn_flow *flow, struct cn_span at) {
    if (flow->cell) {
        cn_flow_blank(flow, at);
        return;
    }
    if (flow->line)
        end_line(flow, flow->break_at);
    if (flow->last != 0)
        separate(flow, "\n", at);
    flow->blank = flow->begun = false;
}

void cn_flow_paragraph(struct cn_flow *flow, struct cn_span at) {
    cn_flow_break(flow, at);
    flow->fresh = true;
}

void cn_flow_part(struct cn_flow *flow, struct cn_str name, uint64_t number, struct cn_span at) {
    if (flow->cell || flow->aside) {
        cn_flow_blank(flow, at);
        flow->aside = name.len > 0;
        return;
    }
    end_line(flow, at);
    if (flow->table || (name.len == 0 && flow->part.len == 0))
        return;
    cn_extract_mark(flow->to, CN_MARK_PART, number, name);
    if (flow->part.len == 0)
        flow->body_paragraphs = flow->paragraphs;
    flow->part = name;
    flow->part_number = number;
    flow->paragraphs = name.len > 0 ? 0 : flow->body_paragraphs;
    flow->fresh = name.len > 0 || flow->paragraphs == 0;
    if (!flow->fresh)
        mark_paragraph(flow);
}

void cn_flow_table(struct cn_flow *flow, struct cn_span at) {
    cn_flow_table_end(flow, at);
    end_line(flow, at);
    cn_extract_mark(flow->to, CN_MARK_TABLE, CN_HEADER_FIND, (struct cn_str){NULL, 0});
    flow->table = true;
    flow->rows = 0;
}

void cn_flow_row(struct cn_flow *flow, struct cn_span at) {
    cn_flow_row_end(flow, at);
    flow->rows++;
    flow->row = false;
}

void cn_flow_cell(struct cn_flow *flow, uint64_t column, struct cn_span at) {
    cn_flow_cell_end(flow, at);
    if (flow->row) {
        separate(flow, "\t", at);
    } else {
        end_line(flow, at);
        cn_extract_mark(flow->to, CN_MARK_ROW, flow->rows, (struct cn_str){NULL, 0});
    }
    flow->row = flow->cell = true;
    flow->blank = flow->line = flow->begun = false;
    cn_extract_mark(flow->to, CN_MARK_CELL, column, (struct cn_str){NULL, 0});
}

void cn_flow_cell_end(struct cn_flow *flow, struct cn_span at) {
    (void)at;
    if (flow->cell)
        cn_extract_mark(flow->to, CN_MARK_CELL_END, 0, (struct cn_str){NULL, 0});
    flow->cell = flow->aside = flow->blank = false;
}

void cn_flow_row_end(struct cn_flow *flow, struct cn_span at) {
    cn_flow_cell_end(flow, at);
    if (flow->row)
        cn_flow_break(flow, at);
    flow->row = false;
}

void cn_flow_table_end(struct cn_flow *flow, struct cn_span at) {
    if (!flow->table)
        return;
    cn_flow_row_end(flow, at);
    end_line(flow, at);
    cn_extract_mark(flow->to, CN_MARK_TABLE_END, 0, (struct cn_str){NULL, 0});
    flow->table = false;
    flow->fresh = true;
}

void cn_flow_end(struct cn_flow *flow) {
    cn_flow_cell_end(flow, flow->break_at);
    if (flow->line)
        end_line(flow, flow->break_at);
}
