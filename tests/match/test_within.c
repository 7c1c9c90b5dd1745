/* test_within.c: the names in a word, by every lane, against the errors counted the slow way. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "match/within.h"

#define LONGEST_NAME 16

static uint32_t random_state;
static size_t random_below(size_t end) {
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % end;
}

static char names[CN_WITHIN_NAMES][LONGEST_NAME], word_room[CN_GARBLED_SYMBOLS];

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* The way to the name's letters may begin and end anywhere in the word. */
static size_t naive_errors(struct cn_str name, struct cn_str word) {
    size_t cells[LONGEST_NAME + 1][CN_GARBLED_SYMBOLS + 1], best = name.len;
    for (size_t i = 0; i <= name.len; i++)
        for (size_t k = 0; k <= word.len; k++) {
            cells[i][k] = i;
            if (i > 0 && k > 0)
                cells[i][k] = least(cells[i - 1][k - 1] + (name.bytes[i - 1] != word.bytes[k - 1]),
                                    1 + least(cells[i - 1][k], cells[i][k - 1]));
            if (i == name.len)
                best = least(best, cells[i][k]);
        }
    return best;
}

/* Of few letters, so that much is alike. */
static struct cn_str random_word(char *room, size_t len, bool digits) {
    for (size_t i = 0; i < len; i++)
        room[i] = digits && random_below(9) == 0 ? (char)('0' + random_below(10))
                                                 : "aabemnrz"[random_below(8)];
    return (struct cn_str){room, len};
}

static void check_all(cn_within_fn *lanes, size_t count) {
    struct cn_within within = {.names = 0};
    struct cn_str list[CN_WITHIN_NAMES];
    int16_t told[CN_WITHIN_LANES];
    for (size_t i = 0; i < count; i++) {
        list[i] = random_word(names[i], 5 + random_below(LONGEST_NAME - 4), false);
        cn_within_add(&within, list[i], (unsigned)random_below(4));
    }
    for (int turn = 0; turn < 300; turn++) {
        struct cn_str word = random_word(word_room, random_below(CN_GARBLED_SYMBOLS + 1), true);
        bool any = false, found = lanes(&within, word, told);
        for (size_t i = 0; i < count; i++) {
            size_t errors = naive_errors(list[i], word);
            ck_assert_msg(told[i] == (int)errors, "%.*s in %.*s: %d, not %zu", (int)list[i].len,
                          list[i].bytes, (int)word.len, word.bytes, told[i], errors);
            any |= (int)errors <= within.errors[i];
        }
        ck_assert_int_eq(found, any);
    }
}

static void check_lanes(cn_within_fn *lanes) {
    static const size_t counts[] = {1, 7, 8, 9, 31, 33, CN_WITHIN_NAMES};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        check_all(lanes, counts[i]);
}

START_TEST(plain_lanes_count_errors) {
    check_lanes(cn_within_plain);
}
END_TEST

#ifdef __x86_64__
START_TEST(wide_lanes_count_errors) {
    if (__builtin_cpu_supports("avx2"))
        check_lanes(cn_within_avx2);
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        check_lanes(cn_within_avx512);
}
END_TEST
#endif

int main(void) {
    Suite *suite = suite_create("within");
    TCase *tcase = tcase_create("within");
    tcase_add_test(tcase, plain_lanes_count_errors);
#ifdef __x86_64__
    tcase_add_test(tcase, wide_lanes_count_errors);
#endif
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
