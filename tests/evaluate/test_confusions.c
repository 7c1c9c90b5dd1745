/* test_confusions.c: what is read for letters, counted on labels. */
#include "evaluate/confusions.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

static struct cn_pairs pairs;
static struct cn_confusions *counts;

static void start(void) {
    counts = calloc(1, sizeof *counts);
    ck_assert_ptr_nonnull(counts);
}

static void done(void) {
    cn_pairs_free(&pairs);
    pairs = (struct cn_pairs){.items = {0}};
    cn_confusions_free(counts);
    free(counts);
}

static struct cn_label label_of(const char *file, const char *name, const char *surface) {
    size_t len = strlen(surface);
    return (struct cn_label){.file = cn_str_of(file),
                             .name = cn_str_of(name),
                             .surface = cn_str_of(surface),
                             .start = 100,
                             .end = 100 + len,
                             .base_end = 100 + len,
                             .positive = true};
}

static void add_label(struct cn_label label) {
    struct cn_labels labels = {.items = &label, .len = 1};
    ck_assert(cn_pairs_add(&pairs, &labels));
}

static void add(const char *name, const char *surface, int times) {
    while (times--)
        add_label(label_of("a.txt", name, surface));
}

static void learn(uint32_t folds, uint32_t out) {
    ck_assert(cn_confusions_learn(counts, &pairs, &(struct cn_fold){folds, out}));
}

static uint8_t sign(char letter) {
    return letter == '?' ? CN_MARK : letter == '_' ? CN_BLANK : cn_channel_symbol(letter);
}

static double times_read(char letter, char read) {
    return counts->read[sign(letter)][sign(read)];
}

/* "M>RN 3; ..." */
static const char *together(void) {
    static struct cn_buf out;
    cn_buf_clear(&out);
    for (size_t i = 0; i < counts->pairs_len; i++) {
        const struct cn_confused *it = &counts->pairs[i];
        const uint8_t signs[] = {it->letters[0], it->letters[1], CN_SYMBOLS, it->read[0],
                                 it->read[1]};
        cn_buf_addf(&out, "%s", i ? "; " : "");
        for (int k = 0; k < 5; k++)
            if (signs[k] < CN_SYMBOLS || k == 2)
                cn_buf_add_byte(&out, k == 2 ? '>' : cn_channel_letter(signs[k]));
        cn_buf_addf(&out, " %d", (int)it->times);
    }
    cn_buf_add_byte(&out, '\0');
    return out.bytes;
}

/* ---- counting ---- */

START_TEST(letters_are_counted) {
    add("AMBIDDY", "AMBIDDY", 10);
    add("AMBIDDY", "anbiddy", 5);
    add("LITEMPO", "LIT MPO", 2);
    add("LITEMPO", "LTEMPO", 4);
    add("LITEMPO", "LITEM9PO", 1);
    add("LITEMPO", "L1TEMP\xc2\xa7", 1);
    ck_assert_uint_eq(cn_pairs_len(&pairs), 23);
    learn(0, 0);
    ck_assert_double_eq(times_read('A', 'A'), 15);
    ck_assert_double_eq(times_read('M', 'N'), 5);
    ck_assert_double_eq(times_read('M', 'M'), 10 + 2 + 4 + 1 + 1);
    ck_assert_double_eq(times_read('D', 'D'), 30);
    ck_assert_double_eq(times_read('E', '_'), 2);
    ck_assert_double_eq(times_read('I', '1'), 1);
    ck_assert_double_eq(times_read('O', '?'), 1);
    ck_assert_double_eq(counts->lost[sign('I')], 4);
    ck_assert_double_eq(counts->added[sign('9')], 1);
    ck_assert_str_eq(together(), "");
}
END_TEST

START_TEST(letters_confused_together) {
    add("AMBIDDY", "ARNBIDDY", 3);
    add("LITEMPO", "UTEMPO", 4);
    add("KUBARK", "KUBAHK", 5);
    learn(0, 0);
    ck_assert_str_eq(together(), "LI>U 4; M>RN 3");
    ck_assert_double_eq(times_read('R', 'H'), 5);
    ck_assert_double_eq(times_read('M', 'R') + times_read('M', 'N'), 0);
    ck_assert_double_eq(counts->lost[sign('L')] + counts->lost[sign('I')], 0);
}
END_TEST

START_TEST(twice_is_by_chance) {
    add("AMBIDDY", "ARNBIDDY", 2);
    add("LITEMPO", "UTEMPO", 2);
    learn(0, 0);
    ck_assert_str_eq(together(), "");
    ck_assert_double_eq(times_read('M', 'R') + times_read('M', 'N'), 2);
    ck_assert_double_eq(counts->lost[sign('L')] + counts->lost[sign('I')], 2);
}
END_TEST

