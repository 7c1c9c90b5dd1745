/*
 * text.c: annotated text, the main product: the document's text as it is, with a gloss after each
 * mention. The styles say where the glosses stand.
 *
 * Text is written in whole runs. What limits a run is an opening bracket in the text itself, which
 * is written as the literal of text.h. A window's border or a mention's may fall inside such a
 * bracket ("[=" in ASCII) or between CR and LF; so what begins before a border is written whole,
 * and `written` remembers that the next run begins behind it.
 */
#include "emit/text.h"

#include <stdlib.h>
#include <string.h>

const struct cn_brackets cn_brackets_unicode = {
    .open = {"\xe2\x9f\xa6", 3},
    .close = {"\xe2\x9f\xa7", 3},
    .literal = {"\xe2\x9f\xa6\xe2\x9f\xa6", 6},
};
const struct cn_brackets cn_brackets_ascii = {
    .open = {"[=", 2},
    .close = {"=]", 2},
    .literal = {"[==", 3},
};

/* ---- the text ---- */

static void write_run(struct cn_annotation *a, const char *bytes, size_t len) {
    if (len == 0)
        return;
    if (a->options->terminal) {
        cn_buf_clear(&a->escaped);
        cn_escape_terminal(&a->escaped, (struct cn_str){bytes, len}, true);
        cn_out_add_buf(a->out, &a->escaped);
    } else {
        cn_out_add(a->out, bytes, len);
    }
}

/* The first opening bracket that begins in [from, to); `to` if there is none. */
static size_t find_bracket(const struct cn_text *text, struct cn_str open, size_t from, size_t to) {
    const char *end = text->bytes + text->len;
    const char *at = text->bytes + from;
    const char *limit = text->bytes + to;
    while (at < limit && (at = memchr(at, open.bytes[0], (size_t)(limit - at)))) {
        if ((size_t)(end - at) >= open.len && memcmp(at, open.bytes, open.len) == 0)
            return (size_t)(at - text->bytes);
        at++;
    }
    return to;
}

static size_t keep_crlf_whole(const struct cn_text *text, size_t to) {
    bool cut = to > 0 && to < text->len && text->bytes[to - 1] == '\r' && text->bytes[to] == '\n';
    return cut ? to + 1 : to;
}

/* Writes [from, to) and returns where it came to. */
static size_t write_text(struct cn_annotation *a, const struct cn_text *text, size_t from,
                         size_t to) {
    struct cn_str open = a->brackets->open;
    while (from < to) {
        size_t bracket = a->style->reversible ? find_bracket(text, open, from, to) : to;
        write_run(a, text->bytes + from, bracket - from);
        from = bracket;
        if (bracket < to) {
            cn_out_add_str(a->out, a->brackets->literal);
            from += open.len;
        }
    }
    return from;
}

void cn_annotation_text(struct cn_annotation *a, const struct cn_text *text, uint64_t to) {
    size_t end = keep_crlf_whole(text, (size_t)(to - text->base));
    size_t from = (size_t)(a->written - text->base);
    size_t place;
    while (from <= end && a->notes.len > 0 && a->style->place(a, text, from, end, &place)) {
        from = write_text(a, text, from, place);
        a->style->flush(a, text, from);
    }
    a->written = text->base + write_text(a, text, from, end);
}

/* ---- what is added to it ---- */

static void set_color(struct cn_annotation *a, const char *sequence) {
    if (a->options->color)
        cn_out_add_text(a->out, sequence);
}

void cn_annotation_surface(struct cn_annotation *a, const struct cn_text *text,
                           const struct cn_mention *mention) {
    set_color(a, "\033[1m");
    cn_annotation_text(a, text, mention->end);
    set_color(a, "\033[m");
}

struct cn_buf *cn_annotation_inside(struct cn_annotation *a) {
    cn_buf_clear(&a->inside);
    return &a->inside;
}

static void escape_inside(struct cn_annotation *a, struct cn_str reserved) {
    cn_buf_clear(&a->escaped);
    cn_escape_gloss(&a->escaped, cn_buf_str(&a->inside), reserved, a->options->ascii);
    a->escaped.failed |= a->inside.failed;
}

static void add_bracketed(struct cn_annotation *a, struct cn_str padding) {
    set_color(a, "\033[2m");
    cn_out_add_str(a->out, a->brackets->open);
    cn_out_add_str(a->out, padding);
    cn_out_add_buf(a->out, &a->escaped);
    cn_out_add_str(a->out, padding);
    cn_out_add_str(a->out, a->brackets->close);
    set_color(a, "\033[m");
}

void cn_annotation_gloss(struct cn_annotation *a) {
    escape_inside(a, a->reserved);
    add_bracketed(a, CN_STR(""));
}

void cn_annotation_mark(struct cn_annotation *a) {
    escape_inside(a, (struct cn_str){0});
    add_bracketed(a, CN_STR(" "));
    cn_out_add_text(a->out, "\n");
}

