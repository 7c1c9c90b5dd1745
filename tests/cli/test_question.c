/* test_question.c: text fits the screen, and nothing hostile reaches it. */
#include "cli/question.h"

#include "emit/hostile.h"
#include "tokenize/tokenize.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static void check_wrapped(const char *text, size_t indent, size_t width, bool color,
                          const char *wanted) {
    struct cn_buf out = {0};
    cn_wrap(&out, cn_str_of(text), indent, (struct cn_page){width, color});
    cn_buf_add_byte(&out, '\0');
    ck_assert_str_eq(out.bytes, wanted);
    cn_buf_free(&out);
}

START_TEST(wrapping) {
    check_wrapped("one two three", 0, 20, false, "one two three\n");
    check_wrapped("one two three", 0, 9, false, "one two\nthree\n");
    check_wrapped("one two three", 0, 7, false, "one two\nthree\n");
    check_wrapped("one two three", 2, 7, false, "  one\n  two\n  three\n");
    check_wrapped("abcdefghij k", 0, 4, false, "abcd\nefgh\nij k\n");
    check_wrapped("a\r\n\nb\tc  ", 1, 9, false, " a\n\n b c\n");
    check_wrapped("", 0, 9, false, "\n");
    check_wrapped("\xe5\x9b\xbd\xe5\x9b\xbd\xe5\x9b\xbd", 0, 5, false,
                  "\xe5\x9b\xbd\xe5\x9b\xbd\n\xe5\x9b\xbd\n"); /* two columns each */
    check_wrapped("e\xcc\x81\xcc\x81tat", 0, 4, false, "e\xcc\x81\xcc\x81tat\n");
    check_wrapped("see \x01X\x02.", 0, 20, false, "see \xc2\xbbX\xc2\xab.\n");
    check_wrapped("see \x01X\x02.", 0, 8, true, "see \033[1m\xc2\xbbX\xc2\xab\033[0m.\n");
}
END_TEST

static size_t columns(struct cn_str line) {
    size_t width = 0, len = 1;
    for (size_t at = 0; at < line.len; at += len)
        width += (size_t)cn_char_width(cn_utf8_next(line, at, &len));
    return width;
}

START_TEST(hostile_and_narrow) {
    const struct cn_str evil = CN_STR("\033]0;t\007\xe2\x80\xae\x01\x02 \xff a\n\n\nb\tc");
    const struct cn_choice choices[] = {{evil, evil, evil, 0.6, false},
                                        {evil, evil, evil, 0.1, true}};
    const struct cn_question question = {.file = evil,
                                         .line = UINT64_MAX,
                                         .column = 1,
                                         .surface = evil,
                                         .before = evil,
                                         .after = evil,
                                         .member = 7,
                                         .name_confidence = 0.7,
                                         .choices = choices,
                                         .len = 2};
    for (size_t width = 20; width < 100; width += 7) {
        struct cn_buf out = {0};
        struct cn_str rest, line;
        cn_question_show(&question, 1, 2, (struct cn_page){width, false}, &out);
        ck_assert(!out.failed && is_harmless(cn_buf_str(&out), true));
        rest = cn_buf_str(&out);
        while (cn_str_split(&rest, '\n', &line))
            ck_assert_uint_le(columns(line), width);
        cn_buf_free(&out);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("cli/question");
    TCase *tcase = tcase_create("question");
    tcase_add_test(tcase, wrapping);
    tcase_add_test(tcase, hostile_and_narrow);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
