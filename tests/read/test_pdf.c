/*
 * test_pdf.c: what is let through of what the process that reads a PDF sends, and what is asked of
 * it. It may be in the hands of a document.
 */
#include "base/limits.h"
#include "pdf/service.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct cn_pdf_record facts = {.type = CN_PDF_FACTS, .number = 3, .files = 1};

/* Written and read again. */
static bool passes(const struct cn_pdf_record *record, struct cn_pdf_record *again,
                   struct cn_buf *room) {
    cn_buf_clear(room);
    cn_pdf_record_write(room, record);
    return cn_pdf_record_read(cn_buf_str(room), again);
}

START_TEST(requests_come_back) {
    struct cn_pdf_request request = {.want = CN_PDF_FILES,
                                     .offset = 5,
                                     .size = UINT64_C(1) << 40,
                                     .pages_max = 7,
                                     .output_max = UINT64_MAX,
                                     .cpu_seconds = 9,
                                     .memory = 11};
    struct cn_pdf_request again;
    struct cn_buf bytes = {0};
    cn_pdf_request_write(&bytes, &request);
    ck_assert_uint_eq(bytes.len, CN_PDF_REQUEST);
    ck_assert(cn_pdf_request_read(cn_buf_str(&bytes), &again));
    ck_assert(again.want == CN_PDF_FILES && again.offset == 5);
    ck_assert(again.size == request.size && again.output_max == UINT64_MAX);
    ck_assert(again.pages_max == 7 && again.cpu_seconds == 9 && again.memory == 11);
    for (size_t len = 0; len < bytes.len; len++)
        ck_assert(!cn_pdf_request_read((struct cn_str){bytes.bytes, len}, &again));
    for (size_t at = 0; at < 6; at++) {
        bytes.bytes[at] ^= 0x40;
        ck_assert(!cn_pdf_request_read(cn_buf_str(&bytes), &again));
        bytes.bytes[at] ^= 0x40;
    }
    cn_buf_free(&bytes);
}
END_TEST

/* Offsets that overflow are no request. */
START_TEST(requests_stay_within_a_file) {
    struct cn_pdf_request request = {.want = CN_PDF_TEXT, .offset = INT64_MAX, .size = 1};
    struct cn_pdf_request again;
    struct cn_buf bytes = {0};
    cn_pdf_request_write(&bytes, &request);
    ck_assert(!cn_pdf_request_read(cn_buf_str(&bytes), &again));
    cn_buf_free(&bytes);
}
END_TEST

START_TEST(records_come_back) {
    struct cn_pdf_record part = {.type = CN_PDF_PART, .kind = CN_PDF_FIELD, .number = UINT32_MAX};
    struct cn_pdf_record again;
    struct cn_buf room = {0};
    ck_assert(passes(&facts, &again, &room));
    ck_assert(again.type == CN_PDF_FACTS && again.number == 3 && again.files == 1);
    ck_assert(passes(&part, &again, &room));
    ck_assert(again.kind == CN_PDF_FIELD && again.number == UINT32_MAX);
    for (size_t len = 0; len < room.len; len++)
        ck_assert(!cn_pdf_record_read((struct cn_str){room.bytes, len}, &again));
    cn_buf_add_byte(&room, 'x');
    ck_assert(!cn_pdf_record_read(cn_buf_str(&room), &again));
    cn_buf_free(&room);
}
END_TEST

/* A text that is too long is cut between characters. */
START_TEST(long_text_is_cut) {
    struct cn_pdf_record again;
    struct cn_buf text = {0}, room = {0};
    cn_buf_add_text(&text, "x");
    while (text.len < CN_FRAME_MAX + 10)
        cn_buf_add_text(&text, "\xe4\xb8\xad");
    struct cn_pdf_record said = {.type = CN_PDF_SAID, .text = cn_buf_str(&text)};
    ck_assert(passes(&said, &again, &room));
    ck_assert(again.text.len <= CN_FRAME_MAX && again.text.len > CN_FRAME_MAX - 4);
    cn_buf_free(&room);
    cn_buf_free(&text);
}
END_TEST

