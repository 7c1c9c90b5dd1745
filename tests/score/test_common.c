/* test_common.c: the table of how common words are. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "score/common.h"

static struct cn_common *common;
static struct cn_diags diags;

static void done(void) {
    cn_common_free(common);
    cn_diags_free(&diags);
    common = NULL;
    diags = (struct cn_diags){0};
}

static enum cn_severity read_table(const char *text) {
    done();
    return cn_common_read(&common, cn_str_of(text), "t.words", &diags);
}

static bool counts(const char *word, uint32_t lower, uint32_t title) {
    struct cn_common_counts found = cn_common_of(common, cn_str_of(word));
    return found.lower == lower && found.title == title;
}

START_TEST(words_have_counts) {
    ck_assert_int_eq(read_table("cryptonym-words 1\n# a remark\non 3 documents\n\nabout 70 1\n"
                                "curtis 0 34\nécole 2 3\n"),
                     CN_OK);
    ck_assert(counts("about", 70, 1));
    ck_assert(counts("curtis", 0, 34));
    ck_assert(counts("école", 2, 3));
    ck_assert(counts("abou", 0, 0));
    ck_assert(counts("", 0, 0));
    ck_assert(cn_common_of(NULL, CN_STR("about")).lower == 0);
}
END_TEST

START_TEST(many_words_stay_apart) {
    static char text[200000];
    size_t len = (size_t)sprintf(text, "cryptonym-words 1\n");
    for (unsigned i = 0; i < 9000; i++)
        len += (size_t)sprintf(text + len, "w%u %u %u\n", i, i, 9000 - i);
    ck_assert_int_eq(read_table(text), CN_OK);
    for (unsigned i = 0; i < 9000; i++) {
        char word[16];
        sprintf(word, "w%u", i);
        ck_assert(counts(word, i, 9000 - i));
    }
}
END_TEST

static bool naive_near(const char *word) {
    char other[40];
    for (char letter = 'a'; letter <= 'z'; letter++) {
        sprintf(other, "%c%s", letter, word);
        if (cn_common_of(common, cn_str_of(other)).lower > 0)
            return true;
        for (size_t i = 0; word[i]; i++) {
            strcpy(other, word);
            other[i] = letter;
            if (word[i] != letter && cn_common_of(common, cn_str_of(other)).lower > 0)
                return true;
        }
    }
    return false;
}

START_TEST(near_words_are_found) {
    static const char *const words[] = {"about",  "abput", "bout", "abou",  "aboutt", "zzzzz",
                                        "curtiz", "orgqn", "rgan", "organ", "0rgan",  NULL};
    unsigned near = 0;
    ck_assert_int_eq(
        read_table("cryptonym-words 1\nabout 70 1\ncurtis 0 34\norgan 3 0\norgans 1 0\n"), CN_OK);
    for (size_t i = 0; words[i]; i++) {
        ck_assert_int_eq(cn_common_near(common, cn_str_of(words[i])), naive_near(words[i]));
        near += naive_near(words[i]);
    }
    ck_assert_uint_eq(near, 5); /* abput, bout, orgqn, rgan, 0rgan */
    ck_assert(!cn_common_near(NULL, CN_STR("abput")));
}
END_TEST

/* What is wrong is said with its line, and nothing is made. */
START_TEST(bad_tables_are_refused) {
    static const struct {
        const char *text;
        unsigned line;
    } bad[] = {
        {"", 0},
        {"cryptonym-words 2\n", 1},
        {"about 70 1\n", 1},
        {"cryptonym-words 1\nabout 70\n", 2},
        {"cryptonym-words 1\nabout 70 1 2\n", 2},
        {"cryptonym-words 1\nabout 70 x\n", 2},
        {"cryptonym-words 1\nabout -1 0\n", 2},
        {"cryptonym-words 1\nabout 999999999 0\n", 2},
        {"cryptonym-words 1\nok 1 1\n 1 1\n", 3},
        {"cryptonym-words 1\nok 1 1\nok 2 2\n", 3},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(read_table(bad[i].text), CN_SKIP);
        ck_assert_ptr_null(common);
        ck_assert_uint_eq(diags.len, 1);
        ck_assert_int_eq(diags.items[0].code, CN_E_WORDS);
        ck_assert_uint_eq(diags.items[0].where.line, bad[i].line);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("common");
    TCase *tests = tcase_create("common");
    tcase_add_checked_fixture(tests, NULL, done);
    tcase_add_test(tests, words_have_counts);
    tcase_add_test(tests, many_words_stay_apart);
    tcase_add_test(tests, near_words_are_found);
    tcase_add_test(tests, bad_tables_are_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
