/* test_find.c: the search path: by name, by path, all that are installed. */
#include "dictionary/dictionary.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct cn_dictionary dictionary;
static char top[] = "find-XXXXXX";

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

/* Two folders; both have a `codes`. */
static void make_folders(void) {
    ck_assert_ptr_nonnull(mkdtemp(top));
    ck_assert_int_eq(chdir(top), 0);
    ck_assert_int_eq(mkdir("one", 0700), 0);
    ck_assert_int_eq(mkdir("two", 0700), 0);
    write_file("one/codes.tsv", "name\tmeaning\nA1\tof one\n");
    write_file("one/broken.tsv", "nothing\n");
    write_file("one/.hidden.tsv", "name\tmeaning\nA1\tx\n");
    write_file("two/codes.csv", "name,meaning\nA1,of two\n");
    write_file("two/alpha.csv", "name,meaning\nB1,x\n");
    write_file("two/notes.txt", "name\tmeaning\nC1\tx\n");
    ck_assert_int_eq(setenv("CRYPTONYM_PATH", "one::two:missing", 1), 0);
}

static void remove_folders(void) {
    static const char *const files[] = {"one/codes.tsv", "one/broken.tsv", "one/.hidden.tsv",
                                        "two/codes.csv", "two/alpha.csv",  "two/notes.txt"};
    cn_dictionary_free(&dictionary);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(files[i]);
    rmdir("one");
    rmdir("two");
    ck_assert_int_eq(chdir(".."), 0);
    rmdir(top);
}

static void check_str(struct cn_str found, const char *wanted) {
    ck_assert_uint_eq(found.len, strlen(wanted));
    if (found.len > 0)
        ck_assert_mem_eq(found.bytes, wanted, found.len);
}

static enum cn_severity load(const char *name) {
    enum cn_severity severity = cn_dictionary_load(&dictionary, name);
    return severity == CN_OK ? cn_dictionary_seal(&dictionary) : severity;
}

START_TEST(by_name_the_first_folder_wins) {
    ck_assert_int_eq(load("codes"), CN_OK);
    ck_assert_uint_eq(dictionary.schemes_len, 1);
    check_str(dictionary.schemes[0].path, "one/codes.tsv");
    ck_assert(dictionary.schemes[0].named);
    check_str(cn_dictionary_entry(&dictionary, 0)->meaning, "of one");
}
END_TEST

START_TEST(by_path) {
    ck_assert_int_eq(load("two/codes.csv"), CN_OK);
    check_str(cn_dictionary_entry(&dictionary, 0)->meaning, "of two");
    ck_assert_int_eq(load("two/notes.txt"), CN_OK);
    check_str(dictionary.schemes[1].name, "notes");
}
END_TEST

START_TEST(the_same_file_twice_is_one) {
    ck_assert_int_eq(cn_dictionary_load_file(&dictionary, "one/codes.tsv", false), CN_OK);
    ck_assert_int_eq(cn_dictionary_seal(&dictionary), CN_OK);
    ck_assert(!dictionary.schemes[0].named);
    ck_assert_int_eq(load("codes"), CN_OK);
    ck_assert_uint_eq(dictionary.schemes_len, 1);
    ck_assert(dictionary.schemes[0].named);
}
END_TEST

START_TEST(not_found) {
    ck_assert_int_eq(load("nothing"), CN_SKIP);
    ck_assert_int_eq(dictionary.diags.items[0].code, CN_E_DICT_NOT_FOUND);
    check_str(dictionary.diags.items[0].where.file, "nothing");
    ck_assert_int_eq(load("one/nothing.tsv"), CN_SKIP);
    ck_assert_int_eq(dictionary.diags.items[1].code, CN_E_OPEN);
    ck_assert_int_eq(load("one/"), CN_SKIP);
    ck_assert_int_eq(dictionary.diags.items[2].code, CN_E_READ);
    ck_assert_int_eq(load(""), CN_SKIP);
}
END_TEST

START_TEST(all_installed_in_order_of_name) {
    ck_assert_int_eq(cn_dictionary_open(&dictionary, NULL), CN_PARTIAL);
    ck_assert_uint_ge(dictionary.schemes_len, 2);
    check_str(dictionary.schemes[0].path, "two/alpha.csv");
    check_str(dictionary.schemes[1].path, "one/codes.tsv");
    ck_assert_uint_eq(dictionary.diags.len, 1);
    ck_assert_int_eq(dictionary.diags.items[0].code, CN_E_DICT_HEADER);
}
END_TEST

START_TEST(other_data_files) {
    static const char *const suffixes[] = {".csv", ".txt", NULL};
    struct cn_arena arena = {0};
    check_str(cn_search_file("notes", suffixes, &arena), "two/notes.txt");
    check_str(cn_search_file("codes", suffixes, &arena), "two/codes.csv");
    check_str(cn_search_file("two/notes", suffixes, &arena), "");
    check_str(cn_search_file("", suffixes, &arena), "");
    cn_arena_free(&arena);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("dictionary/find");
    TCase *tcase = tcase_create("find");
    tcase_add_checked_fixture(tcase, make_folders, remove_folders);
    tcase_add_test(tcase, by_name_the_first_folder_wins);
    tcase_add_test(tcase, by_path);
    tcase_add_test(tcase, the_same_file_twice_is_one);
    tcase_add_test(tcase, not_found);
    tcase_add_test(tcase, all_installed_in_order_of_name);
    tcase_add_test(tcase, other_data_files);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
