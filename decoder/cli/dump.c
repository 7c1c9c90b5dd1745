/*
 * dump.c: --dump=STAGE, what a stage hands on, a line an item, tab-separated, the first cell saying
 * what it is. For tests and for those who look into the machine; not a format to build on.
 */
#include "cli/cli.h"

#include "tokenize/tokenize.h"

#include <inttypes.h>
#include <string.h>

/* ---- lines ---- */

static void add_cell(struct cn_buf *line, struct cn_str text) {
    cn_buf_add_byte(line, '\t');
    cn_escape_terminal(line, text, false);
}

static void add_span(struct cn_buf *line, uint64_t start, uint64_t end) {
    cn_buf_addf(line, "\t%" PRIu64 "\t%" PRIu64, start, end);
}

/* Writes the line and frees it. */
static enum cn_severity put(struct cn_dump *dump, struct cn_buf *line) {
    cn_buf_add_byte(line, '\n');
    cn_out_add(dump->out, line->bytes, line->len);
    bool failed = line->failed || dump->out->error;
    cn_buf_free(line);
    return failed ? CN_FATAL : CN_OK;
}

/* Before a document's first item: its name, its charset and its layers of bytes, the outermost
 * last. */
static enum cn_severity put_document(struct cn_dump *dump, const struct cn_document *document,
                                     const struct cn_text *text) {
    struct cn_buf line = {0};
    if (!text->first)
        return CN_OK;
    cn_buf_add_text(&line, "document");
    add_cell(&line, document->name);
    add_cell(&line, cn_str_of(document->charset ? document->charset : ""));
    for (const struct cn_stream *stream = document->stream; stream; stream = stream->below)
        add_cell(&line, cn_str_of(stream->kind->name));
    return put(dump, &line);
}

/* ---- a sink a stage ---- */

static enum cn_severity dump_open(void *context, const struct cn_document *document,
                                  const struct cn_text *text, const struct cn_candidates *unused) {
    (void)unused;
    return put_document(context, document, text);
}

/* A line of text, or as much of one as the window's core holds: its span, its span in the source.
 */
static enum cn_severity dump_line(struct cn_dump *dump, const struct cn_text *text, size_t from,
                                  size_t to) {
    struct cn_buf line = {0};
    struct cn_span span = {text->base + from, text->base + to};
    struct cn_span source = cn_map_source(text->map, span);
    cn_buf_add_text(&line, "text");
    add_span(&line, span.start, span.end);
    add_span(&line, source.start, source.end);
    add_cell(&line, (struct cn_str){text->bytes + from, to - from});
    return put(dump, &line);
}

static enum cn_severity dump_read(void *context, const struct cn_document *document,
                                  const struct cn_text *text, const struct cn_candidates *unused) {
    enum cn_severity severity = put_document(context, document, text);
    size_t from = text->core_start;
    (void)unused;
    while (severity == CN_OK && from < text->core_end) {
        const char *end = memchr(text->bytes + from, '\n', text->core_end - from);
        size_t to = end ? (size_t)(end - text->bytes) + 1 : text->core_end;
        severity = dump_line(context, text, from, to);
        from = to;
    }
    return severity;
}

static enum cn_severity dump_tokenize(void *context, const struct cn_document *document,
                                      const struct cn_text *text,
                                      const struct cn_candidates *unused) {
    struct cn_dump *dump = context;
    struct cn_tokens tokens = {NULL, 0};
    struct cn_arena_mark mark = cn_arena_mark(&dump->scratch);
    enum cn_severity severity = put_document(dump, document, text);
    (void)unused;
    if (severity == CN_OK && !cn_tokenize((struct cn_str){text->bytes, text->len}, text->core_start,
                                          text->core_end, &dump->scratch, &tokens))
        severity = CN_FATAL;
    for (size_t i = 0; severity == CN_OK && i < tokens.len; i++) {
        const struct cn_token *token = &tokens.items[i];
        struct cn_buf line = {0};
        cn_buf_add_text(&line, "token");
        add_span(&line, text->base + token->start, text->base + token->end);
        cn_buf_addf(&line, "\t%#x", (unsigned)token->flags);
        add_cell(&line, (struct cn_str){token->folded, token->folded_len});
        severity = put(dump, &line);
    }
    cn_arena_rewind(&dump->scratch, mark);
    return severity;
}

/* The name a candidate was found by; for an issuer the scheme. */
static struct cn_str candidate_name(const struct cn_dictionary *dictionary,
                                    const struct cn_candidate *candidate) {
    return candidate->how == CN_ISSUER ? dictionary->schemes[candidate->entry].name
                                       : dictionary->entries[candidate->entry].name;
}

static enum cn_severity dump_match(void *context, const struct cn_document *document,
                                   const struct cn_text *text,
                                   const struct cn_candidates *candidates) {
    struct cn_dump *dump = context;
    enum cn_severity severity = put_document(dump, document, text);
    for (size_t i = 0; severity == CN_OK && i < candidates->len; i++) {
        const struct cn_candidate *candidate = &candidates->items[i];
        struct cn_buf line = {0};
        cn_buf_add_text(&line, "candidate");
        add_span(&line, candidate->start, candidate->end);
        cn_buf_addf(&line, "\t%s\t%#x", cn_how_name(candidate->how), (unsigned)candidate->flags);
        add_cell(&line, candidate_name(&dump->scan->dictionary, candidate));
        if (candidate->member != CN_NO_MEMBER)
            cn_buf_addf(&line, "\t%" PRIu32, candidate->member);
        severity = put(dump, &line);
    }
    return severity;
}

static enum cn_severity dump_mention(struct cn_dump *dump, const struct cn_mention *mention) {
    struct cn_buf line = {0};
    cn_buf_add_text(&line, mention->covered ? "covered" : "mention");
    add_span(&line, mention->start, mention->end);
    cn_buf_add_byte(&line, '\t');
    cn_buf_add_fixed(&line, mention->name_confidence, 4);
    for (size_t i = 0; i < mention->meanings_len; i++) {
        const struct cn_meaning *meaning = &mention->meanings[i];
        cn_buf_add_byte(&line, '\t');
        cn_buf_add_fixed(&line, meaning->share, 4);
        add_cell(&line, meaning->scheme->name);
        add_cell(&line, meaning->entry->name);
        add_cell(&line, meaning->entry->meaning);
    }
    return put(dump, &line);
}

static enum cn_severity dump_score(void *context, const struct cn_document *document,
                                   const struct cn_text *text, const struct cn_mentions *all,
                                   const struct cn_mentions *reported) {
    enum cn_severity severity = put_document(context, document, text);
    (void)reported;
    for (size_t i = 0; severity == CN_OK && i < all->len; i++)
        severity = dump_mention(context, &all->items[i]);
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
