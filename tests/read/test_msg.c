/* test_msg.c: Outlook's compressed RTF, and OLE2 files cut anywhere and with chains that bite. */
#include "read/extracting.h"
#include "read/lzfu.h"
#include "read/ole.h"

#include <check.h>
#include <stdio.h>

static struct cn_buf file;

static void release(void) {
    cn_buf_free(&file);
}

/* The example in MS-OXRTFCP. */
START_TEST(rtf) {
    static const char packed[] = "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\3\0\x0a\0rcpg125B2\x0a"
                                 "\xf3 hel\x09\0 bw\x05\xb0ld}"
                                 "\x0a\x80\x0f\xa0";
    static const char expected[] = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
    static struct cn_lzfu lzfu;
    struct cn_buf out = {0};
    cn_lzfu_add(&lzfu, (struct cn_str){packed, sizeof packed - 1}, &out);
    ck_assert(cn_str_equal(cn_buf_str(&out), cn_str_of(expected)));
    ck_assert(lzfu.ended && !lzfu.damaged);
    cn_buf_free(&out);
}
END_TEST

START_TEST(rtf_not_packed) {
    static struct cn_lzfu lzfu, wrong;
    struct cn_buf out = {0};
    cn_lzfu_add(&lzfu, (struct cn_str){"\0\0\0\0\0\0\0\0MELA\0\0\0\0{x}", 19}, &out);
    ck_assert(cn_str_equal(cn_buf_str(&out), CN_STR("{x}")));
    cn_lzfu_add(&wrong, CN_STR("0123456789abcdefghi"), &out);
    ck_assert(wrong.damaged);
    ck_assert_uint_eq(out.len, 3);
    cn_buf_free(&out);
}
END_TEST

static void load(const char *name) {
    struct cn_buf path = {0};
    const char *top = getenv("srcdir");
    cn_buf_addf(&path, "%s/tests/formats/msg/%s", top ? top : ".", name);
    cn_buf_add(&path, "", 1);
    FILE *from = fopen(path.bytes, "rb");
    ck_assert_ptr_nonnull(from);
    ck_assert(cn_buf_reserve(&file, 1 << 16));
    file.len = fread(file.bytes, 1, 1 << 16, from);
    fclose(from);
    cn_buf_free(&path);
}

static struct cn_str cut_at(size_t len) {
    return (struct cn_str){file.bytes, len};
}

/* What is there of a cut file is read, it is said, and the whole has most. */
START_TEST(cut_anywhere) {
    struct extracted got;
    load("unicode.msg");
    size_t most = 0;
    for (size_t len = 512; len <= file.len; len += 101) {
        extract_with(&got, &cn_reader_msg, cut_at(len), CN_STR("m"));
        ck_assert_int_ne(got.document.status, CN_STATUS_OK);
        most = got.text.len > most ? got.text.len : most;
        extracted_free(&got);
    }
    extract_with(&got, &cn_reader_msg, cut_at(file.len), CN_STR("m"));
    ck_assert_int_eq(got.document.status, CN_STATUS_OK);
    ck_assert_ptr_nonnull(strstr(got.text.bytes, "AMLASH met the officer.\n\xe6\x8a\xa5"));
    ck_assert_ptr_nonnull(strstr(got.text.bytes, "\n2013-12-02 10:11\n"));
    ck_assert_uint_ge(got.text.len, most);
    ck_assert_uint_gt(most, got.text.len / 2);
    extracted_free(&got);
}
END_TEST

/* Text of 8 bits that ends with a NUL, in a message that does not say its charset, is no UTF-16. */
START_TEST(bytes_that_end_with_nul) {
    static const char sender[] =
        "_\0_\0s\0u\0b\0s\0t\0g\0001\0.\0000\0_\0000\0C\0001\0A\0000\0000\0001\0E";
    static const char name[] = "Travis Ferguson";
    struct extracted got;
    load("bytes.msg");
    for (size_t at = 0; at + 120 < file.len; at += 4) {
        if (memcmp(file.bytes + at, "\3\0\xfd\x3f", 4) == 0 ||
            memcmp(file.bytes + at, "\3\0\xde\x3f", 4) == 0)
            memset(file.bytes + at, 0, 4);
        if (memcmp(file.bytes + at, sender, sizeof sender - 1) == 0)
            file.bytes[at + 120] = sizeof name;
        if (memcmp(file.bytes + at, "Anna Berg", 9) == 0)
            memcpy(file.bytes + at, name, sizeof name);
    }
    extract_with(&got, &cn_reader_msg, cut_at(file.len), CN_STR("m"));
    ck_assert_ptr_nonnull(strstr(got.text.bytes, "Travis Ferguson <anna@example.org>\n"));
    extracted_free(&got);
}
END_TEST

/* Each of the entries' links, and each chain, is made to point anywhere: it ends. */
START_TEST(links_that_bite) {
    load("nested.msg");
    srand(7);
    for (int i = 0; i < 3000; i++) {
        struct extracted got;
        size_t at = 512 + (size_t)rand() % (file.len - 516);
        char kept[4];
        at -= at % 4;
        memcpy(kept, file.bytes + at, 4);
        memcpy(file.bytes + at, (const char[]){(char)(rand() % 13), 0, 0, 0}, 4);
        extract_with(&got, &cn_reader_msg, cut_at(file.len), CN_STR("m"));
        ck_assert_int_ne(got.severity, CN_FATAL);
        extracted_free(&got);
        memcpy(file.bytes + at, kept, 4);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/msg");
    TCase *tcase = tcase_create("msg");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, rtf);
    tcase_add_test(tcase, rtf_not_packed);
    tcase_add_test(tcase, cut_anywhere);
    tcase_add_test(tcase, bytes_that_end_with_nul);
    tcase_add_test(tcase, links_that_bite);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
