/* test_channel.c: what a name read so costs, and the table of confusions as a file. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "match/channel.h"

#define NEAR 0.0001
/* The made-up observations of channel.c: of 100 readings of a letter 95 are right, 1 is none. */
#define SMOOTH 4.0

static struct cn_channel *channel;
static struct cn_confusions counts;
static struct cn_diags diags;
static char folder[64];

static void start(void) {
    strcpy(folder, "/tmp/cryptonym.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void done(void) {
    char path[128];
    cn_channel_free(channel);
    cn_confusions_free(&counts);
    cn_diags_free(&diags);
    channel = NULL;
    counts = (struct cn_confusions){.pairs_len = 0};
    diags = (struct cn_diags){0};
    snprintf(path, sizeof path, "%s/t.confusions", folder);
    unlink(path);
    rmdir(folder);
}

static void use_counts(void) {
    cn_channel_free(channel);
    channel = cn_channel_new(&counts);
    ck_assert_ptr_nonnull(channel);
}

static enum cn_severity read_table(struct cn_str text) {
    cn_channel_free(channel);
    cn_diags_free(&diags);
    diags = (struct cn_diags){0};
    return cn_channel_read(&channel, text, "t.confusions", &diags);
}

static void use_table(const char *text) {
    ck_assert_int_eq(read_table(cn_str_of(text)), CN_OK);
    ck_assert_uint_eq(diags.len, 0);
}

static uint8_t sign(char letter) {
    return letter == '?' ? CN_MARK : letter == '_' ? CN_BLANK : cn_channel_symbol(letter);
}

static double read_cost(char letter, char read) {
    return cn_channel_read_cost(channel, sign(letter), sign(read));
}

static double cost(const char *name, const char *text) {
    uint8_t symbols[CN_GARBLED_SYMBOLS];
    size_t len = cn_channel_symbols(cn_str_of(text), symbols, CN_GARBLED_SYMBOLS);
    return cn_channel_cost(channel, cn_str_of(name), symbols, len, NULL, NULL);
}

/* ---- symbols ---- */

static const char *symbols_of(const char *text) {
    static char shown[32];
    uint8_t symbols[24];
    size_t len = cn_channel_symbols(cn_str_of(text), symbols, 24);
    for (size_t i = 0; i < len; i++)
        shown[i] = cn_channel_letter(symbols[i]);
    shown[len] = '\0';
    return shown;
}

START_TEST(text_as_symbols) {
    ck_assert_str_eq(symbols_of("AMBiddy09"), "AMBIDDY09");
    ck_assert_str_eq(symbols_of("@Z[`z{/"), "?Z??Z??");
    ck_assert_str_eq(symbols_of("A \t\r\n B\nC  "), "A_B_C_");
    ck_assert_str_eq(symbols_of("A\xc3\xa9Z\xe2\x80\x94Z\xf0\x9f\x98\x80"), "A?Z?Z?");
    ck_assert_str_eq(symbols_of("\x80\xbf\xff"), "?"); /* what continues nothing is nothing */
    ck_assert_str_eq(symbols_of(""), "");
}
END_TEST

START_TEST(no_more_symbols_than_there_is_room) {
    uint8_t symbols[4] = {9, 9, 9, 9};
    ck_assert_uint_eq(cn_channel_symbols(CN_STR("ABC"), symbols, 3), 3);
    ck_assert_uint_eq(cn_channel_symbols(CN_STR("A    "), symbols, 2), 2);
    ck_assert_uint_eq(cn_channel_symbols(CN_STR("\xe2\x80\x94"), symbols, 1), 1);
    ck_assert_uint_eq(cn_channel_symbols(CN_STR("ABCD"), symbols, 3), 0);
    ck_assert_uint_eq(cn_channel_symbols(CN_STR("A"), symbols, 0), 0);
    ck_assert_uint_eq(symbols[3], 9);
}
END_TEST

/* ---- costs ---- */

START_TEST(costs_are_what_the_counts_say) {
    counts.read[sign('M')][sign('M')] = 80;
    counts.read[sign('M')][sign('N')] = 10;
    counts.lost[sign('M')] = 4;
    counts.pairs[counts.pairs_len++] =
        (struct cn_confused){{sign('M'), CN_SYMBOLS}, {sign('R'), sign('N')}, 6};
    counts.added[sign('I')] = 5;
    use_counts();
    const double of_m = 100 + SMOOTH, all = of_m + 26 * SMOOTH;
    ck_assert_double_eq_tol(read_cost('M', 'M'), -log((80 + 0.95 * SMOOTH) / of_m), NEAR);
    ck_assert_double_eq_tol(read_cost('M', 'N'), -log((10 + 0.04 / 37 * SMOOTH) / of_m), NEAR);
    ck_assert_double_eq_tol(read_cost('M', 'X'), -log(0.04 / 37 * SMOOTH / of_m), NEAR);
    ck_assert_double_eq_tol(cn_channel_lost_cost(channel, sign('M')),
                            -log((4 + 0.01 * SMOOTH) / of_m), NEAR);
    ck_assert_double_eq_tol(cn_channel_added_cost(channel, sign('I')),
                            -log((5 + all * 0.004 / 38) / all), NEAR);
    ck_assert_double_eq_tol(cost("m", "RN"), -log(6 / of_m), NEAR);
    ck_assert_double_eq_tol(read_cost('A', 'A'), -log(0.95), NEAR);
}
END_TEST

START_TEST(without_counts_all_confusions_are_alike) {
    use_counts();
    for (uint8_t letter = 0; letter < CN_LETTERS; letter++) {
        double sum = exp(-cn_channel_lost_cost(channel, letter));
        for (uint8_t read = 0; read < CN_SYMBOLS; read++) {
            double wanted = read_cost('A', letter == read ? 'A' : 'B');
            ck_assert_double_eq_tol(cn_channel_read_cost(channel, letter, read), wanted, NEAR);
            sum += exp(-cn_channel_read_cost(channel, letter, read));
        }
        ck_assert_double_eq_tol(sum, 1, NEAR);
    }
    ck_assert_double_lt(read_cost('A', 'A'), cn_channel_lost_cost(channel, 0));
    ck_assert_double_lt(cn_channel_lost_cost(channel, 0), read_cost('A', 'B'));
}
END_TEST

/* What is read that is not there may be more than all that is. */
START_TEST(no_cost_is_negative) {
    counts.added[sign('?')] = 1e9;
    counts.pairs[counts.pairs_len++] =
        (struct cn_confused){{sign('L'), sign('I')}, {sign('U'), CN_SYMBOLS}, 1e9};
    use_counts();
    for (uint8_t read = 0; read < CN_SYMBOLS; read++)
        ck_assert_double_ge(cn_channel_added_cost(channel, read), 0);
    ck_assert_double_ge(cost("lia", "U???"), 0);
}
END_TEST

/* ---- the way ---- */

/* "LETTERS>READ ..." of the steps that are confusions; they join to the name and the symbols, and
 * their costs sum to the cost. */
static const char *way(const char *name, const char *text) {
    static struct cn_buf out;
    struct cn_channel_step steps[CN_CHANNEL_STEPS];
    uint8_t symbols[CN_GARBLED_SYMBOLS];
    size_t symbols_len = cn_channel_symbols(cn_str_of(text), symbols, CN_GARBLED_SYMBOLS);
    size_t len = 0, n = 0, s = 0;
    double sum = 0,
           whole = cn_channel_cost(channel, cn_str_of(name), symbols, symbols_len, steps, &len);
    cn_buf_clear(&out);
    for (size_t i = 0; i < len; i++) {
        const struct cn_channel_step *step = &steps[i];
        bool kept = cn_channel_kept(step);
        sum += step->cost;
        for (size_t k = 0; k < step->letters_len; k++, n++) {
            ck_assert_int_eq(step->letters[k], name[n] - 'a');
            cn_buf_addf(&out, "%s", kept ? "" : (char[]){(char)(name[n] - 32), '\0'});
        }
        cn_buf_addf(&out, "%s", kept ? "" : ">");
        for (size_t k = 0; k < step->read_len; k++, s++) {
            ck_assert_int_eq(step->read[k], symbols[s]);
            cn_buf_addf(&out, "%s", kept ? "" : (char[]){cn_channel_letter(symbols[s]), '\0'});
        }
        cn_buf_addf(&out, "%s", kept ? "" : " ");
    }
    ck_assert_uint_eq(n, strlen(name));
    ck_assert_uint_eq(s, symbols_len);
    ck_assert_double_eq_tol(sum, whole, NEAR);
    ck_assert_double_eq_tol(whole, cost(name, text), NEAR);
    cn_buf_add_byte(&out, '\0');
    return out.bytes;
}

static const char table[] = "cryptonym-confusions 1\n"
                            "M M 80\nM N 10\nM RN 8\nL L 90\nI I 90\nLI U 7\nE - 9\nE E 80\n"
                            "- I 3\nA A 90\nA ? 5\n- _ 6\n";

START_TEST(steps_of_the_way) {
    use_table(table);
    ck_assert_str_eq(way("ambiddy", "AMBIDDY"), "");
    ck_assert_str_eq(way("ambiddy", "anbiddy"), "M>N ");
    ck_assert_str_eq(way("ambiddy", "ARNBIDDY"), "M>RN ");
    ck_assert_str_eq(way("litempo", "UTEMPO"), "LI>U ");
    ck_assert_str_eq(way("litempo", "LITMPO"), "E> ");
    ck_assert_str_eq(way("litempo", "LITEMIPO"), ">I ");
    ck_assert_str_eq(way("ambiddy", "@MBIDDY"), "A>? ");
    ck_assert_str_eq(way("ambiddy", "\xe2\x82\xac"
                                    "MBIDDY"),
                     "A>? ");
    ck_assert_str_eq(way("litempo", "LITE  \n MPO"), ">_ ");
    ck_assert_str_eq(way("litempo", "UTRNPO"), "LI>U E> M>RN ");
    ck_assert_str_eq(way("ab", ""), "A> B> ");
    ck_assert_str_eq(way("", "XY"), ">X >Y ");
    ck_assert_str_eq(way("", ""), "");
}
END_TEST

START_TEST(a_pair_is_its_own_confusion) {
    use_table("cryptonym-confusions 1\nM M 90\nR R 90\nN N 90\n");
    double apart = cost("ambiddy", "ARNBIDDY");
    use_table("cryptonym-confusions 1\nM M 90\nM RN 9\nR R 90\nN N 90\n");
    ck_assert_double_lt(cost("ambiddy", "ARNBIDDY"), apart);
    ck_assert_double_gt(cost("ambiddy", "ANRBIDDY"), cost("ambiddy", "ARNBIDDY"));
    use_table(table);
    ck_assert_double_lt(cost("li", "U"), cost("il", "U"));
}
END_TEST

START_TEST(longest_names_and_texts) {
    static const char name[] = "abcdefghijklmnopqrstuvwx";
    use_table(table);
    ck_assert_uint_eq(strlen(name), CN_GARBLED_SYMBOLS);
    ck_assert_str_eq(way(name, "ABCDEFGHIJKLMNOPQRSTUVWX"), "");
    way(name, "999999999999999999999999");
    way(name + 4, "ABCDEFGHIJKLMNOPQRSTUVWX");
    way(name, "ABCDEFGHIJKLMNOPQRST");
}
END_TEST

/* No name is read as something so much longer or shorter. */
START_TEST(lengths_too_far_apart) {
    struct cn_channel_step steps[CN_CHANNEL_STEPS];
    uint8_t symbols[CN_GARBLED_SYMBOLS] = {0};
    size_t len = 99;
    use_table(table);
    ck_assert(isinf(cost("ambiddy", "AM")) && isinf(cost("ambiddy", "AMBIDDYABCDE")));
    ck_assert(isfinite(cost("ambiddy", "AMB")) && isfinite(cost("ambiddy", "AMBIDDYABCD")));
    ck_assert(isinf(cn_channel_cost(channel, CN_STR("ambiddy"), symbols, 2, steps, &len)));
    ck_assert_uint_eq(len, 0);
}
END_TEST

/* The naive way: every part of the text. */
static double naive_within(const char *name, const uint8_t *symbols, size_t len) {
    double best = HUGE_VAL;
    for (size_t from = 0; from <= len; from++)
        for (size_t to = from; to <= len; to++)
            best = fmin(best, cn_channel_cost(channel, cn_str_of(name), symbols + from, to - from,
                                              NULL, NULL));
    return best;
}

START_TEST(part_of_a_longer_run) {
    static const struct {
        const char *name, *text, *part;
    } cases[] = {
        {"ambiddy", "AMBIDDYXY", "AMBIDDY"},
        {"ambiddy", "XYANBIDDY", "ANBIDDY"},
        {"ambiddy", "XYARNBIDDYXY", "ARNBIDDY"},
        {"litempo", "QUTEMPOQ", "UTEMPO"},
        {"litempo", "LITEMPO", "LITEMPO"},
        {"litempo", "RYBATLIT MPO", "LIT MPO"},
        {"litempo", "ZZZZZZZZZZZZLITEMPOZZZZZ", "LITEMPO"},
    };
    use_table(table);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t symbols[CN_GARBLED_SYMBOLS];
        size_t len = cn_channel_symbols(cn_str_of(cases[i].text), symbols, CN_GARBLED_SYMBOLS);
        size_t from = 99, to = 99;
        double within =
            cn_channel_within(channel, cn_str_of(cases[i].name), symbols, len, &from, &to);
        struct cn_str part = {cases[i].text + from, to - from};
        ck_assert_msg(cn_str_equal(part, cn_str_of(cases[i].part)), "%s in %s: [%zu, %zu)",
                      cases[i].name, cases[i].text, from, to);
        ck_assert_double_eq_tol(within, naive_within(cases[i].name, symbols, len), NEAR);
        ck_assert_double_eq_tol(within, cost(cases[i].name, cases[i].part), NEAR);
    }
}
END_TEST

