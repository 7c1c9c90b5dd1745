/*
 * run.c: scans the labelled documents, and hands what was said of them to the judge.
 *
 * Labels count bytes of the source (of what is inside, where it is gzip), so mentions are taken
 * back through the document's map.
 */
#include "evaluate/evaluate.h"

struct run {
    struct cn_scan *scan;
    struct cn_labels *labels;
    struct cn_label_slice slice;
    size_t next;          /* label whose surface has not been looked at */
    struct cn_buf claims; /* of struct cn_claim, of the document at hand */
    struct cn_arena arena;
};

static bool claim_readings(struct run *run, const struct cn_mention *mention,
                           struct cn_claim *claim) {
    struct cn_claim_reading *items =
        CN_NEW_ARRAY(&run->arena, struct cn_claim_reading, mention->meanings_len);
    if (!items)
        return false;
    for (size_t i = 0; i < mention->meanings_len; i++) {
        const struct cn_meaning *meaning = &mention->meanings[i];
        items[i] = (struct cn_claim_reading){meaning->entry, meaning->share, meaning->unknown};
    }
    claim->items = items;
    claim->len = mention->meanings_len;
    return true;
}

static bool add_claim(struct run *run, const struct cn_text *text,
                      const struct cn_mention *mention) {
    struct cn_span whole = cn_map_source(text->map, (struct cn_span){mention->start, mention->end});
    struct cn_span name =
        cn_map_source(text->map, (struct cn_span){mention->start, mention->name_end});
    struct cn_claim claim = {
        .start = whole.start,
        .end = whole.end,
        .name_end = name.end,
        .member = mention->member,
        .name_confidence = mention->name_confidence,
        .reported =
            !mention->covered && mention->name_confidence >= run->scan->filter.min_confidence,
        .covered = mention->covered,
        .scheme = mention->meanings[0].scheme->name,
    };
    if (!claim_readings(run, mention, &claim))
        return false;
    cn_buf_add(&run->claims, &claim, sizeof claim);
    return !run->claims.failed;
}

/* Is something else there than the label says? Then the labels are of another document. Asked of
 * texts that are their own source only. */
static void check_surfaces(struct run *run, const struct cn_text *text) {
    for (; run->next < run->slice.len; run->next++) {
        const struct cn_label *label = &run->slice.items[run->next];
        struct cn_str surface = label->surface;
        if (label->start >= text->base + text->core_end)
            return;
        if (label->start < text->base || label->end > text->base + text->len || surface.len == 0)
            continue;
        struct cn_str there = {text->bytes + (label->start - text->base),
                               (size_t)(label->end - label->start)};
        struct cn_where where = {label->file, 0, 0};
        if (!cn_str_equal(there, surface))
            cn_diag_add(&run->labels->diags, CN_PARTIAL, CN_E_LABEL_SURFACE, &where,
                        "label in line %llu", (unsigned long long)label->line);
    }
}

static enum cn_severity take_window(void *context, const struct cn_document *document,
                                    const struct cn_text *text, const struct cn_mentions *all,
                                    const struct cn_mentions *reported) {
    struct run *run = context;
    (void)document;
    (void)reported;
    for (size_t i = 0; i < all->len; i++)
        if (!add_claim(run, text, &all->items[i]))
            return CN_FATAL;
    if (text->map->len == 0)
        check_surfaces(run, text);
    return CN_OK;
}

static enum cn_severity scan_file(struct run *run, const char *path) {
    const struct cn_sink sink = {.window = take_window, .needs_text = true, .context = run};
    struct cn_document document = {0};
    struct cn_record record = {.document = &document};
    cn_document_open_path(&document, path, &run->scan->limits);
    enum cn_severity severity = cn_scan_document(run->scan, &document, &sink, &record);
    if (severity < CN_FATAL && document.status != CN_STATUS_OK) {
        struct cn_where where = {.file = cn_str_of(path)};
        severity = cn_diag_add(&run->labels->diags, record.format ? CN_PARTIAL : CN_SKIP,
                               CN_E_LABEL_FILE, &where, "%s", cn_status_name(document.status));
    }
    cn_document_close(&document);
    return severity;
}

/* A file's labels; of one that cannot be read they are left out. */
static enum cn_severity run_file(struct run *run, struct cn_str root, struct cn_str file,
                                 struct cn_verdicts *verdicts) {
    struct cn_buf path = {0};
    enum cn_severity severity = CN_FATAL;
    run->slice = cn_labels_of(run->labels, file);
    run->next = 0;
    cn_buf_clear(&run->claims);
    if (root.len > 0 && !cn_str_starts(file, CN_STR("/"))) {
        cn_buf_add_str(&path, root);
        cn_buf_add_byte(&path, '/');
    }
    cn_buf_add_str(&path, file);
    cn_buf_add_byte(&path, '\0');
    if (!path.failed)
        severity = scan_file(run, path.bytes);
    if (severity < CN_SKIP &&
        !cn_judge(verdicts, run->slice, (const struct cn_claim *)(const void *)run->claims.bytes,
                  run->claims.len / sizeof(struct cn_claim), file, run->labels->exhaustive))
        severity = CN_FATAL;
    cn_buf_free(&path);
    return severity;
}

enum cn_severity cn_evaluate(struct cn_scan *scan, struct cn_labels *labels, struct cn_str root,
                             struct cn_verdicts *verdicts) {
    struct run run = {.scan = scan, .labels = labels};
    enum cn_severity worst = CN_OK;
    for (size_t i = 0; i < labels->files.len && worst < CN_FATAL; i++) {
        struct cn_arena_mark mark = cn_arena_mark(&run.arena);
        enum cn_severity severity = run_file(&run, root, labels->files.items[i], verdicts);
        if (severity == CN_SKIP)
            severity = CN_PARTIAL;
        worst = severity > worst ? severity : worst;
        cn_arena_rewind(&run.arena, mark);
    }
    cn_buf_free(&run.claims);
    cn_arena_free(&run.arena);
    return worst;
}
