/* test_reading.c: windows follow each other without gap, and are the same however bytes come in. */
#include "base/limits.h"
#include "read/read.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct cn_document document;
static struct cn_reading *reading;
static struct cn_buf source, whole;

static void release(void) {
    cn_read_close(reading);
    reading = NULL;
    cn_document_close(&document);
    cn_buf_free(&source);
    cn_buf_free(&whole);
}

static enum cn_severity open_source(void) {
    cn_document_open_bytes(&document, cn_buf_str(&source), CN_STR("d"), &cn_open_limits_default);
    return document.stream ? cn_read_open(&document, &reading) : CN_SKIP;
}

/* Text of `len` bytes: letters of one to four bytes, line ends, and broken bytes if asked for. */
static void fill_source(size_t len, bool broken) {
    static const char *const letters[] = {
        "A9 ", "e", "\n", "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x98\x80"};
    srand(3);
    while (source.len < len) {
        cn_buf_add_text(&source, letters[rand() % 6]);
        if (broken && rand() % 100 == 0)
            cn_buf_add_byte(&source, (char)(0x80 + rand() % 128));
    }
}

/* What holds for every window. */
static void check_window(const struct cn_text *text, uint64_t expected_start) {
    ck_assert_uint_eq(text->base + text->core_start, expected_start);
    ck_assert_uint_le(text->core_start, CN_WINDOW_MARGIN + 3);
    ck_assert_uint_le(text->core_start, text->core_end);
    ck_assert_uint_le(text->core_end, text->len);
    ck_assert_uint_le(text->len, text->core_end + CN_WINDOW_MARGIN);
    ck_assert(text->last || text->len > text->core_end + CN_WINDOW_MARGIN - 4);
    ck_assert(text->first || text->core_start >= CN_WINDOW_MARGIN);
    ck_assert(text->last == (text->core_end == text->len));
    ck_assert_uint_le(text->core_end - text->core_start, CN_WINDOW_CORE + CN_WINDOW_MARGIN + 3);
}

/* Reads all windows; `whole` gets the text. Returns how many there were. */
static size_t read_windows(void) {
    struct cn_text text = {0};
    size_t windows = 0;
    cn_buf_clear(&whole);
    while (cn_read_next(reading, &text) == CN_OK) {
        check_window(&text, whole.len);
        ck_assert(text.first == (windows == 0));
        cn_buf_add(&whole, text.bytes + text.core_start, text.core_end - text.core_start);
        if (text.core_end)
            ck_assert_mem_eq(whole.bytes + text.base, text.bytes, text.core_end);
        windows++;
    }
    ck_assert(text.last);
    return windows;
}

static void check_whole(const struct cn_buf *expected) {
    ck_assert_uint_eq(whole.len, expected->len);
    if (whole.len)
        ck_assert(memcmp(whole.bytes, expected->bytes, whole.len) == 0);
}

START_TEST(cores_make_up_the_text) {
    fill_source((size_t)_i * 150000, false);
    ck_assert_int_eq(open_source(), CN_OK);
    size_t windows = read_windows();
    check_whole(&source);
    ck_assert_int_eq(cn_read_rewind(reading), CN_OK);
    ck_assert_uint_eq(read_windows(), windows);
    check_whole(&source);
    ck_assert_str_eq(document.charset, "UTF-8");
}
END_TEST

START_TEST(what_fits_one_window_is_one_window) {
    size_t len = CN_WINDOW_CORE + CN_WINDOW_MARGIN - 1 + (size_t)_i;
    while (source.len < len)
        cn_buf_add_byte(&source, 'x');
    ck_assert_int_eq(open_source(), CN_OK);
    ck_assert_uint_eq(read_windows(), _i <= 1 ? 1 : 2);
}
END_TEST

START_TEST(an_empty_document_has_one_window) {
    ck_assert_int_eq(open_source(), CN_OK);
    ck_assert_uint_eq(read_windows(), 1);
    ck_assert_str_eq(cn_read_format(reading), "plain");
}
END_TEST

/* Windows of valid text are valid text: none begins or ends inside a sequence. */
START_TEST(no_sequence_is_divided) {
    struct cn_text text;
    for (int i = 0; i < 200000; i++)
        cn_buf_add_text(&source, "\xe4\xb8\xad");
    source.len -= (size_t)_i;
    ck_assert_int_eq(open_source(), CN_OK);
    while (cn_read_next(reading, &text) == CN_OK) {
        ck_assert_uint_eq(text.base % 3, 0);
        ck_assert_uint_eq((text.base + text.core_end) % 3, text.last ? source.len % 3 : 0);
        ck_assert_uint_eq((text.base + text.len) % 3, text.last ? source.len % 3 : 0);
    }
    ck_assert_uint_eq(document.invalid, _i > 0);
}
END_TEST

