/* test_judge.c: claims against labels, what they count as, and what has changed since a baseline.
 */
#include "evaluate/evaluate.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEAR 0.000001

static struct cn_verdicts verdicts;
static struct cn_str alias = {"AM WHISTLE", 10};
static struct cn_entry amlash = {.name = {"AMLASH", 6}};
static struct cn_entry amlash_1 = {.name = {"AMLASH-1", 8}};
static struct cn_entry amwhip = {.name = {"AMWHIP", 6}, .aliases = {&alias, 1}};

static void release(void) {
    cn_buf_free(&verdicts.items);
}

/* A name at [10, 16), with its number up to `end`. */
static struct cn_label positive(const char *name, uint64_t end, enum cn_number number) {
    return (struct cn_label){.file = CN_STR("a.txt"),
                             .name = cn_str_of(name),
                             .class = CN_STR("identical"),
                             .start = 10,
                             .end = end,
                             .base_end = 16,
                             .positive = true,
                             .number = number};
}

static struct cn_label negative(uint64_t start, uint64_t end) {
    return (struct cn_label){.file = CN_STR("a.txt"),
                             .name = CN_STR("-"),
                             .class = CN_STR("neg lower"),
                             .start = start,
                             .end = end,
                             .base_end = end};
}

static struct cn_claim claim(uint64_t start, uint64_t end, const struct cn_claim_reading *items,
                             size_t len) {
    struct cn_claim made = {.start = start,
                            .end = end,
                            .name_end = end,
                            .member = CN_NO_MEMBER,
                            .scheme = CN_STR("cia"),
                            .items = items,
                            .len = len};
    for (size_t i = 0; i < len; i++)
        made.name_confidence += items[i].share;
    made.reported = made.name_confidence >= 0.5;
    return made;
}

static const struct cn_verdict *judge(const struct cn_label *labels, size_t labels_len,
                                      const struct cn_claim *claims, size_t claims_len,
                                      bool exhaustive, size_t wanted) {
    size_t len;
    cn_buf_clear(&verdicts.items);
    ck_assert(cn_judge(&verdicts, (struct cn_label_slice){labels, labels_len}, claims, claims_len,
                       CN_STR("a.txt"), exhaustive));
    const struct cn_verdict *items = cn_verdicts_items(&verdicts, &len);
    ck_assert_uint_eq(len, wanted);
    return items;
}

START_TEST(found_missed_and_wrong) {
    const struct cn_claim_reading right[] = {{&amlash, 0.7, false}, {&amwhip, 0.2, false}};
    const struct cn_claim_reading wrong[] = {{&amwhip, 0.7, false}, {&amlash, 0.2, false}};
    struct cn_label label = positive("AMLASH", 16, CN_NUMBER_NONE);
    struct cn_claim claims[] = {claim(10, 16, right, 2)};
    const struct cn_verdict *verdict = judge(&label, 1, claims, 1, false, 1);
    ck_assert_int_eq(verdict->kind, CN_FOUND);
    ck_assert(verdict->strict && verdict->number_set && verdict->number_right);
    ck_assert_double_eq_tol(verdict->right, 0.7, NEAR);
    claims[0] = claim(10, 16, wrong, 2);
    verdict = judge(&label, 1, claims, 1, false, 1);
    ck_assert_int_eq(verdict->kind, CN_WRONG_NAME);
    ck_assert_double_eq_tol(verdict->right, 0.2, NEAR);
    ck_assert_double_eq_tol(verdict->wrong, 0.7, NEAR);
    claims[0].reported = false;
    ck_assert_int_eq(judge(&label, 1, claims, 1, false, 1)->kind, CN_MISSED);
    verdict = judge(&label, 1, NULL, 0, false, 1);
    ck_assert_int_eq(verdict->kind, CN_MISSED);
    ck_assert_double_eq_tol(verdict->right, 0, NEAR);
}
END_TEST

