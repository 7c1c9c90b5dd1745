/*
 * test_confined.c: what a confined process needs still works: what a worker does with its requests,
 * and what libraries do with a document when all that they load was loaded before.
 */
#include "worker/confined.h"

#include "worker/parts.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <hunspell.h>
#include <iconv.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <zlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* What is the same unconfined, so that a mistake of the test's own is not taken for a refusal. */
static void works(confine_fn *confine, act_fn *act) {
    ck_assert_int_eq(outcome_of(NULL, act), 0);
    ck_assert_int_eq(outcome_of(confine, act), 0);
}

/* ---- requests: a batch as large as there may be, each task's descriptor read, an answer ---- */

static bool enter(void *context, struct cn_reply *reply) {
    (void)context;
    (void)reply;
    return confine_usually();
}

/* As a reader does: is it a file, where does it stand, its head, all of it. */
static bool reads_whole(int fd, char *text, size_t size) {
    struct stat about;
    char head[2];
    return fstat(fd, &about) == 0 && lseek(fd, 0, SEEK_CUR) == 0 &&
           pread(fd, head, sizeof head, 0) == sizeof head && read(fd, text, size) == 4 &&
           memcmp(text, "text", 4) == 0 && close(dup(fd)) == 0 && close(fd) == 0;
}

static void work(void *context, const struct cn_task *task, struct cn_reply *reply) {
    char text[8] = "";
    struct cn_buf payload = {0};
    const struct cn_report report = {.readable = reads_whole(task->fd, text, sizeof text)};
    (void)context;
    cn_report_write(&payload, &report);
    cn_reply_add(reply, CN_FRAME_REPORT, cn_buf_str(&payload));
    cn_buf_free(&payload);
}

static const struct cn_workers_calls calls = {
    .enter = enter, .work = work, .sandbox = CN_SANDBOX_OFF};

static void make_files(int *fds, size_t len) {
    for (size_t i = 0; i < len; i++) {
        char path[] = "/tmp/cryptonym.XXXXXX";
        fds[i] = mkstemp(path);
        ck_assert_int_ge(fds[i], 0);
        ck_assert_int_eq(unlink(path), 0);
        ck_assert_int_eq(pwrite(fds[i], "text", 4, 0), 4);
    }
}

static void send_batch(int fd) {
    struct cn_buf request = {0};
    const struct cn_task task = {.request = {"x", 1}};
    int fds[CN_BATCH_TASKS];
    size_t sent;
    make_files(fds, CN_BATCH_TASKS);
    cn_request_start(&request);
    for (size_t i = 0; i < CN_BATCH_TASKS; i++)
        cn_request_add(&request, &task);
    cn_request_finish(&request, CN_BATCH_TASKS);
    ck_assert(cn_request_send(fd, cn_buf_str(&request), fds, CN_BATCH_TASKS, &sent));
    ck_assert_uint_eq(sent, request.len);
    cn_buf_free(&request);
    for (size_t i = 0; i < CN_BATCH_TASKS; i++)
        close(fds[i]);
}

static size_t good_reports(int fd) {
    struct cn_frames frames = {0};
    struct cn_frame frame;
    struct cn_report report;
    size_t good = 0;
    for (;;) {
        char *room;
        size_t len;
        ck_assert(cn_frames_room(&frames, &room, &len));
        ssize_t got = recv(fd, room, len, 0);
        if (got <= 0)
            break;
        cn_frames_filled(&frames, (size_t)got);
        while (cn_frames_next(&frames, &frame) == CN_OK)
            good += cn_report_read(frame.payload, &report) && report.readable;
    }
    cn_frames_free(&frames);
    return good;
}

START_TEST(a_worker_works) {
    int fds[2], status;
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(fds[0]);
        cn_serve(fds[1], -1, &calls, &(struct cn_walls){.memory = UINT64_MAX});
        _exit(0);
    }
    close(fds[1]);
    send_batch(fds[0]);
    ck_assert_int_eq(shutdown(fds[0], SHUT_WR), 0);
    ck_assert_uint_eq(good_reports(fds[0]), CN_BATCH_TASKS);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
}
END_TEST

