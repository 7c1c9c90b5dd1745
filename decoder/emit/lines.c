/*
 * lines.c: a line a mention, as compilers write their messages, for Vim's quickfix, Emacs's
 * compilation-mode and grep. Columns are bytes, as Vim counts them; `gnu` counts display columns,
 * as the GNU coding standards and Emacs do. It says no "info:", because Emacs's next-error passes
 * such lines over.
 *
 * A line may be longer than any window. So `gnu` measures as it goes: the column of one offset is
 * kept, and moved on to each mention and each window's end.
 */
#include "emit/emit.h"

#include <inttypes.h>
#include <stdlib.h>

struct lines {
    struct cn_buf line;
    uint64_t at;     /* an offset of the document's text */
    uint64_t column; /* its display column, from 0 */
};

static enum cn_severity begin(struct cn_emit *emit) {
    emit->state = calloc(1, sizeof(struct lines));
    return emit->state ? CN_OK : CN_FATAL;
}

static void release(struct cn_emit *emit) {
    struct lines *lines = emit->state;
    if (!lines)
        return;
    cn_buf_free(&lines->line);
    free(lines);
    emit->state = NULL;
}

static void add_meaning(struct cn_buf *line, const struct cn_meaning *meaning, double confidence) {
    struct cn_buf said = {0};
    cn_gloss_meaning(&said, meaning);
    cn_escape_terminal(line, cn_buf_str(&said), false);
    line->failed |= said.failed;
    cn_buf_free(&said);
    cn_buf_add_text(line, " [");
    cn_gloss_confidence(line, confidence);
    cn_buf_add_byte(line, ']');
}

static void add_cell(struct cn_buf *line, const struct cn_cell *cell) {
    cn_buf_addf(line, " (row %" PRIu64 ", column ", cell->row);
    if (cell->header.len > 0)
        cn_escape_terminal(line, cell->header, false);
    else
        cn_buf_addf(line, "%" PRIu64, cell->column);
    cn_buf_add_byte(line, ')');
}

static void add_place(struct cn_buf *line, const struct cn_text *text,
                      const struct cn_mention *mention) {
    struct cn_locator place;
    struct cn_buf said = {0};
    cn_text_locate(text, mention->start, &place);
    cn_place(&said, &place);
    if (said.len > 0) {
        cn_buf_add_text(line, " (");
        cn_escape_terminal(line, cn_buf_str(&said), false);
        cn_buf_add_byte(line, ')');
    }
    line->failed |= said.failed;
    cn_buf_free(&said);
}

static void add_line(struct lines *lines, const struct cn_document *document,
                     const struct cn_text *text, const struct cn_mention *mention,
                     const char *level, uint64_t column) {
    const struct cn_meaning *second = cn_gloss_second(mention);
    struct cn_buf *line = &lines->line;
    cn_buf_clear(line);
    cn_escape_terminal(line, document->name, false);
    cn_buf_addf(line, ":%" PRIu64 ":%" PRIu64 ": %s", mention->line, column, level);
    cn_escape_terminal(line, cn_text_span(text, mention->start, mention->end), false);
    cn_buf_add_text(line, ": ");
    add_meaning(line, &mention->meanings[0], mention->confidence);
    if (second) {
        cn_buf_add_text(line, " | ");
        add_meaning(line, second, second->share);
    }
    if (text->marks)
        add_place(line, text, mention);
    else if (mention->in_table)
        add_cell(line, &mention->cell);
    cn_buf_add_byte(line, '\n');
}

static enum cn_severity window(struct cn_emit *emit, const struct cn_document *document,
                               const struct cn_text *text, const struct cn_mentions *mentions) {
    struct lines *lines = emit->state;
    for (size_t i = 0; i < mentions->len; i++) {
        const struct cn_mention *mention = &mentions->items[i];
        add_line(lines, document, text, mention, "info: ", mention->column);
        cn_out_add_buf(emit->out, &lines->line);
    }
    return cn_out_state(emit->out);
}

static bool divides(const struct cn_emit_options *options) {
    (void)options;
    return true;
}

/* ---- display columns ---- */

static void measure(struct lines *lines, const struct cn_text *text, uint64_t to) {
    size_t from = (size_t)(lines->at - text->base);
    size_t end = (size_t)(to - text->base);
    struct cn_str bytes = {text->bytes, text->len};
    for (size_t at = end; at > from; at--) {
        if (text->bytes[at - 1] == '\n') {
            from = at;
            lines->column = 0;
            break;
        }
    }
    lines->column = cn_columns_after(bytes, from, end, lines->column);
    lines->at = to;
}

static enum cn_severity window_displayed(struct cn_emit *emit, const struct cn_document *document,
                                         const struct cn_text *text,
                                         const struct cn_mentions *mentions) {
    struct lines *lines = emit->state;
    if (text->first)
        lines->at = lines->column = 0;
    for (size_t i = 0; i < mentions->len; i++) {
        const struct cn_mention *mention = &mentions->items[i];
        measure(lines, text, mention->start);
        add_line(lines, document, text, mention, "", lines->column + 1);
        cn_out_add_buf(emit->out, &lines->line);
    }
    measure(lines, text, text->base + text->core_end);
    return cn_out_state(emit->out);
}

const struct cn_emitter cn_emitter_lines = {
    .name = "lines",
    .what = "file:line:column: info: name: meaning, for editors; columns are bytes",
    .lines = true,
    .divides = divides,
    .begin = begin,
    .window = window,
    .free = release,
};

const struct cn_emitter cn_emitter_gnu = {
    .name = "gnu",
    .what = "the same without info: and with columns as displayed, for Emacs",
    .needs_text = true,
    .lines = true,
    .begin = begin,
    .window = window_displayed,
    .free = release,
};
