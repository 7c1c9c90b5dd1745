/* test_results.c: records that are taken, and what is said of those that are not. */
#include "review/review.h"

#include "base/limits.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACE "\"source\":{\"start\":4,\"end\":10},\"line\":2,\"column\":3,"
#define READINGS                                                                                   \
    "\"readings\":[{\"name\":\"AMLASH\",\"meaning\":\"Cubela\",\"scheme\":\"cia\",\"share\":0.5}]"
#define GOOD                                                                                       \
    "{\"type\":\"mention\",\"document\":\"a.txt\"," PLACE                                          \
    "\"surface\":\"AMLASH\",\"member\":1,\"name_confidence\":0.5,\"before\":\"x\\u0000\\n\","      \
    "\"after\":\"y\",\"match\":\"folded\"," READINGS ",\"later\":[[]]}\n"
#define SUMMARY "{\"type\":\"summary\",\"version\":1}\n"

static struct cn_results results;

static void release(void) {
    cn_results_free(&results);
}

static enum cn_severity read_text(const char *text) {
    cn_results_free(&results);
    struct cn_stream *stream = cn_stream_bytes(cn_str_of(text), CN_STR("r.jsonl"), &results.diags);
    ck_assert_ptr_nonnull(stream);
    enum cn_severity severity = cn_results_read(&results, stream, "r.jsonl");
    cn_stream_close(stream);
    return severity;
}

static size_t questions(void) {
    size_t len;
    cn_results_questions(&results, &len);
    return len;
}

START_TEST(a_mention) {
    size_t len;
    ck_assert_int_eq(read_text("{\"type\":\"document\"}\n\n" GOOD "{\"type\":\"new\"}\n" SUMMARY),
                     CN_OK);
    const struct cn_question *question = cn_results_questions(&results, &len);
    ck_assert_uint_eq(len, 1);
    ck_assert(cn_str_equal(question->file, CN_STR("a.txt")));
    ck_assert(cn_str_equal(question->surface, CN_STR("AMLASH")));
    ck_assert(cn_str_equal(question->before, CN_STR("x\0\n")));
    ck_assert(cn_str_equal(question->match, CN_STR("folded")));
    ck_assert_uint_eq(question->start, 4);
    ck_assert_uint_eq(question->end, 10);
    ck_assert_uint_eq(question->line, 2);
    ck_assert_uint_eq(question->column, 3);
    ck_assert_uint_eq(question->member, 1);
    ck_assert(question->name_confidence == 0.5);
    ck_assert_uint_eq(question->len, 1);
    ck_assert(cn_str_equal(question->choices[0].meaning, CN_STR("Cubela")));
    ck_assert(!question->choices[0].unknown);
}
END_TEST

/* A name that is not UTF-8 has its bytes beside it. */
START_TEST(document_bytes) {
    size_t len;
    read_text(
        "{\"type\":\"mention\",\"document\":\"%FF.txt\",\"document_bytes\":\"/y50eHQ=\"," PLACE
        "\"surface\":\"AMLASH\",\"name_confidence\":1," READINGS "}\n" SUMMARY);
    const struct cn_question *question = cn_results_questions(&results, &len);
    ck_assert_uint_eq(len, 1);
    ck_assert(cn_str_equal(question->file, CN_STR("\xff.txt")));
    ck_assert_uint_eq(question->member, CN_NO_MEMBER);
}
END_TEST

/* GOOD with one thing in it changed is broken, said with its line, and costs no other. */
static void check_broken(const char *from, const char *to, const char *said) {
    static const char good[] = GOOD;
    char text[8192] = GOOD;
    const char *found = strstr(good, from);
    ck_assert_msg(found != NULL, "%s", from);
    size_t at = (size_t)(found - good);
    snprintf(text + at, sizeof text - at, "%s%s%s", to, &good[at + strlen(from)], GOOD SUMMARY);
    ck_assert_int_eq(read_text(text), CN_PARTIAL);
    ck_assert_msg(questions() == 1, "%s", to);
    ck_assert_uint_eq(results.diags.len, 1);
    ck_assert_int_eq(results.diags.items[0].code, CN_E_RESULTS);
    ck_assert_uint_eq(results.diags.items[0].where.line, 1);
    ck_assert_msg(cn_str_equal(results.diags.items[0].detail, cn_str_of(said)), "%s", to);
}

