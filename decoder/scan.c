/*
 * scan.c: the driver. One document through the six stages, a call and a sentence each.
 *
 * A document is read twice. Pass 1 finds candidates and sums up what the document says as a whole:
 * the names it surely holds, the issuers, the years. Pass 2 scores each candidate against that
 * summary, window by window, so that a document of any size takes bounded memory. A document that
 * fits one window is read once; of a larger one the finds are kept between the passes as long as
 * they fit CN_FINDS_MAX, else pass 2 finds again. The scratch arena is rewound after each window.
 */
#include "scan.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* ---- setting up ---- */

static bool is_ordinary(void *words, struct cn_str word) {
    return cn_words_is_common(words, word);
}

static enum cn_severity set_up_garbler(struct cn_scan *scan,
                                       const struct cn_scan_options *options) {
    const char *name = options->confusions ? options->confusions : cn_model_confusions(scan->model);
    if (strcmp(name, "none") == 0)
        return CN_OK;
    enum cn_severity severity = cn_channel_find(&scan->channel, name, &scan->diags);
    if (severity >= CN_SKIP)
        return severity;
    scan->garbler = cn_garbler_new(&scan->dictionary, scan->channel, is_ordinary, scan->words);
    if (!scan->garbler)
        return cn_diag_add(&scan->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    cn_scan_use(scan, scan->channel);
    unsigned edits = cn_garbler_edits(scan->garbler);
    if (edits < 2)
        cn_diag_add(&scan->diags, CN_OK, edits > 0 ? CN_E_GARBLED_FEWER : CN_E_GARBLED_NONE, NULL,
                    NULL);
    return CN_OK;
}

enum cn_severity cn_scan_setup(struct cn_scan *scan, const struct cn_scan_options *options) {
    enum cn_severity severity = cn_dictionary_open(&scan->dictionary, options->dictionaries);
    if (severity >= CN_SKIP)
        return severity;
    scan->index = cn_index_new(&scan->dictionary);
    if (!scan->index)
        return CN_FATAL;
    cn_dictionary_keep(&scan->dictionary);
    severity = cn_model_find(&scan->model, options->model, &scan->diags);
    if (severity >= CN_SKIP)
        return severity;
    if (!options->find_only)
        severity = cn_words_open(&scan->words, options->languages ? options->languages : "en_US",
                                 &scan->diags);
    if (severity < CN_SKIP && scan->words)
        severity = cn_words_count(scan->words, &scan->diags);
    if (severity >= CN_SKIP)
        return severity;
    severity = cn_scorer_new(&scan->scorer, &scan->dictionary, scan->model, scan->words);
    return severity < CN_SKIP && !options->find_only ? set_up_garbler(scan, options) : severity;
}

void cn_scan_use(struct cn_scan *scan, const struct cn_channel *channel) {
    cn_scorer_use(scan->scorer, channel);
    cn_garbler_use(scan->garbler, channel);
}

void cn_scan_teardown(struct cn_scan *scan) {
    cn_summary_free(scan->summary);
    cn_scorer_free(scan->scorer);
    cn_garbler_free(scan->garbler);
    cn_channel_free(scan->channel);
    cn_words_close(scan->words);
    cn_model_free(scan->model);
    cn_index_free(scan->index);
    cn_dictionary_free(&scan->dictionary);
    cn_diags_free(&scan->diags);
    cn_arena_free(&scan->scratch);
    memset(scan, 0, sizeof *scan);
}

/* ---- what is reported ---- */

static bool listed(const struct cn_str_list *list, struct cn_str value) {
    for (size_t i = 0; i < list->len; i++) {
        if (cn_str_equal_nocase(list->items[i], value))
            return true;
    }
    return list->len == 0;
}

static bool passes(const struct cn_filter *filter, const struct cn_mention *mention) {
    const struct cn_meaning *best = mention->meanings;
    return !mention->covered && mention->name_confidence >= filter->min_confidence &&
           listed(&filter->schemes, best->scheme->name) &&
           listed(&filter->kinds, best->entry->kind) &&
           listed(&filter->countries, best->entry->country);
}

/* ---- one document ---- */

/* Everything one document's scan holds. */
struct pass {
    struct cn_scan *scan;
    struct cn_document *document;
    const struct cn_sink *sink;
    struct cn_record *record;
    struct cn_reading *reading;
    struct cn_matcher *matcher;
    struct cn_matcher *beside;  /* for the garbler, where there are several windows */
    struct cn_document nobody;  /* whose finds those are */
    struct cn_summary *summary; /* pass 2 only reads it */
    struct cn_finds *finds;
    uint64_t found; /* candidates met in pass 1 */
    bool garbling;  /* the garbler knows the document */
};

static void drop_finds(struct cn_finds *finds) {
    free(finds->items);
    *finds = (struct cn_finds){.dropped = true};
}

static void keep_finds(struct cn_finds *finds, const struct cn_candidates *more) {
    size_t want = finds->len + more->len;
    if (finds->dropped || more->len == 0)
        return;
    if (want > CN_FINDS_MAX / sizeof *finds->items) {
        drop_finds(finds);
        return;
    }
    if (want > finds->cap) {
        size_t cap = want < 256 ? 256 : want + want / 2;
        struct cn_candidate *items = realloc(finds->items, cap * sizeof *items);
        if (!items) {
            drop_finds(finds);
            return;
        }
        finds->items = items;
        finds->cap = cap;
    }
    memcpy(finds->items + finds->len, more->items, more->len * sizeof *more->items);
    finds->len = want;
}

/* The kept finds that start in this window's core. */
static struct cn_candidates take_finds(struct cn_finds *finds, const struct cn_text *text) {
    size_t from = finds->next;
    while (finds->next < finds->len &&
           finds->items[finds->next].start < text->base + text->core_end)
        finds->next++;
    if (finds->next == from)
        return (struct cn_candidates){NULL, 0};
    return (struct cn_candidates){finds->items + from, finds->next - from};
}

/* Match: candidates of a window, summed up for the document. */
static enum cn_severity find(struct pass *pass, const struct cn_text *text,
                             struct cn_candidates *candidates) {
    struct cn_arena *scratch = &pass->scan->scratch;
    enum cn_severity severity = cn_match(pass->matcher, text, scratch, candidates);
    if (severity >= CN_SKIP)
        return severity;
    pass->found += candidates->len;
    if (pass->sink->found) {
        severity = pass->sink->found(pass->sink->context, pass->document, text, candidates);
        if (severity != CN_OK)
            return severity;
    }
    if (candidates->len == 0 || !pass->sink->window)
        return CN_OK;
    return cn_summary_add(pass->summary, text, candidates, scratch);
}

static enum cn_severity select_reported(struct pass *pass, const struct cn_mentions *all,
                                        struct cn_mentions *reported) {
    *reported = (struct cn_mentions){NULL, 0};
    if (all->len == 0)
        return CN_OK;
    reported->items = CN_NEW_ARRAY(&pass->scan->scratch, struct cn_mention, all->len);
    if (!reported->items)
        return CN_FATAL;
    for (size_t i = 0; i < all->len; i++) {
        const struct cn_mention *mention = &all->items[i];
        if (passes(&pass->scan->filter, mention))
            reported->items[reported->len++] = *mention;
        else if (mention->covered)
            pass->record->covered++;
        else if (mention->name_confidence < pass->scan->filter.min_confidence)
            pass->record->below++;
    }
    pass->record->mentions += reported->len;
    return CN_OK;
}

/* Match again: names that the scanner garbled, now that the document has been summed up. */
static enum cn_severity add_garbled(struct pass *pass, const struct cn_text *text,
                                    const struct cn_candidates *found, struct cn_candidates *all) {
    struct cn_garbler *garbler = pass->scan->garbler;
    if (!garbler)
        return CN_OK;
    if (!pass->garbling)
        cn_garbler_begin(garbler, &(struct cn_standing){cn_summary_times, pass->summary});
    pass->garbling = true;
    if (!pass->beside && !(text->first && text->last)) {
        pass->beside = cn_matcher_new(pass->scan->index, &pass->nobody);
        if (!pass->beside)
            return CN_FATAL;
    }
    return cn_garbled_add(garbler, pass->beside, text, found, &pass->scan->scratch, all);
}

/* The name_confidence below which nobody wants to know. */
static double least_of(const struct pass *pass) {
    return pass->sink->reported_only ? pass->scan->filter.min_confidence : 0;
}

/* Score and hand on: mentions of a window, the losers marked, those to report beside them. */
static enum cn_severity score(struct pass *pass, const struct cn_text *text,
                              const struct cn_candidates *found) {
    struct cn_mentions all = {NULL, 0};
    struct cn_mentions reported = {NULL, 0};
    struct cn_candidates candidates = *found;
    enum cn_severity severity = add_garbled(pass, text, found, &candidates);
    if (severity < CN_SKIP && candidates.len > 0)
        severity = cn_score(pass->scan->scorer, pass->summary, text, &candidates, least_of(pass),
                            &pass->scan->scratch, &all);
    if (severity >= CN_SKIP)
        return severity;
    severity = select_reported(pass, &all, &reported);
    if (severity != CN_OK || (reported.len == 0 && all.len == 0 && !pass->sink->needs_text))
        return severity;
    return pass->sink->window(pass->sink->context, pass->document, text, &all, &reported);
}

/* Pass 1 over a document. `*done`: it had one window, which has been scored as well. */
static enum cn_severity first_pass(struct pass *pass, bool *done) {
    struct cn_arena *scratch = &pass->scan->scratch;
    struct cn_arena_mark mark = cn_arena_mark(scratch);
    struct cn_text text = {0};
    enum cn_severity severity = CN_OK;
    while ((severity = cn_read_next(pass->reading, &text)) == CN_OK) {
        struct cn_candidates candidates = {NULL, 0};
        severity = find(pass, &text, &candidates);
        *done = text.first && text.last;
        if (severity == CN_OK && *done && pass->sink->window)
            severity = score(pass, &text, &candidates);
        else if (severity == CN_OK && pass->sink->window)
            keep_finds(pass->finds, &candidates);
        cn_arena_rewind(scratch, mark);
        if (severity != CN_OK)
            return severity;
    }
    return severity == CN_END ? CN_OK : severity;
}

/* A window of pass 2. */
static enum cn_severity score_again(struct pass *pass, const struct cn_text *text) {
    struct cn_candidates candidates = {NULL, 0};
    enum cn_severity severity = CN_OK;
    if (pass->finds->dropped)
        severity = cn_match(pass->matcher, text, &pass->scan->scratch, &candidates);
    else
        candidates = take_finds(pass->finds, text);
    return severity == CN_OK ? score(pass, text, &candidates) : severity;
}

/* Pass 2: every window again, its finds taken up or found again, scored against the summary. */
static enum cn_severity second_pass(struct pass *pass) {
    struct cn_arena *scratch = &pass->scan->scratch;
    struct cn_arena_mark mark = cn_arena_mark(scratch);
    struct cn_text text = {0};
    enum cn_severity severity = cn_read_rewind(pass->reading);
    cn_matcher_rewind(pass->matcher);
    while (severity == CN_OK && (severity = cn_read_next(pass->reading, &text)) == CN_OK) {
        severity = score_again(pass, &text);
        cn_arena_rewind(scratch, mark);
    }
    return severity == CN_END ? CN_OK : severity;
}

static enum cn_severity both_passes(struct pass *pass) {
    bool done = false;
    enum cn_severity severity = first_pass(pass, &done);
    if (severity != CN_OK || done || !pass->sink->window)
        return severity;
    if (pass->found == 0 && !pass->sink->needs_text && !pass->scan->garbler)
        return CN_OK;
    return second_pass(pass);
}

static void free_matchers(struct pass *pass) {
    cn_matcher_free(pass->matcher);
    cn_matcher_free(pass->beside);
    cn_diags_free(&pass->nobody.diags);
}

/* An empty one. NULL: memory is out. */
static struct cn_summary *summary_of(struct cn_scan *scan) {
    if (scan->summary)
        cn_summary_clear(scan->summary);
    else
        scan->summary = cn_summary_new(scan->scorer);
    return scan->summary;
}

enum cn_severity cn_scan_document(struct cn_scan *scan, struct cn_document *document,
                                  const struct cn_sink *sink, struct cn_record *record) {
    struct cn_finds finds = {.items = NULL};
    struct pass pass = {
        .scan = scan, .document = document, .sink = sink, .record = record, .finds = &finds};
    enum cn_severity severity = CN_SKIP;
    *record = (struct cn_record){.document = document};
    if (!document->stream)
        goto out;

    /* read: bytes become windows of UTF-8 text; the status says why where they cannot */
    severity = cn_read_open(document, &pass.reading);
    if (severity >= CN_SKIP)
        goto out;
    record->format = cn_read_format(pass.reading);

    /* tokenize and match, then score, then the sink emits */
    pass.matcher = cn_matcher_new(scan->index, document);
    pass.summary = sink->window ? summary_of(scan) : NULL;
    if (!pass.matcher || (sink->window && !pass.summary)) {
        severity = cn_diag_add(&document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
        goto out;
    }
    severity = both_passes(&pass);
out:
    free(finds.items);
    free_matchers(&pass);
    cn_read_close(pass.reading);
    return severity;
}

enum cn_severity cn_scan_members(struct cn_scan *scan, struct cn_document *document,
                                 cn_member_fn *each, void *context) {
    struct cn_source source;
    if (!document->container)
        return CN_OK;
    cn_document_source(document, &source);
    return cn_members_each(document, document->container, &source, &scan->limits, each, context);
}

/* ---- a piece ---- */

/* `first`: the window to begin with. */
static enum cn_severity open_piece(struct pass *pass, const struct cn_piece *piece, uint64_t first,
                                   bool count) {
    if (!pass->document->stream)
        return CN_SKIP;
    pass->matcher = cn_matcher_new(pass->scan->index, pass->document);
    if (!pass->matcher)
        return cn_diag_add(&pass->document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    return cn_read_open_piece(pass->document, piece, first, count, &pass->reading);
}

static enum cn_severity close_piece(struct pass *pass, enum cn_severity severity) {
    free_matchers(pass);
    cn_read_close(pass->reading);
    return severity == CN_END ? CN_OK : severity;
}

enum cn_severity cn_scan_first(struct cn_scan *scan, struct cn_document *document,
                               const struct cn_piece *piece, const struct cn_sink *sink,
                               struct cn_summary *summary, struct cn_finds *finds,
                               struct cn_piece_end *end) {
    struct pass pass = {.scan = scan, .document = document, .sink = sink, .summary = summary};
    struct cn_arena_mark mark = cn_arena_mark(&scan->scratch);
    struct cn_text text = {0};
    enum cn_severity severity = open_piece(&pass, piece, piece->from, true);
    *end = (struct cn_piece_end){.lines = 0};
    for (uint64_t number = piece->from;
         severity == CN_OK && (number < piece->to || (end->struck && !sink->window)); number++) {
        struct cn_candidates candidates = {NULL, 0};
        severity = cn_read_next(pass.reading, &text);
        if (severity != CN_OK)
            break;
        end->lines += cn_read_lines(&text, &end->line_start);
        end->last = text.last;
        severity = find(&pass, &text, &candidates);
        if (severity == CN_OK && sink->window)
            keep_finds(finds, &candidates);
        end->struck = cn_matcher_struck(pass.matcher);
        cn_arena_rewind(&scan->scratch, mark);
    }
    return close_piece(&pass, severity);
}

/* The window before a piece, for the sink alone: it counts where it belongs. */
static enum cn_severity show_before(struct pass *pass, const struct cn_text *text) {
    struct cn_candidates candidates = {NULL, 0};
    const struct cn_sink *sink = pass->sink;
    struct cn_sink before = {.window = sink->before,
                             .needs_text = true,
                             .reported_only = sink->reported_only,
                             .context = sink->context};
    struct cn_record counted = *pass->record;
    enum cn_severity severity = cn_match(pass->matcher, text, &pass->scan->scratch, &candidates);
    pass->sink = &before;
    if (severity == CN_OK)
        severity = score(pass, text, &candidates);
    pass->sink = sink;
    *pass->record = counted;
    return severity;
}

enum cn_severity cn_scan_second(struct cn_scan *scan, struct cn_document *document,
                                const struct cn_piece *piece, const struct cn_sink *sink,
                                const struct cn_summary *summary, struct cn_finds *finds,
                                struct cn_record *record) {
    struct pass pass = {.scan = scan,
                        .document = document,
                        .sink = sink,
                        .record = record,
                        .summary = (struct cn_summary *)summary,
                        .finds = finds};
    struct cn_arena_mark mark = cn_arena_mark(&scan->scratch);
    struct cn_text text = {0};
    uint64_t number = piece->from > 0 && sink->before ? piece->from - 1 : piece->from;
    enum cn_severity severity = open_piece(&pass, piece, number, false);
    *record = (struct cn_record){.document = document};
    for (; severity == CN_OK && number < piece->to; number++) {
        severity = cn_read_next(pass.reading, &text);
        if (severity != CN_OK)
            break;
        severity = number < piece->from ? show_before(&pass, &text) : score_again(&pass, &text);
        cn_arena_rewind(&scan->scratch, mark);
    }
    return close_piece(&pass, severity);
}
