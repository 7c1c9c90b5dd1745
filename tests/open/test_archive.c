/* test_archive.c: archives made by the programs that make them, and such as no program makes. */
#include "open/archive.h"

#include "base/fields.h"
#include "open/containing.h"
#include "open/packing.h"
#include "open/preload.h"
#include "open/zip_directory.h"

#include <check.h>
#include <stdio.h>

static struct cn_buf bytes;
static struct cn_open_limits limits;
static char *listed;

static void set_up(void) {
    limits = cn_open_limits_default;
    cn_preload_archive();
}

static void release(void) {
    cn_buf_free(&bytes);
    free(listed);
    listed = NULL;
}

static void list(struct cn_str archive) {
    free(listed);
    listed = contained(archive, CN_STR("t"), &limits);
}

static void load(const char *file) {
    const char *top = getenv("srcdir");
    char path[4096], block[4096];
    size_t got;
    cn_buf_clear(&bytes);
    snprintf(path, sizeof path, "%s/tests/formats/archives/%s", top ? top : ".", file);
    FILE *in = fopen(path, "rb");
    ck_assert_msg(in != NULL, "%s", path);
    while ((got = fread(block, 1, sizeof block, in)) > 0)
        cn_buf_add(&bytes, block, got);
    fclose(in);
}

static bool built_in(void) {
    return !cn_container_zip.missing && !cn_codec_xz.missing && !cn_codec_lz4.missing &&
           !cn_codec_zstd.missing && !cn_codec_bzip2.missing;
}

#define LONG "line 1: QXHERON was seen, 7919.line 2: QXHERON was seen, 175"

static const struct {
    const char *file, *listing;
} files[] = {
    {"v7.tar.xz", "t//a.txt [ok] QXPELICAN is here.\nt//folder/long.txt [ok] " LONG "\nt [ok]\n"},
    {"ustar.tar.xz",
     "t//a.txt [ok] QXPELICAN is here.\nt//folder/long.txt [ok] " LONG "\nt [ok]\n"},
    {"gnu.tar.xz", "t//a.txt [ok] QXPELICAN is here.\nt//folder/long.txt [ok] " LONG "\nt [ok]\n"},
    {"pax.tar.xz", "t//a.txt [ok] QXPELICAN is here.\nt//folder/long.txt [ok] " LONG "\nt [ok]\n"},
    {"bin.cpio.lz4",
     "t//a.txt [ok] QXPELICAN is here.\nt//folder/long.txt [ok] " LONG "\nt [ok]\n"},
    {"absolute.tar.gz", "t///../a.txt [ok] QXPELICAN is here.\nt [ok]\n"},
    {"stored.zip", "t//a.txt [ok] QXPELICAN is here.\nt [ok]\n"},
    {"plain.zip", "t//a.txt [ok] QXPELICAN is here.\nt//folder/long.txt [ok] " LONG
                  "\nt//\xc3\xbc.txt [ok] QXHERON.\nt [ok]\n"},
    {"zip64.zip", "t//a.txt [ok] QXPELICAN is here.\nt [ok]\n"},
    {"streamed.zip", "t//a.txt [ok] QXPELICAN is here.\nt//- [ok] QXPELICAN is here.\nt [ok]\n"},
    {"bzip2.zip", "t//folder/long.txt [ok] " LONG "\nt [ok]\n"},
    {"lzma.zip", "t//folder/long.txt [ok] " LONG "\nt [ok]\n"},
    {"ppmd.zip", "t//folder/long.txt [ok] " LONG "\nt [ok]\n"},
    {"deflate64.zip", "t//folder/long.txt [unsupported] \nt [ok]\n"},
    {"encrypted.zip", "t//a.txt [encrypted] \nt [ok]\n"},
    {"aes.zip", "t//a.txt [encrypted] \nt [ok]\n"},
    {"encrypted.7z", "t//a.txt [encrypted] \nt [ok]\n"},
    {"hidden.7z", "t [encrypted]\n"},
    {"unicode.tar.zst", "t//\xc3\xbc.txt [ok] QXHERON.\nt [ok]\n"},
    {"nest.zip", "t//nest.7z//gnu.tar.xz//a.txt [ok] QXPELICAN is here.\n"
                 "t//nest.7z//gnu.tar.xz//folder/long.txt [ok] " LONG "\n"
                 "t//nest.7z//gnu.tar.xz [ok]\nt//nest.7z [ok]\nt [ok]\n"},
};

START_TEST(made_by_programs) {
    load(files[_i].file);
    list(cn_buf_str(&bytes));
    ck_assert_str_eq(listed, files[_i].listing);
}
END_TEST

/* ---- zips that no program makes ---- */

