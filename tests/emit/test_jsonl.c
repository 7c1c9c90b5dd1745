/*
 * test_jsonl.c: the records of JSON Lines.
 */
#include "emit/hostile.h"
#include "emit/sample.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

/* The output, ended by NUL, of one document; the caller frees it. */
static struct cn_out emit(struct sample *sample, size_t core) {
    struct cn_out out;
    sample_emit(&out, cn_emitter_find(CN_STR("jsonl")), (struct cn_emit_options){0}, sample, 1,
                core);
    ck_assert(is_json_lines(cn_buf_str(&out.buf)));
    cn_out_add(&out, "", 1);
    return out;
}

static void assert_holds(const struct cn_out *out, const char *part) {
    ck_assert_msg(strstr(out->buf.bytes, part) != NULL, "%s\nis not in\n%s", part, out->buf.bytes);
}

START_TEST(test_mention) {
    struct cn_evidence evidence[] = {{.name = "prior", .value = 1, .weight = -0.25, .prior = true},
                                     {.name = "spelling", .value = INFINITY, .weight = 2}};
    struct cn_meaning meaning = sample_meaning;
    struct sample sample = sample_of("a.txt", CN_STR("x\n\"to\" A9-7!"));
    struct cn_mention *mention = sample_add(&sample, 7, 11);
    struct cn_out out;
    meaning.evidence = evidence;
    meaning.evidence_len = 2;
    mention->meanings = &meaning;
    mention->name_end = 9;
    mention->member = 7;
    out = emit(&sample, SIZE_MAX);
    assert_holds(&out, "{\"type\":\"mention\",\"id\":\"");
    assert_holds(&out,
                 "\",\"document\":\"a.txt\",\"start\":7,\"end\":11,"
                 "\"source\":{\"start\":7,\"end\":11},\"line\":2,\"column\":6,"
                 "\"surface\":\"A9-7\",\"name\":\"A9\",\"member\":7,\"scheme\":\"countries\","
                 "\"kind\":null,\"country\":null,\"meaning\":\"North Korea\",\"unknown\":false,"
                 "\"certainty\":\"documented\",\"citation\":null,"
                 "\"confidence\":0.9700,\"name_confidence\":0.9800,\"match\":\"identical\","
                 "\"before\":\"x\\n\\\"to\\\" \",\"after\":\"!\","
                 "\"readings\":[{\"scheme\":\"countries\",\"name\":\"A9\","
                 "\"meaning\":\"North Korea\",\"unknown\":false,\"share\":0.9700}],"
                 "\"evidence\":[{\"name\":\"prior\",\"value\":1.000000,\"weight\":-0.250000,"
                 "\"prior\":true},{\"name\":\"spelling\",\"value\":null,"
                 "\"weight\":2.000000,\"prior\":false}],"
                 "\"locator\":{\"line\":2,\"column\":6}}\n");
    cn_out_free(&out);
}
END_TEST

START_TEST(test_cell) {
    struct sample sample = sample_of("a.csv", CN_STR("A9"));
    struct cn_mention *mention = sample_add(&sample, 0, 2);
    struct cn_out out;
    mention->in_table = true;
    mention->cell = (struct cn_cell){.row = 3, .column = 2, .header = CN_STR("Country")};
    out = emit(&sample, SIZE_MAX);
    assert_holds(&out, "\"locator\":{\"line\":1,\"column\":1,\"cell\":{\"row\":3,\"column\":2,"
                       "\"header\":\"Country\",\"label\":null}}");
    cn_out_free(&out);
}
END_TEST

START_TEST(test_document) {
    struct sample sample = sample_of("a.txt", CN_STR(""));
    struct cn_diags *diags = &sample.document.diags;
    struct cn_where where = {.line = 3};
    struct cn_out out;
    sample.document.status = CN_STATUS_PARTIAL;
    sample.document.bytes = 12;
    sample.document.hashed = true;
    sample.document.sha256[31] = 0xa5;
    cn_diag_add(diags, CN_PARTIAL, CN_E_PACKED_TRUNCATED, &where, "at %d", 7);
    out = emit(&sample, SIZE_MAX);
    assert_holds(&out,
                 "{\"type\":\"document\",\"document\":\"a.txt\",\"status\":\"partial\","
                 "\"bytes\":12,\"sha256\":\"00000000000000000000000000000000000000000000000000"
                 "000000000000a5\",\"duplicate_of\":null,\"format\":null,\"charset\":null,"
                 "\"charset_by\":null,\"charset_certainty\":null,\"invalid\":0,"
                 "\"mentions\":0,\"below\":0,\"covered\":0,\"diagnostics\":[{"
                 "\"severity\":\"partial\",\"code\":\"packed-truncated\",");
    assert_holds(&out, "\"detail\":\"at 7\",\"line\":3,\"column\":null}],"
                       "\"diagnostics_dropped\":0}\n");
    cn_diags_free(diags);
    cn_out_free(&out);
}
END_TEST

