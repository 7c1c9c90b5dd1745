/* test_gzip.c: members in a row, padding, what follows; all that damage leaves; limits. */
#include "open/packing.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static struct cn_buf packed, unpacked;
static struct cn_diags diags;
static struct cn_stream *stream;
static struct cn_open_limits limits;

static void set_up(void) {
    limits = cn_open_limits_default;
}

static void release(void) {
    cn_stream_close(stream);
    stream = NULL;
    cn_buf_free(&packed);
    cn_buf_free(&unpacked);
    cn_diags_free(&diags);
}

/* Appends a gzip member that holds `text`. */
static void pack(struct cn_buf *to, struct cn_str text) {
    z_stream z = {0};
    ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    cn_buf_reserve(to, deflateBound(&z, text.len));
    z.next_in = (unsigned char *)(uintptr_t)text.bytes;
    z.avail_in = (uInt)text.len;
    z.next_out = (unsigned char *)to->bytes + to->len;
    z.avail_out = (uInt)(to->cap - to->len);
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    to->len += z.total_out;
    deflateEnd(&z);
}

static void open_packed(size_t len) {
    cn_stream_close(stream);
    cn_diags_free(&diags);
    stream = cn_stream_bytes((struct cn_str){packed.bytes, len}, CN_STR("t.gz"), &diags);
    stream = cn_stream_filter(stream, &cn_codec_gzip, &limits, NULL);
    ck_assert_ptr_nonnull(stream);
}

/* Reads on, `want` bytes at once, to the end; returns what the end was. */
static enum cn_severity read_all(size_t want) {
    enum cn_severity severity = CN_OK;
    cn_buf_clear(&unpacked);
    while (severity == CN_OK) {
        size_t got = 0;
        ck_assert(cn_buf_reserve(&unpacked, want));
        severity = cn_stream_read(stream, unpacked.bytes + unpacked.len, want, &got);
        unpacked.len += got;
    }
    return severity;
}

static void check_unpacked(const char *text) {
    ck_assert_uint_eq(unpacked.len, strlen(text));
    ck_assert_mem_eq(unpacked.bytes, text, unpacked.len);
}

static void check_noted(enum cn_code code) {
    ck_assert_uint_eq(diags.len, 1);
    ck_assert_str_eq(cn_code_name(diags.items[0].code), cn_code_name(code));
}

START_TEST(members_in_a_row) {
    pack(&packed, CN_STR("one "));
    pack(&packed, CN_STR(""));
    pack(&packed, CN_STR("two"));
    open_packed(packed.len);
    for (size_t want = 1; want < 10; want++) {
        ck_assert_int_eq(read_all(want), CN_END);
        check_unpacked("one two");
        ck_assert_int_eq(cn_stream_rewind(stream), CN_OK);
    }
    ck_assert_uint_eq(diags.len, 0);
    ck_assert_int_eq(stream->status, CN_STATUS_OK);
}
END_TEST

START_TEST(zeros_behind_are_padding) {
    static const char zeros[100000];
    pack(&packed, CN_STR("one"));
    cn_buf_add(&packed, zeros, sizeof zeros);
    open_packed(packed.len);
    ck_assert_int_eq(read_all(100), CN_END);
    check_unpacked("one");
    pack(&packed, CN_STR(" two"));
    open_packed(packed.len);
    ck_assert_int_eq(read_all(100), CN_END);
    check_unpacked("one two");
}
END_TEST

START_TEST(other_bytes_behind_are_text) {
    pack(&packed, CN_STR("one "));
    cn_buf_add(&packed, "\0\0A9 in the open", 16);
    open_packed(packed.len);
    for (int pass = 0; pass < 2; pass++) { /* said once */
        ck_assert_int_eq(read_all(5), CN_PARTIAL);
        ck_assert_uint_eq(unpacked.len, 20);
        ck_assert_mem_eq(unpacked.bytes, "one \0\0A9 in the open", 20);
        check_noted(CN_E_PACKED_TRAILING);
        cn_stream_rewind(stream);
    }
    ck_assert_int_eq(stream->status, CN_STATUS_PARTIAL);
}
END_TEST

/* Cut after any byte: a prefix comes out, never less for more input, and it is said. */
START_TEST(cut_anywhere) {
    struct cn_buf text = {0};
    size_t last = 0;
    srand(1);
    for (int i = 0; i < 3000; i++)
        cn_buf_add_byte(&text, (char)('a' + rand() % 20));
    pack(&packed, cn_buf_str(&text));
    pack(&packed, CN_STR("and the second member"));
    cn_buf_add_text(&text, "and the second member");
    for (size_t len = 3; len < packed.len; len++) {
        open_packed(len);
        ck_assert_int_ge(read_all(1000), CN_END);
        ck_assert_uint_ge(unpacked.len, last);
        ck_assert_uint_le(unpacked.len, text.len);
        ck_assert_mem_eq(unpacked.bytes, text.bytes, unpacked.len);
        if (diags.len)
            check_noted(CN_E_PACKED_TRUNCATED);
        else /* just between the members */
            ck_assert_uint_eq(unpacked.len, 3000);
        last = unpacked.len;
    }
    ck_assert_uint_eq(last, text.len); /* only the check sum was missing */
    cn_buf_free(&text);
}
END_TEST

