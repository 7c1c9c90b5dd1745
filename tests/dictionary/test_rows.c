/* test_rows.c: TSV and CSV by RFC 4180, the place of every cell, what a wrong quote costs. */
#include "dictionary/parts.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct cn_arena arena;
static struct cn_rows rows;

static void begin(const char *text, char delimiter) {
    cn_rows_begin(&rows, cn_str_of(text), delimiter, &arena);
}

static void release(void) {
    cn_arena_free(&arena);
}

static void check_cell(size_t i, const char *text, uint64_t line, uint64_t column) {
    ck_assert_uint_lt(i, rows.len);
    ck_assert_uint_eq(rows.cells[i].text.len, strlen(text));
    ck_assert_mem_eq(rows.cells[i].text.bytes, text, strlen(text));
    ck_assert_uint_eq(rows.cells[i].line, line);
    ck_assert_uint_eq(rows.cells[i].column, column);
}

START_TEST(bare_cells_have_places) {
    begin("ab\tc\n\td\n", '\t');
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    ck_assert_uint_eq(rows.len, 2);
    check_cell(0, "ab", 1, 1);
    check_cell(1, "c", 1, 4);
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "", 2, 1);
    check_cell(1, "d", 2, 2);
    ck_assert_int_eq(cn_rows_next(&rows), CN_END);
}
END_TEST

START_TEST(quoted_cells_hold_delimiters_quotes_and_lines) {
    begin("\"a,\"\"b\"\"\nc\",d\r\ne", ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "a,\"b\"\nc", 1, 1);
    check_cell(1, "d", 2, 4);
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "e", 3, 1);
    ck_assert_int_eq(cn_rows_next(&rows), CN_END);
}
END_TEST

START_TEST(byte_order_mark_and_line_ends) {
    begin("\xEF\xBB\xBF"
          "a,b\r\nc\rd\n",
          ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "a", 1, 1);
    check_cell(1, "b", 1, 3);
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "c", 2, 1);
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "d", 3, 1);
    ck_assert_int_eq(cn_rows_next(&rows), CN_END);
}
END_TEST

START_TEST(quote_inside_a_bare_cell_is_text) {
    begin("a 5\" disk,b\n", ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "a 5\" disk", 1, 1);
    check_cell(1, "b", 1, 11);
}
END_TEST

START_TEST(empty_cells_at_the_end) {
    begin("a,,", ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    ck_assert_uint_eq(rows.len, 3);
    begin("\"\"", ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "", 1, 1);
    ck_assert(cn_rows_blank(&rows));
    ck_assert_int_eq(cn_rows_next(&rows), CN_END);
}
END_TEST

START_TEST(unclosed_quote_costs_its_line) {
    begin("a,\"b\nc,d\n", ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_SKIP);
    ck_assert_int_eq(rows.error, CN_E_DICT_QUOTE);
    ck_assert_uint_eq(rows.error_at.line, 1);
    ck_assert_uint_eq(rows.error_at.column, 3);
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "c", 2, 1);
    check_cell(1, "d", 2, 3);
    ck_assert_int_eq(cn_rows_next(&rows), CN_END);
}
END_TEST

START_TEST(text_behind_a_quote_costs_its_line) {
    begin("\"a\nb,c\n\"d\",e\n", ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_SKIP);
    ck_assert_int_eq(rows.error, CN_E_DICT_QUOTE);
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "b", 2, 1);
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "d", 3, 1);
    check_cell(1, "e", 3, 5);
}
END_TEST

/* A line of CN_DICTIONARY_ROW_MAX letters and one more, and a good row behind it. */
START_TEST(long_row_is_left_out) {
    size_t len = CN_DICTIONARY_ROW_MAX + 1;
    char *text = malloc(len + 6);
    ck_assert_ptr_nonnull(text);
    memset(text, 'x', len);
    memcpy(text + len, "\na,b\n", 6);
    begin(text, ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_SKIP);
    ck_assert_int_eq(rows.error, CN_E_DICT_ROW_LONG);
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "a", 2, 1);
    ck_assert_int_eq(cn_rows_next(&rows), CN_END);
    free(text);
}
END_TEST

START_TEST(too_many_cells) {
    char text[CN_TABLE_COLUMNS + 4];
    memset(text, ',', CN_TABLE_COLUMNS);
    memcpy(text + CN_TABLE_COLUMNS, "\na", 3);
    begin(text, ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_SKIP);
    ck_assert_int_eq(rows.error, CN_E_DICT_COLUMNS);
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    check_cell(0, "a", 2, 1);
}
END_TEST

START_TEST(preamble_is_told_by_its_first_cell) {
    begin("\"# for: a\",b\n a,#\n", ',');
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    ck_assert(cn_rows_preamble(&rows));
    ck_assert_int_eq(cn_rows_next(&rows), CN_OK);
    ck_assert(!cn_rows_preamble(&rows));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("dictionary/rows");
    TCase *tcase = tcase_create("rows");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, bare_cells_have_places);
    tcase_add_test(tcase, quoted_cells_hold_delimiters_quotes_and_lines);
    tcase_add_test(tcase, byte_order_mark_and_line_ends);
    tcase_add_test(tcase, quote_inside_a_bare_cell_is_text);
    tcase_add_test(tcase, empty_cells_at_the_end);
    tcase_add_test(tcase, unclosed_quote_costs_its_line);
    tcase_add_test(tcase, text_behind_a_quote_costs_its_line);
    tcase_add_test(tcase, long_row_is_left_out);
    tcase_add_test(tcase, too_many_cells);
    tcase_add_test(tcase, preamble_is_told_by_its_first_cell);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
