/* test_check.c: findings of `dictionary check` beyond bad rows. */
#include "dictionary/dictionary.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct cn_dictionary dictionary;

static void release(void) {
    cn_dictionary_free(&dictionary);
}

static void load(const char *path, const char *text) {
    ck_assert_int_eq(cn_dictionary_load_bytes(&dictionary, cn_str_of(text), path, true), CN_OK);
    ck_assert_int_eq(cn_dictionary_seal(&dictionary), CN_OK);
}

static bool is_boundless(struct cn_str word, void *context) {
    (void)context;
    return cn_str_equal_nocase(word, CN_STR("boundless"));
}

static size_t findings(enum cn_code code) {
    size_t count = 0;
    for (size_t i = 0; i < dictionary.diags.len; i++)
        count += dictionary.diags.items[i].code == code;
    return count;
}

static const struct cn_diag *finding(enum cn_code code) {
    for (size_t i = 0; i < dictionary.diags.len; i++)
        if (dictionary.diags.items[i].code == code)
            return &dictionary.diags.items[i];
    ck_abort_msg("no %s", cn_code_name(code));
    return NULL;
}

START_TEST(nothing_to_find) {
    load("a.tsv", "name\tmeaning\tsource\nAMLASH\tx\tthe record\nAMWHIP\tx\tthe record\n");
    cn_dictionary_check(&dictionary, is_boundless, NULL);
    ck_assert_uint_eq(dictionary.diags.len, 0);
}
END_TEST

START_TEST(missing_source) {
    load("a.tsv", "meaning\tname\nx\tAMLASH\n");
    cn_dictionary_check(&dictionary, NULL, NULL);
    ck_assert_uint_eq(dictionary.diags.len, 1);
    ck_assert_int_eq(finding(CN_E_DICT_SOURCE)->severity, CN_PARTIAL);
    ck_assert_uint_eq(finding(CN_E_DICT_SOURCE)->where.line, 2);
    ck_assert_uint_eq(finding(CN_E_DICT_SOURCE)->where.column, 3);
}
END_TEST

START_TEST(ordinary_and_short_names_want_cues) {
    load("a.tsv", "name\tmeaning\tfor\nBoundless\tx\t\nA9\ty\t\nBOUNDLESS\tz\tprogramme\n"
                  "F7\tw\tvendor\n国家\tv\t\n");
    cn_dictionary_check(&dictionary, is_boundless, NULL);
    ck_assert_uint_eq(findings(CN_E_DICT_ORDINARY), 1);
    ck_assert_uint_eq(finding(CN_E_DICT_ORDINARY)->where.line, 2);
    ck_assert_uint_eq(findings(CN_E_DICT_SHORT), 1);
    ck_assert_uint_eq(finding(CN_E_DICT_SHORT)->where.line, 3);
}
END_TEST

START_TEST(cues_of_the_scheme_count) {
    load("a.tsv", "# against: paper\nname\tmeaning\nA9\ty\n");
    cn_dictionary_check(&dictionary, is_boundless, NULL);
    ck_assert_uint_eq(findings(CN_E_DICT_SHORT), 0);
}
END_TEST

START_TEST(several_meanings_and_clashes) {
    load("a.tsv", "name\tmeaning\nAM/LASH\tx\nAMLASH\ty\n");
    load("b.tsv", "name\tmeaning\taliases\nCUBELA\tz\tAmlash\nOTHER\tx\tAMLASH\n");
    cn_dictionary_check(&dictionary, NULL, NULL);
    ck_assert_uint_eq(findings(CN_E_DICT_SEVERAL_MEANINGS), 1);
    ck_assert_int_eq(finding(CN_E_DICT_SEVERAL_MEANINGS)->severity, CN_OK);
    ck_assert_uint_eq(finding(CN_E_DICT_SEVERAL_MEANINGS)->where.line, 3);
    ck_assert_uint_eq(findings(CN_E_DICT_CLASH), 1);
    ck_assert_mem_eq(finding(CN_E_DICT_CLASH)->where.file.bytes, "b.tsv", 5);
    ck_assert_uint_eq(finding(CN_E_DICT_CLASH)->where.line, 2);
}
END_TEST

/* Pairs of names with one meaning: is the second a slip of the first? */
static const struct {
    const char *first, *second;
    size_t near;
} pairs[] = {
    {"TAWDRYYARD", "TWDRYYARD", 1}, {"AMLASH", "AMLUSH", 1},  {"AMLASH", "AMALSH", 1},
    {"AMLASH", "AMLASHX", 1},       {"AMLASH", "ZAMLASH", 1}, {"AMLASH1", "AMLASH2", 0},
    {"AMLASH", "AMLASH1", 0},       {"AMLASH", "AMHUSH", 0},  {"A9X", "A9Y", 0},
    {"AMASH", "AMLISH", 0},         {"AABBCC", "AABCC", 1},
};

START_TEST(near_duplicates) {
    struct cn_buf text = {0};
    cn_buf_addf(&text, "name\tmeaning\n%s\tx\n%s\tX\n%s\tanother\n", pairs[_i].first,
                pairs[_i].second, pairs[_i].second);
    cn_buf_add_byte(&text, '\0');
    load("a.tsv", text.bytes);
    cn_dictionary_check(&dictionary, NULL, NULL);
    ck_assert_uint_eq(findings(CN_E_DICT_NEAR_DUPLICATE), pairs[_i].near);
    cn_buf_free(&text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("dictionary/check");
    TCase *tcase = tcase_create("check");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, nothing_to_find);
    tcase_add_test(tcase, missing_source);
    tcase_add_test(tcase, ordinary_and_short_names_want_cues);
    tcase_add_test(tcase, cues_of_the_scheme_count);
    tcase_add_test(tcase, several_meanings_and_clashes);
    tcase_add_loop_test(tcase, near_duplicates, 0, sizeof pairs / sizeof *pairs);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
