/*
 * dialect.c: is this text a table, and how is it written?
 *
 * Each delimiter is tried on the first rows, with and without quoting. In a table nearly all rows
 * have the same number of cells; rows before the first such one are titles. Prose has commas too,
 * but never so evenly, and with a blank behind them. What the file is called lowers the bar.
 *
 * The first full row is the header unless it looks like the rows below it: a cell that holds digits
 * and has the shape of one below ("A2" over "A9", "12.50" over "3.10") is data. A year may well
 * stand over numbers.
 */
#include "read/cells.h"

#include <string.h>

/* What is looked at: enough to tell, little enough to cost nothing. */
#define SAMPLE_BYTES ((size_t)64 * 1024)
#define SAMPLE_ROWS 200
#define SAMPLE_COLUMNS 64
#define TITLE_ROWS 20

/* What one way of cutting the sample gives. */
struct survey {
    struct cn_dialect dialect;
    size_t rows;                 /* that hold anything */
    uint64_t cells[SAMPLE_ROWS]; /* of each */
    uint64_t number[SAMPLE_ROWS];
    uint64_t delimiters;
    uint64_t spaced;      /* delimiters with a blank behind */
    uint64_t empty_first; /* rows that begin with a delimiter */
    uint64_t empty_last;  /* that end with one */
    uint64_t columns;     /* what most rows have */
    size_t agree;         /* rows that have so many */
    size_t first;         /* the first of them */
    size_t single;        /* rows with one cell, but for those that may be titles */
};

/* So many that nine in ten rows cannot agree on more than one cell, whatever follows? */
static bool too_many_single(size_t single) {
    return single * 10 > SAMPLE_ROWS + 1;
}

static struct cn_cells cells_at_start(void) {
    return (struct cn_cells){.row = 1, .column = 1};
}

static void note_delimiter(struct survey *survey, const struct cn_cells *cells, struct cn_str head,
                           struct cn_span cell) {
    survey->delimiters++;
    survey->spaced += cells->at < head.len && head.bytes[cells->at] == ' ';
    survey->empty_first += cells->column == 2 && cell.start == cell.end;
}

/* Of a table that is called one all rows of the sample count. */
static void count_cells(struct survey *survey, struct cn_str head, bool whole, bool named) {
    struct cn_stretch text = {head.bytes, 0};
    struct cn_cells cells = cells_at_start();

    while (survey->rows < SAMPLE_ROWS && cells.at < head.len &&
           (named || !too_many_single(survey->single))) {
        struct cn_cells before = cells;
        struct cn_span cell = {0, 0};
        enum cn_cell_event event = cn_cells_walk(&cells, &survey->dialect, text, head.len, &cell);

        if (event == CN_CELL_END) {
            note_delimiter(survey, &cells, head, cell);
            continue;
        }
        if (event == CN_CELL_MORE && (!whole || before.state == CN_CELL_QUOTED))
            return;
        if (event == CN_CELL_ROW_END && before.column == 1 && cell.start == cell.end)
            continue;
        survey->empty_last += event == CN_CELL_ROW_END && cell.start == cell.end;
        survey->cells[survey->rows] = before.column;
        survey->number[survey->rows++] = before.row;
        survey->single += survey->rows > TITLE_ROWS + 1 && before.column == 1;
    }
}

/* The number of cells that most rows have; of two, the larger. */
static void find_columns(struct survey *survey) {
    for (size_t i = 0; i < survey->rows && i < TITLE_ROWS + 1; i++) {
        size_t agree = 0;

        for (size_t j = i; j < survey->rows; j++)
            agree += survey->cells[j] == survey->cells[i];
        if (agree < survey->agree ||
            (agree == survey->agree && survey->cells[i] <= survey->columns))
            continue;
        survey->columns = survey->cells[i];
        survey->agree = agree;
        survey->first = i;
    }
}

/* Ratios in per cent, so that all is whole numbers. */
static bool at_least(uint64_t part, uint64_t all, unsigned percent) {
    return part * 100 >= all * percent;
}

/* Most of the rows begin or, where there are two cells, end with a delimiter: indented text, a list
 * in a program. */