/* ---- the table ---- */

static void same_costs(const struct cn_channel *a, const struct cn_channel *b) {
    for (uint8_t letter = 0; letter < CN_LETTERS; letter++) {
        ck_assert(cn_channel_lost_cost(a, letter) == cn_channel_lost_cost(b, letter));
        for (uint8_t read = 0; read < CN_SYMBOLS; read++)
            ck_assert(cn_channel_read_cost(a, letter, read) ==
                      cn_channel_read_cost(b, letter, read));
    }
    for (uint8_t read = 0; read < CN_SYMBOLS; read++)
        ck_assert(cn_channel_added_cost(a, read) == cn_channel_added_cost(b, read));
}

/* By a step of its own. */
static double cost_of_pair(const struct cn_channel *other, const char *letters, const char *read) {
    struct cn_channel_step steps[CN_CHANNEL_STEPS];
    uint8_t symbols[2];
    size_t len = 0;
    cn_channel_cost(other, cn_str_of(letters), symbols,
                    cn_channel_symbols(cn_str_of(read), symbols, 2), steps, &len);
    ck_assert_uint_eq(len, 1);
    return steps[0].cost;
}

static void fill_counts(void) {
    for (uint8_t letter = 0; letter < CN_LETTERS; letter++) {
        for (uint8_t read = 0; read < CN_SYMBOLS; read++)
            counts.read[letter][read] = (letter * 7 + read * 3) % 5 * 11;
        counts.lost[letter] = letter % 4;
    }
    for (uint8_t read = 0; read < CN_SYMBOLS; read++)
        counts.added[read] = read % 3;
    counts.pairs[counts.pairs_len++] =
        (struct cn_confused){{sign('M'), CN_SYMBOLS}, {sign('R'), sign('_')}, 14};
    counts.pairs[counts.pairs_len++] =
        (struct cn_confused){{sign('L'), sign('I')}, {sign('9'), CN_SYMBOLS}, 31};
    cn_buf_add_text(&counts.counted_on, "36 names of a.tsv\n\n \n7 names of b.tsv\n");
}

