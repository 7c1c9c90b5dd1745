/*
 * test_escape.c: what must not pass raw, for terminals, JSON and glosses.
 */
#include "emit/emit.h"
#include "emit/hostile.h"

#include <check.h>
#include <stdlib.h>

/* Compares and frees. */
static void assert_buf(struct cn_buf *buf, const char *expected) {
    cn_buf_add_byte(buf, '\0');
    ck_assert_str_eq(buf->bytes, expected);
    cn_buf_free(buf);
}

START_TEST(test_terminal) {
    static const struct {
        const char *text;
        const char *line;
        const char *lines;
    } cases[] = {
        {"plain \xc3\xa9 \xe5\x9b\xbd", "plain \xc3\xa9 \xe5\x9b\xbd",
         "plain \xc3\xa9 \xe5\x9b\xbd"},
        {"\033[2J", "\\x1b[2J", "\\x1b[2J"},
        {"a\tb\r\nc\rd\n", "a\\x09b\\x0d\\x0ac\\x0dd\\x0a", "a\tb\r\nc\\x0dd\n"},
        {"\x7f\xc2\x9b\xe2\x80\xa8", "\\x7f\\u{9b}\\u{2028}", "\\x7f\\u{9b}\\u{2028}"},
        {"\xff\xe2\x9f", "\\xff\\xe2\\x9f", "\\xff\\xe2\\x9f"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cn_buf line = {0}, lines = {0};
        cn_escape_terminal(&line, cn_str_of(cases[i].text), false);
        cn_escape_terminal(&lines, cn_str_of(cases[i].text), true);
        assert_buf(&line, cases[i].line);
        assert_buf(&lines, cases[i].lines);
    }
}
END_TEST

START_TEST(test_json) {
    struct cn_buf buf = {0};
    cn_escape_json(&buf, CN_STR("\"\\\n\t\r\b\f\0\033 \x7f \xc2\x85 \xe2\x80\xae \xff \xc3\xa9"));
    assert_buf(
        &buf,
        "\\\"\\\\\\n\\t\\r\\b\\f\\u0000\\u001b \\u007f \\u0085 \\u202e \xef\xbf\xbd \xc3\xa9");
}
END_TEST

START_TEST(test_xml) {
    struct cn_buf buf = {0};
    cn_escape_xml(&buf, CN_STR("<a b=\"c\">&'\n\0\033 \xef\xbf\xbf \xe2\x80\xae \xff \xc3\xa9"));
    assert_buf(&buf, "&lt;a b=&quot;c&quot;&gt;&amp;&#39;\\x0a\\x00\\x1b \\u{ffff} \\u{202e} \\xff "
                     "\xc3\xa9");
}
END_TEST

START_TEST(test_gloss) {
    struct cn_buf unicode = {0}, ascii = {0}, table = {0}, odd = {0};
    struct cn_str text = CN_STR("\xe2\x9f\xa6"
                                "a\xe2\x9f\xa7 [b=] \xc3\xa9\n\033, \"c\" | d\xff");
    cn_escape_gloss(&unicode, text, CN_STR(""), false);
    cn_escape_gloss(&ascii, text, CN_STR(""), true);
    cn_escape_gloss(&table, text, CN_STR(",\""), false);
    cn_escape_gloss(&odd, CN_STR("a;b,c|d"), CN_STR(";,|/"), false);
    assert_buf(&unicode, "[a] [b=] \xc3\xa9  , \"c\" | d\xef\xbf\xbd");
    assert_buf(&ascii, "\\u{27e6}a\\u{27e7} (b\\u{3d}) \\u{e9}  , \"c\" | d\\u{fffd}");
    assert_buf(&table, "[a] [b=] \xc3\xa9  ; 'c' | d\xef\xbf\xbd");
    assert_buf(&odd, "a b c d");
}
END_TEST

static size_t encode(char *out, int32_t code) {
    if (code < 0x80)
        return out[0] = (char)code, 1;
    size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)((0xf00 >> len & 0xff) | code);
    return len;
}

/* Every character there is, each between others. */
START_TEST(test_every_character) {
    struct cn_buf terminal = {0}, json = {0}, gloss = {0};
    for (int32_t code = 0; code < 0x110000; code++) {
        char text[8] = "<";
        if ((code & 0x1ff800) == 0xd800)
            continue;
        size_t len = 1 + encode(text + 1, code);
        text[len++] = '>';
        cn_buf_clear(&terminal);
        cn_buf_clear(&json);
        cn_buf_clear(&gloss);
        cn_escape_terminal(&terminal, (struct cn_str){text, len}, true);
        cn_escape_json(&json, (struct cn_str){text, len});
        cn_escape_gloss(&gloss, (struct cn_str){text, len}, CN_STR("\t\""), code & 1);
        if (!is_harmless(cn_buf_str(&terminal), true) || !is_harmless(cn_buf_str(&json), false) ||
            !is_harmless(cn_buf_str(&gloss), false) ||
            !is_gloss(cn_buf_str(&gloss), CN_STR("\t\""), code & 1))
            ck_abort_msg("U+%04X", (unsigned)code);
    }
    cn_buf_free(&terminal);
    cn_buf_free(&json);
    cn_buf_free(&gloss);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("escape");
    TCase *tests = tcase_create("escape");
    tcase_add_test(tests, test_terminal);
    tcase_add_test(tests, test_json);
    tcase_add_test(tests, test_xml);
    tcase_add_test(tests, test_gloss);
    tcase_add_test(tests, test_every_character);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
