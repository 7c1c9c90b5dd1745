/* test_garbled.c: what speaks for and against a garbled name, and what it competes with. */
#include "score/scoring.h"

#include "base/limits.h"

#define NEAR 0.001

static const char agents[] = "# scheme: agents\n"
                             "name\tmeaning\taliases\n"
                             "AMLASH\tan agent\t\n"
                             "AMLUSH\tan agent\t\n"
                             "AMBIDDY\tan exile\t\n"
                             "LIRING\ta set of taps\t\n"
                             "LIRING-3\ta painter\t\n"
                             "LIRES\ta press\t\n"
                             "BOTTLX\ta ship\t\n"
                             "CARLISLX\ta road\t\n"
                             "QUARTZBELL\ta tunnel\tGROUSEX\n"
                             "MOTHEX\ta chief\t\n"
                             "ZQXVKJ\ta cable\t\n"
                             "/AM[A-Z]{3,10}/\ta name of the Cuba desk\t\n";
/* M is often read as N, another letter seldom as anything. */
static const char table[] =
    "cryptonym-confusions 1\nM N 90\nM M 900\nA A 900\nB B 900\nD D 900\nI I 900\nY Y 900\n"
    "L L 900\nS S 900\nH H 900\nU U 900\n";

#define PLAIN "memo.txt"

static struct scoring it;

static void open_agents(void) {
    scoring_open(&it, agents, NULL, false);
    scoring_garble(&it, table);
}
static void close_it(void) {
    scoring_close(&it);
}

static const struct cn_mention *place_of(const char *text, const char *surface) {
    const struct cn_mention *place = scoring_place(&it, PLAIN, text, surface);
    ck_assert_msg(place != NULL, "%s in %s", surface, text);
    return place;
}

/* The reading of that name, garbled. */
static const struct cn_meaning *reading_of(const struct cn_mention *place, const char *name) {
    for (size_t i = 0; i < place->meanings_len; i++)
        if (place->meanings[i].candidate.how == CN_GARBLED &&
            cn_str_equal(place->meanings[i].entry->name, cn_str_of(name)))
            return &place->meanings[i];
    return NULL;
}

static double value(const char *text, const char *surface, const char *name, const char *term) {
    const struct cn_meaning *meaning = reading_of(place_of(text, surface), name);
    ck_assert_msg(meaning != NULL, "%s in %s", name, text);
    return scoring_value(meaning, term);
}
#define VALUE(text, surface, name, term, wanted)                                                   \
    ck_assert_double_eq_tol(value(text, surface, name, term), wanted, NEAR)

/* ---- what competes ---- */

static void check_shares(const struct cn_mention *place) {
    double sum = 1 - place->name_confidence;
    for (size_t i = 0; i < place->meanings_len; i++) {
        ck_assert_double_ge(place->meanings[i].share, 0);
        sum += place->meanings[i].share;
    }
    ck_assert_double_eq_tol(sum, 1, 0.00001);
}

START_TEST(garbled_names_compete) {
    const struct cn_mention *place = place_of("We met AMLXSH there.\n", "AMLXSH");
    const struct cn_meaning *first = reading_of(place, "AMLASH");
    const struct cn_meaning *second = reading_of(place, "AMLUSH");
    ck_assert(first && second); /* they mean the same, and are names apart */
    ck_assert_double_eq_tol(first->share, second->share, NEAR);
    ck_assert_double_lt(first->share, 0.5);
    check_shares(place);
}
END_TEST

START_TEST(family_competes) {
    const struct cn_mention *place = place_of("We met AMLXSH there.\n", "AMLXSH");
    size_t unknown = 0;
    for (size_t i = 0; i < place->meanings_len; i++)
        unknown += place->meanings[i].unknown;
    ck_assert_uint_eq(place->meanings_len, 3);
    ck_assert_uint_eq(unknown, 1);
    check_shares(place);
    VALUE("We met AMLXSH there.\n", "AMLXSH", "AMLASH", "garble_family", 1);
    VALUE("We met ANLASH there.\n", "ANLASH", "AMLASH", "garble_family", 0);
}
END_TEST

START_TEST(the_name_itself_has_no_rival) {
    const struct cn_mention *place = place_of("We met AMLASH and AMLUSH there.\n", "AMLASH");
    ck_assert_int_eq(place->meanings[0].candidate.how, CN_IDENTICAL);
    ck_assert_ptr_null(reading_of(place, "AMLUSH"));
    check_shares(place);
}
END_TEST

START_TEST(usual_confusions_and_standing_names_are_surer) {
    double usual = place_of("We met ANBIDDY there.\n", "ANBIDDY")->confidence;
    double odd = place_of("We met AXBIDDY there.\n", "AXBIDDY")->confidence;
    double standing = place_of("AMBIDDY told us. We met ANBIDDY there.\n", "ANBIDDY")->confidence;
    ck_assert_double_gt(usual, odd);
    ck_assert_double_gt(standing, usual);
    ck_assert_double_gt(standing, 0.5);
    ck_assert_double_gt(odd, 0);
}
END_TEST