static void put_u16(unsigned number) {
    cn_put_u8(&bytes, (uint8_t)number);
    cn_put_u8(&bytes, (uint8_t)(number >> 8));
}

/* A header at the member, then what is stored. */
static void put_member(struct cn_str name, struct cn_str text) {
    cn_buf_add(&bytes, "PK\3\4\x14\0\0\0\0\0\0\0\x21\0", 14);
    cn_put_u32(&bytes, 0);
    cn_put_u32(&bytes, (uint32_t)text.len);
    cn_put_u32(&bytes, (uint32_t)text.len);
    put_u16((unsigned)name.len);
    put_u16(0);
    cn_buf_add_str(&bytes, name);
    cn_buf_add_str(&bytes, text);
}

static void put_entry(struct cn_str name, size_t len, size_t at, uint32_t attributes) {
    cn_buf_add(&bytes, "PK\1\2\x14\3\x14\0\0\0\0\0\0\0\x21\0", 16);
    cn_put_u32(&bytes, 0);
    cn_put_u32(&bytes, (uint32_t)len);
    cn_put_u32(&bytes, (uint32_t)len);
    put_u16((unsigned)name.len);
    put_u16(0);
    put_u16(0);
    put_u16(0);
    put_u16(0);
    cn_put_u32(&bytes, attributes);
    cn_put_u32(&bytes, (uint32_t)at);
    cn_buf_add_str(&bytes, name);
}

/* `before`: bytes in front of the archive that its offsets do not know of. */
static void put_end(unsigned entries, size_t from, size_t before) {
    size_t len = bytes.len - from;
    cn_buf_add(&bytes, "PK\5\6\0\0\0\0", 8);
    put_u16(entries);
    put_u16(entries);
    cn_put_u32(&bytes, (uint32_t)len);
    cn_put_u32(&bytes, (uint32_t)(from - before));
    put_u16(0);
}

START_TEST(what_belongs_to_no_member) {
    cn_buf_add_text(&bytes, "before it;");
    put_member(CN_STR("a"), CN_STR("one"));
    size_t hidden = bytes.len;
    put_member(CN_STR("h"), CN_STR("not in the directory"));
    size_t second = bytes.len;
    put_member(CN_STR("b"), CN_STR("two"));
    size_t from = bytes.len;
    put_entry(CN_STR("a"), 3, 0, 0);
    put_entry(CN_STR("b"), 3, second - 10, 0);
    put_end(2, from, 10);
    cn_buf_add_text(&bytes, "behind it");
    list(cn_buf_str(&bytes));
    ck_assert_str_eq(listed, "t//leading data [ok] before it;\n"
                             "t//a [partial] one\n"
                             "t//unlisted data//h [partial] not in the directory\n"
                             "t//unlisted data [partial]\n"
                             "t//b [partial] two\n"
                             "t//trailing data [ok] behind it\n"
                             "t [ok]\n");
    (void)hidden;
}
END_TEST

START_TEST(members_over_each_other_are_all_read) {
    put_member(CN_STR("a"), CN_STR("one"));
    size_t from = bytes.len;
    put_entry(CN_STR("a"), 3, 0, 0);
    put_entry(CN_STR("../b"), 3, 0, 0);
    put_entry(CN_STR("a"), 2, 0, 0);
    put_end(3, from, 0);
    list(cn_buf_str(&bytes));
    ck_assert_str_eq(listed,
                     "t//a [partial] one\nt//../b [partial] one\nt//a [partial] on\nt [ok]\n");
}
END_TEST

START_TEST(links_folders_and_lies) {
    put_member(CN_STR("a"), CN_STR("one"));
    size_t from = bytes.len;
    put_entry(CN_STR("link"), 3, 0, 0xa1ffu << 16);
    put_entry(CN_STR("pipe"), 3, 0, 0x11ffu << 16);
    put_entry(CN_STR("folder/"), 0, 0, 0);
    put_entry(CN_STR("nowhere"), 3, 1, 0);
    put_entry(CN_STR("long"), 1000000, 0, 0x81ffu << 16);
    put_end(5, from, 0);
    list(cn_buf_str(&bytes));
    ck_assert_str_eq(listed, "t//nowhere [unreadable] \nt//long [partial] one\nt [ok]\n");
}
END_TEST

/* Each cut is said: of the archive, of the member, or both. */
START_TEST(cut_anywhere) {
    static const char *const names[] = {"plain.zip", "solid.7z", "gnu.tar.xz", "newc.cpio.lz4"};
    load(names[_i]);
    for (size_t cut = 40; cut < bytes.len; cut++) {
        list((struct cn_str){bytes.bytes, cut});
        ck_assert_msg(strstr(listed, "[partial]") || strstr(listed, "[unreadable]") ||
                          strstr(listed, "[limit]"),
                      "cut at %zu: %s", cut, listed);
    }
}
END_TEST

