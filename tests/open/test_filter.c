/* test_filter.c: each compression whole, cut anywhere, damaged, followed by something, and limited.
 */
#include "open/packing.h"
#include "open/stream.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const struct cn_codec *codec;
    const char *file;
} cases[] = {
    {&cn_codec_bzip2, "long.bzip2"}, {&cn_codec_xz, "long.xz"},     {&cn_codec_zstd, "long.zstd"},
    {&cn_codec_lz4, "long.lz4"},     {&cn_codec_lzma, "long.lzma"},
};
#define CASES ((int)(sizeof(cases) / sizeof(*cases)))

static struct cn_buf packed, unpacked;
static struct cn_diags diags;
static struct cn_stream *stream;
static struct cn_open_limits limits;
static struct cn_budget budget;

static void set_up(void) {
    limits = cn_open_limits_default;
    budget = (struct cn_budget){.made_max = UINT64_MAX, .ratio_max = 1, .ratio_free = UINT64_MAX};
}

static void release(void) {
    cn_stream_close(stream);
    stream = NULL;
    cn_buf_free(&packed);
    cn_buf_free(&unpacked);
    cn_diags_free(&diags);
}

/* False: this build has no library for it. */
static bool load(int which) {
    const char *top = getenv("srcdir");
    char path[4096], block[4096];
    size_t got;
    snprintf(path, sizeof path, "%s/tests/formats/archives/%s", top ? top : ".", cases[which].file);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        cn_buf_add(&packed, block, got);
    fclose(file);
    return !cases[which].codec->missing;
}

static void open_packed(int which, size_t len) {
    cn_stream_close(stream);
    cn_diags_free(&diags);
    stream = cn_stream_bytes((struct cn_str){packed.bytes, len}, CN_STR("t.lzma"), &diags);
    stream = cn_stream_filter(stream, cases[which].codec, &limits, &budget);
    ck_assert_ptr_nonnull(stream);
}

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

static struct cn_str whole_text(int which) {
    open_packed(which, packed.len);
    ck_assert_int_eq(read_all(1000), CN_END);
    struct cn_buf text = unpacked;
    unpacked = (struct cn_buf){0};
    ck_assert(cn_str_starts(cn_buf_str(&text), CN_STR("line 1: QXHERON was seen, ")));
    ck_assert_uint_eq(cn_str_count(cn_buf_str(&text), '\n'), 40);
    return cn_buf_str(&text);
}

START_TEST(found_by_their_heads) {
    bool there = load(_i);
    struct cn_str head = {packed.bytes, CN_PACKING_HEAD};
    ck_assert_ptr_eq(cn_codec_find(head, CN_STR("a.LZMA")), cases[_i].codec);
    if (cases[_i].codec != &cn_codec_lzma)
        ck_assert_ptr_eq(cn_codec_find(head, CN_STR("a")), cases[_i].codec);
    else
        ck_assert_ptr_null(cn_codec_find(head, CN_STR("a")));
    ck_assert_ptr_null(cn_codec_find(CN_STR("BZh is how it begins"), CN_STR("a.lzma.txt")));
    (void)there;
}
END_TEST

START_TEST(however_it_is_read) {
    if (!load(_i))
        return;
    struct cn_str text = whole_text(_i);
    for (size_t want = 1; want < 20; want += 6) {
        cn_stream_rewind(stream);
        ck_assert_int_eq(read_all(want), CN_END);
        ck_assert(cn_str_equal(cn_buf_str(&unpacked), text));
    }
    ck_assert_uint_eq(diags.len, 0);
    ck_assert_int_eq(stream->status, CN_STATUS_OK);
    free((char *)(uintptr_t)text.bytes);
}
END_TEST

/* What comes out is a prefix, longer with more input; that it is cut is said once. */
START_TEST(cut_anywhere) {
    size_t last = 0;
    if (!load(_i))
        return;
    struct cn_str text = whole_text(_i);
    for (size_t cut = 1; cut < packed.len; cut++) {
        open_packed(_i, cut);
        enum cn_severity severity = read_all(100);
        bool all = unpacked.len == text.len;
        ck_assert(severity == CN_PARTIAL || severity == CN_SKIP);
        ck_assert(unpacked.len >= last && unpacked.len <= text.len);
        ck_assert(unpacked.len == 0 || memcmp(unpacked.bytes, text.bytes, unpacked.len) == 0);
        ck_assert_int_eq(severity, unpacked.len ? CN_PARTIAL : CN_SKIP);
        ck_assert_uint_eq(diags.len, 1);
        ck_assert_int_eq(diags.items[0].code, CN_E_PACKED_TRUNCATED);
        last = all ? text.len : unpacked.len;
    }
    /* of a block at a time, nothing comes before its end; of the others, most does */
    if (cases[_i].codec == &cn_codec_xz || cases[_i].codec == &cn_codec_lzma)
        ck_assert_uint_eq(last, text.len);
    free((char *)(uintptr_t)text.bytes);
}
END_TEST

