/*
 * fuzz_pdf.c: a document may be anything: it is read as the program reads it, and the side that
 * asked holds to its laws.
 *
 * That is: asked for by the reader and the container, of the service (serve.c), in a process of its
 * own for each document, confined. Poppler dies of many documents, of memory and of the clock too;
 * that is what this process is for, and no finding. Were poppler called in the target itself, the
 * fuzzer would stop at each of them, and say nothing of us. A finding is a death in our own code
 * (watch.h), a record that may not be sent, and whatever the side that asks does wrong. All that
 * differs is the limits, which are lower, so that the fuzzer gets on.
 *
 * The service is forked from the target, so that what runs in it is built and counted as the target
 * is. What ends with a process is not looked through for leaks, and an abort is poppler's: our code
 * has none.
 */
#include "holding.h"
#include "pdf/pdf.h"
#include "pdf/service.h"
#include "watch.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* Bytes for one reading, and seconds of the processor, of which it gets less (watch.c). */
#define MEMORY (UINT64_C(128) << 20)
#define SECONDS 1

/* Bytes of text, and of files. */
#define OUTPUT (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct cn_vaults vaults;
static unsigned long readings[CN_STATUS_NO_TEXT + 1];

/* ---- the service ---- */

static enum cn_pdf_exit child(int document, int reply, const struct cn_pdf_request *asked) {
    struct cn_pdf_request request = *asked;
    request.cpu_seconds = SECONDS;
    request.memory = MEMORY;
    cn_watch_begin(request.memory);
    enum cn_pdf_exit end = cn_pdf_child(document, reply, &request);
    cn_watch_end();
    return end;
}

static void start_service(int fds[2]) {
    cn_pdf_warm_up();
    pid_t pid = fork();
    must(pid >= 0);
    if (pid > 0)
        return;
    close(fds[0]);
    cn_watch_send();
    _exit(cn_pdf_serve(fds[1], child) ? 0 : 1);
}

static void print_readings(void) {
    for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++) {
        if (readings[i] > 0)
            fprintf(stderr, "%s: %lu\n", cn_status_name((enum cn_status)i), readings[i]);
    }
}

static void begin(void) {
    int fds[2];
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
    must(cn_vaults_open(&vaults, false));
    cn_watch_open();
    start_service(fds);
    close(fds[1]);
    vaults.pdf = (struct cn_helper){.fd = fds[0]};
    atexit(print_readings);
}

/* ---- the side that asks ---- */

/* A process may die of a signal. All else, be it that its records make no sense, is no death. */
static void check_end(const struct cn_document *document) {
    static const char *const wrong[] = {"it could not begin", "its answer makes no sense",
                                        "the service ended"};
    for (size_t i = 0; i < document->diags.len; i++) {
        const struct cn_diag *diag = &document->diags.items[i];
        must(diag->code != CN_E_PDF_SERVICE);
        for (size_t j = 0; j < sizeof wrong / sizeof wrong[0]; j++)
            must(diag->code != CN_E_PDF_DIED || !cn_str_equal(diag->detail, cn_str_of(wrong[j])));
    }
    readings[document->status]++;
    must(!cn_watch_found());
}

/* True: it may hold files. */
static bool read_text(struct cn_str bytes, const struct cn_open_limits *limits) {
    struct extracted got;
    extract_open(&got, bytes, CN_STR("f"), limits);
    got.document.container = &cn_container_pdf;
    extract_read(&got, &cn_reader_pdf, bytes);
    check_extracted(&got);
    check_end(&got.document);
    bool holds = got.document.container != NULL;
    extracted_free(&got);
    return holds;
}

static void read_files(struct cn_str bytes, const struct cn_open_limits *limits) {
    struct cn_document document = {0};
    struct cn_buf out = {0};
    cn_document_open_bytes(&document, bytes, CN_STR("f"), limits);
    hold_document(&document, &cn_container_pdf, bytes, 4096, &out);
    check_end(&document);
    cn_buf_free(&out);
    cn_document_close(&document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_str bytes = {(const char *)data, size};
    struct cn_open_limits limits = cn_open_limits_default;
    if (vaults.pdf.fd <= 0)
        begin();
    limits.vaults = &vaults;
    limits.unpacked_max = OUTPUT;
    if (read_text(bytes, &limits))
        read_files(bytes, &limits);
    return 0;
}
