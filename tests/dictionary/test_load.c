/* test_load.c: from bytes to schemes and entries; a bad row is noted, in its place, and left out.
 */
#include "dictionary/dictionary.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cn_dictionary dictionary;

static void release(void) {
    cn_dictionary_free(&dictionary);
}

static enum cn_severity load(const char *text) {
    ck_assert_int_eq(
        cn_dictionary_load_bytes(&dictionary, cn_str_of(text), "folder/codes.tsv", true), CN_OK);
    return cn_dictionary_seal(&dictionary);
}

static const struct cn_entry *entry(uint32_t number) {
    ck_assert_uint_lt(number, dictionary.entries_len);
    return cn_dictionary_entry(&dictionary, number);
}

static void check_str(struct cn_str found, const char *wanted) {
    ck_assert_uint_eq(found.len, strlen(wanted));
    if (found.len > 0)
        ck_assert_mem_eq(found.bytes, wanted, found.len);
}

static void check_list(struct cn_str_list list, size_t len, const char *const *wanted) {
    ck_assert_uint_eq(list.len, len);
    for (size_t i = 0; i < len; i++)
        check_str(list.items[i], wanted[i]);
}

static void check_diag(size_t i, enum cn_severity severity, enum cn_code code, uint64_t line,
                       uint64_t column) {
    ck_assert_uint_lt(i, dictionary.diags.len);
    const struct cn_diag *diag = &dictionary.diags.items[i];
    ck_assert_str_eq(cn_code_name(diag->code), cn_code_name(code));
    ck_assert_int_eq(diag->severity, severity);
    check_str(diag->where.file, "folder/codes.tsv");
    ck_assert_uint_eq(diag->where.line, line);
    ck_assert_uint_eq(diag->where.column, column);
}

static const char whole[] = "# scheme: huawei-countries\n"
                            "# title: Country codes\n"
                            "# issuer: Huawei|Huawei Technologies\n"
                            "# kind: country\n"
                            "# for: country| rep office ||国家\n"
                            "# against: paper\n"
                            "# from: 2007\n"
                            "# source edny-2020: US v. Huawei, 13 February 2020\n"
                            "# a comment, see https://example.org\n"
                            "\n"
                            "name\tmeaning\tcountry\tsource\taliases\tuntil\tcertainty\tcolour\n"
                            "A2\tIran\tIR\tedny-2020\t\t2019\tinferred\tred\n"
                            "A9\tNorth Korea\tKP\tThe Post, 2019\tA-nine|A IX\t\t\t\n"
                            "/AM[A-Z]{3}/i\tCuba desk\n";

START_TEST(preamble_and_columns) {
    ck_assert_int_eq(load(whole), CN_OK);
    ck_assert_uint_eq(dictionary.diags.len, 0);
    ck_assert_uint_eq(dictionary.schemes_len, 1);
    const struct cn_scheme *scheme = &dictionary.schemes[0];
    check_str(scheme->name, "huawei-countries");
    check_str(scheme->title, "Country codes");
    check_str(scheme->path, "folder/codes.tsv");
    check_list(scheme->issuers, 2, (const char *const[]){"Huawei", "Huawei Technologies"});
    check_list(scheme->for_cues, 3, (const char *const[]){"country", "rep office", "国家"});
    check_list(scheme->against_cues, 1, (const char *const[]){"paper"});
    ck_assert_int_eq(scheme->from, 2007);
    ck_assert(scheme->named);
    ck_assert_uint_eq(scheme->entries, 3);
    const struct cn_entry *first = entry(0), *second = entry(1);
    check_str(first->name, "A2");
    check_str(first->meaning, "Iran");
    check_str(first->kind, "country");
    check_str(first->country, "IR");
    check_str(first->source, "US v. Huawei, 13 February 2020");
    ck_assert_int_eq(first->until, 2019);
    ck_assert_int_eq(first->certainty, CN_INFERRED);
    check_list(first->extra, 1, (const char *const[]){"colour: red"});
    ck_assert_uint_eq(first->line, 12);
    ck_assert_uint_eq(first->column, 1);
    check_str(second->source, "The Post, 2019");
    check_list(second->aliases, 2, (const char *const[]){"A-nine", "A IX"});
    ck_assert_int_eq(second->certainty, CN_DOCUMENTED);
}
END_TEST

