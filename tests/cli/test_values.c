/* test_values.c: sizes and fractions as options take them. */
#include "cli/cli.h"

#include <check.h>
#include <stdlib.h>

static void is_size(const char *text, uint64_t wanted) {
    uint64_t size = 0;
    ck_assert_msg(cn_value_size(text, &size), "%s should be a size", text);
    ck_assert_uint_eq(size, wanted);
}

START_TEST(sizes) {
    is_size("1", 1);
    is_size("007", 7);
    is_size("1K", 1024);
    is_size("3M", UINT64_C(3) << 20);
    is_size("4G", UINT64_C(4) << 30);
    is_size("2T", UINT64_C(2) << 40);
    is_size("18446744073709551615", UINT64_MAX);
}
END_TEST

START_TEST(no_sizes) {
    static const char *const texts[] = {"",
                                        "0",
                                        "0K",
                                        "-1",
                                        "+1",
                                        " 1",
                                        "1 ",
                                        "1k",
                                        "1KB",
                                        "1.5",
                                        "0x10",
                                        "KM",
                                        "K",
                                        "1KK",
                                        "1e3",
                                        "18446744073709551616",
                                        "18014398509481984K"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint64_t size = 7;
        ck_assert_msg(!cn_value_size(texts[i], &size), "'%s' should be no size", texts[i]);
        ck_assert_uint_eq(size, 7);
    }
}
END_TEST

/* As the compiler reads it: 0.97 is the double nearest to it. */
static void is_fraction(const char *text, double wanted) {
    double fraction = -1;
    ck_assert_msg(cn_value_fraction(text, &fraction), "%s should be a fraction", text);
    ck_assert_double_eq(fraction, wanted);
}

START_TEST(fractions) {
    is_fraction("0", 0);
    is_fraction("1", 1);
    is_fraction("1.000", 1);
    is_fraction("0.5", 0.5);
    is_fraction(".25", 0.25);
    is_fraction("0.", 0);
    is_fraction("0.1", 0.1);
    is_fraction("0.3", 0.3);
    is_fraction("0.97", 0.97);
    is_fraction("0.9999", 0.9999);
    is_fraction("0.1000000000000000000000", 0.1);
}
END_TEST

START_TEST(no_fractions) {
    static const char *const texts[] = {"",    ".",    "1.1", "2",   "-0.5", "0,5",
                                        "1e0", "0..5", "nan", "inf", " 0.5", "0.5 "};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double fraction = 7;
        ck_assert_msg(!cn_value_fraction(texts[i], &fraction), "'%s' should be none", texts[i]);
        ck_assert_double_eq(fraction, 7);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("values");
    TCase *tests = tcase_create("values");
    tcase_add_test(tests, sizes);
    tcase_add_test(tests, no_sizes);
    tcase_add_test(tests, fractions);
    tcase_add_test(tests, no_fractions);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
