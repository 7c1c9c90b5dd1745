/* test_garbled.c: which runs may be a garbled name, and that nothing but the document decides it.
 */
#include <check.h>
#include <stdio.h>

#include "match/windows.h"

/* ---- a dictionary, a channel, ordinary words, names that stand in the document ---- */

#define ENTRIES 16

static struct cn_entry entries[ENTRIES];
static uint32_t entries_len;
static unsigned standing[ENTRIES];
static struct cn_dictionary dictionary;
static struct cn_index *index_;
static struct cn_document document;
static struct cn_channel *channel;
static struct garbling it;

static bool is_ordinary(void *context, struct cn_str word) {
    static const char *const words[] = {"biddy", "liking", "the", "item", "lite", "pool", NULL};
    (void)context;
    for (size_t i = 0; words[i]; i++)
        if (cn_str_equal(word, cn_str_of(words[i])))
            return true;
    return false;
}

static unsigned times(const void *context, uint32_t entry) {
    (void)context;
    ck_assert_uint_lt(entry, entries_len);
    return standing[entry];
}

/* M is usually read as N, Y as V, E as F, A and E as marks; of another confusion there is none in a
 * thousand, so that one of them may be, and two only where the name stands. */
static struct cn_channel *make_channel(void) {
    struct cn_channel *made = NULL;
    struct cn_diags diags = {0};
    struct cn_buf table = {0};
    cn_buf_add_text(&table, "cryptonym-confusions 1\nM N 50\nY V 50\nE F 50\nA ? 50\nE ? 50\n");
    for (char letter = 'A'; letter <= 'Z'; letter++)
        cn_buf_addf(&table, "%c %c 1000\n", letter, letter);
    ck_assert_int_eq(cn_channel_read(&made, cn_buf_str(&table), "test", &diags), CN_OK);
    cn_buf_free(&table);
    return made;
}

static void begin(void) {
    static const struct cn_standing all = {times, NULL};
    cn_garbler_begin(it.garbler, &all);
}

static void open_(void) {
    struct cn_scheme scheme = {
        .name = CN_STR("test"), .path = CN_STR("test.tsv"), .entries = entries_len};
    dictionary = (struct cn_dictionary){0};
    ck_assert(cn_dictionary_make(&dictionary, &scheme, 1, entries, entries_len));
    index_ = cn_index_new(&dictionary);
    document = (struct cn_document){.name = CN_STR("document")};
    it.matcher = cn_matcher_new(index_, &document);
    it.beside = cn_matcher_new(index_, &document);
    channel = make_channel();
    it.garbler = cn_garbler_new(&dictionary, channel, is_ordinary, NULL);
    ck_assert(index_ && it.matcher && it.beside && it.garbler);
    memset(standing, 0, sizeof standing);
    begin();
}

static void done(void) {
    cn_garbler_free(it.garbler);
    cn_channel_free(channel);
    cn_matcher_free(it.matcher);
    cn_matcher_free(it.beside);
    cn_index_free(index_);
    cn_arena_free(&it.arena);
    cn_diags_free(&document.diags);
    cn_dictionary_free(&dictionary);
    entries_len = 0;
}

static void use(const char *const *names) {
    for (; *names; names++) {
        struct cn_str name = cn_str_of(*names);
        struct cn_entry entry = {.name = name, .meaning = CN_STR("x")};
        if (name.bytes[0] == '/')
            entry.pattern = (struct cn_str){name.bytes + 1, name.len - 2};
        entries[entries_len++] = entry;
    }
    open_();
}
#define USE(...) use((const char *const[]){__VA_ARGS__, NULL})

static void stands(uint32_t entry, unsigned count) {
    standing[entry] = count;
    begin();
}

/* "start-name_end-end/flags name [member]; ..." of the garbled ones, in order. */
static const char *listed(struct cn_str text) {
    static struct cn_buf out;
    struct cn_text window = naive_window(text, 0, text.len);
    struct cn_candidates all;
    ck_assert(garbled_find(&it, &window, &all));
    ck_assert(garbled_in_order(&window, &all));
    cn_buf_clear(&out);
    for (size_t i = 0; i < all.len; i++) {
        const struct cn_candidate *one = &all.items[i];
        if (one->how != CN_GARBLED)
            continue;
        cn_buf_addf(&out, "%s%d-%d-%d/%x %.*s", out.len ? "; " : "", (int)one->start,
                    (int)one->name_end, (int)one->end, one->flags,
                    (int)entries[one->entry].name.len, entries[one->entry].name.bytes);
        if (one->member != CN_NO_MEMBER)
            cn_buf_addf(&out, " %u", one->member);
    }
    cn_buf_add_byte(&out, '\0');
    return out.bytes;
}
#define FINDS(text, wanted) ck_assert_str_eq(listed(CN_STR(text)), wanted)

