/* test_score.c: confidences by the priors alone, and the laws over every place. */
#include "score/scoring.h"

static const char codes[] = "# scheme: codes\n"
                            "# issuer: Huawei\n"
                            "# kind: country\n"
                            "# for: country|rep office|国家|代表处\n"
                            "# against: paper|road\n"
                            "name\tmeaning\tcountry\tuntil\n"
                            "A9\tNorth Korea\tKP\t2018\n"
                            "A2\tIran\tIR\t\n";
static const char agents[] = "# scheme: agents\n"
                             "# issuer: CIA\n"
                             "name\tmeaning\tkind\tfor\taliases\n"
                             "AMLASH\ta Cuban group\tperson\t\n"
                             "QUARTZBELL\ta set of taps\tproject\t\tWINDOW\n"
                             "AMLASH-1\tRolando Cubela\tperson\t\n"
                             "AMWHIP\ta jeweller\tperson\t\n"
                             "KUBARK\tthe agency\torganisation\t\n"
                             "TUNNEL\ta chief\torganisation\t\n"
                             "MOTHER\tanother chief\torganisation\t\n"
                             "GROUSE\tthe Paris office\tproject\tParis\n"
                             "GROUSE\tthe Lagos office\tproject\tLagos\n"
                             "BOUNDLESS\ta system\tprogramme\t\n"
                             "BOUNDLESS INFORMANT\ta counting system\tprogramme\t\n"
                             "/AM[A-Z]{3,10}/\ta name of the Cuba desk\tfamily\t\n";
static const char others[] = "# scheme: others\nname\tmeaning\nAMLASH\ta cuban GROUP\n"
                             "KUBARK\ta street\n";

static struct scoring it;

#define PLAIN "memo.txt"

static void open_codes(void) {
    scoring_open(&it, codes, NULL, false);
}
static void open_named_codes(void) {
    scoring_open(&it, codes, NULL, true);
}
static void open_agents(void) {
    scoring_open(&it, agents, NULL, false);
}
static void close_it(void) {
    scoring_close(&it);
}

/* ---- a short code ---- */

static const char bare[] = "The report on A9 was sent to the office on Monday.\n";

START_TEST(short_code_alone_is_unsure) {
    ck_assert_double_lt(scoring_of(&it, PLAIN, bare, "A9"), 0.5);
    ck_assert_double_gt(scoring_of(&it, PLAIN, bare, "A9"), 0);
}
END_TEST

START_TEST(short_code_beside_paper_is_less_sure) {
    double alone = scoring_of(&it, PLAIN, bare, "A9");
    double paper = scoring_of(&it, PLAIN, "The report on A9 paper was sent to the office.\n", "A9");
    ck_assert_double_lt(paper, alone / 2);
}
END_TEST

START_TEST(short_code_under_country_header_is_sure) {
    static const char table[] = "Project,Status,Country\nGrouse,open,A9\nLark,closed,Kenya\n";
    ck_assert_double_gt(scoring_of(&it, "projects.csv", table, "A9"), 0.9);
    ck_assert(it.places[0].in_table);
}
END_TEST

START_TEST(short_code_in_issuers_mail_is_rather_sure) {
    static const char mail[] = "From: li@huawei.com\nSubject: x\n\n国家代表处: 请确认向A9发货\n";
    ck_assert_double_gt(scoring_of(&it, PLAIN, mail, "A9"), 0.6);
}
END_TEST

START_TEST(definition_makes_sure) {
    double here = scoring_of(&it, PLAIN, "The list says A9 (North Korea) and more.\n", "A9");
    ck_assert_double_gt(here, 0.7);
    ck_assert_double_eq(scoring_value(it.places[0].meanings, "defined"), 1);
    scoring_text(&it, PLAIN,
                 "The list says A9 (North Korea). A long time after that, and far from "
                 "there, the other office had sent the report to them, as was "
                 "told to all of the people there before, on A9 once more.\n");
    ck_assert_uint_eq(it.len, 2);
    ck_assert_double_eq(scoring_value(it.places[1].meanings, "defined_elsewhere"), 1);
}
END_TEST

START_TEST(years_are_compared) {
    scoring_text(&it, PLAIN, "Monday, 3 May 2021. The report on A9.\n");
    ck_assert_double_eq(scoring_value(it.places[0].meanings, "year_outside"), 1);
    scoring_text(&it, PLAIN, "Monday, 3 May 2011. The report on A9.\n");
    ck_assert_double_eq(scoring_value(it.places[0].meanings, "year_inside"), 1);
    scoring_text(&it, PLAIN, "No. 120111. The report on A9.\n");
    ck_assert_double_eq(scoring_value(it.places[0].meanings, "year_inside"), 0);
}
END_TEST

/* ---- long names, words, families ---- */

START_TEST(long_name_is_sure) {
    ck_assert_double_gt(scoring_of(&it, PLAIN, "He had met AMLASH before.\n", "AMLASH"), 0.9);
    double lower = scoring_of(&it, PLAIN, "He had met amlash before.\n", "amlash");
    ck_assert_double_lt(lower, 0.9);
}
END_TEST

