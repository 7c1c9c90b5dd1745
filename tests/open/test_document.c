/* test_document.c: files, pipes, FIFOs and memory become documents; sizes, hashes and states. */
#include "open/open.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

static char folder[] = "/tmp/cryptonym-test.XXXXXX";
static char path[64];
static struct cn_document document;
static struct cn_open_limits limits;

static void set_up(void) {
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    limits = cn_open_limits_default;
    limits.hash = true;
}

static void release(void) {
    cn_document_close(&document);
    unlink(path);
    rmdir(folder);
}

static void write_file(const void *bytes, size_t len) {
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
    fclose(file);
}

/* Reads the document to its end and compares it. */
static void check_text(const char *text, size_t len) {
    char *buffer = malloc(len + 10);
    size_t all = 0, got = 0;
    ck_assert_ptr_nonnull(document.stream);
    while (cn_stream_read(document.stream, buffer + all, len + 10 - all, &got) == CN_OK)
        all += got;
    ck_assert_uint_eq(all + got, len);
    ck_assert_mem_eq(buffer, text, len);
    free(buffer);
}

static void check_hash_of_abc(void) {
    ck_assert(document.hashed);
    ck_assert_mem_eq(document.sha256, "\xba\x78\x16\xbf\x8f\x01\xcf\xea", 8);
}

START_TEST(a_file_is_read_twice) {
    write_file("abc", 3);
    limits.read_size = (size_t)_i;
    ck_assert_int_eq(cn_document_open_path(&document, path, &limits), CN_OK);
    check_text("abc", 3);
    ck_assert_uint_eq(document.bytes, 3);
    check_hash_of_abc();
    ck_assert_int_eq(cn_stream_rewind(document.stream), CN_OK);
    check_text("abc", 3);
    check_hash_of_abc();
    ck_assert_int_eq(document.status, CN_STATUS_OK);
}
END_TEST

START_TEST(a_pipe_is_spooled) {
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "abc", 3), 3);
    close(ends[1]);
    ck_assert_int_eq(cn_document_open_fd(&document, ends[0], CN_STR("<stdin>"), &limits), CN_OK);
    check_text("abc", 3);
    cn_stream_rewind(document.stream);
    check_text("abc", 3);
    ck_assert_uint_eq(document.bytes, 3);
    check_hash_of_abc();
    ck_assert(cn_str_equal(document.name, CN_STR("<stdin>")));
}
END_TEST

START_TEST(a_fifo_that_was_named_is_read) {
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    pid_t child = fork();
    if (child == 0) {
        int fd = open(path, O_WRONLY);
        _exit(write(fd, "abc", 3) != 3);
    }
    ck_assert_int_eq(cn_document_open_path(&document, path, &limits), CN_OK);
    check_text("abc", 3);
    waitpid(child, NULL, 0);
}
END_TEST

START_TEST(an_open_file_begins_where_it_stands) {
    write_file("header\nabc", 10);
    int fd = open(path, O_RDONLY);
    ck_assert_int_eq(lseek(fd, 7, SEEK_SET), 7);
    ck_assert_int_eq(cn_document_open_fd(&document, fd, CN_STR("x"), &limits), CN_OK);
    check_text("abc", 3);
    cn_stream_rewind(document.stream);
    check_text("abc", 3);
}
END_TEST

START_TEST(no_room_for_the_copy) {
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[1]);
    setenv("TMPDIR", "/nonexistent", 1);
    ck_assert_int_eq(cn_document_open_fd(&document, ends[0], CN_STR("x"), &limits), CN_SKIP);
    ck_assert_ptr_null(document.stream);
    ck_assert_int_eq(document.status, CN_STATUS_UNREADABLE);
    ck_assert_int_eq(document.diags.items[0].code, CN_E_SPOOL);
}
END_TEST

START_TEST(missing_files_and_folders_are_unreadable) {
    const char *const wrong[] = {path, folder, "", "/dev/null/x"};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(cn_document_open_path(&document, wrong[i], &limits), CN_SKIP);
        ck_assert_ptr_null(document.stream);
        ck_assert_int_eq(document.status, CN_STATUS_UNREADABLE);
        ck_assert_int_eq(document.diags.items[0].code, CN_E_OPEN);
        cn_document_close(&document);
    }
}
END_TEST

START_TEST(an_empty_file_is_a_document) {
    write_file("", 0);
    ck_assert_int_eq(cn_document_open_path(&document, path, &limits), CN_OK);
    check_text("", 0);
    ck_assert(document.hashed);
}
END_TEST

/* gzip in gzip, `layers` deep, around "abc". */
static size_t nest(unsigned char *bytes, size_t room, int layers) {
    size_t len = 3;
    memcpy(bytes, "abc", 3);
    while (layers-- > 0) {
        unsigned char *inside = malloc(len);
        z_stream z = {.next_in = inside, .avail_in = (uInt)len, .next_out = bytes};
        memcpy(inside, bytes, len);
        z.avail_out = (uInt)room;
        deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
        ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
        len = z.total_out;
        deflateEnd(&z);
        free(inside);
    }
    return len;
}

START_TEST(gzip_is_peeled_by_content) {
    unsigned char bytes[1000];
    size_t len = nest(bytes, sizeof bytes, _i);
    struct cn_str stored = {(char *)bytes, len};
    limits.depth_max = 3;
    enum cn_severity severity =
        cn_document_open_bytes(&document, stored, CN_STR("note.txt"), &limits);
    ck_assert_uint_eq(document.bytes, len);
    if (_i <= 3) {
        ck_assert_int_eq(severity, CN_OK);
        check_text("abc", 3);
        ck_assert(document.hashed);
        return;
    }
    ck_assert_int_eq(severity, CN_SKIP);
    ck_assert_int_eq(document.status, CN_STATUS_LIMIT);
    ck_assert_int_eq(document.diags.items[0].code, CN_E_LIMIT_DEPTH);
}
END_TEST

START_TEST(gzip_without_content_is_said_at_once) {
    struct cn_str stored = CN_STR("\x1f\x8b\x08 nothing of the kind");
    ck_assert_int_eq(cn_document_open_bytes(&document, stored, CN_STR("x"), &limits), CN_SKIP);
    ck_assert_ptr_null(document.stream);
    ck_assert_int_eq(document.status, CN_STATUS_UNREADABLE);
    ck_assert_uint_eq(document.diags.len, 1);
}
END_TEST

START_TEST(statuses_have_names) {
    ck_assert_str_eq(cn_status_name(CN_STATUS_OK), "ok");
    ck_assert_str_eq(cn_status_name(CN_STATUS_NO_TEXT), "no-text");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("open/document");
    TCase *tcase = tcase_create("document");
    tcase_add_checked_fixture(tcase, set_up, release);
    tcase_add_loop_test(tcase, a_file_is_read_twice, 1, 5);
    tcase_add_test(tcase, a_pipe_is_spooled);
    tcase_add_test(tcase, a_fifo_that_was_named_is_read);
    tcase_add_test(tcase, an_open_file_begins_where_it_stands);
    tcase_add_test(tcase, no_room_for_the_copy);
    tcase_add_test(tcase, missing_files_and_folders_are_unreadable);
    tcase_add_test(tcase, an_empty_file_is_a_document);
    tcase_add_loop_test(tcase, gzip_is_peeled_by_content, 0, 5);
    tcase_add_test(tcase, gzip_without_content_is_said_at_once);
    tcase_add_test(tcase, statuses_have_names);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
