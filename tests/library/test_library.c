/* test_library.c: the public calls, as a stranger's program makes them. */
#include "cryptonym.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* What the callbacks saw of the last mention; the strings themselves are gone afterwards. */
static struct {
    struct cn_public_mention mention;
    char name[32], meaning[64], country[8], kind[32], match[16], document[64];
    double shares;
    size_t count;
} seen;

static int keep(const struct cn_public_mention *mention, void *context) {
    const size_t *stop_after = context;
    seen.mention = *mention;
    snprintf(seen.name, sizeof seen.name, "%s", mention->name);
    snprintf(seen.meaning, sizeof seen.meaning, "%s", mention->meaning);
    snprintf(seen.country, sizeof seen.country, "%s", mention->country);
    snprintf(seen.kind, sizeof seen.kind, "%s", mention->kind);
    snprintf(seen.match, sizeof seen.match, "%s", mention->match);
    snprintf(seen.document, sizeof seen.document, "%s", mention->document);
    seen.shares = 0;
    for (size_t i = 0; i < mention->readings_len; i++)
        seen.shares += mention->readings[i].share;
    seen.count++;
    return stop_after != NULL && seen.count >= *stop_after;
}

static struct cn_scanner *scanner;

static enum cn_result make(const char *dictionary, const char *languages) {
    const char *const dictionaries[] = {dictionary, NULL};
    struct cn_options options = CN_OPTIONS_DEFAULT;
    options.dictionaries = dictionaries;
    options.languages = languages;
    return cn_scanner_new(&scanner, &options);
}

static void setup(void) {
    char language[4096];
    snprintf(language, sizeof language, "%s/tests/hunspell/test", getenv("srcdir"));
    memset(&seen, 0, sizeof seen);
    ck_assert_int_eq(make("huawei-countries", language), CN_DONE);
    ck_assert_str_eq(cn_scanner_message(scanner), "");
}

static void teardown(void) {
    cn_scanner_free(scanner);
    scanner = NULL;
}

static const char table[] = "Project,Country\nP1,A9\nP2,A2\n";

START_TEST(mention_says_everything) {
    const char one[] = "Project,Country\nP1,A9\n";
    ck_assert_int_eq(cn_scan_bytes(scanner, one, strlen(one), "p.csv", keep, NULL), CN_DONE);
    ck_assert_uint_eq(seen.count, 1);
    ck_assert_str_eq(seen.document, "p.csv");
    ck_assert_str_eq(seen.name, "A9");
    ck_assert_str_eq(seen.meaning, "North Korea");
    ck_assert_str_eq(seen.country, "KP");
    ck_assert_str_eq(seen.kind, "country");
    ck_assert_str_eq(seen.match, "identical");
    ck_assert_int_eq(seen.mention.member, -1);
    ck_assert_uint_eq(seen.mention.start, 19);
    ck_assert_uint_eq(seen.mention.end, 21);
    ck_assert_uint_eq(seen.mention.line, 2);
    ck_assert_uint_eq(seen.mention.column, 4);
    ck_assert_double_gt(seen.mention.confidence, 0.9);
    ck_assert_double_ge(seen.mention.name_confidence, seen.mention.confidence);
    ck_assert_double_eq_tol(seen.shares, seen.mention.name_confidence, 0.001);
}
END_TEST

START_TEST(source_offsets_are_those_of_the_bytes) {
    char wide[2 * sizeof table] = {0};
    for (size_t i = 0; i < sizeof table - 1; i++)
        wide[2 * i] = table[i];
    ck_assert_int_eq(cn_scan_bytes(scanner, wide, 2 * (sizeof table - 1), "utf-16.csv", keep, NULL),
                     CN_DONE);
    ck_assert_uint_eq(seen.count, 2);
    ck_assert_uint_eq(seen.mention.start, 25);
    ck_assert_uint_eq(seen.mention.source_start, 50);
    ck_assert_uint_eq(seen.mention.source_end, 54);
}
END_TEST

START_TEST(callback_stops_the_scan) {
    size_t stop_after = 1;
    ck_assert_int_eq(cn_scan_bytes(scanner, table, strlen(table), "p.csv", keep, &stop_after),
                     CN_DONE);
    ck_assert_uint_eq(seen.count, 1);
}
END_TEST

START_TEST(least_confidence_is_kept_to) {
    const struct cn_options options = {.min_confidence = 1.1};
    struct cn_scanner *strict = NULL;
    ck_assert_int_lt(cn_scanner_new(&strict, &options), CN_FAILED);
    cn_scan_bytes(strict, table, strlen(table), "p.csv", keep, NULL);
    cn_scanner_free(strict);
    ck_assert_uint_eq(seen.count, 0);
}
END_TEST

START_TEST(empty_document_is_done) {
    ck_assert_int_eq(cn_scan_bytes(scanner, "", 0, "empty", keep, NULL), CN_DONE);
    ck_assert_uint_eq(seen.count, 0);
}
END_TEST

START_TEST(missing_file_is_told) {
    ck_assert_int_eq(cn_scan_file(scanner, "/no/such/file", keep, NULL), CN_INCOMPLETE);
    ck_assert_ptr_nonnull(strstr(cn_scanner_message(scanner), "/no/such/file"));
    ck_assert_int_eq(cn_scan_bytes(scanner, "x", 1, "x", keep, NULL), CN_DONE);
    ck_assert_str_eq(cn_scanner_message(scanner), "");
}
END_TEST

START_TEST(truncated_gzip_gives_what_there_is) {
    char path[] = "/tmp/cryptonym-test-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    gzFile out = gzdopen(dup(fd), "wb");
    gzwrite(out, table, (unsigned)strlen(table));
    gzclose(out);
    ck_assert_int_eq(ftruncate(fd, lseek(fd, 0, SEEK_END) - 6), 0);
    close(fd);
    enum cn_result result = cn_scan_file(scanner, path, keep, NULL);
    unlink(path);
    ck_assert_int_eq(result, CN_INCOMPLETE);
    ck_assert_uint_eq(seen.count, 2);
}
END_TEST

START_TEST(missing_dictionary_fails) {
    teardown();
    ck_assert_int_eq(make("no-such-dictionary", NULL), CN_FAILED);
    ck_assert_ptr_nonnull(strstr(cn_scanner_message(scanner), "no such dictionary"));
}
END_TEST

START_TEST(missing_language_is_told_and_done_without) {
    teardown();
    ck_assert_int_eq(make("huawei-countries", "xx_XX"), CN_INCOMPLETE);
    ck_assert_ptr_nonnull(strstr(cn_scanner_message(scanner), "xx_XX"));
    ck_assert_int_eq(cn_scan_bytes(scanner, table, strlen(table), "p.csv", keep, NULL), CN_DONE);
    ck_assert_uint_eq(seen.count, 2);
}
END_TEST

START_TEST(version_is_that_of_the_package) {
    ck_assert_str_eq(cn_version(), PACKAGE_VERSION);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("library");
    TCase *tests = tcase_create("library");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, mention_says_everything);
    tcase_add_test(tests, source_offsets_are_those_of_the_bytes);
    tcase_add_test(tests, callback_stops_the_scan);
    tcase_add_test(tests, least_confidence_is_kept_to);
    tcase_add_test(tests, empty_document_is_done);
    tcase_add_test(tests, missing_file_is_told);
    tcase_add_test(tests, truncated_gzip_gives_what_there_is);
    tcase_add_test(tests, missing_dictionary_fails);
    tcase_add_test(tests, missing_language_is_told_and_done_without);
    tcase_add_test(tests, version_is_that_of_the_package);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
