/* test_ole.c: streams of OLE2 files that hold many, read by turns, damaged, and without memory. */
#include "read/ole.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define STREAMS 600u
#define SIZE 60u
#define SECTOR 512u

static unsigned char *file;
static size_t small_table; /* bytes from the file's begin on */
static struct cn_source source;

static void put32(size_t at, uint32_t number) {
    for (int i = 0; i < 4; i++)
        file[at + (size_t)i] = (unsigned char)(number >> 8 * i);
}

static void put_entry(size_t at, const char *name, unsigned char kind, uint32_t first,
                      uint32_t size) {
    for (size_t i = 0; name[i]; i++)
        file[at + 2 * i] = (unsigned char)name[i];
    file[at + 64] = (unsigned char)(2 * strlen(name) + 2);
    file[at + 66] = kind;
    for (size_t i = 68; i < 80; i += 4)
        put32(at + i, CN_OLE_NONE);
    put32(at + 116, first);
    put32(at + 120, size);
}

static void put_chain(uint32_t first, uint32_t len) {
    for (uint32_t i = first; i < first + len; i++)
        put32(SECTOR * (1 + i / 128) + i % 128 * 4, i + 1 < first + len ? i + 1 : 0xfffffffe);
}

static void content(uint32_t stream, char *to) {
    for (uint32_t i = 0; i < SIZE; i += 6)
        snprintf(to + i, 7, "<%04u>", stream % 10000);
}

/* So many small streams, one beside the other: the table, the folder, the streams, their table. */
static void make(uint32_t streams) {
    uint32_t folder = (streams + 4) / 4, bytes = (streams + 7) / 8, small = (streams + 127) / 128;
    uint32_t tables = 1 + (folder + bytes + small) / 120;
    size_t size = SECTOR * (1 + (size_t)tables + folder + bytes + small);
    char text[SIZE + 1];
    ck_assert_uint_le(tables, 109);
    ck_assert_ptr_nonnull(file = calloc(1, size));
    memcpy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
    file[30] = 9;
    put32(44, tables);
    put32(48, tables);
    put32(56, 4096);
    put32(60, tables + folder + bytes);
    put32(68, 0xfffffffe);
    memset(file + 76, 0xff, SECTOR - 76);
    memset(file + SECTOR, 0xff, tables * SECTOR);
    for (uint32_t i = 0; i < tables; i++)
        put32(76 + 4 * i, i);
    put_chain(tables, folder);
    put_chain(tables + folder, bytes);
    put_chain(tables + folder + bytes, small);
    small_table = SECTOR * (1 + (size_t)tables + folder + bytes);
    for (uint32_t i = 0; i < streams; i++) {
        size_t entry = SECTOR * (1 + tables) + 128 * (1 + (size_t)i);
        put_entry(entry, "stream", 2, i, SIZE);
        put32(entry + 72, i + 1 < streams ? i + 2 : CN_OLE_NONE);
        put32(small_table + 4 * (size_t)i, 0xfffffffe);
        content(i, text);
        memcpy(file + SECTOR * (1 + (size_t)tables + folder) + 64 * (size_t)i, text, SIZE);
    }
    put_entry(SECTOR * (1 + tables), "Root Entry", 5, tables + folder, streams * 64);
    put32(SECTOR * (1 + tables) + 76, 1);
    source = (struct cn_source){.fd = -1, .bytes = (char *)file, .size = size};
}

static void release(void) {
    free(file);
    file = NULL;
}

static void is_read(struct cn_ole_stream *stream, size_t from, size_t want) {
    char expected[SIZE + 1], got[SIZE];
    content(stream->entry - 1, expected);
    ck_assert_uint_eq(cn_ole_read(stream, got, want), want);
    ck_assert_mem_eq(got, expected + from, want);
}

START_TEST(each_has_its_own) {
    struct cn_ole ole = {.source = NULL};
    struct cn_ole_stream stream;
    make(STREAMS);
    ck_assert(cn_ole_open(&ole, &source));
    ck_assert(!ole.cut && !ole.crowded);
    for (uint32_t i = 1; i <= STREAMS; i++) {
        cn_ole_stream(&stream, &ole, i);
        is_read(&stream, 0, SIZE);
        ck_assert_uint_eq(cn_ole_read(&stream, (char[1]){0}, 1), 0);
        ck_assert(!stream.cut);
    }
    cn_ole_close(&ole);
}
END_TEST

START_TEST(two_by_turns) {
    struct cn_ole ole = {.source = NULL};
    struct cn_ole_stream one, other;
    make(STREAMS);
    ck_assert(cn_ole_open(&ole, &source));
    cn_ole_stream(&one, &ole, 3);
    cn_ole_stream(&other, &ole, STREAMS - 3);
    for (size_t at = 0; at < SIZE; at += 10) {
        is_read(&one, at, 10);
        is_read(&other, at, 10);
    }
    cn_ole_close(&ole);
}
END_TEST