/* What a letter is read as is told by how it is mostly read. */
START_TEST(alignments_learn_from_each_other) {
    add("KUBARK", "KUBARK", 30);
    add("AMNEW", "ANNEW", 9);
    add("AMNEW", "ANEW", 1); /* the M or the N is lost: the N would have been read as itself */
    learn(0, 0);
    ck_assert_double_eq(times_read('M', 'N'), 9);
    ck_assert_double_eq(times_read('N', 'N'), 10);
    ck_assert_double_eq(counts->lost[sign('M')], 1);
    ck_assert_double_eq(counts->lost[sign('N')], 0);
}
END_TEST

/* ---- which labels are pairs ---- */

START_TEST(names_of_one_word) {
    add("BOUNDLESS INFORMANT", "BOUNDLESS INFORMANT", 1);
    add("AM/ICE", "AM/ICE", 1);
    add("LIR9ES", "LIR9ES", 1);
    add("caf\xc3\xa9", "caf\xc3\xa9", 1);
    add("ABCDEFGHIJKLMNOPQ", "ABCDEFGHIJKLMNOPQ", 1);
    add("AMBIDDY", "A M B I D D Y    A M B I DDY ABC", 1); /* more than is looked at */
    ck_assert_uint_eq(cn_pairs_len(&pairs), 0);
    add("AMEN", "AMFN", 1);
    ck_assert_uint_eq(cn_pairs_len(&pairs), 1);
}
END_TEST

/* A blank or line end inside says nothing of letters. */
START_TEST(parted_names_do_not_count) {
    add("LITEMPO", "LITEM PO", 5);
    add("LITEMPO", "LITEM-\nPO", 5);
    add("LITEMPO", "LI/TEMPO", 5);
    ck_assert_uint_eq(cn_pairs_len(&pairs), 0);
    add("LITEMPO", "LITEN PO", 5);
    ck_assert_uint_eq(cn_pairs_len(&pairs), 5);
}
END_TEST

START_TEST(numbers_and_negatives_do_not_count) {
    struct cn_label label = label_of("a.txt", "LIRING-3", "LIKING-3");
    label.base_end = 106;
    add_label(label);
    label = label_of("a.txt", "-", "LIKING");
    label.positive = false;
    add_label(label);
    ck_assert_uint_eq(cn_pairs_len(&pairs), 1);
    learn(0, 0);
    ck_assert_double_eq(times_read('R', 'K'), 1);
    ck_assert_double_eq(counts->added[sign('3')] + counts->added[sign('?')], 0);
}
END_TEST

/* ---- folds ---- */

START_TEST(folds_leave_records_out) {
    char file[32];
    double sum = 0;
    for (int i = 0; i < 40; i++) {
        snprintf(file, sizeof file, "%d.txt", i);
        add_label(label_of(file, "AMBIDDY", "ANBIDDY"));
    }
    for (uint32_t out = 0; out < 3; out++) {
        double left = 0;
        for (int i = 0; i < 40; i++) {
            snprintf(file, sizeof file, "elsewhere/%d.pdf", i); /* the same record */
            left += cn_record_of(cn_str_of(file)) % 3 != out;
        }
        memset(counts, 0, sizeof *counts);
        learn(3, out);
        ck_assert_double_gt(times_read('M', 'N'), 0);
        ck_assert_double_lt(times_read('M', 'N'), 40);
        ck_assert_double_eq(times_read('M', 'N'), left);
        sum += times_read('M', 'N');
    }
    ck_assert_double_eq(sum, 80);
}
END_TEST

START_TEST(no_pairs_no_counts) {
    learn(0, 0);
    for (uint8_t letter = 0; letter < CN_LETTERS; letter++)
        ck_assert_double_eq(counts->read[letter][letter], 0);
    ck_assert_str_eq(together(), "");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("confusions");
    TCase *tests = tcase_create("confusions");
    tcase_add_checked_fixture(tests, start, done);
    tcase_add_test(tests, letters_are_counted);
    tcase_add_test(tests, letters_confused_together);
    tcase_add_test(tests, twice_is_by_chance);
    tcase_add_test(tests, alignments_learn_from_each_other);
    tcase_add_test(tests, names_of_one_word);
    tcase_add_test(tests, parted_names_do_not_count);
    tcase_add_test(tests, numbers_and_negatives_do_not_count);
    tcase_add_test(tests, folds_leave_records_out);
    tcase_add_test(tests, no_pairs_no_counts);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
