/*
 * test_lines.c: lines for editors, in byte columns and in display columns.
 */
#include "emit/sample.h"

#include <check.h>
#include <stdlib.h>

static void assert_lines(const char *format, struct sample *sample, size_t core,
                         const char *expected) {
    struct cn_out out;
    sample_emit(&out, cn_emitter_find(cn_str_of(format)), (struct cn_emit_options){0}, sample, 1,
                core);
    cn_out_add(&out, "", 1);
    ck_assert_str_eq(out.buf.bytes, expected);
    cn_out_free(&out);
}

START_TEST(test_lines) {
    struct sample sample = sample_of("a b:c\n\033.txt", CN_STR("x\nto A9\n"));
    sample_find(&sample, "A9");
    assert_lines("lines", &sample, SIZE_MAX,
                 "a b:c\\x0a\\x1b.txt:2:4: info: A9: North Korea [0.97]\n");
}
END_TEST

START_TEST(test_surface_on_one_line) {
    struct sample sample = sample_of("a", CN_STR("BOUND-\nLESS"));
    sample_add(&sample, 0, sample.text.len);
    assert_lines("lines", &sample, SIZE_MAX, "a:1:1: info: BOUND-\\x0aLESS: North Korea [0.97]\n");
}
END_TEST

START_TEST(test_cell) {
    struct sample sample = sample_of("a.csv", CN_STR("A9 A9"));
    struct cn_mention *mention = sample_add(&sample, 0, 2);
    mention->in_table = true;
    mention->cell = (struct cn_cell){.row = 3, .column = 2, .header = CN_STR("Country")};
    mention = sample_add(&sample, 3, 5);
    mention->in_table = true;
    mention->cell = (struct cn_cell){.row = 3, .column = 4};
    assert_lines("lines", &sample, SIZE_MAX,
                 "a.csv:1:1: info: A9: North Korea [0.97] (row 3, column Country)\n"
                 "a.csv:1:4: info: A9: North Korea [0.97] (row 3, column 4)\n");
}
END_TEST

START_TEST(test_second_meaning) {
    struct cn_entry size = {.meaning = CN_STR("size\n")};
    struct cn_meaning meanings[] = {sample_meaning, sample_meaning};
    struct sample sample = sample_of("a", CN_STR("A9"));
    struct cn_mention *mention = sample_add(&sample, 0, 2);
    meanings[0].unknown = true;
    meanings[1].entry = &size;
    meanings[1].share = 0.3;
    mention->meanings = meanings;
    mention->meanings_len = 2;
    assert_lines("lines", &sample, SIZE_MAX,
                 "a:1:1: info: A9: ?North Korea [0.97] | size\\x0a [0.30]\n");
}
END_TEST

/* Tabs, wide characters and a combining one before the names, whatever the windows. */
START_TEST(test_display_columns) {
    struct sample sample =
        sample_of("a", CN_STR("\tA9\n\xe5\x9b\xbd\xe5\xae\xb6 A9 e\xcc\x81 A9\nxxx\tA9"));
    sample_find(&sample, "A9");
    for (size_t core = 1; core <= sample.text.len; core++)
        assert_lines("gnu", &sample, core,
                     "a:1:9: A9: North Korea [0.97]\n"
                     "a:2:6: A9: North Korea [0.97]\n"
                     "a:2:11: A9: North Korea [0.97]\n"
                     "a:3:9: A9: North Korea [0.97]\n");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("lines");
    TCase *tests = tcase_create("lines");
    tcase_add_test(tests, test_lines);
    tcase_add_test(tests, test_surface_on_one_line);
    tcase_add_test(tests, test_cell);
    tcase_add_test(tests, test_second_meaning);
    tcase_add_test(tests, test_display_columns);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