static bool is_one_sided(const struct survey *survey) {
    return at_least(survey->empty_first, survey->rows, 50) ||
           (survey->columns == 2 && at_least(survey->empty_last, survey->rows, 50));
}

static bool is_table(const struct survey *survey, bool named) {
    size_t rows = survey->rows - survey->first;
    char delimiter = survey->dialect.delimiter;

    if (survey->columns < 2)
        return false;
    if (named)
        return at_least(survey->agree, rows, 60);
    if (survey->agree < 3 || !at_least(survey->agree, rows, 90))
        return false;
    if (delimiter == '|')
        return true;
    if (is_one_sided(survey))
        return false;
    if (delimiter == '\t' || !at_least(survey->spaced, survey->delimiters, 50))
        return true;
    return survey->columns > 2 && survey->agree >= 5 && at_least(survey->agree, rows, 95);
}

/* Of two tables the one with more cells in even rows. */
static uint64_t worth(const struct survey *survey) {
    return survey->agree * (survey->columns - 1);
}

/* ---- the header ---- */

/* Digits become 9, letters a, a run of them one; the rest stays. */
static struct cn_str shape(struct cn_str cell, char *room, size_t size) {
    size_t len = 0;

    cell = cn_str_trim(cell);
    for (size_t i = 0; i < cell.len && len < size; i++) {
        char byte = cell.bytes[i];

        if (byte >= '0' && byte <= '9')
            byte = '9';
        else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z')
            byte = 'a';
        if (len == 0 || byte != room[len - 1])
            room[len++] = byte;
    }
    return (struct cn_str){room, len};
}

static bool is_year(struct cn_str cell) {
    cell = cn_str_trim(cell);
    return cell.len == 4 &&
           (cn_str_starts(cell, CN_STR("19")) || cn_str_starts(cell, CN_STR("20")));
}

static bool looks_like(struct cn_str header, struct cn_str below) {
    char room[2][32];
    struct cn_str of_header = shape(header, room[0], sizeof(room[0]));

    return of_header.len && memchr(of_header.bytes, '9', of_header.len) && !is_year(header) &&
           cn_str_equal(of_header, shape(below, room[1], sizeof(room[1])));
}

/* The cells of the next row; false: the sample ends. */
static bool next_row(struct cn_cells *cells, const struct cn_dialect *dialect, struct cn_str head,
                     struct cn_str row[SAMPLE_COLUMNS], size_t *len) {
    struct cn_stretch text = {head.bytes, 0};
    enum cn_cell_event event = CN_CELL_END;

    *len = 0;
    while (event == CN_CELL_END) {
        struct cn_span cell = {0, 0};

        event = cn_cells_walk(cells, dialect, text, head.len, &cell);
        if (event == CN_CELL_MORE)
            cell = cn_cells_span(cells, text, head.len);
        if (*len < SAMPLE_COLUMNS)
            row[(*len)++] =
                (struct cn_str){head.bytes + cell.start, (size_t)(cell.end - cell.start)};
    }
    return event == CN_CELL_ROW_END || cells->at > cells->start;
}

static bool any_alike(const struct cn_str *header, const struct cn_str *below, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (looks_like(header[i], below[i]))
            return true;
    return false;
}

static size_t count_filled(const struct cn_str *row, size_t len) {
    size_t filled = 0;

    for (size_t i = 0; i < len; i++)
        filled += cn_str_trim(row[i]).len > 0;
    return filled;
}

/* Is the first full row a header? */
static bool has_header(const struct survey *survey, struct cn_str head) {
    struct cn_str first[SAMPLE_COLUMNS], row[SAMPLE_COLUMNS];
    struct cn_cells cells = cells_at_start();
    size_t len, columns = 0;

    while (next_row(&cells, &survey->dialect, head, row, &len) && cells.at < head.len)
        if (cells.row > survey->number[survey->first])
            break;
    memcpy(first, row, sizeof(first));
    columns = len;
    if (survey->agree < 2 || !at_least(count_filled(first, columns), columns, 50))
        return false;
    while (cells.at < head.len && next_row(&cells, &survey->dialect, head, row, &len))
        if (len == columns && any_alike(first, row, len))
            return false;
    return true;
}

