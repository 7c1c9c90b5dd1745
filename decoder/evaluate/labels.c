/*
 * labels.c: labelled places, a tab-separated row each.
 *
 * A header row names the columns; file, start, end and label are needed, name, surface, class,
 * base_end, aux and stands_for wanted. Lines that begin with '#' may say "labels: exhaustive" and
 * "file: NAME". In the column surface, and there alone, \n, \t, \r and \\ stand for what they mean
 * elsewhere.
 */
#include "evaluate/evaluate.h"

#include <stdlib.h>
#include <string.h>

enum column {
    FILE_NAME,
    START,
    END,
    LABEL,
    NAME,
    SURFACE,
    CLASS,
    BASE_END,
    AUX,
    STANDS_FOR,
    COLUMNS
};
#define NEEDED NAME /* the columns before it */

static const char *const titles[COLUMNS] = {"file",    "start", "end",      "label", "name",
                                            "surface", "class", "base_end", "aux",   "stands_for"};

struct parser {
    struct cn_labels *labels;
    struct cn_str path;
    uint64_t line;
    int places[COLUMNS]; /* of each column among the cells; -1: not there */
    bool header;
    struct cn_buf items; /* of struct cn_label */
    struct cn_buf files; /* of struct cn_str */
    enum cn_severity worst;
};

static enum cn_severity note(struct parser *parser, enum cn_severity severity, const char *detail) {
    struct cn_where where = {parser->path, parser->line, 1};
    parser->worst = CN_PARTIAL;
    return cn_diag_add(&parser->labels->diags, severity, CN_E_LABELS, &where, "%s", detail);
}

/* ---- cells ---- */

static bool read_number(struct cn_str text, uint64_t *number) {
    *number = 0;
    if (text.len == 0 || text.len > 18)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return false;
        *number = *number * 10 + (uint64_t)(text.bytes[i] - '0');
    }
    return true;
}

static char unescaped(char letter) {
    switch (letter) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    default:
        return letter;
    }
}

static struct cn_str unescape(struct cn_str text, struct cn_arena *arena) {
    if (text.len == 0 || !memchr(text.bytes, '\\', text.len))
        return text;
    char *out = CN_NEW_ARRAY(arena, char, text.len);
    size_t len = 0;
    for (size_t i = 0; out && i < text.len; i++) {
        bool escape = text.bytes[i] == '\\' && i + 1 < text.len;
        out[len++] = escape ? unescaped(text.bytes[++i]) : text.bytes[i];
    }
    return (struct cn_str){out, len};
}

static enum cn_number read_aux(struct cn_str aux) {
    if (cn_str_equal(aux, CN_STR("ok")))
        return CN_NUMBER_OK;
    return cn_str_equal(aux, CN_STR("none")) ? CN_NUMBER_NONE : CN_NUMBER_UNSURE;
}

/* ---- rows ---- */

/* Fills cells[] by column; a column that is not there gives an empty cell. */
static void cut(const struct parser *parser, struct cn_str row, struct cn_str *cells) {
    struct cn_str cell;
    memset(cells, 0, COLUMNS * sizeof *cells);
    for (int i = 0; cn_str_split(&row, '\t', &cell); i++)
        for (int column = 0; column < COLUMNS; column++)
            if (parser->places[column] == i)
                cells[column] = cell;
}

static bool read_header(struct parser *parser, struct cn_str row) {
    struct cn_str cell;
    for (int column = 0; column < COLUMNS; column++)
        parser->places[column] = -1;
    for (int i = 0; cn_str_split(&row, '\t', &cell); i++)
        for (int column = 0; column < COLUMNS; column++)
            if (cn_str_equal_nocase(cn_str_trim(cell), cn_str_of(titles[column])))
                parser->places[column] = i;
    for (int column = 0; column < NEEDED; column++)
        if (parser->places[column] < 0)
            return false;
    return parser->header = true;
}

static bool fill_label(struct parser *parser, const struct cn_str *cells, struct cn_label *label) {
    uint64_t value;
    *label = (struct cn_label){
        .file = cells[FILE_NAME],
        .surface = unescape(cells[SURFACE], &parser->labels->arena),
        .name = cells[NAME],
        .class = cells[CLASS].len > 0 ? cells[CLASS] : CN_STR("-"),
        .line = parser->line,
        .number = read_aux(cells[AUX]),
    };
    if (!read_number(cells[START], &label->start) || !read_number(cells[END], &label->end) ||
        !read_number(cells[LABEL], &value) || value > 1)
        return false;
    label->positive = value == 1;
    label->sampled = read_number(cells[STANDS_FOR], &label->stands_for) && label->stands_for > 0;
    if (!label->sampled)
        label->stands_for = 1;
    if (!read_number(cells[BASE_END], &label->base_end))
        label->base_end = label->end;
    return label->file.len > 0 && label->start < label->end && label->start < label->base_end &&
           label->base_end <= label->end && (!label->positive || label->name.len > 0);
}