START_TEST(damage_keeps_what_came_before) {
    struct cn_buf text = {0};
    srand(2);
    for (int i = 0; i < 20000; i++)
        cn_buf_add_byte(&text, (char)('a' + rand() % 20));
    pack(&packed, cn_buf_str(&text));
    memset(packed.bytes + packed.len / 2, 0xff, 20);
    open_packed(packed.len);
    ck_assert_int_eq(read_all(1000), CN_PARTIAL);
    ck_assert_uint_gt(unpacked.len, text.len / 2 - 100);
    ck_assert_mem_eq(unpacked.bytes, text.bytes, text.len / 2 - 100);
    check_noted(CN_E_PACKED_CORRUPT);
    ck_assert_int_eq(stream->status, CN_STATUS_PARTIAL);
    cn_buf_free(&text);
}
END_TEST

START_TEST(wrong_check_sum_is_damage) {
    pack(&packed, CN_STR("all of it"));
    packed.bytes[packed.len - 8] ^= 1;
    open_packed(packed.len);
    ck_assert_int_eq(read_all(1000), CN_PARTIAL);
    check_unpacked("all of it");
    check_noted(CN_E_PACKED_CORRUPT);
}
END_TEST

START_TEST(nothing_to_be_had_is_unreadable) {
    cn_buf_add(&packed, "\x1f\x8b\x08\xffgarbage", 11);
    open_packed(packed.len);
    ck_assert_int_eq(read_all(1000), CN_SKIP);
    ck_assert_uint_eq(unpacked.len, 0);
    ck_assert_int_eq(stream->status, CN_STATUS_UNREADABLE);
    check_noted(CN_E_PACKED_CORRUPT);
}
END_TEST

START_TEST(limit_on_bytes_keeps_just_so_many) {
    static const char zeros[300000];
    pack(&packed, (struct cn_str){zeros, sizeof zeros});
    limits.unpacked_max = 200001;
    open_packed(packed.len);
    ck_assert_int_eq(read_all(777), CN_PARTIAL);
    ck_assert_uint_eq(unpacked.len, 200001);
    check_noted(CN_E_LIMIT_BYTES);
    ck_assert_int_eq(stream->status, CN_STATUS_LIMIT);
    limits.unpacked_max = sizeof zeros; /* just enough is no limit */
    open_packed(packed.len);
    ck_assert_int_eq(read_all(777), CN_END);
    ck_assert_uint_eq(diags.len, 0);
}
END_TEST

START_TEST(limit_on_ratio_is_hit_at_the_same_byte) {
    static char zeros[4 * 1024 * 1024];
    size_t first = 0;
    pack(&packed, (struct cn_str){zeros, sizeof zeros});
    limits.ratio_free = 1024 * 1024;
    for (size_t want = 1000; want < 3000000; want *= 10) {
        open_packed(packed.len);
        ck_assert_int_eq(read_all(want), CN_PARTIAL);
        ck_assert_int_eq(stream->status, CN_STATUS_LIMIT);
        check_noted(CN_E_LIMIT_RATIO);
        if (first == 0)
            first = unpacked.len;
        ck_assert_uint_eq(unpacked.len, first);
    }
    ck_assert_uint_ge(first, limits.ratio_free);
}
END_TEST

/* ---- a first member at one go, and the same by zlib block for block ---- */

/* A ratio that nothing reaches, but it is looked at from the first byte on. */
static void forbid_one_go(void) {
    limits.ratio_free = 0;
    limits.ratio_max = UINT64_MAX;
}

/* Whatever `packed` is: both ways the same comes out, ends the same and is said in the same words.
 */
static void check_both_ways(size_t len) {
    struct cn_buf expected = {0};
    const struct cn_open_limits given = limits;
    forbid_one_go();
    open_packed(len);
    enum cn_severity severity = read_all(5000);
    enum cn_status status = stream->status;
    enum cn_code code = diags.len ? diags.items[0].code : CN_E_NONE;
    cn_buf_add_str(&expected, cn_buf_str(&unpacked));
    limits = given;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 0)
            open_packed(len);
        else
            ck_assert_int_le(cn_stream_rewind(stream), CN_OK);
        ck_assert_int_eq(read_all(5000), severity);
        ck_assert_int_eq(stream->status, status);
        ck_assert(cn_str_equal(cn_buf_str(&unpacked), cn_buf_str(&expected)));
        ck_assert_uint_eq(diags.len, code != CN_E_NONE);
        ck_assert(code == CN_E_NONE || diags.items[0].code == code);
    }
    cn_buf_free(&expected);
}

