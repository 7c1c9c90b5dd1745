/* test_summary.c: summaries of pieces, added up in any order, are the summary of the whole. */
#include "score/evidence.h"
#include "score/scoring.h"

static struct scoring scoring;

static const char birds[] = "# scheme: birds\n# issuer: Aviary\n"
                            "name\tmeaning\nQXPELICAN\tthe wharf\nQXHERON\tthe tower\n"
                            "/QX[A-Z]{4,9}/\ta bird\n";

static void set_up(void) {
    scoring_open(&scoring, birds, NULL, true);
}

static void tear_down(void) {
    scoring_close(&scoring);
}

static struct cn_summary *new_summary(void) {
    struct cn_summary *summary = cn_summary_new(scoring.scan.scorer);
    ck_assert_ptr_nonnull(summary);
    return summary;
}

static struct cn_buf written(const struct cn_summary *summary) {
    struct cn_buf records = {0};
    cn_summary_write(summary, &records);
    ck_assert(!records.failed);
    ck_assert_uint_eq(records.len % CN_SUMMARY_RECORD, 0);
    return records;
}

/* Counts that differ by `seed`, some near their ends. */
static void fill(struct cn_summary *summary, unsigned seed) {
    summary->unknown[seed] = 200;
    summary->unknown[4095] = 3;
    summary->houses[0] = (struct cn_house_counts){seed, 2, 1, seed * 1000};
    summary->entries[0] = (struct cn_entry_counts){40000, (uint16_t)seed, 65535};
    summary->entries[1] = (struct cn_entry_counts){0, 0, 1};
    summary->used[0] = true;
    summary->years[100 + seed] = summary->any_year = true;
}

START_TEST(there_and_back) {
    struct cn_summary *summary = new_summary(), *again = new_summary();
    struct cn_buf none = written(summary);
    ck_assert_uint_eq(none.len, 0);
    fill(summary, 7);
    struct cn_buf records = written(summary);
    ck_assert(cn_summary_merge(again, cn_buf_str(&records)));
    struct cn_buf records_again = written(again);
    ck_assert_uint_eq(records_again.len, records.len);
    ck_assert_mem_eq(records_again.bytes, records.bytes, records.len);
    ck_assert(again->any_year && again->years[107]);
    cn_buf_free(&records);
    cn_buf_free(&records_again);
    cn_summary_free(summary);
    cn_summary_free(again);
}
END_TEST

START_TEST(order_does_not_matter) {
    struct cn_summary *parts[3], *ahead = new_summary(), *back = new_summary();
    struct cn_buf records[3];
    for (unsigned i = 0; i < 3; i++) {
        parts[i] = new_summary();
        fill(parts[i], i);
        records[i] = written(parts[i]);
    }
    for (int i = 0; i < 3; i++) {
        ck_assert(cn_summary_merge(ahead, cn_buf_str(&records[i])));
        ck_assert(cn_summary_merge(back, cn_buf_str(&records[2 - i])));
    }
    struct cn_buf one = written(ahead), other = written(back);
    ck_assert_uint_eq(one.len, other.len);
    ck_assert_mem_eq(one.bytes, other.bytes, one.len);
    ck_assert_uint_eq(ahead->entries[0].verbatim, UINT16_MAX);
    ck_assert_uint_eq(ahead->entries[0].sure, 3);
    ck_assert_uint_eq(ahead->entries[0].defined, UINT16_MAX);
    ck_assert_uint_eq(ahead->unknown[4095], 9);
    ck_assert_uint_eq(ahead->houses[0].issuer_domain, 3000);
    cn_buf_free(&one);
    cn_buf_free(&other);
    cn_summary_free(ahead);
    cn_summary_free(back);
    for (int i = 0; i < 3; i++) {
        cn_buf_free(&records[i]);
        cn_summary_free(parts[i]);
    }
}
END_TEST

/* What a worker sends may be anything. */
START_TEST(no_records) {
    struct cn_summary *summary = new_summary();
    fill(summary, 1);
    struct cn_buf records = written(summary);
    for (size_t len = 1; len < records.len; len++)
        ck_assert_int_eq(cn_summary_merge(summary, (struct cn_str){records.bytes, len}),
                         len % CN_SUMMARY_RECORD == 0);
    for (size_t kind = 0; kind < 256; kind++) {
        char record[CN_SUMMARY_RECORD] = {(char)kind, -1, -1, -1, -1};
        ck_assert(!cn_summary_merge(summary, (struct cn_str){record, sizeof record}));
    }
    cn_buf_free(&records);
    cn_summary_free(summary);
}
END_TEST

/* More names than are cleared together. */
static void open_many(struct cn_buf *table) {
    cn_buf_add_text(table, "# scheme: larks\n# issuer: Aviary\nname\tmeaning\n");
    for (int i = 0; i < 200; i++)
        cn_buf_addf(table, "QX%c%cLARK\tlark %d\n", 'A' + i / 26, 'A' + i % 26, i);
    cn_buf_add_byte(table, '\0');
    scoring_close(&scoring);
    scoring_open(&scoring, table->bytes, NULL, true);
}

START_TEST(cleared_is_as_new) {
    static const unsigned char entries[] = {0, 63, 64, 128, 191, 192, 199};
    struct cn_buf table = {0};
    open_many(&table);
    struct cn_summary *summary = new_summary();
    for (size_t i = 0; i < sizeof entries; i++) {
        char record[CN_SUMMARY_RECORD] = {2, (char)entries[i], 0, 0, 0, 5};
        ck_assert(cn_summary_merge(summary, (struct cn_str){record, sizeof record}));
        struct cn_buf records = written(summary);
        ck_assert_uint_eq(records.len, CN_SUMMARY_RECORD);
        cn_buf_free(&records);
        fill(summary, 7);
        cn_summary_clear(summary);
        records = written(summary);
        ck_assert_uint_eq(records.len, 0);
        ck_assert(!summary->any_year);
    }
    cn_summary_free(summary);
    cn_buf_free(&table);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("summary");
    TCase *tests = tcase_create("summary");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, there_and_back);
    tcase_add_test(tests, order_does_not_matter);
    tcase_add_test(tests, no_records);
    tcase_add_test(tests, cleared_is_as_new);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