static void read_row(struct parser *parser, struct cn_str row) {
    struct cn_str cells[COLUMNS];
    struct cn_label label;
    cut(parser, row, cells);
    if (!fill_label(parser, cells, &label)) {
        note(parser, CN_SKIP, "");
        return;
    }
    cn_buf_add(&parser->items, &label, sizeof label);
    cn_buf_add(&parser->files, &label.file, sizeof label.file);
}

static void read_preamble(struct parser *parser, struct cn_str row) {
    struct cn_str key, value = {row.bytes + 1, row.len - 1};
    cn_str_split(&value, ':', &key);
    value = cn_str_trim(value);
    key = cn_str_trim(key);
    if (cn_str_equal_nocase(key, CN_STR("labels")))
        parser->labels->exhaustive = cn_str_equal_nocase(value, CN_STR("exhaustive"));
    else if (cn_str_equal_nocase(key, CN_STR("file")) && value.len > 0)
        cn_buf_add(&parser->files, &value, sizeof value);
}

static enum cn_severity read_rows(struct parser *parser, struct cn_str bytes) {
    struct cn_str row;
    while (cn_str_split(&bytes, '\n', &row)) {
        parser->line++;
        if (row.len > 0 && row.bytes[row.len - 1] == '\r')
            row.len--;
        if (row.len == 0)
            continue;
        if (row.bytes[0] == '#')
            read_preamble(parser, row);
        else if (parser->header)
            read_row(parser, row);
        else if (!read_header(parser, row))
            return note(parser, CN_SKIP, "no header row with file, start, end and label");
    }
    return CN_OK;
}

/* ---- order ---- */

static int by_place(const void *a, const void *b) {
    const struct cn_label *first = a, *second = b;
    int order = cn_str_compare(first->file, second->file);
    if (order != 0)
        return order;
    if (first->start != second->start)
        return first->start < second->start ? -1 : 1;
    if (first->end != second->end)
        return first->end < second->end ? -1 : 1;
    return first->line < second->line ? -1 : first->line > second->line;
}

static int by_bytes(const void *a, const void *b) {
    return cn_str_compare(*(const struct cn_str *)a, *(const struct cn_str *)b);
}

/* Sorts the files and keeps each once. */
static void order_files(struct cn_str_list *files) {
    size_t kept = 0;
    if (files->len > 0)
        qsort(files->items, files->len, sizeof *files->items, by_bytes);
    for (size_t i = 0; i < files->len; i++)
        if (kept == 0 || !cn_str_equal(files->items[kept - 1], files->items[i]))
            files->items[kept++] = files->items[i];
    files->len = kept;
}

static void *copy_of(struct cn_arena *arena, const struct cn_buf *items) {
    void *copy = items->failed ? NULL : cn_arena_alloc(arena, items->len + 1);
    if (copy && items->len > 0)
        memcpy(copy, items->bytes, items->len);
    return copy;
}

/* Moves what was read into the labels' arena, in order. */
static enum cn_severity keep(struct parser *parser) {
    struct cn_labels *labels = parser->labels;
    labels->items = copy_of(&labels->arena, &parser->items);
    labels->files.items = copy_of(&labels->arena, &parser->files);
    if (!labels->items || !labels->files.items)
        return cn_diag_add(&labels->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    labels->len = parser->items.len / sizeof *labels->items;
    labels->files.len = parser->files.len / sizeof *labels->files.items;
    if (labels->len > 0)
        qsort(labels->items, labels->len, sizeof *labels->items, by_place);
    order_files(&labels->files);
    return parser->worst;
}

enum cn_severity cn_labels_parse(struct cn_labels *labels, struct cn_str bytes, const char *path) {
    struct parser parser = {.labels = labels, .path = cn_str_of(path)};
    enum cn_severity severity = read_rows(&parser, bytes);
    if (severity == CN_OK && !parser.header)
        severity = note(&parser, CN_SKIP, "no header row with file, start, end and label");
    if (severity == CN_OK)
        severity = keep(&parser);
    cn_buf_free(&parser.items);
    cn_buf_free(&parser.files);
    return severity;
}

enum cn_severity cn_labels_load(struct cn_labels *labels, const char *path) {
    struct cn_buf bytes = {0};
    enum cn_severity severity = cn_read_whole(path, &bytes, &labels->diags);
    if (severity < CN_SKIP) {
        struct cn_str copy = cn_arena_copy(&labels->arena, cn_buf_str(&bytes));
        enum cn_severity parsed = cn_labels_parse(labels, copy, path);
        severity = parsed > severity ? parsed : severity;
    }
    cn_buf_free(&bytes);
    return severity;
}

struct cn_label_slice cn_labels_of(const struct cn_labels *labels, struct cn_str file) {
    size_t low = 0, high = labels->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cn_str_compare(labels->items[middle].file, file) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (high = low; high < labels->len && cn_str_equal(labels->items[high].file, file);)
        high++;
    return (struct cn_label_slice){labels->items + low, high - low};
}

void cn_labels_free(struct cn_labels *labels) {
    cn_diags_free(&labels->diags);
    cn_arena_free(&labels->arena);
    *labels = (struct cn_labels){0};
}
