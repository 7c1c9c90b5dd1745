/* test_match.c: which candidates a text gives, and that nothing but the text decides it. */
#include <check.h>

#include "match/naive.h"

/* ---- a dictionary of names, aliases, patterns ("/.../") and issuers ("@...") ---- */

static struct cn_entry entries[64];
static uint32_t entries_len;
static struct cn_scheme scheme;
static struct cn_str issuers[4];
static struct cn_dictionary dictionary;
static struct cn_index *index_;
static struct cn_document document;
static struct cn_matcher *matcher;
static struct cn_arena arena;

static void add_name(const char *name) {
    size_t len = strlen(name);
    if (name[0] == '@') {
        issuers[scheme.issuers.len++] = cn_str_of(name + 1);
        return;
    }
    struct cn_entry *entry = &entries[entries_len++];
    *entry = (struct cn_entry){.name = cn_str_of(name), .meaning = CN_STR("x")};
    if (name[0] == '/')
        entry->pattern = (struct cn_str){name + 1, len - 2};
}

static void open_(void) {
    scheme.entries = entries_len;
    dictionary = (struct cn_dictionary){0};
    ck_assert(cn_dictionary_make(&dictionary, &scheme, 1, entries, entries_len));
    index_ = cn_index_new(&dictionary);
    ck_assert_ptr_nonnull(index_);
    document = (struct cn_document){.name = CN_STR("document")};
    matcher = cn_matcher_new(index_, &document);
    ck_assert_ptr_nonnull(matcher);
}

static void use(const char *const *names) {
    scheme = (struct cn_scheme){.name = CN_STR("test"), .path = CN_STR("test.tsv")};
    scheme.issuers.items = issuers;
    entries_len = 0;
    for (; *names; names++)
        add_name(*names);
    open_();
}
#define USE(...) use((const char *const[]){__VA_ARGS__, NULL})

static void done(void) {
    cn_matcher_free(matcher);
    cn_index_free(index_);
    cn_arena_free(&arena);
    cn_diags_free(&document.diags);
    cn_dictionary_free(&dictionary);
}

static struct cn_candidates match(struct cn_str text) {
    struct cn_candidates found;
    struct cn_text window = naive_window(text, 0, text.len);
    ck_assert_int_eq(cn_match(matcher, &window, &arena, &found), CN_OK);
    return found;
}

/* "start-name_end-end how/flags name [member]; ..." in order. */
static const char *listed(struct cn_str text) {
    static struct cn_buf out;
    struct cn_candidates found = match(text);
    cn_buf_clear(&out);
    for (size_t i = 0; i < found.len; i++) {
        const struct cn_candidate *one = &found.items[i];
        struct cn_str name = one->how == CN_ISSUER ? scheme.name : entries[one->entry].name;
        cn_buf_addf(&out, "%s%d-%d-%d %s/%x %.*s", i ? "; " : "", (int)one->start,
                    (int)one->name_end, (int)one->end, cn_how_name(one->how), one->flags,
                    (int)name.len, name.bytes);
        if (one->member != CN_NO_MEMBER)
            cn_buf_addf(&out, " %u", one->member);
    }
    cn_buf_add_byte(&out, '\0');
    return out.bytes;
}
#define FINDS(text, wanted) ck_assert_str_eq(listed(CN_STR(text)), wanted)

/* ---- spellings ---- */

START_TEST(spellings_of_one_name) {
    USE("AMLASH", "A9", "BOUNDLESS INFORMANT", "AM/ICE", "AT&T");
    FINDS("AMLASH", "0-6-6 identical/0 AMLASH");
    FINDS("amlash", "0-6-6 folded/1 AMLASH");
    FINDS("\xef\xbc\xa1\xef\xbc\x99", "0-6-6 folded/2 A9");
    FINDS("AM\xc2\xadLASH", "0-8-8 folded/4 AMLASH");
    FINDS("AM/LASH", "0-7-7 folded/8 AMLASH");
    FINDS("AM LASH", "0-7-7 joined/10 AMLASH");
    FINDS("AM-\r\nLASH", "0-9-9 joined/20 AMLASH");
    FINDS("A 9 A-9 A.9", "0-3-3 joined/10 A9; 4-7-7 folded/8 A9; 8-11-11 folded/8 A9");
    FINDS("Boundless  Informant", "0-20-20 folded/9 BOUNDLESS INFORMANT");
    FINDS("BOUNDLESSINFORMANT", "0-18-18 joined/40 BOUNDLESS INFORMANT");
    FINDS("BOUNDLESS\nINFORMANT", "0-19-19 folded/20 BOUNDLESS INFORMANT");
    FINDS("AMICE", "0-5-5 folded/40 AM/ICE");
    FINDS("A M L A S H", "0-11-11 joined/10 AMLASH");
    FINDS("AT&T", "0-4-4 identical/0 AT&T");
    FINDS("at t, ATT, AT, T", "");
    FINDS("A9\xe5\x9b\xbd\xe5\xae\xb6", "0-2-2 identical/0 A9");
    FINDS("\xe5\x90\x91"
          "A9\xe5\x8f\x91\xe8\xb4\xa7",
          "3-5-5 identical/0 A9");
    FINDS("AM, LASH AM\n\nLASH AM\tLASH", "");
    done();
}
END_TEST