/* ---- prose: most texts are, and must not cost more than they need ---- */

/* Up to the first quote where a quoted cell could open: so far quoting makes no difference. */
static struct cn_str unquoted(struct cn_str sample, char delimiter) {
    const char *end = sample.bytes + sample.len, *quote = sample.bytes;

    while ((quote = memchr(quote, '"', (size_t)(end - quote)))) {
        const char *before = quote++;

        while (before > sample.bytes && before[-1] == ' ')
            before--;
        if (before == sample.bytes || before[-1] == '\n' || before[-1] == delimiter)
            return (struct cn_str){sample.bytes, (size_t)(before - sample.bytes)};
    }
    return sample;
}

/* Have more than a tenth of the rows, even without those that may be titles, one cell only? Then
 * it is no table; nine in ten must agree on more. `more`: rows follow that are not looked at. */
static bool has_single_cells(struct cn_str sample, char delimiter, bool more) {
    const char *row = sample.bytes, *end = sample.bytes + sample.len, *cell = row, *next;
    size_t rows = 0, single = 0;

    for (; rows < SAMPLE_ROWS && !too_many_single(single) &&
           (next = memchr(row, '\n', (size_t)(end - row)));
         row = next + 1) {
        size_t len = (size_t)(next - row);

        if (len == 0 || (len == 1 && *row == '\r'))
            continue;
        if (cell && cell <= row)
            cell = memchr(row, delimiter, (size_t)(end - row));
        single += ++rows > TITLE_ROWS + 1 && !(cell && cell < next);
    }
    return more ? too_many_single(single) : single * 10 > rows + 1;
}

/* ---- choosing ---- */

static bool ends_with(struct cn_str name, const char *suffix) {
    size_t len = strlen(suffix);

    return name.len > len && cn_str_equal_nocase((struct cn_str){name.bytes + name.len - len, len},
                                                 (struct cn_str){suffix, len});
}

/* Is it called a table? */
static bool is_named_table(struct cn_str name) {
    if (ends_with(name, ".gz"))
        name.len -= strlen(".gz");
    return ends_with(name, ".csv") || ends_with(name, ".tsv") || ends_with(name, ".tab") ||
           ends_with(name, ".psv");
}

/* Surveys one way of writing and keeps it in *best if it is a better table. */
static void try_dialect(struct cn_dialect dialect, struct cn_str sample, bool whole, bool named,
                        struct survey *best) {
    struct survey survey = {.dialect = dialect};

    count_cells(&survey, sample, whole, named);
    find_columns(&survey);
    if (is_table(&survey, named) && worth(&survey) > worth(best))
        *best = survey;
}

/* With quoting and, if there are `quotes`, without. */
static void try_delimiter(char delimiter, bool quotes, struct cn_str sample, bool whole, bool named,
                          struct survey *best) {
    struct cn_str plain = unquoted(sample, delimiter);
    bool opens = plain.len < sample.len;

    if (!named && has_single_cells(plain, delimiter, opens))
        return;
    try_dialect((struct cn_dialect){delimiter, true, 0}, sample, whole, named, best);
    if (!quotes || (!named && opens && has_single_cells(sample, delimiter, false)))
        return;
    try_dialect((struct cn_dialect){delimiter, false, 0}, sample, whole, named, best);
}

unsigned cn_dialect_find(struct cn_str head, struct cn_str name, struct cn_dialect *dialect) {
    static const char delimiters[] = {'\t', '|', ';', ','};
    struct cn_str sample = {head.bytes, head.len < SAMPLE_BYTES ? head.len : SAMPLE_BYTES};
    bool whole = sample.len == head.len;
    bool named = is_named_table(name);
    struct survey best = {.columns = 1};
    bool quotes = head.len && memchr(head.bytes, '"', head.len);

    for (size_t i = 0; i < sizeof(delimiters) && sample.len; i++) {
        if (memchr(sample.bytes, delimiters[i], sample.len))
            try_delimiter(delimiters[i], quotes, sample, whole, named, &best);
    }
    if (best.columns < 2)
        return 0;
    *dialect = best.dialect;
    if (has_header(&best, sample))
        dialect->header_row = best.number[best.first];
    return 8;
}
