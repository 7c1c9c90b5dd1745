/* test_labelling.c: a file that grows by a row an answer, and what it is not opened for. */
#include "review/review.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct cn_choice choice = {.name = {"AMLASH", 6}};
static struct cn_labelling labelling;
static char folder[] = "/tmp/cryptonym.XXXXXX";
static char path[64];

static void enter(void) {
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/labels.tsv", folder);
}

static void leave(void) {
    cn_labelling_close(&labelling);
    unlink(path);
    rmdir(path);
    rmdir(folder);
}

static void put(const char *text) {
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void check_file(const char *wanted) {
    char text[1024];
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t len = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[len] = '\0';
    ck_assert_str_eq(text, wanted);
}

static struct cn_question at(uint64_t start, uint64_t end) {
    return (struct cn_question){.file = CN_STR("a.txt"),
                                .start = start,
                                .end = end,
                                .surface = CN_STR("AMLASH"),
                                .member = CN_NO_MEMBER,
                                .choices = &choice,
                                .len = 1};
}

#define HEADER "file\tstart\tend\tsurface\tname\tlabel\tclass\tbase_end\taux\n"
#define ROW "a.txt\t4\t10\tAMLASH\tAMLASH\t1\tidentical\t10\tnone\n"

START_TEST(a_new_file) {
    struct cn_question question = at(4, 10), other = at(20, 26);
    ck_assert_int_eq(cn_labelling_open(&labelling, path), CN_OK);
    check_file(HEADER);
    ck_assert(!cn_labelling_has(&labelling, &question));
    ck_assert_int_eq(cn_labelling_add(&labelling, &question, choice.name), CN_OK);
    check_file(HEADER ROW);
    ck_assert(cn_labelling_has(&labelling, &question));
    ck_assert(!cn_labelling_has(&labelling, &other));
    ck_assert_int_eq(cn_labelling_add(&labelling, &other, CN_STR("")), CN_OK);
    ck_assert_uint_eq(cn_labelling_added(&labelling), 2);
    ck_assert_int_eq(cn_labelling_undo(&labelling), CN_OK);
    check_file(HEADER ROW);
    ck_assert(!cn_labelling_has(&labelling, &other));
    ck_assert_int_eq(cn_labelling_undo(&labelling), CN_OK);
    ck_assert_int_eq(cn_labelling_undo(&labelling), CN_OK);
    check_file(HEADER);
}
END_TEST

START_TEST(changed_from_outside) {
    struct cn_question question = at(4, 10);
    ck_assert_int_eq(cn_labelling_open(&labelling, path), CN_OK);
    ck_assert_int_eq(cn_labelling_add(&labelling, &question, choice.name), CN_OK);
    FILE *file = fopen(path, "ab");
    ck_assert_ptr_nonnull(file);
    fputs("# mine\n", file);
    fclose(file);
    ck_assert_int_eq(cn_labelling_undo(&labelling), CN_FATAL);
    check_file(HEADER ROW "# mine\n");
}
END_TEST

/* Labels that were there are known; columns keep their order, strange ones stay empty, and a last
 * row without an end gets one. */
START_TEST(a_file_that_is_there) {
    struct cn_question question = at(4, 10), known = at(31, 33);
    put("# by hand\nlabel\tfile\tend\tstart\tremark\tname\n1\ta.txt\t32\t30\tsure\tAMLASH");
    ck_assert_int_eq(cn_labelling_open(&labelling, path), CN_OK);
    ck_assert(cn_labelling_has(&labelling, &known));
    ck_assert(!cn_labelling_has(&labelling, &question));
    ck_assert_int_eq(cn_labelling_add(&labelling, &question, choice.name), CN_OK);
    check_file("# by hand\nlabel\tfile\tend\tstart\tremark\tname\n1\ta.txt\t32\t30\tsure\tAMLASH\n"
               "1\ta.txt\t10\t4\t\tAMLASH\n");
}
END_TEST

static void check_refused(const char *text, enum cn_code code) {
    put(text);
    ck_assert_int_ge(cn_labelling_open(&labelling, path), CN_SKIP);
    ck_assert_int_eq(labelling.diags.items[labelling.diags.len - 1].code, code);
    cn_labelling_close(&labelling);
    check_file(text);
}

START_TEST(files_of_something_else) {
    check_refused("A letter.\nTo you.", CN_E_LABELLING);
    check_refused("\x1f\x8b\x08 packed", CN_E_LABELLING);
    check_refused("file\tstart\tend\tlabel\n", CN_E_LABELLING); /* no names */
    unlink(path);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_ge(cn_labelling_open(&labelling, path), CN_SKIP);
    cn_labelling_close(&labelling);
    rmdir(path);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_ge(cn_labelling_open(&labelling, path), CN_SKIP);
}
END_TEST

/* Locks are between processes. */
START_TEST(two_at_once) {
    int status = 0;
    ck_assert_int_eq(cn_labelling_open(&labelling, path), CN_OK);
    pid_t child = fork();
    if (child == 0) {
        struct cn_labelling second = {0};
        bool busy = cn_labelling_open(&second, path) == CN_SKIP &&
                    second.diags.items[0].code == CN_E_LABELLING_BUSY;
        _exit(busy ? 0 : 1);
    }
    ck_assert_int_gt(child, 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("review/labelling");
    TCase *tcase = tcase_create("labelling");
    tcase_add_checked_fixture(tcase, enter, leave);
    tcase_add_test(tcase, a_new_file);
    tcase_add_test(tcase, changed_from_outside);
    tcase_add_test(tcase, a_file_that_is_there);
    tcase_add_test(tcase, files_of_something_else);
    tcase_add_test(tcase, two_at_once);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
