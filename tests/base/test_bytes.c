/* test_bytes.c: strings that borrow, buffers that own, numbers without a locale. */
#include "base/bytes.h"

#include <check.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct cn_buf buf;

static void release(void) {
    cn_buf_free(&buf);
}

static void check_buf(const char *text) {
    ck_assert(!buf.failed);
    ck_assert_uint_eq(buf.len, strlen(text));
    ck_assert_mem_eq(buf.bytes, text, buf.len);
    cn_buf_clear(&buf);
}

START_TEST(strings_compare_by_bytes) {
    ck_assert(cn_str_equal(CN_STR(""), (struct cn_str){NULL, 0}));
    ck_assert(cn_str_equal(CN_STR("a\0b"), CN_STR("a\0b")));
    ck_assert(!cn_str_equal(CN_STR("a\0b"), CN_STR("a\0c")));
    ck_assert_int_lt(cn_str_compare(CN_STR("a"), CN_STR("ab")), 0);
    ck_assert_int_lt(cn_str_compare(CN_STR("ab"), CN_STR("b")), 0);
    ck_assert_int_gt(cn_str_compare(CN_STR("\xff"), CN_STR("a")), 0);
    ck_assert_int_eq(cn_str_compare(CN_STR("x"), CN_STR("x")), 0);
}
END_TEST

START_TEST(only_ascii_case_is_ignored) {
    ck_assert(cn_str_equal_nocase(CN_STR("Huawei"), CN_STR("HUAWEI")));
    ck_assert(!cn_str_equal_nocase(CN_STR("\xc3\xa4"), CN_STR("\xc3\x84")));
    ck_assert(!cn_str_equal_nocase(CN_STR("@"), CN_STR("`")));
}
END_TEST

START_TEST(trim_and_prefix) {
    struct cn_str text = cn_str_trim(CN_STR(" \t a b\r\n"));
    ck_assert(cn_str_equal(text, CN_STR("a b")));
    ck_assert_uint_eq(cn_str_trim(CN_STR(" \n ")).len, 0);
    ck_assert(cn_str_starts(CN_STR("abc"), CN_STR("")));
    ck_assert(cn_str_starts(CN_STR("abc"), CN_STR("ab")));
    ck_assert(!cn_str_starts(CN_STR("ab"), CN_STR("abc")));
}
END_TEST

START_TEST(split_gives_every_part) {
    struct cn_str rest = CN_STR("a||b|");
    struct cn_str part;
    const char *const parts[] = {"a", "", "b", ""};
    for (size_t i = 0; i < 4; i++) {
        ck_assert(cn_str_split(&rest, '|', &part));
        ck_assert(cn_str_equal(part, cn_str_of(parts[i])));
    }
    ck_assert(!cn_str_split(&rest, '|', &part));
    rest = (struct cn_str){NULL, 0};
    ck_assert(!cn_str_split(&rest, '|', &part));
}
END_TEST

START_TEST(buffers_grow) {
    for (int i = 0; i < 1000; i++)
        cn_buf_addf(&buf, "%d,", i % 10);
    ck_assert_uint_eq(buf.len, 2000);
    ck_assert_mem_eq(buf.bytes + 1990, "5,6,7,8,9,", 10);
    cn_buf_clear(&buf);
    cn_buf_add(&buf, "a\0b", 3);
    cn_buf_add_str(&buf, (struct cn_str){NULL, 0});
    cn_buf_add_byte(&buf, 'c');
    ck_assert_mem_eq(buf.bytes, "a\0bc", 4);
}
END_TEST

START_TEST(failure_is_sticky) {
    cn_buf_add_text(&buf, "kept");
    ck_assert(!cn_buf_reserve(&buf, SIZE_MAX - 2));
    cn_buf_add_text(&buf, "not added");
    ck_assert(buf.failed);
    ck_assert_uint_eq(buf.len, 4);
}
END_TEST

static const struct {
    double value;
    int decimals;
    const char *text;
} numbers[] = {
    {0.97, 2, "0.97"},
    {0.0, 4, "0.0000"},
    {1.0, 0, "1"},
    {0.15, 1, "0.1"}, /* the double lies below */
    {0.999951, 4, "1.0000"},
    {-0.25, 1, "-0.2"},
    {-0.00001, 3, "0.000"},
    {-0.0, 1, "0.0"},
    {123456789.125, 2, "123456789.12"},
    {-1234.5678, 9, "-1234.567800000"},
    {NAN, 2, "0.00"},
    {INFINITY, 1, "0.0"},
    {-INFINITY, 1, "0.0"},
};

START_TEST(fixed_numbers) {
    cn_buf_add_fixed(&buf, numbers[_i].value, numbers[_i].decimals);
    check_buf(numbers[_i].text);
}
END_TEST

START_TEST(the_largest_number) {
    cn_buf_add_fixed(&buf, -DBL_MAX, 9);
    ck_assert(!buf.failed);
    ck_assert_uint_eq(buf.len, 1 + 309 + 1 + 9);
    ck_assert_mem_eq(buf.bytes, "-17976931348623157081452742373170435679807056752584", 51);
}
END_TEST

START_TEST(fixed_numbers_read_back) {
    srand(1);
    for (int i = 0; i < 20000; i++) {
        double value = (rand() - RAND_MAX / 2.0) / (1 + rand() % 100000);
        cn_buf_clear(&buf);
        cn_buf_add_fixed(&buf, value, 6);
        cn_buf_add_byte(&buf, 0);
        ck_assert_double_eq_tol(strtod(buf.bytes, NULL), value, 0.5001e-6);
    }
}
END_TEST

START_TEST(the_locale_changes_nothing) {
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8"))
        return;
    cn_buf_add_fixed(&buf, -1234567.25, 1);
    check_buf("-1234567.2");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base/bytes");
    TCase *tcase = tcase_create("bytes");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, strings_compare_by_bytes);
    tcase_add_test(tcase, only_ascii_case_is_ignored);
    tcase_add_test(tcase, trim_and_prefix);
    tcase_add_test(tcase, split_gives_every_part);
    tcase_add_test(tcase, buffers_grow);
    tcase_add_test(tcase, failure_is_sticky);
    tcase_add_loop_test(tcase, fixed_numbers, 0, sizeof numbers / sizeof *numbers);
    tcase_add_test(tcase, the_largest_number);
    tcase_add_test(tcase, fixed_numbers_read_back);
    tcase_add_test(tcase, the_locale_changes_nothing);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
