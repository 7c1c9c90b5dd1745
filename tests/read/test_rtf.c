/* test_rtf.c: the text of RTF documents, the places of its parts, where it stands in the source. */
#include "read/markup.h"

#include <check.h>

static struct extracted got;

static const struct {
    const char *rtf;
    const char *marked; /* without the marks of paragraphs */
} documents[] = {
    {"{\\rtf1}", ""},
    {"{\\rtf1 a}", "a"},
    {"{\\rtf1\\ansi A{\\b M}\\i LASH\\par b}", "AMLASH\nb"},
    {"{\\rtf1 a\r\nb\\\nc\\line\\line d\\tab e}", "ab\nc\n\nd\te"},
    {"{\\rtf1 par\\par-x\\par -y}", "par\n-x\n-y"},
    {"{\\rtf1 \\{\\}\\\\\\~\\-\\_\\emdash\\bullet}",
     "{}\\\xc2\xa0\xc2\xad\xe2\x80\x91\xe2\x80\x94\xe2\x80\xa2"},
    {"{\\rtf1 caf\\'e9\\'80\xe9\\'zz}", "caf\xc3\xa9\xe2\x82\xac\xc3\xa9zz"},
    {"{\\rtf1 \\u1040?\\u1041 ?\\u-10179?\\u-8704?x}", "\xd0\x90\xd0\x91\xf0\x9f\x98\x80x"},
    {"{\\rtf1 \\uc2\\u1040\\'81\\'40x{\\uc0\\u1040 y}\\u1041ab}", "\xd0\x90x\xd0\x90y\xd0\x91"},
    {"{\\rtf1 \\u-10179?a\\u-8704?b}", "\xef\xbf\xbd"
                                       "a\xef\xbf\xbd"
                                       "b"},
    {"{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red1;}{\\stylesheet{\\s1 x;}}"
     "{\\*\\unknown y}{\\*\\generator z;}{\\pict 00}{\\object{\\*\\objdata 00}{\\result r}}a}",
     "ra"},
    {"{\\rtf1{\\info{\\title t}{\\author a}{\\creatim\\yr2020}}b}",
     "{part properties}t\n{part}{part properties}a\n{part}b"},
    {"{\\rtf1{\\header h\\par}{\\footer f}b{\\footnote n}{\\footnote\\ftnalt e}"
     "{\\*\\annotation c}d}",
     "{part header}h\n{part}{part footer}f\n{part}b\n{part 1 footnote}n\n{part}"
     "{part 2 footnote}{part 1 endnote}e\n{part}{part 1 comment}c\n{part}d"},
    {"{\\rtf1\\trowd\\pard\\intbl a\\cell  b \\par c\\cell\\row\\pard\\intbl d\\cell\\cell\\row"
     "\\pard e}",
     "{table 1}{row 1}{cell 1}a{end}\t{cell 2}b c{end}\n"
     "{row 2}{cell 1}d{end}\t{cell 2}{end}\n{table end}e"},
    {"{\\rtf1\\pard\\intbl a\\itap2 b\\nestcell c\\nestcell{\\*\\nesttableprops\\trowd\\nestrow}"
     "{\\nonesttables\\par}\\cell\\row}",
     "{table}{row 1}{cell 1}ab c{end}\n{table end}"},
    {"{\\rtf1\\pard\\intbl{\\footnote\\pard f}a\\cell\\row}",
     "{table}{row 1}{cell 1}f a{end}\n{table end}"},
    {"{\\rtf1 a\\bin5 }}}}}b\\bin0 c\\bin-3 d}", "abcd"},
    {"{\\rtf1{\\upr{a}{\\*\\ud{b}}}c}", "bc"},
    {"{\\rtf1{\\v a}{\\deleted b}\\page c}", "ab\nc"},
    {"{\\rtf1{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt y}}{\\listtext 1.\\tab}z}",
     "y1.\tz\n{part 1 link}HYPERLINK \"x\""},
    {"{\\rtf1 AML{\\field{\\*\\fldinst {HYPER}{LINK  \"http://h/A}{\\b MLASH\" \\\\o "
     "\"t\\u1040?\\'e9\" }"
     "{\\*\\datafield 00}}{\\fldrslt AS}}H\\par}",
     "AMLASH\n{part 1 link}HYPERLINK  \"http://h/AMLASH\" \\o \"t\xd0\x90\xc3\xa9\""},
    {"{\\rtf1{\\field{\\*\\fldinst PAGE \\\\* MERGEFORMAT}{\\fldrslt 1}}"
     "{\\field{\\*\\fldinst HYPERLINK \\\\l \"_Toc1\"}{\\fldrslt 2}}"
     "{\\field{\\*\\fldinst HYPERLINK \"javascript:x()\"}{\\fldrslt 3}}"
     "{\\field{\\*\\fldinst TOC \\\\t \"Head,1\"}{\\fldrslt 4}}}",
     "1234"},
    {"{\\rtf1 a{\\field{\\*\\fldinst LINK x \"c:\\\\\\\\f\"}{\\fldrslt 1}}{\\field{\\*\\fldinst"
     " LINK x \"c:\\\\\\\\f\"}{\\fldrslt 2}}{\\field{\\*\\fldinst HYPERLINK \"d\"}{\\fldrslt 3}}"
     "{\\field{\\*\\fldinst QUOTE {\\field{\\*\\fldinst PAGE}{\\fldrslt 7}} \"e\"}{\\fldrslt 4}}}",
     "a1234\n{part 1 field}LINK x \"c:\\\\f\"\n{part 1 link}HYPERLINK \"d\"\n"
     "{part 2 field}QUOTE PAGE7 \"e\""},
    {"{\\rtf1\\ud{a\\fldinst}}", "a"},
    {"{\\rtf1\\trowd\\pard\\intbl a{\\field{\\*\\fldinst HYPERLINK u}{\\fldrslt b}}\\cell\\row"
     "\\pard{\\footnote c{\\field{\\*\\fldinst HYPERLINK v}{\\fldrslt d}}}}",
     "{table}{row 1}{cell 1}ab{end}\ncd\n{table end}"
     "{part 1 link}HYPERLINK u\n{part 2 link}HYPERLINK v"},
    {"{\\rtf1 a}b}}\\par c", "ab\nc"},
    {"{\\rtf1{\\b a\\*\\c b}{\\*\\cs1 c}{\r\n\\*\\d e}{x\\*\\d y}{\\~\\*\\d z}}", "abcxy\xc2\xa0z"},
    {"{\\rtf1\\ansicpg65001 \\'d0\\'90\\'d0x}", "\xd0\x90\xef\xbf\xbdx"},
    {"{\\rtf1 a\x01\\'00\\'02 b}", "a b"},
};

