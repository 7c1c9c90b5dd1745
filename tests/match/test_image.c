/* test_image.c: a compiled dictionary holds all that its tables do, and one that is damaged or made
 * to do harm is refused or harmless. */
#include <check.h>
#include <stdio.h>

#include "dictionary/parts.h"
#include "match/image.h"

static const char small_table[] =
    "# scheme: harbour\n# title: Names\n# issuer: Harbour Board|HB\n# for: cargo\n# from: 1950\n"
    "# source a: the record, 1953\n"
    "name\tmeaning\taliases\tsource\tfor\tcountry\tcertainty\tuntil\tcolour\n"
    "AMLASH\tthe wharf\tAM-OLD|-EDGE-\ta\tcrane|quay\tKP\tinferred\t1960\tred\n"
    "A9\tthe tower\n"
    "AT&T\tthe crane\n"
    "\"bad\n"
    "/QX[A-Z]{3}/i\ta family\n";
static const struct cn_str small_text = {"AMLASH-1 at t, AT&T: QXABC; HB, EDGE; am old, A9", 49};

static struct cn_dictionary dictionary;
static struct cn_buf file;

static void release(void) {
    cn_dictionary_free(&dictionary);
    cn_buf_free(&file);
}

static void open_table(struct cn_dictionary *to, const char *text) {
    ck_assert_int_eq(cn_dictionary_load_bytes(to, cn_str_of(text), "t.tsv", true), CN_OK);
    ck_assert_int_lt(cn_dictionary_seal(to), CN_SKIP);
}

/* The file of a small table, with small filters. */
static void make_small(void) {
    open_table(&dictionary, small_table);
    struct cn_index *index = cn_index_new(&dictionary);
    ck_assert_ptr_nonnull(index);
    cn_index_free(index);
    image_open_filters(&dictionary.image);
    image_file(&dictionary.image, &file);
}

/* ---- what is in it ---- */

static bool same_list(struct cn_str_list a, struct cn_str_list b) {
    for (size_t i = 0; i < a.len && a.len == b.len; i++)
        if (!cn_str_equal(a.items[i], b.items[i]))
            return false;
    return a.len == b.len;
}

static bool same_entry(const struct cn_entry *a, const struct cn_entry *b) {
    return cn_str_equal(a->name, b->name) && cn_str_equal(a->meaning, b->meaning) &&
           cn_str_equal(a->kind, b->kind) && cn_str_equal(a->country, b->country) &&
           cn_str_equal(a->source, b->source) && cn_str_equal(a->note, b->note) &&
           same_list(a->aliases, b->aliases) && same_list(a->for_cues, b->for_cues) &&
           same_list(a->against_cues, b->against_cues) && same_list(a->issuers, b->issuers) &&
           same_list(a->extra, b->extra) && cn_str_equal(a->pattern, b->pattern) &&
           a->pattern_nocase == b->pattern_nocase && a->from == b->from && a->until == b->until &&
           a->certainty == b->certainty && a->scheme == b->scheme && a->line == b->line &&
           a->column == b->column;
}

static bool same_scheme(const struct cn_scheme *a, const struct cn_scheme *b) {
    return cn_str_equal(a->name, b->name) && cn_str_equal(a->title, b->title) &&
           cn_str_equal(a->path, b->path) && cn_str_equal(a->kind, b->kind) &&
           cn_str_equal(a->note, b->note) && same_list(a->issuers, b->issuers) &&
           same_list(a->for_cues, b->for_cues) && same_list(a->against_cues, b->against_cues) &&
           a->from == b->from && a->until == b->until && a->first_entry == b->first_entry &&
           a->entries == b->entries;
}

static void check_same(const struct cn_draft *draft, const struct cn_dictionary *read) {
    ck_assert_uint_eq(draft->schemes_len, read->schemes_len);
    ck_assert_uint_eq(draft->entries_len, read->entries_len);
    for (uint32_t i = 0; i < draft->schemes_len; i++)
        ck_assert(same_scheme(&draft->schemes[i], &read->schemes[i]));
    for (uint32_t i = 0; i < draft->entries_len; i++)
        ck_assert_msg(same_entry(&draft->entries[i], cn_dictionary_entry(read, i)), "entry %u",
                      (unsigned)i);
}