/* ---- what is near ---- */

START_TEST(one_letter) {
    USE("AMBIDDY", "LITEMPO", "KUBARK");
    FINDS("ANBIDDY", "0-7-7/0 AMBIDDY");
    FINDS("The AXBIDDY.", "4-11-11/0 AMBIDDY");
    FINDS("MBIDDY AMBIDDYX KUBAR", "0-6-6/0 AMBIDDY; 16-21-21/0 KUBARK");
    FINDS("anbiddy Anbiddy ANbiddY", "16-23-23/0 AMBIDDY"); /* words are written so */
    stands(0, 1);
    FINDS("anbiddy Anbiddy ANbiddY", "0-7-7/0 AMBIDDY; 8-15-15/0 AMBIDDY; 16-23-23/0 AMBIDDY");
    FINDS("axbiddx ambiddxx", "");
    stands(0, 0);
    FINDS("LITEMP0", "0-7-7/0 LITEMPO; 0-6-7/0 LITEMPO 0"); /* or its member, the letter lost */
    FINDS("AMBIDDY ambiddy AM/BIDDY", "");                  /* the name itself */
    FINDS("SOMETHING ELSE 1234567", "");
    done();
}
END_TEST

START_TEST(two_letters) {
    USE("AMBIDDY", "LITEMPO");
    FINDS("ANBIDDV", "0-7-7/0 AMBIDDY"); /* both are usual */
    FINDS("AXBIDDX XMBIDDX LXTXMPO", "");
    stands(0, 1);
    FINDS("AXBIDDX XMBIDDX LXTXMPO", ""); /* once says little */
    stands(0, 20);
    FINDS("AXBIDDX XMBIDDX LXTXMPO", "0-7-7/0 AMBIDDY; 8-15-15/0 AMBIDDY");
    stands(0, 0);
    stands(1, 20);
    FINDS("AXBIDDX XMBIDDX LXTXMPO", "16-23-23/0 LITEMPO");
    FINDS("LXTXMPX", ""); /* three unusual ones are too many even so */
    FINDS("LXTFNPO", "0-7-7/0 LITEMPO");
    done();
}
END_TEST

START_TEST(ordinary_words) {
    USE("LIRING", "BIDDV");
    FINDS("LIKING BIDDY liking-3 Liking-3 LIKING-3", "");
    stands(0, 1);
    stands(1, 1);
    FINDS("LIKING BIDDY liking-3 Liking-3", "");
    FINDS("LIKING-3, LIKING4", "0-6-8/0 LIRING 3; 10-16-17/0 LIRING 4");
    stands(0, 20);
    FINDS("LIKINGS-3 LIXING", "0-7-9/0 LIRING 3; 10-16-16/0 LIRING");
    done();
}
END_TEST

START_TEST(short_names_and_surfaces) {
    USE("AMEN", "LIRES", "ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOPQ");
    for (uint32_t i = 0; i < 4; i++)
        stands(i, 9);
    FINDS("ANEN AMENX AMFN MEN", "");
    FINDS("LIRS LIR LRS", "0-4-4/0 LIRES");
    FINDS("ABCDEFGHIJKLXNOP", "0-16-16/0 ABCDEFGHIJKLMNOP");
    FINDS("ABCDEFGHIJKLXNOPR", "0-17-17/0 ABCDEFGHIJKLMNOP");
    done();
}
END_TEST

START_TEST(names_that_are_there) {
    USE("AMBIDDY", "ANBIDDY", "/AM[A-Z]{3,10}/");
    FINDS("AMBIDDY ANBIDDY anbiddy", "");
    FINDS("AMBXDDY", "0-7-7/0 AMBIDDY"); /* a family's name may be another one garbled */
    done();
    entries[1].certainty = CN_DISPUTED;
    entries_len = 2;
    open_();
    FINDS("AMBIDDY ANBIDDY", "8-15-15/0 AMBIDDY");
    done();
}
END_TEST

/* While lessons are taken, names are taken for garbled ones too. */
START_TEST(doubted_names) {
    USE("AMBIDDY", "ANBIDDY");
    cn_garbler_doubt_names(it.garbler);
    FINDS("AMBIDDY ANBIDDY", "0-7-7/0 ANBIDDY; 8-15-15/0 AMBIDDY");
    done();
}
END_TEST