START_TEST(family_is_named_by_its_pattern) {
    struct cn_entry family = {.name = CN_STR("/AM[A-Z]+/"), .pattern = CN_STR("AM[A-Z]+")};
    const struct cn_claim_reading unknown[] = {{&family, 0.9, true}};
    struct cn_label label = positive("/AM[A-Z]+/", 16, CN_NUMBER_NONE);
    struct cn_claim claims[] = {claim(10, 16, unknown, 1)};
    ck_assert_int_eq(judge(&label, 1, claims, 1, false, 1)->kind, CN_FOUND);
    label = positive("AMLASH", 16, CN_NUMBER_NONE);
    const struct cn_verdict *verdict = judge(&label, 1, claims, 1, false, 1);
    ck_assert_int_eq(verdict->kind, CN_CALLED_UNKNOWN);
    ck_assert_double_eq_tol(verdict->right, 0, NEAR);
    ck_assert_double_eq_tol(verdict->wrong, 0, NEAR);
}
END_TEST

START_TEST(overlap_counts_but_not_strictly) {
    const struct cn_claim_reading right[] = {{&amwhip, 0.9, false}};
    struct cn_label label = positive("AMWHISTLE", 16, CN_NUMBER_UNSURE);
    struct cn_claim claims[] = {claim(12, 18, right, 1)};
    const struct cn_verdict *verdict = judge(&label, 1, claims, 1, false, 1);
    ck_assert_int_eq(verdict->kind, CN_FOUND);
    ck_assert(!verdict->strict && !verdict->number_set);
    claims[0] = claim(16, 18, right, 1); /* touches, shares nothing */
    ck_assert_int_eq(judge(&label, 1, claims, 1, false, 2)->kind, CN_MISSED);
}
END_TEST

START_TEST(numbers_are_told_apart) {
    const struct cn_claim_reading base[] = {{&amlash, 0.9, false}};
    const struct cn_claim_reading whole[] = {{&amlash_1, 0.9, false}};
    struct cn_label label = positive("AMLASH-1", 18, CN_NUMBER_OK);
    struct cn_claim claims[] = {claim(10, 18, base, 1)};
    claims[0].name_end = 16;
    claims[0].member = 1;
    const struct cn_verdict *verdict = judge(&label, 1, claims, 1, false, 1);
    ck_assert(verdict->kind == CN_FOUND && verdict->strict && verdict->number_right);
    claims[0].member = 2;
    verdict = judge(&label, 1, claims, 1, false, 1);
    ck_assert(verdict->kind == CN_FOUND && !verdict->number_right);
    claims[0] = claim(10, 18, whole, 1);
    verdict = judge(&label, 1, claims, 1, false, 1);
    ck_assert(verdict->kind == CN_FOUND && verdict->strict && verdict->number_right);
}
END_TEST

START_TEST(name_bases) {
    uint32_t number;
    ck_assert_uint_eq(cn_name_base(CN_STR("AMLASH-12"), &number).len, 6);
    ck_assert_uint_eq(number, 12);
    ck_assert_uint_eq(cn_name_base(CN_STR("AMLASH"), &number).len, 6);
    ck_assert_uint_eq(number, CN_NO_MEMBER);
    ck_assert_uint_eq(cn_name_base(CN_STR("AMLASH12"), &number).len, 8);
    ck_assert_uint_eq(cn_name_base(CN_STR("U-2"), &number).len, 3);
    ck_assert_uint_eq(cn_name_base(CN_STR("AMLASH-12345"), &number).len, 12);
}
END_TEST

