/* test_order.c: doubt first, and not the same surface over and over. */
#include "review/review.h"

#include <check.h>
#include <stdlib.h>

static struct cn_question place(const char *file, const char *surface, double confidence) {
    return (struct cn_question){
        .file = cn_str_of(file), .surface = cn_str_of(surface), .name_confidence = confidence};
}

static void check_order(const struct cn_question *questions, size_t len, const uint32_t *wanted) {
    uint32_t order[32];
    ck_assert(cn_review_order(questions, len, order));
    for (size_t i = 0; i < len; i++)
        ck_assert_uint_eq(order[i], wanted[i]);
}

START_TEST(doubt_first) {
    const struct cn_question questions[] = {place("a", "A", 0.99), place("a", "B", 0.45),
                                            place("a", "C", 1),    place("a", "D", 0.5),
                                            place("a", "E", 0),    place("a", "F", 0.55)};
    check_order(questions, 6, (const uint32_t[]){3, 1, 5, 0, 2, 4});
}
END_TEST

/* 1 bit each; the second of a document is worth a third, one in another document a half. */
START_TEST(new_surfaces_first) {
    const struct cn_question questions[] = {place("a", "A", 0.5), place("a", "A", 0.5),
                                            place("b", "A", 0.5), place("a", "B", 0.2),
                                            place("a", "C", 0.05)};
    /* entropies of 0.2 and 0.05: 0.72 and 0.29; the third A of all has two before it: a third */
    check_order(questions, 5, (const uint32_t[]){0, 3, 1, 2, 4});
}
END_TEST

/* Sixteen of one surface, of most doubt, and five that are nearly sure: each of these parts three
 * of them; what is left has nothing to part it. */
START_TEST(never_many_of_one_in_a_row) {
    struct cn_question questions[21];
    uint32_t order[21];
    for (size_t i = 0; i < 16; i++)
        questions[i] = place("a", "SAME", 0.5);
    for (size_t i = 16; i < 21; i++)
        questions[i] = place("a", &"ABCDE"[i - 16], 0.9999);
    ck_assert(cn_review_order(questions, 21, order));
    for (size_t i = 0; i < 20; i++)
        ck_assert_uint_eq(order[i], i % 4 < 3 ? i - i / 4 : 16 + i / 4);
    ck_assert_uint_eq(order[20], 15);
    questions[3].file = CN_STR("b"); /* another document is something else */
    ck_assert(cn_review_order(questions, 4, order));
    ck_assert(cn_review_order(questions, 0, order));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("review/order");
    TCase *tcase = tcase_create("order");
    tcase_add_test(tcase, doubt_first);
    tcase_add_test(tcase, new_surfaces_first);
    tcase_add_test(tcase, never_many_of_one_in_a_row);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