START_TEST(other_confusions) {
    static const struct cn_confusions none;
    struct cn_channel *other = cn_channel_new(&none);
    USE("AMBIDDY");
    FINDS("AXBIDDX", "");
    cn_garbler_use(it.garbler, other);
    FINDS("AXBIDDX", "0-7-7/0 AMBIDDY"); /* nothing is more usual */
    cn_garbler_use(it.garbler, channel);
    FINDS("AXBIDDX", "");
    cn_channel_free(other);
    done();
}
END_TEST

START_TEST(the_nearest_names) {
    USE("AMBIDDF", "AMBIDDB", "AMBIDDC", "AMBIDDD", "AMBIDDY", "ANBIDDE");
    FINDS("AMBIDDV", "0-7-7/0 AMBIDDB; 0-7-7/0 AMBIDDC; 0-7-7/0 AMBIDDD; 0-7-7/0 AMBIDDY");
    done();
}
END_TEST

/* ---- marks, blanks, line ends ---- */

START_TEST(marks) {
    USE("AMBIDDY", "LITEMPO");
    FINDS("@MBIDDY", "0-7-7/0 AMBIDDY");
    FINDS("x \xe2\x82\xac"
          "MBIDDY.",
          "2-11-11/0 AMBIDDY");
    FINDS("LIT!MPO", "0-7-7/0 LITEMPO");
    FINDS("LIT\xc2\xa7MPO", "0-8-8/0 LITEMPO");
    FINDS("lit!mpo", "0-7-7/0 LITEMPO");
    FINDS("(ANBIDDY) \"ANBIDDY\", -ANBIDDY-",
          "1-8-8/0 AMBIDDY; 11-18-18/0 AMBIDDY; 22-29-29/0 AMBIDDY");
    FINDS("ANBIDD!", "0-6-6/0 AMBIDDY"); /* Y is not read as a mark */
    FINDS("!", "");
    FINDS("\xe2\x82", "");
    done();
}
END_TEST

START_TEST(broken_names) {
    USE("AMBIDDY", "LITEMPO");
    FINDS("LITF MPO LITF\nMPO", "");
    stands(1, 1);
    FINDS("LITF MPO", "0-8-8/0 LITEMPO");
    FINDS("LITF\nMPO LITF  MPO", "0-8-8/0 LITEMPO; 9-18-18/0 LITEMPO");
    FINDS("LITF\r\nMPO", "");
    FINDS("litf mpo LITF mpo litf MPO", "");
    FINDS("LITF\n\nMPO LITF      MPO", "");
    FINDS("LITE MPO", ""); /* the other finder's */
    FINDS("XITEM PO", "");
    stands(1, 20);
    FINDS("XITEM PO ITEM POOL", "0-8-8/0 LITEMPO");
    FINDS("AN BIDDY", ""); /* of a name that does not stand here */
    done();
}
END_TEST

/* ---- runs ---- */

START_TEST(parts_of_longer_runs) {
    USE("AMBIDDY", "LITEMPO");
    FINDS("RYBATANBIDDY ANBIDDYRYBAT", "");
    stands(0, 1);
    FINDS("RYBATANBIDDY ANBIDDYRYBAT", "5-12-12/100 AMBIDDY; 13-20-20/80 AMBIDDY");
    FINDS("RYANBIDDYRY", "2-9-9/180 AMBIDDY");
    FINDS("ANBIDDYRYBAT3 ANBIDDYRYBAT-3", "0-7-7/80 AMBIDDY; 14-21-21/80 AMBIDDY");
    FINDS("RYBATANBIDDY-3", "5-12-14/100 AMBIDDY 3");
    FINDS("rybatanbiddy RYBATanbiddy", "");
    FINDS("RYBATAXBIDDY RYBATANBIDDX", ""); /* more strictly than alone */
    FINDS("RYBATAMBIDDY", "");              /* the other finder's */
    FINDS("ANBIDDYRYBATRYBATRYBATRYB", ""); /* too long a run */
    FINDS("RYBAT#ANBIDDY RYBAT\xc2\xbb"
          "ANBIDDY",
          "6-13-13/0 AMBIDDY; 21-28-28/0 AMBIDDY");
    done();
}
END_TEST

