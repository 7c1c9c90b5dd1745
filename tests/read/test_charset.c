/* test_charset.c: which charset a head is taken for, and what the decoders make of it. */
#include "read/charsets.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct cn_buf text, bytes;
static struct cn_map map;
static uint64_t invalid;

static void set_up(void) {
    invalid = 0;
}

static void release(void) {
    cn_buf_free(&text);
    cn_buf_free(&bytes);
    cn_map_free(&map);
}

static const struct cn_charset *detect(struct cn_str head, bool whole) {
    return cn_charset_detect(head, whole, (struct cn_str){0}).charset;
}

#define CHECK_CHARSET(literal, expected)                                                           \
    ck_assert_str_eq(detect(CN_STR(literal), true)->name, expected)

START_TEST(marks_decide) {
    CHECK_CHARSET("\xef\xbb\xbf\xff", "UTF-8");
    CHECK_CHARSET("\xff\xfe", "UTF-16LE");
    CHECK_CHARSET("\xfe\xff\0A", "UTF-16BE");
}
END_TEST

START_TEST(utf8_is_utf8) {
    CHECK_CHARSET("", "UTF-8");
    CHECK_CHARSET("A9", "UTF-8");
    CHECK_CHARSET("\xe4\xb8\xad", "UTF-8");
    ck_assert_str_eq(detect(CN_STR("caf\xc3"), false)->name, "UTF-8");
    ck_assert_str_eq(detect(CN_STR("caf\xc3"), true)->name, "windows-1252");
}
END_TEST

START_TEST(mostly_utf8_stays_utf8) {
    CHECK_CHARSET("caf\xc3\xa9 K\xc3\xa4se \xff", "UTF-8");
    CHECK_CHARSET("caf\xe9 K\xe4se", "windows-1252");
    CHECK_CHARSET("\x93quoted\x94", "windows-1252");
}
END_TEST

START_TEST(nuls_alone_are_not_utf16) {
    CHECK_CHARSET("A9\0Iran\0A2\0Sudan\0", "UTF-8");
    CHECK_CHARSET("\0\0\0\0\0\0\0\0", "UTF-8");
    CHECK_CHARSET("field one\0field two\0\0\0", "UTF-8");
}
END_TEST

/* Writes units below 0x10000 to `bytes` as UTF-16. */
static void put_utf16(const uint16_t *units, size_t len, bool big) {
    cn_buf_clear(&bytes);
    for (size_t i = 0; i < len; i++) {
        cn_buf_add_byte(&bytes, (char)(big ? units[i] >> 8 : units[i] & 0xff));
        cn_buf_add_byte(&bytes, (char)(big ? units[i] & 0xff : units[i] >> 8));
    }
}

static const struct {
    uint16_t units[16];
    size_t len;
} unmarked[] = {
    {{'A', '9', ' ', 'o', 'k', 0xe9, '\n'}, 7},
    {{0x5411, 0x53d1, 0x8d27, 0xff0c, 0x56fd, 0x5bb6, 0x9879, 0x76ee, 0x3002, 0x4e1c, 0x897f,
      0x5357, 0x5317, 0x4e2d, 0x53d1, 0x767d},
     16},
    {{0x041f, 0x0440, 0x043e, 0x0435, 0x043a, 0x0442, ' ', 'A', '9'}, 9},
};

START_TEST(utf16_without_mark) {
    put_utf16(unmarked[_i].units, unmarked[_i].len, false);
    ck_assert_str_eq(detect(cn_buf_str(&bytes), true)->name, "UTF-16LE");
    put_utf16(unmarked[_i].units, unmarked[_i].len, true);
    ck_assert_str_eq(detect(cn_buf_str(&bytes), true)->name, "UTF-16BE");
}
END_TEST

START_TEST(text_in_bytes_is_never_utf16) {
    CHECK_CHARSET("\xb0\xa1\xb0\xa2 \xd6\xd0\xb9\xfa GB2312", "windows-1252");
    CHECK_CHARSET("na\xefve notes of an old secretary in M\xfcnchen", "windows-1252");
}
END_TEST

