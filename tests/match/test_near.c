/* test_near.c: which names are near a word, against the distance measured the slow way. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "match/near.h"

#define NAMES 400
#define LONGEST 24

static uint32_t random_state;
static size_t random_below(size_t end) {
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % end;
}

/* ---- the slow way ---- */

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t naive_distance(struct cn_str a, struct cn_str b) {
    size_t cells[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= a.len; i++)
        for (size_t k = 0; k <= b.len; k++) {
            if (i == 0 || k == 0)
                cells[i][k] = i + k;
            else
                cells[i][k] = least(cells[i - 1][k - 1] + (a.bytes[i - 1] != b.bytes[k - 1]),
                                    1 + least(cells[i - 1][k], cells[i][k - 1]));
        }
    return cells[a.len][b.len];
}

/* Every name's distance is told, if it is no more than is asked for, and no name twice. */
static void check_asked(const struct cn_near *near, struct cn_str word, unsigned edits) {
    static struct cn_near_hit hits[NAMES];
    static bool told[NAMES];
    size_t len = cn_near_ask(near, word, edits, hits, NAMES);
    memset(told, 0, sizeof told);
    for (size_t i = 0; i < len; i++) {
        ck_assert_uint_lt(hits[i].name, near->names_len);
        ck_assert(!told[hits[i].name]);
        told[hits[i].name] = true;
        ck_assert_uint_eq(hits[i].edits, naive_distance(cn_near_letters(near, hits[i].name), word));
    }
    for (uint32_t i = 0; i < near->names_len; i++) {
        size_t distance = naive_distance(cn_near_letters(near, i), word);
        ck_assert_msg(told[i] == (distance <= edits), "%.*s and %.*s, %zu apart",
                      (int)near->names[i].len, cn_near_letters(near, i).bytes, (int)word.len,
                      word.bytes, distance);
    }
}

static void check_word(const struct cn_near *near, struct cn_str word) {
    for (unsigned edits = 1; edits <= near->edits; edits++)
        check_asked(near, word, edits);
}

/* ---- random names, and words that are made of them ---- */

static char letters[NAMES][LONGEST + 1];
static struct cn_str words[NAMES];

static char random_letter(size_t kinds) {
    return (char)('a' + random_below(kinds));
}

static struct cn_near *random_names(size_t kinds) {
    for (size_t i = 0; i < NAMES; i++) {
        size_t len = CN_GARBLED_MIN + random_below(CN_GARBLED_MAX - CN_GARBLED_MIN + 1);
        for (size_t k = 0; k < len; k++)
            letters[i][k] = random_letter(kinds);
        words[i] = (struct cn_str){letters[i], len};
    }
    struct cn_near *near = cn_near_of_words(words, NAMES);
    ck_assert_ptr_nonnull(near);
    ck_assert_uint_eq(near->edits, 2);
    return near;
}

/* A letter put in, left out or changed, wherever; sometimes a digit. */
static size_t garble(char *word, size_t len, size_t kinds) {
    size_t at = random_below(len + 1);
    char other = random_below(5) ? random_letter(kinds) : (char)('0' + random_below(10));
    size_t how = random_below(3);
    if (how == 0 && len < LONGEST) {
        memmove(word + at + 1, word + at, len - at);
        word[at] = other;
        return len + 1;
    }
    if (at == len)
        return len;
    if (how == 1)
        word[at] = other;
    else
        memmove(word + at, word + at + 1, len - at - 1);
    return how == 1 ? len : len - 1;
}

static void check_random(size_t kinds) {
    struct cn_near *near = random_names(kinds);
    for (int round = 0; round < 300; round++) {
        char word[LONGEST + 1];
        size_t from = random_below(NAMES), len = words[from].len;
        memcpy(word, words[from].bytes, len);
        for (size_t garbles = random_below(5); garbles > 0; garbles--)
            len = garble(word, len, kinds);
        check_word(near, (struct cn_str){word, len});
    }
    for (size_t len = 0; len <= LONGEST; len++) {
        char word[LONGEST + 1];
        for (size_t k = 0; k < len; k++)
            word[k] = random_letter(kinds);
        check_word(near, (struct cn_str){word, len});
    }
    cn_near_free(near);
}

START_TEST(agrees_with_the_naive_way) {
    random_state = (uint32_t)_i + 1;
    check_random(26);
    check_random(2); /* many letters in a row are the same */
}
END_TEST

