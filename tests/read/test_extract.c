/*
 * test_extract.c: text as a reader lays it down, its map back to the source, its marks, and the
 * table they describe.
 */
#include "read/extracting.h"
#include "read/marks.h"
#include "read/readers.h"

#include <check.h>

#define NONE ((struct cn_str){NULL, 0})

/* ---- readers that lay down the same whatever they are given ---- */

static void mark(struct cn_extract *to, enum cn_mark_kind kind, uint64_t number) {
    cn_extract_mark(to, kind, number, NONE);
}

static void put_cell(struct cn_extract *to, uint64_t column, const char *text) {
    mark(to, CN_MARK_CELL, column);
    cn_extract_text(to, cn_str_of(text));
    mark(to, CN_MARK_CELL_END, 0);
    cn_extract_text(to, CN_STR("\t"));
}

static void put_row(struct cn_extract *to, uint64_t row, const char *a, const char *b,
                    const char *c) {
    mark(to, CN_MARK_ROW, row);
    put_cell(to, 1, a);
    put_cell(to, 2, b);
    put_cell(to, 4, c);
    cn_extract_break(to);
}

static enum cn_severity lay_places(struct cn_extraction *extraction) {
    struct cn_extract *to = extraction->to;
    mark(to, CN_MARK_PAGE, 1);
    mark(to, CN_MARK_PARAGRAPH, 1);
    cn_extract_text(to, CN_STR("first\n"));
    mark(to, CN_MARK_PARAGRAPH, 2);
    cn_extract_text(to, CN_STR("second"));
    cn_extract_break(to);
    cn_extract_break(to);
    mark(to, CN_MARK_PAGE, 2);
    cn_extract_mark(to, CN_MARK_PART, 3, CN_STR("footnote"));
    cn_extract_text(to, CN_STR("note\n"));
    mark(to, CN_MARK_PART, 0);
    cn_extract_text(to, CN_STR("body\n"));
    mark(to, CN_MARK_ROW, 9); /* of no table: nothing */
    mark(to, CN_MARK_CELL, 9);
    cn_extract_mark(to, CN_MARK_HIDDEN, 2, CN_STR("Plan B"));
    mark(to, CN_MARK_TABLE, CN_HEADER_FIND);
    put_row(to, 3, "", "Projects of 2014", "");
    put_row(to, 5, "No", "Country", "Office");
    put_row(to, 7, "12", "A9", "Beijing");
    put_row(to, 9, "Shenzhen", "A2", "7");
    mark(to, CN_MARK_TABLE_END, 0);
    cn_extract_text(to, CN_STR("end"));
    return CN_OK;
}
static const struct cn_reader places = {.name = "places", .extract = lay_places};

/* "A&amp;B" is A, & and B; then the source as it is. */
static enum cn_severity lay_units(struct cn_extraction *extraction) {
    struct cn_extract *to = extraction->to;
    cn_extract_copy(to, CN_STR("A"), 10);
    cn_extract_unit(to, CN_STR("&"), (struct cn_span){11, 16});
    cn_extract_copy(to, CN_STR("B"), 16);
    cn_extract_break(to);
    cn_extract_copy(to, CN_STR("name"), 40);
    return CN_OK;
}
static const struct cn_reader units = {.name = "units", .extract = lay_units, .sourced = true};

static enum cn_severity lay_much(struct cn_extraction *extraction) {
    uint64_t laid = 0;
    while (cn_extract_state(extraction->to) == CN_OK) {
        cn_extract_text(extraction->to, CN_STR("0123456789012345678901234567890123456789"));
        laid += 40;
        ck_assert_uint_lt(laid, UINT64_C(200) << 20);
    }
    return cn_extract_state(extraction->to);
}
static const struct cn_reader much = {.name = "much", .extract = lay_much};

/* ---- */

static struct extracted got;

static void tear_down(void) {
    extracted_free(&got);
}

START_TEST(marks_where_they_stand) {
    extract_with(&got, &places, CN_STR("x"), CN_STR("x"));
    char *text = extracted_marks(&got);
    ck_assert_str_eq(text,
                     "{page 1}{paragraph 1}first\n{paragraph 2}second\n{page 2}{part 3 footnote}"
                     "note\n{part}body\n{hidden sheet 2 Plan B}{table 5}"
                     "{row 3}{cell 1}{end}\t{cell 2}Projects of 2014{end}\t{cell 4}{end}\t\n"
                     "{row 5}{cell 1}No{end}\t{cell 2}Country{end}\t{cell 4}Office{end}\t\n"
                     "{row 7}{cell 1}12{end}\t{cell 2}A9{end}\t{cell 4}Beijing{end}\t\n"
                     "{row 9}{cell 1}Shenzhen{end}\t{cell 2}A2{end}\t{cell 4}7{end}\t\n"
                     "{table end}end");
    free(text);
}
END_TEST

static struct cn_locator place_of(const char *what) {
    struct cn_text text = {.marks = cn_extract_marks(got.extract)};
    struct cn_locator place;
    const char *at = strstr(got.text.bytes, what);
    ck_assert_ptr_nonnull(at);
    cn_text_locate(&text, (uint64_t)(at - got.text.bytes), &place);
    return place;
}

static void assert_str(struct cn_str got_str, const char *want) {
    ck_assert_msg(cn_str_equal(got_str, cn_str_of(want)), "%.*s is not %s", (int)got_str.len,
                  got_str.bytes, want);
}