START_TEST(members_and_what_follows) {
    static const char zeros[100000];
    if (!load(_i))
        return;
    struct cn_str text = whole_text(_i);
    size_t one = packed.len;
    struct cn_buf member = {0};
    cn_buf_add(&member, packed.bytes, one);
    cn_buf_add(&packed, zeros, sizeof zeros);
    cn_buf_add_str(&packed, cn_buf_str(&member));
    cn_buf_free(&member);
    open_packed(_i, packed.len);
    ck_assert_int_eq(read_all(999), CN_END);
    ck_assert_uint_eq(unpacked.len, 2 * text.len);
    ck_assert_mem_eq(unpacked.bytes + text.len, text.bytes, text.len);
    static const char behind[34] = "\0\0A9 in the open, at some length";
    cn_buf_add(&packed, behind, sizeof behind);
    open_packed(_i, packed.len);
    for (int pass = 0; pass < 2; pass++) {
        ck_assert_int_eq(read_all(999), CN_PARTIAL);
        ck_assert_uint_eq(unpacked.len, 2 * text.len + 34);
        ck_assert_mem_eq(unpacked.bytes + 2 * text.len, "\0\0A9 in the open", 16);
        ck_assert_uint_eq(diags.len, 1);
        ck_assert_int_eq(diags.items[0].code, CN_E_PACKED_TRAILING);
        cn_stream_rewind(stream);
    }
    free((char *)(uintptr_t)text.bytes);
}
END_TEST

START_TEST(damaged_anywhere) {
    if (!load(_i))
        return;
    for (size_t at = 0; at < packed.len; at++) {
        packed.bytes[at] ^= 0x55;
        open_packed(_i, packed.len);
        enum cn_severity severity = read_all(1000);
        struct cn_buf first = unpacked;
        unpacked = (struct cn_buf){0};
        ck_assert_int_eq(cn_stream_rewind(stream), CN_OK);
        ck_assert_int_eq(read_all(7), severity);
        ck_assert(cn_str_equal(cn_buf_str(&first), cn_buf_str(&unpacked)));
        ck_assert((severity == CN_END) == (diags.len == 0));
        packed.bytes[at] ^= 0x55;
        cn_buf_free(&first);
    }
}
END_TEST

static void check_limited(enum cn_code code) {
    for (int pass = 0; pass < 2; pass++) {
        ck_assert_int_eq(read_all(50), CN_PARTIAL);
        ck_assert_int_eq(stream->status, CN_STATUS_LIMIT);
        ck_assert_int_eq(diags.items[0].code, code);
        cn_stream_rewind(stream);
    }
}

START_TEST(limits_stop_it) {
    if (!load(_i))
        return;
    limits.unpacked_max = 100;
    open_packed(_i, packed.len);
    check_limited(CN_E_LIMIT_BYTES);
    ck_assert_uint_eq(unpacked.len, 100);
    limits = cn_open_limits_default;
    limits.ratio_max = 2;
    limits.ratio_free = 0;
    open_packed(_i, packed.len);
    check_limited(CN_E_LIMIT_RATIO);
    limits = cn_open_limits_default;
    budget.made_max = 100;
    open_packed(_i, packed.len);
    check_limited(CN_E_LIMIT_BYTES);
}
END_TEST

/* A second pass costs nothing. */
START_TEST(the_budget_is_charged_once) {
    if (!load(_i))
        return;
    struct cn_str text = whole_text(_i);
    for (int pass = 0; pass < 3; pass++) {
        cn_stream_rewind(stream);
        ck_assert_int_eq(read_all(77), CN_END);
    }
    ck_assert_uint_eq(budget.made, text.len);
    free((char *)(uintptr_t)text.bytes);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("filter");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, set_up, release);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, found_by_their_heads, 0, CASES);
    tcase_add_loop_test(tcase, however_it_is_read, 0, CASES);
    tcase_add_loop_test(tcase, cut_anywhere, 0, CASES);
    tcase_add_loop_test(tcase, members_and_what_follows, 0, CASES);
    tcase_add_loop_test(tcase, damaged_anywhere, 0, CASES);
    tcase_add_loop_test(tcase, limits_stop_it, 0, CASES);
    tcase_add_loop_test(tcase, the_budget_is_charged_once, 0, CASES);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
