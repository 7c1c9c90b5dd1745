/* test_token.c: words, their exact places, and their folded text. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "tokenize/tokenize.h"

/* "start-end:folded" of each token, with blanks between. */
static const char *tokens_of(struct cn_str text) {
    static struct cn_buf out;
    struct cn_arena arena = {0};
    struct cn_tokens tokens;
    cn_buf_clear(&out);
    ck_assert(cn_tokenize(text, 0, text.len, &arena, &tokens));
    for (size_t i = 0; i < tokens.len; i++) {
        const struct cn_token *token = &tokens.items[i];
        cn_buf_addf(&out, "%s%u-%u:", i ? " " : "", token->start, token->end);
        cn_buf_add(&out, token->folded, token->folded_len);
    }
    cn_buf_add_byte(&out, '\0');
    cn_arena_free(&arena);
    return out.bytes;
}

static struct cn_token first(struct cn_str text) {
    static char folded[CN_TOKEN_MAX];
    struct cn_token token;
    ck_assert(cn_token_next(text, 0, folded, &token));
    return token;
}

#define TOKENS(text, wanted) ck_assert_str_eq(tokens_of(CN_STR(text)), wanted)
#define FLAGS(text, wanted) ck_assert_uint_eq(first(CN_STR(text)).flags, wanted)

START_TEST(plain_words) {
    TOKENS("", "");
    TOKENS(" \t\n.", "");
    TOKENS("A9", "0-2:a9");
    TOKENS("The AMLASH-1, AM/LASH don't", "0-3:the 4-10:amlash 11-12:1 14-16:am 17-21:lash "
                                          "22-25:don 26-27:t");
    TOKENS("one_two", "0-3:one 4-7:two");
}
END_TEST

/* What a word of ASCII looks like, letter by letter. */
static unsigned naive_flags(const char *word) {
    unsigned flags = 0, letters = 0, capitals = 0;
    bool first = false;
    for (; *word; word++) {
        if (*word <= '9') {
            flags |= CN_TOKEN_DIGIT;
            continue;
        }
        first |= letters++ == 0 && *word <= 'Z';
        capitals += *word <= 'Z';
        flags |= CN_TOKEN_LETTER | (*word <= 'Z' ? CN_TOKEN_UPPER : CN_TOKEN_LOWER);
    }
    return flags | (first && capitals == 1 ? CN_TOKEN_TITLE : 0);
}

/* Words of all lengths and mixtures, wherever they fall among 64 bytes; alone and among others. */
START_TEST(flags_are_those_of_the_letters) {
    static const char bytes[] = "aZ0xB9";
    struct cn_arena arena = {0};
    struct cn_tokens tokens;
    for (unsigned i = 0; i < 20000; i++) {
        char text[160], word[80];
        size_t before = i % 70, len = 1 + i % 9 + (i % 13 ? 0 : 60);
        unsigned seed = i;
        for (size_t k = 0; k < len; k++, seed = seed * 1103515245u + 12345u)
            word[k] = bytes[(seed >> 16) % 6];
        word[len] = '\0';
        memset(text, ' ', before);
        snprintf(text + before, sizeof text - before, "%s next", word);
        ck_assert(cn_tokenize(cn_str_of(text), 0, strlen(text), &arena, &tokens));
        ck_assert_uint_eq(tokens.len, 2);
        ck_assert_uint_eq(tokens.items[0].start, before);
        ck_assert_uint_eq(tokens.items[0].end, before + len);
        ck_assert_uint_eq(tokens.items[0].flags, naive_flags(word));
        ck_assert_uint_eq(first(cn_str_of(word)).flags, naive_flags(word));
        for (size_t k = 0; k < len; k++)
            ck_assert_int_eq(tokens.items[0].folded[k], word[k] | 0x20);
    }
    cn_arena_free(&arena);
}
END_TEST

