/* test_unicode.c: Unicode's own test files (Debian's unicode-data) where our rules coincide with
 * theirs: folding by CaseFolding.txt, and words of letters and digits by WordBreakTest.txt. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/limits.h"
#include "tokenize/classes.h"
#include "tokenize/tokenize.h"

#define FOLDER "/usr/share/unicode/"

/* NULL, after saying so, where the package is not installed. */
static FILE *open_data(const char *name) {
    FILE *in = fopen(name, "r");
    if (!in)
        printf("skipped: %s is not there (install unicode-data)\n", name);
    return in;
}

/* Hexadecimal code points up to anything else, as UTF-8. Returns where they end. */
static char *read_points(char *at, struct cn_buf *out) {
    cn_buf_clear(out);
    for (;;) {
        char *end;
        unsigned char bytes[4];
        long point = strtol(at, &end, 16);
        if (end == at)
            return at;
        cn_buf_add(out, bytes, (size_t)utf8proc_encode_char((int32_t)point, bytes));
        at = end;
    }
}

static struct cn_str key_of(const struct cn_buf *text, char *key) {
    return (struct cn_str){key, cn_name_key(cn_buf_str(text), key, CN_KEY_MAX)};
}

/* A letter and its full folding are the same name. */
START_TEST(folding) {
    FILE *in = open_data(FOLDER "CaseFolding.txt");
    struct cn_buf from = {0}, to = {0};
    char line[512], from_key[CN_KEY_MAX], to_key[CN_KEY_MAX];
    size_t checked = 0;
    while (in && fgets(line, sizeof(line), in)) {
        char *at = line[0] == '#' ? line : read_points(line, &from);
        if (at == line || at[0] != ';' || (at[2] != 'C' && at[2] != 'F'))
            continue;
        read_points(at + 4, &to);
        if (!key_of(&from, from_key).len)
            continue; /* a mark alone is no word */
        ck_assert_msg(cn_str_equal(key_of(&from, from_key), key_of(&to, to_key)), "%s", line);
        checked++;
    }
    ck_assert(!in || checked > 1000);
    if (in)
        fclose(in);
    cn_buf_free(&from);
    cn_buf_free(&to);
}
END_TEST

/* ---- word breaks ---- */

struct breaks {
    struct cn_buf text;
    size_t at[64]; /* of each break */
    size_t len;
};

/* "÷ 0041 × 0042 ÷": the text and the places of the ÷. */
static void read_breaks(char *at, struct breaks *breaks) {
    struct cn_buf one = {0};
    cn_buf_clear(&breaks->text);
    breaks->len = 0;
    while (*at && *at != '#' && *at != '\n') {
        if (strncmp(at, "\xc3\xb7", 2) == 0)
            breaks->at[breaks->len++] = breaks->text.len;
        at += *at == ' ' || *at == '\t' ? 1 : 2;
        char *end = read_points(at, &one);
        cn_buf_add_str(&breaks->text, cn_buf_str(&one));
        at = end;
    }
    cn_buf_free(&one);
}

/* Letters and digits of one script, with marks, and blanks: what both rules cut alike. Not: marks
 * and invisible characters after anything else, punctuation (some joins letters there; it separates
 * here), Katakana and ideographs (a token each here). */
static bool comparable(struct cn_str text) {
    size_t len;
    bool in_word = false;
    uint8_t script = CN_CLASS_NONE;
    for (size_t at = 0; at < text.len; at += len) {
        int32_t point = cn_utf8_next(text, at, &len);
        uint8_t class = cn_char_class(point);
        bool joins = class == CN_CLASS_MARK || class == CN_CLASS_IGNORABLE;
        if ((joins && !in_word) || class == CN_CLASS_SINGLE ||
            (class == CN_CLASS_NONE && (point > 0x7f || !strchr(" \r\n", point))))
            return false;
        if (class >= CN_CLASS_SCRIPT && script != CN_CLASS_NONE && class != script)
            return false;
        script = class >= CN_CLASS_SCRIPT ? class : script;
        in_word = class != CN_CLASS_NONE;
    }
    return true;
}

static bool is_break(const struct breaks *breaks, size_t at) {
    for (size_t i = 0; i < breaks->len; i++)
        if (breaks->at[i] == at)
            return true;
    return false;
}

/* A word begins and ends at breaks, and there is none inside. What is invisible at its end belongs
 * to it there, and not here. */
static bool agrees(const struct breaks *breaks) {
    struct cn_str text = cn_buf_str(&breaks->text);
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    size_t len;
    for (size_t at = 0; cn_token_next(text, at, folded, &token); at = token.end) {
        size_t end = token.end;
        while (end < text.len && cn_char_class(cn_utf8_next(text, end, &len)) == CN_CLASS_IGNORABLE)
            end += len;
        if (!is_break(breaks, token.start) || !is_break(breaks, end))
            return false;
        for (size_t i = token.start + 1; i < token.end; i++)
            if (is_break(breaks, i))
                return false;
    }
    return true;
}

START_TEST(word_breaks) {
    FILE *in = open_data(FOLDER "auxiliary/WordBreakTest.txt");
    struct breaks breaks = {0};
    char line[2048];
    size_t checked = 0;
    while (in && fgets(line, sizeof(line), in)) {
        if (line[0] == '#')
            continue;
        read_breaks(line, &breaks);
        if (!comparable(cn_buf_str(&breaks.text)))
            continue;
        ck_assert_msg(agrees(&breaks), "%s", line);
        checked++;
    }
    ck_assert(!in || checked > 50);
    if (in)
        fclose(in);
    cn_buf_free(&breaks.text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("unicode");
    TCase *tests = tcase_create("unicode");
    tcase_add_test(tests, folding);
    tcase_add_test(tests, word_breaks);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
