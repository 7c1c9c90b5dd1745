/* test_frame.c: frames come out as they went in, however they arrive; what is none is refused. */
#include "base/limits.h"
#include "worker/frame.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct cn_buf wire;
static struct cn_frames frames;

static void set_up(void) {
    wire = (struct cn_buf){0};
    frames = (struct cn_frames){0};
}

static void tear_down(void) {
    cn_buf_free(&wire);
    cn_frames_free(&frames);
}

/* At most `most` bytes; how many. */
static size_t receive(struct cn_str from, size_t most) {
    char *room;
    size_t len;
    if (!cn_frames_room(&frames, &room, &len) || len == 0)
        ck_abort_msg("there should be room");
    if (len > most)
        len = most;
    if (len > from.len)
        len = from.len;
    memcpy(room, from.bytes, len);
    cn_frames_filled(&frames, len);
    return len;
}

static enum cn_severity next(struct cn_frame *frame) {
    return cn_frames_next(&frames, frame);
}

START_TEST(as_they_went_in) {
    const size_t steps[] = {1, 3, 4096, SIZE_MAX};
    char *block = malloc(CN_FRAME_MAX);
    ck_assert_ptr_nonnull(block);
    memset(block, 'x', CN_FRAME_MAX);
    for (int i = 0; i < 9; i++)
        cn_frame_add(&wire, CN_FRAME_OUTPUT, (struct cn_str){block, CN_FRAME_MAX - (size_t)i});
    size_t at = 0;
    for (int i = 0; i < 9; i++) {
        struct cn_frame frame;
        while (next(&frame) == CN_END)
            at += receive((struct cn_str){wire.bytes + at, wire.len - at}, steps[_i]);
        ck_assert_int_eq(frame.type, CN_FRAME_OUTPUT);
        ck_assert_uint_eq(frame.payload.len, CN_FRAME_MAX - (size_t)i);
        ck_assert_int_eq(memcmp(frame.payload.bytes, block, frame.payload.len), 0);
    }
    struct cn_frame none;
    ck_assert_int_eq(next(&none), CN_END);
    ck_assert_uint_eq(at, wire.len);
    free(block);
}
END_TEST

static void refuses_header(uint32_t len, uint8_t type) {
    struct cn_frame frame;
    cn_buf_clear(&wire);
    cn_put_u32(&wire, len);
    cn_put_u8(&wire, type);
    cn_frames_free(&frames);
    receive(cn_buf_str(&wire), SIZE_MAX);
    ck_assert_msg(next(&frame) == CN_SKIP, "length %u, type %u should be refused", len, type);
}

START_TEST(no_frames) {
    refuses_header(CN_FRAME_MAX + 1, CN_FRAME_OUTPUT);
    refuses_header(UINT32_MAX, CN_FRAME_OUTPUT);
    refuses_header(0, 0);
    refuses_header(0, CN_FRAME_SEAL + 1);
    refuses_header(0, 255);
}
END_TEST

START_TEST(counts_and_pieces) {
    const struct cn_counts counts = {1, UINT64_MAX, 3};
    const struct cn_passed passed = {1, 2, 3, CN_NOT_KEPT, true, false};
    const struct cn_divisible divisible = {CN_CHARSET_GUESSED, 10000};
    struct cn_divisible divisible_read;
    struct cn_passed passed_read;
    struct cn_counts counts_read;
    cn_counts_write(&wire, &counts);
    ck_assert(cn_counts_read(cn_buf_str(&wire), &counts_read));
    ck_assert_mem_eq(&counts_read, &counts, sizeof counts);
    cn_buf_clear(&wire);
    cn_passed_write(&wire, &passed);
    ck_assert(cn_passed_read(cn_buf_str(&wire), &passed_read));
    ck_assert_uint_eq(passed_read.line_start, 2);
    ck_assert_uint_eq(passed_read.finds, CN_NOT_KEPT);
    ck_assert(passed_read.last && !passed_read.struck);
    wire.len--;
    ck_assert(!cn_passed_read(cn_buf_str(&wire), &passed_read));
    cn_buf_clear(&wire);
    cn_divisible_write(&wire, &divisible);
    ck_assert(cn_divisible_read(cn_buf_str(&wire), &divisible_read));
    ck_assert_int_eq(divisible_read.by, CN_CHARSET_GUESSED);
    ck_assert_uint_eq(divisible_read.certainty, 10000);
    ck_assert(!cn_divisible_read(CN_STR("\4\x11\x27\0\0"), &divisible_read)); /* more than all */
    ck_assert(!cn_divisible_read(CN_STR("\5\0\0\0\0"), &divisible_read));
}
END_TEST