/* Random bytes are kept as they are: a code page would only blow them up. */
START_TEST(binary_of_no_known_kind_is_kept) {
    srand((unsigned)_i);
    for (int i = 0; i < 1000; i++)
        cn_buf_add_byte(&bytes, (char)rand());
    ck_assert_str_eq(detect(cn_buf_str(&bytes), true)->name, "UTF-8");
}
END_TEST

static void decode_all(const struct cn_charset *charset, struct cn_str in) {
    struct cn_decode decode = {.out = &text, .map = &map};
    ck_assert_uint_eq(charset->decode(charset, &decode, in, true), in.len);
    invalid = decode.invalid;
}

static void check_text(const char *expected) {
    ck_assert_uint_eq(text.len, strlen(expected));
    ck_assert_mem_eq(text.bytes, expected, text.len);
}

static void check_source(uint64_t from, uint64_t to, uint64_t start, uint64_t end) {
    struct cn_span source = cn_map_source(&map, (struct cn_span){from, to});
    ck_assert_uint_eq(source.start, start);
    ck_assert_uint_eq(source.end, end);
}

START_TEST(windows_1252) {
    decode_all(&cn_charset_windows_1252, CN_STR("a\x80\xe9\x81z"));
    check_text("a\xe2\x82\xac\xc3\xa9\xc2\x81z");
    check_source(0, 1, 0, 1);
    check_source(1, 4, 1, 2);
    check_source(4, 8, 2, 4);
    check_source(8, 9, 4, 5);
    ck_assert_uint_eq(invalid, 0);
}
END_TEST

START_TEST(utf16_pairs_and_marks) {
    static const uint16_t units[] = {0xfeff, 'A', 0xd83d, 0xde00, 0x4e2d, 0xfeff};
    put_utf16(units, 6, _i);
    decode_all(_i ? &cn_charset_utf16be : &cn_charset_utf16le, cn_buf_str(&bytes));
    check_text("A\xf0\x9f\x98\x80\xe4\xb8\xad\xef\xbb\xbf"); /* only the first is a mark */
    check_source(0, 1, 2, 4);
    check_source(1, 5, 4, 8);
    check_source(5, 8, 8, 10);
    ck_assert_uint_eq(invalid, 0);
}
END_TEST

START_TEST(utf16_halves_are_counted) {
    static const uint16_t units[] = {0xd83d, 'A', 0xde00, 0xfffd, 0xd83d};
    put_utf16(units, 5, false);
    cn_buf_add_byte(&bytes, 'x');
    decode_all(&cn_charset_utf16le, cn_buf_str(&bytes));
    ck_assert_uint_eq(text.len, 16);
    ck_assert_mem_eq(text.bytes + 2,
                     "\xbd"
                     "A\xef\xbf\xbd",
                     5);
    ck_assert_uint_eq(invalid, 4); /* a written U+FFFD is none */
    check_source(13, 16, 10, 11);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/charset");
    TCase *tcase = tcase_create("charset");
    tcase_add_checked_fixture(tcase, set_up, release);
    tcase_add_test(tcase, marks_decide);
    tcase_add_test(tcase, utf8_is_utf8);
    tcase_add_test(tcase, mostly_utf8_stays_utf8);
    tcase_add_test(tcase, nuls_alone_are_not_utf16);
    tcase_add_loop_test(tcase, utf16_without_mark, 0, 3);
    tcase_add_test(tcase, text_in_bytes_is_never_utf16);
    tcase_add_loop_test(tcase, binary_of_no_known_kind_is_kept, 0, 20);
    tcase_add_test(tcase, windows_1252);
    tcase_add_loop_test(tcase, utf16_pairs_and_marks, 0, 2);
    tcase_add_test(tcase, utf16_halves_are_counted);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