START_TEST(script_change_ends_a_word) {
    TOKENS("A9\xe5\x9b\xbd\xe5\xae\xb6", "0-2:a9 2-5:\xe5\x9b\xbd 5-8:\xe5\xae\xb6");
    TOKENS("\xe5\x90\x91"
           "A9\xe5\x8f\x91\xe8\xb4\xa7",
           "0-3:\xe5\x90\x91 3-5:a9 5-8:\xe5\x8f\x91 8-11:\xe8\xb4\xa7");
    /* Cyrillic after Latin and digits: в, then Hangul particles */
    TOKENS("A9\xd0\xb2", "0-2:a9 2-4:\xd0\xb2");
    TOKENS("A9\xec\x97\x90\xec\x84\x9c", "0-2:a9 2-8:\xec\x97\x90\xec\x84\x9c");
    /* digits go with what they touch, before and behind */
    TOKENS("9\xd0\xb2", "0-3:9\xd0\xb2");
    TOKENS("9\xe5\x9b\xbd", "0-1:9 1-4:\xe5\x9b\xbd");
    /* a Thai consonant keeps its vowel sign */
    TOKENS("\xe0\xb8\x99\xe0\xb8\xb5\xe0\xb8\x99", "0-6:\xe0\xb8\x99\xe0\xb8\xb5 6-9:\xe0\xb8\x99");
}
END_TEST

START_TEST(width_is_folded) {
    TOKENS("\xef\xbc\xa1\xef\xbc\x99", "0-6:a9");           /* Ａ９ */
    TOKENS("\xef\xac\x81le", "0-5:file");                   /* ﬁ */
    TOKENS("\xf0\x9d\x90\x80\x39", "0-5:a9");               /* mathematical A */
    TOKENS("\xef\xbd\xb6\xef\xbe\x9e", "0-6:\xe3\x82\xac"); /* half-width ｶﾞ */
    FLAGS("\xef\xbc\xa1\xef\xbc\x99",
          CN_TOKEN_UPPER | CN_TOKEN_TITLE | CN_TOKEN_LETTER | CN_TOKEN_DIGIT | CN_TOKEN_WIDTH);
}
END_TEST

START_TEST(case_is_folded) {
    TOKENS("Stra\xc3\x9f"
           "e",
           "0-7:strasse");
    TOKENS("\xc4\xb0ran", "0-5:i\xcc\x87ran");                          /* İ keeps its dot */
    TOKENS("\xce\xa3\xce\xaf\xcf\x82", "0-6:\xcf\x83\xce\xaf\xcf\x83"); /* final sigma */
    FLAGS("Amlash", CN_TOKEN_UPPER | CN_TOKEN_LOWER | CN_TOKEN_TITLE | CN_TOKEN_LETTER);
    FLAGS("AMLASH", CN_TOKEN_UPPER | CN_TOKEN_LETTER);
    FLAGS("amlash", CN_TOKEN_LOWER | CN_TOKEN_LETTER);
    FLAGS("1963", CN_TOKEN_DIGIT);
}
END_TEST

