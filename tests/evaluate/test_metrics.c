/* test_metrics.c: the figures against values worked out by hand. */
#include "evaluate/evaluate.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#define NEAR 0.000001
#define LEN(array) (sizeof(array) / sizeof *(array))

START_TEST(ratios) {
    ck_assert_double_eq_tol(cn_ratio(1, 4), 0.25, NEAR);
    ck_assert_double_eq_tol(cn_ratio(1, 0), 0, NEAR);
    ck_assert_double_eq_tol(cn_f1(0.5, 1), 2.0 / 3, NEAR);
    ck_assert_double_eq_tol(cn_f1(0, 0), 0, NEAR);
}
END_TEST

/* (0.01 + 0.04 + 0.36 + 0.25) / 4 */
START_TEST(brier) {
    const struct cn_outcome outcomes[] = {{0.9, true}, {0.2, false}, {0.6, false}, {0.5, true}};
    ck_assert_double_eq_tol(cn_brier(outcomes, LEN(outcomes)), 0.165, NEAR);
    ck_assert_double_eq_tol(cn_brier(outcomes, 0), 0, NEAR);
}
END_TEST

START_TEST(log_loss) {
    const struct cn_outcome even[] = {{0.5, true}, {0.5, false}};
    const struct cn_outcome sure[] = {{1, false}};
    ck_assert_double_eq_tol(cn_log_loss(even, LEN(even)), 0.693147, NEAR);
    ck_assert_double_eq_tol(cn_log_loss(sure, LEN(sure)), 9.903488, NEAR); /* -ln 0.00005 */
}
END_TEST

START_TEST(accuracy) {
    const struct cn_outcome outcomes[] = {{0.5, true}, {0.49, false}, {0.7, false}, {0.1, true}};
    ck_assert_double_eq_tol(cn_accuracy(outcomes, LEN(outcomes)), 0.5, NEAR);
}
END_TEST

START_TEST(sorting) {
    struct cn_outcome outcomes[] = {{0.1, true}, {0.7, true}, {0.9, true}, {0.7, false}};
    cn_outcomes_sort(outcomes, LEN(outcomes));
    ck_assert_double_eq_tol(outcomes[0].p, 0.9, NEAR);
    ck_assert(!outcomes[1].so && outcomes[2].so);
    ck_assert_double_eq_tol(outcomes[3].p, 0.1, NEAR);
}
END_TEST

/* One of one at 0.9; two of four at 0.7; three of five at 0.1; the fourth is never found:
 * (1 + 2/4 + 3/5) / 4 */
START_TEST(average_precision) {
    const struct cn_outcome sorted[] = {{0.9, true}, {0.8, false}, {0.7, false}, {0.7, true},
                                        {0.1, true}, {0, true},    {0, false}};
    ck_assert_double_eq_tol(cn_average_precision(sorted, LEN(sorted), 4), 0.525, NEAR);
    ck_assert_double_eq_tol(cn_average_precision(sorted, 0, 0), 0, NEAR);
}
END_TEST

/* Two of the lowest make the first of three bins; the tie at 0.9 joins what is left. */
START_TEST(reliability_keeps_ties_together) {
    const struct cn_outcome sorted[] = {{0.9, true}, {0.9, true},  {0.9, false},
                                        {0.5, true}, {0.1, false}, {0.1, false}};
    struct cn_bin bins[3];
    ck_assert_uint_eq(cn_reliability(sorted, LEN(sorted), bins, LEN(bins)), 2);
    ck_assert_uint_eq(bins[0].len, 2);
    ck_assert_uint_eq(bins[0].so, 0);
    ck_assert_double_eq_tol(bins[0].mean, 0.1, NEAR);
    ck_assert_uint_eq(bins[1].len, 4);
    ck_assert_uint_eq(bins[1].so, 3);
    ck_assert_double_eq_tol(bins[1].low, 0.5, NEAR);
    ck_assert_double_eq_tol(bins[1].high, 0.9, NEAR);
    ck_assert_double_eq_tol(bins[1].mean, 0.8, NEAR);
    /* (2 * 0.1 + 4 * 0.05) / 6 */
    ck_assert_double_eq_tol(cn_calibration_error(bins, 2), 0.4 / 6, NEAR);
}
END_TEST

START_TEST(bins_of_equal_count) {
    struct cn_outcome sorted[10];
    struct cn_bin bins[5];
    for (size_t i = 0; i < LEN(sorted); i++)
        sorted[i] = (struct cn_outcome){1 - (double)i / 10, false};
    ck_assert_uint_eq(cn_reliability(sorted, LEN(sorted), bins, LEN(bins)), 5);
    for (size_t i = 0; i < LEN(bins); i++)
        ck_assert_uint_eq(bins[i].len, 2);
    ck_assert_uint_eq(cn_reliability(sorted, 0, bins, LEN(bins)), 0);
    ck_assert_double_eq_tol(cn_calibration_error(bins, 0), 0, NEAR);
}
END_TEST

START_TEST(wilson) {
    struct cn_interval eight = cn_wilson(8, 10), none = cn_wilson(0, 10), unknown = cn_wilson(0, 0);
    ck_assert_double_eq_tol(eight.low, 0.490162, 0.00001);
    ck_assert_double_eq_tol(eight.high, 0.943318, 0.00001);
    ck_assert_double_eq_tol(none.low, 0, NEAR);
    ck_assert_double_eq_tol(none.high, 0.277533, 0.00001);
    ck_assert_double_eq_tol(unknown.low, 0, NEAR);
    ck_assert_double_eq_tol(unknown.high, 1, NEAR);
}
END_TEST

