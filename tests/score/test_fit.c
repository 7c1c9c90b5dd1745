/* test_fit.c: weights from examples: labels move what they exercise, priors hold the rest. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/evidence.h"
#include "score/fit.h"

static struct cn_model *model;
static struct cn_examples examples;

static void start(void) {
    model = cn_model_prior();
    ck_assert_ptr_nonnull(model);
}

static void done(void) {
    cn_model_free(model);
    cn_examples_free(&examples);
}

/* `count` places with one reading, whose only evidence is `term`; `right` of them are the name. */
static void add(enum cn_term term, int count, int right) {
    struct cn_evidence evidence = {.value = 1, .term = (int)term};
    struct cn_meaning meaning = {.evidence = &evidence, .evidence_len = 1};
    for (int i = 0; i < count; i++) {
        struct cn_example example = {.right = i < right, .weight = 1, .record = (uint32_t)i};
        ck_assert(cn_examples_add(&examples, &meaning, 1, &example));
    }
}

static double weight(enum cn_term term) {
    return model->terms[term].weight;
}

static const struct cn_fold all = {0, 0};

START_TEST(labels_move_a_weight_to_their_rate) {
    add(CN_TERM_head, 10000, 8000);
    ck_assert(cn_fit(model, &examples, &all));
    ck_assert_double_eq_tol(weight(CN_TERM_head), log(4), 0.05);
    ck_assert(!model->terms[CN_TERM_head].prior);
}
END_TEST

START_TEST(few_labels_move_little) {
    add(CN_TERM_head, 1, 1);
    ck_assert(cn_fit(model, &examples, &all));
    double prior = cn_terms[CN_TERM_head].mean;
    ck_assert_double_gt(weight(CN_TERM_head), prior);
    ck_assert_double_lt(weight(CN_TERM_head), prior + 1);
}
END_TEST

/* What many labels taught, a few others hardly move; and what they say nothing of, not at all. */
START_TEST(labels_are_built_on) {
    add(CN_TERM_head, 10000, 8000);
    add(CN_TERM_tail, 10000, 3000);
    ck_assert(cn_fit(model, &examples, &all));
    double head = weight(CN_TERM_head), tail = weight(CN_TERM_tail);
    model->spelled.scale = 0.9;
    model->spelled.shift = -0.1;
    cn_fit_on(model);
    cn_examples_free(&examples);
    add(CN_TERM_head, 6, 0);
    ck_assert(cn_fit(model, &examples, &all));
    ck_assert_double_lt(weight(CN_TERM_head), 0.9 * head);
    ck_assert_double_gt(weight(CN_TERM_head), 0.9 * head - 1);
    ck_assert_double_eq_tol(weight(CN_TERM_tail), 0.9 * tail, 1e-9);
    ck_assert(!model->terms[CN_TERM_tail].prior);
    ck_assert(model->terms[CN_TERM_merged].prior);
    ck_assert_double_eq_tol(model->spelled.scale, 1, 1e-9);
    ck_assert_double_eq_tol(model->spelled.shift, -0.1, 1e-9);
}
END_TEST

START_TEST(separable_labels_do_not_run_away) {
    add(CN_TERM_head, 100000, 100000);
    ck_assert(cn_fit(model, &examples, &all));
    ck_assert(isfinite(weight(CN_TERM_head)));
    ck_assert_double_lt(weight(CN_TERM_head), 15);
}
END_TEST

START_TEST(other_weights_keep_their_priors) {
    add(CN_TERM_head, 100, 10);
    ck_assert(cn_fit(model, &examples, &all));
    for (int i = 0; i < CN_TERMS; i++) {
        if (i == CN_TERM_head)
            continue;
        ck_assert(model->terms[i].prior);
        ck_assert_double_eq_tol(weight((enum cn_term)i), cn_terms[i].mean, 1e-9);
    }
}
END_TEST