START_TEST(without_confusions_there_are_none) {
    scoring_close(&it);
    scoring_open(&it, agents, NULL, false);
    scoring_text(&it, PLAIN, "AMBIDDY told us. We met ANBIDDY there, and LIT!MPO, and LIXING-3.\n");
    ck_assert_uint_eq(it.len, 1);
}
END_TEST

/* ---- the terms ---- */

static const char plain[] = "We met ANBIDDY there.\n";

START_TEST(the_garbling) {
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garbled", 1);
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_cost",
          -log((90 + 4 * 0.04 / 37) / 994) - 5 * log(903.8 / 904) - log(903.8 / 904));
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_length", 2);
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_two", 0);
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_first", 0);
    VALUE("A. AMBIDDY or XNBIDDY.\n", "XNBIDDY", "AMBIDDY", "garble_first", 1);
    VALUE("A. AMBIDDY or XNBIDDY.\n", "XNBIDDY", "AMBIDDY", "garble_two", 1);
    VALUE("A. AMBIDDY or XNBIDDY.\n", "XNBIDDY", "AMBIDDY", "garble_two_short", 0);
    VALUE("A. MOTHEX or NOTHX.\n", "NOTHX", "MOTHEX", "garble_two_short", 1);
    VALUE("We met MBIDDY there.\n", "MBIDDY", "AMBIDDY", "garble_lost", 1);
    VALUE("We met AMBIQDDY there.\n", "AMBIQDDY", "AMBIDDY", "garble_added", 1);
    VALUE("We met QUARTZBEL there.\n", "QUARTZBEL", "QUARTZBELL", "garble_length", 4);
    VALUE("We met GROUSXX there.\n", "GROUSXX", "QUARTZBELL", "garble_length", 2);
}
END_TEST

START_TEST(the_letters_case) {
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_lower", 0);
    ck_assert_double_gt(value(plain, "ANBIDDY", "AMBIDDY", "garble_caps_alone"), 0.5);
    VALUE("WE MET ANBIDDY THERE.\n", "ANBIDDY", "AMBIDDY", "garble_caps_alone", 0);
    VALUE("AMBIDDY. We met anbiddy there.\n", "anbiddy", "AMBIDDY", "garble_lower", 1);
    VALUE("AMBIDDY. We met Anbiddy there.\n", "Anbiddy", "AMBIDDY", "garble_capital", 1);
    VALUE("We met aNBiddy there.\n", "aNBiddy", "AMBIDDY", "garble_mixed", 1);
}
END_TEST

START_TEST(words_that_it_may_be) {
    static const char bottle[] = "The BOTTLX. BOTTLE-3 came.\n";
    static const char carlisle[] = "The CARLISLX. CARLISLE-2 came.\n";
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_word", 0);
    VALUE(bottle, "BOTTLE-3", "BOTTLX", "garble_word", 1);
    VALUE(bottle, "BOTTLE-3", "BOTTLX", "garble_member", 1);
    VALUE(bottle, "BOTTLE-3", "BOTTLX", "garble_word_member", 1);
    ck_assert_double_gt(value(bottle, "BOTTLE-3", "BOTTLX", "garble_common"), 0);
    VALUE(carlisle, "CARLISLE-2", "CARLISLX", "garble_word", 0);
    VALUE(carlisle, "CARLISLE-2", "CARLISLX", "garble_proper", 1);
    VALUE("We met ANBIDDY-7 there.\n", "ANBIDDY-7", "AMBIDDY", "garble_member", 1);
    VALUE("We met ANBIDDY-7 there.\n", "ANBIDDY-7", "AMBIDDY", "garble_word_member", 0);
}
END_TEST

START_TEST(rivals) {
    ck_assert_double_gt(value("We met MOTHEK there.\n", "MOTHEK", "MOTHEX", "garble_rival"), 0);
    VALUE("We met ZQXVKW there.\n", "ZQXVKW", "ZQXVKJ", "garble_rival", 0);
    ck_assert_double_gt(value("We met ZQXVKW there.\n", "ZQXVKW", "ZQXVKJ", "garble_odd"),
                        value("We met MOTHEK there.\n", "MOTHEK", "MOTHEX", "garble_odd"));
}
END_TEST

