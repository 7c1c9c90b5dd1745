/*
 * explain.c: why a place is, or is not, what it seems. Every term of every reading's sum, also of
 * places that were not reported; for a word that is no place at all, the nearest name there is.
 */
#include "cli/cli.h"

#include "score/nearest.h"

#include <inttypes.h>
#include <string.h>

struct explain {
    const struct cn_scan *scan;
    const char *path;
    uint64_t line, column; /* column 0: the whole line */
    struct cn_buf out;
    uint64_t places;
    bool seen; /* the line is there */
};

/* ---- FILE:LINE[:COLUMN] ---- */

/* Cuts ":NUMBER" off the end. */
static bool take_number(struct cn_str *text, uint64_t *number) {
    size_t at = text->len;
    uint64_t value = 0;
    while (at > 0 && text->bytes[at - 1] >= '0' && text->bytes[at - 1] <= '9')
        at--;
    if (at == text->len || text->len - at > 18 || at < 2 || text->bytes[at - 1] != ':')
        return false;
    for (size_t i = at; i < text->len; i++)
        value = value * 10 + (uint64_t)(text->bytes[i] - '0');
    *number = value;
    text->len = at - 1;
    return value > 0;
}

static bool read_place(const char *operand, struct cn_str *path, uint64_t *line, uint64_t *column) {
    *path = cn_str_of(operand);
    *column = 0;
    if (!take_number(path, line))
        return false;
    uint64_t first = 0;
    if (take_number(path, &first)) {
        *column = *line;
        *line = first;
    }
    return true;
}

/* ---- a place ---- */

static void add_padded(struct cn_buf *out, const char *text, size_t width) {
    cn_buf_add_text(out, text);
    for (size_t len = strlen(text); len < width; len++)
        cn_buf_add_byte(out, ' ');
}

static void add_number(struct cn_buf *out, double value, int decimals, size_t width) {
    struct cn_buf digits = {0};
    cn_buf_add_fixed(&digits, value, decimals);
    for (size_t len = digits.len; len < width; len++)
        cn_buf_add_byte(out, ' ');
    cn_buf_add_str(out, cn_buf_str(&digits));
    cn_buf_free(&digits);
}

static void explain_term(struct cn_buf *out, const struct cn_evidence *evidence) {
    cn_buf_add_text(out, "    ");
    add_padded(out, evidence->name, 18);
    add_number(out, evidence->value, 2, 7);
    cn_buf_add_text(out, " x");
    add_number(out, evidence->weight, 2, 7);
    cn_buf_add_text(out, " =");
    add_number(out, evidence->value * evidence->weight, 2, 7);
    cn_buf_addf(out, "  %s  %s\n", evidence->prior ? "prior" : "     ",
                cn_term_reason(evidence->term));
}

/* The letters of the name, or what was read for them; "-": nothing. */
static void add_symbols(struct cn_buf *out, const uint8_t *symbols, size_t len) {
    for (size_t i = 0; i < len; i++)
        cn_buf_add_byte(out, cn_channel_letter(symbols[i]));
    if (len == 0)
        cn_buf_add_byte(out, '-');
}

/* "read as: M→N -2.1, B→E -4.4; the letters that were read right -0.6". */
static void explain_steps(struct explain *explain, const struct cn_text *text,
                          const struct cn_meaning *meaning) {
    struct cn_channel_step steps[CN_CHANNEL_STEPS];
    struct cn_buf *out = &explain->out;
    size_t len = cn_garbling_steps(explain->scan->scorer, text, meaning, steps);
    double kept = 0;
    cn_buf_add_text(out, "    read:");
    for (size_t i = 0; i < len; i++) {
        if (cn_channel_kept(&steps[i])) {
            kept += steps[i].cost;
            continue;
        }
        cn_buf_add_byte(out, ' ');
        add_symbols(out, steps[i].letters, steps[i].letters_len);
        cn_buf_add_text(out, "\xe2\x86\x92");
        add_symbols(out, steps[i].read, steps[i].read_len);
        cn_buf_add_byte(out, ' ');
        cn_buf_add_fixed(out, -steps[i].cost, 1);
        cn_buf_add_byte(out, ',');
    }
    cn_buf_add_text(out, " the letters that were read right ");
    cn_buf_add_fixed(out, -kept, 1);
    cn_buf_add_text(out, " (natural logarithms of probabilities)\n");
}

