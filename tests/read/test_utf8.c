/* test_utf8.c: RFC 3629, byte by byte. */
#include "read/utf8.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static size_t sequence(const char *bytes) {
    return cn_utf8_sequence(cn_str_of(bytes), 0);
}

START_TEST(every_code_point_is_one_sequence) {
    struct cn_buf buf = {0};
    for (uint32_t code = 1; code < 0x110000; code += code < 0x3000 ? 1 : 61) {
        if (code >= 0xd800 && code < 0xe000)
            continue;
        cn_buf_clear(&buf);
        uint32_t len = cn_utf8_add(&buf, code);
        ck_assert_uint_eq(buf.len, len);
        ck_assert_uint_eq(cn_utf8_sequence(cn_buf_str(&buf), 0), len);
    }
    cn_buf_free(&buf);
}
END_TEST

START_TEST(what_is_no_sequence) {
    static const char *const wrong[] = {
        "\x80",         "\xbf",         "\xc0\x80",         "\xc1\xbf",         "\xe0\x9f\xbf",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xff",         "\xc3x",        "\xe4\xb8x",        "\xf0\x9f\x98x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_uint_eq(sequence(wrong[i]), 0);
}
END_TEST

START_TEST(a_beginning_is_longer_than_what_is_left) {
    ck_assert_uint_eq(sequence("\xc3"), 2);
    ck_assert_uint_eq(sequence("\xe4\xb8"), 3);
    ck_assert_uint_eq(sequence("\xf0\x9f\x98"), 4);
    ck_assert_uint_eq(sequence("\xe0\x80"), 0);
}
END_TEST

static void check_boundaries(struct cn_str text, const size_t *expected) {
    for (size_t at = 0; at <= text.len; at++)
        ck_assert_uint_eq(cn_utf8_boundary(text, at), expected[at]);
}

START_TEST(boundaries_divide_no_sequence) {
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 12};
    check_boundaries(CN_STR("a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80\x80z"), expected);
}
END_TEST

START_TEST(boundaries_leave_broken_bytes_alone) {
    static const size_t expected[] = {0, 1, 2, 3, 4, 4, 6};
    check_boundaries(CN_STR("\xe4\xb8x\xc3\xc3\xa9"), expected);
}
END_TEST

START_TEST(counts) {
    struct cn_utf8_count count =
        cn_utf8_count(CN_STR("twelve ASCII bytes \xc3\xa9 \xff \xe4\xb8 \xe4\xb8\xad \xe4\xb8"));
    ck_assert_uint_eq(count.wide, 2);
    ck_assert_uint_eq(count.broken, 3);
    ck_assert(count.cut);
    count = cn_utf8_count((struct cn_str){NULL, 0});
    ck_assert_uint_eq(count.wide + count.broken + count.cut, 0);
}
END_TEST

/* Texts of pieces, sound and broken, so long that they are looked at a block at a time. */
START_TEST(checking_counts_what_is_broken) {
    static const struct cn_str pieces[] = {CN_STR("twelve ASCII"),
                                           CN_STR("\xc3\xa9"),
                                           CN_STR("\xe2\x80\x94"),
                                           CN_STR("\xf0\x9f\x98\x80"),
                                           CN_STR("x"),
                                           CN_STR("\xe0\xa4\x95"),
                                           CN_STR("\xed\x9f\xbf"),
                                           CN_STR("forty bytes of nothing but plain letters"),
                                           CN_STR("\xe0\x9f\xbf"),
                                           CN_STR("\xed\xa0\x80"),
                                           CN_STR("\xe2\x80"),
                                           CN_STR("\x80"),
                                           CN_STR("\xc1\xbf"),
                                           CN_STR("\xff"),
                                           CN_STR("\xc3"),
                                           CN_STR("\xf4\x90\x80\x80")};
    struct cn_buf text = {0};
    uint32_t random = 1;
    for (int round = 0; round < 2000; round++) {
        size_t kinds = round % 2 ? sizeof pieces / sizeof *pieces : 8;
        cn_buf_clear(&text);
        for (int i = 0; i < 1 + round % 61; i++) {
            random = random * 1664525 + 1013904223;
            cn_buf_add_str(&text, pieces[(random >> 16) % kinds]);
        }
        for (size_t from = 0; from < 4 && from < text.len; from++) {
            struct cn_str part = {text.bytes + from,
                                  text.len - from - (size_t)round % 3 % (text.len - from)};
            struct cn_utf8_count all = cn_utf8_count(part), checked = cn_utf8_check(part);
            ck_assert_uint_eq(all.broken, checked.broken);
            ck_assert_uint_eq(all.cut, checked.cut);
        }
    }
    cn_buf_free(&text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/utf8");
    TCase *tcase = tcase_create("utf8");
    tcase_add_test(tcase, every_code_point_is_one_sequence);
    tcase_add_test(tcase, what_is_no_sequence);
    tcase_add_test(tcase, a_beginning_is_longer_than_what_is_left);
    tcase_add_test(tcase, boundaries_divide_no_sequence);
    tcase_add_test(tcase, boundaries_leave_broken_bytes_alone);
    tcase_add_test(tcase, counts);
    tcase_add_test(tcase, checking_counts_what_is_broken);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
