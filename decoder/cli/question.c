/*
 * question.c: what a person sees of a place.
 *
 *   3 of 57: AM/LASH-1
 *   dump/cable.txt, line 12, column 4
 *
 *     ... the text around »AM/LASH-1« as it stands in the document ...
 *
 *    1 0.61 AMLASH-1: Rolando Cubela Secades (cia-cryptonyms)
 *    2 0.08 AMLASH-1: an unknown member of a family (cia-digraphs)
 *    n 0.31 no code name
 */
#include "cli/question.h"

#include "emit/emit.h"

#include <inttypes.h>

#define INDENT 4
#define CHOICE_INDENT 8

/* A row that starts at the margin and goes on under its own text. */
static void add_hanging(struct cn_buf *out, struct cn_str escaped, size_t indent,
                        struct cn_page page) {
    struct cn_buf lines = {0};
    struct cn_page narrower = {page.width - indent, page.color};
    size_t at = 0;
    cn_wrap(&lines, escaped, 0, narrower);
    struct cn_str rest = cn_buf_str(&lines), line;
    while (cn_str_split(&rest, '\n', &line) && rest.bytes) {
        for (size_t i = 0; at > 0 && i < indent; i++)
            cn_buf_add_byte(out, ' ');
        cn_buf_add_str(out, line);
        cn_buf_add_byte(out, '\n');
        at++;
    }
    out->failed |= lines.failed;
    cn_buf_free(&lines);
}

static void add_head(struct cn_buf *out, const struct cn_question *question, size_t number,
                     size_t of, struct cn_page page) {
    struct cn_buf text = {0};
    cn_buf_addf(&text, "%zu of %zu: ", number, of);
    cn_escape_terminal(&text, question->surface, false);
    cn_buf_add_byte(&text, '\n');
    cn_escape_terminal(&text, question->file, false);
    if (question->line > 0)
        cn_buf_addf(&text, ", line %" PRIu64 ", column %" PRIu64, question->line, question->column);
    cn_wrap(out, cn_buf_str(&text), 0, page);
    out->failed |= text.failed;
    cn_buf_free(&text);
}

/* Only lines that hold something, and one empty line between them where there were some. */
static void add_filled_lines(struct cn_buf *out, struct cn_str text, struct cn_page page) {
    struct cn_str line;
    bool gap = false, any = false;
    while (cn_str_split(&text, '\n', &line)) {
        bool filled = cn_str_trim(line).len > 0;
        if (filled && gap && any)
            cn_buf_add_byte(out, '\n');
        if (filled)
            cn_wrap(out, line, INDENT, page);
        any |= filled;
        gap = !filled;
    }
}

static void add_context(struct cn_buf *out, const struct cn_question *question,
                        struct cn_page page) {
    struct cn_buf text = {0};
    cn_escape_terminal(&text, question->before, true);
    cn_buf_add_byte(&text, CN_WRAP_ON);
    cn_escape_terminal(&text, question->surface, false);
    cn_buf_add_byte(&text, CN_WRAP_OFF);
    cn_escape_terminal(&text, question->after, true);
    cn_buf_add_byte(out, '\n');
    add_filled_lines(out, cn_buf_str(&text), page);
    cn_buf_add_byte(out, '\n');
    out->failed |= text.failed;
    cn_buf_free(&text);
}

/* Shares as the report has them, with two decimals. */
static void add_share(struct cn_buf *text, double share) {
    cn_buf_add_fixed(text, share, 2);
    cn_buf_add_byte(text, ' ');
}

static void add_choice(struct cn_buf *out, const struct cn_question *question, size_t number,
                       struct cn_page page) {
    const struct cn_choice *choice = &question->choices[number];
    struct cn_buf text = {0}, name = {0};
    cn_choice_name(question, choice, &name);
    cn_buf_addf(&text, "%2zu ", number + 1);
    add_share(&text, choice->share);
    cn_escape_terminal(&text, cn_buf_str(&name), false);
    cn_buf_add_text(&text, choice->unknown ? ": unknown: " : ": ");
    cn_escape_terminal(&text, choice->meaning, false);
    if (choice->scheme.len > 0) {
        cn_buf_add_text(&text, " (");
        cn_escape_terminal(&text, choice->scheme, false);
        cn_buf_add_byte(&text, ')');
    }
    add_hanging(out, cn_buf_str(&text), CHOICE_INDENT, page);
    out->failed |= text.failed || name.failed;
    cn_buf_free(&text);
    cn_buf_free(&name);
}

static void add_none(struct cn_buf *out, const struct cn_question *question) {
    cn_buf_add_text(out, " n ");
    add_share(out, 1 - question->name_confidence);
    cn_buf_add_text(out, "no code name\n");
}

void cn_question_show(const struct cn_question *question, size_t number, size_t of,
                      struct cn_page page, struct cn_buf *out) {
    add_head(out, question, number, of, page);
    add_context(out, question, page);
    for (size_t i = 0; i < question->len; i++)
        add_choice(out, question, i, page);
    add_none(out, question);
    cn_wrap(out, CN_STR("y yes, it is 1   n no   o other   s skip   u undo   q quit   ? help"), 0,
            page);
}