START_TEST(test_summary) {
    struct sample sample = sample_of("a.txt", CN_STR(""));
    struct cn_buf facts = {0};
    cn_emitter_find(CN_STR("jsonl"))->facts(&facts, NULL, NULL);
    facts_of_run = cn_buf_str(&facts);
    struct cn_out out = emit(&sample, SIZE_MAX);
    assert_holds(&out, "\n{\"type\":\"summary\",\"version\":1,\"program\":\"cryptonym ");
    assert_holds(&out, "\"documents\":1,\"bytes\":0,\"mentions\":0,\"below\":0,"
                       "\"min_confidence\":0.5000,\"statuses\":{\"ok\":0,\"partial\":0,");
    assert_holds(&out, "},\"dictionaries\":[],\"hunspell\":[]}\n");
    facts_of_run = (struct cn_str){NULL, 0};
    cn_buf_free(&facts);
    cn_out_free(&out);
}
END_TEST

START_TEST(test_name_that_is_not_utf8) {
    struct sample sample = sample_of("d/\xff%\xc3\xa9", CN_STR(""));
    struct cn_out out = emit(&sample, SIZE_MAX);
    assert_holds(&out, "\"document\":\"d/%FF%25%C3%A9\",\"document_bytes\":\"ZC//JcOp\"");
    cn_out_free(&out);
}
END_TEST

START_TEST(test_broken_surface) {
    struct sample sample = sample_of("a", CN_STR("\xff"
                                                 "A\xe2\x9f"
                                                 "9"));
    struct cn_out out;
    sample_add(&sample, 1, 5);
    out = emit(&sample, SIZE_MAX);
    assert_holds(&out, "\"start\":1,\"end\":5,");
    assert_holds(&out, "\"surface\":\"A\xef\xbf\xbd\xef\xbf\xbd"
                       "9\"");
    assert_holds(&out, "\"before\":\"\xef\xbf\xbd\"");
    cn_out_free(&out);
}
END_TEST

/* 80 characters on each side, of three bytes each, none of them cut. */
START_TEST(test_context) {
    struct cn_buf text = {0}, expected = {0};
    struct sample sample;
    struct cn_out out;
    for (int i = 0; i < 200; i++)
        cn_buf_add_text(&text, i == 100 ? "A9" : "\xe5\x9b\xbd");
    cn_buf_add_text(&expected, "\"before\":\"");
    for (int i = 0; i < 80; i++)
        cn_buf_add_text(&expected, "\xe5\x9b\xbd");
    cn_buf_add_text(&expected, "\",\"after\":\"");
    for (int i = 0; i < 80; i++)
        cn_buf_add_text(&expected, "\xe5\x9b\xbd");
    cn_buf_add(&expected, "\"", 2);
    sample = sample_of("a", cn_buf_str(&text));
    sample_find(&sample, "A9");
    out = emit(&sample, SIZE_MAX);
    assert_holds(&out, expected.bytes);
    cn_out_free(&out);
    cn_buf_free(&text);
    cn_buf_free(&expected);
}
END_TEST

static void take_id(const struct cn_out *out, char id[17]) {
    const char *at = strstr(out->buf.bytes, "\"id\":\"");
    ck_assert_ptr_nonnull(at);
    memcpy(id, at + 6, 16);
    id[16] = '\0';
}

START_TEST(test_ids) {
    struct sample samples[] = {sample_of("a", CN_STR("A9 A9")), sample_of("a", CN_STR("A9 A9")),
                               sample_of("b", CN_STR("A9 A9")), sample_of("a", CN_STR("A9 A9"))};
    char ids[4][17];
    sample_add(&samples[0], 0, 2);
    sample_add(&samples[1], 0, 2);
    sample_add(&samples[2], 0, 2);
    sample_add(&samples[3], 3, 5);
    for (size_t i = 0; i < 4; i++) {
        struct cn_out out = emit(&samples[i], i + 1);
        take_id(&out, ids[i]);
        cn_out_free(&out);
    }
    ck_assert_uint_eq(strspn(ids[0], "0123456789abcdef"), 16);
    ck_assert_str_eq(ids[0], ids[1]);
    ck_assert_str_ne(ids[0], ids[2]);
    ck_assert_str_ne(ids[0], ids[3]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("jsonl");
    TCase *tests = tcase_create("records");
    tcase_add_test(tests, test_mention);
    tcase_add_test(tests, test_cell);
    tcase_add_test(tests, test_document);
    tcase_add_test(tests, test_summary);
    tcase_add_test(tests, test_name_that_is_not_utf8);
    tcase_add_test(tests, test_broken_surface);
    tcase_add_test(tests, test_context);
    tcase_add_test(tests, test_ids);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