/* All that are shipped, as they are read from their tables, and as they come out of an image. */
START_TEST(every_field_of_every_dictionary) {
    struct cn_dictionary named = {0}, read = {0};
    struct cn_draft draft = {0};
    size_t len;
    ck_assert_int_eq(cn_dictionary_load_installed(&named), CN_OK);
    const struct cn_file *files = cn_files(&named, &len);
    ck_assert_uint_ge(len, 5);
    for (size_t i = 0; i < len; i++)
        ck_assert_int_eq(
            cn_table_load(&dictionary, &draft, cn_buf_str(&files[i].bytes), files[i].path), CN_OK);
    ck_assert_uint_gt(draft.entries_len, 1000);
    struct cn_image image = {0};
    ck_assert_int_eq(cn_image_fill(&image, draft.schemes, draft.schemes_len, draft.entries,
                                   draft.entries_len, &dictionary.diags),
                     CN_E_NONE);
    image_file(&image, &file);
    ck_assert_int_eq(cn_dictionary_load_bytes(&read, cn_buf_str(&file), "all.cnd", false), CN_OK);
    ck_assert_int_eq(cn_dictionary_seal(&read), CN_OK);
    check_same(&draft, &read);
    ck_assert(!read.schemes[0].named);
    cn_image_free(&image);
    cn_dictionary_free(&read);
    cn_draft_free(&draft);
    cn_dictionary_free(&named);
}
END_TEST

/* What was left out is said again. */
START_TEST(notes_are_kept) {
    struct cn_dictionary read = {0};
    make_small();
    ck_assert_uint_eq(dictionary.diags.len, 1);
    ck_assert_int_eq(cn_dictionary_load_bytes(&read, cn_buf_str(&file), "f.cnd", true), CN_OK);
    ck_assert_int_eq(cn_dictionary_seal(&read), CN_PARTIAL);
    ck_assert_uint_eq(read.diags.len, 1);
    const struct cn_diag *note = &read.diags.items[0], *first = &dictionary.diags.items[0];
    ck_assert_int_eq(note->code, CN_E_DICT_QUOTE);
    ck_assert_int_eq(note->severity, CN_SKIP);
    ck_assert(cn_str_equal(note->where.file, first->where.file));
    ck_assert(cn_str_equal(note->detail, first->detail));
    ck_assert_uint_eq(note->where.line, 11);
    ck_assert_uint_eq(note->where.column, 1);
    ck_assert(read.schemes[0].named);
    cn_dictionary_free(&read);
}
END_TEST

START_TEST(the_same_tables_give_the_same_bytes) {
    struct cn_dictionary again = {0};
    struct cn_buf other = {0};
    make_small();
    open_table(&again, small_table);
    cn_index_free(cn_index_new(&again));
    image_open_filters(&again.image);
    image_file(&again.image, &other);
    ck_assert_uint_eq(file.len, other.len);
    ck_assert_mem_eq(file.bytes, other.bytes, file.len);
    cn_dictionary_free(&again);
    cn_buf_free(&other);
}
END_TEST

/* Images and tables named together are what the tables are together. */
START_TEST(several_become_one) {
    static const char second[] =
        "# issuer: Board\nname\tmeaning\tfor\nA9\tthe quay\tship\nQXB\tx\n";
    struct cn_dictionary tables = {0}, mixed = {0};
    make_small();
    open_table(&tables, small_table);
    open_table(&tables, second);
    ck_assert_int_eq(cn_dictionary_load_bytes(&mixed, cn_buf_str(&file), "f.cnd", false), CN_OK);
    ck_assert_int_eq(cn_dictionary_load_bytes(&mixed, cn_str_of(second), "t.tsv", true), CN_OK);
    ck_assert_int_lt(cn_dictionary_seal(&mixed), CN_SKIP);
    ck_assert_uint_eq(mixed.schemes_len, 2);
    ck_assert_uint_eq(mixed.entries_len, 6);
    ck_assert(!mixed.schemes[0].named && mixed.schemes[1].named);
    ck_assert_uint_eq(image_sum_all(&tables), image_sum_all(&mixed));
    ck_assert_uint_eq(tables.diags.len, mixed.diags.len);
    ck_assert_uint_eq(cn_dictionary_scheme_of(&mixed, 3), 0);
    ck_assert_uint_eq(cn_dictionary_scheme_of(&mixed, 4), 1);
    ck_assert_uint_eq(cn_dictionary_cued(&mixed).len, 2);
    ck_assert_uint_eq(cn_dictionary_cued(&mixed).items[1], 4);
    cn_dictionary_free(&tables);
    cn_dictionary_free(&mixed);
}
END_TEST

