/* test_plot.c: the drawing of nothing, of names that lie, and of very many thresholds. */
#include "evaluate/evaluate.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct cn_buf svg;

static void release(void) {
    cn_buf_free(&svg);
    svg = (struct cn_buf){0};
}

static const char *draw(const struct cn_outcome *sorted, size_t len, const char *what) {
    cn_buf_clear(&svg);
    cn_plot(sorted, len, cn_str_of(what), &svg);
    cn_buf_add_byte(&svg, '\0');
    ck_assert(!svg.failed);
    return svg.bytes;
}

START_TEST(of_nothing) {
    const char *drawn = draw(NULL, 0, "none.tsv");
    ck_assert_ptr_nonnull(strstr(drawn, "none.tsv: 0 probabilities, 0 names"));
    ck_assert_ptr_nonnull(strstr(drawn, "data-average-precision=\"0.0000\""));
    ck_assert_ptr_null(strstr(drawn, "class=\"bin"));
    ck_assert_ptr_null(strstr(drawn, "nan"));
    ck_assert_str_eq(drawn + strlen(drawn) - 7, "</svg>\n");
}
END_TEST

START_TEST(of_a_name_that_lies) {
    const char *drawn = draw(NULL, 0, "</title><script>&\033[31m");
    ck_assert_ptr_null(strstr(drawn, "<script"));
    ck_assert_ptr_nonnull(strstr(drawn, "&lt;/title&gt;&lt;script&gt;&amp;\\x1b[31m"));
}
END_TEST

/* One of one at 0.9, one of two at 0.6, two of three at 0.2: steps to a half and to the end. */
START_TEST(of_three) {
    const struct cn_outcome sorted[] = {{0.9, true}, {0.6, false}, {0.2, true}};
    const char *drawn = draw(sorted, 3, "three.tsv");
    ck_assert_ptr_nonnull(strstr(drawn, "d=\"M588.00 120.00H788.00V253.33H988.00\""));
    ck_assert_ptr_nonnull(strstr(drawn, "data-recall=\"0.5000\" data-precision=\"0.5000\""));
    ck_assert_ptr_nonnull(strstr(drawn, "data-average-precision=\"0.8333\""));
}
END_TEST

START_TEST(of_very_many) {
    enum { MANY = 200000 };
    struct cn_outcome *sorted = calloc(MANY, sizeof *sorted);
    ck_assert_ptr_nonnull(sorted);
    for (size_t i = 0; i < MANY; i++)
        sorted[i] = (struct cn_outcome){1 - (double)i / MANY, i % 3 == 0};
    draw(sorted, MANY, "many.tsv");
    ck_assert_uint_lt(svg.len, 1 << 20);
    free(sorted);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("evaluate/plot");
    TCase *tcase = tcase_create("plot");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, of_nothing);
    tcase_add_test(tcase, of_a_name_that_lies);
    tcase_add_test(tcase, of_three);
    tcase_add_test(tcase, of_very_many);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