START_TEST(reports) {
    const struct cn_report report = {.status = CN_STATUS_LIMIT,
                                     .worst = CN_FATAL,
                                     .readable = true,
                                     .bytes = 1u << 31,
                                     .dropped = 7,
                                     .format = "csv",
                                     .charset = "UTF-16LE",
                                     .charset_by = CN_CHARSET_MARK,
                                     .charset_certainty = 10000,
                                     .invalid = 3,
                                     .hashed = true,
                                     .sha256 = {1, [31] = 0xa5}};
    struct cn_report read;
    cn_report_write(&wire, &report);
    ck_assert(cn_report_read(cn_buf_str(&wire), &read));
    ck_assert_int_eq(read.status, report.status);
    ck_assert_int_eq(read.worst, report.worst);
    ck_assert(read.readable);
    ck_assert_uint_eq(read.bytes, report.bytes);
    ck_assert_uint_eq(read.dropped, 7);
    ck_assert_str_eq(read.format, "csv");
    ck_assert_str_eq(read.charset, "UTF-16LE");
    ck_assert_int_eq(read.charset_by, CN_CHARSET_MARK);
    ck_assert_uint_eq(read.charset_certainty, 10000);
    ck_assert_uint_eq(read.invalid, 3);
    ck_assert(read.hashed);
    ck_assert_mem_eq(read.sha256, report.sha256, sizeof report.sha256);
}
END_TEST

START_TEST(messages) {
    const struct cn_diag diag = {
        CN_PARTIAL, CN_E_PACKED_CORRUPT, {CN_STR("a\0b"), 12, UINT64_MAX}, CN_STR("detail")};
    struct cn_diag read;
    cn_diag_write(&wire, &diag);
    ck_assert(cn_diag_read(cn_buf_str(&wire), &read));
    ck_assert_int_eq(read.severity, CN_PARTIAL);
    ck_assert_int_eq(read.code, CN_E_PACKED_CORRUPT);
    ck_assert(cn_str_equal(read.where.file, diag.where.file));
    ck_assert(cn_str_equal(read.detail, diag.detail));
    ck_assert_uint_eq(read.where.column, UINT64_MAX);
}
END_TEST

/* Every byte of a good payload matters: none may be missing, none may stand behind it. */
START_TEST(cut_payloads) {
    const struct cn_report report = {.status = CN_STATUS_OK};
    const struct cn_diag diag = {.where = {CN_STR("file"), 1, 1}, .detail = CN_STR("x")};
    struct cn_report report_read;
    struct cn_diag diag_read;
    cn_report_write(&wire, &report);
    for (size_t len = 0; len < wire.len; len++)
        ck_assert(!cn_report_read((struct cn_str){wire.bytes, len}, &report_read));
    cn_put_u8(&wire, 0);
    ck_assert(!cn_report_read(cn_buf_str(&wire), &report_read));
    cn_buf_clear(&wire);
    cn_diag_write(&wire, &diag);
    for (size_t len = 0; len < wire.len; len++)
        ck_assert(!cn_diag_read((struct cn_str){wire.bytes, len}, &diag_read));
    cn_put_u8(&wire, 0);
    ck_assert(!cn_diag_read(cn_buf_str(&wire), &diag_read));
}
END_TEST

static bool report_with(size_t at, char byte) {
    const struct cn_report report = {.status = CN_STATUS_OK};
    struct cn_report read;
    cn_buf_clear(&wire);
    cn_report_write(&wire, &report);
    wire.bytes[at] = byte;
    return cn_report_read(cn_buf_str(&wire), &read);
}

START_TEST(numbers_out_of_range) {
    const struct cn_diag good = {.code = CN_E_READ};
    const struct cn_diag bad = {.code = CN_CODES};
    struct cn_diag read;
    ck_assert(report_with(0, CN_STATUS_NO_TEXT));
    ck_assert(!report_with(0, CN_STATUS_NO_TEXT + 1));
    ck_assert(!report_with(1, CN_FATAL + 1));
    ck_assert(!report_with(2, 2));
    cn_buf_clear(&wire);
    cn_diag_write(&wire, &good);
    ck_assert(cn_diag_read(cn_buf_str(&wire), &read));
    cn_buf_clear(&wire);
    cn_diag_write(&wire, &bad);
    ck_assert(!cn_diag_read(cn_buf_str(&wire), &read));
}
END_TEST

static bool allowed(struct cn_frame_rules *rules, enum cn_frame_type type, struct cn_str payload) {
    return cn_frame_allowed(rules, &(struct cn_frame){type, payload});
}