START_TEST(places_of_text) {
    extract_with(&got, &places, CN_STR("x"), CN_STR("x"));
    struct cn_locator place = place_of("second");
    ck_assert(place.page == 1 && place.paragraph == 2 && place.part.len == 0 && place.row == 0);
    place = place_of("note");
    ck_assert(place.page == 2 && place.part_number == 3);
    assert_str(place.part, "footnote");
    place = place_of("body");
    ck_assert(place.page == 2 && place.part.len == 0 && place.part_number == 0);
    place = place_of("A2");
    ck_assert(place.page == 0 && place.sheet == 2 && place.hidden && place.row == 9 &&
              place.column == 2);
    assert_str(place.sheet_name, "Plan B");
    place = place_of("end");
    ck_assert(place.sheet == 2 && place.row == 0);
}
END_TEST

static struct cn_cell cell_of(struct cn_layout *layout, const char *what) {
    const char *at = strstr(got.text.bytes, what);
    struct cn_cell cell;
    ck_assert_ptr_nonnull(at);
    ck_assert(cn_layout_cell(layout, (uint64_t)(at - got.text.bytes), &cell));
    ck_assert_uint_eq(cell.span.start, (uint64_t)(at - got.text.bytes));
    return cell;
}

START_TEST(cells_with_header_and_label) {
    extract_with(&got, &places, CN_STR("x"), CN_STR("x"));
    struct cn_layout *layout = cn_marks_layout(cn_extract_marks(got.extract));
    struct cn_cell cell = cell_of(layout, "A9");
    ck_assert(cell.row == 7 && cell.column == 2 && cell.span.end - cell.span.start == 2);
    assert_str(cell.header, "Country");
    assert_str(cell.label, "Beijing");
    cell = cell_of(layout, "A2");
    assert_str(cell.header, "Country");
    assert_str(cell.label, "Shenzhen");
    cell = cell_of(layout, "Shenzhen");
    assert_str(cell.header, "No");
    assert_str(cell.label, "A2");
    cell = cell_of(layout, "Country");
    ck_assert(cell.header.len == 0 && cell.label.len == 0);
    cell = cell_of(layout, "Beijing");
    assert_str(cell.header, "Office");
    ck_assert(!cn_layout_cell(layout, 0, &cell));
    ck_assert(!cn_layout_cell(layout, got.text.len - 1, &cell));
    cn_layout_free(layout);
}
END_TEST

START_TEST(back_to_the_source) {
    extract_with(&got, &units, CN_STR("x"), CN_STR("x"));
    const struct cn_map *map = cn_extract_map(got.extract);
    struct cn_span all = cn_map_source(map, (struct cn_span){0, 3});
    struct cn_span name = cn_map_source(map, (struct cn_span){4, 8});
    ck_assert_str_eq(got.text.bytes, "A&B\nname");
    ck_assert(all.start == 10 && all.end == 17);
    ck_assert(name.start == 40 && name.end == 44);
}
END_TEST

START_TEST(no_more_than_the_budget) {
    struct cn_source source = {.fd = -1, .bytes = "x", .size = 1};
    got = (struct extracted){.severity = CN_OK};
    cn_document_open_bytes(&got.document, CN_STR("x"), CN_STR("x"), &cn_open_limits_default);
    got.document.vaults->budget.made_max = 10 << 20;
    got.extract = cn_extract_new(&got.document, &got.document.vaults->text);
    struct cn_extraction extraction = {
        .source = &source, .document = &got.document, .to = got.extract};
    ck_assert_int_eq(much.extract(&extraction), CN_PARTIAL);
    ck_assert_int_eq(cn_extract_end(got.extract), CN_PARTIAL);
    ck_assert_int_eq(got.document.status, CN_STATUS_LIMIT);
    ck_assert_uint_gt(cn_extract_source(got.extract).size, 9 << 20);
    ck_assert_uint_le(cn_extract_source(got.extract).size, 10 << 20);
}
END_TEST

START_TEST(stretches) {
    extract_with(&got, &places, CN_STR("x"), CN_STR("x"));
    struct cn_text text = {.marks = cn_extract_marks(got.extract)};
    const char *all = got.text.bytes;
    size_t note = (size_t)(strstr(all, "note") - all);
    size_t body = (size_t)(strstr(all, "body") - all);
    struct cn_span stretch = cn_text_stretch(&text, note, 100);
    ck_assert(stretch.start == note && stretch.end == body);
    stretch = cn_text_stretch(&text, 0, 3);
    ck_assert(stretch.start == 0 && stretch.end == UINT64_MAX);
    stretch = cn_text_stretch(&text, 0, 100);
    ck_assert(stretch.start == 0 && stretch.end == note);
    stretch = cn_text_stretch(&text, got.text.len - 1, 100);
    ck_assert(stretch.start == body + 5 && stretch.end == UINT64_MAX);
    text.marks = NULL;
    stretch = cn_text_stretch(&text, 7, 100);
    ck_assert(stretch.start == 0 && stretch.end == UINT64_MAX);
}
END_TEST

START_TEST(headings) {
    extract_with(&got, &places, CN_STR("x"), CN_STR("x"));
    struct cn_text text = {.marks = cn_extract_marks(got.extract)};
    uint64_t at = 0;
    unsigned found = 0;
    for (uint64_t from = 0; cn_text_heading(&text, from, got.text.len, &at); from = at + 1)
        found++;
    ck_assert_uint_eq(found, 4); /* two pages, of which one with a part; the body; the sheet */
    ck_assert(!cn_text_heading(&text, 1, 6, &at));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("extract");
    TCase *tcase = tcase_create("extract");
    tcase_add_checked_fixture(tcase, NULL, tear_down);
    tcase_add_test(tcase, marks_where_they_stand);
    tcase_add_test(tcase, places_of_text);
    tcase_add_test(tcase, cells_with_header_and_label);
    tcase_add_test(tcase, back_to_the_source);
    tcase_add_test(tcase, no_more_than_the_budget);
    tcase_add_test(tcase, stretches);
    tcase_add_test(tcase, headings);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