static void explain_meaning(struct explain *explain, const struct cn_text *text,
                            const struct cn_meaning *meaning) {
    struct cn_buf *out = &explain->out;
    cn_buf_add_text(out, "  ");
    add_number(out, meaning->share, 4, 6);
    cn_buf_add_text(out, meaning->unknown ? "  an unknown code name: " : "  ");
    cn_escape_terminal(out, meaning->entry->meaning, false);
    cn_buf_add_text(out, " (");
    cn_escape_terminal(out, meaning->entry->name, false);
    cn_buf_add_text(out, ", ");
    cn_escape_terminal(out, meaning->scheme->name, false);
    cn_buf_addf(out, "), %s\n", cn_how_name(meaning->candidate.how));
    if (meaning->candidate.how == CN_GARBLED)
        explain_steps(explain, text, meaning);
    for (size_t i = 0; i < meaning->evidence_len; i++)
        explain_term(out, &meaning->evidence[i]);
    cn_buf_add_text(out, "    ");
    add_padded(out, "sum", 36);
    add_number(out, meaning->score, 2, 7);
    cn_buf_add_byte(out, '\n');
}

static const char *fate(const struct explain *explain, const struct cn_mention *mention) {
    if (mention->covered)
        return "not reported: covered by a mention that overlaps it";
    if (mention->name_confidence < explain->scan->filter.min_confidence)
        return "not reported: below --min-confidence";
    return "reported";
}

static void explain_mention(struct explain *explain, const struct cn_text *text,
                            const struct cn_mention *mention) {
    struct cn_buf *out = &explain->out;
    struct cn_str surface = {text->bytes + (mention->start - text->base),
                             (size_t)(mention->end - mention->start)};
    cn_escape_terminal(out, cn_str_of(explain->path), false);
    cn_buf_addf(out, ":%" PRIu64 ":%" PRIu64 ": ", mention->line, mention->column);
    cn_escape_terminal(out, surface, false);
    cn_buf_addf(out, ": %s\n", fate(explain, mention));
    for (size_t i = 0; i < mention->meanings_len; i++)
        explain_meaning(explain, text, &mention->meanings[i]);
    cn_buf_add_text(out, "  ");
    add_number(out, 1 - mention->name_confidence, 4, 6);
    cn_buf_add_text(out, "  none of it\n");
    explain->places++;
}

/* ---- a word that is no place ---- */

static void explain_word(struct explain *explain, struct cn_str word, uint64_t column) {
    struct cn_buf *out = &explain->out;
    struct cn_nearest nearest = cn_nearest_name(&explain->scan->dictionary, word);
    if (!nearest.entry || (explain->column == 0 && nearest.distance > 2))
        return;
    cn_escape_terminal(out, cn_str_of(explain->path), false);
    cn_buf_addf(out, ":%" PRIu64 ":%" PRIu64 ": ", explain->line, column);
    cn_escape_terminal(out, word, false);
    cn_buf_add_text(out, ": no name of the dictionaries; the nearest is ");
    cn_escape_terminal(out, nearest.entry->name, false);
    cn_buf_addf(out, ", %u letter%s away\n", nearest.distance, nearest.distance == 1 ? "" : "s");
}

/* ---- a window ---- */

