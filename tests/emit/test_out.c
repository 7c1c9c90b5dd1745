/*
 * test_out.c: the block buffer: whole, in order, and a failed write is never lost.
 */
#include "base/limits.h"
#include "emit/emit.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file that is gone when it is closed. */
static int open_scratch(void) {
    char path[] = "test_out.XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(unlink(path), 0);
    return fd;
}

START_TEST(test_numbers) {
    struct cn_out out = {.fd = -1};
    cn_out_add_number(&out, 0);
    cn_out_add_text(&out, " ");
    cn_out_add_number(&out, UINT64_MAX);
    ck_assert(cn_str_equal(cn_buf_str(&out.buf), CN_STR("0 18446744073709551615")));
    ck_assert_uint_eq(out.bytes, 22);
    cn_out_free(&out);
}
END_TEST

/* Pieces of every size around the block's, so that it is filled, overfilled and passed by. */
START_TEST(test_order) {
    static const size_t sizes[] = {1, 7, CN_OUT_BLOCK - 8, 1, CN_OUT_BLOCK, 3, CN_OUT_BLOCK + 5, 2};
    static char piece[CN_OUT_BLOCK + 5], back[CN_OUT_BLOCK + 5];
    struct cn_out out = {.fd = open_scratch()};
    uint64_t total = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        memset(piece, (int)('a' + i), sizes[i]);
        cn_out_add(&out, piece, sizes[i]);
        total += sizes[i];
    }
    ck_assert_int_eq(cn_out_flush(&out), CN_OK);
    ck_assert_uint_eq(out.bytes, total);
    ck_assert_int_eq(lseek(out.fd, 0, SEEK_SET), 0);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        memset(piece, (int)('a' + i), sizes[i]);
        ck_assert_int_eq(read(out.fd, back, sizes[i]), (ssize_t)sizes[i]);
        ck_assert_mem_eq(back, piece, sizes[i]);
    }
    ck_assert_int_eq(read(out.fd, back, 1), 0);
    close(out.fd);
    cn_out_free(&out);
}
END_TEST

START_TEST(test_full_disk_is_sticky) {
    int full = open("/dev/full", O_WRONLY);
    struct cn_out out = {.fd = full};
    if (full < 0)
        return; /* not every system has one */
    cn_out_add_text(&out, "x");
    ck_assert_int_eq(cn_out_state(&out), CN_OK);
    ck_assert_int_eq(cn_out_flush(&out), CN_FATAL);
    ck_assert_int_eq(out.error, ENOSPC);
    out.fd = open_scratch();
    cn_out_add_text(&out, "y");
    ck_assert_int_eq(cn_out_flush(&out), CN_FATAL);
    ck_assert_int_eq(lseek(out.fd, 0, SEEK_END), 0);
    close(out.fd);
    close(full);
    cn_out_free(&out);
}
END_TEST

START_TEST(test_closed_pipe) {
    int ends[2];
    struct cn_out out = {0};
    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    out.fd = ends[1];
    cn_out_add_text(&out, "x");
    ck_assert_int_eq(cn_out_flush(&out), CN_FATAL);
    ck_assert_int_eq(out.error, EPIPE);
    close(ends[1]);
    cn_out_free(&out);
}
END_TEST

START_TEST(test_failed_buffer) {
    struct cn_out out = {.fd = -1};
    struct cn_buf buf = {.failed = true};
    cn_out_add_buf(&out, &buf);
    ck_assert_int_eq(cn_out_state(&out), CN_FATAL);
    ck_assert_int_eq(out.error, ENOMEM);
    cn_out_free(&out);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("out");
    TCase *tests = tcase_create("out");
    tcase_add_test(tests, test_numbers);
    tcase_add_test(tests, test_order);
    tcase_add_test(tests, test_full_disk_is_sticky);
    tcase_add_test(tests, test_closed_pipe);
    tcase_add_test(tests, test_failed_buffer);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
