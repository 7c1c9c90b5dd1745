/*
 * dump.c: --dump=STAGE, what a stage hands on, a line an item, tab-separated, the first cell saying
 * what it is. For tests and for those who look into the machine; not a format to build on.
 */
#include "cli/cli.h"

#include "tokenize/tokenize.h"

#include <string.h>

/* ---- cells: straight to the output and without printf, for a large text has millions ---- */

static void add_cell(struct cn_out *out, struct cn_str text) {
    struct cn_buf escaped = {0};
    cn_escape_terminal(&escaped, text, false);
    cn_out_add_text(out, "\t");
    cn_out_add_buf(out, &escaped);
    cn_buf_free(&escaped);
}

static void add_number(struct cn_out *out, uint64_t number) {
    cn_out_add_text(out, "\t");
    cn_out_add_number(out, number);
}

static void add_span(struct cn_out *out, uint64_t start, uint64_t end) {
    add_number(out, start);
    add_number(out, end);
}

/* "0x" and hexadecimal digits, for flags. */
static void add_flags(struct cn_out *out, unsigned flags) {
    char text[2 + 2 * sizeof flags];
    size_t at = sizeof text;
    do {
        text[--at] = "0123456789abcdef"[flags % 16];
        flags /= 16;
    } while (flags > 0);
    text[--at] = 'x';
    text[--at] = '0';
    cn_out_add_text(out, "\t");
    cn_out_add(out, text + at, sizeof text - at);
}

static void add_share(struct cn_out *out, double share) {
    struct cn_buf digits = {0};
    cn_buf_add_fixed(&digits, share, 4);
    cn_out_add_text(out, "\t");
    cn_out_add_buf(out, &digits);
    cn_buf_free(&digits);
}

static enum cn_severity end_line(struct cn_out *out) {
    cn_out_add_text(out, "\n");
    return cn_out_state(out);
}

/* Before a document's first item: its name, its charset and its layers of bytes, the outermost
 * last. */
static enum cn_severity put_document(struct cn_dump *dump, const struct cn_document *document,
                                     const struct cn_text *text) {
    struct cn_out *out = dump->out;
    if (!text->first)
        return CN_OK;
    cn_out_add_text(out, "document");
    add_cell(out, document->name);
    add_cell(out, cn_str_of(document->charset ? document->charset : ""));
    for (const struct cn_stream *stream = document->stream; stream; stream = stream->below)
        add_cell(out, cn_str_of(stream->layer));
    return end_line(out);
}

/* ---- a sink a stage ---- */

static enum cn_severity dump_open(void *context, const struct cn_document *document,
                                  const struct cn_text *text, const struct cn_candidates *unused) {
    (void)unused;
    return put_document(context, document, text);
}

/* A line of text, or as much of one as the window's core holds: its span, its span in the source.
 */
static enum cn_severity dump_line(struct cn_out *out, const struct cn_text *text, size_t from,
                                  size_t to) {
    struct cn_span span = {text->base + from, text->base + to};
    struct cn_span source = cn_map_source(text->map, span);
    cn_out_add_text(out, "text");
    add_span(out, span.start, span.end);
    add_span(out, source.start, source.end);
    add_cell(out, (struct cn_str){text->bytes + from, to - from});
    return end_line(out);
}

static enum cn_severity dump_read(void *context, const struct cn_document *document,
                                  const struct cn_text *text, const struct cn_candidates *unused) {
    struct cn_dump *dump = context;
    enum cn_severity severity = put_document(dump, document, text);
    size_t from = text->core_start;
    (void)unused;
    while (severity == CN_OK && from < text->core_end) {
        const char *end = memchr(text->bytes + from, '\n', text->core_end - from);
        size_t to = end ? (size_t)(end - text->bytes) + 1 : text->core_end;
        severity = dump_line(dump->out, text, from, to);
        from = to;
    }
    return severity;
}

static enum cn_severity dump_tokenize(void *context, const struct cn_document *document,
                                      const struct cn_text *text,
                                      const struct cn_candidates *unused) {
    struct cn_dump *dump = context;
    struct cn_out *out = dump->out;
    struct cn_tokens tokens = {NULL, 0};
    struct cn_arena_mark mark = cn_arena_mark(&dump->scratch);
    enum cn_severity severity = put_document(dump, document, text);
    (void)unused;
    if (severity == CN_OK && !cn_tokenize((struct cn_str){text->bytes, text->len}, text->core_start,
                                          text->core_end, &dump->scratch, &tokens))
        severity = CN_FATAL;
    for (size_t i = 0; severity == CN_OK && i < tokens.len; i++) {
        const struct cn_token *token = &tokens.items[i];
        cn_out_add_text(out, "token");
        add_span(out, text->base + token->start, text->base + token->end);
        add_flags(out, token->flags);
        add_cell(out, (struct cn_str){token->folded, token->folded_len});
        severity = end_line(out);
    }
    cn_arena_rewind(&dump->scratch, mark);
    return severity;
}

