/* test_link.c: addresses, and what of them is laid down. */
#include "read/link.h"

#include <check.h>
#include <stdlib.h>

static const struct {
    const char *address, *shown;
} shown[] = {
    {"", ""},
    {"a b", "a b"},
    {"report%20AMLASH.pdf", "report AMLASH.pdf"},
    {"%41%4d%4C", "AML"},
    {"%D0%90%e5%8c%97", "\xd0\x90\xe5\x8c\x97"},
    {"\xe5\x8c\x97%20", "\xe5\x8c\x97 "},
    /* what is no character, or cannot be shown, or would be read as another one */
    {"%", "%"},
    {"a%4", "a%4"},
    {"%4g%g4", "%4g%g4"},
    {"%2541", "%2541"},
    {"%00%0a%1B%7f", "%00%0a%1B%7f"},
    {"%c2%9b%c2%a0", "%c2%9b\xc2\xa0"},
    {"%d0%", "%d0%"},
    {"%d0x", "%d0x"},
    {"%d0\x90", "%d0\x90"},
    {"%ed%a0%80", "%ed%a0%80"},
    {"%f0%9f%98%80%41", "\xf0\x9f\x98\x80"
                        "A"},
    {"\xff%20\xe5", "\xff \xe5"},
};

START_TEST(is_shown) {
    struct cn_buf buf = {0};
    cn_link_add(&buf, cn_str_of(shown[_i].address));
    ck_assert_msg(cn_str_equal(cn_buf_str(&buf), cn_str_of(shown[_i].shown)),
                  "%s should not be %.*s", shown[_i].address, (int)buf.len, buf.bytes);
    cn_buf_free(&buf);
}
END_TEST

START_TEST(where_each_stands) {
    char room[4];
    size_t at = 1;
    struct cn_str address = CN_STR("a%20b%c3%a4");
    ck_assert(cn_str_equal(cn_link_next(address, &at, room), CN_STR(" ")));
    ck_assert_uint_eq(at, 4);
    ck_assert(cn_str_equal(cn_link_next(address, &at, room), CN_STR("b")));
    ck_assert_uint_eq(at, 5);
    ck_assert(cn_str_equal(cn_link_next(address, &at, room), CN_STR("\xc3\xa4")));
    ck_assert_uint_eq(at, address.len);
}
END_TEST

START_TEST(what_tells) {
    ck_assert(cn_link_tells(CN_STR("http://example.org/#top")));
    ck_assert(cn_link_tells(CN_STR("javascript")));
    ck_assert(!cn_link_tells(CN_STR("")));
    ck_assert(!cn_link_tells(CN_STR(" #top")));
    ck_assert(!cn_link_tells(CN_STR("JavaScript:go()")));
    ck_assert(!cn_link_tells(CN_STR("data:,x")));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/link");
    TCase *tcase = tcase_create("link");
    tcase_add_loop_test(tcase, is_shown, 0, sizeof shown / sizeof *shown);
    tcase_add_test(tcase, where_each_stands);
    tcase_add_test(tcase, what_tells);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