/* ---- damage ---- */

static uint64_t good_sum;
static size_t good_found;

static void check_good(void) {
    ck_assert(image_use(cn_buf_str(&file), small_text, &good_sum, &good_found));
    ck_assert_uint_eq(good_sum, image_sum_all(&dictionary));
    ck_assert_uint_eq(good_found, 7);
}

START_TEST(cut_short_anywhere) {
    uint64_t sum;
    size_t found;
    make_small();
    check_good();
    /* shorter than its first words, it is a table without a header */
    for (size_t len = 0; len < file.len; len++) {
        char *part = malloc(len + 1);
        memcpy(part, file.bytes, len);
        ck_assert(!image_use((struct cn_str){part, len}, small_text, &sum, &found));
        free(part);
    }
    cn_buf_add_byte(&file, '\0');
    ck_assert(!image_use(cn_buf_str(&file), small_text, &sum, &found));
}
END_TEST

START_TEST(a_wrong_bit_anywhere) {
    uint64_t sum;
    size_t found;
    make_small();
    check_good();
    for (size_t bit = 0; bit < file.len * 8; bit++) {
        file.bytes[bit / 8] ^= (char)(1 << bit % 8);
        ck_assert_msg(!image_use(cn_buf_str(&file), small_text, &sum, &found), "bit %zu", bit);
        file.bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
}
END_TEST

/* A wrong bit in a section, and a checksum that is right: refused, or harmless. */
START_TEST(a_wrong_bit_that_was_meant) {
    size_t refused = 0, used = 0;
    make_small();
    for (int i = 0; i < CN_SECTIONS; i++) {
        struct cn_str *section = &dictionary.image.sections[i];
        char *bytes = malloc(section->len + 1);
        memcpy(bytes, section->bytes, section->len);
        section->bytes = bytes;
        for (size_t bit = 0; bit < section->len * 8; bit++) {
            uint64_t sum;
            size_t found;
            bytes[bit / 8] ^= (char)(1 << bit % 8);
            image_file(&dictionary.image, &file);
            bool done = image_use(cn_buf_str(&file), small_text, &sum, &found);
            *(done ? &used : &refused) += 1;
            bytes[bit / 8] ^= (char)(1 << bit % 8);
        }
        section->bytes = NULL; /* not the image's own any more */
        section->len = 0;
        free(bytes);
    }
    ck_assert_uint_gt(refused, 1000);
    ck_assert_uint_gt(used, 1000);
}
END_TEST

/* ---- what must be refused, each by its message ---- */

static const struct {
    enum cn_section section;
    size_t at;
    char byte;
    const char *fault;
} faults[] = {
    {CN_SECTION_STRINGS, 0, 1, "strings"},
    {CN_SECTION_STRINGS, 1, 127, "strings"},
    {CN_SECTION_RESTS, 1, 127, "fields of rows"},
    {CN_SECTION_ROWS, 0, 2, "rows"},
    {CN_SECTION_ROWS, 4, 0, "rows"},
    {CN_SECTION_ROWS, 8, 1, "rows"},
    {CN_SECTION_SCHEMES, 0, 2, "schemes"},
    {CN_SECTION_CUED, 0, 4, "list of cue words"},
    {CN_SECTION_FAMILIES, 3, 1, "list of patterns"},
    {CN_SECTION_NOTES, 2, 9, "notes"},
    {CN_SECTION_KEYS, 0, 1, "keys"},
    {CN_SECTION_KEYS, 10, 0, "keys"},
    {CN_SECTION_HOLDERS, 0, 9, "holders of keys"},
    {CN_SECTION_WRITTEN, 3, 127, "spellings"},
    {CN_SECTION_LITERALS, 0, 99, "separators"},
};

START_TEST(faults_are_named) {
    struct cn_dictionary read = {0};
    make_small();
    char *bytes = (char *)dictionary.image.sections[faults[_i].section].bytes;
    ck_assert_uint_lt(faults[_i].at, dictionary.image.sections[faults[_i].section].len);
    bytes[faults[_i].at] = faults[_i].byte;
    image_file(&dictionary.image, &file);
    if (cn_dictionary_load_bytes(&read, cn_buf_str(&file), "f.cnd", true) == CN_OK) {
        ck_assert_int_lt(cn_dictionary_seal(&read), CN_SKIP);
        ck_assert_ptr_null(cn_index_new(&read));
    }
    ck_assert_uint_gt(read.diags.len, 0);
    const struct cn_diag *diag = &read.diags.items[read.diags.len - 1];
    ck_assert_int_eq(diag->code, CN_E_IMAGE_UNSOUND);
    ck_assert(cn_str_equal(diag->where.file, CN_STR("f.cnd")));
    ck_assert_msg(cn_str_equal(diag->detail, cn_str_of(faults[_i].fault)), "%.*s instead of %s",
                  (int)diag->detail.len, diag->detail.bytes, faults[_i].fault);
    cn_dictionary_free(&read);
}
END_TEST

/* Of the cache, whose rows are good, the index is made anew. */
START_TEST(the_cache_is_put_right) {
    struct cn_dictionary read = {0};
    make_small();
    ((char *)dictionary.image.sections[CN_SECTION_KEYS].bytes)[0] = 1;
    image_file(&dictionary.image, &file);
    ck_assert_int_eq(cn_dictionary_load_bytes(&read, cn_buf_str(&file), "f.cnd", true), CN_OK);
    ck_assert_int_lt(cn_dictionary_seal(&read), CN_SKIP);
    read.cached = true;
    struct cn_index *index = cn_index_new(&read);
    ck_assert_ptr_nonnull(index);
    ck_assert(!read.cached);
    ck_assert_uint_eq(image_match(&read, index, small_text), 7);
    cn_index_free(index);
    cn_dictionary_free(&read);
}
END_TEST

/* A hash table without a free slot: a look-up would never end. */
START_TEST(a_full_hash_table) {
    struct cn_dictionary read = {0};
    make_small();
    struct cn_str *section = &dictionary.image.sections[CN_SECTION_SLOTS];
    struct cn_key_slot *slots = (struct cn_key_slot *)(void *)section->bytes;
    for (size_t i = 0; i < section->len / sizeof(*slots); i++)
        slots[i].key = 1;
    image_file(&dictionary.image, &file);
    ck_assert_int_eq(cn_dictionary_load_bytes(&read, cn_buf_str(&file), "f.cnd", true), CN_OK);
    cn_dictionary_seal(&read);
    ck_assert_ptr_null(cn_index_new(&read));
    cn_dictionary_free(&read);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("match/image");
    TCase *tests = tcase_create("image");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, NULL, release);
    tcase_add_test(tests, every_field_of_every_dictionary);
    tcase_add_test(tests, notes_are_kept);
    tcase_add_test(tests, the_same_tables_give_the_same_bytes);
    tcase_add_test(tests, several_become_one);
    tcase_add_test(tests, cut_short_anywhere);
    tcase_add_test(tests, a_wrong_bit_anywhere);
    tcase_add_test(tests, a_wrong_bit_that_was_meant);
    tcase_add_loop_test(tests, faults_are_named, 0, (int)(sizeof(faults) / sizeof(*faults)));
    tcase_add_test(tests, the_cache_is_put_right);
    tcase_add_test(tests, a_full_hash_table);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