START_TEST(broken_ones) {
    check_broken("\"type\":\"mention\"", "\"type\":7", "type");
    check_broken("\"a.txt\"", "null", "document");
    check_broken("\"a.txt\"", "\"\"", "document");
    check_broken("\"a.txt\"", "\"a.txt\",\"document_bytes\":\"*\"", "document_bytes");
    check_broken("\"start\":4", "\"start\":-4", "start");
    check_broken("\"start\":4", "\"start\":10", "source");
    check_broken("\"end\":10", "\"end\":1e1", "end");
    check_broken("{\"start\":4,\"end\":10}", "[4,10]", "source");
    check_broken("\"line\":2", "\"line\":\"2\"", "line");
    check_broken("\"surface\":\"AMLASH\"", "\"surface\":\"\"", "surface");
    check_broken("\"surface\":\"AMLASH\"", "\"surface\":{}", "surface");
    check_broken("\"member\":1", "\"member\":1.5", "member");
    check_broken("\"name_confidence\":0.5", "\"name_confidence\":1.5", "name_confidence");
    check_broken("\"name_confidence\":0.5", "\"x\":0.5", "name_confidence");
    check_broken("\"before\":\"x\\u0000\\n\"", "\"before\":[]", "before");
    check_broken(READINGS, "\"readings\":[]", "readings");
    check_broken(READINGS, "\"readings\":{}", "readings");
    check_broken(READINGS, "\"readings\":[7]", "name");
    check_broken("\"share\":0.5", "\"share\":\"all\"", "share");
}
END_TEST

START_TEST(no_json) {
    ck_assert_int_eq(read_text("{\"type\":\"men\n\xff\n[1\n" GOOD SUMMARY), CN_PARTIAL);
    ck_assert_uint_eq(questions(), 1);
    ck_assert_uint_eq(results.diags.len, 3);
    ck_assert_uint_eq(results.diags.items[2].where.line, 3);
}
END_TEST

START_TEST(cut_short) {
    ck_assert_int_eq(read_text(GOOD "{\"type\":\"mention\",\"docu"), CN_PARTIAL);
    ck_assert_uint_eq(questions(), 1);
    ck_assert_uint_eq(results.diags.len, 2);
    ck_assert_int_eq(results.diags.items[0].code, CN_E_RESULTS);
    ck_assert_int_eq(results.diags.items[1].code, CN_E_RESULTS_CUT);
}
END_TEST

START_TEST(names_that_no_label_can_have) {
    ck_assert_int_eq(read_text("{\"type\":\"mention\",\"document\":\"a\\tb\"," PLACE
                               "\"surface\":\"A\",\"name_confidence\":1," READINGS
                               "}\n" GOOD SUMMARY),
                     CN_PARTIAL);
    ck_assert_uint_eq(questions(), 1);
    ck_assert_int_eq(results.diags.items[0].code, CN_E_RESULTS_NAME);
}
END_TEST

START_TEST(a_line_without_end) {
    size_t len = CN_RECORD_MAX + 1000;
    char *text = malloc(len + sizeof "\n" GOOD SUMMARY);
    ck_assert_ptr_nonnull(text);
    memset(text, 'x', len);
    strcpy(text + len, "\n" GOOD SUMMARY);
    ck_assert_int_eq(read_text(text), CN_PARTIAL);
    ck_assert_uint_eq(questions(), 1);
    ck_assert_int_eq(results.diags.items[0].code, CN_E_RESULTS_LONG);
    free(text);
}
END_TEST

START_TEST(no_file) {
    ck_assert_int_ge(cn_results_load(&results, "no/such/file"), CN_SKIP);
    ck_assert_int_eq(results.diags.items[0].code, CN_E_OPEN);
}
END_TEST

int main(void) {
    if (!cn_results_readable()) {
        puts("built without jansson");
        return 77;
    }
    Suite *suite = suite_create("review/results");
    TCase *tcase = tcase_create("results");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, a_mention);
    tcase_add_test(tcase, document_bytes);
    tcase_add_test(tcase, broken_ones);
    tcase_add_test(tcase, no_json);
    tcase_add_test(tcase, cut_short);
    tcase_add_test(tcase, names_that_no_label_can_have);
    tcase_add_test(tcase, a_line_without_end);
    tcase_add_test(tcase, no_file);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
