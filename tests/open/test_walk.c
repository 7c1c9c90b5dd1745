/* test_walk.c: folders in byte order; links, FIFOs, closed and bottomless folders. */
#include "base/limits.h"
#include "open/open.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/cryptonym-test.XXXXXX";
static struct cn_diags diags;
static struct cn_buf seen; /* paths, each with a newline */
static size_t stop_after;

static void set_up(void) {
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
    stop_after = 1000000;
}

static void release(void) {
    cn_diags_free(&diags);
    cn_buf_free(&seen);
    ck_assert_int_eq(chdir("/"), 0);
    char command[100] = "chmod -R u+rwx ";
    strcat(strcat(strcat(command, folder), " && rm -rf "), folder);
    ck_assert_int_eq(system(command), 0);
}

static void touch(const char *path) {
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    ck_assert_int_ge(fd, 0);
    close(fd);
}

static bool see(const char *path, void *context) {
    (void)context;
    cn_buf_addf(&seen, "%s\n", path);
    return --stop_after > 0;
}

static void check_seen(const char *paths) {
    cn_buf_add_byte(&seen, 0);
    ck_assert_str_eq(seen.bytes, paths);
}

START_TEST(byte_order) {
    mkdir("b", 0700);
    mkdir("b/empty", 0700);
    touch("b/\xff");
    touch("b/Z");
    touch("b/a b\n");
    touch("b.txt");
    touch(".hidden");
    touch("a");
    touch("c");
    ck_assert_int_eq(cn_walk(".", see, NULL, &diags), CN_OK);
    check_seen("./.hidden\n./a\n./b/Z\n./b/a b\n\n./b/\xff\n./b.txt\n./c\n");
    ck_assert_uint_eq(diags.len, 0);
}
END_TEST

START_TEST(a_slash_at_the_end_stays_one) {
    touch("a");
    ck_assert_int_eq(cn_walk("./", see, NULL, &diags), CN_OK);
    check_seen("./a\n");
}
END_TEST

START_TEST(files_are_handed_on_as_they_are) {
    touch("a");
    cn_walk("a", see, NULL, &diags);
    cn_walk("missing", see, NULL, &diags);
    check_seen("a\nmissing\n");
}
END_TEST

START_TEST(only_a_link_that_was_named_is_followed) {
    mkdir("d", 0700);
    touch("d/a");
    ck_assert_int_eq(symlink("a", "d/file"), 0);
    ck_assert_int_eq(symlink("..", "d/loop"), 0);
    ck_assert_int_eq(symlink("d", "link"), 0);
    ck_assert_int_eq(cn_walk("link", see, NULL, &diags), CN_OK);
    check_seen("link/a\n");
}
END_TEST

START_TEST(a_fifo_is_noted_and_left) {
    ck_assert_int_eq(mkfifo("fifo", 0600), 0);
    touch("z");
    ck_assert_int_eq(cn_walk(".", see, NULL, &diags), CN_PARTIAL);
    check_seen("./z\n");
    ck_assert_uint_eq(diags.len, 1);
    ck_assert_int_eq(diags.items[0].code, CN_E_NOT_REGULAR);
    ck_assert(cn_str_equal(diags.items[0].where.file, CN_STR("./fifo")));
}
END_TEST

START_TEST(a_closed_folder_is_noted_and_the_walk_goes_on) {
    mkdir("closed", 0700);
    touch("z");
    chmod("closed", 0);
    if (access("closed", R_OK) == 0) /* the superuser reads anything */
        return;
    ck_assert_int_eq(cn_walk(".", see, NULL, &diags), CN_PARTIAL);
    check_seen("./z\n");
    ck_assert_int_eq(diags.items[0].code, CN_E_FOLDER);
}
END_TEST

START_TEST(depth_is_bounded) {
    for (int i = 0; i < CN_WALK_DEPTH + 3; i++) {
        ck_assert_int_eq(mkdir("d", 0700), 0);
        ck_assert_int_eq(chdir("d"), 0);
        touch("f");
    }
    ck_assert_int_eq(chdir(folder), 0);
    ck_assert_int_eq(cn_walk(".", see, NULL, &diags), CN_PARTIAL);
    ck_assert_uint_eq(diags.len, 1);
    ck_assert_int_eq(diags.items[0].code, CN_E_WALK_DEPTH);
    size_t files = 0;
    for (size_t i = 0; i < seen.len; i++)
        files += seen.bytes[i] == '\n';
    ck_assert_uint_eq(files, CN_WALK_DEPTH - 1);
}
END_TEST

START_TEST(a_call_can_stop_the_walk) {
    touch("a");
    touch("b");
    touch("c");
    stop_after = 2;
    ck_assert_int_eq(cn_walk(".", see, NULL, &diags), CN_END);
    check_seen("./a\n./b\n");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("open/walk");
    TCase *tcase = tcase_create("walk");
    tcase_add_checked_fixture(tcase, set_up, release);
    tcase_add_test(tcase, byte_order);
    tcase_add_test(tcase, a_slash_at_the_end_stays_one);
    tcase_add_test(tcase, files_are_handed_on_as_they_are);
    tcase_add_test(tcase, only_a_link_that_was_named_is_followed);
    tcase_add_test(tcase, a_fifo_is_noted_and_left);
    tcase_add_test(tcase, a_closed_folder_is_noted_and_the_walk_goes_on);
    tcase_add_test(tcase, depth_is_bounded);
    tcase_add_test(tcase, a_call_can_stop_the_walk);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