/* It is read once, and said to be cut. */
START_TEST(a_chain_that_bites_its_tail) {
    struct cn_ole ole = {.source = NULL};
    struct cn_ole_stream stream;
    char got[600];
    make(STREAMS);
    put32(small_table + 16, 5);
    put32(small_table + 20, 4);
    put32((size_t)(file[48] + 1) * SECTOR + 5 * 128 + 120, sizeof got);
    ck_assert(cn_ole_open(&ole, &source));
    cn_ole_stream(&stream, &ole, 5);
    ck_assert_uint_eq(cn_ole_read(&stream, got, sizeof got), 128);
    ck_assert(stream.cut && memcmp(got, "<0004>", 6) == 0 && memcmp(got + 64, "<0005>", 6) == 0);
    cn_ole_close(&ole);
}
END_TEST

/* A file of two sectors, without a table, in which a stream should have ten. */
START_TEST(little_of_a_long_stream) {
    struct cn_ole ole = {.source = NULL};
    struct cn_ole_stream stream;
    char got[600];
    ck_assert_ptr_nonnull(file = calloc(2, SECTOR));
    memcpy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
    file[30] = 9;
    put32(56, 4096);
    put32(60, 0xfffffffe);
    put32(68, 0xfffffffe);
    memset(file + 76, 0xff, SECTOR - 76);
    put_entry(SECTOR, "Root Entry", 5, 0xfffffffe, 0);
    put32(SECTOR + 76, 1);
    put_entry(SECTOR + 128, "stream", 2, 0, 5000);
    source = (struct cn_source){.fd = -1, .bytes = (char *)file, .size = (size_t)2 * SECTOR};
    ck_assert(cn_ole_open(&ole, &source));
    cn_ole_stream(&stream, &ole, 1);
    ck_assert_uint_eq(cn_ole_read(&stream, got, sizeof got), SECTOR);
    ck_assert(stream.cut && got[0] == 'R');
    cn_ole_close(&ole);
}
END_TEST

/* The file can be read when it is opened, and no more when a stream is. */
START_TEST(what_cannot_be_read) {
    struct cn_ole ole = {.source = NULL};
    struct cn_ole_stream stream;
    char got[SIZE];
    make(STREAMS);
    FILE *kept = tmpfile();
    ck_assert_ptr_nonnull(kept);
    ck_assert_uint_eq(fwrite(file, 1, source.size, kept), source.size);
    ck_assert_int_eq(fflush(kept), 0);
    source = (struct cn_source){.fd = fileno(kept), .size = source.size};
    ck_assert(cn_ole_open(&ole, &source));
    cn_ole_stream(&stream, &ole, 3);
    is_read(&stream, 0, SIZE);
    int unreadable = open("/dev/null", O_WRONLY);
    ck_assert_int_ge(dup2(unreadable, source.fd), 0);
    cn_ole_stream(&stream, &ole, 4);
    ck_assert_uint_eq(cn_ole_read(&stream, got, SIZE), 0);
    ck_assert(stream.cut && !cn_ole_failed(&ole));
    cn_ole_close(&ole);
    close(unreadable);
    fclose(kept);
}
END_TEST

/* With a little more memory each time, until there is enough: where libgsf would end the process,
 * it is not called. */
START_TEST(short_of_memory) {
#ifndef CN_SANITIZED
    struct rlimit before, limit;
    struct cn_ole ole = {.source = NULL};
    unsigned tries = 0;
    bool good = false, failed = true;
    make(12000);
    ck_assert_int_eq(getrlimit(RLIMIT_DATA, &before), 0);
    for (limit = before, limit.rlim_cur = 0; !good && failed && tries < 4000; tries++) {
        limit.rlim_cur += 64 * 1024;
        setrlimit(RLIMIT_DATA, &limit);
        good = cn_ole_open(&ole, &source);
        failed = cn_ole_failed(&ole);
        cn_ole_close(&ole);
    }
    setrlimit(RLIMIT_DATA, &before);
    ck_assert(good && !failed);
    ck_assert_uint_gt(tries, 1);
#endif
}
END_TEST

int main(void) {
    Suite *suite = suite_create("read/ole");
    TCase *tcase = tcase_create("ole");
#ifndef CN_LIBGSF
    puts("skipped: built without libgsf");
    return 77;
#endif
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, each_has_its_own);
    tcase_add_test(tcase, two_by_turns);
    tcase_add_test(tcase, a_chain_that_bites_its_tail);
    tcase_add_test(tcase, little_of_a_long_stream);
    tcase_add_test(tcase, what_cannot_be_read);
    tcase_add_test(tcase, short_of_memory);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failures = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failures == 0 ? 0 : 1;
}
