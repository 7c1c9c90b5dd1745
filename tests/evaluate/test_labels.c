/* test_labels.c: labels by column name, in order of place, bad rows left out. */
#include "evaluate/evaluate.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct cn_labels labels;

static void release(void) {
    cn_labels_free(&labels);
}

static enum cn_severity parse(const char *text) {
    return cn_labels_parse(&labels, cn_str_of(text), "labels.tsv");
}

static void check_str(struct cn_str found, const char *wanted) {
    ck_assert_uint_eq(found.len, strlen(wanted));
    if (found.len > 0)
        ck_assert_mem_eq(found.bytes, wanted, found.len);
}

START_TEST(columns_by_name) {
    ck_assert_int_eq(parse("label\tfile\tend\tstart\tsurface\tname\tclass\tbase_end\taux\textra\n"
                           "1\tb.txt\t20\t12\tAM\\nLA\\\\S\tAMLASH-1\tidentical\t18\tok\tx\r\n"
                           "0\ta.txt\t9\t3\tlisted\t-\tneg lower\t9\tLITED\tx\n"
                           "1\tb.txt\t7\t1\tAMWHIP\tAMWHIP\tidentical\t7\tnone\tx\n"),
                     CN_OK);
    ck_assert_uint_eq(labels.len, 3);
    ck_assert_uint_eq(labels.files.len, 2);
    check_str(labels.files.items[0], "a.txt");
    check_str(labels.files.items[1], "b.txt");
    ck_assert(!labels.exhaustive);
    struct cn_label_slice slice = cn_labels_of(&labels, CN_STR("b.txt"));
    ck_assert_uint_eq(slice.len, 2);
    check_str(slice.items[0].name, "AMWHIP");
    ck_assert_int_eq(slice.items[0].number, CN_NUMBER_NONE);
    const struct cn_label *label = &slice.items[1];
    check_str(label->surface, "AM\nLA\\S");
    check_str(label->class, "identical");
    ck_assert(label->positive);
    ck_assert_uint_eq(label->start, 12);
    ck_assert_uint_eq(label->end, 20);
    ck_assert_uint_eq(label->base_end, 18);
    ck_assert_uint_eq(label->line, 2);
    ck_assert_int_eq(label->number, CN_NUMBER_OK);
    ck_assert(!cn_labels_of(&labels, CN_STR("a.txt")).items[0].positive);
    ck_assert_int_eq(cn_labels_of(&labels, CN_STR("a.txt")).items[0].number, CN_NUMBER_UNSURE);
    ck_assert_uint_eq(cn_labels_of(&labels, CN_STR("c.txt")).len, 0);
}
END_TEST

/* A label that stands for others counts so often; what is no number, or none, once. */
START_TEST(labels_stand_for_others) {
    ck_assert_int_eq(parse("file\tstart\tend\tlabel\tstands_for\n"
                           "a.txt\t1\t2\t0\t1137\na.txt\t3\t4\t0\t0\na.txt\t5\t6\t0\tx\n"
                           "a.txt\t7\t8\t0\t\na.txt\t9\t10\t0\n"),
                     CN_OK);
    ck_assert_uint_eq(labels.len, 5);
    ck_assert_uint_eq(labels.items[0].stands_for, 1137);
    for (size_t i = 1; i < 5; i++)
        ck_assert_uint_eq(labels.items[i].stands_for, 1);
    cn_labels_free(&labels);
    labels = (struct cn_labels){0};
    ck_assert_int_eq(parse("file\tstart\tend\tlabel\na.txt\t1\t2\t0\n"), CN_OK);
    ck_assert_uint_eq(labels.items[0].stands_for, 1);
}
END_TEST

START_TEST(exhaustive_with_a_bare_file) {
    ck_assert_int_eq(parse("# labels: exhaustive\n# file: bare.txt\nfile\tstart\tend\tlabel\n"
                           "a.txt\t1\t2\t0\n"),
                     CN_OK);
    ck_assert(labels.exhaustive);
    ck_assert_uint_eq(labels.files.len, 2);
    check_str(labels.files.items[1], "bare.txt");
    check_str(labels.items[0].class, "-");
    ck_assert_uint_eq(labels.items[0].base_end, 2);
}
END_TEST

START_TEST(bad_rows_are_left_out) {
    ck_assert_int_eq(parse("file\tstart\tend\tname\tlabel\tbase_end\n"
                           "a.txt\t5\t5\tX\t1\t\n"
                           "a.txt\t-1\t5\tX\t1\t\n"
                           "a.txt\t1\t5\tX\t2\t\n"
                           "a.txt\t1\t5\t\t1\t\n"
                           "\t1\t5\tX\t1\t\n"
                           "a.txt\t1\t5\tX\t1\t6\n"
                           "a.txt\t99999999999999999999\t5\tX\t1\t\n"
                           "a.txt\n"
                           "a.txt\t1\t5\tX\t1\t\n"),
                     CN_PARTIAL);
    ck_assert_uint_eq(labels.len, 1);
    ck_assert_uint_eq(labels.diags.len, 8);
    ck_assert_uint_eq(labels.diags.items[7].where.line, 9);
    ck_assert_int_eq(labels.diags.items[0].code, CN_E_LABELS);
}
END_TEST

START_TEST(no_header) {
    ck_assert_int_eq(parse("a.txt\t1\t5\tX\t1\n"), CN_SKIP);
    ck_assert_int_eq(parse(""), CN_SKIP);
    ck_assert_int_eq(cn_labels_load(&labels, "no-such-labels.tsv"), CN_SKIP);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("evaluate/labels");
    TCase *tcase = tcase_create("labels");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, columns_by_name);
    tcase_add_test(tcase, labels_stand_for_others);
    tcase_add_test(tcase, exhaustive_with_a_bare_file);
    tcase_add_test(tcase, bad_rows_are_left_out);
    tcase_add_test(tcase, no_header);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
