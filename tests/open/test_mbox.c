/* test_mbox.c: where a mailbox's messages begin and end, and what is no mailbox. */
#include "open/containing.h"

#include <check.h>

#define FROM "From anna@example.org Mon Dec  2 10:11:12 2013\n"
#define NOTE "X-Note: a\n"

extern const struct cn_container_kind cn_container_mbox;

static char *held;

static void release(void) {
    free(held);
    held = NULL;
}

static void check_held(const char *box, const char *expected) {
    release();
    held = contained(cn_str_of(box), CN_STR("b"), &cn_open_limits_default);
    ck_assert_str_eq(held, expected);
}

START_TEST(messages) {
    check_held(FROM NOTE "\none\n" FROM NOTE "\ntwo", "b//message 1 [ok] X-Note: a..one.\n"
                                                      "b//message 2 [ok] X-Note: a..two\n"
                                                      "b [ok]\n");
}
END_TEST

START_TEST(crlf) {
    check_held("From - Mon Dec 02 10:11:12 2013\r\nX-Note: a\r\n\r\none\r\n",
               "b//message 1 [ok] X-Note: a....one..\nb [ok]\n");
}
END_TEST

START_TEST(lines_of_text_are_no_separators) {
    check_held(FROM NOTE "\nFrom here on\nFrom 10:11 Dec 2013 on\nno field\n>" FROM "end",
               "b//message 1 [ok] X-Note: a..From here on.From 10:11 Dec 2013 on.no field.>Fro\n"
               "b [ok]\n");
}
END_TEST

START_TEST(empty_messages) {
    check_held(FROM NOTE FROM NOTE FROM,
               "b//message 1 [ok] X-Note: a.\n"
               "b//message 2 [ok] X-Note: a.From anna@example.org Mon Dec  2 10:11:12 2013.\n"
               "b [ok]\n");
}
END_TEST

/* A line longer than what is held of the source at once. */
START_TEST(long_lines) {
    struct cn_buf box = {0};
    cn_buf_add_text(&box, FROM NOTE "\n");
    for (int i = 0; i < 200000; i++)
        cn_buf_add_byte(&box, 'x');
    cn_buf_add_text(&box, "\n" FROM NOTE "\nlast");
    cn_buf_add(&box, "", 1);
    release();
    held = contained(cn_str_of(box.bytes), CN_STR("b"), &cn_open_limits_default);
    ck_assert_ptr_nonnull(strstr(held, "b//message 2 [ok] X-Note: a..last\n"));
    cn_buf_free(&box);
}
END_TEST

START_TEST(what_is_none) {
    static const char *const texts[] = {
        "From the Director\n\nMy dear friend,\n",
        "From 10:11 on 2 Dec 2013 it rained.\nAll day.\n",
        "From anna@example.org Mon Dec  2 10:11:12 2013\n\nno header\n",
        "From anna@example.org\nSubject: a\n",
        " " FROM NOTE,
        "",
    };
    struct cn_source source = {.fd = -1};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_uint_eq(cn_container_mbox.bid(cn_str_of(texts[i]), &source, CN_STR("b")), 0);
    ck_assert_uint_gt(cn_container_mbox.bid(CN_STR(FROM NOTE), &source, CN_STR("b")), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("open/mbox");
    TCase *tcase = tcase_create("mbox");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, messages);
    tcase_add_test(tcase, crlf);
    tcase_add_test(tcase, lines_of_text_are_no_separators);
    tcase_add_test(tcase, empty_messages);
    tcase_add_test(tcase, long_lines);
    tcase_add_test(tcase, what_is_none);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
