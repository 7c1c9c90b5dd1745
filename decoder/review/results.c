/*
 * results.c: the file that `annotate --format=jsonl` wrote, a record a line.
 *
 * A line that is no record costs itself only. Lines are of any length in the file; one that is
 * longer than any record can be is passed over without being kept.
 */
#include "review/review.h"

#include "base/limits.h"

#include <inttypes.h>
#include <string.h>

/* ---- lines ---- */

struct lines {
    struct cn_stream *stream;
    struct cn_buf line; /* at most CN_RECORD_MAX bytes of it */
    uint64_t number;    /* of the line at hand, from 1 */
    bool too_long;
    char block[64 * 1024];
    size_t at, len;         /* what is left of the block */
    enum cn_severity ended; /* what the stream said last */
};

static bool fill(struct lines *lines) {
    if (lines->at == lines->len && lines->ended == CN_OK) {
        lines->at = lines->len = 0;
        lines->ended =
            cn_stream_read(lines->stream, lines->block, sizeof lines->block, &lines->len);
    }
    return lines->at < lines->len;
}

static void keep(struct lines *lines, size_t len) {
    if (lines->line.len + len > CN_RECORD_MAX)
        lines->too_long = true;
    else
        cn_buf_add(&lines->line, lines->block + lines->at, len);
}

/* The next line, without its end, in lines->line. False: there is none. */
static bool next_line(struct lines *lines) {
    bool any = false;
    cn_buf_clear(&lines->line);
    lines->too_long = false;
    lines->number++;
    while (fill(lines)) {
        const char *from = lines->block + lines->at;
        const char *end = memchr(from, '\n', lines->len - lines->at);
        size_t len = end ? (size_t)(end - from) : lines->len - lines->at;
        keep(lines, len);
        lines->at += len + (end != NULL);
        any = true;
        if (end)
            break;
    }
    return any;
}

/* ---- records ---- */

static enum cn_severity note(struct cn_results *results, const struct cn_where *where,
                             enum cn_code code, struct cn_str why) {
    return cn_diag_add(&results->diags, CN_PARTIAL, code, where, "%.*s", (int)why.len,
                       why.bytes ? why.bytes : "");
}

static void take_mention(struct cn_results *results, const struct cn_question *question,
                         const struct cn_where *where) {
    if (!cn_question_labellable(question))
        note(results, where, CN_E_RESULTS_NAME, question->file);
    else if (results->questions.len / sizeof *question >= CN_REVIEW_MAX)
        results->left_out++;
    else
        cn_buf_add(&results->questions, question, sizeof *question);
}

static void take_line(struct cn_results *results, const struct lines *lines,
                      const struct cn_where *where) {
    struct cn_question question = {0};
    struct cn_buf why = {0};
    struct cn_arena_mark mark = cn_arena_mark(&results->arena);
    struct cn_str line = cn_str_trim(cn_buf_str(&lines->line));
    if (lines->too_long) {
        note(results, where, CN_E_RESULTS_LONG, CN_STR(""));
        return;
    }
    if (line.len == 0)
        return;
    size_t kept = results->questions.len;
    switch (cn_record_read(line, &results->arena, &question, &why)) {
    case CN_RECORD_MENTION:
        take_mention(results, &question, where);
        break;
    case CN_RECORD_SUMMARY:
        results->summary = true;
        break;
    case CN_RECORD_BROKEN:
        note(results, where, CN_E_RESULTS, cn_buf_str(&why));
        break;
    case CN_RECORD_OTHER:
        break;
    }
    if (results->questions.len == kept && !results->arena.failed)
        cn_arena_rewind(&results->arena, mark);
    cn_buf_free(&why);
}

static enum cn_severity close_results(struct cn_results *results, struct cn_str path) {
    const struct cn_where where = {.file = path};
    if (results->left_out > 0)
        cn_diag_add(&results->diags, CN_PARTIAL, CN_E_RESULTS_MANY, &where, "%" PRIu64,
                    results->left_out);
    if (!results->summary)
        note(results, &where, CN_E_RESULTS_CUT, CN_STR(""));
    if (results->arena.failed || results->questions.failed)
        return cn_diag_add(&results->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    return results->diags.worst;
}

enum cn_severity cn_results_read(struct cn_results *results, struct cn_stream *stream,
                                 const char *path) {
    struct lines lines = {.stream = stream};
    struct cn_where where = {.file = cn_str_of(path), .column = 1};
    if (!cn_results_readable())
        return cn_diag_add(&results->diags, CN_SKIP, CN_E_RESULTS_JSON, NULL, NULL);
    while (next_line(&lines) && !lines.line.failed && !results->arena.failed) {
        where.line = lines.number;
        take_line(results, &lines, &where);
    }
    results->arena.failed |= lines.line.failed;
    cn_buf_free(&lines.line);
    enum cn_severity severity = close_results(results, where.file);
    if (lines.ended > CN_END && lines.ended > severity)
        severity = lines.ended;
    return severity;
}

static void copy_diags(struct cn_diags *to, const struct cn_diags *from) {
    for (size_t i = 0; i < from->len; i++) {
        struct cn_str detail = from->items[i].detail;
        cn_diag_add(to, from->items[i].severity, from->items[i].code, &from->items[i].where, "%.*s",
                    (int)detail.len, detail.bytes ? detail.bytes : "");
    }
}

enum cn_severity cn_results_load(struct cn_results *results, const char *path) {
    struct cn_document document = {0};
    if (!cn_results_readable())
        return cn_diag_add(&results->diags, CN_SKIP, CN_E_RESULTS_JSON, NULL, NULL);
    enum cn_severity severity = cn_document_open_path(&document, path, &cn_open_limits_default);
    if (severity < CN_SKIP) {
        enum cn_severity read = cn_results_read(results, document.stream, path);
        severity = read > severity ? read : severity;
    }
    copy_diags(&results->diags, &document.diags);
    cn_document_close(&document);
    return severity;
}

const struct cn_question *cn_results_questions(const struct cn_results *results, size_t *len) {
    *len = results->questions.len / sizeof(struct cn_question);
    return (const struct cn_question *)(const void *)results->questions.bytes;
}

void cn_results_free(struct cn_results *results) {
    cn_diags_free(&results->diags);
    cn_buf_free(&results->questions);
    cn_arena_free(&results->arena);
    *results = (struct cn_results){0};
}
