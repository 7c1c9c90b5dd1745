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

START_TEST(ebcdic_has_its_own_blank) {
    static const char line[] = "\x81\x82\x83\x40\xc1\xf9\x40\x81\x82\x4b\x40\x25"; /* abc A9 ab. */
    char page[sizeof line * 4];
    for (size_t i = 0; i < 4; i++)
        memcpy(page + i * (sizeof line - 1), line, sizeof line - 1);
    size_t len = 4 * (sizeof line - 1);
    ck_assert_str_eq(detect((struct cn_str){page, len}, true)->name, "IBM500");
    ck_assert_str_ne(detect((struct cn_str){page, 12}, true)->name, "IBM500");
    CHECK_CHARSET("\xe4", "windows-1252");
    for (size_t i = 3; i < len; i += 12)
        page[i] = ' ';
    ck_assert_str_ne(detect((struct cn_str){page, len}, true)->name, "IBM500");
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

/* ---- labels ---- */

static const struct {
    const char *label, *charset;
} labels[] = {
    {"utf8", "UTF-8"},
    {" UTF-8\n", "UTF-8"},
    {"latin1", "windows-1252"},
    {"ISO-8859-1", "windows-1252"},
    {"us-ascii", "windows-1252"},
    {"gbk", "GB18030"},
    {"GB2312", "GB18030"},
    {"cp936", "GB18030"},
    {"big5-hkscs", "Big5"},
    {"sjis", "Shift_JIS"},
    {"MS_Kanji", "Shift_JIS"},
    {"cp932", "Shift_JIS"},
    {"x-euc-jp", "EUC-JP"},
    {"csiso2022jp", "ISO-2022-JP"},
    {"ks_c_5601-1987", "EUC-KR"},
    {"uhc", "EUC-KR"},
    {"iso-8859-9", "windows-1254"},
    {"tis-620", "windows-874"},
    {"koi8-ru", "KOI8-U"},
    {"mac", "macintosh"},
    {"logical", "ISO-8859-8-I"},
    {"unicodefffe", "UTF-16BE"},
    {"utf-32", "UTF-32LE"},
    {"866", "IBM866"},
};

START_TEST(labels_are_known) {
    const struct cn_charset *charset = cn_charset_find(cn_str_of(labels[_i].label));
    ck_assert_ptr_nonnull(charset);
    ck_assert_str_eq(charset->name, labels[_i].charset);
}
END_TEST

/* Also what iconv would know and should not be asked for. */
START_TEST(other_labels_are_not) {
    static const char *const others[] = {"",
                                         " ",
                                         "+",
                                         "utf-9",
                                         "utf8 utf-8",
                                         "hz-gb-2312",
                                         "iso-2022-kr",
                                         "iso-2022-cn-ext",
                                         "replacement",
                                         "x-user-defined",
                                         "ibm1390",
                                         "utf-7",
                                         "utf-8//translit",
                                         "utf"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_ptr_null(cn_charset_find(cn_str_of(others[i])));
}
END_TEST

/* ---- broken sequences ---- */

static const struct {
    const struct cn_charset *charset;
    struct cn_str in;
    const char *text;
    uint64_t invalid;
} broken[] = {
    /* A letter behind half a character stays. */
    {&cn_charset_gb18030, {"\xb1 A9", 4}, "\xef\xbf\xbd A9", 1},
    {&cn_charset_big5,
     {"\xa4"
      "\xff"
      "A9",
      4},
     "\xef\xbf\xbd\xef\xbf\xbd"
     "A9",
     2},
    {&cn_charset_shift_jis,
     {"\xfc\x7e"
      "A9",
      4},
     "\xef\xbf\xbd~A9",
     1},
    {&cn_charset_euc_kr,
     {"\xc6\x53"
      "9",
      3},
     "\xef\xbf\xbdS9",
     1},
    {&cn_charset_euc_jp,
     {"\x8f\xb0"
      "A9",
      4},
     "\xef\xbf\xbd\xef\xbf\xbd"
     "A9",
     2},
    /* Cut by the end. */
    {&cn_charset_gb18030,
     {"A9\x81\x30\x81", 5},
     "A9\xef\xbf\xbd"
     "0\xef\xbf\xbd",
     2},
    {&cn_charset_utf32le,
     {"A\0\0\0"
      "9\0\0",
      7},
     "A\xef\xbf\xbd",
     1},
    {&cn_charset_utf32be, {"\0\0\xd8\0\0\x11\0\0", 8}, "\xef\xbf\xbd\xef\xbf\xbd", 2},
    /* No character, in a whole unit. */
    {&cn_charset_euc_jp,
     {"\xa9\xa1"
      "A9",
      4},
     "\xef\xbf\xbd"
     "A9",
     1},
    {&cn_charset_windows_1253,
     {"A\xaa\xd2"
      "9",
      4},
     "A\xef\xbf\xbd\xef\xbf\xbd"
     "9",
     2},
    /* A line that leaves its state open does not take the next one along. */
    {&cn_charset_iso_2022_jp, {"\x1b$B$\"\nA9", 8}, "\xe3\x81\x82\nA9", 0},
    {&cn_charset_iso_2022_jp, {"\x1b[1mA9\xff", 7}, "\xef\xbf\xbd[1mA9\xef\xbf\xbd", 2},
    {&cn_charset_iso_2022_jp, {"\x1b(I1\x1b(J\\~", 9}, "\xef\xbd\xb1\xc2\xa5\xe2\x80\xbe", 0},
    /* Whole. */
    {&cn_charset_gb18030, {"\x95\x32\x82\x36\x80", 5}, "\xf0\xa0\x80\x80\xe2\x82\xac", 0},
    {&cn_charset_big5, {"\x88\x62", 2}, "\xc3\x8a\xcc\x84", 0},
    {&cn_charset_euc_jp, {"\x8f\xb0\xa1\x8e\xb1", 5}, "\xe4\xb8\x82\xef\xbd\xb1", 0},
    {&cn_charset_shift_jis, {"\xb1\x80\\", 3}, "\xef\xbd\xb1\xc2\x80\\", 0},
};

START_TEST(broken_sequences_are_units) {
    decode_all(broken[_i].charset, broken[_i].in);
    check_text(broken[_i].text);
    ck_assert_uint_eq(invalid, broken[_i].invalid);
}
END_TEST

START_TEST(units_of_two_characters_are_whole) {
    decode_all(&cn_charset_big5, CN_STR("A\x88\xa5"
                                        "9"));
    check_source(1, 2, 1, 3);
    check_source(3, 5, 1, 3);
    check_source(5, 6, 3, 4);
}
END_TEST

/* ---- how sure ---- */

/* What an accent or two are, nobody knows; uchardet would say. */
START_TEST(little_text_is_no_wild_guess) {
    CHECK_CHARSET("caf\xe9", "windows-1252");
    CHECK_CHARSET("A9 \xb0 \xa7", "windows-1252");
    CHECK_CHARSET("na\xefve r\xe9sum\xe9, G\xf6ttingen, M\xfcnchen", "windows-1252");
    CHECK_CHARSET("\xc4rger, \xd6l, \xdc"
                  "bel, \xe4rger, \xf6l, \xfc"
                  "bel, Stra\xdf"
                  "e, Gr\xfc\xdf"
                  "e, M\xe4rz, sch\xf6n",
                  "windows-1252");
    CHECK_CHARSET("\x93"
                  "A9\x94 \x96 \x93"
                  "A2\x94 \x96 \x93"
                  "A3\x94 \x96 \x93"
                  "A4\x94",
                  "windows-1252");
    CHECK_CHARSET("\xcf\xf0\xe8", "windows-1252");
}
END_TEST

static struct cn_charset_choice declared(struct cn_str head, const char *label) {
    return cn_charset_detect(head, true, cn_str_of(label));
}

START_TEST(declarations_come_behind_proof) {
    static const struct cn_str cafe = {"caf\xe9", 4}, utf8 = {"caf\xc3\xa9", 5};
    ck_assert_str_eq(declared(cafe, "iso-8859-2").charset->name, "ISO-8859-2");
    ck_assert_int_eq(declared(cafe, "iso-8859-2").by, CN_CHARSET_DECLARED);
    ck_assert(declared(cafe, "iso-8859-2").certainty == 1);
    ck_assert_str_eq(declared(utf8, "iso-8859-2").charset->name, "UTF-8");
    ck_assert_int_eq(declared(utf8, "iso-8859-2").by, CN_CHARSET_VALID);
    ck_assert_str_eq(declared(CN_STR("\xff\xfe"
                                     "A\0"),
                              "gbk")
                         .charset->name,
                     "UTF-16LE");
    /* mostly UTF-8, and said to be something else */
    ck_assert_str_eq(declared(CN_STR("\xc3\xa9 \xc3\xa9 \xff"), "koi8-r").charset->name, "KOI8-R");
}
END_TEST

START_TEST(false_declarations_are_passed_over) {
    static const struct cn_str cafe = {"caf\xe9", 4};
    static const char *const labels_of_others[] = {"utf-8",   "utf-16", "utf-16be", "utf-32",
                                                   "klingon", "",       "big5",     "iso-2022-jp"};
    for (size_t i = 0; i < sizeof labels_of_others / sizeof *labels_of_others; i++) {
        struct cn_charset_choice choice = declared(cafe, labels_of_others[i]);
        ck_assert_str_eq(choice.charset->name, "windows-1252");
        ck_assert_int_eq(choice.by, CN_CHARSET_GUESSED);
    }
}
END_TEST

START_TEST(certainty_is_a_share) {
    ck_assert(declared(CN_STR("A9"), "").certainty == 1);
    ck_assert(declared(CN_STR("caf\xe9"), "").certainty == 0.5);
    ck_assert(declared(CN_STR("\xe9t\xe9 r\xe9p\xe9t\xe9"), "").certainty == 0.8333);
    ck_assert(declared(CN_STR("\xc3\xa9 \xc3\xa9 \xff"), "").certainty == 0.5); /* 2 of 3 + 1 */
    ck_assert(declared(CN_STR("\xb1\xb1\xff\xb3\xaf"), "gbk").certainty == 0.6667);
}
END_TEST

START_TEST(escapes_of_terminals_are_ascii) {
    CHECK_CHARSET("\x1b[1mA9\x1b[0m", "UTF-8");
    CHECK_CHARSET("\x1b(B", "UTF-8");
    CHECK_CHARSET("\x1b$B", "UTF-8");
    CHECK_CHARSET("\x1b$BKLD+A/\x1b(B", "ISO-2022-JP");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/charset");
    TCase *tcase = tcase_create("charset");
    tcase_add_checked_fixture(tcase, set_up, release);
    tcase_add_test(tcase, marks_decide);
    tcase_add_test(tcase, utf8_is_utf8);
    tcase_add_test(tcase, mostly_utf8_stays_utf8);
    tcase_add_test(tcase, ebcdic_has_its_own_blank);
    tcase_add_test(tcase, nuls_alone_are_not_utf16);
    tcase_add_loop_test(tcase, utf16_without_mark, 0, 3);
    tcase_add_test(tcase, text_in_bytes_is_never_utf16);
    tcase_add_loop_test(tcase, binary_of_no_known_kind_is_kept, 0, 20);
    tcase_add_test(tcase, windows_1252);
    tcase_add_loop_test(tcase, utf16_pairs_and_marks, 0, 2);
    tcase_add_test(tcase, utf16_halves_are_counted);
    tcase_add_loop_test(tcase, labels_are_known, 0, (int)(sizeof labels / sizeof *labels));
    tcase_add_test(tcase, other_labels_are_not);
    tcase_add_loop_test(tcase, broken_sequences_are_units, 0,
                        (int)(sizeof broken / sizeof *broken));
    tcase_add_test(tcase, units_of_two_characters_are_whole);
    tcase_add_test(tcase, little_text_is_no_wild_guess);
    tcase_add_test(tcase, declarations_come_behind_proof);
    tcase_add_test(tcase, false_declarations_are_passed_over);
    tcase_add_test(tcase, certainty_is_a_share);
    tcase_add_test(tcase, escapes_of_terminals_are_ascii);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
