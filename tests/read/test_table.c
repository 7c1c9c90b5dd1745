/* test_table.c: what is a table and how it is written; cells, headers and labels in any window. */
#include "base/limits.h"
#include "read/cells.h"
#include "read/readers.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct cn_layout *layout;
static struct cn_buf text;
static struct cn_dialect dialect;

static void release(void) {
    cn_layout_free(layout);
    layout = NULL;
    cn_buf_free(&text);
}

/* ---- what is a table ---- */

static bool is_table(const char *head, const char *name) {
    return cn_dialect_find(cn_str_of(head), cn_str_of(name), &dialect) > 0;
}

static const struct {
    const char *head;
    const char *name;
    char delimiter;
    bool quotes;
    uint64_t header;
} tables[] = {
    {"Country,Project\nA9,x\nA2,y\n", "a.txt", ',', true, 1},
    {"Country;Sum\nA9;1,5\nA2;2,5\n", "a", ';', true, 1},
    {"a\tb\tc\n1\t2\t3\n4\t5\t6\n", "a", '\t', true, 1},
    {"| name | code |\n| --- | --- |\n| Iran | A2 |\n", "a.md", '|', true, 1},
    {"name,meaning\nA9,North Korea\n", "two.csv", ',', true, 1},
    {"name,meaning\nA9,North Korea\n", "two.CSV.gz", ',', true, 1},
    {"Delivery plan 2013\n\nNo.\tCode\n1\tA9\n2\tA2\n3\tA5\n", "a", '\t', true, 3},
    {"A9,Iran\nA2,Sudan\nA5,Syria\n", "a", ',', true, 0},
    {"12.50,a\n3.10,b\n4.00,c\n", "a", ',', true, 0},
    {"place,2009,2010\nA9,12,13\nA2,14,15\n", "a", ',', true, 1},
    {"a\t\"b\n1\t\"2\n3\t4\n5\t\"6\n", "a", '\t', false, 1},
    {"k,v\n\"a,b\",c\n\"d\n,e\",f\n", "a", ',', true, 1},
    {"one,two, three\na, b, c\nd, e, f\ng, h, i\nj, k, l\n", "a", ',', true, 1},
};

START_TEST(tables_are_found) {
    ck_assert(is_table(tables[_i].head, tables[_i].name));
    ck_assert_int_eq(dialect.delimiter, tables[_i].delimiter);
    ck_assert(dialect.quotes == tables[_i].quotes);
    ck_assert_uint_eq(dialect.header_row, tables[_i].header);
}
END_TEST

static const char *const prose[] = {
    "",
    "\n\n\n",
    "A9",
    "He said, no.\nThey came, and went.\nThe end, he said.\n",
    "First, we met. Then, we left.\nIt was cold, and late.\nA9, they say, is far.\nHome, it is.\n",
    "one\ntwo\nthree\nfour, five\n",
    "\tindented\n\tlines\n\tof a program\n",
    "\"a\",\n\"b\",\n\"c\",\n\"d\",\n",
    "call(a, b);\ncall(c);\nif (d)\n    call(e, f, g);\n",
    "Smith, John\nJones, Mary\nBrown, Pat\nWhite, Sam\nBlack, Kim\nGreen, Lee\n",
};

START_TEST(prose_is_no_table) {
    ck_assert(!is_table(prose[_i], "a.txt"));
}
END_TEST

/* Twenty titles, then rows of two cells, of which so many have one only: up to one in ten. */
static void write_rows(unsigned rows, unsigned single) {
    cn_buf_clear(&text);
    for (unsigned i = 0; i < 20; i++)
        cn_buf_addf(&text, "title %u\n", i);
    for (unsigned i = 0; i < rows; i++)
        cn_buf_addf(&text, i % 10 == 9 && i / 10 < single ? "n%u\n" : "n%u\tA9\n", i);
}

static bool text_is_table(const char *name) {
    cn_buf_add_byte(&text, '\0');
    text.len--;
    return is_table(text.bytes, name);
}

START_TEST(titles_and_some_short_rows_are_allowed) {
    write_rows(60, 6);
    ck_assert(text_is_table("a.txt"));
    write_rows(60, 7);
    cn_buf_add_text(&text, "one\n");
    ck_assert(!text_is_table("a.txt"));
    write_rows(60, 6);
    cn_buf_add_text(&text, "\"one\n\"\ttwo\n");
    ck_assert(text_is_table("a.txt"));
}
END_TEST