static char *without_paragraphs(char *marked) {
    char *to = marked;
    for (char *from = marked; *from;) {
        if (strncmp(from, "{paragraph", 10) == 0)
            from = strchr(from, '}') + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    return marked;
}

START_TEST(text_is_what_is_shown) {
    struct cn_str rtf = cn_str_of(documents[_i].rtf);
    markup_read(&got, cn_rtf_extract, SIZE_MAX / 2, rtf);
    char *marked = without_paragraphs(extracted_marks(&got));
    ck_assert_str_eq(marked, documents[_i].marked);
    ck_assert_int_eq(got.document.status, CN_STATUS_OK);
    free(marked);
    extracted_free(&got);
}
END_TEST

START_TEST(pieces_make_the_same_text) {
    for (size_t cut = 1; cut < 12; cut++)
        ck_assert(markup_holds(cn_rtf_extract, cn_str_of(documents[_i].rtf), cut));
}
END_TEST

START_TEST(every_beginning_is_read) {
    struct cn_str rtf = cn_str_of(documents[_i].rtf);
    for (size_t len = 0; len < rtf.len; len++)
        ck_assert(markup_holds(cn_rtf_extract, (struct cn_str){rtf.bytes, len}, 3));
}
END_TEST

START_TEST(what_breaks_off_is_said) {
    markup_read(&got, cn_rtf_extract, SIZE_MAX / 2, cn_str_of("{\\rtf1 a{\\b b"));
    ck_assert_str_eq(got.text.bytes, "ab");
    ck_assert_int_eq(got.document.status, CN_STATUS_PARTIAL);
    extracted_free(&got);
}
END_TEST

/* ---- where it stands ---- */

/* The bytes that the text's character at `at` comes from. */
static void check_source(const char *rtf, size_t at, const char *want) {
    struct cn_span span = cn_map_source(cn_extract_map(got.extract), (struct cn_span){at, at + 1});
    struct cn_str bytes = {rtf + span.start, (size_t)(span.end - span.start)};
    ck_assert(cn_str_equal(bytes, cn_str_of(want)));
}

START_TEST(text_knows_its_bytes) {
    const char *rtf = "{\\rtf1 A{\\b M}\\u1040?\\'e9\\par\\'41Z\\emdash x}";
    markup_read(&got, cn_rtf_extract, SIZE_MAX / 2, cn_str_of(rtf));
    ck_assert_str_eq(got.text.bytes, "AM\xd0\x90\xc3\xa9\nAZ\xe2\x80\x94x");
    static const char *const sources[] = {
        "A",     "M", "\\u1040",   "\\u1040",   "\\'e9",     "\\'e9", "\\par",
        "\\'41", "Z", "\\emdash ", "\\emdash ", "\\emdash ", "x"};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        check_source(rtf, i, sources[i]);
    extracted_free(&got);
}
END_TEST

START_TEST(block_ends_leave_no_trace) {
    const char *rtf = "\\b A{\\i M}L\\'41SH \\u1040?\\bin3 }}}\\emdash{\\*\\x y}\\par z}";
    size_t len = strlen(rtf);
    for (size_t before = 65536 - len - 7; before <= 65536; before++) {
        struct cn_buf bytes = {0};
        cn_buf_add_text(&bytes, "{\\rtf1 ");
        for (size_t i = 0; i < before; i++)
            cn_buf_add_byte(&bytes, '\n');
        cn_buf_add_text(&bytes, rtf);
        extract_with(&got, &cn_reader_rtf, cn_buf_str(&bytes), CN_STR("a.rtf"));
        ck_assert_str_eq(got.text.bytes, "AMLASH \xd0\x90\xe2\x80\x94\nz");
        ck_assert(markup_lawful(&got, bytes.len));
        extracted_free(&got);
        cn_buf_free(&bytes);
    }
}
END_TEST

START_TEST(fonts_choose_the_code_page) {
    ck_assert_uint_eq(cn_rtf_code_page(204, 1252), 1251);
    ck_assert_uint_eq(cn_rtf_code_page(128, 1252), 932);
    ck_assert_uint_eq(cn_rtf_code_page(0, 1250), 1250);
    ck_assert_str_eq(cn_rtf_charset(1252)->name, "windows-1252");
    ck_assert_str_eq(cn_rtf_charset(65001)->name, "UTF-8");
    ck_assert_str_eq(cn_rtf_charset(1)->name, "windows-1252");
    const char *rtf = "{\\rtf1\\ansi\\deff1{\\fonttbl{\\f0\\cpg65001 x;}{\\f1\\fcharset0 y;}}"
                      "\\'e9\\f0\\'c3\\'a9{\\f1\\'e9}\\'c3\\'a9\\plain\\'e9}";
    markup_read(&got, cn_rtf_extract, SIZE_MAX / 2, cn_str_of(rtf));
    ck_assert_str_eq(got.text.bytes, "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9");
    extracted_free(&got);
}
END_TEST

START_TEST(only_rtf_is_claimed) {
    struct cn_source none = {.fd = -1};
    struct cn_str name = CN_STR("a.rtf");
    ck_assert_uint_gt(cn_reader_rtf.claim(CN_STR("{\\rtf1 a}"), &none, name), 0);
    ck_assert_uint_gt(cn_reader_rtf.claim(CN_STR("\xef\xbb\xbf\n{\\rtf"), &none, name), 0);
    ck_assert_uint_eq(cn_reader_rtf.claim(CN_STR("see {\\rtf1 a}"), &none, name), 0);
    ck_assert_uint_eq(cn_reader_rtf.claim(CN_STR(""), &none, name), 0);
}
END_TEST

int main(void) {
    const int count = sizeof documents / sizeof *documents;
    Suite *suite = suite_create("rtf");
    TCase *text = tcase_create("text");
    tcase_set_timeout(text, 60);
    tcase_add_loop_test(text, text_is_what_is_shown, 0, count);
    tcase_add_loop_test(text, pieces_make_the_same_text, 0, count);
    tcase_add_loop_test(text, every_beginning_is_read, 0, count);
    tcase_add_test(text, what_breaks_off_is_said);
    tcase_add_test(text, text_knows_its_bytes);
    tcase_add_test(text, block_ends_leave_no_trace);
    tcase_add_test(text, fonts_choose_the_code_page);
    tcase_add_test(text, only_rtf_is_claimed);
    suite_add_tcase(suite, text);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
