/* test_answer.c: the cells of a label, by what stands there and what it is said to be. */
#include "review/review.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct cn_choice taken_for = {.name = {"AMLASH", 6}};

static struct cn_question at(uint64_t start, const char *surface) {
    return (struct cn_question){
        .file = CN_STR("dump/a.txt"),
        .start = start,
        .end = start + strlen(surface),
        .surface = cn_str_of(surface),
        .member = CN_NO_MEMBER,
        .choices = &taken_for,
        .len = 1,
    };
}

static void check_cell(const struct cn_question *question, const char *name,
                       enum cn_label_column column, const char *wanted) {
    struct cn_buf cell = {0};
    cn_answer_cell(question, cn_str_of(name), column, &cell);
    cn_buf_add_byte(&cell, '\0');
    ck_assert_str_eq(cell.bytes, wanted);
    cn_buf_free(&cell);
}

static void check_class(const char *surface, const char *match, const char *name,
                        const char *wanted) {
    struct cn_question question = at(0, surface);
    question.match = cn_str_of(match);
    check_cell(&question, name, CN_LABEL_CLASS, wanted);
}

START_TEST(a_name) {
    struct cn_question question = at(12, "AM\\LA\nSH");
    check_cell(&question, "AMLASH", CN_LABEL_FILE, "dump/a.txt");
    check_cell(&question, "AMLASH", CN_LABEL_START, "12");
    check_cell(&question, "AMLASH", CN_LABEL_END, "20");
    check_cell(&question, "AMLASH", CN_LABEL_SURFACE, "AM\\\\LA\\nSH");
    check_cell(&question, "AMLASH", CN_LABEL_NAME, "AMLASH");
    check_cell(&question, "AMLASH", CN_LABEL_LABEL, "1");
    check_cell(&question, "AMLASH", CN_LABEL_BASE_END, "20");
    check_cell(&question, "AMLASH", CN_LABEL_AUX, "none");
}
END_TEST

START_TEST(no_name) {
    struct cn_question question = at(12, "AMLISH");
    check_cell(&question, "", CN_LABEL_NAME, "-");
    check_cell(&question, "", CN_LABEL_LABEL, "0");
    check_cell(&question, "", CN_LABEL_CLASS, "neg upper");
    check_cell(&question, "", CN_LABEL_BASE_END, "18");
    check_cell(&question, "", CN_LABEL_AUX, "AMLASH");
    const struct cn_choice hostile = {.name = {"A\tB", 3}};
    question.choices = &hostile;
    check_cell(&question, "", CN_LABEL_AUX, "-");
}
END_TEST

START_TEST(numbers) {
    struct cn_buf name = {0};
    struct cn_question question = at(100, "AM/LASH - 12");
    question.member = 12;
    cn_choice_name(&question, &taken_for, &name);
    ck_assert(cn_str_equal(cn_buf_str(&name), CN_STR("AMLASH-12")));
    check_cell(&question, "AMLASH-12", CN_LABEL_BASE_END, "107");
    check_cell(&question, "AMLASH-12", CN_LABEL_AUX, "ok");
    check_cell(&question, "AMLASH-12", CN_LABEL_CLASS, "case/spacing");
    question.end = 124; /* the source is UTF-16 */
    check_cell(&question, "AMLASH-12", CN_LABEL_BASE_END, "-");
    question = at(100, "AMLASH");
    question.after = CN_STR("-l went");
    check_cell(&question, "AMLASH", CN_LABEL_AUX, "-");
    question.after = CN_STR(" - went");
    check_cell(&question, "AMLASH", CN_LABEL_AUX, "none");
    /* one that has its number in the dictionary, and an unknown one of a family */
    const struct cn_choice row = {.name = {"LIRING-3", 8}};
    const struct cn_choice family = {.name = {"/AM[A-Z]{3,10}/", 15}, .unknown = true};
    question.member = 3;
    cn_buf_clear(&name);
    cn_choice_name(&question, &row, &name);
    ck_assert(cn_str_equal(cn_buf_str(&name), row.name));
    cn_buf_clear(&name);
    cn_choice_name(&question, &family, &name);
    ck_assert(cn_str_equal(cn_buf_str(&name), family.name));
    cn_buf_free(&name);
}
END_TEST

START_TEST(classes) {
    check_class("AMLASH", "identical", "AMLASH", "identical");
    check_class("AMLASH-1", "identical", "AMLASH-1", "identical");
    check_class("AmLash", "folded", "AMLASH", "case/spacing");
    check_class("AM LASH", "joined", "AMLASH", "split/joined");
    check_class("AMLISH", "garbled", "AMLASH", "1 edit");
    check_class("AMLI5H", "garbled", "AMLASH", "2 edits");
    check_class("WORD", "garbled", "AMLASH", "3+ edits");
    check_class("CUBELA", "identical", "AMLASH", "alias");
    check_class("CUBELA", "garbled", "AMLASH", "3+ edits");
    check_class("CUBELA", "identical", "QXHERON", "3+ edits");
    check_class("AMFAST", "pattern", "/AM[A-Z]{3,10}/", "family");
    check_class("Am Lash", "joined", "", "neg lower");
    check_class("AMLISH", "garbled", "", "neg garbled");
}
END_TEST

/* A byte that was no UTF-8 is U+FFFD in the results: the surface is not known. */
START_TEST(surface_not_known) {
    struct cn_question question = at(0, "AM\xef\xbf\xbdLASH");
    check_cell(&question, "AMLASH", CN_LABEL_SURFACE, "");
}
END_TEST

START_TEST(what_a_row_can_hold) {
    struct cn_question question = at(0, "X");
    ck_assert(cn_question_labellable(&question));
    const char *bad[] = {"", "#a.txt", "a\tb", "a\nb", "a\rb", "(standard input)"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        question.file = cn_str_of(bad[i]);
        ck_assert_msg(!cn_question_labellable(&question), "%s", bad[i]);
    }
    question.file = (struct cn_str){"a\0b", 3};
    ck_assert(!cn_question_labellable(&question));
    ck_assert(cn_label_name_valid(CN_STR("BOUNDLESS INFORMANT")));
    ck_assert(cn_label_name_valid(CN_STR("\xe5\x9b\xbd")));
    ck_assert(!cn_label_name_valid(CN_STR("")));
    ck_assert(!cn_label_name_valid(CN_STR("-")));
    ck_assert(!cn_label_name_valid(CN_STR("A\tB")));
    ck_assert(!cn_label_name_valid(CN_STR("A\033[31m")));
    ck_assert(!cn_label_name_valid(CN_STR("A\xff")));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("review/answer");
    TCase *tcase = tcase_create("answer");
    tcase_add_test(tcase, a_name);
    tcase_add_test(tcase, no_name);
    tcase_add_test(tcase, numbers);
    tcase_add_test(tcase, classes);
    tcase_add_test(tcase, surface_not_known);
    tcase_add_test(tcase, what_a_row_can_hold);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