START_TEST(ordinary_word_wants_more) {
    double lower = scoring_of(&it, PLAIN, "His tunnel had met them.\n", "tunnel");
    double title = scoring_of(&it, PLAIN, "His Tunnel had met them.\n", "Tunnel");
    double capitals = scoring_of(&it, PLAIN, "His TUNNEL had met them.\n", "TUNNEL");
    double kin = scoring_of(&it, PLAIN, "KUBARK sent AMWHIP to TUNNEL before.\n", "TUNNEL");
    ck_assert_double_lt(lower, 0.05);
    ck_assert_double_lt(title, 0.4);
    ck_assert_double_gt(capitals, title);
    ck_assert_double_gt(kin, 0.5);
}
END_TEST

START_TEST(common_word_wants_more_than_a_rare_one) {
    double common = scoring_of(&it, PLAIN, "KUBARK sent AMWHIP to MOTHER before.\n", "MOTHER");
    double rare = scoring_of(&it, PLAIN, "KUBARK sent AMWHIP to TUNNEL before.\n", "TUNNEL");
    ck_assert_double_lt(common, rare / 2);
}
END_TEST

/* "Eduardo Mother" is a person; "A MOTHER" is no A-MOTHER. */
START_TEST(capitalised_pair_and_single_letter_say_less) {
    double alone = scoring_of(&it, PLAIN, "KUBARK and AMWHIP, that Tunnel, said so.\n", "Tunnel");
    double pair = scoring_of(&it, PLAIN, "KUBARK and AMWHIP, Eduardo Tunnel, said so.\n", "Tunnel");
    ck_assert_double_lt(pair, alone);
    double split = scoring_of(&it, PLAIN, "KUBARK paid AMWHIP and AM/LASH.\n", "AM/LASH");
    double one = scoring_of(&it, PLAIN, "KUBARK paid AMWHIP and A/MLASH.\n", "A/MLASH");
    ck_assert_double_lt(one, split);
}
END_TEST

START_TEST(alias_is_judged_as_itself) {
    const char *text = "She looked out of the window of the house.\n";
    ck_assert_double_gt(
        scoring_of(&it, PLAIN, "She looked for QUARTZBELL at the house.\n", "QUARTZBELL"), 0.9);
    ck_assert_double_lt(scoring_of(&it, PLAIN, text, "window"), 0.1);
}
END_TEST

START_TEST(family_reading_is_unknown) {
    ck_assert_double_gt(
        scoring_of(&it, PLAIN, "KUBARK sent AMWHIP and AMFAST to them.\n", "AMFAST"), 0.5);
    const struct cn_mention *last = &it.places[it.len - 1];
    ck_assert(last->meanings[0].unknown);
    /* far behind where the name itself is known, but there */
    scoring_text(&it, PLAIN, "He had met AMLASH before.\n");
    ck_assert_uint_eq(it.places[0].meanings_len, 2);
    ck_assert(!it.places[0].meanings[0].unknown);
    ck_assert_double_lt(it.places[0].meanings[1].share, 0.05);
}
END_TEST

START_TEST(garbled_word_is_no_unknown_name) {
    ck_assert_double_lt(scoring_of(&it, PLAIN, "It was AMTER the war.\n", "AMTER"), 0.1);
    double once = scoring_of(&it, PLAIN, "KUBARK sent AMFAST to them.\n", "AMFAST");
    double again =
        scoring_of(&it, PLAIN, "KUBARK sent AMFAST to them. Then AMFAST left.\n", "AMFAST");
    ck_assert_double_gt(again, once);
    ck_assert_double_gt(scoring_of(&it, PLAIN, "KUBARK sent AMFAST-3 to them.\n", "AMFAST-3"),
                        again);
}
END_TEST

START_TEST(own_row_beats_family_name) {
    scoring_text(&it, PLAIN, "They met AMLASH-1 there.\n");
    ck_assert_uint_ge(it.places[0].meanings_len, 2);
    ck_assert(cn_str_equal(it.places[0].meanings[0].entry->name, CN_STR("AMLASH-1")));
    ck_assert_double_gt(it.places[0].confidence, 0.8);
    ck_assert_uint_eq(it.places[0].end - it.places[0].start, 8);
    scoring_text(&it, PLAIN, "They met AMLASH-2 there.\n");
    ck_assert(cn_str_equal(it.places[0].meanings[0].entry->name, CN_STR("AMLASH")));
    ck_assert_uint_eq(it.places[0].member, 2);
}
END_TEST

/* ---- rivals ---- */

START_TEST(cue_decides_between_meanings) {
    scoring_text(&it, PLAIN, "He went to Paris for GROUSE before.\n");
    ck_assert_uint_eq(it.places[0].meanings_len, 2);
    ck_assert(cn_str_equal(it.places[0].meanings[0].entry->meaning, CN_STR("the Paris office")));
    ck_assert_double_gt(it.places[0].confidence, 2 * it.places[0].meanings[1].share);
    scoring_text(&it, PLAIN, "He went there for GROUSE before.\n");
    ck_assert_double_eq_tol(it.places[0].confidence, it.places[0].meanings[1].share, 0.0002);
}
END_TEST

