/*
 * test_pdf_service.c: the service that reads PDF, as a worker speaks to it: by connections that
 * were made for it beforehand, several at once, each of them ended before the other.
 */
#include "pdf/service.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct cn_helper service;

static void start(void) {
    service = (struct cn_helper){.fd = -1};
    ck_assert_msg(cn_pdf_start(&service), "%s", strerror(errno));
}

static void stop(void) {
    cn_helper_end(&service);
}

/* A process that asks and can open nothing. */
struct worker {
    struct cn_vaults vaults;
    struct cn_document document;
    struct cn_pdf_reply reply;
    int file;
};

static void open_document(struct worker *worker, const char *name) {
    const char *folder = getenv("srcdir");
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/formats/pdf/%s", folder ? folder : ".", name);
    struct cn_open_limits limits = cn_open_limits_default;
    limits.vaults = &worker->vaults;
    worker->file = open(path, O_RDONLY);
    ck_assert_int_ge(worker->file, 0);
    cn_document_open_fd(&worker->document, dup(worker->file), CN_STR("test.pdf"), &limits);
}

static void begin(struct worker *worker, const char *name) {
    memset(worker, 0, sizeof *worker);
    ck_assert(cn_vaults_open(&worker->vaults, false));
    worker->vaults.pdf.fd = cn_pdf_connect(&service);
    ck_assert_int_ge(worker->vaults.pdf.fd, 0);
    open_document(worker, name);
}

static void end(struct worker *worker) {
    cn_document_close(&worker->document);
    close(worker->file);
    cn_vaults_close(&worker->vaults);
}

static void ask(struct worker *worker) {
    struct cn_source source;
    ck_assert(cn_document_source(&worker->document, &source));
    ck_assert_int_eq(cn_pdf_ask(&worker->reply, CN_PDF_TEXT, &source, &worker->document), CN_OK);
}

/* Pages until the end. */
static unsigned pages(struct worker *worker, enum cn_severity last) {
    struct cn_pdf_record record;
    enum cn_severity severity;
    unsigned count = 0;
    while ((severity = cn_pdf_next(&worker->reply, &worker->document, &record)) == CN_OK)
        count += record.type == CN_PDF_PAGE;
    ck_assert_int_eq(severity, last);
    return count;
}

START_TEST(one_after_the_other) {
    struct worker worker;
    begin(&worker, "long.pdf");
    for (int i = 0; i < 3; i++) {
        ask(&worker);
        ck_assert_uint_eq(pages(&worker, CN_END), 300);
        cn_pdf_close(&worker.reply);
    }
    ck_assert_int_eq(worker.document.status, CN_STATUS_OK);
    end(&worker);
}
END_TEST

/* Who asks first, and reads last, keeps nobody waiting. */
START_TEST(several_at_once) {
    struct worker workers[5];
    for (int i = 0; i < 5; i++) {
        begin(&workers[i], i % 2 ? "groff.pdf" : "long.pdf");
        ask(&workers[i]);
    }
    for (int i = 5; i-- > 0;) {
        ck_assert_uint_eq(pages(&workers[i], CN_END), i % 2 ? 1 : 300);
        cn_pdf_close(&workers[i].reply);
        end(&workers[i]);
    }
}
END_TEST

/* Is the service alone again, within five seconds? */
static bool no_children(void) {
    char path[64], text[64] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)service.pid, (int)service.pid);
    for (int i = 0; i < 500; i++) {
        FILE *file = fopen(path, "r");
        if (!file)
            return true; /* this system does not tell */
        size_t len = fread(text, 1, sizeof text, file);
        fclose(file);
        if (len == 0)
            return true;
        poll(NULL, 0, 10);
    }
    return false;
}

/* Whoever wants no more just leaves: the child ends, and the next request is answered. */
START_TEST(left_in_the_middle) {
    struct worker worker;
    struct cn_pdf_record record;
    begin(&worker, "long.pdf");
    for (int i = 0; i < 20; i++) {
        ask(&worker);
        ck_assert_int_eq(cn_pdf_next(&worker.reply, &worker.document, &record), CN_OK);
        cn_pdf_close(&worker.reply);
    }
    ck_assert(no_children());
    ask(&worker);
    ck_assert_uint_eq(pages(&worker, CN_END), 300);
    cn_pdf_close(&worker.reply);
    end(&worker);
}
END_TEST

START_TEST(nonsense_ends_the_connection_alone) {
    struct worker worker, other;
    begin(&worker, "groff.pdf");
    begin(&other, "groff.pdf");
    ck_assert_int_eq(write(worker.vaults.pdf.fd, "nonsense", 8), 8);
    ck_assert_int_eq(read(worker.vaults.pdf.fd, (char[8]){0}, 8), 0);
    ask(&other);
    ck_assert_uint_eq(pages(&other, CN_END), 1);
    cn_pdf_close(&other.reply);
    end(&worker);
    end(&other);
}
END_TEST

/* The service goes while a document is read: that is said, and no later one waits for it. */
START_TEST(service_killed) {
    struct worker worker;
    struct cn_source source;
    begin(&worker, "long.pdf");
    ask(&worker);
    kill(service.pid, SIGKILL);
    pages(&worker, CN_PARTIAL);
    ck_assert_int_eq(worker.document.status, CN_STATUS_CRASH);
    cn_pdf_close(&worker.reply);
    ck_assert(cn_document_source(&worker.document, &source));
    ck_assert_int_eq(cn_pdf_ask(&worker.reply, CN_PDF_TEXT, &source, &worker.document), CN_SKIP);
    ck_assert_int_eq(worker.document.status, CN_STATUS_UNSUPPORTED);
    cn_pdf_close(&worker.reply);
    end(&worker);
}
END_TEST

/* It ends when whoever started it does, whatever is being read. */
START_TEST(ends_with_the_first_connection) {
    struct worker worker;
    begin(&worker, "long.pdf");
    ask(&worker);
    stop();
    pages(&worker, CN_PARTIAL);
    cn_pdf_close(&worker.reply);
    end(&worker);
}
END_TEST

int main(void) {
    if (!getenv("CRYPTONYM_LIBEXEC"))
        return 77;
#ifndef CN_POPPLER
    return 77;
#endif
    Suite *suite = suite_create("pdf service");
    TCase *tests = tcase_create("pdf service");
    tcase_add_checked_fixture(tests, start, stop);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, one_after_the_other);
    tcase_add_test(tests, several_at_once);
    tcase_add_test(tests, left_in_the_middle);
    tcase_add_test(tests, nonsense_ends_the_connection_alone);
    tcase_add_test(tests, service_killed);
    tcase_add_test(tests, ends_with_the_first_connection);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
