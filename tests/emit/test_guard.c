/*
 * test_guard.c: what a worker may have made reaches a terminal as an emitter would have made it.
 */
#include "emit/emit.h"
#include "emit/hostile.h"

#include <check.h>
#include <stdlib.h>

/* Passes `text` in parts of `step` bytes. */
static struct cn_buf guarded(struct cn_str text, size_t step) {
    struct cn_guard guard = {.len = 0};
    struct cn_buf shown = {0};
    for (size_t at = 0; at < text.len; at += step) {
        size_t len = text.len - at < step ? text.len - at : step;
        cn_guard_add(&guard, &shown, (struct cn_str){text.bytes + at, len});
    }
    cn_guard_end(&guard, &shown);
    cn_buf_add_byte(&shown, '\0');
    return shown;
}

static void check_all_ways(struct cn_str text, const char *expected) {
    for (size_t step = 1; step <= text.len; step++) {
        struct cn_buf shown = guarded(text, step);
        ck_assert_str_eq(shown.bytes, expected);
        cn_buf_free(&shown);
    }
}

START_TEST(emitters_pass) {
    static const char *const texts[] = {
        "plain\ttext\r\nof lines\n",
        "\xc3\xa9 \xe5\x9b\xbd \xf0\x9f\x98\x80",
        "the \033[1mQXPELICAN\033[m\033[2m\xe2\x9f\xa6the wharf\xe2\x9f\xa7\033[m",
        "already \\x1b[2J shown",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check_all_ways(cn_str_of(texts[i]), texts[i]);
}
END_TEST

START_TEST(others_are_shown) {
    check_all_ways(CN_STR("\033[2J\033[31m\033]0;t\007"), "\\x1b[2J\\x1b[31m\\x1b]0;t\\x07");
    check_all_ways(CN_STR("\033[1"), "\\x1b[1");
    check_all_ways(CN_STR("\033[1;5m\033\033[m"), "\\x1b[1;5m\\x1b\033[m");
    check_all_ways(CN_STR("a\rb\r"), "a\\x0db\\x0d");
    check_all_ways(CN_STR("\0\x7f\xc2\x9b"), "\\x00\\x7f\\u{9b}");
    check_all_ways(CN_STR("\xe2\x80\xae\xe2\x80"), "\\u{202e}\\xe2\\x80");
    check_all_ways(CN_STR("\xff\xe2\x9f(\xf8\x80\x80\x80\x80\xc3"),
                   "\\xff\\xe2\\x9f(\\xf8\\x80\\x80\\x80\\x80\\xc3");
}
END_TEST

START_TEST(colour_ends) {
    check_all_ways(CN_STR("\033[1mname"), "\033[1mname\033[m");
    check_all_ways(CN_STR("\033[2mname\033[m"), "\033[2mname\033[m");
}
END_TEST

/* Whatever comes, nothing that steers a terminal goes through, however it is cut. */
START_TEST(nothing_hostile) {
    static const char bytes[] = "\033[12m;\r\n\xc2\x9b\xe2\x80\xae\xf0x\x90\x07";
    srand((unsigned)_i);
    char text[60];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = bytes[(size_t)rand() % (sizeof bytes - 1)];
    struct cn_buf whole = guarded((struct cn_str){text, sizeof text}, sizeof text);
    struct cn_buf parts = guarded((struct cn_str){text, sizeof text}, 1 + (size_t)_i % 7);
    ck_assert_str_eq(whole.bytes, parts.bytes);
    for (size_t at = 0; at + 1 < whole.len; at++) {
        const char *here = whole.bytes + at;
        if (*here == '\033' && (!strncmp(here, "\033[m", 3) || !strncmp(here, "\033[1m", 4) ||
                                !strncmp(here, "\033[2m", 4)))
            whole.bytes[at] = ' ';
    }
    ck_assert(is_harmless((struct cn_str){whole.bytes, whole.len - 1}, true));
    cn_buf_free(&whole);
    cn_buf_free(&parts);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("guard");
    TCase *tests = tcase_create("guard");
    tcase_add_test(tests, emitters_pass);
    tcase_add_test(tests, others_are_shown);
    tcase_add_test(tests, colour_ends);
    tcase_add_loop_test(tests, nothing_hostile, 0, 200);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