/* The part of the asked line that lies in the window's core. */
static bool find_line(const struct explain *explain, const struct cn_text *text,
                      struct cn_span *part) {
    uint64_t line = text->line;
    size_t at = text->core_start;
    for (; at < text->core_end && line < explain->line; at++)
        line += text->bytes[at] == '\n';
    const char *end = memchr(text->bytes + at, '\n', text->core_end - at);
    part->start = at;
    part->end = end ? (uint64_t)(end - text->bytes) : text->core_end;
    return line == explain->line;
}

static bool explain_mentions(struct explain *explain, const struct cn_text *text,
                             const struct cn_mentions *mentions) {
    uint64_t before = explain->places;
    for (size_t i = 0; i < mentions->len; i++) {
        const struct cn_mention *mention = &mentions->items[i];
        uint64_t len = mention->end - mention->start;
        bool at = explain->column == 0 ||
                  (mention->column <= explain->column && explain->column < mention->column + len);
        if (mention->line == explain->line && at)
            explain_mention(explain, text, mention);
    }
    return explain->places > before;
}

static void explain_words(struct explain *explain, const struct cn_text *text,
                          struct cn_span part) {
    struct cn_str all = {text->bytes, text->len};
    char folded[CN_TOKEN_MAX];
    struct cn_token token = {0};
    uint64_t start = text->line == explain->line ? text->line_start : text->base + part.start;
    for (size_t at = part.start; cn_token_next(all, at, folded, &token); at = token.end) {
        if (token.start >= part.end)
            return;
        uint64_t column = text->base + token.start - start + 1;
        uint64_t len = token.end - token.start;
        bool asked = explain->column >= column && explain->column < column + len;
        if (asked || explain->column == 0)
            explain_word(explain, (struct cn_str){all.bytes + token.start, len}, column);
    }
}

static enum cn_severity explain_window(void *context, const struct cn_document *document,
                                       const struct cn_text *text, const struct cn_mentions *all,
                                       const struct cn_mentions *reported) {
    struct explain *explain = context;
    struct cn_span part = {0, 0};
    (void)document;
    (void)reported;
    if (text->line > explain->line || !find_line(explain, text, &part))
        return CN_OK;
    explain->seen = true;
    if (!explain_mentions(explain, text, all))
        explain_words(explain, text, part);
    return explain->out.failed ? CN_FATAL : CN_OK;
}

/* ---- the command ---- */

static bool explain_document(struct cn_scan *scan, struct explain *explain) {
    struct cn_document document = {0};
    struct cn_record record = {0};
    struct cn_sink sink = {.window = explain_window, .needs_text = true, .context = explain};
    enum cn_severity severity = cn_document_open_path(&document, explain->path, &scan->limits);
    if (severity < CN_SKIP)
        severity = cn_scan_document(scan, &document, &sink, &record);
    cn_say_diags(&document.diags);
    if (severity < CN_SKIP && !explain->seen)
        cn_say(CN_SKIP, "%s: there is no line %" PRIu64, explain->path, explain->line);
    cn_document_close(&document);
    return severity < CN_SKIP && explain->seen;
}

enum cn_exit cn_explain(const struct cn_arguments *arguments) {
    struct cn_scan scan = {0};
    struct cn_str path = {NULL, 0};
    struct explain explain = {.scan = &scan};
    if (arguments->operands.len != 1 ||
        !read_place(arguments->operands.items[0], &path, &explain.line, &explain.column)) {
        cn_say(CN_FATAL, "explain takes one place: FILE:LINE or FILE:LINE:COLUMN");
        return CN_EXIT_TROUBLE;
    }
    bool ok = cn_setup(&scan, arguments, NULL);
    struct cn_str copy = cn_arena_copy(&scan.scratch, path);
    explain.path = copy.bytes;
    ok = ok && copy.bytes && explain_document(&scan, &explain);
    cn_scan_teardown(&scan);
    if (!ok) {
        cn_buf_free(&explain.out);
        return CN_EXIT_TROUBLE;
    }
    enum cn_exit status = cn_print(&explain.out);
    return status == CN_EXIT_FOUND && explain.places == 0 ? CN_EXIT_NONE : status;
}