START_TEST(lines_are_counted_over_windows) {
    struct cn_text text;
    uint64_t line = 1, start = 0, at = 0;
    fill_source(700000, false);
    ck_assert_int_eq(open_source(), CN_OK);
    while (cn_read_next(reading, &text) == CN_OK) {
        for (; at < text.base + text.core_start; at++) {
            if (source.bytes[at] != '\n')
                continue;
            line++;
            start = at + 1;
        }
        ck_assert_uint_eq(text.line, line);
        ck_assert_uint_eq(text.line_start, start);
    }
    ck_assert_uint_gt(line, 1000);
}
END_TEST

START_TEST(broken_bytes_are_kept_counted_and_said_once) {
    fill_source(600000, false);
    cn_buf_add_text(&source, "\xff\xc3(\x80");
    ck_assert_int_eq(open_source(), CN_OK);
    for (int pass = 0; pass < 2; pass++) {
        read_windows();
        check_whole(&source);
        ck_assert_uint_eq(document.invalid, 3);
        ck_assert_uint_eq(document.diags.len, 1);
        ck_assert_int_eq(cn_read_rewind(reading), CN_OK);
    }
    ck_assert_int_eq(document.status, CN_STATUS_OK);
}
END_TEST

START_TEST(rewinding_early_counts_from_the_start) {
    struct cn_text text;
    fill_source(600000, true);
    ck_assert_int_eq(open_source(), CN_OK);
    read_windows();
    uint64_t invalid = document.invalid;
    release();
    fill_source(600000, true);
    ck_assert_int_eq(open_source(), CN_OK);
    ck_assert_int_eq(cn_read_next(reading, &text), CN_OK);
    ck_assert_int_eq(cn_read_rewind(reading), CN_OK);
    read_windows();
    ck_assert_uint_gt(invalid, 0);
    ck_assert_uint_eq(document.invalid, invalid);
}
END_TEST

/* ---- pieces ---- */

/* A window, its bytes copied. */
struct kept_window {
    struct cn_text text;
    char *bytes;
};

static void keep_window(struct kept_window *kept, const struct cn_text *text) {
    kept->text = *text;
    kept->bytes = malloc(text->len + 1);
    ck_assert_ptr_nonnull(kept->bytes);
    memcpy(kept->bytes, text->bytes, text->len);
}

static void same_window(const struct cn_text *text, const struct kept_window *kept) {
    ck_assert_uint_eq(text->len, kept->text.len);
    ck_assert_mem_eq(text->bytes, kept->bytes, text->len);
    ck_assert_uint_eq(text->core_start, kept->text.core_start);
    ck_assert_uint_eq(text->core_end, kept->text.core_end);
    ck_assert_uint_eq(text->base, kept->text.base);
    ck_assert_uint_eq(text->line, kept->text.line);
    ck_assert_uint_eq(text->line_start, kept->text.line_start);
    ck_assert_int_eq(text->first, kept->text.first);
    ck_assert_int_eq(text->last, kept->text.last);
}

static void open_piece(const struct cn_piece *piece, uint64_t first, bool count) {
    uint64_t offset = cn_read_piece_offset(first);
    struct cn_str rest = {offset > 0 ? source.bytes + offset : source.bytes,
                          source.len - (size_t)offset};
    cn_read_close(reading);
    cn_document_close(&document);
    cn_document_open_bytes(&document, rest, CN_STR("d"), &cn_open_limits_default);
    ck_assert_int_eq(cn_read_open_piece(&document, piece, first, count, &reading), CN_OK);
}

/* Reading on from any window gives the windows that reading all gives; also when it is begun one
 * window earlier, then with the right line from the piece on. */
START_TEST(pieces_are_windows_of_the_whole) {
    struct kept_window kept[8];
    struct cn_text text;
    size_t windows = 0;
    fill_source(1500000 + (size_t)_i * 7777, true);
    ck_assert_int_eq(open_source(), CN_OK);
    ck_assert(cn_read_divisible(reading));
    while (cn_read_next(reading, &text) == CN_OK)
        keep_window(&kept[windows++], &text);
    uint64_t invalid = document.invalid;
    ck_assert_uint_eq(windows, cn_read_windows(source.len));
    for (size_t from = 0; from < windows; from++) {
        const struct cn_piece piece = {from, windows, kept[from].text.line,
                                       kept[from].text.line_start};
        open_piece(&piece, from, true);
        for (size_t i = from; i < windows; i++) {
            ck_assert_int_eq(cn_read_next(reading, &text), CN_OK);
            same_window(&text, &kept[i]);
        }
        ck_assert_int_eq(cn_read_next(reading, &text), CN_END);
        ck_assert_uint_le(document.invalid, invalid);
        ck_assert_uint_eq(document.diags.len, 1);
        open_piece(&piece, from > 0 ? from - 1 : 0, false);
        for (size_t i = from > 0 ? from - 1 : 0; i <= from; i++)
            ck_assert_int_eq(cn_read_next(reading, &text), CN_OK);
        same_window(&text, &kept[from]);
        ck_assert_uint_eq(document.invalid, 0);
    }
    for (size_t i = 0; i < windows; i++)
        free(kept[i].bytes);
}
END_TEST