void cn_annotation_instead(struct cn_annotation *a, uint64_t to) {
    escape_inside(a, a->reserved);
    set_color(a, "\033[1m");
    cn_out_add_buf(a->out, &a->escaped);
    set_color(a, "\033[m");
    if (a->written < to)
        a->written = to;
}

void cn_annotation_end_line(struct cn_annotation *a) {
    if (!cn_out_unended(a->out))
        return;
    cn_buf_add_text(cn_annotation_inside(a), "no line end");
    cn_annotation_mark(a);
}

/* ---- the emitter ---- */

static const struct cn_text_style *const styles[] = {
    [CN_STYLE_INLINE] = &cn_text_inline,
    [CN_STYLE_REPLACE] = &cn_text_replace,
    [CN_STYLE_MARGIN] = &cn_text_margin,
    [CN_STYLE_FOOTNOTES] = &cn_text_footnotes,
};

static enum cn_severity begin(struct cn_emit *emit) {
    struct cn_annotation *a = calloc(1, sizeof *a);
    emit->state = a;
    if (!a)
        return CN_FATAL;
    a->out = emit->out;
    a->options = &emit->options;
    a->brackets = emit->options.ascii ? &cn_brackets_ascii : &cn_brackets_unicode;
    return CN_OK;
}

/* The document before may have ended within a line. */
static enum cn_severity add_header(struct cn_emit *emit, const struct cn_document *document) {
    struct cn_annotation *a = emit->state;
    if (!emit->options.headers)
        return CN_OK;
    cn_annotation_end_line(a);
    cn_buf_add_text(cn_annotation_inside(a), "document ");
    cn_escape_terminal(&a->inside, document->name, false);
    cn_annotation_mark(a);
    return cn_out_state(a->out);
}

/* A table stays one only with its glosses in the line. */
static const struct cn_text_style *choose_style(const struct cn_annotation *a,
                                                const struct cn_text *text) {
    const struct cn_text_style *style = styles[a->options->style];
    return text->layout && style->reversible ? &cn_text_inline : style;
}

static void start_document(struct cn_annotation *a, const struct cn_text *text) {
    a->style = choose_style(a, text);
    a->reserved = text->layout ? cn_layout_reserved(text->layout) : (struct cn_str){0};
    a->written = a->headed = 0;
    a->notes_made = 0;
}

/* A line of its own that says what page, sheet or part begins. */
static void add_heading(struct cn_annotation *a, const struct cn_text *text, uint64_t at) {
    struct cn_locator place;
    cn_text_locate(text, at, &place);
    cn_annotation_end_line(a);
    cn_place_heading(cn_annotation_inside(a), &place);
    if (a->inside.len == 0)
        cn_buf_add_text(&a->inside, "body");
    cn_annotation_mark(a);
}

/* The text up to `to`, with the headings in it. */
static void write_on(struct cn_annotation *a, const struct cn_text *text, uint64_t to) {
    uint64_t at = 0;
    while (a->style->reversible && cn_text_heading(text, a->headed, to + 1, &at)) {
        cn_annotation_text(a, text, at);
        add_heading(a, text, at);
        a->headed = at + 1;
    }
    cn_annotation_text(a, text, to);
}

static enum cn_severity window(struct cn_emit *emit, const struct cn_document *document,
                               const struct cn_text *text, const struct cn_mentions *mentions) {
    struct cn_annotation *a = emit->state;
    (void)document;
    if (text->first)
        start_document(a, text);
    for (size_t i = 0; i < mentions->len; i++) {
        write_on(a, text, mentions->items[i].start);
        a->style->mention(a, text, &mentions->items[i]);
    }
    write_on(a, text, text->base + text->core_end);
    if (text->last && a->notes.len > 0)
        a->style->flush(a, text, text->core_end);
    return cn_out_state(a->out);
}

/* What is kept back for a place further on cannot be known elsewhere. */
static bool divides(const struct cn_emit_options *options) {
    return !styles[options->style]->place;
}

static enum cn_severity resume(struct cn_emit *emit, const struct cn_text *text) {
    struct cn_annotation *a = emit->state;
    start_document(a, text);
    a->written = text->base + text->core_start;
    return CN_OK;
}

/* A document that broke off had no last window. */
static enum cn_severity record(struct cn_emit *emit, const struct cn_record *ended) {
    struct cn_annotation *a = emit->state;
    (void)ended;
    if (a->notes.len > 0)
        a->style->flush(a, NULL, 0);
    return cn_out_state(a->out);
}

static void release(struct cn_emit *emit) {
    struct cn_annotation *a = emit->state;
    if (!a)
        return;
    cn_buf_free(&a->notes);
    cn_buf_free(&a->inside);
    cn_buf_free(&a->escaped);
    free(a);
    emit->state = NULL;
}

const struct cn_emitter cn_emitter_text = {
    .name = "text",
    .what = "the text with a gloss after each mention",
    .needs_text = true,
    .divides = divides,
    .begin = begin,
    .resume = resume,
    .document = add_header,
    .window = window,
    .record = record,
    .free = release,
};
