/*
 * library.c: the public calls of cryptonym.h over the driver of scan.h.
 *
 * The inner structs borrow strings without a NUL and change as the program grows; what is handed
 * out here is copied into structs that stay as they are.
 */
#include "cryptonym.h"

#include <stdlib.h>

#include "scan.h"

struct cn_scanner {
    struct cn_scan scan;
    struct cn_arena strings; /* what a callback sees; rewound after it */
    struct cn_buf message;   /* ended by NUL, or empty */
};

/* One scan on its way to the caller. */
struct delivery {
    struct cn_scanner *scanner;
    cn_mention_fn *each;
    void *context;
    bool stopped; /* the caller has seen enough */
    bool missed;  /* some document in what is scanned was not read in full */
};

/* ---- messages ---- */

static const struct cn_diag *worst_of(const struct cn_diags *diags, const struct cn_diag *worst) {
    for (size_t i = 0; i < diags->len; i++)
        if (worst == NULL || diags->items[i].severity > worst->severity)
            worst = &diags->items[i];
    return worst;
}

static void say_where(struct cn_buf *message, const struct cn_where *where) {
    if (where->file.len == 0)
        return;
    cn_buf_add_str(message, where->file);
    if (where->line > 0)
        cn_buf_addf(message, ":%llu", (unsigned long long)where->line);
    if (where->column > 0)
        cn_buf_addf(message, ":%llu", (unsigned long long)where->column);
    cn_buf_add_text(message, ": ");
}

static void say(struct cn_buf *message, const struct cn_diag *diag) {
    say_where(message, &diag->where);
    cn_buf_add_text(message, cn_code_text(diag->code));
    if (diag->detail.len > 0) {
        cn_buf_add_text(message, ": ");
        cn_buf_add_str(message, diag->detail);
    }
    cn_buf_add_byte(message, '\0');
}

/* The result for a severity; what was worst becomes the scanner's message. */
static enum cn_result conclude(struct cn_scanner *scanner, enum cn_severity severity,
                               const struct cn_diag *worst) {
    static const struct cn_diag memory = {.code = CN_E_MEMORY};
    cn_buf_clear(&scanner->message);
    if (severity < CN_PARTIAL)
        return CN_DONE;
    say(&scanner->message, worst != NULL ? worst : &memory);
    return severity == CN_FATAL ? CN_FAILED : CN_INCOMPLETE;
}

const char *cn_scanner_message(const struct cn_scanner *scanner) {
    if (scanner == NULL || scanner->message.failed)
        return cn_code_text(CN_E_MEMORY);
    return scanner->message.len > 0 ? scanner->message.bytes : "";
}

/* ---- scanners ---- */

/* Whether a scanner came of it. One that lacks a language or a row of a dictionary still works. */
static enum cn_severity severity_of_setup(enum cn_severity setup, const struct cn_diag *worst) {
    if (setup >= CN_SKIP)
        return CN_FATAL;
    return worst != NULL && worst->severity >= CN_PARTIAL ? CN_PARTIAL : CN_OK;
}

enum cn_result cn_scanner_new(struct cn_scanner **out, const struct cn_options *options) {
    struct cn_scan_options inner = {.dictionaries = options->dictionaries,
                                    .model = options->model,
                                    .languages = options->languages};
    struct cn_scanner *scanner = calloc(1, sizeof *scanner);
    *out = scanner;
    if (scanner == NULL)
        return CN_FAILED;
    enum cn_severity setup = cn_scan_setup(&scanner->scan, &inner);
    const struct cn_diag *worst = worst_of(&scanner->scan.dictionary.diags, NULL);
    worst = worst_of(&scanner->scan.diags, worst);
    scanner->scan.filter.min_confidence = options->min_confidence;
    scanner->scan.limits = cn_open_limits_default;
    return conclude(scanner, severity_of_setup(setup, worst), worst);
}

void cn_scanner_free(struct cn_scanner *scanner) {
    if (scanner == NULL)
        return;
    cn_scan_teardown(&scanner->scan);
    cn_arena_free(&scanner->strings);
    cn_buf_free(&scanner->message);
    free(scanner);
}

const char *cn_version(void) {
    return PACKAGE_VERSION;
}

/* ---- mentions ---- */

static const char *text_of(struct cn_arena *arena, struct cn_str text) {
    return text.len > 0 ? cn_arena_copy(arena, text).bytes : "";
}

static void open_reading(struct cn_arena *arena, const struct cn_meaning *meaning,
                         struct cn_public_reading *out) {
    out->scheme = text_of(arena, meaning->scheme->name);
    out->name = text_of(arena, meaning->entry->name);
    out->meaning = text_of(arena, meaning->entry->meaning);
    out->share = meaning->share;
}

static void open_readings(struct cn_arena *arena, const struct cn_mention *mention,
                          struct cn_public_mention *out) {
    struct cn_public_reading *readings =
        CN_NEW_ARRAY(arena, struct cn_public_reading, mention->meanings_len);
    for (size_t i = 0; readings != NULL && i < mention->meanings_len; i++)
        open_reading(arena, &mention->meanings[i], &readings[i]);
    out->readings = readings;
    out->readings_len = mention->meanings_len;
}