START_TEST(words_around) {
    static const char many[] =
        "We met ANBIDDY, and ANBIDDY, ANBIDDX, AMBIDDY, anbiddy, ANBIDDYS.\n";
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_repeated", 0);
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_likes", 0);
    VALUE(many, "ANBIDDY", "AMBIDDY", "garble_repeated", log(2));
    VALUE(many, "ANBIDDY", "AMBIDDY", "garble_likes", log(2));
    VALUE(many, "ANBIDDY", "AMBIDDY", "garble_repeated_two", 0);
    VALUE(many, "ANBIDDY", "AMBIDDY", "garble_stands", log(2));
    VALUE(many, "ANBIDDY", "AMBIDDY", "garble_unheard", 0);
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_unheard", 1);
    VALUE("AMBIDDY. XNBIDDY here, XNBIDDY there.\n", "XNBIDDY", "AMBIDDY", "garble_repeated_two",
          log(2));
    VALUE("about ANBIDDY after\n", "ANBIDDY", "AMBIDDY", "garble_noise", 0);
    VALUE("qxzj ANBIDDY about\n", "ANBIDDY", "AMBIDDY", "garble_noise", 0.5);
    VALUE("a b about ANBIDDY after\n", "ANBIDDY", "AMBIDDY", "garble_bits", 0.5);
    VALUE("ANBIDDY\n", "ANBIDDY", "AMBIDDY", "garble_bits", 0.5);
}
END_TEST

START_TEST(parts_and_marks) {
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_parted", 0);
    VALUE("We met AN!IDDY there.\n", "AN!IDDY", "AMBIDDY", "garble_parted", 1);
    VALUE("AMBIDDY. A RYBATANBIDDY.\n", "ANBIDDY", "AMBIDDY", "garble_run", 1);
    VALUE(plain, "ANBIDDY", "AMBIDDY", "garble_run", 0);
    VALUE("We met LRES there.\n", "LRES", "LIRES", "garble_short", 1);
}
END_TEST

/* A row of a numbered member and the name with that number are two readings of one place. */
START_TEST(members) {
    const struct cn_mention *place = place_of("We met LIXING-3 there.\n", "LIXING-3");
    ck_assert(reading_of(place, "LIRING") && reading_of(place, "LIRING-3"));
    check_shares(place);
    VALUE("We met LIXING-3 there.\n", "LIXING-3", "LIRING-3", "garble_length", 1);
    VALUE("We met LIXING-3 there.\n", "LIXING-3", "LIRING-3", "garble_parted", 0);
    ck_assert_double_gt(reading_of(place, "LIRING-3")->share, reading_of(place, "LIRING")->share);
    VALUE("We met LIXING-3 there.\n", "LIXING-3", "LIRING", "row_of_its_own", 1);
    VALUE("We met LIXING-4 there.\n", "LIXING-4", "LIRING", "row_of_its_own", 0);
    VALUE("AMBIDDY. An ANBIDDY-4.\n", "ANBIDDY-4", "AMBIDDY", "row_of_its_own", 0);
    VALUE("AMBIDDY. An ANBIDDY4.\n", "ANBIDDY4", "AMBIDDY", "row_of_its_own", 0);
}
END_TEST

/* ---- the steps ---- */

static const char *steps_of(const char *text, const char *surface, const char *name) {
    static char shown[CN_CHANNEL_STEPS * 5 + 1];
    struct cn_channel_step steps[CN_CHANNEL_STEPS];
    const struct cn_meaning *meaning = reading_of(place_of(text, surface), name);
    struct cn_text window = {.bytes = text, .len = strlen(text), .core_end = strlen(text)};
    ck_assert_ptr_nonnull(meaning);
    size_t len = cn_garbling_steps(it.scan.scorer, &window, meaning, steps), at = 0;
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < steps[i].letters_len; k++)
            shown[at++] = cn_channel_letter(steps[i].letters[k]);
        for (size_t k = 0; k < steps[i].read_len && !cn_channel_kept(&steps[i]); k++)
            shown[at++] = (char)(cn_channel_letter(steps[i].read[k]) | 0x20);
    }
    shown[at] = '\0';
    return shown;
}

START_TEST(steps) {
    ck_assert_str_eq(steps_of(plain, "ANBIDDY", "AMBIDDY"), "AMnBIDDY");
    ck_assert_str_eq(steps_of("We met LIXING-3.\n", "LIXING-3", "LIRING-3"), "LIRxING");
    ck_assert_str_eq(steps_of("We met LIXING3.\n", "LIXING3", "LIRING-3"), "LIRxING");
    ck_assert_str_eq(steps_of("We met GROUSXX.\n", "GROUSXX", "QUARTZBELL"), "GROUSExX");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("garbled");
    TCase *tests = tcase_create("garbled");
    tcase_set_timeout(tests, 60); /* under a sanitizer, on a busy machine */
    tcase_add_checked_fixture(tests, open_agents, close_it);
    tcase_add_test(tests, garbled_names_compete);
    tcase_add_test(tests, family_competes);
    tcase_add_test(tests, the_name_itself_has_no_rival);
    tcase_add_test(tests, usual_confusions_and_standing_names_are_surer);
    tcase_add_test(tests, without_confusions_there_are_none);
    tcase_add_test(tests, the_garbling);
    tcase_add_test(tests, the_letters_case);
    tcase_add_test(tests, words_that_it_may_be);
    tcase_add_test(tests, rivals);
    tcase_add_test(tests, words_around);
    tcase_add_test(tests, parts_and_marks);
    tcase_add_test(tests, members);
    tcase_add_test(tests, steps);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