START_TEST(what_makes_no_sense_is_no_record) {
    static const struct cn_pdf_record bad[] = {
        {.type = CN_PDF_SAID},
        {.type = CN_PDF_SAID, .text = {"\xff", 1}},
        {.type = CN_PDF_SAID, .text = {"\xe4\xb8", 2}},
        {.type = CN_PDF_FILE, .text = {"a\xed\xa0\x80", 4}},
        {.type = CN_PDF_BYTES},
        {.type = CN_PDF_PAGE, .number = 1, .text = {"x", 1}},
        {.type = CN_PDF_PART, .kind = CN_PDF_PARTS},
        {.type = CN_PDF_TROUBLE, .kind = CN_PDF_TROUBLES},
        {.type = CN_PDF_END, .kind = CN_PDF_ENDS},
        {.type = (enum cn_pdf_type)0},
        {.type = (enum cn_pdf_type)(CN_PDF_END + 1)},
    };
    struct cn_pdf_record again;
    struct cn_buf room = {0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!passes(&bad[i], &again, &room), "record %zu", i);
    cn_buf_free(&room);
}
END_TEST

/* A letter a record: F facts, 1 to 9 a page, l page 2 lost, p part, s said, n file name, b bytes,
 * h holds a file, * x spoiled, d damaged, e encrypted, . end, ! end of one that died. Which of them
 * is refused, from 1; 0: none. */
static int refused(enum cn_pdf_want want, const char *letters) {
    struct cn_pdf_rules rules = {.want = want};
    for (int i = 0; letters[i]; i++) {
        struct cn_pdf_record record = facts;
        const char *types = "Fpsnbxldeh.!";
        static const struct cn_pdf_record all[] = {
            {.type = CN_PDF_FACTS, .number = 3, .files = 1},
            {.type = CN_PDF_PART},
            {.type = CN_PDF_SAID, .text = {"x", 1}},
            {.type = CN_PDF_FILE},
            {.type = CN_PDF_BYTES, .text = {"x", 1}},
            {.type = CN_PDF_SPOILED},
            {.type = CN_PDF_LOST, .number = 2},
            {.type = CN_PDF_TROUBLE, .kind = CN_PDF_DAMAGED},
            {.type = CN_PDF_TROUBLE, .kind = CN_PDF_ENCRYPTED},
            {.type = CN_PDF_HOLDS},
            {.type = CN_PDF_END, .kind = CN_PDF_DONE},
            {.type = CN_PDF_END, .kind = CN_PDF_DIED},
        };
        const char *at = strchr(types, letters[i]);
        if (at)
            record = all[at - types];
        else
            record =
                (struct cn_pdf_record){.type = CN_PDF_PAGE, .number = (uint32_t)(letters[i] - '0')};
        if (!cn_pdf_record_allowed(&rules, &record))
            return i + 1;
    }
    return 0;
}