START_TEST(windows_by_size) {
    const uint64_t core = CN_WINDOW_CORE, margin = CN_WINDOW_MARGIN;
    ck_assert_uint_eq(cn_read_windows(0), 1);
    ck_assert_uint_eq(cn_read_windows(core + margin), 1);
    ck_assert_uint_eq(cn_read_windows(core + margin + 1), 2);
    ck_assert_uint_eq(cn_read_windows(9 * core + margin), 9);
    ck_assert_uint_eq(cn_read_windows(9 * core + margin + 1), 10);
}
END_TEST

/* Broken sequences of all pieces are those of the whole. */
START_TEST(broken_bytes_add_up) {
    uint64_t sum = 0;
    struct cn_text text;
    fill_source(1000000, true);
    ck_assert_int_eq(open_source(), CN_OK);
    read_windows();
    uint64_t invalid = document.invalid, windows = cn_read_windows(source.len);
    for (uint64_t from = 0; from < windows; from++) {
        open_piece(&(struct cn_piece){.from = from, .line = 1}, from, true);
        ck_assert_int_eq(cn_read_next(reading, &text), CN_OK);
        sum += document.invalid;
    }
    ck_assert_uint_gt(invalid, 100);
    ck_assert_uint_eq(sum, invalid);
}
END_TEST

/* A file that was cut meanwhile ends the piece. */
START_TEST(nothing_there) {
    struct cn_text text;
    const struct cn_piece piece = {.from = 0, .to = 9, .line = 1};
    open_piece(&piece, 0, true);
    ck_assert_int_eq(cn_read_next(reading, &text), CN_OK);
    ck_assert(text.last && text.len == 0);
    ck_assert_int_eq(cn_read_next(reading, &text), CN_END);
}
END_TEST

START_TEST(what_does_not_divide) {
    cn_buf_add_text(&source, "Project,Country\nalpha,A9\nbeta,A5\n");
    ck_assert_int_eq(open_source(), CN_OK);
    ck_assert(!cn_read_divisible(reading));
    release();
    cn_buf_add_text(&source, "caf\xe9 A9\n");
    ck_assert_int_eq(open_source(), CN_OK);
    ck_assert(!cn_read_divisible(reading));
}
END_TEST

/* ---- other charsets ---- */

static void add_unit(struct cn_buf *to, uint32_t unit) {
    cn_buf_add_byte(to, (char)unit);
    cn_buf_add_byte(to, (char)(unit >> 8));
}

/* `source` holds valid UTF-8 and becomes UTF-16LE. */
static void make_utf16(void) {
    struct cn_buf wide = {0};
    for (size_t i = 0; i < source.len;) {
        uint32_t code = (unsigned char)source.bytes[i++];
        if (code >= 0x80)
            code &= code < 0xe0 ? 0x1f : code < 0xf0 ? 0x0f : 0x07;
        while (i < source.len && ((unsigned char)source.bytes[i] & 0xc0) == 0x80)
            code = code << 6 | ((unsigned char)source.bytes[i++] & 0x3f);
        if (code >= 0x10000)
            add_unit(&wide, 0xd800 + ((code - 0x10000) >> 10));
        add_unit(&wide, code < 0x10000 ? code : 0xdc00 + ((code - 0x10000) & 0x3ff));
    }
    cn_buf_free(&source);
    source = wide;
}

START_TEST(decoded_windows_map_back) {
    struct cn_buf utf8 = {0};
    struct cn_text text;
    uint64_t end = 0;
    fill_source(600000, false);
    cn_buf_add_str(&utf8, cn_buf_str(&source));
    make_utf16();
    ck_assert_int_eq(open_source(), CN_OK);
    ck_assert_str_eq(document.charset, "UTF-16LE");
    read_windows();
    check_whole(&utf8);
    cn_read_rewind(reading);
    while (cn_read_next(reading, &text) == CN_OK) {
        struct cn_span core = {text.base + text.core_start, text.base + text.core_end};
        struct cn_span shown = {text.base, text.base + text.len};
        core = cn_map_source(text.map, core);
        shown = cn_map_source(text.map, shown);
        ck_assert_uint_eq(core.start, end);
        ck_assert_uint_le(shown.start, core.start);
        end = core.end;
    }
    ck_assert_uint_eq(end, source.len);
    cn_buf_free(&utf8);
}
END_TEST

