/* test_charsets.c: the texts of tests/charsets: each is taken for what it is, however its bytes
 * arrive, and its names are found at their place in the source. */
#include "read/charsets.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NORTH_KOREA_KANJI "\xe5\x8c\x97\xe6\x9c\x9d\xe9\xae\xae"

static const struct {
    const char *language, *suffix, *charset;
    enum cn_charset_by by;
    const char *place; /* a name in the text */
} texts[] = {
    {"zh", "gb18030", "GB18030", CN_CHARSET_GUESSED, "\xe6\x9c\x9d\xe9\xb2\x9c"},
    {"zh-hant", "big5", "Big5", CN_CHARSET_GUESSED, "\xe5\x8c\x97\xe9\x9f\x93"},
    {"ja", "euc-jp", "EUC-JP", CN_CHARSET_GUESSED, NORTH_KOREA_KANJI},
    {"ja", "shift_jis", "Shift_JIS", CN_CHARSET_GUESSED, NORTH_KOREA_KANJI},
    {"ja", "iso-2022-jp", "ISO-2022-JP", CN_CHARSET_PATTERN, NORTH_KOREA_KANJI},
    {"ja", "utf-16le", "UTF-16LE", CN_CHARSET_PATTERN, NORTH_KOREA_KANJI},
    {"ja", "utf-16be", "UTF-16BE", CN_CHARSET_PATTERN, NORTH_KOREA_KANJI},
    {"ja", "utf-32le", "UTF-32LE", CN_CHARSET_PATTERN, NORTH_KOREA_KANJI},
    {"ja", "utf-32be", "UTF-32BE", CN_CHARSET_PATTERN, NORTH_KOREA_KANJI},
    {"ja", "utf-16le+mark", "UTF-16LE", CN_CHARSET_MARK, NORTH_KOREA_KANJI},
    {"ja", "utf-16be+mark", "UTF-16BE", CN_CHARSET_MARK, NORTH_KOREA_KANJI},
    {"ja", "utf-32le+mark", "UTF-32LE", CN_CHARSET_MARK, NORTH_KOREA_KANJI},
    {"ja", "utf-32be+mark", "UTF-32BE", CN_CHARSET_MARK, NORTH_KOREA_KANJI},
    {"ko", "euc-kr", "EUC-KR", CN_CHARSET_GUESSED, "\xeb\xb6\x81\xed\x95\x9c"},
    {"ru", "koi8-r", "KOI8-R", CN_CHARSET_GUESSED, "\xd0\x98\xd1\x80\xd0\xb0\xd0\xbd"},
    {"ru", "windows-1251", "windows-1251", CN_CHARSET_GUESSED, "\xd0\x98\xd1\x80\xd0\xb0\xd0\xbd"},
    {"ru", "iso-8859-5", "ISO-8859-5", CN_CHARSET_GUESSED, "\xd0\x98\xd1\x80\xd0\xb0\xd0\xbd"},
    {"ru", "ibm866", "IBM866", CN_CHARSET_GUESSED, "\xd0\x98\xd1\x80\xd0\xb0\xd0\xbd"},
    {"ru", "x-mac-cyrillic", "x-mac-cyrillic", CN_CHARSET_GUESSED,
     "\xd0\x98\xd1\x80\xd0\xb0\xd0\xbd"},
    {"ru", "utf-16le", "UTF-16LE", CN_CHARSET_PATTERN, "\xd0\x98\xd1\x80\xd0\xb0\xd0\xbd"},
    {"uk", "koi8-u", "KOI8-U", CN_CHARSET_GUESSED, "\xd0\x86\xd1\x80\xd0\xb0\xd0\xbd"},
    {"pl", "windows-1250", "windows-1250", CN_CHARSET_GUESSED, "P\xc3\xb3\xc5\x82nocn\xc4\x85"},
    {"pl", "iso-8859-2", "ISO-8859-2", CN_CHARSET_GUESSED, "P\xc3\xb3\xc5\x82nocn\xc4\x85"},
    {"cs", "windows-1250", "windows-1250", CN_CHARSET_GUESSED, "\xc3\x8dr\xc3\xa1n"},
    {"cs", "iso-8859-2", "ISO-8859-2", CN_CHARSET_GUESSED, "\xc3\x8dr\xc3\xa1n"},
    {"el", "windows-1253", "windows-1253", CN_CHARSET_GUESSED,
     "\xce\x92\xcf\x8c\xcf\x81\xce\xb5\xce\xb9\xce\xb1"},
    {"el", "iso-8859-7", "ISO-8859-7", CN_CHARSET_GUESSED,
     "\xce\x92\xcf\x8c\xcf\x81\xce\xb5\xce\xb9\xce\xb1"},
    {"he", "windows-1255", "windows-1255", CN_CHARSET_GUESSED,
     "\xd7\x90\xd7\x99\xd7\xa8\xd7\x90\xd7\x9f"},
    {"ar", "windows-1256", "windows-1256", CN_CHARSET_GUESSED,
     "\xd8\xa7\xd9\x8a\xd8\xb1\xd8\xa7\xd9\x86"},
    {"ar", "iso-8859-6", "ISO-8859-6", CN_CHARSET_GUESSED,
     "\xd8\xa7\xd9\x8a\xd8\xb1\xd8\xa7\xd9\x86"},
    {"tr", "windows-1254", "windows-1254", CN_CHARSET_GUESSED, "\xc4\xb0ran"},
    {"th", "windows-874", "windows-874", CN_CHARSET_GUESSED,
     "\xe0\xb8\xad\xe0\xb8\xb4\xe0\xb8\xab\xe0\xb8\xa3\xe0\xb9\x88\xe0\xb8\xb2\xe0\xb8\x99"},
    {"fr", "windows-1252", "windows-1252", CN_CHARSET_GUESSED,
     "Cor\xc3\xa9"
     "e"},
    {"de", "ibm500", "IBM500", CN_CHARSET_PATTERN, "Nordkorea"},
};
#define TEXTS ((int)(sizeof texts / sizeof *texts))