START_TEST(written_and_read_again) {
    struct cn_buf text = {0};
    fill_counts();
    struct cn_channel *first = cn_channel_new(&counts);
    cn_confusions_write(&counts, &text);
    ck_assert_int_eq(read_table(cn_buf_str(&text)), CN_OK);
    same_costs(first, channel);
    ck_assert_double_eq_tol(cost("m", "R "), cost_of_pair(first, "m", "R "), NEAR);
    ck_assert_double_eq_tol(cost("li", "9"), cost_of_pair(first, "li", "9"), NEAR);
    ck_assert(cn_channel_counted_on(channel, CN_STR(" names of b.tsv")));
    ck_assert(cn_channel_counted_on(channel, CN_STR("36 names of a.tsv")));
    ck_assert(!cn_channel_counted_on(channel, CN_STR(" names of a")));
    ck_assert(!cn_channel_counted_on(channel, CN_STR("136 names of a.tsv")));
    cn_channel_free(first);
    cn_buf_free(&text);
}
END_TEST

START_TEST(a_table_without_counts) {
    use_counts();
    struct cn_channel *none = channel;
    channel = NULL;
    use_table("  \ncryptonym-confusions 1\r\n# nothing counted\r\n\n");
    same_costs(none, channel);
    ck_assert(!cn_channel_counted_on(channel, CN_STR("")));
    cn_channel_free(none);
}
END_TEST

