/* test_guess.c: which known word was meant. */
#include "cli/cli.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* The guess among four words; empty: none is near. */
static void guesses(const char *word, const char *wanted) {
    static const char *const known[] = {"annotate", "strip", "dictionary", "explain"};
    struct cn_guess guess = {.word = cn_str_of(word)};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        cn_guess_try(&guess, cn_str_of(known[i]));
    ck_assert_msg(cn_str_equal(guess.best, cn_str_of(wanted)), "'%s' gave '%.*s'", word,
                  (int)guess.best.len, guess.best.len > 0 ? guess.best.bytes : "");
}

START_TEST(near) {
    guesses("anotate", "annotate");
    guesses("annotatte", "annotate");
    guesses("annptate", "annotate");
    guesses("stirp", "strip");
    guesses("dictionnaries", "dictionary");
    guesses("dict", "dictionary");
    guesses("ex", "explain");
}
END_TEST

START_TEST(far) {
    guesses("", "");
    guesses("x", "");
    guesses("decode", "");
    guesses("tar", "");
}
END_TEST

/* Longer words than the table of edits has room for are not compared. */
START_TEST(long_words) {
    char word[300];
    memset(word, 'a', sizeof word);
    struct cn_guess guess = {.word = {word, sizeof word}};
    cn_guess_try(&guess, (struct cn_str){word, sizeof word - 1});
    ck_assert_uint_eq(guess.best.len, 0);
    guess.word.len = 64;
    cn_guess_try(&guess, (struct cn_str){word, 64});
    ck_assert_uint_eq(guess.best.len, 64);
    guess = (struct cn_guess){.word = {word, 64}};
    cn_guess_try(&guess, (struct cn_str){word, 65});
    ck_assert_uint_eq(guess.best.len, 0);
}
END_TEST

/* The nearest wins, of equals the first. */
START_TEST(nearest) {
    struct cn_guess guess = {.word = CN_STR("linez")};
    cn_guess_try(&guess, CN_STR("linux"));
    cn_guess_try(&guess, CN_STR("lines"));
    cn_guess_try(&guess, CN_STR("liney"));
    ck_assert(cn_str_equal(guess.best, CN_STR("lines")));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("guess");
    TCase *tests = tcase_create("guess");
    tcase_add_test(tests, near);
    tcase_add_test(tests, far);
    tcase_add_test(tests, long_words);
    tcase_add_test(tests, nearest);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
