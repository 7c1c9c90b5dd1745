/*
 * test_hopeless.c: what is not weighed to the end would not have been reported.
 *
 * Texts by chance, in which now this term decides alone and now that one: where a bound leaves it
 * out, a mention is lost.
 */
#include "score/evidence.h"
#include "score/scoring.h"

#define ROUNDS 8000
#define PIECES 14

static const char agents[] = "# scheme: agents\n"
                             "# issuer: KUBARK\n"
                             "# for: station|cable\n"
                             "# against: recipe\n"
                             "name\tmeaning\tkind\tfor\tagainst\tfrom\tuntil\n"
                             "AMLASH\tan agent of Cuba\tagent\tsabotage\twedding\t1960\t1966\n"
                             "AMLUSH\tan exile\tperson\t\t\t\t\n"
                             "LIRING\ta set of taps\toperation\tMexico\t\t\t\n"
                             "LIRING-3\ta painter\tagent\t\t\t\t\n"
                             "QUARTZBELL\ta tunnel\t\t\t\t\t\n"
                             "/AM[A-Z]{3,10}/\ta name of the Cuba desk\t\t\t\t\t\n";
static const char table[] =
    "cryptonym-confusions 1\nM N 90\nM M 900\nA A 900\nB B 900\nD D 900\nI I 900\nY Y 900\n"
    "L L 900\nS S 900\nH H 900\nU U 900\nR R 900\nN N 900\nG G 900\n";

static const char *const pieces[] = {
    "AMLASH",    "AMLASH",     "AMLUSH", "LIRING",  "LIRING-3", "QUARTZBELL", "ANLASH",  "AMLXSH",
    "AMLASX",    "anlush",     "Amlxsh", "AmLXsH",  "LIXING",   "LIXING-3",   "Lixing",  "LIXIN G",
    "QUARTZBXL", "QUARXZBELL", "lixing", "station", "cable",    "recipe",     "wedding", "Mexico",
    "Cuba",      "sabotage",   "KUBARK", "project", "Mr.",      "cryptonym",  "1963",    "the",
    "of",        "bottle",     "BOTTLE", "WE MET",  "xq zw",    "an agent",   "ALIVING", "\n\n"};

static struct scoring it;

static unsigned random_below(unsigned n) {
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % n;
}

/* Plain, or a table whose columns' headers hold cues. */
static const char *make_text(bool cells, char *out, size_t room) {
    size_t len =
        (size_t)snprintf(out, room, "%s", cells ? "cable,recipe\n" : "KUBARK memo, 1963: ");
    for (int i = 0; i < PIECES; i++) {
        const char *end = cells ? i % 2 ? "\n" : "," : " ";
        const char *piece = pieces[random_below(sizeof pieces / sizeof *pieces)];
        len += (size_t)snprintf(out + len, room - len, "%s%s", cells && *piece == '\n' ? "" : piece,
                                end);
    }
    return out;
}

/* A term or two decide alone. */
static void make_weights(struct cn_model *model) {
    for (int i = 0; i < CN_TERMS; i++)
        model->terms[i].weight = 0;
    for (unsigned i = 0; i < 1 + random_below(2); i++)
        model->terms[random_below(CN_TERMS)].weight = random_below(3) > 0 ? 9 : -9;
    model->terms[CN_TERM_garbled].weight = -1;
}

/* What is to be reported, in its order. */
struct report {
    struct cn_mention mentions[PLACES];
    size_t len;
    size_t left; /* not weighed to the end */
};

static enum cn_severity take(void *context, const struct cn_document *document,
                             const struct cn_text *text, const struct cn_mentions *all,
                             const struct cn_mentions *reported) {
    struct report *report = context;
    (void)document;
    (void)text;
    for (size_t i = 0; i < all->len; i++)
        report->left += all->items[i].meanings_len == 0;
    for (size_t i = 0; i < reported->len; i++) {
        ck_assert_uint_lt(report->len, PLACES);
        report->mentions[report->len++] = reported->items[i];
    }
    return CN_OK;
}

static void scan(const char *text, const char *name, bool reported_only, struct report *report) {
    struct cn_sink sink = {.window = take, .reported_only = reported_only, .context = report};
    struct cn_record record = {0};
    struct cn_document document = {0};
    *report = (struct report){.len = 0};
    ck_assert_int_lt(
        cn_document_open_bytes(&document, cn_str_of(text), cn_str_of(name), &it.scan.limits),
        CN_SKIP);
    ck_assert_int_eq(cn_scan_document(&it.scan, &document, &sink, &record), CN_OK);
    cn_document_close(&document);
}

static void check_same(const struct report *all, const struct report *some, const char *text) {
    ck_assert_msg(all->len == some->len, "%zu, not %zu: %s", some->len, all->len, text);
    for (size_t i = 0; i < all->len; i++) {
        const struct cn_mention *a = &all->mentions[i], *b = &some->mentions[i];
        ck_assert_uint_eq(a->start, b->start);
        ck_assert_uint_eq(a->end, b->end);
        ck_assert_uint_eq(a->line, b->line);
        ck_assert_uint_eq(a->column, b->column);
        ck_assert_uint_eq(a->meanings_len, b->meanings_len);
        ck_assert_double_eq(a->confidence, b->confidence);
        ck_assert_double_eq(a->name_confidence, b->name_confidence);
    }
}

START_TEST(nothing_reported_is_lost) {
    static const double least[] = {0.01, 0.05, 0.3, 0.5, 0.8};
    size_t left = 0, reported = 0;
    char text[1024];
    scoring_open(&it, agents, NULL, true);
    scoring_garble(&it, table);
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct report all, some;
        bool cells = i % 4 == 3;
        const char *name = cells ? "table.csv" : "memo.txt";
        make_text(cells, text, sizeof text);
        make_weights(it.scan.model);
        it.scan.filter.min_confidence = least[i % (sizeof least / sizeof *least)];
        scan(text, name, false, &all);
        scan(text, name, true, &some);
        ck_assert_uint_eq(all.left, 0);
        check_same(&all, &some, text);
        left += some.left;
        for (size_t k = 0; k < some.len; k++)
            reported += some.mentions[k].name_confidence < 1;
    }
    scoring_close(&it);
    ck_assert_uint_gt(left, ROUNDS / 4);
    ck_assert_uint_gt(reported, ROUNDS / 4);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("hopeless");
    TCase *tests = tcase_create("hopeless");
    tcase_set_timeout(tests, 60); /* under a sanitizer, on a busy machine */
    tcase_add_test(tests, nothing_reported_is_lost);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