/* The labelled name loses to a mention around it only where that one is not the name. */
START_TEST(covered_claims_answer_last) {
    const struct cn_claim_reading right[] = {{&amlash, 0.9, false}};
    const struct cn_claim_reading wrong[] = {{&amwhip, 0.8, false}};
    struct cn_label label = positive("AMLASH", 16, CN_NUMBER_NONE);
    struct cn_claim claims[] = {claim(8, 16, wrong, 1), claim(10, 16, right, 1)};
    claims[1].covered = true;
    claims[1].reported = false;
    ck_assert_int_eq(judge(&label, 1, claims, 2, false, 1)->kind, CN_WRONG_NAME);
    const struct cn_verdict *alone = judge(&label, 1, claims + 1, 1, false, 1);
    ck_assert_int_eq(alone->kind, CN_MISSED);
    ck_assert_double_eq_tol(alone->right, 0.9, NEAR);
}
END_TEST

START_TEST(negatives_and_places_without_label) {
    const struct cn_claim_reading sure[] = {{&amlash, 0.9, false}};
    const struct cn_claim_reading weak[] = {{&amlash, 0.2, false}};
    struct cn_label labels[] = {negative(10, 16), negative(20, 26)};
    struct cn_claim claims[] = {claim(10, 16, sure, 1), claim(20, 26, weak, 1),
                                claim(30, 36, sure, 1), claim(40, 46, weak, 1)};
    const struct cn_verdict *items = judge(labels, 2, claims, 4, false, 3);
    ck_assert_int_eq(items[0].kind, CN_FALSE_ALARM);
    ck_assert_double_eq_tol(items[0].wrong, 0.9, NEAR);
    ck_assert_int_eq(items[1].kind, CN_REFUSED);
    ck_assert_int_eq(items[2].kind, CN_UNLABELLED);
    ck_assert_ptr_null(items[2].label);
    items = judge(labels, 2, claims, 4, true, 4);
    ck_assert_int_eq(items[2].kind, CN_FALSE_ALARM);
    ck_assert_int_eq(items[3].kind, CN_REFUSED);
}
END_TEST

START_TEST(tallies_and_outcomes) {
    const struct cn_claim_reading sure[] = {{&amlash, 0.9, false}};
    const struct cn_claim_reading wrong[] = {{&amwhip, 0.6, false}, {&amlash, 0.3, false}};
    struct cn_label first = positive("AMLASH", 16, CN_NUMBER_NONE), second = first;
    second.start += 100;
    second.end += 100;
    second.base_end += 100;
    struct cn_label labels[] = {first, negative(20, 26), negative(30, 36), second};
    struct cn_claim claims[] = {claim(10, 16, sure, 1), claim(20, 26, sure, 1),
                                claim(110, 116, wrong, 2)};
    struct cn_tallies tallies = {0};
    struct cn_buf outcomes = {0};
    size_t len;
    judge(labels, 4, claims, 3, false, 4);
    ck_assert(cn_tally(&tallies, &verdicts, CN_BY_CLASS, NULL));
    const struct cn_tally *items = cn_tallies_items(&tallies, &len);
    ck_assert_uint_eq(len, 2);
    ck_assert_uint_eq(items[0].positives, 2);
    ck_assert_uint_eq(items[0].found, 1);
    ck_assert_uint_eq(items[0].wrong_names, 1);
    ck_assert_uint_eq(items[1].negatives, 2);
    ck_assert_uint_eq(items[1].false_alarms, 1);
    ck_assert_double_eq_tol(cn_recall(&items[0], false), 0.5, NEAR);
    ck_assert_double_eq_tol(cn_precision(&items[0], &items[1], false), 1.0 / 3, NEAR);
    cn_outcomes_of(&verdicts, CN_STR(""), &outcomes); /* a wrong name is an outcome more */
    ck_assert_uint_eq(outcomes.len / sizeof(struct cn_outcome), 5);
    cn_buf_clear(&outcomes);
    cn_outcomes_of(&verdicts, CN_STR("neg lower"), &outcomes);
    ck_assert_uint_eq(outcomes.len / sizeof(struct cn_outcome), 2);
    const char *classes[] = {"neg lower"};
    cn_verdicts_leave_out(&verdicts, classes, 1);
    cn_verdicts_items(&verdicts, &len);
    ck_assert_uint_eq(len, 2);
    cn_verdicts_keep_only(&verdicts, classes, 1);
    cn_verdicts_items(&verdicts, &len);
    ck_assert_uint_eq(len, 0);
    cn_tallies_free(&tallies);
    cn_buf_free(&outcomes);
}
END_TEST