START_TEST(patterns) {
    ck_assert_int_eq(load(whole), CN_OK);
    check_str(entry(2)->pattern, "AM[A-Z]{3}");
    ck_assert(entry(2)->pattern_nocase);
    ck_assert_int_eq(load("name\tmeaning\n/a i/\tx\n//\ty\n/a\tz\n"), CN_PARTIAL);
    check_str(entry(3)->pattern, "a i");
    ck_assert(!entry(3)->pattern_nocase);
    check_diag(0, CN_SKIP, CN_E_PATTERN_EMPTY, 3, 1);
    check_diag(1, CN_SKIP, CN_E_DICT_VALUE, 4, 1);
}
END_TEST

/* The same dictionary as a spreadsheet saves it: quoted preamble, cut preamble, trailing commas. */
START_TEST(saved_by_a_spreadsheet) {
    ck_assert_int_eq(load("\xEF\xBB\xBF\"# for: country|rep, office\",,\r\n"
                          "# title: Codes, and names,\r\n"
                          "source,NAME, Meaning\r\n"
                          "\"# source a: \"\"X\"\" v. Y\",,\r\n"
                          "a,\"A9\",\"North, Korea\"\r\n"
                          ",,\r\n"),
                     CN_OK);
    ck_assert_uint_eq(dictionary.diags.len, 0);
    check_list(dictionary.schemes[0].for_cues, 2, (const char *const[]){"country", "rep, office"});
    check_str(dictionary.schemes[0].title, "Codes, and names");
    check_str(dictionary.schemes[0].name, "codes");
    ck_assert_uint_eq(dictionary.entries_len, 1);
    check_str(entry(0)->name, "A9");
    check_str(entry(0)->meaning, "North, Korea");
    check_str(entry(0)->source, "\"X\" v. Y");
    ck_assert_uint_eq(entry(0)->column, 3);
}
END_TEST

START_TEST(semicolons) {
    ck_assert_int_eq(load("name;meaning\nA9;North Korea, DPRK\n"), CN_OK);
    check_str(entry(0)->meaning, "North Korea, DPRK");
}
END_TEST

START_TEST(no_header) {
    ck_assert_int_eq(load("# title: x\nA9\tNorth Korea\n"), CN_SKIP);
    check_diag(0, CN_SKIP, CN_E_DICT_HEADER, 2, 1);
    ck_assert_int_eq(load(""), CN_SKIP);
    ck_assert_int_eq(load("\xFF\xFEn\n"), CN_SKIP);
    check_str(dictionary.diags.items[2].detail, "it is UTF-16; save it as UTF-8");
    ck_assert_uint_eq(dictionary.schemes_len, 0);
    ck_assert_uint_eq(dictionary.entries_len, 0);
}
END_TEST

/* Each bad row between two good ones: the finding, its place, and the good ones stay. */
static const struct {
    const char *row;
    enum cn_code code;
    uint64_t column;
} bad_rows[] = {
    {"\"B2\tx\t\t\t", CN_E_DICT_QUOTE, 1},
    {"B2\t\"x\" y\t\t\t", CN_E_DICT_QUOTE, 4},
    {"B2\tx\t\t\t\tmore", CN_E_DICT_COLUMNS, 9},
    {"B2\tx\xFF\t\t\t", CN_E_DICT_ENCODING, 4},
    {"\tx\t\t\t", CN_E_DICT_NAME_EMPTY, 1},
    {"-/-\tx\t\t\t", CN_E_DICT_NAME_NO_TOKEN, 1},
    {"a b c d e f g h i j k l m\tx\t\t\t", CN_E_DICT_NAME_LONG, 1},
    {"B2\t \t\t\t", CN_E_DICT_MEANING_EMPTY, 4},
    {"B2", CN_E_DICT_MEANING_EMPTY, 1},
    {"B2\tx\tXQ\t\t", CN_E_DICT_VALUE, 6},
    {"B2\tx\tkp\t\t", CN_E_DICT_VALUE, 6},
    {"B2\tx\t\t19x0\t", CN_E_DICT_VALUE, 7},
    {"B2\tx\t\t\tsure", CN_E_DICT_VALUE, 8},
    {"a-1\tFIRST\t\t\t", CN_E_DICT_DUPLICATE, 1},
};

