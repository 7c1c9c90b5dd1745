/*
 * parallel.c: documents are read by workers; here is what a worker does with one, and what the
 * parent does with the answer.
 *
 * The parent finds the inputs and opens them, and never looks into one. The worker runs the six
 * stages with the emitter at their end, and answers with the bytes that came of it, the messages
 * and the counts. What belongs to the run and not to a document stays with the parent: what stands
 * between documents, the summary, output files, messages, the exit status.
 *
 * Before each block of output goes what else is known by then, so that a run whose output breaks,
 * or a worker that dies, has said as much as a run without workers would have.
 */
#include "cli/annotate.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct cn_parallel {
    struct cn_workers *pool;
    struct cn_workers_calls calls;
    /* in a worker, of the document at hand */
    struct cn_out out;
    const struct cn_document *document;
    const struct cn_record *record;
    size_t diags_sent;
    /* in the parent, of the document whose turn it is */
    bool in_turn;
    bool output; /* some came */
    struct cn_counts counts;
    struct cn_report report;
    struct cn_diags diags;
};

/* ---- in a worker ---- */

static struct cn_counts counts_of(const struct cn_record *record) {
    return (struct cn_counts){record->mentions, record->below, record->covered};
}

/* The counts and the messages there are by now. */
static void send_progress(struct cn_annotation_run *run) {
    struct cn_parallel *parallel = run->parallel;
    const struct cn_diags *diags = &parallel->document->diags;
    struct cn_counts counts = counts_of(parallel->record);
    struct cn_buf payload = {0};
    cn_counts_write(&payload, &counts);
    cn_reply_add(run->reply, CN_FRAME_COUNTS, cn_buf_str(&payload));
    for (; parallel->diags_sent < diags->len; parallel->diags_sent++) {
        cn_buf_clear(&payload);
        cn_diag_write(&payload, &diags->items[parallel->diags_sent]);
        cn_reply_add(run->reply, CN_FRAME_DIAG, cn_buf_str(&payload));
    }
    cn_buf_free(&payload);
}

static void send_block(void *context, struct cn_str bytes) {
    struct cn_annotation_run *run = context;
    send_progress(run);
    cn_reply_add(run->reply, CN_FRAME_OUTPUT, bytes);
    cn_reply_flush(run->reply);
}

static bool enter(void *context, struct cn_reply *reply) {
    struct cn_annotation_run *run = context;
    struct cn_parallel *parallel = run->parallel;
    run->reply = reply;
    parallel->out = (struct cn_out){.fd = -1, .write = send_block, .context = run};
    run->emit = (struct cn_emit){.emitter = run->emitter,
                                 .out = &parallel->out,
                                 .options = run->options,
                                 .state = (void *)run->arguments};
    run->dump.out = &parallel->out;
    return !run->emitter->begin || run->emitter->begin(&run->emit) == CN_OK;
}

/* The rest of the output, and how the document ended. */
static void send_end(struct cn_annotation_run *run, bool fatal) {
    struct cn_parallel *parallel = run->parallel;
    const struct cn_document *document = parallel->document;
    struct cn_report report = {.status = document->status,
                               .worst = document->diags.worst,
                               .fatal = fatal,
                               .readable = parallel->record->format != NULL,
                               .bytes = document->bytes,
                               .dropped = document->diags.dropped,
                               .counts = counts_of(parallel->record)};
    struct cn_buf payload = {0};
    send_progress(run);
    cn_reply_add(run->reply, CN_FRAME_OUTPUT, cn_buf_str(&parallel->out.buf));
    cn_report_write(&payload, &report);
    cn_reply_add(run->reply, CN_FRAME_REPORT, cn_buf_str(&payload));
    cn_buf_free(&payload);
}

static void work(void *context, const struct cn_task *task, struct cn_reply *reply) {
    struct cn_annotation_run *run = context;
    struct cn_parallel *parallel = run->parallel;
    struct cn_document document = {0};
    struct cn_record record = {.document = &document};
    (void)reply;
    parallel->document = &document;
    parallel->record = &record;
    parallel->diags_sent = 0;
    cn_document_open_fd(&document, task->fd, task->request, &run->scan.limits);
    bool fatal = cn_annotate_scan(run, &document, &record) == CN_FATAL;
    send_end(run, fatal);
    cn_buf_clear(&parallel->out.buf);
    parallel->out.bytes = 0;
    cn_document_close(&document);
}

