/* test_output.c: files written whole or not at all, and folders that mirror the input. */
#include "cli/cli.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/cryptonym-test.XXXXXX";
static struct cn_output output;

static void set_up(void) {
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
}

static void release(void) {
    char command[100] = "rm -rf ";
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(system(strcat(command, folder)), 0);
}

static void put(const char *text) {
    cn_out_add(&output.out, text, strlen(text));
}

static void write_file(const char *path, const char *text) {
    ck_assert(cn_output_open(&output, path));
    put(text);
    ck_assert(cn_output_close(&output, true));
}

static void holds(const char *path, const char *wanted) {
    char text[100] = "";
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s should be there", path);
    size_t len = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[len] = '\0';
    ck_assert_str_eq(text, wanted);
}

static size_t entries(void) {
    DIR *open = opendir(".");
    size_t count = 0;
    ck_assert_ptr_nonnull(open);
    while (readdir(open))
        count++;
    closedir(open);
    return count - 2;
}

START_TEST(whole) {
    write_file("a", "one");
    write_file("./a", "two");
    holds("a", "two");
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

START_TEST(not_at_all) {
    write_file("a", "one");
    ck_assert(cn_output_open(&output, "a"));
    put("two");
    ck_assert_int_eq(cn_out_flush(&output.out), CN_OK);
    holds("a", "one");
    ck_assert(cn_output_close(&output, false));
    holds("a", "one");
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

START_TEST(no_room_for_it) {
    ck_assert(!cn_output_open(&output, "no/such/folder"));
    ck_assert(!cn_output_open(&output, "."));
    ck_assert_int_eq(symlink("a", "link"), 0);
    ck_assert(!cn_output_open(&output, "link"));
    ck_assert_uint_eq(entries(), 1);
}
END_TEST

START_TEST(an_input_is_refused) {
    write_file("a", "one");
    write_file("b", "other");
    ck_assert(cn_output_open(&output, "a"));
    ck_assert(!cn_output_refuses(&output, "b"));
    ck_assert(!cn_output_refuses(&output, "missing"));
    ck_assert(cn_output_refuses(&output, "./a"));
    put("two");
    ck_assert(!cn_output_close(&output, true));
    holds("a", "one");
}
END_TEST

START_TEST(inside) {
    ck_assert_int_eq(mkdir("in", 0700), 0);
    ck_assert_int_eq(mkdir("in/deep", 0700), 0);
    ck_assert_int_eq(mkdir("input", 0700), 0);
    ck_assert(cn_output_inside("in", "in"));
    ck_assert(cn_output_inside("in/new", "in"));
    ck_assert(cn_output_inside("in/deep/new/newer", "./in/"));
    ck_assert(cn_output_inside("in/../in/x", "in"));
    ck_assert(cn_output_inside("new", "."));
    ck_assert(!cn_output_inside("input", "in"));
    ck_assert(!cn_output_inside("new", "in"));
    ck_assert(!cn_output_inside("in/../x", "in"));
    ck_assert(!cn_output_inside("in", "in/deep"));
    ck_assert(!cn_output_inside("/new", "in"));
    ck_assert(!cn_output_inside("in", "missing"));
}
END_TEST

/* `input` is mirrored to `path`. */
static void mirrors(struct cn_mirror *mirror, const char *input, const char *path) {
    struct cn_buf name = {0};
    ck_assert_msg(cn_mirror_output(mirror, input, &name, &output), "%s", input);
    ck_assert_str_eq(name.bytes, path);
    put(input);
    ck_assert(cn_output_close(&output, true));
    holds(path, input);
    cn_buf_free(&name);
}

START_TEST(mirrored) {
    struct cn_mirror mirror;
    struct cn_buf name = {0};
    ck_assert(cn_mirror_wanted("new/"));
    ck_assert(cn_mirror_wanted("."));
    ck_assert(!cn_mirror_wanted("new"));
    ck_assert(!cn_mirror_wanted(NULL));
    ck_assert(cn_mirror_open(&mirror, "new/"));
    mirrors(&mirror, "a", "new/a");
    mirrors(&mirror, "d/e/f", "new/d/e/f");
    mirrors(&mirror, "/abs/./g", "new/abs/g");
    mirrors(&mirror, "../../up/../h", "new/up/h");
    mirrors(&mirror, "..x/...", "new/..x/...");
    ck_assert(!cn_mirror_output(&mirror, "../d/e/f", &name, &output));
    holds("new/d/e/f", "d/e/f");
    ck_assert(!cn_mirror_output(&mirror, "a/b", &name, &output));
    ck_assert(!cn_mirror_output(&mirror, "d", &name, &output));
    ck_assert_int_eq(symlink("..", "new/link"), 0);
    ck_assert(!cn_mirror_output(&mirror, "link/x", &name, &output));
    ck_assert_int_ne(access("x", F_OK), 0);
    cn_buf_free(&name);
    cn_mirror_close(&mirror);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("output");
    TCase *tests = tcase_create("output");
    tcase_add_checked_fixture(tests, set_up, release);
    tcase_add_test(tests, whole);
    tcase_add_test(tests, not_at_all);
    tcase_add_test(tests, no_room_for_it);
    tcase_add_test(tests, an_input_is_refused);
    tcase_add_test(tests, inside);
    tcase_add_test(tests, mirrored);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