/* ---- baseline ---- */

static struct cn_baseline *save_and_load(const char *path) {
    struct cn_baseline *baseline = NULL;
    struct cn_diags diags = {0};
    struct cn_buf text = {0};
    FILE *file = fopen(path, "w");
    cn_baseline_write(&verdicts, &text);
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text.bytes, 1, text.len, file), text.len);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(cn_baseline_load(&baseline, path, &diags), CN_OK);
    unlink(path);
    cn_buf_free(&text);
    cn_diags_free(&diags);
    return baseline;
}

struct changes {
    int gained, lost;
    char last[200];
};

static void note_change(enum cn_change change, struct cn_str line, void *context) {
    struct changes *changes = context;
    changes->gained += change == CN_GAINED;
    changes->lost += change == CN_LOST;
    snprintf(changes->last, sizeof changes->last, "%.*s", (int)line.len, line.bytes);
}

static struct changes compare(const struct cn_baseline *baseline) {
    struct changes changes = {0};
    cn_baseline_compare(baseline, &verdicts, note_change, &changes);
    return changes;
}

START_TEST(gained_and_lost) {
    const struct cn_claim_reading sure[] = {{&amlash, 0.9, false}};
    struct cn_label labels[] = {positive("AMLASH", 16, CN_NUMBER_NONE), negative(20, 26)};
    struct cn_claim claims[] = {claim(10, 16, sure, 1), claim(20, 26, sure, 1),
                                claim(30, 36, sure, 1)};
    judge(labels, 2, claims, 1, true, 2);
    struct cn_baseline *baseline = save_and_load("judge-baseline.tsv");
    ck_assert_uint_eq(cn_baseline_len(baseline), 2);
    struct changes same = compare(baseline);
    ck_assert(same.gained == 0 && same.lost == 0);
    judge(labels, 2, claims + 2, 1, true, 3);
    struct changes worse = compare(baseline); /* the name missed, a false alarm elsewhere */
    ck_assert(worse.gained == 0 && worse.lost == 2);
    ck_assert_str_eq(worse.last, "a.txt:30-36: AMLASH: false-alarm, was nothing");
    struct cn_baseline *bad = save_and_load("judge-baseline.tsv");
    judge(labels, 2, claims, 2, true, 2);
    struct changes mixed = compare(bad);
    ck_assert(mixed.gained == 2 && mixed.lost == 1);
    cn_baseline_free(baseline);
    cn_baseline_free(bad);
}
END_TEST

START_TEST(not_a_baseline) {
    struct cn_baseline *baseline = NULL;
    struct cn_diags diags = {0};
    ck_assert_int_eq(cn_baseline_load(&baseline, "no-such-baseline", &diags), CN_SKIP);
    cn_baseline_free(baseline);
    cn_diags_free(&diags);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("evaluate/judge");
    TCase *tcase = tcase_create("judge");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, found_missed_and_wrong);
    tcase_add_test(tcase, family_is_named_by_its_pattern);
    tcase_add_test(tcase, overlap_counts_but_not_strictly);
    tcase_add_test(tcase, numbers_are_told_apart);
    tcase_add_test(tcase, name_bases);
    tcase_add_test(tcase, covered_claims_answer_last);
    tcase_add_test(tcase, negatives_and_places_without_label);
    tcase_add_test(tcase, tallies_and_outcomes);
    tcase_add_test(tcase, gained_and_lost);
    tcase_add_test(tcase, not_a_baseline);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