START_TEST(composed_and_decomposed_agree) {
    TOKENS("caf\xc3\xa9", "0-5:caf\xc3\xa9");
    TOKENS("cafe\xcc\x81", "0-6:caf\xc3\xa9");
    /* Hangul syllable and its letters */
    TOKENS("\xea\xb0\x81", "0-3:\xea\xb0\x81");
    TOKENS("\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "0-9:\xea\xb0\x81");
    /* marks in either order */
    ck_assert_str_eq(strchr(tokens_of(CN_STR("q\xcc\x87\xcc\xa3")), ':'), ":q\xcc\xa3\xcc\x87");
    ck_assert_str_eq(strchr(tokens_of(CN_STR("q\xcc\xa3\xcc\x87")), ':'), ":q\xcc\xa3\xcc\x87");
}
END_TEST

START_TEST(invisible_characters) {
    TOKENS("AM\xc2\xadLASH", "0-8:amlash"); /* soft hyphen */
    TOKENS("A\xe2\x80\x8b\xe2\x80\xae"
           "9",
           "0-8:a9");                           /* zero width, right to left */
    TOKENS("A9\xe2\x80\x8b B", "0-2:a9 6-7:b"); /* outside at the end */
    TOKENS("\xe2\x80\x8b"
           "A9",
           "3-5:a9"); /* and at the beginning */
    ck_assert(first(CN_STR("AM\xc2\xadLASH")).flags & CN_TOKEN_HIDDEN);
    ck_assert(!(first(CN_STR("AMLASH\xc2\xad")).flags & CN_TOKEN_HIDDEN));
}
END_TEST

START_TEST(barriers) {
    TOKENS("AM\xffLASH", "0-2:am 3-7:lash");
    TOKENS("AM\0LASH", "0-2:am 3-7:lash");
    TOKENS("A\xe5\x9b", "0-1:a");       /* cut sequence */
    TOKENS("\xed\xa0\x80\xc0\x80", ""); /* surrogate, overlong */
    TOKENS("A9\xf0\x9f\x98\x80"
           "A9",
           "0-2:a9 6-8:a9"); /* emoji */
    TOKENS("\xcc\x81", "");  /* a mark alone */
}
END_TEST

/* `count` times `unit`. */
static struct cn_str repeat(const char *unit, size_t count) {
    static struct cn_buf out;
    cn_buf_clear(&out);
    for (size_t i = 0; i < count; i++)
        cn_buf_add_text(&out, unit);
    return cn_buf_str(&out);
}

START_TEST(long_words) {
    struct cn_token token = first(repeat("a", CN_TOKEN_MAX));
    ck_assert(!(token.flags & CN_TOKEN_LONG));
    ck_assert_uint_eq(token.folded_len, CN_TOKEN_MAX);
    token = first(repeat("a", CN_TOKEN_MAX + 1));
    ck_assert(token.flags & CN_TOKEN_LONG);
    ck_assert_uint_eq(token.folded_len, 0);
    ck_assert_uint_eq(token.end, CN_TOKEN_MAX + 1);
    token = first(repeat("\xc3\xa9", CN_TOKEN_MAX / 2));
    ck_assert(!(token.flags & CN_TOKEN_LONG));
    token = first(repeat("\xef\xb7\xba", 30)); /* each folds to eighteen characters */
    ck_assert(token.flags & CN_TOKEN_LONG);
    ck_assert_uint_eq(token.end, 90);
}
END_TEST

/* The tokens from any boundary on are those of the whole text. */
static void check_starts(struct cn_str text) {
    struct cn_arena arena = {0};
    struct cn_tokens all, tail;
    ck_assert(cn_tokenize(text, 0, text.len, &arena, &all));
    size_t skipped = 0, len;
    for (size_t from = 0; from < text.len; from += len) {
        cn_utf8_next(text, from, &len);
        while (skipped < all.len && all.items[skipped].start < from)
            skipped++;
        ck_assert(cn_tokenize(text, from, text.len, &arena, &tail));
        ck_assert_uint_eq(tail.len, all.len - skipped);
        for (size_t i = 0; i < tail.len; i++) {
            ck_assert_uint_eq(tail.items[i].start, all.items[skipped + i].start);
            ck_assert_uint_eq(tail.items[i].end, all.items[skipped + i].end);
        }
    }
    cn_arena_free(&arena);
}

START_TEST(any_start_gives_the_same_words) {
    check_starts(CN_STR("A9\xe5\x9b\xbd\xe5\xae\xb6 \xd0\xb2"
                        "9A \xd0\xb2"
                        "A A\xc2\xad\xcc\x81"
                        "9\xd0\xb2\xff\xe5 caf\xc3\xa9\xe2\x80\x8b"));
    struct cn_buf text = {0};
    cn_buf_add_text(&text, "\xd0\xb2");
    cn_buf_add_str(&text, repeat("7", 600)); /* within reach of the Cyrillic letter */
    cn_buf_add_text(&text, "Abc \xd0\xb2");
    cn_buf_add_str(&text, repeat("7", CN_MENTION_MAX + 20)); /* out of its reach */
    cn_buf_add_text(&text, "Abc A");
    cn_buf_add_str(&text, repeat("\xe2\x80\x8b", 90)); /* more invisible than a word may hold */
    cn_buf_add_text(&text, "B");
    check_starts(cn_buf_str(&text));
    cn_buf_free(&text);
}
END_TEST

static enum cn_separator between(const char *text) {
    return cn_separator_between(cn_str_of(text), 0, strlen(text));
}

START_TEST(separators) {
    ck_assert_int_eq(between(""), CN_SEPARATOR_NONE);
    ck_assert_int_eq(between(" "), CN_SEPARATOR_BLANK);
    ck_assert_int_eq(between("  \xc2\xa0"), CN_SEPARATOR_BLANK);
    ck_assert_int_eq(between("-"), CN_SEPARATOR_JOINER);
    ck_assert_int_eq(between(" / "), CN_SEPARATOR_JOINER);
    ck_assert_int_eq(between("\n"), CN_SEPARATOR_LINE);
    ck_assert_int_eq(between("-\r\n  "), CN_SEPARATOR_LINE);
    ck_assert_int_eq(between("\xc2\xad\n"), CN_SEPARATOR_LINE);
    ck_assert_int_eq(between("\n\n"), CN_SEPARATOR_OTHER);
    ck_assert_int_eq(between("--"), CN_SEPARATOR_OTHER);
    ck_assert_int_eq(between("\t"), CN_SEPARATOR_OTHER);
    ck_assert_int_eq(between(", "), CN_SEPARATOR_OTHER);
    ck_assert_int_eq(between("\xff"), CN_SEPARATOR_OTHER);
    ck_assert_int_eq(between("         "), CN_SEPARATOR_OTHER);
}
END_TEST

/* What scanners make of a hyphen, but only between a name and a number. */
START_TEST(misread_hyphens) {
    static const char marks[] = "~=*+#";
    for (const char *mark = marks; *mark; mark++) {
        char text[] = "AMLASH~1";
        text[6] = *mark;
        struct cn_str all = cn_str_of(text);
        ck_assert_int_eq(cn_separator_between(all, 6, 7), CN_SEPARATOR_JOINER);
        ck_assert_int_eq(cn_separator_between((struct cn_str){text, 7}, 6, 7), CN_SEPARATOR_OTHER);
        ck_assert_int_eq(cn_separator_between((struct cn_str){text + 3, 5}, 3, 4),
                         CN_SEPARATOR_OTHER);
        text[7] = 'A';
        ck_assert_int_eq(cn_separator_between(all, 6, 7), CN_SEPARATOR_OTHER);
    }
    ck_assert_int_eq(cn_separator_between(CN_STR("A9=1"), 2, 3), CN_SEPARATOR_OTHER);
}
END_TEST

START_TEST(keys) {
    char key[CN_KEY_MAX];
    ck_assert_uint_eq(cn_name_key(CN_STR("AM/LASH"), key, sizeof key), 6);
    ck_assert_mem_eq(key, "amlash", 6);
    ck_assert_uint_eq(cn_name_key(CN_STR("Boundless Informant"), key, sizeof key), 18);
    ck_assert_mem_eq(key, "boundlessinformant", 18);
    ck_assert_uint_eq(cn_name_key(CN_STR("--"), key, sizeof key), 0);
    ck_assert_uint_eq(cn_name_key(CN_STR("AMLASH"), key, 5), 0);
    ck_assert_uint_eq(cn_name_key(CN_STR("a b c d e f g h i j k l m"), key, sizeof key), 0);
}
END_TEST

START_TEST(normalised_text_keeps_case) {
    struct cn_str text = CN_STR("\xef\xbc\xa1M\xc2\xadlash");
    char out[CN_TOKEN_MAX];
    struct cn_token token = first(text);
    ck_assert_uint_eq(cn_token_normalise(text, &token, out, sizeof out), 6);
    ck_assert_mem_eq(out, "AMlash", 6);
    ck_assert_uint_eq(cn_token_normalise(text, &token, out, 5), 0);
}
END_TEST

START_TEST(widths) {
    ck_assert_int_eq(cn_char_width('a'), 1);
    ck_assert_int_eq(cn_char_width(0x56fd), 2);
    ck_assert_int_eq(cn_char_width(0xff21), 2);
    ck_assert_int_eq(cn_char_width(0x301), 0);
    ck_assert_int_eq(cn_char_width(0xad), 0);
    ck_assert_int_eq(cn_char_width(0x200b), 0);
    ck_assert_int_eq(cn_char_width(-1), 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("token");
    TCase *tests = tcase_create("token");
    tcase_add_test(tests, plain_words);
    tcase_add_test(tests, flags_are_those_of_the_letters);
    tcase_add_test(tests, script_change_ends_a_word);
    tcase_add_test(tests, width_is_folded);
    tcase_add_test(tests, case_is_folded);
    tcase_add_test(tests, composed_and_decomposed_agree);
    tcase_add_test(tests, invisible_characters);
    tcase_add_test(tests, barriers);
    tcase_add_test(tests, long_words);
    tcase_add_test(tests, any_start_gives_the_same_words);
    tcase_add_test(tests, separators);
    tcase_add_test(tests, misread_hyphens);
    tcase_add_test(tests, keys);
    tcase_add_test(tests, normalised_text_keeps_case);
    tcase_add_test(tests, widths);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