START_TEST(left_out_fold_is_not_seen) {
    add(CN_TERM_head, 200, 200);
    for (size_t i = 0; i < examples.len; i++)
        examples.items[i].right = examples.items[i].record % 2;
    ck_assert(cn_fit(model, &examples, &(struct cn_fold){2, 1}));
    ck_assert_double_lt(weight(CN_TERM_head), cn_terms[CN_TERM_head].mean);
}
END_TEST

START_TEST(fit_is_the_same_again) {
    add(CN_TERM_head, 57, 13);
    add(CN_TERM_member, 31, 30);
    ck_assert(cn_fit(model, &examples, &all));
    double head = weight(CN_TERM_head);
    double member = weight(CN_TERM_member);
    ck_assert(cn_fit(model, &examples, &all));
    ck_assert(head == weight(CN_TERM_head) && member == weight(CN_TERM_member));
}
END_TEST

/* Two readings, of which either is right: only their sum is learned. */
START_TEST(either_of_two_may_be_right) {
    struct cn_evidence evidence[2] = {{.value = 1, .term = CN_TERM_head},
                                      {.value = 1, .term = CN_TERM_tail}};
    struct cn_meaning meanings[2] = {{.evidence = &evidence[0], .evidence_len = 1},
                                     {.evidence = &evidence[1], .evidence_len = 1}};
    double shares[2];
    double scores[2];
    for (int i = 0; i < 1000; i++) {
        struct cn_example example = {.right = i < 900 ? 3 : 0, .weight = 1};
        ck_assert(cn_examples_add(&examples, meanings, 2, &example));
    }
    ck_assert(cn_fit(model, &examples, &all));
    cn_example_scores(model, &examples, &examples.items[0], scores);
    ck_assert_double_eq_tol(cn_example_shares(model, &examples, &examples.items[0], scores, shares),
                            0.1, 0.01);
    ck_assert_double_eq_tol(shares[0] + shares[1], 0.9, 0.01);
}
END_TEST

START_TEST(calibration_follows_the_truth) {
    add(CN_TERM_head, 4000, 1000);
    double *scores = malloc(examples.len * sizeof *scores);
    ck_assert_ptr_nonnull(scores);
    for (size_t i = 0; i < examples.len; i++)
        scores[i] = 0; /* says 0.5, where a quarter is so */
    cn_calibrate(model, &examples, scores);
    free(scores);
    double share = 0;
    double none = cn_example_shares(model, &examples, &examples.items[0], &(double){0}, &share);
    ck_assert_double_eq_tol(share, 0.25, 0.02);
    ck_assert_double_eq_tol(share + none, 1, 1e-12);
}
END_TEST

/* What is garbled has a calibration of its own, and leaves the other alone. */
START_TEST(garbled_names_are_calibrated_apart) {
    add(CN_TERM_head, 4000, 1000);
    add(CN_TERM_garbled, 4000, 3600);
    double *scores = calloc(examples.len, sizeof *scores);
    ck_assert_ptr_nonnull(scores);
    cn_calibrate(model, &examples, scores);
    free(scores);
    double share = 0;
    cn_example_shares(model, &examples, &examples.items[0], &(double){0}, &share);
    ck_assert_double_eq_tol(share, 0.25, 0.02);
    cn_example_shares(model, &examples, &examples.items[4000], &(double){0}, &share);
    ck_assert_double_eq_tol(share, 0.9, 0.02);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("fit");
    TCase *tcase = tcase_create("fit");
    tcase_add_checked_fixture(tcase, start, done);
    tcase_add_test(tcase, labels_move_a_weight_to_their_rate);
    tcase_add_test(tcase, few_labels_move_little);
    tcase_add_test(tcase, labels_are_built_on);
    tcase_add_test(tcase, garbled_names_are_calibrated_apart);
    tcase_add_test(tcase, separable_labels_do_not_run_away);
    tcase_add_test(tcase, other_weights_keep_their_priors);
    tcase_add_test(tcase, left_out_fold_is_not_seen);
    tcase_add_test(tcase, fit_is_the_same_again);
    tcase_add_test(tcase, either_of_two_may_be_right);
    tcase_add_test(tcase, calibration_follows_the_truth);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
