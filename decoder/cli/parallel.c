/*
 * parallel.c: documents are read by workers; here is what the parent does: it finds the inputs and
 * opens them, never looks into one, and takes the answers in the order of the inputs.
 *
 * What belongs to the run and not to a document stays with the parent: what stands between
 * documents, the summary, output files, messages, the exit status.
 */
#include "cli/parallel.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The descriptor of an input, or -1 and errno. */
static int open_input(const char *path) {
    return path ? cn_document_descriptor(path) : dup(STDIN_FILENO);
}

/* ---- a document's turn ---- */

/* At the first that is heard of a document. False: it is left out. */
static bool in_turn(struct cn_annotation_run *run, const struct cn_task *task,
                    const struct cn_job *job) {
    struct cn_parallel *parallel = run->parallel;
    if (!parallel->in_turn) {
        parallel->in_turn = true;
        cn_turn_begin(run, task->standard ? NULL : job->name, task->distinct);
    }
    return run->turn.wanted;
}

static void add_diag(struct cn_diags *diags, const struct cn_diag *diag) {
    cn_diag_add(diags, diag->severity, diag->code, &diag->where,
                diag->detail.len > 0 ? "%.*s" : NULL, (int)diag->detail.len, diag->detail.bytes);
}

static struct cn_counts sum(struct cn_counts a, struct cn_counts b) {
    return (struct cn_counts){a.mentions + b.mentions, a.below + b.below, a.covered + b.covered};
}

void cn_parallel_take(struct cn_annotation_run *run, const struct cn_job *job,
                      const struct cn_frame *frame) {
    struct cn_parallel *parallel = run->parallel;
    struct cn_counts counts;
    struct cn_document document = {.name = cn_str_of(job->name)};
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
        if (cn_counts_read(frame->payload, &counts))
            parallel->counts = sum(parallel->before, counts);
        break;
    case CN_FRAME_DIAG:
        if (cn_diag_read(frame->payload, &diag))
            add_diag(&parallel->diags, &diag);
        break;
    case CN_FRAME_DIVISIBLE:
        parallel->divisible = cn_divisible_read(frame->payload, &parallel->head);
        break;
    case CN_FRAME_REPORT:
        cn_report_read(frame->payload, &parallel->report);
        break;
    default:
        break;
    }
}

void cn_parallel_conclude(struct cn_annotation_run *run, struct cn_document *document,
                          const char *format, bool emit) {
    struct cn_parallel *parallel = run->parallel;
    struct cn_record record = {.document = document,
                               .format = format,
                               .mentions = parallel->counts.mentions,
                               .below = parallel->counts.below,
                               .covered = parallel->counts.covered};
    document->diags = parallel->diags;
    parallel->diags = (struct cn_diags){0};
    if (parallel->report.worst > document->diags.worst)
        document->diags.worst = parallel->report.worst;
    document->diags.dropped += parallel->report.dropped;
    if (emit && run->emitter->record && run->emitter->record(&run->emit, &record) != CN_OK)
        run->broken = true;
    cn_turn_conclude(run, &record);
    cn_document_close(document);
}

static void conclude_read(struct cn_annotation_run *run, const struct cn_job *job) {
    const struct cn_report *report = &run->parallel->report;
    struct cn_document document = {
        .name = cn_str_of(job->name), .status = report->status, .bytes = report->bytes};
    run->broken |= report->fatal;
    cn_parallel_conclude(run, &document, report->readable ? "" : NULL, false);
}

static void conclude_unopened(struct cn_annotation_run *run, const struct cn_job *job, int error) {
    struct cn_document document = {0};
    if (cn_document_open_failed(&document, cn_str_of(job->name), error) == CN_FATAL)
        run->broken = true;
    run->parallel->diags = document.diags;
    cn_parallel_conclude(run, &document, NULL, true);
}

/* What it had found is kept, also in a file of its own. */
void cn_parallel_conclude_died(struct cn_annotation_run *run, struct cn_document *document,
                               const struct cn_death *death) {
    struct cn_parallel *parallel = run->parallel;
    struct cn_where where = {.file = document->name};
    document->status = CN_STATUS_CRASH;
    cn_diag_add(&parallel->diags, CN_SKIP, CN_E_WORKER_DIED, &where, "%s", death->why);
    cn_parallel_conclude(run, document, NULL, true);
    run->turn.readable = parallel->output;
}

static void leave_turn(struct cn_annotation_run *run) {
    struct cn_parallel *parallel = run->parallel;
    cn_turn_end(run);
    cn_diags_free(&parallel->diags);
    cn_division_free(parallel->division);
    parallel->division = NULL;
    parallel->in_turn = parallel->output = parallel->divisible = false;
    parallel->counts = parallel->before = (struct cn_counts){0};
    parallel->report = (struct cn_report){0};
}

/* A hash for pieces that did not come about. */
static bool idle(const struct cn_annotation_run *run, const struct cn_job *job) {
    return job->kind == CN_JOB_HASH && !run->parallel->division;
}