START_TEST(run_together) {
    USE("RYBAT", "AMROSE", "TYPIC", "ODYOKE", "LIRING", "CIRCUMSTANTIAL");
    FINDS("RYBATAMROSE", "0-5-5 joined/80 RYBAT; 5-11-11 joined/100 AMROSE");
    FINDS("TYPIC7Operational", "0-5-5 joined/80 TYPIC");
    FINDS("JODYOKE", "1-7-7 joined/100 ODYOKE");
    FINDS("typical Typical", "");
    FINDS("abcdefghabcLIRING", "11-17-17 joined/100 LIRING");
    /* in long words whose both ends are lower case */
    FINDS("amroseabIRONabcdefgh", "");
    FINDS("circumstanTIALevidences", "0-14-14 joined/81 CIRCUMSTANTIAL");
    FINDS("frowLiring", "4-10-10 joined/101 LIRING");
    FINDS("LI RINGs", "0-7-7 joined/90 LIRING");
    FINDS("LIRING\xc3\x89", "0-6-6 joined/80 LIRING");
    done();
}
END_TEST

START_TEST(member_numbers) {
    USE("AMLASH", "A9", "LITAMIL", "AMMUG", "AMMUG-1");
    FINDS("AMLASH/2", "0-6-8 identical/0 AMLASH 2");
    FINDS("AMLASH -31.", "0-6-10 identical/0 AMLASH 31");
    FINDS("AMLASH- 1,", "0-6-9 identical/0 AMLASH 1");
    FINDS("AMLASH1", "0-6-7 joined/80 AMLASH 1");
    FINDS("LITAMILe9 ", "0-7-9 joined/80 LITAMIL 9");
    FINDS("XLITAMIL-9", "1-8-10 joined/100 LITAMIL 9");
    FINDS("AMLASH-12345 AMLASH-1A AMLASH.1 AMLASH 1",
          "0-6-6 identical/0 AMLASH; 13-19-19 identical/0 AMLASH; 23-29-29 identical/0 AMLASH; "
          "32-38-38 identical/0 AMLASH");
    /* what scanners make of a hyphen */
    FINDS("AMMUG~1+2", "0-5-7 identical/0 AMMUG 1; 0-7-7 folded/8 AMMUG-1");
    FINDS("AMMUG#1", "0-5-7 identical/0 AMMUG 1; 0-7-7 folded/8 AMMUG-1");
    FINDS("A9-3", "0-2-2 identical/0 A9");
    FINDS("AMMUG/1", "0-5-7 identical/0 AMMUG 1; 0-7-7 folded/8 AMMUG-1");
    done();
}
END_TEST

START_TEST(aliases_and_issuers) {
    static struct cn_str alias[] = {{"AMOLD", 5}};
    scheme.issuers.len = 0;
    USE("AMNEW", "@CIA", "@Central Intelligence Agency");
    done();
    entries[0].aliases = (struct cn_str_list){alias, 1};
    open_();
    FINDS("AMOLD", "0-5-5 identical/200 AMNEW");
    FINDS("CIA", "0-3-3 issuer/0 test");
    FINDS("central\nintelligence agency", "0-27-27 issuer/21 test");
    FINDS("C IA", "");
    done();
}
END_TEST

/* ---- patterns ---- */

START_TEST(families) {
    USE("/AM[A-Z]{3,10}/", "/z[0-9]+/", "AMLASH");
    FINDS("AMFAST", "0-6-6 pattern/0 /AM[A-Z]{3,10}/");
    FINDS("amfast AMfast", "");
    FINDS("AMFAST-1", "0-6-8 pattern/0 /AM[A-Z]{3,10}/ 1");
    FINDS("AM/FAST", "0-7-7 pattern/8 /AM[A-Z]{3,10}/");
    FINDS("\xef\xbc\xa1MFAST", "0-8-8 pattern/2 /AM[A-Z]{3,10}/");
    FINDS("AMLASH", "0-6-6 pattern/0 /AM[A-Z]{3,10}/; 0-6-6 identical/0 AMLASH");
    FINDS("XAMFAST AMFASTX1", "");
    FINDS("z12", "0-3-3 pattern/0 /z[0-9]+/");
    done();
}
END_TEST

