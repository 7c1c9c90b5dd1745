/*
 * baseline.c: an earlier run's verdicts, and what changed since.
 *
 * A baseline is a TSV: file, start, end, name, verdict, probability. Its rows are sorted, so that
 * it keeps well under version control, and compared by place and name.
 */
#include "evaluate/evaluate.h"

#include <inttypes.h>
#include <stdlib.h>

/* One row; `key` is its place and name as they are written. */
struct row {
    struct cn_str key;
    struct cn_str verdict;
};

struct cn_baseline {
    struct cn_buf bytes;
    struct cn_buf rows; /* of struct row, sorted */
};

static int by_key(const void *a, const void *b) {
    return cn_str_compare(((const struct row *)a)->key, ((const struct row *)b)->key);
}

static struct row *rows_of(const struct cn_buf *rows, size_t *len) {
    *len = rows->len / sizeof(struct row);
    return (struct row *)(void *)rows->bytes;
}

static void sort(struct cn_buf *rows) {
    size_t len;
    struct row *items = rows_of(rows, &len);
    if (len > 0)
        qsort(items, len, sizeof *items, by_key);
}

/* ---- writing ---- */

/* Tabs and line ends part cells and rows. */
static void add_cell(struct cn_buf *out, struct cn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        cn_buf_add_byte(out, c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
    }
}

static void add_row(struct cn_buf *out, const struct cn_verdict *verdict) {
    double p = verdict->label && verdict->label->positive ? verdict->right : verdict->wrong;
    add_cell(out, verdict->file);
    cn_buf_addf(out, "\t%" PRIu64 "\t%" PRIu64 "\t", verdict->start, verdict->end);
    add_cell(out, verdict->name);
    cn_buf_addf(out, "\t%s\t", cn_verdict_name(verdict->kind));
    cn_buf_add_fixed(out, p, 4);
    cn_buf_add_byte(out, '\n');
}

void cn_baseline_write(const struct cn_verdicts *verdicts, struct cn_buf *out) {
    size_t len;
    const struct cn_verdict *items = cn_verdicts_items(verdicts, &len);
    cn_buf_add_text(out, "file\tstart\tend\tname\tverdict\tprobability\n");
    for (size_t i = 0; i < len; i++)
        if (items[i].label || items[i].kind == CN_FALSE_ALARM)
            add_row(out, &items[i]);
}

/* ---- reading ---- */

/* Cuts a line into the key, which is its first four cells, and the verdict. */
static bool cut(struct cn_str line, struct row *row) {
    struct cn_str rest = line, cell;
    for (int i = 0; i < 4; i++)
        if (!cn_str_split(&rest, '\t', &cell))
            return false;
    if (!rest.bytes)
        return false;
    row->key = (struct cn_str){line.bytes, (size_t)(rest.bytes - line.bytes) - 1};
    return cn_str_split(&rest, '\t', &row->verdict);
}

static bool parse(struct cn_str text, struct cn_buf *rows) {
    struct cn_str line;
    struct row row;
    cn_str_split(&text, '\n', &line);
    if (!cn_str_starts(line, CN_STR("file\tstart\tend\tname\tverdict")))
        return false;
    while (cn_str_split(&text, '\n', &line)) {
        if (line.len == 0)
            continue;
        if (!cut(line, &row))
            return false;
        cn_buf_add(rows, &row, sizeof row);
    }
    sort(rows);
    return !rows->failed;
}

enum cn_severity cn_baseline_load(struct cn_baseline **baseline, const char *path,
                                  struct cn_diags *diags) {
    struct cn_where where = {.file = cn_str_of(path)};
    struct cn_baseline *made = *baseline = calloc(1, sizeof *made);
    if (!made)
        return cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, &where, NULL);
    enum cn_severity severity = cn_read_whole(path, &made->bytes, diags);
    if (severity >= CN_SKIP)
        return severity;
    if (!parse(cn_buf_str(&made->bytes), &made->rows))
        return cn_diag_add(diags, CN_SKIP, CN_E_BASELINE, &where, NULL);
    return CN_OK;
}

void cn_baseline_free(struct cn_baseline *baseline) {
    if (!baseline)
        return;
    cn_buf_free(&baseline->bytes);
    cn_buf_free(&baseline->rows);
    free(baseline);
}

/* ---- comparing ---- */

size_t cn_baseline_len(const struct cn_baseline *baseline) {
    size_t len;
    rows_of(&baseline->rows, &len);
    return len;
}

static bool right(struct cn_str verdict) {
    return cn_str_equal(verdict, cn_str_of(cn_verdict_name(CN_FOUND))) ||
           cn_str_equal(verdict, cn_str_of(cn_verdict_name(CN_REFUSED)));
}

struct comparison {
    void (*each)(enum cn_change, struct cn_str line, void *context);
    void *context;
};

/* "file:start-end: NAME: missed, was found" */
static void tell(const struct comparison *comparison, enum cn_change change, struct cn_str key,
                 struct cn_str was, struct cn_str is) {
    struct cn_buf line = {0};
    struct cn_str file, start, end, name = key;
    cn_str_split(&name, '\t', &file);
    cn_str_split(&name, '\t', &start);
    cn_str_split(&name, '\t', &end);
    cn_buf_addf(&line, "%.*s:%.*s-%.*s: %.*s: %.*s, was %.*s", (int)file.len, file.bytes,
                (int)start.len, start.bytes, (int)end.len, end.bytes, (int)name.len, name.bytes,
                (int)is.len, is.bytes, (int)was.len, was.bytes);
    comparison->each(change, cn_buf_str(&line), comparison->context);
    cn_buf_free(&line);
}

/* `was` or `is` NULL: not in that run. Then a false alarm came or went; of labels that came or went
 * there is nothing to compare. */
static void compare(const struct comparison *comparison, const struct row *was,
                    const struct row *is) {
    struct cn_str alarm = cn_str_of(cn_verdict_name(CN_FALSE_ALARM));
    struct cn_str before = was ? was->verdict : CN_STR("nothing");
    struct cn_str now = is ? is->verdict : CN_STR("nothing");
    bool changed =
        was && is ? right(before) != right(now) : cn_str_equal(was ? before : now, alarm);
    bool gained = was && is ? right(now) : !is;
    if (changed)
        tell(comparison, gained ? CN_GAINED : CN_LOST, was ? was->key : is->key, before, now);
}

void cn_baseline_compare(const struct cn_baseline *baseline, const struct cn_verdicts *verdicts,
                         void (*each)(enum cn_change, struct cn_str line, void *context),
                         void *context) {
    const struct comparison comparison = {each, context};
    struct cn_buf text = {0}, rows = {0};
    size_t old_len, new_len, i = 0, k = 0;
    cn_baseline_write(verdicts, &text);
    parse(cn_buf_str(&text), &rows);
    const struct row *was = rows_of(&baseline->rows, &old_len), *is = rows_of(&rows, &new_len);
    while (i < old_len || k < new_len) {
        int order = i == old_len ? 1 : k == new_len ? -1 : by_key(&was[i], &is[k]);
        compare(&comparison, order <= 0 ? &was[i] : NULL, order >= 0 ? &is[k] : NULL);
        i += order <= 0;
        k += order >= 0;
    }
    cn_buf_free(&rows);
    cn_buf_free(&text);
}