/* As (8 of 10) of 99 % is worked out: z = 2.5758, z^2 = 6.6349. */
START_TEST(wilson_99) {
    struct cn_interval eight = cn_wilson_99(8, 10), none = cn_wilson_99(0, 10);
    struct cn_interval all = cn_wilson_99(10, 10), unknown = cn_wilson_99(0, 0);
    ck_assert_double_eq_tol(eight.low, 0.400819, 0.00001);
    ck_assert_double_eq_tol(eight.high, 0.959869, 0.00001);
    ck_assert(none.low == 0 && all.high == 1);
    ck_assert_double_eq_tol(none.high, 0.398854, 0.00001);
    ck_assert(unknown.low == 0 && unknown.high == 1);
}
END_TEST

START_TEST(bins_that_fit) {
    ck_assert(cn_bin_fits(&(struct cn_bin){.mean = 0, .len = 50}));
    ck_assert(cn_bin_fits(&(struct cn_bin){.mean = 1, .len = 50, .so = 50}));
    ck_assert(cn_bin_fits(&(struct cn_bin){.mean = 0.6, .len = 10, .so = 8}));
    ck_assert(!cn_bin_fits(&(struct cn_bin){.mean = 0.4, .len = 10, .so = 8}));
    ck_assert(!cn_bin_fits(&(struct cn_bin){.mean = 0.97, .len = 10, .so = 8}));
}
END_TEST

/* 0.3 belongs to the fourth tenth, 1 to the last. */
START_TEST(tenths) {
    const struct cn_outcome sorted[] = {
        {1, true}, {0.95, true}, {0.3, true}, {0.2999, false}, {0, false}};
    struct cn_bin bands[CN_BANDS];
    ck_assert_uint_eq(cn_bands(sorted, LEN(sorted), 0, bands), CN_BANDS);
    const uint64_t lens[CN_BANDS] = {1, 0, 1, 1, 0, 0, 0, 0, 0, 2};
    for (size_t i = 0; i < CN_BANDS; i++)
        ck_assert_uint_eq(bands[i].len, lens[i]);
    ck_assert_double_eq_tol(bands[9].mean, 0.975, NEAR);
    ck_assert_double_eq_tol(bands[3].low, 0.3, NEAR);
    ck_assert_uint_eq(bands[9].so, 2);
}
END_TEST

/* The lowest pools two tenths for its three, the next stops at three by itself, the rest has one
 * and joins it. */
START_TEST(bands_pool_neighbours) {
    const struct cn_outcome sorted[] = {{0.9, true},   {0.25, true},  {0.22, false}, {0.21, false},
                                        {0.15, false}, {0.05, false}, {0.01, false}};
    struct cn_bin bands[CN_BANDS];
    ck_assert_uint_eq(cn_bands(sorted, LEN(sorted), 3, bands), 2);
    ck_assert_uint_eq(bands[0].len, 3);
    ck_assert_double_eq_tol(bands[0].high, 0.2, NEAR);
    ck_assert_double_eq_tol(bands[0].mean, 0.07, NEAR);
    ck_assert_uint_eq(bands[1].len, 4);
    ck_assert_uint_eq(bands[1].so, 2);
    ck_assert_double_eq_tol(bands[1].low, 0.2, NEAR);
    ck_assert_double_eq_tol(bands[1].high, 1, NEAR);
    ck_assert_uint_eq(cn_bands(sorted, LEN(sorted), 100, bands), 1);
    ck_assert_uint_eq(bands[0].len, 7);
    ck_assert_uint_eq(cn_bands(sorted, 0, 3, bands), 1);
    ck_assert_uint_eq(bands[0].len, 0);
}
END_TEST

START_TEST(cuts) {
    const struct cn_outcome sorted[] = {{0.9, true}, {0.5, false}, {0.5, true}, {0.4, true}};
    struct cn_cut cut = cn_cut_at(sorted, LEN(sorted), 0.5);
    ck_assert_uint_eq(cut.reported, 3);
    ck_assert_uint_eq(cut.found, 2);
    ck_assert_uint_eq(cn_cut_at(sorted, LEN(sorted), 0.95).reported, 0);
    ck_assert_uint_eq(cn_cut_at(sorted, LEN(sorted), 0).found, 3);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("evaluate/metrics");
    TCase *tcase = tcase_create("metrics");
    tcase_add_test(tcase, ratios);
    tcase_add_test(tcase, brier);
    tcase_add_test(tcase, log_loss);
    tcase_add_test(tcase, accuracy);
    tcase_add_test(tcase, sorting);
    tcase_add_test(tcase, average_precision);
    tcase_add_test(tcase, reliability_keeps_ties_together);
    tcase_add_test(tcase, bins_of_equal_count);
    tcase_add_test(tcase, wilson);
    tcase_add_test(tcase, wilson_99);
    tcase_add_test(tcase, bins_that_fit);
    tcase_add_test(tcase, tenths);
    tcase_add_test(tcase, bands_pool_neighbours);
    tcase_add_test(tcase, cuts);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
