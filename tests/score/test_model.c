/* test_model.c: the file of weights, and what is said of a broken one. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/evidence.h"

static struct cn_model *model;
static struct cn_diags diags;

static void done(void) {
    cn_model_free(model);
    cn_diags_free(&diags);
    model = NULL;
    diags = (struct cn_diags){0};
}

static enum cn_severity load(const char *text) {
    done();
    return cn_model_read(&model, cn_str_of(text), "some.model", &diags);
}

#define HEAD "cryptonym-model 1\n"

START_TEST(weights_are_read) {
    ck_assert_int_eq(load(HEAD "# a remark\n\non 12 labels\non more\nscale 1.5\nshift -0.25\n"
                               "term identical 0.5 0.25 0.125 fitted why not\n"),
                     CN_OK);
    ck_assert_double_eq(model->spelled.scale, 1.5);
    ck_assert_double_eq(model->garbled.scale, 1.5);
    ck_assert_double_eq(model->spelled.shift, -0.25);
    const struct cn_weight *weight = &model->terms[CN_TERM_identical];
    ck_assert_double_eq(weight->weight, 0.5);
    ck_assert_double_eq(weight->mean, 0.25);
    ck_assert_double_eq(weight->deviation, 0.125);
    ck_assert(!weight->prior);
    ck_assert(cn_str_equal(cn_buf_str(&model->fitted_on), CN_STR("12 labels\nmore\n")));
}
END_TEST

START_TEST(missing_term_keeps_prior) {
    ck_assert_int_eq(load(HEAD), CN_OK);
    for (int i = 0; i < CN_TERMS; i++) {
        ck_assert_double_eq(model->terms[i].weight, cn_terms[i].mean);
        ck_assert(model->terms[i].prior);
    }
}
END_TEST

START_TEST(written_model_is_read_again) {
    struct cn_buf first = {0};
    struct cn_buf second = {0};
    ck_assert_int_eq(load(HEAD "on this\nscale 0.5\nterm member 1.2345 1 2 fitted x\n"), CN_OK);
    cn_model_write(model, &first);
    cn_buf_add_byte(&first, '\0');
    ck_assert_int_eq(load(first.bytes), CN_OK);
    cn_model_write(model, &second);
    first.len--;
    ck_assert(cn_str_equal(cn_buf_str(&first), cn_buf_str(&second)));
    cn_buf_free(&first);
    cn_buf_free(&second);
}
END_TEST

static const struct {
    const char *text;
    uint64_t line;
} broken[] = {
    {"", 1},
    {"something else\n", 1},
    {HEAD "weight 1\n", 2},
    {HEAD "term nonsense 1 1 1 prior x\n", 2},
    {HEAD "\nterm identical 1 1 0 prior x\n", 3},
    {HEAD "term identical 1 1 1 guessed x\n", 2},
    {HEAD "term identical 1e5 1 1 prior x\n", 2},
    {HEAD "term identical 1,5 1 1 prior x\n", 2},
    {HEAD "term identical 101 1 1 prior x\n", 2},
    {HEAD "term identical 1 1\n", 2},
    {HEAD "term identical 1 1 1 prior x\nterm identical 1 1 1 prior x\n", 3},
    {HEAD "scale 0\n", 2},
    {HEAD "scale nan\n", 2},
    {HEAD "shift -\n", 2},
};

START_TEST(broken_model_is_refused) {
    ck_assert_int_eq(load(broken[_i].text), CN_SKIP);
    ck_assert_ptr_null(model);
    ck_assert_uint_eq(diags.len, 1);
    ck_assert_int_eq(diags.items[0].code, CN_E_MODEL);
    ck_assert_uint_eq(diags.items[0].where.line, broken[_i].line);
    ck_assert(cn_str_equal(diags.items[0].where.file, CN_STR("some.model")));
}
END_TEST

/* The shipped model has every term, and the priors it was fitted from are those of the code. */
START_TEST(shipped_model_is_complete) {
    char path[4096];
    const char *srcdir = getenv("srcdir");
    snprintf(path, sizeof path, "%s/model/default.model", srcdir ? srcdir : ".");
    done();
    ck_assert_int_eq(cn_model_load(&model, path, &diags), CN_OK);
    ck_assert_uint_gt(model->fitted_on.len, 0);
    int fitted = 0;
    for (int i = 0; i < CN_TERMS; i++) {
        const struct cn_weight *weight = &model->terms[i];
        fitted += !weight->prior;
        ck_assert_double_eq_tol(weight->mean, cn_terms[i].mean, 1e-9);
        ck_assert_double_eq_tol(weight->deviation, cn_terms[i].deviation, 1e-9);
        ck_assert(!weight->prior || weight->weight == weight->mean);
    }
    ck_assert_int_gt(fitted, CN_TERMS / 3);
}
END_TEST

START_TEST(missing_file_is_said) {
    done();
    ck_assert_int_eq(cn_model_find(&model, "no/such.model", &diags), CN_SKIP);
    ck_assert_int_eq(diags.items[0].code, CN_E_READ);
    done();
    ck_assert_int_eq(cn_model_find(&model, "nosuchmodel", &diags), CN_SKIP);
    ck_assert_int_eq(diags.items[0].code, CN_E_MODEL_NOT_FOUND);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("model");
    TCase *tcase = tcase_create("model");
    tcase_add_checked_fixture(tcase, NULL, done);
    tcase_add_test(tcase, weights_are_read);
    tcase_add_test(tcase, missing_term_keeps_prior);
    tcase_add_test(tcase, written_model_is_read_again);
    tcase_add_loop_test(tcase, broken_model_is_refused, 0, sizeof broken / sizeof *broken);
    tcase_add_test(tcase, shipped_model_is_complete);
    tcase_add_test(tcase, missing_file_is_said);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