START_TEST(letters_in_a_row) {
    static const struct cn_str names[] = {
        {"aaaaa", 5}, {"aaaaaaa", 7}, {"aabaa", 5}, {"abababab", 8}, {"aaaaaaaaaaaaaaaa", 16}};
    static const char *const asked[] = {"aaa",
                                        "aaaa",
                                        "aaaaa",
                                        "aaaaaa",
                                        "aaaaaaaaa",
                                        "aabbaa",
                                        "babababa",
                                        "bababababa",
                                        "baaab",
                                        "a0aa0",
                                        "00000",
                                        "aaaaaaaaaaaaaaaaaa",
                                        "aaaaaaaaaaaaaaaaaaa",
                                        ""};
    struct cn_near *near = cn_near_of_words(names, 5);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        check_word(near, cn_str_of(asked[i]));
    cn_near_free(near);
}
END_TEST

/* As many as there is room for, each of them right. */
START_TEST(no_more_than_is_asked_for) {
    static const struct cn_str names[] = {
        {"aaaaa", 5}, {"aaaab", 5}, {"aaaac", 5}, {"aaaad", 5}, {"zzzzz", 5}};
    struct cn_near *near = cn_near_of_words(names, 5);
    struct cn_near_hit few[3];
    ck_assert_uint_eq(cn_near_ask(near, names[0], 2, few, 0), 0);
    ck_assert_uint_eq(cn_near_ask(near, names[0], 2, few, 3), 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_uint_eq(few[i].edits,
                          naive_distance(cn_near_letters(near, few[i].name), names[0]));
    cn_near_free(near);
}
END_TEST

/* ---- the names of a dictionary ---- */

static struct cn_entry entries[16];
static uint32_t entries_len;

static struct cn_entry *add(const char *name) {
    entries[entries_len] = (struct cn_entry){.name = cn_str_of(name), .meaning = CN_STR("x")};
    return &entries[entries_len++];
}

static struct cn_near *of_dictionary(void) {
    struct cn_scheme scheme = {
        .name = CN_STR("test"), .path = CN_STR("test.tsv"), .entries = entries_len};
    struct cn_dictionary dictionary = {0};
    ck_assert(cn_dictionary_make(&dictionary, &scheme, 1, entries, entries_len));
    struct cn_near *near = cn_near_new(&dictionary);
    ck_assert_ptr_nonnull(near);
    cn_dictionary_free(&dictionary);
    entries_len = 0;
    return near;
}

/* "NAME: entry[-member][*] ..." of each name, * for an alias. */
static const char *listed(const struct cn_near *near) {
    static struct cn_buf out;
    cn_buf_clear(&out);
    for (uint32_t i = 0; i < near->names_len; i++) {
        struct cn_str name = cn_near_letters(near, i);
        cn_buf_addf(&out, "%s%.*s:", i ? "; " : "", (int)name.len, name.bytes);
        for (uint32_t k = near->names[i].holders; k < near->names[i + 1].holders; k++) {
            const struct cn_near_holder *holder = &near->holders[k];
            cn_buf_addf(&out, " %u", holder->entry);
            if (holder->member != UINT32_MAX)
                cn_buf_addf(&out, "-%u", holder->member);
            cn_buf_addf(&out, "%s", holder->alias ? "*" : "");
        }
    }
    cn_buf_add_byte(&out, '\0');
    return out.bytes;
}

START_TEST(names_that_may_be_garbled) {
    static const char *const names[] = {
        "LIRE",     "LIRES",  "ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOPQ",
        "LIRE RES", "LIR9ES", "caf\xc3\xa9xx",    "AM/ICEX"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add(names[i]);
    add("/AM[A-Z]+/")->pattern = CN_STR("AM[A-Z]+");
    struct cn_near *near = of_dictionary();
    ck_assert_str_eq(listed(near), "abcdefghijklmnop: 2; lires: 1");
    ck_assert_uint_eq(near->least, 5);
    ck_assert_uint_eq(near->most, 16);
    cn_near_free(near);
}
END_TEST

START_TEST(members_aliases_and_namesakes) {
    static struct cn_str aliases[] = {{"LITEMPO", 7}, {"AMOLD", 5}, {"OLD", 3}};
    add("LIRING-3");
    add("Liring");
    add("LIRING/12");
    add("LIRING-12345");
    add("LIRING-1A");
    add("LIRING-1-2");
    add("AMBIDDY")->aliases = (struct cn_str_list){aliases, 3};
    add("LITEMPO");
    struct cn_near *near = of_dictionary();
    ck_assert_str_eq(listed(near), "ambiddy: 6; amold: 6*; liring: 0-3 1 2-12; litempo: 6* 7");
    cn_near_free(near);
}
END_TEST

START_TEST(an_empty_dictionary) {
    struct cn_near_hit hit;
    struct cn_near *near = of_dictionary();
    ck_assert_uint_eq(near->edits, 0);
    ck_assert_uint_eq(cn_near_ask(near, CN_STR("liring"), 2, &hit, 1), 0);
    ck_assert_uint_eq(cn_near_ask(near, CN_STR(""), 2, &hit, 1), 0);
    cn_near_free(near);
}
END_TEST

/* ---- words ---- */

START_TEST(words_keep_their_places) {
    static const struct cn_str list[] = {{"other", 5}, {"one", 3},   {"words", 5},
                                         {"it's", 4},  {"other", 5}, {"seventeenletters", 16}};
    struct cn_near *near = cn_near_of_words(list, 6);
    ck_assert_str_eq(listed(near), "other: 0 4; seventeenletters: 5; words: 2");
    cn_near_free(near);
}
END_TEST

/* ---- too many names ---- */

/* Names of sixteen letters, each of which becomes 1 + 16 words with one letter struck out, and
 * 16 * 15 / 2 more with two. */
static struct cn_near *many_names(size_t count) {
    char(*names)[CN_GARBLED_MAX] = calloc(count, sizeof *names);
    struct cn_str *list = calloc(count, sizeof *list);
    ck_assert(names && list);
    for (size_t i = 0; i < count; i++) {
        size_t number = i;
        memset(names[i], 'q', sizeof *names);
        for (size_t k = 0; k < CN_GARBLED_MAX; k++, number /= 3)
            names[i][k] = (char)('a' + (k * 7 + number % 3) % 26);
        list[i] = (struct cn_str){names[i], CN_GARBLED_MAX};
    }
    struct cn_near *near = cn_near_of_words(list, count);
    ck_assert_ptr_nonnull(near);
    ck_assert_uint_eq(near->names_len, count);
    free(names);
    free(list);
    return near;
}

START_TEST(large_dictionaries_are_asked_less) {
    const size_t one = 1 + 16, two = one + 16 * 15 / 2;
    struct cn_near_hit hit;
    struct cn_near *near = many_names(CN_GARBLED_VARIANTS / two);
    ck_assert_uint_eq(near->edits, 2);
    cn_near_free(near);
    near = many_names(CN_GARBLED_VARIANTS / two + 1);
    ck_assert_uint_eq(near->edits, 1);
    char word[CN_GARBLED_MAX];
    memcpy(word, cn_near_letters(near, 5).bytes, sizeof word);
    word[15] = '0';
    ck_assert_uint_eq(cn_near_ask(near, (struct cn_str){word, 16}, 2, &hit, 1), 1);
    ck_assert(hit.name == 5 && hit.edits == 1);
    word[14] = '0';
    ck_assert_uint_eq(cn_near_ask(near, (struct cn_str){word, 16}, 2, &hit, 1), 0);
    cn_near_free(near);
    near = many_names(CN_GARBLED_VARIANTS / one + 1);
    ck_assert_uint_eq(near->edits, 0);
    ck_assert_uint_eq(cn_near_ask(near, cn_near_letters(near, 5), 2, &hit, 1), 0);
    cn_near_free(near);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("near");
    TCase *tests = tcase_create("near");
    tcase_set_timeout(tests, 60); /* under a sanitizer, on a busy machine */
    tcase_add_loop_test(tests, agrees_with_the_naive_way, 0, 4);
    tcase_add_test(tests, letters_in_a_row);
    tcase_add_test(tests, no_more_than_is_asked_for);
    tcase_add_test(tests, names_that_may_be_garbled);
    tcase_add_test(tests, members_aliases_and_namesakes);
    tcase_add_test(tests, an_empty_dictionary);
    tcase_add_test(tests, words_keep_their_places);
    tcase_add_test(tests, large_dictionaries_are_asked_less);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
