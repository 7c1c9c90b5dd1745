/* test_arena.c: what is allocated is zeroed and aligned, what is rewound is gone. */
#include "base/arena.h"

#include <check.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

static struct cn_arena arena;

static void release(void) {
    cn_arena_free(&arena);
}

START_TEST(memory_is_zeroed_and_aligned) {
    for (size_t size = 0; size < 5000; size += 37) {
        unsigned char *memory = cn_arena_alloc(&arena, size);
        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            ck_assert_uint_eq(memory[i], 0);
        memset(memory, 0xff, size);
    }
}
END_TEST

START_TEST(rewound_memory_is_handed_out_again_zeroed) {
    char *kept = cn_arena_copy(&arena, CN_STR("kept")).bytes ? cn_arena_alloc(&arena, 8) : NULL;
    ck_assert_ptr_nonnull(kept);
    strcpy(kept, "kept");
    struct cn_arena_mark mark = cn_arena_mark(&arena);
    char *first = cn_arena_alloc(&arena, 100);
    memset(first, 'x', 100);
    cn_arena_alloc(&arena, 3 * 1024 * 1024);
    cn_arena_rewind(&arena, mark);
    char *again = cn_arena_alloc(&arena, 100);
    ck_assert_ptr_eq(again, first);
    ck_assert_int_eq(again[99], 0);
    ck_assert_str_eq(kept, "kept");
}
END_TEST

START_TEST(rewinding_to_the_empty_arena_frees_all) {
    struct cn_arena_mark mark = cn_arena_mark(&arena);
    cn_arena_alloc(&arena, 10);
    cn_arena_rewind(&arena, mark);
    ck_assert_ptr_null(arena.chunk);
}
END_TEST

START_TEST(impossible_sizes_fail_and_are_remembered) {
    ck_assert_ptr_null(cn_arena_array(&arena, SIZE_MAX / 2, 4));
    ck_assert(arena.failed);
    cn_arena_rewind(&arena, cn_arena_mark(&arena));
    ck_assert(!arena.failed);
    ck_assert_ptr_null(cn_arena_alloc(&arena, SIZE_MAX - 8));
    ck_assert(arena.failed);
}
END_TEST

START_TEST(copies_end_with_nul) {
    struct cn_str copy = cn_arena_copy(&arena, (struct cn_str){"a\0b", 3});
    ck_assert_uint_eq(copy.len, 3);
    ck_assert_mem_eq(copy.bytes, "a\0b", 4);
    ck_assert_ptr_nonnull(cn_arena_copy(&arena, (struct cn_str){NULL, 0}).bytes);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base/arena");
    TCase *tcase = tcase_create("arena");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, memory_is_zeroed_and_aligned);
    tcase_add_test(tcase, rewound_memory_is_handed_out_again_zeroed);
    tcase_add_test(tcase, rewinding_to_the_empty_arena_frees_all);
    tcase_add_test(tcase, impossible_sizes_fail_and_are_remembered);
    tcase_add_test(tcase, copies_end_with_nul);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