static void open_places(const struct cn_text *text, const struct cn_mention *mention,
                        struct cn_public_mention *out) {
    struct cn_span source = {0, 0};
    if (!text->unsourced)
        source = cn_map_source(text->map, (struct cn_span){mention->start, mention->end});
    out->start = mention->start;
    out->end = mention->end;
    out->source_start = source.start;
    out->source_end = source.end;
    out->line = mention->line;
    out->column = mention->column;
}

static struct cn_public_mention open_mention(struct cn_arena *arena,
                                             const struct cn_document *document,
                                             const struct cn_text *text,
                                             const struct cn_mention *mention) {
    const struct cn_meaning *best = &mention->meanings[0];
    struct cn_public_mention out = {
        .document = text_of(arena, document->name),
        .kind = text_of(arena, best->entry->kind),
        .country = text_of(arena, best->entry->country),
        .match = cn_how_name(best->candidate.how),
        .member = mention->member == CN_NO_MEMBER ? -1 : (int64_t)mention->member,
        .confidence = mention->confidence,
        .name_confidence = mention->name_confidence,
    };
    open_places(text, mention, &out);
    open_readings(arena, mention, &out);
    if (!arena->failed) {
        out.name = out.readings[0].name;
        out.meaning = out.readings[0].meaning;
    }
    return out;
}

/* A sink's window: every mention to report goes to the caller. */
static enum cn_severity deliver(void *context, const struct cn_document *document,
                                const struct cn_text *text, const struct cn_mentions *all,
                                const struct cn_mentions *reported) {
    struct delivery *delivery = context;
    struct cn_arena *strings = &delivery->scanner->strings;
    (void)all;
    for (size_t i = 0; i < reported->len && !delivery->stopped; i++) {
        struct cn_arena_mark mark = cn_arena_mark(strings);
        struct cn_public_mention mention =
            open_mention(strings, document, text, &reported->items[i]);
        if (strings->failed)
            return CN_FATAL;
        delivery->stopped = delivery->each(&mention, delivery->context) != 0;
        cn_arena_rewind(strings, mark);
    }
    return delivery->stopped ? CN_END : CN_OK;
}

/* ---- scanning ---- */

/* What the document's end means to the caller: all is there, or something may be missing. */
static enum cn_severity severity_of_scan(const struct delivery *delivery,
                                         const struct cn_document *document,
                                         enum cn_severity severity) {
    if (severity == CN_FATAL)
        return CN_FATAL;
    return delivery->stopped || document->status == CN_STATUS_OK ? CN_OK : CN_SKIP;
}

static enum cn_severity scan_all(struct delivery *, struct cn_document *);

static enum cn_severity scan_member(void *context, struct cn_document *member) {
    struct delivery *delivery = context;
    enum cn_severity severity = scan_all(delivery, member);
    delivery->missed |= severity == CN_SKIP;
    if (severity == CN_FATAL)
        return CN_FATAL;
    return delivery->stopped ? CN_END : CN_OK;
}

/* A document that may not have opened, and the documents in it, as deep as the limits allow. */
static enum cn_severity scan_all(struct delivery *delivery, struct cn_document *document) {
    struct cn_scan *own = &delivery->scanner->scan;
    struct cn_sink sink = {.window = deliver, .reported_only = true, .context = delivery};
    struct cn_record record = {0};
    enum cn_severity severity = cn_scan_document(own, document, &sink, &record);
    if (severity != CN_FATAL && !delivery->stopped)
        severity = cn_scan_members(own, document, scan_member, delivery);
    return severity_of_scan(delivery, document, severity);
}

/* Scans it, and closes it. */
static enum cn_result scan(struct delivery *delivery, struct cn_document *document) {
    enum cn_severity severity = scan_all(delivery, document);
    if (severity == CN_OK && delivery->missed)
        severity = CN_SKIP;
    enum cn_result result = conclude(delivery->scanner, severity, worst_of(&document->diags, NULL));
    cn_document_close(document);
    return result;
}

enum cn_result cn_scan_bytes(struct cn_scanner *scanner, const void *bytes, size_t size,
                             const char *name, cn_mention_fn *each, void *context) {
    struct delivery delivery = {.scanner = scanner, .each = each, .context = context};
    struct cn_document document = {0};
    cn_document_open_bytes(&document, (struct cn_str){bytes, size}, cn_str_of(name),
                           &scanner->scan.limits);
    return scan(&delivery, &document);
}

enum cn_result cn_scan_file(struct cn_scanner *scanner, const char *path, cn_mention_fn *each,
                            void *context) {
    struct delivery delivery = {.scanner = scanner, .each = each, .context = context};
    struct cn_document document = {0};
    cn_document_open_path(&document, path, &scanner->scan.limits);
    return scan(&delivery, &document);
}