/* ---- libc ---- */

static int use_memory(void) {
    size_t some = (size_t)64 << 20;
    char *bytes = malloc(some);
    if (!bytes)
        return 1;
    memset(bytes, 1, some);
    char *more = realloc(bytes, 2 * some);
    if (!more || more[some - 1] != 1)
        return 2;
    free(more);
    for (size_t i = 0; i < 100000; i++) {
        char *small = malloc(i % 300);
        if (!small)
            return 3;
        free(i % 3 == 0 ? NULL : small);
    }
    return 0;
}

START_TEST(memory_is_had) {
    works(confine_usually, use_memory);
}
END_TEST

static int compare(const void *a, const void *b) {
    const int *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static int sort(void) {
    size_t len = 1000000;
    int *numbers = malloc(len * sizeof *numbers);
    if (!numbers)
        return 1;
    for (size_t i = 0; i < len; i++)
        numbers[i] = (int)(i * 7919 % len);
    qsort(numbers, len, sizeof *numbers, compare);
    for (size_t i = 1; i < len; i++) {
        if (numbers[i - 1] > numbers[i])
            return 2;
    }
    free(numbers);
    return 0;
}

START_TEST(much_is_sorted) {
    works(confine_usually, sort);
}
END_TEST

static int tell_time(void) {
    static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID};
    struct timespec now;
    struct tm parts;
    time_t when = 1000000000;
    for (size_t i = 0; i < LENGTH(clocks); i++) {
        if (clock_gettime(clocks[i], &now) != 0)
            return 1;
    }
    return gmtime_r(&when, &parts) && parts.tm_year == 101 && localtime_r(&when, &parts) ? 0 : 2;
}

START_TEST(time_is_told) {
    tzset();
    works(confine_usually, tell_time);
}
END_TEST

static int format(void) {
    char text[64];
    snprintf(text, sizeof text, "%.4f %s %ld", 0.5, strerror(EACCES), 1L << 40);
    return strncmp(text, "0.5000 ", 7) != 0 || strtod("0.25", NULL) < 0.25;
}

START_TEST(text_is_formatted) {
    works(confine_usually, format);
}
END_TEST

static int give_up(void) {
    abort();
}

START_TEST(abort_is_an_abort) {
    ck_assert_int_eq(outcome_of(confine_usually, give_up), -SIGABRT);
}
END_TEST

/* ---- libraries ---- */

static const struct {
    const char *name;
    const char *bytes;
    const char *text;
} charsets[] = {
    {"GB18030", "\xb7\xa2", "发"}, {"BIG5", "\xb5\x6f", "發"},
    {"EUC-JP", "\xc8\xaf", "発"},  {"SHIFT_JIS", "\x94\xad", "発"},
    {"EUC-KR", "\xb9\xdf", "발"},  {"ISO-2022-JP", "\x1b$BH/\x1b(B", "発"},
};
static iconv_t conversions[LENGTH(charsets)];

static int convert(void) {
    for (size_t i = 0; i < LENGTH(charsets); i++) {
        char text[16] = "", *in = (char *)charsets[i].bytes, *out = text;
        size_t in_len = strlen(in), out_len = sizeof text;
        if (iconv(conversions[i], &in, &in_len, &out, &out_len) == (size_t)-1)
            return (int)i + 1;
        if (strcmp(text, charsets[i].text) != 0)
            return (int)i + 100;
        iconv(conversions[i], NULL, NULL, NULL, NULL);
    }
    return 0;
}

START_TEST(open_conversions_convert) {
    for (size_t i = 0; i < LENGTH(charsets); i++) {
        conversions[i] = iconv_open("UTF-8", charsets[i].name);
        ck_assert_msg(conversions[i] != (iconv_t)-1, "%s", charsets[i].name);
    }
    works(confine_usually, convert);
    for (size_t i = 0; i < LENGTH(charsets); i++)
        iconv_close(conversions[i]);
}
END_TEST

