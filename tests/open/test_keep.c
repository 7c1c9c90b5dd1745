/*
 * test_keep.c: what is kept comes back, from memory and from the vault's file, within the budget.
 */
#include "base/limits.h"
#include "open/keep.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct cn_vaults vaults;
static char block[100000];

static void set_up(void) {
    ck_assert(cn_vaults_open(&vaults, false));
    vaults.budget = (struct cn_budget){
        .made_max = UINT64_C(1) << 40, .ratio_max = 1000, .ratio_free = UINT64_C(1) << 40};
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (char)(i * 7 + i / 251);
}

static void tear_down(void) {
    cn_vaults_close(&vaults);
}

static void fill(struct cn_keep *keep, size_t blocks) {
    cn_keep_begin(keep, &vaults.members);
    for (size_t i = 0; i < blocks; i++)
        ck_assert(cn_keep_add(keep, (struct cn_str){block, sizeof block}));
}

static void assert_holds(const struct cn_keep *keep, size_t blocks) {
    struct cn_source source = cn_keep_source(keep);
    char got[1000];
    ck_assert_uint_eq(source.size, blocks * sizeof block);
    for (uint64_t at = 12345; at < source.size; at += 3333333) {
        size_t len = 0;
        ck_assert(cn_source_read(&source, at, got, sizeof got, &len));
        ck_assert_uint_gt(len, 0);
        for (size_t i = 0; i < len; i++)
            ck_assert_int_eq(got[i], block[(at + i) % sizeof block]);
    }
}

START_TEST(in_memory_and_in_the_file) {
    size_t blocks = _i == 0 ? 3 : 2 * CN_KEEP_MEMORY / sizeof block;
    struct cn_keep keep;
    fill(&keep, blocks);
    ck_assert_int_eq(keep.filed, _i);
    assert_holds(&keep, blocks);
    cn_keep_end(&keep);
    ck_assert_int_eq(lseek(vaults.members.fd, 0, SEEK_END), 0);
}
END_TEST

/* The last one goes first, and the file is as long as what is left. */
START_TEST(one_on_the_other) {
    const size_t blocks = 2 * CN_KEEP_MEMORY / sizeof block;
    struct cn_keep below, small, above;
    fill(&below, blocks);
    fill(&small, 1);
    fill(&above, blocks + 5);
    assert_holds(&below, blocks);
    assert_holds(&small, 1);
    assert_holds(&above, blocks + 5);
    cn_keep_end(&above);
    ck_assert_int_eq(lseek(vaults.members.fd, 0, SEEK_END), (off_t)(blocks * sizeof block));
    fill(&above, blocks + 7);
    assert_holds(&above, blocks + 7);
    assert_holds(&below, blocks);
    cn_keep_end(&above);
    cn_keep_end(&small);
    cn_keep_end(&below);
}
END_TEST

START_TEST(no_more_than_may_be_made) {
    struct cn_keep keep;
    vaults.budget.made_max = 250000;
    fill(&keep, 2);
    ck_assert(!cn_keep_add(&keep, (struct cn_str){block, sizeof block}));
    ck_assert_int_eq(keep.hit, CN_BUDGET_BYTES);
    ck_assert(!cn_keep_add(&keep, CN_STR("x")));
    assert_holds(&keep, 2);
    cn_keep_end(&keep);
}
END_TEST

START_TEST(no_more_than_the_ratio) {
    struct cn_keep keep;
    vaults.budget.stored = 100;
    vaults.budget.ratio_free = 250000;
    fill(&keep, 2);
    ck_assert(!cn_keep_add(&keep, (struct cn_str){block, sizeof block}));
    ck_assert_int_eq(keep.hit, CN_BUDGET_RATIO);
    cn_keep_end(&keep);
}
END_TEST

/* Without a file little can be kept, and that is said; where one may be made it is. */
START_TEST(without_a_file) {
    struct cn_vaults none;
    struct cn_keep keep;
    bool all = true;
    ck_assert_int_eq(setenv("TMPDIR", "/no/such/folder", 1), 0);
    ck_assert(!cn_vaults_open(&none, false));
    none.budget = vaults.budget;
    cn_keep_begin(&keep, &none.members);
    for (size_t i = 0; i < 2 * CN_KEEP_MEMORY / sizeof block; i++)
        all = all && cn_keep_add(&keep, (struct cn_str){block, sizeof block});
    ck_assert(!all);
    ck_assert_int_eq(keep.error, ENOSPC);
    assert_holds(&keep, (size_t)(cn_keep_source(&keep).size / sizeof block));
    cn_keep_end(&keep);
    ck_assert_int_eq(setenv("TMPDIR", "/tmp", 1), 0);
    ck_assert(cn_vaults_open(&none, true));
    none.budget = vaults.budget;
    none.members.budget = &none.budget;
    cn_keep_begin(&keep, &none.members);
    for (size_t i = 0; i < 2 * CN_KEEP_MEMORY / sizeof block; i++)
        ck_assert(cn_keep_add(&keep, (struct cn_str){block, sizeof block}));
    ck_assert(keep.filed);
    cn_keep_end(&keep);
    cn_vaults_close(&none);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("keep");
    TCase *tcase = tcase_create("keep");
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, in_memory_and_in_the_file, 0, 2);
    tcase_add_test(tcase, one_on_the_other);
    tcase_add_test(tcase, no_more_than_may_be_made);
    tcase_add_test(tcase, no_more_than_the_ratio);
    tcase_add_test(tcase, without_a_file);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