/* ---- in the parent: a document's turn ---- */

static const char *path_of(const struct cn_task *task) {
    return task->standard ? NULL : task->request.bytes;
}

/* At the first that is heard of a document. False: it is left out. */
static bool in_turn(struct cn_annotation_run *run, const struct cn_task *task) {
    struct cn_parallel *parallel = run->parallel;
    if (!parallel->in_turn) {
        parallel->in_turn = true;
        cn_turn_begin(run, path_of(task));
    }
    return run->turn.wanted;
}

static void add_diag(struct cn_diags *diags, const struct cn_diag *diag) {
    cn_diag_add(diags, diag->severity, diag->code, &diag->where,
                diag->detail.len > 0 ? "%.*s" : NULL, (int)diag->detail.len, diag->detail.bytes);
}

/* A frame of a document that is not left out. */
static void take(struct cn_annotation_run *run, const struct cn_task *task,
                 const struct cn_frame *frame) {
    struct cn_parallel *parallel = run->parallel;
    struct cn_document document = {.name = task->request};
    struct cn_diag diag;
    switch (frame->type) {
    case CN_FRAME_BEGUN:
        if (run->emitter->document)
            run->broken |= run->emitter->document(&run->emit, &document) != CN_OK;
        break;
    case CN_FRAME_OUTPUT:
        parallel->output = true;
        cn_out_add_str(&run->output.out, frame->payload);
        run->broken |= cn_out_state(&run->output.out) != CN_OK;
        break;
    case CN_FRAME_COUNTS:
        cn_counts_read(frame->payload, &parallel->counts);
        break;
    case CN_FRAME_DIAG:
        if (cn_diag_read(frame->payload, &diag))
            add_diag(&parallel->diags, &diag);
        break;
    case CN_FRAME_REPORT:
        cn_report_read(frame->payload, &parallel->report);
        break;
    }
}

/* The document as far as the parent knows it. */
static void conclude(struct cn_annotation_run *run, struct cn_document *document,
                     const struct cn_report *report, bool emit) {
    struct cn_record record = {.document = document,
                               .format = report->readable ? "" : NULL,
                               .mentions = report->counts.mentions,
                               .below = report->counts.below,
                               .covered = report->counts.covered};
    if (emit && run->emitter->record && run->emitter->record(&run->emit, &record) != CN_OK)
        run->broken = true;
    cn_turn_conclude(run, &record);
    cn_document_close(document);
}

/* The diagnostics of the document at hand become those of `document`. */
static struct cn_document document_of(struct cn_parallel *parallel, const struct cn_task *task) {
    struct cn_document document = {.name = task->request,
                                   .status = parallel->report.status,
                                   .bytes = parallel->report.bytes,
                                   .diags = parallel->diags};
    parallel->diags = (struct cn_diags){0};
    if (parallel->report.worst > document.diags.worst)
        document.diags.worst = parallel->report.worst;
    document.diags.dropped += parallel->report.dropped;
    return document;
}

static void conclude_read(struct cn_annotation_run *run, const struct cn_task *task) {
    struct cn_parallel *parallel = run->parallel;
    struct cn_document document = document_of(parallel, task);
    run->broken |= parallel->report.fatal;
    conclude(run, &document, &parallel->report, false);
}

static void conclude_unopened(struct cn_annotation_run *run, const struct cn_task *task) {
    struct cn_document document = {0};
    if (cn_document_open_failed(&document, task->request, task->error) == CN_FATAL)
        run->broken = true;
    conclude(run, &document, &(struct cn_report){0}, true);
}

/* What it had found is kept, also in a file of its own. */
static void conclude_died(struct cn_annotation_run *run, const struct cn_task *task,
                          const struct cn_death *death) {
    struct cn_parallel *parallel = run->parallel;
    struct cn_report report = {.bytes = task->size, .counts = parallel->counts};
    parallel->report = report;
    struct cn_document document = document_of(parallel, task);
    struct cn_where where = {.file = document.name};
    document.status = CN_STATUS_CRASH;
    cn_diag_add(&document.diags, CN_SKIP, CN_E_WORKER_DIED, &where, "%s", death->why);
    conclude(run, &document, &report, true);
    run->turn.readable = parallel->output;
}