#define HEAD "cryptonym-confusions 1\n"

static bool says(struct cn_str detail, const char *wrong) {
    size_t len = strlen(wrong);
    for (size_t at = 0; at + len <= detail.len; at++)
        if (memcmp(detail.bytes + at, wrong, len) == 0)
            return true;
    return false;
}

/* What is wrong is said with its line, and nothing is made. */
START_TEST(bad_tables_are_refused) {
    static const struct {
        const char *text;
        unsigned line;
        const char *wrong;
    } bad[] = {
        {"", 0, "empty"},
        {" \n \n", 0, "empty"},
        {"cryptonym-confusions 2\n", 1, "first line"},
        {"M N 3\n", 1, "first line"},
        {"\xff\xfe", 1, "first line"},
        {HEAD "M N\n", 2, "how often"},
        {HEAD "M\n", 2, "how often"},
        {HEAD "on\n", 2, "how often"},
        {HEAD "M N 3 4\n", 2, "how often"},
        {HEAD "M  N 3\n", 2, "how often"},
        {HEAD "M N x\n", 2, "how often"},
        {HEAD "M N -3\n", 2, "how often"},
        {HEAD "M N 1.5\n", 2, "how often"},
        {HEAD "M N 1234567890\n", 2, "how often"},
        {HEAD "M M 1\n\nm n 3\n", 4, "how often"},
        {HEAD "M ! 3\n", 2, "how often"},
        {HEAD "M RNI 3\n", 2, "how often"},
        {HEAD "M -N 3\n", 2, "how often"},
        {HEAD "M \xc3\xa9 3\n", 2, "how often"},
        {HEAD "1 M 3\n", 2, "letters A to Z"},
        {HEAD "? M 3\n", 2, "letters A to Z"},
        {HEAD "M_ M 3\n", 2, "letters A to Z"},
        {HEAD "MN RN 3\n", 2, "one letter for one"},
        {HEAD "MN - 3\n", 2, "one letter for one"},
        {HEAD "- RN 3\n", 2, "one letter for one"},
        {HEAD "- - 3\n", 2, "one letter for one"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(read_table(cn_str_of(bad[i].text)), CN_SKIP);
        ck_assert_ptr_null(channel);
        ck_assert_uint_eq(diags.len, 1);
        ck_assert_int_eq(diags.items[0].code, CN_E_CONFUSIONS);
        ck_assert_msg(diags.items[0].where.line == bad[i].line, "%zu: line %d", i,
                      (int)diags.items[0].where.line);
        ck_assert_msg(says(diags.items[0].detail, bad[i].wrong), "%zu: %.*s", i,
                      (int)diags.items[0].detail.len, diags.items[0].detail.bytes);
    }
}
END_TEST

START_TEST(a_table_holds_so_many_pairs) {
    struct cn_buf text = {0};
    cn_buf_add_text(&text, HEAD);
    for (int i = 0; i < CN_CONFUSED_MAX; i++)
        cn_buf_addf(&text, "A %c%c 1\n", 'A' + i / 26, 'A' + i % 26);
    ck_assert_int_eq(read_table(cn_buf_str(&text)), CN_OK);
    cn_buf_add_text(&text, "B AA 1\n");
    ck_assert_int_eq(read_table(cn_buf_str(&text)), CN_SKIP);
    ck_assert_uint_eq(diags.items[0].where.line, CN_CONFUSED_MAX + 2);
    cn_buf_free(&text);
}
END_TEST

/* ---- files ---- */

static void put_file(struct cn_str text) {
    char path[128];
    snprintf(path, sizeof path, "%s/t.confusions", folder);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text.bytes, 1, text.len, file), text.len);
    ck_assert_int_eq(fclose(file), 0);
}