static enum cn_code verdict(const char *pattern) {
    struct cn_buf why = {0};
    enum cn_code code = cn_pattern_check(cn_str_of(pattern), false, &why);
    cn_buf_free(&why);
    return code;
}

START_TEST(admission) {
    ck_assert_int_eq(verdict("AM[A-Z]{3,10}"), CN_E_NONE);
    ck_assert_int_eq(verdict("[]()(*]A"), CN_E_NONE);
    ck_assert_int_eq(verdict("AM("), CN_E_PATTERN_COMPILE);
    ck_assert_int_eq(verdict("A*"), CN_E_PATTERN_EMPTY);
    ck_assert_int_eq(verdict("A|"), CN_E_PATTERN_EMPTY);
    static const char *const forbidden[] = {
        "(*LIMIT_MATCH=9)A", "A(*COMMIT)B",   "A(?C1)B",      "A\\KB",         "A\\CB",
        "(A|B(?R))",         "(?<n>A)\\k<n>", "(?<n>A)\\g1",  "(?<n>A(?&n)?)", "(?<n>A)(?1)",
        "(?#[)A\\K]",        "(?x)#[\nA\\K]", "\\Q[\\EA\\K]", "\\c[A\\K]",     "(?-i:A)(?+1)"};
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++)
        ck_assert_msg(verdict(forbidden[i]) == CN_E_PATTERN_FORBIDDEN, "%s", forbidden[i]);
    ck_assert_int_eq(verdict("(?:(?:AB){1,99}){1,999}"), CN_E_PATTERN_LARGE);
    ck_assert_int_eq(verdict("(?:a+)+[bc]"), CN_E_PATTERN_SLOW);
}
END_TEST

START_TEST(refused_patterns_cost_themselves) {
    USE("/AM(/", "/A*/", "/B\\d/", "AMLASH");
    ck_assert_uint_eq(dictionary.diags.len, 2);
    ck_assert_int_eq(dictionary.diags.items[0].code, CN_E_PATTERN_COMPILE);
    ck_assert_int_eq(dictionary.diags.items[1].code, CN_E_PATTERN_EMPTY);
    FINDS("B1 AMLASH", "0-2-2 pattern/0 /B\\d/; 3-9-9 identical/0 AMLASH");
    done();
}
END_TEST

START_TEST(slow_patterns_are_given_up) {
    struct cn_buf text = {0};
    USE("/(?:a+)+[bc]/", "AMLASH");
    for (int word = 0; word < CN_PATTERN_STRIKES + 2; word++) {
        for (int i = 0; i < 100; i++)
            cn_buf_add_byte(&text, 'a');
        cn_buf_add_text(&text, "! AMLASH ");
    }
    cn_buf_add_text(&text, "aab");
    ck_assert_uint_eq(match(cn_buf_str(&text)).len, CN_PATTERN_STRIKES + 2);
    ck_assert_uint_eq(document.diags.len, 1);
    ck_assert_int_eq(document.diags.items[0].code, CN_E_PATTERN_STEPS);
    cn_matcher_rewind(matcher);
    FINDS("aab", "0-3-3 pattern/0 /(?:a+)+[bc]/");
    match(cn_buf_str(&text));
    ck_assert_uint_eq(document.diags.len, 1);
    cn_buf_free(&text);
    done();
}
END_TEST

/* ---- laws ---- */

static uint32_t random_state = 1;
static size_t random_below(size_t end) {
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % end;
}

static const char *const pieces[] = {"AM",
                                     "am",
                                     "LASH",
                                     "Lash",
                                     "AMLASH",
                                     "A",
                                     "9",
                                     "A9",
                                     "ICE",
                                     "BOUNDLESS",
                                     "informant",
                                     "AT",
                                     "T",
                                     " ",
                                     " ",
                                     " ",
                                     "-",
                                     "/",
                                     "\n",
                                     "-\n",
                                     "&",
                                     ", ",
                                     "  ",
                                     "12",
                                     "1",
                                     "e1",
                                     "S",
                                     "x",
                                     "\xc2\xad",
                                     "\xe2\x80\x8b",
                                     "\xef\xbc\xa1",
                                     "\xe5\x9b\xbd",
                                     "\xd0\xb2",
                                     "\xcc\x81",
                                     "\xff",
                                     "\xc3",
                                     "\xe2\x80",
                                     "\xe2\x80\x94",
                                     "\xf0\x9f\x98\x80",
                                     "\xc3\xa9",
                                     "e\xcc\x81",
                                     "\xef\xac\x81",
                                     "abcdefghijk",
                                     "STRASSE",
                                     "stra\xc3\x9f",
                                     "e"};

static void random_text(struct cn_buf *text, size_t count) {
    cn_buf_clear(text);
    while (count--)
        cn_buf_add_text(text, pieces[random_below(sizeof(pieces) / sizeof(*pieces))]);
}