START_TEST(member_numbers) {
    USE("AMBIDDY", "LIRING", "LIRING-3");
    FINDS("ANBIDDY-1 ANBIDDY/12 ANBIDDY-12345",
          "0-7-9/0 AMBIDDY 1; 10-17-20/0 AMBIDDY 12; 21-28-28/0 AMBIDDY");
    FINDS("ANBIDDY12", "0-7-9/0 AMBIDDY 12");
    FINDS("ANBIDDY12345", "");
    stands(0, 1);
    FINDS("ANBIDDY-3", "0-7-9/0 AMBIDDY 3"); /* the number is no letter too many */
    FINDS("3 ANBIDDY", "2-9-9/0 AMBIDDY");
    stands(0, 0);
    FINDS("@MBIDDY3!", "0-8-8/0 AMBIDDY; 0-7-8/0 AMBIDDY 3");
    FINDS("LIXING-3 LIXING-4 LIXING",
          "0-6-8/0 LIRING 3; 0-8-8/0 LIRING-3; 9-15-17/0 LIRING 4; 18-24-24/0 LIRING");
    FINDS("LIXING3", "0-6-7/0 LIRING 3; 0-7-7/0 LIRING-3");
    done();
}
END_TEST

START_TEST(garbled_aliases) {
    static struct cn_str aliases[] = {{"AMOLDER", 7}};
    entries[entries_len++] = (struct cn_entry){
        .name = CN_STR("LITEMPO"), .meaning = CN_STR("x"), .aliases = {aliases, 1}};
    open_();
    FINDS("ANOLDER LITFMPO", "0-7-7/200 LITEMPO; 8-15-15/0 LITEMPO");
    done();
}
END_TEST

START_TEST(an_empty_dictionary_finds_nothing) {
    open_();
    FINDS("AMBIDDY ANBIDDY @MBIDDY LIT!MPO", "");
    done();
}
END_TEST

/* ---- laws ---- */

static uint32_t random_state = 1;
static size_t random_below(size_t end) {
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % end;
}

static const char *const pieces[] = {"AMBIDDY",
                                     "ANBIDDY",
                                     "MBIDDY",
                                     "AXBIDDX",
                                     "LITEMPO",
                                     "LITFMPO",
                                     "LIT",
                                     "MPO",
                                     "LITE",
                                     "LIRING",
                                     "LIKING",
                                     "LIXING",
                                     "liring",
                                     "TEMPO",
                                     "A",
                                     "RYBAT",
                                     "BIDDY",
                                     "AM",
                                     "LI",
                                     "the",
                                     " ",
                                     " ",
                                     " ",
                                     "  ",
                                     "\n",
                                     "-",
                                     "-3",
                                     "3",
                                     "12",
                                     "!",
                                     "@",
                                     "#",
                                     "/",
                                     ".",
                                     "\r\n",
                                     "\xc2\xa7",
                                     "\xe2\x80\x94",
                                     "\xc3\xa9",
                                     "\xc2",
                                     "\xff",
                                     "ABCDEFGHIJKLMNOPQRSTUVW"};

static void random_text(struct cn_buf *text, size_t count) {
    cn_buf_clear(text);
    while (count--)
        cn_buf_add_text(text, pieces[random_below(sizeof pieces / sizeof *pieces)]);
}

static struct cn_candidates find_all(struct cn_str text) {
    struct cn_text window = naive_window(text, 0, text.len);
    struct cn_candidates all;
    ck_assert(garbled_find(&it, &window, &all));
    ck_assert(garbled_in_order(&window, &all));
    return all;
}

static void check_seams(struct cn_str text) {
    struct cn_candidates whole = find_all(text);
    size_t len;
    for (size_t cut = 0; cut < text.len; cut += len) {
        struct cn_arena_mark mark = cn_arena_mark(&it.arena);
        size_t to = cut + random_below(text.len - cut);
        while (to < text.len && ((unsigned char)text.bytes[to] & 0xC0) == 0x80)
            to++;
        ck_assert_msg(garbled_seams(&it, text, cut, to, &whole), "[%zu, %zu) of %.*s", cut, to,
                      (int)text.len, text.bytes);
        cn_arena_rewind(&it.arena, mark);
        cn_utf8_next(text, cut, &len);
    }
}

START_TEST(seams_do_not_matter) {
    struct cn_buf text = {0};
    USE("AMBIDDY", "LITEMPO", "LIRING", "LIRING-3", "TEMPO", "/AM[A-Z]{3,}/");
    for (int round = 0; round < 24; round++) {
        struct cn_arena_mark mark = cn_arena_mark(&it.arena);
        for (uint32_t i = 0; i < 5; i++)
            stands(i, (unsigned)(round >> i & 1) * 20);
        random_text(&text, 40);
        check_seams(cn_buf_str(&text));
        cn_arena_rewind(&it.arena, mark);
    }
    cn_buf_free(&text);
    done();
}
END_TEST