static enum cn_severity find(const char *name) {
    cn_channel_free(channel);
    cn_diags_free(&diags);
    diags = (struct cn_diags){0};
    return cn_channel_find(&channel, name, &diags);
}

START_TEST(tables_are_found) {
    char path[128];
    snprintf(path, sizeof path, "%s/t.confusions", folder);
    put_file(CN_STR(HEAD "M M 9\non a test\n"));
    ck_assert_int_eq(setenv("CRYPTONYM_PATH", folder, 1), 0);
    ck_assert_int_eq(find(path), CN_OK);
    ck_assert_int_eq(find("t"), CN_OK);
    ck_assert(cn_channel_counted_on(channel, CN_STR("a test")));
    ck_assert_int_eq(find("other"), CN_SKIP);
    ck_assert_ptr_null(channel);
    ck_assert_int_eq(diags.items[0].code, CN_E_CONFUSIONS_NOT_FOUND);
    ck_assert_int_eq(find("./no/such.confusions"), CN_SKIP);
    ck_assert_int_eq(diags.items[0].code, CN_E_READ);
    ck_assert_int_eq(find(folder), CN_SKIP);
    ck_assert_ptr_null(channel);
    put_file(CN_STR(""));
    ck_assert_int_eq(find("t"), CN_SKIP);
    ck_assert_int_eq(diags.items[0].code, CN_E_CONFUSIONS);
}
END_TEST