static bool take_frame(void *context, const struct cn_task *task, const struct cn_frame *frame) {
    struct cn_annotation_run *run = context;
    struct cn_job job;
    if (!cn_job_read(task->request, &job) || !in_turn(run, task, &job) || idle(run, &job))
        return true;
    if (run->parallel->division)
        cn_division_take(run, &job, frame);
    else
        cn_parallel_take(run, &job, frame);
    if (!run->broken)
        return true;
    conclude_read(run, &job);
    leave_turn(run);
    return false;
}

/* The document can be done in pieces: opens it again, as it is at its turn. True: that is over. */
static bool divide(struct cn_annotation_run *run, const struct cn_task *task,
                   const struct cn_job *job) {
    int fd = open_input(task->standard ? NULL : job->name);
    if (fd < 0) {
        conclude_unopened(run, job, errno);
        return true;
    }
    run->broken |= !cn_division_begin(run, job->name, fd);
    return false;
}

/* The end of a task that is no piece. True: its document is over. */
static bool conclude_task(struct cn_annotation_run *run, const struct cn_task *task,
                          const struct cn_job *job, const struct cn_death *death) {
    struct cn_document document = {.name = cn_str_of(job->name), .bytes = task->size};
    if (death)
        cn_parallel_conclude_died(run, &document, death);
    else if (task->fd < 0 && task->error != 0)
        conclude_unopened(run, job, task->error);
    else if (run->parallel->divisible)
        return divide(run, task, job);
    else
        conclude_read(run, job);
    return true;
}

static bool take_end(void *context, const struct cn_task *task, const struct cn_death *death) {
    struct cn_annotation_run *run = context;
    struct cn_job job;
    bool over = true;
    if (cn_job_read(task->request, &job) && in_turn(run, task, &job)) {
        if (run->parallel->division)
            over = cn_division_end(run, &job, death);
        else
            over = !idle(run, &job) && conclude_task(run, task, &job, death);
    }
    if (over)
        leave_turn(run);
    return cn_annotate_goes_on(run);
}

/* ---- inputs ---- */

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

/* Descriptors may be short because of those that workers have not yet sent back. */
static int open_patiently(struct cn_annotation_run *run, const char *path) {
    int fd = open_input(path);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE) && cn_parallel_settle(run))
        fd = open_input(path);
    return fd;
}

/* A pipe is read once, and may hold anything. */
static void measure(struct cn_task *task, const struct stat *status) {
    task->origin = -1;
    if (!S_ISREG(status->st_mode))
        return;
    task->origin = task->standard ? (int64_t)lseek(task->fd, 0, SEEK_CUR) : 0;
    task->size = (uint64_t)status->st_size;
}

/* What an open input is. The run's output is closed again: its turn will say so. */
static void inspect(struct cn_annotation_run *run, struct cn_task *task) {
    struct stat status = {.st_mode = 0};
    bool known = fstat(task->fd, &status) == 0;
    if (known && !run->mirror.path && cn_output_targets(&run->output, &status)) {
        close(task->fd);
        task->fd = -1;
        return;
    }
    task->distinct = known && !run->mirror.path;
    measure(task, &status);
}

/* Its descriptor is measured already. */
static struct cn_job job_of(const struct cn_annotation_run *run, const struct cn_task *task,
                            const char *path) {
    struct cn_job job = {.kind = CN_JOB_WHOLE, .name = path ? path : CN_STANDARD_INPUT};
    if (task->fd >= 0 && task->origin == 0 && cn_parallel_divides(run, task->size))
        job.kind = CN_JOB_TRY;
    return job;
}

static bool add(struct cn_annotation_run *run, struct cn_task *task, const char *path) {
    const struct cn_job job = job_of(run, task, path);
    struct cn_diags diags = {0};
    struct cn_buf request = {0};
    cn_job_write(&request, &job);
    task->request = cn_buf_str(&request);
    run->broken |= request.failed;
    bool goes_on = concluded(run, cn_workers_add(run->parallel->pool, task, &diags), &diags);
    cn_buf_free(&request);
    return goes_on;
}

bool cn_parallel_add(struct cn_annotation_run *run, const char *path) {
    struct cn_task task = {.standard = !path};
    task.fd = open_patiently(run, path);
    task.error = task.fd < 0 ? errno : 0;
    if (task.fd >= 0)
        inspect(run, &task);
    if (!add(run, &task, path))
        return false;
    return (!run->one_by_one && path) || cn_parallel_settle(run);
}

bool cn_parallel_begin(struct cn_annotation_run *run, size_t jobs) {
    struct cn_parallel *parallel = calloc(1, sizeof *parallel);
    run->parallel = parallel;
    if (!parallel)
        return false;
    parallel->jobs = jobs;
    parallel->calls = (struct cn_workers_calls){.enter = cn_work_enter,
                                                .work = cn_work,
                                                .frame = take_frame,
                                                .end = take_end,
                                                .context = run};
    parallel->pool = cn_workers_new(jobs, &parallel->calls);
    if (!parallel->pool)
        return false;
    if (!cn_workers_start(parallel->pool))
        cn_parallel_end(run);
    return true;
}

void cn_parallel_end(struct cn_annotation_run *run) {
    if (!run->parallel)
        return;
    cn_workers_free(run->parallel->pool);
    cn_diags_free(&run->parallel->diags);
    cn_division_free(run->parallel->division);
    free(run->parallel);
    run->parallel = NULL;
}