/* With a document of many windows, the margins too. */
START_TEST(margins_suffice) {
    struct cn_buf text = {0};
    USE("AMBIDDY", "LITEMPO", "LIRING", "LIRING-3", "TEMPO");
    stands(0, 1);
    stands(1, 1);
    while (text.len < 5 * CN_WINDOW_MARGIN) {
        struct cn_buf more = {0};
        random_text(&more, 40);
        cn_buf_add_str(&text, cn_buf_str(&more));
        cn_buf_free(&more);
    }
    struct cn_candidates whole = find_all(cn_buf_str(&text));
    ck_assert_uint_gt(whole.len, 100);
    for (int round = 0; round < 60; round++) {
        struct cn_arena_mark mark = cn_arena_mark(&it.arena);
        size_t from = random_below(text.len), to = from + random_below(text.len - from);
        while (from < text.len && ((unsigned char)text.bytes[from] & 0xC0) == 0x80)
            from++;
        while (to < text.len && ((unsigned char)text.bytes[to] & 0xC0) == 0x80)
            to++;
        ck_assert_msg(garbled_seams(&it, cn_buf_str(&text), from, to > from ? to : from, &whole),
                      "[%zu, %zu)", from, to);
        cn_arena_rewind(&it.arena, mark);
    }
    cn_buf_free(&text);
    done();
}
END_TEST

/* What was asked before changes nothing. */
START_TEST(what_is_remembered_does_not_matter) {
    struct cn_buf text = {0};
    USE("AMBIDDY", "LITEMPO", "LIRING");
    FINDS("AXBIDDX", "");
    stands(0, 20);
    FINDS("AXBIDDX QQQQQQ QQQQQQ AXBIDDX", "0-7-7/0 AMBIDDY; 22-29-29/0 AMBIDDY");
    for (int i = 0; i < 60000; i++)
        cn_buf_addf(&text, "Q%dQ ", i);
    cn_buf_add_text(&text, "ANBIDDY");
    ck_assert_uint_eq(find_all(cn_buf_str(&text)).len, 1);
    ck_assert_uint_eq(find_all(cn_buf_str(&text)).len, 1);
    cn_buf_free(&text);
    done();
}
END_TEST

START_TEST(letters_of_a_name) {
    char room[CN_GARBLED_MAX];
    ck_assert_uint_eq(cn_garbled_letters(CN_STR("AmBiddy"), room), 7);
    ck_assert_int_eq(memcmp(room, "ambiddy", 7), 0);
    ck_assert_uint_eq(cn_garbled_letters(CN_STR("LIRING-3"), room), 6);
    ck_assert_uint_eq(cn_garbled_letters(CN_STR("LIRING3"), room), 0);
    ck_assert_uint_eq(cn_garbled_letters(CN_STR("caf\xc3\xa9"), room), 0);
    ck_assert_uint_eq(cn_garbled_letters(CN_STR("ABCDEFGHIJKLMNOPQ"), room), 0);
    ck_assert_uint_eq(cn_garbled_letters(CN_STR("AM/ICE"), room), 0);
    ck_assert_uint_eq(cn_garbled_letters(CN_STR("BOUNDLESS INFORMANT"), room), 0);
    ck_assert_uint_eq(cn_garbled_letters(CN_STR("LIRING-1A"), room), 0);
    ck_assert_uint_eq(cn_garbled_letters(CN_STR(""), room), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("garbled");
    TCase *tests = tcase_create("garbled");
    tcase_set_timeout(tests, 60); /* under a sanitizer, on a busy machine */
    tcase_add_test(tests, one_letter);
    tcase_add_test(tests, two_letters);
    tcase_add_test(tests, ordinary_words);
    tcase_add_test(tests, short_names_and_surfaces);
    tcase_add_test(tests, names_that_are_there);
    tcase_add_test(tests, doubted_names);
    tcase_add_test(tests, other_confusions);
    tcase_add_test(tests, the_nearest_names);
    tcase_add_test(tests, marks);
    tcase_add_test(tests, broken_names);
    tcase_add_test(tests, parts_of_longer_runs);
    tcase_add_test(tests, member_numbers);
    tcase_add_test(tests, garbled_aliases);
    tcase_add_test(tests, an_empty_dictionary_finds_nothing);
    tcase_add_test(tests, seams_do_not_matter);
    tcase_add_test(tests, margins_suffice);
    tcase_add_test(tests, what_is_remembered_does_not_matter);
    tcase_add_test(tests, letters_of_a_name);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
