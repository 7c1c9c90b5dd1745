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

/* ---- in any order: Outlook has the tables and the folder before what they tell of ---- */

#define SECTORS 27u /* of unicode.msg: a long stream, the small ones (18 to 20), folder, table */
#define FOLDER 21u
#define TABLE 26u

static uint32_t number_at(size_t at) {
    const unsigned char *bytes = (const unsigned char *)file.bytes + at;
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static void move_number(size_t at, const uint32_t *to) {
    uint32_t number = number_at(at);
    if (number < SECTORS)
        memcpy(file.bytes + at, (const char[]){(char)to[number], 0, 0, 0}, 4);
}

/* Each sector goes to the place that `to` names, and what points to it follows. */
static void rearrange(const uint32_t *to) {
    char kept[SECTORS][512];
    load("unicode.msg");
    ck_assert_uint_eq(file.len, (SECTORS + 1) * 512);
    for (size_t i = 0; i < 128; i++)
        move_number((TABLE + 1) * 512 + 4 * i, to);
    for (size_t at = (FOLDER + 1) * 512; at < (TABLE + 1) * 512; at += 128)
        if (number_at(at + 120) >= 4096 || file.bytes[at + 66] == 5)
            move_number(at + 116, to);
    for (size_t at = 48; at <= 76; at += at == 60 ? 16 : 12)
        move_number(at, to);
    memcpy(kept, file.bytes + (TABLE + 1) * 512, SECTORS * 4);
    for (size_t i = 0; i < SECTORS; i++)
        memcpy(file.bytes + (TABLE + 1) * 512 + to[i] * 4, kept[0] + i * 4, 4);
    memcpy(kept, file.bytes + 512, sizeof kept);
    for (size_t i = 0; i < SECTORS; i++)
        memcpy(file.bytes + 512 + to[i] * 512, kept[i], 512);
}

/* The long stream stands last. */
static void long_stream_last(void) {
    uint32_t to[SECTORS];
    for (uint32_t i = 0; i < SECTORS; i++)
        to[i] = i < 18 ? i + 9 : i - 18;
    rearrange(to);
}

static uint32_t long_stream(const struct cn_ole *ole) {
    uint32_t entry = 0;
    while (entry < ole->entries_len && ole->entries[entry].size != 8719)
        entry++;
    ck_assert_uint_lt(entry, ole->entries_len);
    return entry;
}

START_TEST(whole_in_any_order) {
    struct extracted got;
    long_stream_last();
    extract_with(&got, &cn_reader_msg, cut_at(file.len), CN_STR("m"));
    ck_assert_int_eq(got.document.status, CN_STATUS_OK);
    ck_assert_ptr_nonnull(strstr(got.text.bytes, "AMLASH met the officer.\n\xe6\x8a\xa5"));
    extracted_free(&got);
}
END_TEST

/* All of the text is there, and none the less some of the file is not. */
START_TEST(cut_behind_the_text) {
    struct extracted got;
    long_stream_last();
    extract_with(&got, &cn_reader_msg, cut_at(10 * 512), CN_STR("m"));
    ck_assert_int_eq(got.document.status, CN_STATUS_PARTIAL);
    ck_assert_ptr_nonnull(strstr(got.text.bytes, "AMLASH met the officer.\n\xe6\x8a\xa5"));
    extracted_free(&got);
}
END_TEST

/* A stream that is longer than what is left of the file is read as far as it goes. */
START_TEST(cut_in_a_stream) {
    char bytes[8719];
    struct cn_ole ole = {.source = NULL};
    struct cn_ole_stream stream;
    long_stream_last();
    struct cn_source source = {.fd = -1, .bytes = file.bytes, .size = 13 * 512 + 100};
    ck_assert(cn_ole_open(&ole, &source));
    ck_assert(ole.cut);
    cn_ole_stream(&stream, &ole, long_stream(&ole));
    ck_assert_uint_eq(cn_ole_read(&stream, bytes, sizeof bytes), 3 * 512 + 100);
    ck_assert(stream.cut);
    ck_assert_mem_eq(bytes, file.bytes + 10 * 512, 3 * 512 + 100);
    cn_ole_close(&ole);
}
END_TEST

/* The folder's second sector is missing: the others are not. */
START_TEST(cut_in_the_folder) {
    uint32_t to[SECTORS];
    struct cn_ole ole = {.source = NULL};
    for (uint32_t i = 0; i < SECTORS; i++)
        to[i] = i <= FOLDER ? i : i == FOLDER + 1 ? SECTORS - 1 : i - 1;
    rearrange(to);
    struct cn_source source = {.fd = -1, .bytes = file.bytes, .size = file.len - 512};
    ck_assert(cn_ole_open(&ole, &source));
    ck_assert(ole.cut);
    ck_assert_uint_eq(ole.entries_len, 20);
    ck_assert(ole.entries[8].name[0] != '\0');
    cn_ole_close(&ole);
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
#ifndef CN_LIBGSF
    puts("skipped: built without libgsf");
    return 77;
#endif
    tcase_set_timeout(tcase, 60); /* with a sanitizer, beside others */
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, rtf);
    tcase_add_test(tcase, rtf_not_packed);
    tcase_add_test(tcase, cut_anywhere);
    tcase_add_test(tcase, whole_in_any_order);
    tcase_add_test(tcase, cut_behind_the_text);
    tcase_add_test(tcase, cut_in_a_stream);
    tcase_add_test(tcase, cut_in_the_folder);
    tcase_add_test(tcase, bytes_that_end_with_nul);
    tcase_add_test(tcase, links_that_bite);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