START_TEST(bad_row_is_left_out) {
    char text[512];
    snprintf(text, sizeof text,
             "name\tmeaning\tcountry\tfrom\tcertainty\nA1\tfirst\n%s\nA3\tthird\n",
             bad_rows[_i].row);
    ck_assert_int_eq(load(text), CN_PARTIAL);
    ck_assert_uint_eq(dictionary.diags.len, 1);
    check_diag(0, CN_SKIP, bad_rows[_i].code, 3, bad_rows[_i].column);
    ck_assert_uint_eq(dictionary.entries_len, 2);
    check_str(entry(0)->name, "A1");
    check_str(entry(1)->name, "A3");
    ck_assert_uint_eq(entry(1)->line, 4);
}
END_TEST

START_TEST(same_name_with_other_meaning_stays) {
    ck_assert_int_eq(load("name\tmeaning\nA1\tfirst\nA1\tsecond\n"), CN_OK);
    ck_assert_uint_eq(dictionary.entries_len, 2);
}
END_TEST

START_TEST(bad_alias_and_bad_years) {
    ck_assert_int_eq(
        load("name\tmeaning\taliases\tfrom\tuntil\nA1\tx\tB1|--\nA2\tx\t\t1960\t1950\n"),
        CN_PARTIAL);
    check_diag(0, CN_SKIP, CN_E_DICT_NAME_NO_TOKEN, 2, 6);
    check_diag(1, CN_SKIP, CN_E_DICT_VALUE, 3, 12);
}
END_TEST

START_TEST(preamble_warnings) {
    ck_assert_int_eq(
        load("# isuer: Huawei\n# from: never\nname\tmeaning\tsource\nA1\tx\tnowhere\n"),
        CN_PARTIAL);
    check_diag(0, CN_PARTIAL, CN_E_DICT_PREAMBLE, 1, 1);
    check_diag(1, CN_SKIP, CN_E_DICT_VALUE, 2, 1);
    check_diag(2, CN_PARTIAL, CN_E_DICT_SOURCE_UNKNOWN, 4, 1);
    ck_assert_uint_eq(dictionary.entries_len, 1);
}
END_TEST

START_TEST(several_files) {
    ck_assert_int_eq(load("name\tmeaning\nA1\tx\n"), CN_OK);
    ck_assert_int_eq(load("name\tmeaning\nA1\tx\nB1\ty\n"), CN_OK);
    ck_assert_uint_eq(dictionary.schemes_len, 2);
    ck_assert_uint_eq(dictionary.schemes[1].first_entry, 1);
    ck_assert_uint_eq(dictionary.schemes[1].entries, 2);
    ck_assert_uint_eq(entry(2)->scheme, 1);
}
END_TEST

START_TEST(countries) {
    static const char *const known[] = {"KP", "AD", "ZW", "SUHH", "AIDJ", "ZRCD", "YUCS"};
    static const char *const unknown[] = {"", "K", "XX", "KPX", "XXXX", "kp", " K", "AD A"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ck_assert_msg(cn_country_known(cn_str_of(known[i])), "%s", known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        ck_assert_msg(!cn_country_known(cn_str_of(unknown[i])), "%s", unknown[i]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("dictionary/load");
    TCase *tcase = tcase_create("load");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, preamble_and_columns);
    tcase_add_test(tcase, patterns);
    tcase_add_test(tcase, saved_by_a_spreadsheet);
    tcase_add_test(tcase, semicolons);
    tcase_add_test(tcase, no_header);
    tcase_add_loop_test(tcase, bad_row_is_left_out, 0, sizeof bad_rows / sizeof *bad_rows);
    tcase_add_test(tcase, same_name_with_other_meaning_stays);
    tcase_add_test(tcase, bad_alias_and_bad_years);
    tcase_add_test(tcase, preamble_warnings);
    tcase_add_test(tcase, several_files);
    tcase_add_test(tcase, countries);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