START_TEST(binary_is_refused_by_name) {
    cn_buf_add(&source, "\xff\xd8\xff\xe0 A9 A9", 10);
    ck_assert_int_eq(open_source(), CN_SKIP);
    ck_assert_ptr_null(reading);
    ck_assert_int_eq(document.status, CN_STATUS_UNSUPPORTED);
    ck_assert_int_eq(document.diags.items[0].code, CN_E_UNSUPPORTED);
    ck_assert(cn_str_equal(document.diags.items[0].detail, CN_STR("JPEG image")));
}
END_TEST

START_TEST(guesses_are_said_once) {
    cn_buf_add_text(&source, "caf\xe9");
    ck_assert_int_eq(open_source(), CN_OK);
    read_windows();
    cn_read_rewind(reading);
    read_windows();
    ck_assert_uint_eq(whole.len, 5);
    ck_assert_uint_eq(document.diags.len, 1);
    ck_assert_int_eq(document.diags.items[0].code, CN_E_CHARSET_GUESSED);
}
END_TEST

/* ---- however the bytes come in ---- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t len) {
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    return hash;
}

/* One number for everything that the windows of a file say. */
static uint64_t hash_windows(int fd, size_t read_size) {
    struct cn_open_limits limits = cn_open_limits_default;
    struct cn_text text;
    uint64_t hash = 0;
    limits.read_size = read_size;
    ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
    cn_document_open_fd(&document, dup(fd), CN_STR("d"), &limits);
    ck_assert_int_eq(cn_read_open(&document, &reading), CN_OK);
    while (cn_read_next(reading, &text) == CN_OK) {
        struct cn_span span =
            cn_map_source(text.map, (struct cn_span){text.base, text.base + text.len});
        uint64_t numbers[] = {text.base, text.core_start, text.core_end, text.len,
                              text.line, text.line_start, span.start,    span.end};
        hash = mix(hash, numbers, sizeof numbers);
        hash = mix(hash, text.bytes, text.len);
    }
    hash = mix(hash, &document.invalid, sizeof document.invalid);
    cn_read_close(reading);
    reading = NULL;
    cn_document_close(&document);
    return hash;
}

START_TEST(the_read_size_changes_nothing) {
    FILE *file = tmpfile();
    fill_source(560000, _i == 1);
    if (_i == 2)
        make_utf16();
    ck_assert_uint_eq(fwrite(source.bytes, 1, source.len, file), source.len);
    fflush(file);
    uint64_t hash = hash_windows(fileno(file), 1024 * 1024);
    ck_assert_uint_eq(hash_windows(fileno(file), 1), hash);
    ck_assert_uint_eq(hash_windows(fileno(file), 7), hash);
    ck_assert_uint_eq(hash_windows(fileno(file), 4096), hash);
    fclose(file);
}
END_TEST

static TCase *cases(void) {
    TCase *tcase = tcase_create("reading");
    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, cores_make_up_the_text, 0, 6);
    tcase_add_loop_test(tcase, what_fits_one_window_is_one_window, 0, 4);
    tcase_add_test(tcase, an_empty_document_has_one_window);
    tcase_add_loop_test(tcase, no_sequence_is_divided, 0, 3);
    tcase_add_test(tcase, lines_are_counted_over_windows);
    tcase_add_test(tcase, broken_bytes_are_kept_counted_and_said_once);
    tcase_add_test(tcase, rewinding_early_counts_from_the_start);
    tcase_add_loop_test(tcase, pieces_are_windows_of_the_whole, 0, 4);
    tcase_add_test(tcase, windows_by_size);
    tcase_add_test(tcase, broken_bytes_add_up);
    tcase_add_test(tcase, nothing_there);
    tcase_add_test(tcase, what_does_not_divide);
    tcase_add_test(tcase, decoded_windows_map_back);
    tcase_add_test(tcase, binary_is_refused_by_name);
    tcase_add_test(tcase, guesses_are_said_once);
    tcase_add_loop_test(tcase, the_read_size_changes_nothing, 0, 3);
    return tcase;
}

int main(void) {
    Suite *suite = suite_create("read/reading");
    suite_add_tcase(suite, cases());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