static struct cn_buf source, expected;

/* Decoded text. */
struct made {
    struct cn_buf text;
    struct cn_map map;
    struct cn_decode decode;
};

static void load(struct cn_buf *to, const char *language, const char *suffix) {
    struct cn_buf path = {0};
    char block[4096];
    size_t got;
    cn_buf_addf(&path, "%s/tests/charsets/%s.%s", getenv("srcdir") ? getenv("srcdir") : ".",
                language, suffix);
    cn_buf_add_byte(&path, 0);
    FILE *file = fopen(path.bytes, "rb");
    ck_assert_msg(file != NULL, "%s is missing", path.bytes);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        cn_buf_add(to, block, got);
    fclose(file);
    cn_buf_free(&path);
}

static void load_text(int i) {
    load(&source, texts[i].language, texts[i].suffix);
    load(&expected, texts[i].language, "utf-8");
}

static void release(void) {
    cn_buf_free(&source);
    cn_buf_free(&expected);
}

/* As a reading does: what is left of a block stands before the next one. */
static void make(struct made *made, const struct cn_charset *charset, struct cn_str in,
                 size_t block) {
    size_t at = 0, shown = 0;
    *made = (struct made){.decode = {0}};
    made->decode.out = &made->text;
    made->decode.map = &made->map;
    while (shown < in.len) {
        shown = in.len - shown > block ? shown + block : in.len;
        at += charset->decode(charset, &made->decode, (struct cn_str){in.bytes + at, shown - at},
                              shown == in.len);
    }
    ck_assert_uint_eq(at, in.len);
}

static void made_free(struct made *made) {
    cn_buf_free(&made->text);
    cn_map_free(&made->map);
}

static const struct cn_charset *charset_of(int i) {
    const struct cn_charset *charset = cn_charset_find(cn_str_of(texts[i].charset));
    ck_assert_ptr_nonnull(charset);
    ck_assert_str_eq(charset->name, texts[i].charset);
    return charset;
}

START_TEST(each_is_taken_for_what_it_is) {
    load_text(_i);
    struct cn_charset_choice choice =
        cn_charset_detect(cn_buf_str(&source), true, (struct cn_str){0});
#ifndef CN_UCHARDET
    if (texts[_i].by == CN_CHARSET_GUESSED)
        return;
#endif
    ck_assert_str_eq(choice.charset->name, texts[_i].charset);
    ck_assert_int_eq(choice.by, texts[_i].by);
    ck_assert(choice.certainty > 0.95 && choice.certainty <= 1);
    ck_assert(choice.certainty < 1 || choice.by != CN_CHARSET_GUESSED);
}
END_TEST

