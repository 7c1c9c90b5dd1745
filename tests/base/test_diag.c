/* test_diag.c: diagnostics own their strings, are bounded, and have a catalogue. */
#include "base/diag.h"
#include "base/limits.h"

#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct cn_diags diags;

static void release(void) {
    cn_diags_free(&diags);
}

START_TEST(strings_are_copied) {
    char file[] = "a.txt";
    struct cn_where where = {.file = cn_str_of(file), .line = 3, .column = 4};
    enum cn_severity severity =
        cn_diag_add(&diags, CN_SKIP, CN_E_OPEN, &where, "%s %d", "reason", 7);
    memset(file, 'x', sizeof file - 1);
    ck_assert_int_eq(severity, CN_SKIP);
    ck_assert_uint_eq(diags.len, 1);
    ck_assert(cn_str_equal(diags.items[0].where.file, CN_STR("a.txt")));
    ck_assert(cn_str_equal(diags.items[0].detail, CN_STR("reason 7")));
    ck_assert_uint_eq(diags.items[0].where.line, 3);
}
END_TEST

START_TEST(the_worst_is_kept) {
    cn_diag_add(&diags, CN_PARTIAL, CN_E_READ, NULL, NULL);
    cn_diag_add(&diags, CN_OK, CN_E_READ, NULL, NULL);
    ck_assert_int_eq(diags.worst, CN_PARTIAL);
    ck_assert_uint_eq(diags.items[0].detail.len, 0);
}
END_TEST

START_TEST(there_are_not_too_many) {
    for (int i = 0; i < CN_DIAGS_MAX + 5; i++)
        cn_diag_add(&diags, CN_OK, CN_E_READ, NULL, "%d", i);
    cn_diag_add(&diags, CN_SKIP, CN_E_READ, NULL, NULL);
    ck_assert_uint_eq(diags.len, CN_DIAGS_MAX);
    ck_assert_uint_eq(diags.dropped, 6);
    ck_assert_int_eq(diags.worst, CN_SKIP);
}
END_TEST

START_TEST(every_code_has_a_text_and_a_name_of_its_own) {
    for (int code = 0; code < CN_CODES; code++) {
        const char *name = cn_code_name((enum cn_code)code);
        ck_assert_uint_gt(strlen(cn_code_text((enum cn_code)code)), 0);
        ck_assert_uint_gt(strlen(name), 0);
        for (const char *at = name; *at; at++)
            ck_assert(islower((unsigned char)*at) || *at == '-' || isdigit((unsigned char)*at));
        for (int other = 0; other < code; other++)
            ck_assert_str_ne(name, cn_code_name((enum cn_code)other));
    }
    ck_assert_str_eq(cn_code_name(CN_E_PACKED_TRUNCATED), "packed-truncated");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base/diag");
    TCase *tcase = tcase_create("diag");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, strings_are_copied);
    tcase_add_test(tcase, the_worst_is_kept);
    tcase_add_test(tcase, there_are_not_too_many);
    tcase_add_test(tcase, every_code_has_a_text_and_a_name_of_its_own);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
