/*
 * test_strip.c: what strip takes away, what it leaves, and what it says about the rest.
 */
#include "emit/sample.h"

#include <check.h>
#include <stdlib.h>

#define OPEN "\xe2\x9f\xa6"
#define CLOSE "\xe2\x9f\xa7"

static const struct {
    const char *text;
    const char *expected;
    bool ascii;
    unsigned line, column; /* of the first complaint; 0: none */
} cases[] = {
    {"", "", false, 0, 0},
    {"plain " CLOSE "\n", "plain " CLOSE "\n", false, 0, 0},
    {"A9" OPEN "North Korea 0.97" CLOSE "!", "A9!", false, 0, 0},
    {"A9[=North Korea 0.97=]!", "A9!", true, 0, 0},
    {OPEN OPEN "A9" OPEN "x 0.50" CLOSE OPEN OPEN, OPEN "A9" OPEN, false, 0, 0},
    {"[==A9[=x 0.50=][===", "[=A9[==", true, 0, 0},
    {"a" OPEN " no line end " CLOSE "\n" OPEN " document b " CLOSE "\nb\n", "ab\n", false, 0, 0},
    {OPEN " cut off " CLOSE, "", false, 0, 0},
    {"a\nb" OPEN "open", "a\nb" OPEN "open", false, 2, 2},
    {"a" OPEN "open\nb" CLOSE "\nA9" OPEN "x 0.50" CLOSE, "a" OPEN "open\nb" CLOSE "\nA9", false, 1,
     2},
    {OPEN "word" CLOSE, OPEN "word" CLOSE, false, 1, 1},
    {OPEN CLOSE, OPEN CLOSE, false, 1, 1},
    {OPEN "x 0.5", OPEN "x 0.5", false, 1, 1},
    {"[=x 0.5=", "[=x 0.5=", true, 1, 1},
    {"A9[=x 0.50=]", "A9[=x 0.50=]", false, 0, 0},
};

START_TEST(test_cases) {
    struct cn_str text = cn_str_of(cases[_i].text);
    for (size_t most = 1; most <= text.len + 1; most++) {
        struct cn_diags diags = {0};
        struct cn_out out;
        enum cn_severity severity = sample_strip(text, cases[_i].ascii, most, &out, &diags);
        ck_assert(cn_str_equal(cn_buf_str(&out.buf), cn_str_of(cases[_i].expected)));
        ck_assert_int_eq(severity, cases[_i].line ? CN_SKIP : CN_OK);
        ck_assert_uint_eq(diags.len, cases[_i].line ? 1 : 0);
        if (cases[_i].line) {
            ck_assert_int_eq(diags.items[0].code, CN_E_STRIP);
            ck_assert_uint_eq(diags.items[0].where.line, cases[_i].line);
            ck_assert_uint_eq(diags.items[0].where.column, cases[_i].column);
        }
        cn_diags_free(&diags);
        cn_out_free(&out);
    }
}
END_TEST

/* A bracket that is never closed must not hold the rest of a large file back. */
START_TEST(test_endless_gloss) {
    size_t len = 3 * CN_GLOSS_MAX;
    char *text = malloc(len);
    struct cn_diags diags = {0};
    struct cn_out out;
    ck_assert_ptr_nonnull(text);
    memset(text, 'x', len);
    memcpy(text, OPEN, strlen(OPEN));
    ck_assert_int_eq(sample_strip((struct cn_str){text, len}, false, 4096, &out, &diags), CN_SKIP);
    ck_assert_uint_eq(out.buf.len, len);
    ck_assert_mem_eq(out.buf.bytes, text, len);
    ck_assert_uint_eq(diags.len, 1);
    cn_diags_free(&diags);
    cn_out_free(&out);
    free(text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("strip");
    TCase *tests = tcase_create("strip");
    tcase_add_loop_test(tests, test_cases, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(tests, test_endless_gloss);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