/* Two hundred rows, all that is looked at, of which `single` in a row have one cell. */
static void write_block(const char *first, unsigned single) {
    cn_buf_clear(&text);
    cn_buf_add_text(&text, first);
    for (unsigned i = 1; i < 200; i++)
        cn_buf_addf(&text, i > 21 && i <= 21 + single ? "n%u\n" : "n%u\tA9\n", i);
}

START_TEST(short_rows_may_stand_together) {
    static const char *const firsts[] = {"n0\tA9\n", "\"n0\"\tA9\n"};
    write_block(firsts[_i], 20);
    ck_assert(text_is_table("a.txt"));
    write_block(firsts[_i], 21);
    ck_assert(!text_is_table("a.txt"));
    ck_assert(text_is_table("a.tsv"));
    write_block(firsts[_i], 80);
    ck_assert(text_is_table("a.tsv"));
    write_block(firsts[_i], 81);
    ck_assert(!text_is_table("a.tsv"));
}
END_TEST

/* ---- cells ---- */

static void open_table(const char *name) {
    cn_layout_free(layout);
    layout = NULL;
    ck_assert_int_eq(cn_reader_csv.layout(cn_buf_str(&text), cn_str_of(name), &layout), CN_OK);
}

static void enter_whole(void) {
    struct cn_text window = {.bytes = text.bytes,
                             .len = text.len,
                             .core_end = text.len,
                             .layout = layout,
                             .first = true,
                             .last = true};
    ck_assert(cn_layout_enter(layout, &window));
}

/* Asks for the cell where `needle` stands. */
static struct cn_cell ask(const char *needle) {
    struct cn_cell cell;
    cn_buf_add_byte(&text, 0);
    const char *found = strstr(text.bytes, needle);
    text.len--;
    ck_assert_ptr_nonnull(found);
    ck_assert(cn_layout_cell(layout, (uint64_t)(found - text.bytes), &cell));
    return cell;
}

static void check_cell(const char *needle, uint64_t row, uint64_t column, const char *header,
                       const char *label, const char *content) {
    struct cn_cell cell = ask(needle);
    ck_assert_uint_eq(cell.row, row);
    ck_assert_uint_eq(cell.column, column);
    ck_assert_uint_eq(cell.header.len, strlen(header));
    ck_assert(cn_str_equal(cell.header, cn_str_of(header)));
    ck_assert(cn_str_equal(cell.label, cn_str_of(label)));
    ck_assert_uint_eq(cell.span.end - cell.span.start, strlen(content));
    ck_assert_mem_eq(text.bytes + cell.span.start, content, strlen(content));
}

START_TEST(cells_know_their_place) {
    cn_buf_add_text(&text, "\xef\xbb\xbf\"The country\", Project ,Sum\r\n"
                           "A9,\"Router, \"\"core\"\"\",12\r\n"
                           "1,A2,x\r\n"
                           "\"A5\nand A7\",,last");
    open_table("a.csv");
    enter_whole();
    check_cell("The country", 1, 1, "", "", "The country");
    check_cell("A9", 2, 1, "The country", "Router, \"core\"", "A9");
    check_cell("core", 2, 2, "Project", "A9", "Router, \"\"core\"\"");
    check_cell("12", 2, 3, "Sum", "A9", "12");
    check_cell("A2", 3, 2, "Project", "x", "A2");
    check_cell("x\r", 3, 3, "Sum", "A2", "x");
    check_cell("A7", 4, 1, "The country", "last", "A5\nand A7");
    check_cell("last", 4, 3, "Sum", "A5\nand A7", "last");
    ck_assert(cn_str_equal(cn_layout_reserved(layout), CN_STR(",\"")));
}
END_TEST

START_TEST(delimiters_hold_no_cell_that_was_passed) {
    struct cn_cell cell;
    cn_buf_add_text(&text, "a,b\nc,d\n");
    open_table("a.csv");
    enter_whole();
    ck_assert(cn_layout_cell(layout, 4, &cell));
    ck_assert(!cn_layout_cell(layout, 2, &cell));
}
END_TEST

START_TEST(long_cells_are_cut_between_letters) {
    cn_buf_add_text(&text, "x");
    for (int i = 0; i < 400; i++)
        cn_buf_add_text(&text, "\xc3\xa9");
    cn_buf_add_text(&text, ",h\nv,w\n");
    open_table("a.csv");
    enter_whole();
    struct cn_cell cell = ask("v");
    ck_assert_uint_eq(cell.header.len, CN_TABLE_CELL - 1);
}
END_TEST