/* A name of two gigabytes, it says. */
START_TEST(a_header_that_wants_too_much) {
    cn_buf_add_text(&bytes, "070701000000010000817400000000000000000000000100000000");
    cn_buf_add_text(&bytes, "000000030000000000000000000000000000000080000000"
                            "00000000");
    for (size_t i = 0; i < CN_ARCHIVE_HEADER + 100000; i += 16)
        cn_buf_add_text(&bytes, "QXHERON, QXHERON");
    limits.unpacked_max = UINT64_MAX;
    list(cn_buf_str(&bytes));
    ck_assert_msg(strncmp(listed, "t//damaged data [ok] 000000010000", 33) == 0, "%s", listed);
    ck_assert_ptr_nonnull(strstr(listed, "\nt [limit]\n"));
}
END_TEST

/* ---- tar ---- */

static void put_tar(struct cn_str name, struct cn_str text) {
    char header[512] = {0};
    unsigned sum = 0;
    memcpy(header, name.bytes, name.len);
    memcpy(header + 100, "0000644\0000000000\0000000000", 24);
    snprintf(header + 124, 12, "%011zo", text.len);
    memcpy(header + 136, "00000000000\0        0", 21);
    memcpy(header + 257, "ustar\00000", 8);
    for (size_t i = 0; i < sizeof header; i++)
        sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum);
    cn_buf_add(&bytes, header, sizeof header);
    cn_buf_add_str(&bytes, text);
    while (bytes.len % 512)
        cn_buf_add_byte(&bytes, 0);
}

static void put_zeros(size_t blocks) {
    for (size_t i = 0; i < blocks * 512; i++)
        cn_buf_add_byte(&bytes, 0);
}

START_TEST(zeros_are_no_tar) {
    put_zeros(20);
    list(cn_buf_str(&bytes));
    ck_assert_msg(strstr(listed, "t [ok] ....") == listed, "%s", listed);
}
END_TEST

START_TEST(behind_the_end_of_a_tar) {
    put_tar(CN_STR("a"), CN_STR("one"));
    put_zeros(20);
    put_tar(CN_STR("/b"), CN_STR("two"));
    put_zeros(2);
    cn_buf_add_text(&bytes, "in the open");
    list(cn_buf_str(&bytes));
    ck_assert_str_eq(listed, "t//a [ok] one\nt///b [ok] two\nt//trailing data [ok] in the open\n"
                             "t [ok]\n");
}
END_TEST

START_TEST(a_damaged_header_costs_its_name) {
    put_tar(CN_STR("a"), CN_STR("one"));
    size_t second = bytes.len;
    put_tar(CN_STR("b"), CN_STR("two"));
    put_tar(CN_STR("c"), CN_STR("three"));
    put_zeros(2);
    bytes.bytes[second + 150] ^= 1;
    list(cn_buf_str(&bytes));
    ck_assert_msg(strstr(listed, "t//a [ok] one\nt//damaged data [ok] two...") == listed, "%s",
                  listed);
    ck_assert_msg(strstr(listed, "\nt//c [ok] three\nt [partial]\n") != NULL, "%s", listed);
}
END_TEST

START_TEST(limits_stop_them) {
    put_tar(CN_STR("a"), CN_STR("one"));
    put_tar(CN_STR("b"), CN_STR("two"));
    limits.members_max = 1;
    list(cn_buf_str(&bytes));
    ck_assert_str_eq(listed, "t//a [ok] one\nt [limit]\n");
    limits = cn_open_limits_default;
    limits.unpacked_max = 4;
    list(cn_buf_str(&bytes));
    ck_assert_msg(strstr(listed, "t//a [ok] one\nt//b [limit]") == listed, "%s", listed);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("archive");
    TCase *tcase = tcase_create("all");
    tcase_add_checked_fixture(tcase, set_up, release);
    tcase_set_timeout(tcase, 60);
    if (built_in())
        tcase_add_loop_test(tcase, made_by_programs, 0, sizeof(files) / sizeof(*files));
    if (built_in())
        tcase_add_loop_test(tcase, cut_anywhere, 0, 4);
    if (!cn_container_zip.missing) {
        tcase_add_test(tcase, what_belongs_to_no_member);
        tcase_add_test(tcase, members_over_each_other_are_all_read);
        tcase_add_test(tcase, links_folders_and_lies);
        tcase_add_test(tcase, a_header_that_wants_too_much);
        tcase_add_test(tcase, behind_the_end_of_a_tar);
        tcase_add_test(tcase, a_damaged_header_costs_its_name);
        tcase_add_test(tcase, limits_stop_them);
    }
    tcase_add_test(tcase, zeros_are_no_tar);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