START_TEST(files_too_large_are_none) {
    struct cn_buf text = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/t.confusions", folder);
    cn_buf_add_text(&text, HEAD);
    while (text.len <= 256u * 1024)
        cn_buf_add_text(&text, "# remarks without end\n");
    put_file(cn_buf_str(&text));
    ck_assert_int_eq(find(path), CN_SKIP);
    ck_assert_int_eq(diags.items[0].code, CN_E_READ);
    cn_buf_free(&text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("channel");
    TCase *tests = tcase_create("channel");
    tcase_add_checked_fixture(tests, start, done);
    tcase_add_test(tests, text_as_symbols);
    tcase_add_test(tests, no_more_symbols_than_there_is_room);
    tcase_add_test(tests, costs_are_what_the_counts_say);
    tcase_add_test(tests, without_counts_all_confusions_are_alike);
    tcase_add_test(tests, no_cost_is_negative);
    tcase_add_test(tests, steps_of_the_way);
    tcase_add_test(tests, a_pair_is_its_own_confusion);
    tcase_add_test(tests, longest_names_and_texts);
    tcase_add_test(tests, lengths_too_far_apart);
    tcase_add_test(tests, part_of_a_longer_run);
    tcase_add_test(tests, written_and_read_again);
    tcase_add_test(tests, a_table_without_counts);
    tcase_add_test(tests, bad_tables_are_refused);
    tcase_add_test(tests, a_table_holds_so_many_pairs);
    tcase_add_test(tests, tables_are_found);
    tcase_add_test(tests, files_too_large_are_none);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