START_TEST(order) {
    static const struct {
        enum cn_pdf_want want;
        const char *letters;
        int refused;
    } cases[] = {
        {CN_PDF_TEXT, "Fps1ssps2pss3d.", 0},
        {CN_PDF_TEXT, "F1l3s.", 0},
        {CN_PDF_TEXT, "F1shpsh2s.", 0},
        {CN_PDF_TEXT, "h", 1},
        {CN_PDF_FILES, "Fh", 2},
        {CN_PDF_TEXT, "e.", 0},
        {CN_PDF_TEXT, "!", 0},
        {CN_PDF_TEXT, "F1s!", 0},
        {CN_PDF_TEXT, "1", 1}, /* no facts */
        {CN_PDF_TEXT, "s", 1},
        {CN_PDF_TEXT, "d", 1},
        {CN_PDF_TEXT, ".", 1}, /* done, with nothing said */
        {CN_PDF_TEXT, "FF", 2},
        {CN_PDF_TEXT, "Fs", 2},   /* of no page */
        {CN_PDF_TEXT, "F1s1", 4}, /* again */
        {CN_PDF_TEXT, "F2s1", 4}, /* back */
        {CN_PDF_TEXT, "F4", 2},   /* there are three */
        {CN_PDF_TEXT, "F0", 2},
        {CN_PDF_TEXT, "F2l", 3},
        {CN_PDF_TEXT, "Fls", 3}, /* a lost page says nothing */
        {CN_PDF_TEXT, "Fn", 2},  /* not asked for */
        {CN_PDF_TEXT, "F1b", 3},
        {CN_PDF_TEXT, "Fdd", 3},
        {CN_PDF_TEXT, "Fe", 2},
        {CN_PDF_TEXT, "eF", 2},
        {CN_PDF_TEXT, "e1", 2},
        {CN_PDF_TEXT, "F..", 3},
        {CN_PDF_TEXT, "F.1", 3},
        {CN_PDF_FILES, "Fnbbnnbx.", 0},
        {CN_PDF_FILES, "F.", 0},
        {CN_PDF_FILES, "nb", 1},
        {CN_PDF_FILES, "Fb", 2},
        {CN_PDF_FILES, "Fx", 2},
        {CN_PDF_FILES, "Fnxb", 4},
        {CN_PDF_FILES, "F1", 2},
        {CN_PDF_FILES, "Fp", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(refused(cases[i].want, cases[i].letters) == cases[i].refused, "%s: %d",
                      cases[i].letters, refused(cases[i].want, cases[i].letters));
}
END_TEST

static unsigned bid(const char *text) {
    struct cn_source source = {.fd = -1, .bytes = text, .size = strlen(text)};
    return cn_pdf_bid(cn_str_of(text), &source);
}

START_TEST(claims) {
    ck_assert_uint_eq(bid("%PDF-1.4\n"), 64);
    ck_assert_uint_eq(bid("\xef\xbb\xbf%PDF-1.4\n"), 64);
    ck_assert_uint_gt(bid("some junk\n%PDF-1.7\r\nstuff\n%%EOF\n"), 0);
    ck_assert_uint_eq(bid("some junk\n%PDF-1.7\r\nstuff\n"), 0);
    ck_assert_uint_eq(bid("begins with %PDF-1.7\nends with\n%%EOF\n"), 0);
    ck_assert_uint_eq(bid("begins with\n%PDF-1.7 and ends with\n%%EOF\n"), 0);
    ck_assert_uint_eq(bid(""), 0);
}
END_TEST

static uint64_t end_of(struct cn_str bytes) {
    struct cn_source source = {.fd = -1, .bytes = bytes.bytes, .size = bytes.len};
    return cn_pdf_end(&source);
}

START_TEST(ends) {
    ck_assert_uint_eq(end_of(CN_STR("%PDF-1.4\n%%EOF\r\n\0 ")), 18);
    ck_assert_uint_eq(end_of(CN_STR("%PDF-1.4\n%%EOF\nmore")), 14);
    ck_assert_uint_eq(end_of(CN_STR("%PDF-1.4\n%%EOF\nmore\n%%EOF\n%")), 25);
    ck_assert_uint_eq(end_of(CN_STR("%PDF-1.4\n%%EO")), 13);
    ck_assert_uint_eq(end_of(CN_STR("")), 0);
}
END_TEST

static bool goes_on(struct cn_str bytes) {
    struct cn_source source = {.fd = -1, .bytes = bytes.bytes, .size = bytes.len};
    return cn_pdf_goes_on(&source, end_of(bytes));
}

START_TEST(updates_that_were_cut) {
    ck_assert(goes_on(CN_STR("%PDF-1.4\n%%EOF\r\n12 0 obj\n<<")));
    ck_assert(goes_on(CN_STR("%PDF-1.4\n%%EOF\n%Update 7\n%PDF-1.5\r1 0 obj")));
    ck_assert(!goes_on(CN_STR("%PDF-1.4\n%%EOF\n12 0 ob")));
    ck_assert(!goes_on(CN_STR("%PDF-1.4\n%%EOF\n12 obj")));
    ck_assert(!goes_on(CN_STR("%PDF-1.4\n%%EOF\n0 obj")));
    ck_assert(!goes_on(CN_STR("%PDF-1.4\n%%EOF\nobj")));
    ck_assert(!goes_on(CN_STR("%PDF-1.4\n%%EOF\n%12 0 obj")));
    ck_assert(!goes_on(CN_STR("%PDF-1.4\n12 0 obj\n%%EOF\n")));
    ck_assert(!goes_on(CN_STR("%PDF-1.4\n12 0 obj\n")));
}
END_TEST

/* Wherever the mark stands to the blocks that it is looked for in. */
START_TEST(ends_far_away) {
    size_t size = 2 * (size_t)CN_READ_SIZE + 100;
    char *bytes = malloc(size);
    for (size_t behind = CN_READ_SIZE - 8; behind < CN_READ_SIZE + 8; behind++) {
        memset(bytes, 'x', size);
        memcpy(bytes + size - behind - 5, "%%EOF", 5);
        ck_assert_uint_eq(end_of((struct cn_str){bytes, size}), size - behind);
    }
    free(bytes);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("pdf");
    TCase *tests = tcase_create("pdf");
    tcase_add_test(tests, requests_come_back);
    tcase_add_test(tests, requests_stay_within_a_file);
    tcase_add_test(tests, records_come_back);
    tcase_add_test(tests, long_text_is_cut);
    tcase_add_test(tests, what_makes_no_sense_is_no_record);
    tcase_add_test(tests, order);
    tcase_add_test(tests, claims);
    tcase_add_test(tests, ends);
    tcase_add_test(tests, updates_that_were_cut);
    tcase_add_test(tests, ends_far_away);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
