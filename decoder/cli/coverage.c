/*
 * coverage.c: the list of --coverage, a line a document; which documents have the same bytes; and
 * what is said at the end of a run of how much was read.
 */
#include "cli/coverage.h"

#include "base/limits.h"
#include "cli/annotate.h"

#include <inttypes.h>
#include <string.h>

bool cn_annotate_hashes(const struct cn_annotation_run *run) {
    return run->emitter->needs_hash || run->arguments->coverage;
}

bool cn_coverage_open(struct cn_annotation_run *run) {
    const char *path = run->arguments->coverage;
    struct cn_coverage *coverage = &run->coverage;
    coverage->listed = path != NULL;
    const uint64_t id = run->journal.open ? run->journal.id + 1 : 0; /* not that of the output */
    if (path && *path)
        coverage->opened = cn_output_open_of(&coverage->output, path, id, false);
    return !path || !*path || coverage->opened;
}

bool cn_coverage_close(struct cn_annotation_run *run, bool keep) {
    struct cn_coverage *coverage = &run->coverage;
    bool good = !coverage->opened || cn_output_close(&coverage->output, keep);
    coverage->opened = false;
    cn_digests_free(&coverage->hashes);
    cn_buf_free(&coverage->names);
    cn_buf_free(&coverage->line);
    return good;
}

/* ---- duplicates ---- */

struct cn_str cn_coverage_seen(struct cn_coverage *coverage,
                               const unsigned char sha256[CN_SHA256_BYTES], struct cn_str name) {
    struct cn_buf *names = &coverage->names;
    uint64_t at = cn_digests_get(&coverage->hashes, sha256);
    if (at != UINT64_MAX) {
        coverage->duplicates++;
        return cn_str_of(names->bytes + at);
    }
    coverage->full |= coverage->hashes.len >= CN_HASHES_MAX || names->len >= CN_HASHED_NAMES_MAX;
    at = names->len;
    if (coverage->full)
        return CN_STR("");
    cn_buf_add_str(names, name);
    cn_buf_add_byte(names, '\0');
    if (names->failed || cn_digests_put(&coverage->hashes, sha256, at) == UINT64_MAX)
        coverage->full = true;
    return CN_STR("");
}

struct cn_str cn_coverage_duplicate(struct cn_annotation_run *run,
                                    const struct cn_document *document) {
    if (!document->hashed || !cn_annotate_hashes(run))
        return CN_STR("");
    return cn_coverage_seen(&run->coverage, document->sha256, document->name);
}

/* ---- the list ---- */

static void add_cell(struct cn_buf *line, struct cn_str cell) {
    cn_buf_add_byte(line, '\t');
    if (cell.len > 0)
        cn_escape_terminal(line, cell, false);
    else
        cn_buf_add_byte(line, '-');
}

/* The worst of a document's messages, the first of those. */
static void add_reason(struct cn_buf *line, const struct cn_diags *diags) {
    const struct cn_diag *worst = NULL;
    struct cn_buf reason = {0};
    for (size_t i = 0; i < diags->len; i++) {
        if (diags->items[i].severity > (worst ? worst->severity : CN_END))
            worst = &diags->items[i];
    }
    if (worst)
        cn_buf_add_text(&reason, cn_code_text(worst->code));
    if (worst && worst->detail.len > 0) {
        cn_buf_add_text(&reason, ": ");
        cn_buf_add_str(&reason, worst->detail);
    }
    add_cell(line, cn_buf_str(&reason));
    line->failed |= reason.failed;
    cn_buf_free(&reason);
}

static void write_line(struct cn_buf *line, const struct cn_record *record) {
    const struct cn_document *document = record->document;
    cn_buf_clear(line);
    cn_buf_addf(line, "%s\t%" PRIu64 "\t%" PRIu64, cn_status_name(document->status),
                document->bytes, record->mentions);
    add_cell(line, cn_str_of(record->format ? record->format : ""));
    add_cell(line, cn_str_of(document->charset ? document->charset : ""));
    add_cell(line, document->name);
    add_cell(line, record->duplicate_of);
    add_reason(line, &document->diags);
    cn_buf_add_byte(line, '\n');
}

void cn_coverage_put(struct cn_coverage *coverage, struct cn_str line) {
    if (coverage->opened)
        cn_out_add_str(&coverage->output.out, line);
    else if (coverage->listed && !coverage->silent)
        cn_say_lines(line);
}

struct cn_str cn_coverage_add(struct cn_annotation_run *run, const struct cn_record *record) {
    struct cn_coverage *coverage = &run->coverage;
    cn_buf_clear(&coverage->line);
    if (coverage->listed) {
        write_line(&coverage->line, record);
        cn_coverage_put(coverage, cn_buf_str(&coverage->line));
        run->broken |= coverage->line.failed;
    }
    return cn_buf_str(&coverage->line);
}

/* ---- the summary ---- */

static void add_statuses(struct cn_buf *counts, const struct cn_run *totals) {
    bool any = false;
    for (int status = CN_STATUS_OK + 1; status <= CN_STATUS_NO_TEXT; status++) {
        if (totals->statuses[status] > 0)
            cn_buf_addf(counts, "%s%" PRIu64 " %s", any ? ", " : "", totals->statuses[status],
                        cn_status_name((enum cn_status)status));
        any |= totals->statuses[status] > 0;
    }
}

static void add_duplicates(struct cn_buf *counts, const struct cn_coverage *coverage) {
    if (coverage->duplicates > 0)
        cn_buf_addf(counts, "; %" PRIu64 " had the bytes of another one", coverage->duplicates);
    if (coverage->full)
        cn_buf_addf(counts, " (looked for among the first %" PRIu64 ")",
                    (uint64_t)coverage->hashes.len);
}

void cn_coverage_summary(const struct cn_annotation_run *run) {
    const struct cn_run *totals = &run->totals;
    uint64_t clean = totals->statuses[CN_STATUS_OK];
    struct cn_buf counts = {0};
    if (totals->documents == 0 && !run->trouble && !run->broken)
        cn_say(CN_OK, "no file was found in the input");
    if (totals->documents < 2 || (clean == totals->documents && !run->coverage.listed))
        return;
    if (clean == totals->documents) {
        cn_buf_addf(&counts, "%" PRIu64 " documents were read in full", clean);
    } else {
        cn_buf_addf(&counts, "%" PRIu64 " of %" PRIu64 " documents were not read in full: ",
                    totals->documents - clean, totals->documents);
        add_statuses(&counts, totals);
    }
    add_duplicates(&counts, &run->coverage);
    cn_say(run->trouble && clean != totals->documents ? CN_PARTIAL : CN_OK, "%.*s", (int)counts.len,
           counts.bytes);
    cn_buf_free(&counts);
}