START_TEST(each_becomes_its_text) {
    struct made made;
    load_text(_i);
    make(&made, charset_of(_i), cn_buf_str(&source), source.len);
    ck_assert_uint_eq(made.text.len, expected.len);
    ck_assert_mem_eq(made.text.bytes, expected.bytes, expected.len);
    ck_assert_uint_eq(made.decode.invalid, 0);
    made_free(&made);
}
END_TEST

START_TEST(blocks_change_nothing) {
    static const size_t blocks[] = {1, 2, 3, 7, 64, 100};
    struct made whole, made;
    load_text(_i);
    make(&whole, charset_of(_i), cn_buf_str(&source), source.len);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        make(&made, charset_of(_i), cn_buf_str(&source), blocks[i]);
        ck_assert_uint_eq(made.text.len, whole.text.len);
        ck_assert_mem_eq(made.text.bytes, whole.text.bytes, whole.text.len);
        ck_assert_uint_eq(made.map.len, whole.map.len);
        for (size_t j = 0; j < whole.map.len; j++) {
            ck_assert_uint_eq(made.map.runs[j].text, whole.map.runs[j].text);
            ck_assert_uint_eq(made.map.runs[j].source, whole.map.runs[j].source);
        }
        made_free(&made);
    }
    made_free(&whole);
}
END_TEST

/* Does what stands at the source of a place, alone, become what stands there? Only ISO-2022-JP has
 * a state to be told first. */
static void check_place(int i, const struct made *made, size_t start, const char *name) {
    struct cn_span span = cn_map_source(&made->map, (struct cn_span){start, start + strlen(name)});
    struct cn_buf alone = {0};
    struct made again;
    if (strcmp(texts[i].suffix, "iso-2022-jp") == 0 && (unsigned char)name[0] >= 0x80)
        cn_buf_add_text(&alone, "\033$B");
    cn_buf_add(&alone, source.bytes + span.start, (size_t)(span.end - span.start));
    make(&again, charset_of(i), cn_buf_str(&alone), alone.len);
    ck_assert_uint_eq(again.text.len, strlen(name));
    ck_assert_mem_eq(again.text.bytes, name, again.text.len);
    made_free(&again);
    cn_buf_free(&alone);
}

/* How often the name stands in the text, each time checked. */
static int check_places(int i, const struct made *made, const char *name) {
    int count = 0;
    for (size_t at = 0; at + strlen(name) <= made->text.len; at++)
        if (memcmp(made->text.bytes + at, name, strlen(name)) == 0) {
            check_place(i, made, at, name);
            count++;
        }
    return count;
}

START_TEST(names_are_at_their_source) {
    struct made made;
    load_text(_i);
    make(&made, charset_of(_i), cn_buf_str(&source), source.len);
    ck_assert_int_eq(check_places(_i, &made, "A9"), 4);
    ck_assert_int_ge(check_places(_i, &made, texts[_i].place), 1);
    made_free(&made);
}
END_TEST

START_TEST(what_is_declared_is_believed) {
    load_text(_i);
    struct cn_charset_choice choice =
        cn_charset_detect(cn_buf_str(&source), true, cn_str_of(texts[_i].charset));
    ck_assert_str_eq(choice.charset->name, texts[_i].charset);
    ck_assert(choice.by != CN_CHARSET_GUESSED);
    ck_assert(choice.certainty == 1);
}
END_TEST

START_TEST(opened_before_and_closed_after) {
    static const char unit[] = "\xb1\xb1";
    struct made made;
    ck_assert(cn_charsets_open());
    make(&made, &cn_charset_gb18030, CN_STR(unit), 2);
    ck_assert_mem_eq(made.text.bytes, "\xe5\x8c\x97", 3);
    made_free(&made);
    cn_charsets_close();
    cn_charsets_close();
    make(&made, &cn_charset_gb18030, CN_STR(unit), 2); /* opened again by itself */
    ck_assert_mem_eq(made.text.bytes, "\xe5\x8c\x97", 3);
    made_free(&made);
    cn_charsets_close();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/charsets");
    TCase *tcase = tcase_create("texts");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_loop_test(tcase, each_is_taken_for_what_it_is, 0, TEXTS);
    tcase_add_loop_test(tcase, each_becomes_its_text, 0, TEXTS);
    tcase_add_loop_test(tcase, blocks_change_nothing, 0, TEXTS);
    tcase_add_loop_test(tcase, names_are_at_their_source, 0, TEXTS);
    tcase_add_loop_test(tcase, what_is_declared_is_believed, 0, TEXTS);
    tcase_add_test(tcase, opened_before_and_closed_after);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