START_TEST(agrees_with_the_naive_way) {
    struct cn_buf text = {0};
    USE("AMLASH", "A9", "A", "AM ICE", "BOUNDLESS INFORMANT", "AT&T",
        "Stra\xc3\x9f"
        "e",
        "A\xe5\x9b\xbd", "caf\xc3\xa9", "ICEx", "ABCDEFGHIJKAM", "TA9AM", "/AM[A-Z]{3,}/", "@ICE");
    for (int round = 0; round < 400; round++) {
        struct cn_arena_mark mark = cn_arena_mark(&arena);
        random_text(&text, 60);
        struct cn_candidates found = match(cn_buf_str(&text));
        ck_assert_msg(naive_agrees(index_, cn_buf_str(&text), &found), "%.*s", (int)text.len,
                      text.bytes);
        cn_arena_rewind(&arena, mark);
    }
    cn_buf_free(&text);
    done();
}
END_TEST

/* Short texts against the naive way; long ones, over many blocks and stretches, against each other.
 */
static void check_ways(void) {
    struct cn_buf text = {0};
    for (int round = 0; round < 64; round++) {
        struct cn_arena_mark mark = cn_arena_mark(&arena);
        random_text(&text, round % 8 ? 40 + (size_t)round : 2000);
        struct cn_candidates found = match(cn_buf_str(&text));
        ck_assert_msg(round % 8 == 0 || naive_agrees(index_, cn_buf_str(&text), &found),
                      "round %d: %.200s", round, text.bytes);
        ck_assert_msg(naive_ways(matcher, index_, cn_buf_str(&text), &found, &arena),
                      "ways, round %d: %.200s", round, text.bytes);
        cn_arena_rewind(&arena, mark);
    }
    cn_buf_free(&text);
    done();
}

START_TEST(every_way_finds_the_same) {
    USE("AMLASH", "A9", "A", "AM ICE", "BOUNDLESS INFORMANT", "AT&T", "A\xe5\x9b\xbd",
        "caf\xc3\xa9", "ABCDEFGHIJKAM", "/AM[A-Z]{3,}/", "@ICE");
    check_ways();
    USE("AMLASH", "LASHAMLASH", "AM ICE", "BOUNDLESS INFORMANT", "INFORMANT", "LASHx",
        "ABCDEFGHIJKAM", "STRASSE", "ABCDEFGHIJK", "BOUNDLESSAM-LASHA9", "A9A9A9A9A9A9",
        "ABCDEFGHIJKABCDEFGHIJKABCDEFGHIJKABCDEFGHIJK");
    ck_assert(index_->gate.closed && index_->ascii);
    check_ways();
    USE("AMLASH", "BOUNDLESS INFORMANT", "INFORMANT", "A9", "LASHx", "STRASSE", "x", "AMS");
    ck_assert(!index_->gate.closed && index_->ascii);
    check_ways();
}
END_TEST

START_TEST(seams_do_not_matter) {
    struct cn_buf text = {0};
    USE("AMLASH", "A9", "A", "AM ICE", "BOUNDLESS INFORMANT", "TA9AM", "/AM[A-Z]{3,}/", "@ICE");
    for (int round = 0; round < 4; round++) {
        size_t len;
        random_text(&text, 150);
        struct cn_candidates whole = match(cn_buf_str(&text));
        for (size_t cut = 0; cut < text.len; cut += len) {
            struct cn_arena_mark mark = cn_arena_mark(&arena);
            ck_assert_msg(naive_seam(matcher, cn_buf_str(&text), cut, &whole, &arena),
                          "%zu in %.*s", cut, (int)text.len, text.bytes);
            cn_arena_rewind(&arena, mark);
            cn_utf8_next(cn_buf_str(&text), cut, &len);
        }
    }
    cn_buf_free(&text);
    done();
}
END_TEST

START_TEST(an_empty_dictionary_finds_nothing) {
    use((const char *const[]){NULL});
    FINDS("AMLASH A9", "");
    done();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("match");
    TCase *tests = tcase_create("match");
    tcase_set_timeout(tests, 60); /* under a sanitizer, on a busy machine */
    tcase_add_test(tests, spellings_of_one_name);
    tcase_add_test(tests, run_together);
    tcase_add_test(tests, member_numbers);
    tcase_add_test(tests, aliases_and_issuers);
    tcase_add_test(tests, families);
    tcase_add_test(tests, admission);
    tcase_add_test(tests, refused_patterns_cost_themselves);
    tcase_add_test(tests, slow_patterns_are_given_up);
    tcase_add_test(tests, agrees_with_the_naive_way);
    tcase_add_test(tests, every_way_finds_the_same);
    tcase_add_test(tests, seams_do_not_matter);
    tcase_add_test(tests, an_empty_dictionary_finds_nothing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
