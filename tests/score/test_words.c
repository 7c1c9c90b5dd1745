/* test_words.c: hunspell behind its cache: what is a word, and which dictionaries are believed. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "score/evidence.h"

static struct cn_words *words;
static struct cn_diags diags;

static void done(void) {
    cn_words_close(words);
    cn_diags_free(&diags);
    words = NULL;
    diags = (struct cn_diags){0};
}

static void open_words(const char *languages) {
    done();
    ck_assert_int_eq(cn_words_open(&words, languages, &diags), CN_OK);
}

static const char *test_path(void) {
    static char path[4096];
    const char *srcdir = getenv("srcdir");
    snprintf(path, sizeof path, "%s/tests/hunspell/test", srcdir ? srcdir : ".");
    return path;
}

static bool known(const char *word) {
    return cn_words_known(words, cn_str_of(word));
}

START_TEST(words_are_known) {
    open_words(test_path());
    for (int again = 0; again < 2; again++) { /* the second time from the cache */
        ck_assert(known("mother"));
        ck_assert(known("Mother"));
        ck_assert(known("MOTHER"));
        ck_assert(known("mOtHeR"));
        ck_assert(known("papers"));
        ck_assert(!known("kubark"));
        ck_assert(!known("KUBARK"));
    }
}
END_TEST

START_TEST(one_letter_off_is_near) {
    open_words(test_path());
    ck_assert(!cn_words_near(words, CN_STR("mokher"))); /* no table, no answer */
    ck_assert_int_eq(cn_words_count(words, &diags), CN_OK);
    for (int again = 0; again < 2; again++) {
        ck_assert(cn_words_near(words, CN_STR("mokher")));
        ck_assert(cn_words_near(words, CN_STR("other"))); /* mother */
        ck_assert(!cn_words_near(words, CN_STR("kubark")));
        ck_assert(!cn_words_near(words, CN_STR("abot"))); /* too short to say */
        ck_assert(!cn_words_near(words, CN_STR("moth\xffr")));
    }
}
END_TEST

START_TEST(no_word_is_odd) {
    char longest[200];
    memset(longest, 'a', sizeof longest);
    open_words(test_path());
    ck_assert(!known(""));
    ck_assert(!known("\xff\xfe"));
    ck_assert(!cn_words_known(words, (struct cn_str){"mo\0ther", 7}));
    ck_assert(!cn_words_known(words, (struct cn_str){longest, sizeof longest}));
}
END_TEST

START_TEST(missing_language_is_said_once) {
    open_words("xx_XX");
    ck_assert(!cn_words_any(words));
    ck_assert(!known("mother"));
    ck_assert_uint_eq(diags.len, 1);
    ck_assert_int_eq(diags.items[0].code, CN_E_LANGUAGE);
    ck_assert(cn_str_equal(diags.items[0].detail, CN_STR("xx_XX")));
}
END_TEST

START_TEST(manifest_names_files) {
    open_words(test_path());
    struct cn_str_list lines = cn_words_manifest(words);
    ck_assert_uint_eq(lines.len, 1);
    ck_assert_uint_gt(lines.items[0].len, 2 * 64);
}
END_TEST

/* ---- dictionaries of the test's own, in a folder for DICPATH ---- */

static char folder[] = "words-XXXXXX";