static void add_random(struct cn_buf *to, size_t len, int letters) {
    for (size_t i = 0; i < len; i++)
        cn_buf_add_byte(to, (char)('a' + rand() % letters));
}

START_TEST(damage_is_the_same_both_ways) {
    struct cn_buf text = {0};
    srand(3);
    add_random(&text, 3000, 20);
    pack(&packed, cn_buf_str(&text));
    size_t member = packed.len;
    pack(&packed, CN_STR("and the second member"));
    cn_buf_add_text(&packed, "what follows");
    for (size_t len = 3; len <= packed.len; len++)
        check_both_ways(len);
    for (size_t at = 3; at < packed.len; at++) {
        char byte = packed.bytes[at];
        packed.bytes[at] = (char)(byte ^ 1 << rand() % 8);
        check_both_ways(packed.len);
        check_both_ways(member);
        packed.bytes[at] = byte;
    }
    cn_buf_free(&text);
}
END_TEST

START_TEST(lengths_are_the_same_both_ways) {
    static const size_t lengths[] = {0,      1,      65535,  65536,  65537,
                                     262143, 262144, 262145, 400000, 262144 + 65536};
    struct cn_buf text = {0};
    srand(4);
    add_random(&text, lengths[_i], 2);
    pack(&packed, cn_buf_str(&text));
    ck_assert_uint_lt(packed.len, 65536);
    check_both_ways(packed.len);
    cn_buf_add(&packed, "\0\0\0\0", 4);
    check_both_ways(packed.len);
    cn_buf_free(&text);
}
END_TEST

/* Neither the limits nor a member's own claim are overrun. */
START_TEST(one_go_keeps_the_limits) {
    struct cn_buf text = {0};
    srand(5);
    add_random(&text, 100000, 2);
    pack(&packed, cn_buf_str(&text));
    limits.unpacked_max = 100000;
    open_packed(packed.len);
    ck_assert_int_eq(read_all(777), CN_END);
    limits.unpacked_max = 99999;
    open_packed(packed.len);
    ck_assert_int_eq(read_all(777), CN_PARTIAL);
    ck_assert_uint_eq(unpacked.len, 99999);
    check_noted(CN_E_LIMIT_BYTES);
    limits = cn_open_limits_default;
    limits.ratio_free = 65536;
    limits.ratio_max = 2;
    open_packed(packed.len);
    ck_assert_int_eq(read_all(777), CN_PARTIAL);
    check_noted(CN_E_LIMIT_RATIO);
    limits = cn_open_limits_default;
    memset(packed.bytes + packed.len - 4, 0, 4);
    check_both_ways(packed.len);
    check_noted(CN_E_PACKED_CORRUPT);
    cn_buf_free(&text);
}
END_TEST

/* A name, a comment, more fields, and a check sum of the header, which is right or wrong. */
START_TEST(headers_are_the_same_both_ways) {
    static const char header[] = "\x1f\x8b\x08\x1e\0\0\0\0\0\3\2\0xyname\0comment";
    struct cn_buf plain = {0};
    pack(&plain, CN_STR("all of it"));
    cn_buf_add(&packed, header, sizeof header);
    uint32_t sum =
        (uint32_t)crc32(0, (const unsigned char *)packed.bytes, (uInt)packed.len) & 0xffff;
    cn_buf_add(&packed, (const unsigned char[]){sum & 0xff, sum >> 8 & 0xff}, 2);
    cn_buf_add(&packed, plain.bytes + 10, plain.len - 10);
    check_both_ways(packed.len);
    check_unpacked("all of it");
    ck_assert_uint_eq(diags.len, 0);
    packed.bytes[sizeof header] ^= 1;
    check_both_ways(packed.len);
    check_noted(CN_E_PACKED_CORRUPT);
    cn_buf_free(&plain);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("open/gzip");
    TCase *tcase = tcase_create("gzip");
    tcase_add_checked_fixture(tcase, set_up, release);
    tcase_add_test(tcase, members_in_a_row);
    tcase_add_test(tcase, zeros_behind_are_padding);
    tcase_add_test(tcase, other_bytes_behind_are_text);
    tcase_add_test(tcase, cut_anywhere);
    tcase_add_test(tcase, damage_keeps_what_came_before);
    tcase_add_test(tcase, wrong_check_sum_is_damage);
    tcase_add_test(tcase, nothing_to_be_had_is_unreadable);
    tcase_add_test(tcase, limit_on_bytes_keeps_just_so_many);
    tcase_add_test(tcase, limit_on_ratio_is_hit_at_the_same_byte);
    tcase_add_test(tcase, damage_is_the_same_both_ways);
    tcase_add_loop_test(tcase, lengths_are_the_same_both_ways, 0, 10);
    tcase_add_test(tcase, one_go_keeps_the_limits);
    tcase_add_test(tcase, headers_are_the_same_both_ways);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