/* The name a candidate was found by; for an issuer the scheme. */
static struct cn_str candidate_name(const struct cn_dictionary *dictionary,
                                    const struct cn_candidate *candidate) {
    return candidate->how == CN_ISSUER ? dictionary->schemes[candidate->entry].name
                                       : cn_dictionary_entry(dictionary, candidate->entry)->name;
}

/* A line put together before it is handed on: a large text has millions. */
struct line {
    char bytes[128];
    size_t len;
};

static void put_text(struct line *line, const char *text) {
    while (*text)
        line->bytes[line->len++] = *text++;
}

static void put_number(struct line *line, uint64_t number) {
    char digits[20]; /* of the largest uint64_t */
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    line->bytes[line->len++] = '\t';
    memcpy(line->bytes + line->len, digits + at, sizeof digits - at);
    line->len += sizeof digits - at;
}

/* Letters, digits and other ASCII that a terminal shows, and not many. */
static bool put_plain(struct line *line, struct cn_str text) {
    if (text.len > sizeof line->bytes - 80)
        return false;
    line->bytes[line->len] = '\t';
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.bytes[i];
        line->bytes[line->len + 1 + i] = byte;
        if (byte < ' ' || byte > '~' || byte == '\\')
            return false;
    }
    line->len += 1 + text.len;
    return true;
}

static enum cn_severity dump_candidate(struct cn_out *out, const struct cn_dictionary *dictionary,
                                       const struct cn_candidate *candidate) {
    struct line line;
    line.len = 0;
    struct cn_str name = candidate_name(dictionary, candidate);
    put_text(&line, "candidate");
    put_number(&line, candidate->start);
    put_number(&line, candidate->end);
    put_text(&line, "\t");
    put_text(&line, cn_how_name(candidate->how));
    put_text(&line, "\t0x");
    for (int shift = candidate->flags > 0xff  ? 8
                     : candidate->flags > 0xf ? 4
                                              : 0;
         shift >= 0; shift -= 4)
        line.bytes[line.len++] = "0123456789abcdef"[candidate->flags >> shift & 15];
    bool plain = put_plain(&line, name);
    cn_out_add(out, line.bytes, line.len);
    if (!plain)
        add_cell(out, name);
    if (candidate->member != CN_NO_MEMBER)
        add_number(out, candidate->member);
    return end_line(out);
}

static enum cn_severity dump_match(void *context, const struct cn_document *document,
                                   const struct cn_text *text,
                                   const struct cn_candidates *candidates) {
    struct cn_dump *dump = context;
    enum cn_severity severity = put_document(dump, document, text);
    for (size_t i = 0; severity == CN_OK && i < candidates->len; i++)
        severity = dump_candidate(dump->out, &dump->scan->dictionary, &candidates->items[i]);
    return severity;
}

static enum cn_severity dump_mention(struct cn_out *out, const struct cn_mention *mention) {
    cn_out_add_text(out, mention->covered ? "covered" : "mention");
    add_span(out, mention->start, mention->end);
    add_share(out, mention->name_confidence);
    for (size_t i = 0; i < mention->meanings_len; i++) {
        const struct cn_meaning *meaning = &mention->meanings[i];
        add_share(out, meaning->share);
        add_cell(out, meaning->scheme->name);
        add_cell(out, meaning->entry->name);
        add_cell(out, meaning->entry->meaning);
    }
    return end_line(out);
}

static enum cn_severity dump_score(void *context, const struct cn_document *document,
                                   const struct cn_text *text, const struct cn_mentions *all,
                                   const struct cn_mentions *reported) {
    struct cn_dump *dump = context;
    enum cn_severity severity = put_document(dump, document, text);
    (void)reported;
    for (size_t i = 0; severity == CN_OK && i < all->len; i++)
        severity = dump_mention(dump->out, &all->items[i]);
    return severity;
}

static const struct {
    const char *stage;
    struct cn_sink sink;
} sinks[] = {
    {"open", {.found = dump_open}},
    {"read", {.found = dump_read}},
    {"tokenize", {.found = dump_tokenize}},
    {"match", {.found = dump_match}},
    {"score", {.window = dump_score, .needs_text = true}},
};

bool cn_dump_sink(const char *stage, struct cn_dump *dump, struct cn_sink *sink) {
    struct cn_guess guess = {.word = cn_str_of(stage)};
    for (size_t i = 0; i < sizeof sinks / sizeof sinks[0]; i++) {
        if (strcmp(sinks[i].stage, stage) == 0) {
            *sink = sinks[i].sink;
            sink->context = dump;
            return true;
        }
        cn_guess_try(&guess, cn_str_of(sinks[i].stage));
    }
    cn_guess_say(&guess, "--dump: no stage", "there are open, read, tokenize, match and score");
    return false;
}
