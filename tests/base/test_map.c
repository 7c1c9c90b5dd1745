/* test_map.c: maps are total and monotone; composing two equals asking both. */
#include "base/map.h"

#include <check.h>
#include <stdlib.h>

static struct cn_map map, lower, both;

static void release(void) {
    cn_map_free(&map);
    cn_map_free(&lower);
    cn_map_free(&both);
}

static void check_source(const struct cn_map *of, uint64_t from, uint64_t to, uint64_t start,
                         uint64_t end) {
    struct cn_span source = cn_map_source(of, (struct cn_span){from, to});
    ck_assert_uint_eq(source.start, start);
    ck_assert_uint_eq(source.end, end);
}

START_TEST(empty_map_is_the_identity) {
    check_source(&map, 0, 0, 0, 0);
    check_source(&map, 5, UINT64_MAX, 5, UINT64_MAX);
}
END_TEST

/* "aé中" in UTF-16 with a mark: 2 bytes, then three characters of 2. */
START_TEST(units_are_never_split) {
    cn_map_add(&map, 0, 1, 2, 2);
    cn_map_add(&map, 1, 2, 4, 2);
    cn_map_add(&map, 3, 3, 6, 2);
    check_source(&map, 0, 1, 2, 4);
    check_source(&map, 0, 2, 2, 6); /* ends inside é */
    check_source(&map, 2, 3, 4, 6); /* starts inside é */
    check_source(&map, 4, 5, 6, 8);
    check_source(&map, 0, 6, 2, 8);
    check_source(&map, 3, 3, 6, 6);
}
END_TEST

START_TEST(like_units_are_one_run) {
    for (uint64_t i = 0; i < 1000; i++)
        cn_map_add(&map, 2 * i, 2, i, 1);
    ck_assert_uint_eq(map.len, 1);
    cn_map_add(&map, 2000, 2, 1001, 1); /* a gap in the source */
    ck_assert_uint_eq(map.len, 2);
    check_source(&map, 1998, 2002, 999, 1002);
    check_source(&map, 1998, 2000, 999, 1000); /* the end stays before the gap */
}
END_TEST

/* What stands apart in the source is read behind the rest. */
START_TEST(the_source_may_go_back) {
    cn_map_add(&map, 0, 1, 100, 1);
    cn_map_add(&map, 10, 2, 40, 3);
    check_source(&map, 9, 10, 109, 110);
    check_source(&map, 10, 14, 40, 46);
    check_source(&map, 8, 12, 108, 109); /* of its first unit */
    cn_map_forget(&map, 10);
    check_source(&map, 11, 12, 40, 43);
}
END_TEST

START_TEST(forgetting_keeps_what_is_asked_later) {
    for (uint64_t i = 0; i < 100; i++)
        cn_map_add(&map, 3 * i, (uint8_t)(1 + i % 3), 2 * i, 2);
    struct cn_span before = cn_map_source(&map, (struct cn_span){150, 160});
    cn_map_forget(&map, 150);
    ck_assert_uint_lt(map.len, 60);
    check_source(&map, 150, 160, before.start, before.end);
    cn_map_forget(&map, 150);
    check_source(&map, 150, 160, before.start, before.end);
    cn_map_forget(&map, 1000000);
    ck_assert_uint_eq(map.len, 1);
}
END_TEST

/* A random map of `units` units; gaps in the source now and then. Returns the source's length. */
static uint64_t random_map(struct cn_map *to, unsigned units) {
    uint64_t text = 0, source = 0;
    uint32_t text_unit = 1, source_unit = 1;
    cn_map_clear(to);
    for (unsigned i = 0; i < units; i++) {
        if (rand() % 4 == 0)
            text_unit = 1 + (uint32_t)rand() % 4;
        if (rand() % 4 == 0)
            source_unit = 1 + (uint32_t)rand() % 4;
        if (rand() % 8 == 0)
            source += (uint64_t)rand() % 3;
        cn_map_add(to, text, text_unit, source, source_unit);
        text += text_unit;
        source += source_unit;
    }
    return source;
}

START_TEST(maps_are_total_and_monotone) {
    srand((unsigned)_i);
    random_map(&map, 60);
    struct cn_span last = {0, 0};
    for (uint64_t at = 0; at < 200; at++) {
        struct cn_span source = cn_map_source(&map, (struct cn_span){at, at + 1});
        ck_assert_uint_lt(source.start, source.end);
        ck_assert_uint_ge(source.start, last.start);
        ck_assert_uint_ge(source.end, last.end);
        last = source;
    }
}
END_TEST

START_TEST(composing_equals_two_look_ups) {
    srand((unsigned)_i);
    random_map(&map, 30);
    random_map(&lower, 60);
    ck_assert(cn_map_compose(&both, &map, &lower, (struct cn_span){3, 80}));
    for (uint64_t from = 3; from < 80; from++) {
        for (uint64_t to = from; to <= 80; to++) {
            struct cn_span middle = cn_map_source(&map, (struct cn_span){from, to});
            struct cn_span source = cn_map_source(&lower, middle);
            check_source(&both, from, to, source.start, source.end);
        }
    }
}
END_TEST

START_TEST(composing_keeps_runs) {
    cn_map_add(&lower, 0, 1, 2, 2);
    ck_assert(cn_map_compose(&both, &map, &lower, (struct cn_span){0, UINT64_C(1) << 40}));
    ck_assert_uint_eq(both.len, 1);
    check_source(&both, 1000, 1001, 2002, 2004);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base/map");
    TCase *tcase = tcase_create("map");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, empty_map_is_the_identity);
    tcase_add_test(tcase, units_are_never_split);
    tcase_add_test(tcase, like_units_are_one_run);
    tcase_add_test(tcase, the_source_may_go_back);
    tcase_add_test(tcase, forgetting_keeps_what_is_asked_later);
    tcase_add_loop_test(tcase, maps_are_total_and_monotone, 0, 50);
    tcase_add_loop_test(tcase, composing_equals_two_look_ups, 0, 50);
    tcase_add_test(tcase, composing_keeps_runs);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