START_TEST(same_meaning_twice_is_one) {
    double alone = scoring_of(&it, PLAIN, "He had met AMLASH before.\n", "AMLASH");
    scoring_close(&it);
    scoring_open(&it, agents, others, false);
    double twice = scoring_of(&it, PLAIN, "He had met AMLASH before.\n", "AMLASH");
    ck_assert_double_eq_tol(alone, twice, 0.0001);
    /* another meaning is another matter: the name stays as sure */
    double name = scoring_of(&it, PLAIN, "He had met KUBARK before.\n", "KUBARK");
    ck_assert_double_lt(name, 0.6);
    ck_assert_double_gt(it.places[0].name_confidence, 0.9);
}
END_TEST

/* ---- overlaps ---- */

START_TEST(containing_name_wins) {
    static const char text[] = "They use BOUNDLESS INFORMANT there.\n";
    ck_assert_double_gt(scoring_of(&it, PLAIN, text, "BOUNDLESS INFORMANT"), 0.5);
    ck_assert_uint_eq(it.len, 2);
    for (size_t i = 0; i < it.len; i++)
        ck_assert_int_eq(it.places[i].covered,
                         it.places[i].end - it.places[i].start < strlen("BOUNDLESS INFORMANT"));
}
END_TEST

/* ---- laws ---- */

static void check_place(const struct cn_mention *place) {
    double sum = 0;
    for (size_t i = 0; i < place->meanings_len; i++) {
        const struct cn_meaning *meaning = &place->meanings[i];
        double score = 0;
        for (size_t k = 0; k < meaning->evidence_len; k++)
            score += meaning->evidence[k].value * meaning->evidence[k].weight;
        ck_assert_double_eq_tol(score, meaning->score, 1e-9);
        ck_assert_double_ge(meaning->share, 0);
        ck_assert(i == 0 || meaning->share <= place->meanings[i - 1].share);
        double units = meaning->share * 10000;
        ck_assert_double_eq_tol(units, round(units), 1e-6);
        sum += meaning->share;
    }
    ck_assert_double_eq_tol(sum, place->name_confidence, 1e-9);
    ck_assert_double_eq(place->confidence, place->meanings[0].share);
    double none = 1;
    double all = 1;
    for (size_t i = 0; i < place->meanings_len; i++)
        all += exp(place->meanings[i].score);
    none = none / all;
    ck_assert_double_eq_tol(1 - place->name_confidence, none, 0.00006);
}

START_TEST(terms_explain_the_number) {
    static const char text[] =
        "KUBARK SENT AMLASH-1 TO TUNNEL. The AMWHIP and AMFAST, am lash, AM/LASH, amlash9,\n"
        "JAMLASH, GROUSE in Paris or Lagos; Mr. TUNNEL of BOUNDLESS INFORMANT; KU-\nBARK.\n";
    scoring_text(&it, PLAIN, text);
    ck_assert_uint_ge(it.len, 10);
    for (size_t i = 0; i < it.len; i++)
        check_place(&it.places[i]);
}
END_TEST

START_TEST(lines_and_columns) {
    scoring_text(&it, PLAIN, "x\n\nHe met KUBARK\nKUBARK\n");
    ck_assert_uint_eq(it.len, 2);
    ck_assert_uint_eq(it.places[0].line, 3);
    ck_assert_uint_eq(it.places[0].column, 8);
    ck_assert_uint_eq(it.places[1].line, 4);
    ck_assert_uint_eq(it.places[1].column, 1);
}
END_TEST

static void add_case(Suite *suite, const char *name, SFun setup, const TTest *const *tests) {
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, setup, close_it);
    for (; *tests; tests++)
        tcase_add_test(tcase, *tests);
    suite_add_tcase(suite, tcase);
}
#define CASE(name, setup, ...)                                                                     \
    add_case(suite, name, setup, (const TTest *const[]){__VA_ARGS__, NULL})

int main(void) {
    Suite *suite = suite_create("score");
    CASE("codes", open_codes, short_code_alone_is_unsure, short_code_beside_paper_is_less_sure,
         short_code_in_issuers_mail_is_rather_sure, definition_makes_sure, years_are_compared);
    CASE("named", open_named_codes, short_code_alone_is_unsure,
         short_code_beside_paper_is_less_sure, short_code_under_country_header_is_sure);
    CASE("agents", open_agents, long_name_is_sure, ordinary_word_wants_more,
         common_word_wants_more_than_a_rare_one, capitalised_pair_and_single_letter_say_less,
         alias_is_judged_as_itself, family_reading_is_unknown, garbled_word_is_no_unknown_name,
         own_row_beats_family_name, cue_decides_between_meanings, same_meaning_twice_is_one,
         containing_name_wins, terms_explain_the_number, lines_and_columns);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