START_TEST(order) {
    struct cn_frame_rules rules = {0};
    ck_assert(allowed(&rules, CN_FRAME_BEGUN, CN_STR("")));
    ck_assert(allowed(&rules, CN_FRAME_OUTPUT, CN_STR("x")));
    ck_assert(!allowed(&rules, CN_FRAME_OUTPUT, CN_STR("")));
    ck_assert(!allowed(&rules, CN_FRAME_BEGUN, CN_STR("")));
    rules = (struct cn_frame_rules){0};
    ck_assert(allowed(&rules, CN_FRAME_BEGUN, CN_STR("")));
    ck_assert(!allowed(&rules, CN_FRAME_BEGUN, CN_STR("")));
    rules = (struct cn_frame_rules){0};
    ck_assert(allowed(&rules, CN_FRAME_OUTPUT, CN_STR("x")));
    ck_assert(!allowed(&rules, CN_FRAME_BEGUN, CN_STR("")));
    rules = (struct cn_frame_rules){0};
    ck_assert(!allowed(&rules, CN_FRAME_BEGUN, CN_STR("x")));
    ck_assert(!allowed(&rules, CN_FRAME_COUNTS, CN_STR("x")));
    ck_assert(!allowed(&rules, CN_FRAME_SEAL, CN_STR("8 bytes.")));
    ck_assert(!allowed(&rules, CN_FRAME_REPORT, CN_STR("")));
    rules = (struct cn_frame_rules){0};
    ck_assert(allowed(&rules, CN_FRAME_DIVISIBLE, CN_STR("\4\x10\x27\0\0")));
    ck_assert(!allowed(&rules, CN_FRAME_DIVISIBLE, CN_STR("\4\x10\x27\0\0")));
    ck_assert(!allowed(&rules, CN_FRAME_OUTPUT, CN_STR("x")));
    rules = (struct cn_frame_rules){.levels = {{.output = true}}};
    ck_assert(!allowed(&rules, CN_FRAME_DIVISIBLE, CN_STR("\4\x10\x27\0\0")));
    ck_assert(!allowed(&rules, CN_FRAME_PASSED, CN_STR("x")));
}
END_TEST

START_TEST(members_within_each_other) {
    struct cn_frame_rules rules = {0};
    const struct cn_report report = {.status = CN_STATUS_OK};
    cn_report_write(&wire, &report);
    struct cn_str end = cn_buf_str(&wire);
    ck_assert(!allowed(&rules, CN_FRAME_MEMBER_END, end));
    ck_assert(allowed(&rules, CN_FRAME_BEGUN, CN_STR("")));
    ck_assert(!allowed(&rules, CN_FRAME_MEMBER, CN_STR("")));
    ck_assert(!allowed(&rules, CN_FRAME_MEMBER, CN_STR("a\0b")));
    for (unsigned level = 1; level < CN_LEVELS_MAX; level++) {
        ck_assert(allowed(&rules, CN_FRAME_MEMBER, CN_STR("a.zip//b")));
        ck_assert(allowed(&rules, CN_FRAME_BEGUN, CN_STR("")));
        ck_assert(!allowed(&rules, CN_FRAME_REPORT, end));
    }
    ck_assert(!allowed(&rules, CN_FRAME_MEMBER, CN_STR("too deep")));
    for (unsigned level = 1; level < CN_LEVELS_MAX; level++) {
        ck_assert(allowed(&rules, CN_FRAME_MEMBER_END, end));
        ck_assert(!allowed(&rules, CN_FRAME_BEGUN, CN_STR("")));
    }
    ck_assert(allowed(&rules, CN_FRAME_REPORT, end));
    ck_assert(!allowed(&rules, CN_FRAME_SEAL, CN_STR("7 bytes")));
    ck_assert(allowed(&rules, CN_FRAME_SEAL, CN_STR("8 bytes.")));
    ck_assert(!allowed(&rules, CN_FRAME_OUTPUT, CN_STR("x")));
    ck_assert(!allowed(&rules, CN_FRAME_REPORT, end));
}
END_TEST

START_TEST(not_too_many_messages) {
    struct cn_frame_rules rules = {0};
    const struct cn_diag diag = {.code = CN_E_READ};
    cn_diag_write(&wire, &diag);
    for (int i = 0; i < CN_DIAGS_MAX; i++)
        ck_assert(allowed(&rules, CN_FRAME_DIAG, cn_buf_str(&wire)));
    ck_assert(!allowed(&rules, CN_FRAME_DIAG, cn_buf_str(&wire)));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("frame");
    TCase *tcase = tcase_create("frame");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, as_they_went_in, 0, 4);
    tcase_add_test(tcase, no_frames);
    tcase_add_test(tcase, counts_and_pieces);
    tcase_add_test(tcase, reports);
    tcase_add_test(tcase, messages);
    tcase_add_test(tcase, cut_payloads);
    tcase_add_test(tcase, numbers_out_of_range);
    tcase_add_test(tcase, order);
    tcase_add_test(tcase, members_within_each_other);
    tcase_add_test(tcase, not_too_many_messages);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