START_TEST(more_columns_than_headers_are_kept) {
    for (int row = 0; row < 3; row++)
        for (int i = 0; i < CN_TABLE_COLUMNS + 10; i++)
            cn_buf_addf(&text, "%c%s", 'a' + row, i < CN_TABLE_COLUMNS + 9 ? "," : "z\n");
    open_table("a.csv");
    enter_whole();
    struct cn_cell cell = ask("cz");
    ck_assert_uint_eq(cell.column, CN_TABLE_COLUMNS + 10);
    ck_assert_uint_eq(cell.header.len, 0);
    ck_assert(cn_str_equal(cell.label, CN_STR("c")));
}
END_TEST

/* ---- any window ---- */

/* A table with everything that is awkward, longer than `len`. */
static void add_random_table(size_t len) {
    static const char *const pieces[] = {"A9",   "x",         ",",    ",", "\n",
                                         "\r\n", "\"a,\nb\"", "\"\"", " ", "7"};
    cn_buf_add_text(&text, "Country,Project,Sum\n");
    while (text.len < len)
        cn_buf_add_text(&text, pieces[rand() % 10]);
    cn_buf_add_text(&text, ",\"");
    for (size_t i = 0; i < 3 * CN_WINDOW_MARGIN; i++) /* a cell over several windows */
        cn_buf_add_byte(&text, (char)('a' + i % 26));
    cn_buf_add_text(&text, "\",end");
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t len) {
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    return hash;
}

static uint64_t hash_cell(uint64_t hash, const struct cn_cell *cell) {
    uint64_t numbers[] = {cell->row, cell->column, cell->span.start, cell->span.end};
    hash = mix(hash, numbers, sizeof numbers);
    hash = mix(hash, cell->header.bytes, cell->header.len);
    return mix(hash, cell->label.bytes, cell->label.len);
}

/* Walks the table in windows with cores of `core` bytes, asking at every `step`-th byte. */
static uint64_t hash_table(size_t core, size_t step) {
    uint64_t hash = 0;
    cn_layout_rewind(layout);
    for (size_t at = 0, end; at < text.len; at = end) {
        bool last = text.len - at <= core + CN_WINDOW_MARGIN;
        size_t base = at > CN_WINDOW_MARGIN ? at - CN_WINDOW_MARGIN : 0;
        end = last ? text.len : at + core;
        struct cn_text window = {.bytes = text.bytes + base,
                                 .base = base,
                                 .core_start = at - base,
                                 .core_end = end - base,
                                 .len = (last ? end : end + CN_WINDOW_MARGIN) - base,
                                 .first = at == 0,
                                 .last = last};
        if (at > 0)
            cn_layout_leave(layout);
        ck_assert(cn_layout_enter(layout, &window));
        for (size_t i = (at + step - 1) / step * step; i < end; i += step) {
            struct cn_cell cell;
            if (cn_layout_cell(layout, i, &cell))
                hash = hash_cell(hash, &cell);
        }
    }
    return hash;
}

START_TEST(windows_change_nothing) {
    srand((unsigned)_i);
    add_random_table(3 * CN_WINDOW_MARGIN);
    open_table("a.csv");
    uint64_t hash = hash_table(1000000, 7);
    ck_assert_uint_eq(hash_table(1000, 7), hash);
    ck_assert_uint_eq(hash_table(4096, 7), hash);
    ck_assert_uint_eq(hash_table(77, 7), hash);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/table");
    TCase *tcase = tcase_create("table");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_loop_test(tcase, tables_are_found, 0, sizeof tables / sizeof *tables);
    tcase_add_loop_test(tcase, prose_is_no_table, 0, sizeof prose / sizeof *prose);
    tcase_add_test(tcase, titles_and_some_short_rows_are_allowed);
    tcase_add_loop_test(tcase, short_rows_may_stand_together, 0, 2);
    tcase_add_test(tcase, cells_know_their_place);
    tcase_add_test(tcase, delimiters_hold_no_cell_that_was_passed);
    tcase_add_test(tcase, long_cells_are_cut_between_letters);
    tcase_add_test(tcase, more_columns_than_headers_are_kept);
    tcase_add_loop_test(tcase, windows_change_nothing, 0, 5);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