static void leave_turn(struct cn_annotation_run *run) {
    struct cn_parallel *parallel = run->parallel;
    cn_turn_end(run);
    cn_diags_free(&parallel->diags);
    parallel->in_turn = parallel->output = false;
    parallel->counts = (struct cn_counts){0};
    parallel->report = (struct cn_report){0};
}

static bool take_frame(void *context, const struct cn_task *task, const struct cn_frame *frame) {
    struct cn_annotation_run *run = context;
    if (!in_turn(run, task))
        return true;
    take(run, task, frame);
    if (!run->broken)
        return true;
    run->parallel->report.counts = run->parallel->counts;
    conclude_read(run, task);
    leave_turn(run);
    return false;
}

static bool take_end(void *context, const struct cn_task *task, const struct cn_death *death) {
    struct cn_annotation_run *run = context;
    if (in_turn(run, task)) {
        if (death)
            conclude_died(run, task, death);
        else if (task->fd < 0 && task->error != 0)
            conclude_unopened(run, task);
        else
            conclude_read(run, task);
    }
    leave_turn(run);
    return cn_annotate_goes_on(run);
}

/* ---- in the parent: inputs ---- */

static bool concluded(struct cn_annotation_run *run, enum cn_severity severity,
                      struct cn_diags *diags) {
    if (severity == CN_FATAL) {
        cn_say_diags(diags);
        run->broken = run->said = true;
    }
    cn_diags_free(diags);
    return cn_annotate_goes_on(run);
}

bool cn_parallel_settle(struct cn_annotation_run *run) {
    struct cn_diags diags = {0};
    return concluded(run, cn_workers_settle(run->parallel->pool, &diags), &diags);
}

static int open_input(const char *path) {
    return path ? cn_document_descriptor(path) : dup(STDIN_FILENO);
}

/* Descriptors may be short because of those that workers have not yet sent back. */
static int open_patiently(struct cn_annotation_run *run, const char *path) {
    int fd = open_input(path);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE) && cn_parallel_settle(run))
        fd = open_input(path);
    return fd;
}

/* A pipe is read once, and may hold anything. */
static void measure(struct cn_task *task) {
    struct stat status;
    task->origin = -1;
    task->size = 0;
    if (fstat(task->fd, &status) != 0 || !S_ISREG(status.st_mode))
        return;
    task->origin = task->standard ? (int64_t)lseek(task->fd, 0, SEEK_CUR) : 0;
    task->size = (uint64_t)status.st_size;
}

bool cn_parallel_add(struct cn_annotation_run *run, const char *path) {
    struct cn_diags diags = {0};
    struct cn_task task = {.request = path ? cn_str_of(path) : CN_STR(CN_STANDARD_INPUT),
                           .standard = !path};
    task.fd = open_patiently(run, path);
    task.error = task.fd < 0 ? errno : 0;
    if (task.fd >= 0 && !run->mirror.path && cn_output_targets(&run->output, task.fd)) {
        close(task.fd);
        task.fd = -1; /* its turn will say so */
    }
    if (task.fd >= 0)
        measure(&task);
    bool goes_on = concluded(run, cn_workers_add(run->parallel->pool, &task, &diags), &diags);
    if (goes_on && (run->one_by_one || !path))
        return cn_parallel_settle(run);
    return goes_on;
}

bool cn_parallel_begin(struct cn_annotation_run *run, size_t jobs) {
    struct cn_parallel *parallel = calloc(1, sizeof *parallel);
    run->parallel = parallel;
    if (!parallel)
        return false;
    parallel->calls = (struct cn_workers_calls){
        .enter = enter, .work = work, .frame = take_frame, .end = take_end, .context = run};
    parallel->pool = cn_workers_new(jobs, &parallel->calls);
    return parallel->pool != NULL;
}

void cn_parallel_end(struct cn_annotation_run *run) {
    if (!run->parallel)
        return;
    cn_workers_free(run->parallel->pool);
    cn_diags_free(&run->parallel->diags);
    free(run->parallel);
    run->parallel = NULL;
}