static void write_file(const char *name, const char *text) {
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void make_folder(void) {
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(setenv("DICPATH", folder, 1), 0);
}

static void remove_folder(void) {
    static const char *const names[] = {"aa.aff", "aa.dic", "bb.aff", "bb.dic"};
    char path[64];
    done();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

START_TEST(other_charsets_are_asked_in_their_own) {
    write_file("aa.aff", "SET ISO8859-1\n");
    write_file("aa.dic", "2\ncaf\xe9\nna\xefve\n");
    open_words("aa");
    ck_assert(cn_words_any(words));
    ck_assert(known("café"));
    ck_assert(known("NAÏVE"));
    ck_assert(!known("cafe"));
    ck_assert(!known("咖啡"));
}
END_TEST

START_TEST(several_languages_are_asked) {
    write_file("aa.aff", "SET UTF-8\n");
    write_file("aa.dic", "1\nuno\n");
    write_file("bb.aff", "SET UTF-8\n");
    write_file("bb.dic", "1\neins\n");
    open_words("aa, bb");
    ck_assert(known("uno"));
    ck_assert(known("eins"));
    ck_assert(!known("one"));
    ck_assert_uint_eq(cn_words_manifest(words).len, 2);
}
END_TEST

/* Words without compounds, words that may be some and words that cannot: all as hunspell says. */
START_TEST(compounds_of_numbers_are_known) {
    write_file("aa.aff", "SET UTF-8\nCOMPOUNDMIN 1\nONLYINCOMPOUND c\nCOMPOUNDRULE 2\n"
                         "COMPOUNDRULE n*1t\nCOMPOUNDRULE n*mp\n");
    write_file("aa.dic", "6\n1/n1\n2/nm\n1st/p\n1th/tc\nword\nsign\n");
    open_words("aa");
    for (int again = 0; again < 2; again++) {
        ck_assert(known("word"));
        ck_assert(known("WORD"));
        ck_assert(known("21st"));
        ck_assert(known("21ST"));
        ck_assert(known("word-21st"));
        ck_assert(known("21st."));
        ck_assert(known("11th"));
        ck_assert(known("1960"));
        ck_assert(!known("1th"));
        ck_assert(!known("12th"));
        ck_assert(!known("s21st"));
        ck_assert(!known("wordsign"));
        ck_assert(!known("word2"));
    }
}
END_TEST

START_TEST(compounds_of_letters_are_known) {
    static const char *const affixes[] = {
        "SET UTF-8\nCOMPOUNDFLAG x\n", "SET UTF-8\nCOMPOUNDRULE 1\nCOMPOUNDRULE xx\n",
        "SET UTF-8\nCOMPOUNDRULE 2\nCOMPOUNDRULE xx\nCOMPOUNDRULE yx\nSFX S Y 1\nSFX S 1 e .\n"};
    write_file("aa.dic", "3\nfolk/x\nlore/x\n1st/y\n");
    for (size_t i = 0; i < sizeof affixes / sizeof *affixes; i++) {
        write_file("aa.aff", affixes[i]);
        open_words("aa");
        ck_assert(known("folklore"));
        ck_assert(!known("folksong"));
    }
}
END_TEST

START_TEST(words_that_keep_their_case_are_asked_in_it) {
    write_file("aa.aff", "SET UTF-8\nKEEPCASE K\n");
    write_file("aa.dic", "3\nkg/K\nRome\nroam\n");
    open_words("aa");
    ck_assert(known("kg"));
    ck_assert(!known("Kg"));
    ck_assert(!known("KG"));
    ck_assert_int_eq(cn_words_how(words, CN_STR("kg")), CN_WORD_ORDINARY);
    ck_assert_int_eq(cn_words_how(words, CN_STR("rome")), CN_WORD_PROPER);
    write_file("aa.aff", "SET UTF-8\n");
    open_words("aa");
    ck_assert(known("KG"));
    ck_assert_int_eq(cn_words_how(words, CN_STR("roam")), CN_WORD_ORDINARY);
    ck_assert_int_eq(cn_words_how(words, CN_STR("rome")), CN_WORD_PROPER);
    ck_assert_int_eq(cn_words_how(words, CN_STR("roma")), CN_WORD_NONE);
}
END_TEST

START_TEST(unreadable_dictionary_is_not_believed) {
    write_file("aa.aff", "SET UTF-8\n");
    write_file("aa.dic", "\x1f\x8b\x08 garbage\n\x01\x02\n");
    open_words("aa");
    ck_assert(!cn_words_any(words) || !known("qxzvkwjqx"));
    write_file("aa.dic", "0\n");
    open_words("aa");
    ck_assert(!cn_words_any(words));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("words");
    TCase *plain = tcase_create("plain");
    tcase_add_checked_fixture(plain, NULL, done);
    tcase_add_test(plain, words_are_known);
    tcase_add_test(plain, one_letter_off_is_near);
    tcase_add_test(plain, no_word_is_odd);
    tcase_add_test(plain, missing_language_is_said_once);
    tcase_add_test(plain, manifest_names_files);
    suite_add_tcase(suite, plain);
    TCase *made = tcase_create("made");
    tcase_add_checked_fixture(made, make_folder, remove_folder);
    tcase_add_test(made, other_charsets_are_asked_in_their_own);
    tcase_add_test(made, several_languages_are_asked);
    tcase_add_test(made, compounds_of_numbers_are_known);
    tcase_add_test(made, compounds_of_letters_are_known);
    tcase_add_test(made, words_that_keep_their_case_are_asked_in_it);
    tcase_add_test(made, unreadable_dictionary_is_not_believed);
    suite_add_tcase(suite, made);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