static Hunhandle *speller;

static int spell(void) {
    char **stems, **suggestions;
    if (!Hunspell_spell(speller, "actions"))
        return 1;
    if (Hunspell_spell(speller, "actoins"))
        return 2;
    int len = Hunspell_stem(speller, &stems, "actions");
    if (len < 1 || strcmp(stems[0], "action") != 0)
        return 3;
    Hunspell_free_list(speller, &stems, len);
    len = Hunspell_suggest(speller, &suggestions, "actoins");
    Hunspell_free_list(speller, &suggestions, len);
    return 0;
}

START_TEST(words_are_spelled) {
    char aff[512], dic[512];
    const char *top = getenv("srcdir");
    snprintf(aff, sizeof aff, "%s/tests/hunspell/test.aff", top ? top : ".");
    snprintf(dic, sizeof dic, "%s/tests/hunspell/test.dic", top ? top : ".");
    speller = Hunspell_create(aff, dic);
    ck_assert_ptr_nonnull(speller);
    works(confine_usually, spell);
    Hunspell_destroy(speller);
}
END_TEST

static pcre2_code *pattern;
static pcre2_match_data *matches;

static int match(void) {
    PCRE2_SPTR text = (PCRE2_SPTR) "the asset AMLASH-1";
    return pcre2_match(pattern, text, 18, 0, 0, matches, NULL) == 1 &&
                   pcre2_get_ovector_pointer(matches)[0] == 10
               ? 0
               : 1;
}

static pcre2_code *compile(void) {
    int error;
    size_t where;
    return pcre2_compile((PCRE2_SPTR) "\\bAM[A-Z]+-\\d+\\b", PCRE2_ZERO_TERMINATED,
                         PCRE2_UTF | PCRE2_UCP, &error, &where, NULL);
}

START_TEST(compiled_patterns_match) {
    pattern = compile();
    ck_assert_ptr_nonnull(pattern);
    pcre2_jit_compile(pattern, PCRE2_JIT_COMPLETE);
    matches = pcre2_match_data_create_from_pattern(pattern, NULL);
    works(confine_usually, match);
    pcre2_match_data_free(matches);
    pcre2_code_free(pattern);
}
END_TEST

/* No machine code can be made; the interpreter stands in. */
static int compile_and_match(void) {
    pattern = compile();
    if (!pattern)
        return 1;
    pcre2_jit_compile(pattern, PCRE2_JIT_COMPLETE);
    matches = pcre2_match_data_create_from_pattern(pattern, NULL);
    return match();
}

START_TEST(late_patterns_match) {
    works(confine_usually, compile_and_match);
}
END_TEST

static unsigned char packed[1024];
static uLong packed_len = sizeof packed;

static int unpack(void) {
    unsigned char plain[100000];
    uLong len = sizeof plain;
    return uncompress(plain, &len, packed, packed_len) == Z_OK && len == 90000 ? 0 : 1;
}

START_TEST(deflate_is_unpacked) {
    static unsigned char plain[90000];
    ck_assert_int_eq(compress(packed, &packed_len, plain, sizeof plain), Z_OK);
    works(confine_usually, unpack);
}
END_TEST

static Suite *make_suite(void) {
    Suite *suite = suite_create("confined");
    TCase *cases = tcase_create("works");
    tcase_add_test(cases, a_worker_works);
    tcase_add_test(cases, memory_is_had);
    tcase_add_test(cases, much_is_sorted);
    tcase_add_test(cases, time_is_told);
    tcase_add_test(cases, text_is_formatted);
    tcase_add_test(cases, abort_is_an_abort);
    tcase_add_test(cases, open_conversions_convert);
    tcase_add_test(cases, words_are_spelled);
    tcase_add_test(cases, compiled_patterns_match);
    tcase_add_test(cases, late_patterns_match);
    tcase_add_test(cases, deflate_is_unpacked);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void) {
    SRunner *runner = srunner_create(make_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
