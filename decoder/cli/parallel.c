/*
 * parallel.c: documents are read by workers; here is what the parent does: it finds the inputs and
 * opens them, never looks into one, and takes the answers in the order of the inputs.
 *
 * What belongs to the run and not to a document stays with the parent: what stands between
 * documents, the summary, output files, messages, the exit status.
 */
#include "cli/parallel.h"

#include "base/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
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

static struct cn_level *level_of(const struct cn_annotation_run *run) {
    return &run->parallel->levels[run->parallel->level];
}

/* The document at hand, or the member of it. */
static struct cn_str name_at(const struct cn_annotation_run *run, const struct cn_job *job) {
    const struct cn_level *level = level_of(run);
    return level->name.len > 0 ? cn_buf_str(&level->name) : cn_str_of(job->name);
}

static void free_level(struct cn_level *level) {
    cn_buf_free(&level->name);
    cn_diags_free(&level->diags);
    *level = (struct cn_level){.counts = {0}};
}

/* ---- frames ---- */

/* What a worker says is no more to be trusted than the document that it reads. */
static void put_guarded(struct cn_annotation_run *run, struct cn_str bytes) {
    struct cn_buf shown = {0};
    cn_guard_add(&run->parallel->guard, &shown, bytes);
    cn_out_add_buf(&run->output.out, &shown);
    cn_buf_free(&shown);
}

/* What follows is not the same worker's output any more, or not of the same document. */
static void end_guarded(struct cn_annotation_run *run) {
    struct cn_buf shown = {0};
    cn_buf_clear(&run->parallel->unended);
    cn_guard_end(&run->parallel->guard, &shown);
    cn_out_add_buf(&run->output.out, &shown);
    cn_buf_free(&shown);
}

static void put_header(struct cn_annotation_run *run, const struct cn_job *job) {
    struct cn_document document = {.name = name_at(run, job)};
    bool headers = run->emit.options.headers;
    run->emit.options.headers |= run->parallel->level > 0;
    if (run->emitter->document)
        run->broken |= run->emitter->document(&run->emit, &document) != CN_OK;
    run->emit.options.headers = headers;
}

static void put(struct cn_annotation_run *run, struct cn_str bytes) {
    if (run->options.terminal)
        put_guarded(run, bytes);
    else
        cn_out_add_str(&run->output.out, bytes);
}

/* Of lines, whole ones: the rest waits, and is dropped if nothing follows it. */
static void put_lines(struct cn_annotation_run *run, struct cn_str bytes) {
    struct cn_buf *unended = &run->parallel->unended;
    size_t whole = bytes.len;
    while (whole > 0 && bytes.bytes[whole - 1] != '\n')
        whole--;
    if (whole > 0 || unended->len > CN_RECORD_MAX) {
        put(run, cn_buf_str(unended));
        cn_buf_clear(unended);
    }
    put(run, (struct cn_str){bytes.bytes, whole});
    cn_buf_add(unended, bytes.bytes + whole, bytes.len - whole);
    run->broken |= unended->failed;
}

static void put_output(struct cn_annotation_run *run, struct cn_str bytes) {
    run->parallel->output = true;
    if (run->emitter->lines)
        put_lines(run, bytes);
    else
        put(run, bytes);
    run->broken |= cn_out_state(&run->output.out) != CN_OK;
}

static void begin_member(struct cn_annotation_run *run, struct cn_str name) {
    struct cn_parallel *parallel = run->parallel;
    end_guarded(run);
    level_of(run)->members++;
    parallel->begun++;
    parallel->heard = false;
    parallel->level++;
    cn_buf_add_str(&level_of(run)->name, name);
    run->broken |= level_of(run)->name.failed;
}

/* Back to the document that holds the member. */
static void leave_member(struct cn_annotation_run *run) {
    free_level(level_of(run));
    run->parallel->level--;
}

/* As its worker's report has it. Its record is emitted here only if it was not there. */
static void conclude_reported(struct cn_annotation_run *run, struct cn_str name) {
    const struct cn_report *report = &level_of(run)->report;
    struct cn_document document = {.name = name,
                                   .status = report->status,
                                   .bytes = report->bytes,
                                   .hashed = report->hashed,
                                   .charset = report->charset[0] ? report->charset : NULL,
                                   .charset_by = report->charset_by,
                                   .charset_certainty = report->charset_certainty / 10000.0,
                                   .invalid = report->invalid};
    memcpy(document.sha256, report->sha256, sizeof document.sha256);
    cn_parallel_conclude(run, &document, report->readable ? report->format : NULL,
                         run->emitter->record_apart && !run->broken);
}

static void end_member(struct cn_annotation_run *run, const struct cn_job *job) {
    conclude_reported(run, name_at(run, job));
    leave_member(run);
}

/* Was the worker asked for something that can be answered so? A piece has no members, and only a
 * trial finds out that there could be pieces. */
static bool answers(const struct cn_job *job, enum cn_frame_type type) {
    bool member = type == CN_FRAME_MEMBER || type == CN_FRAME_MEMBER_END;
    bool whole = job->kind == CN_JOB_WHOLE || job->kind == CN_JOB_TRY;
    return (!member || whole) && (type != CN_FRAME_DIVISIBLE || job->kind == CN_JOB_TRY);
}

void cn_parallel_take(struct cn_annotation_run *run, const struct cn_job *job,
                      const struct cn_frame *frame) {
    struct cn_level *level = level_of(run);
    struct cn_counts counts;
    struct cn_diag diag;
    if (!answers(job, frame->type))
        return;
    if (frame->type != CN_FRAME_MEMBER)
        run->parallel->heard |= frame->type != CN_FRAME_COUNTS;
    switch (frame->type) {
    case CN_FRAME_BEGUN:
        put_header(run, job);
        break;
    case CN_FRAME_OUTPUT:
        put_output(run, frame->payload);
        break;
    case CN_FRAME_COUNTS:
        if (cn_counts_read(frame->payload, &counts))
            level->counts = sum(level->before, counts);
        break;
    case CN_FRAME_DIAG:
        if (cn_diag_read(frame->payload, &diag))
            add_diag(&level->diags, &diag);
        break;
    case CN_FRAME_DIVISIBLE:
        run->parallel->divisible = cn_divisible_read(frame->payload, &run->parallel->head);
        break;
    case CN_FRAME_MEMBER:
        begin_member(run, frame->payload);
        break;
    case CN_FRAME_MEMBER_END:
        cn_report_read(frame->payload, &level->report);
        end_member(run, job);
        break;
    case CN_FRAME_REPORT:
        cn_report_read(frame->payload, &level->report);
        break;
    default:
        break;
    }
}

void cn_parallel_conclude(struct cn_annotation_run *run, struct cn_document *document,
                          const char *format, bool emit) {
    struct cn_level *level = level_of(run);
    struct cn_record record = {.document = document,
                               .format = format,
                               .mentions = level->counts.mentions,
                               .below = level->counts.below,
                               .covered = level->counts.covered};
    end_guarded(run);
    document->diags = level->diags;
    level->diags = (struct cn_diags){0};
    if (level->report.worst > document->diags.worst)
        document->diags.worst = level->report.worst;
    document->diags.dropped += level->report.dropped;
    record.duplicate_of = cn_coverage_duplicate(run, document);
    if (emit && run->emitter->record && run->emitter->record(&run->emit, &record) != CN_OK)
        run->broken = true;
    cn_turn_conclude(run, &record);
    cn_document_close(document);
}

static void conclude_read(struct cn_annotation_run *run, const struct cn_job *job) {
    conclude_reported(run, cn_str_of(job->name));
}

static void conclude_unopened(struct cn_annotation_run *run, const struct cn_job *job,
                              enum cn_code code, int error) {
    struct cn_document document = {.name = cn_str_of(job->name)};
    cn_document_fail(&document, CN_SKIP, CN_STATUS_UNREADABLE, code, strerror(error));
    level_of(run)->diags = document.diags;
    cn_parallel_conclude(run, &document, NULL, true);
}

/* What it had found is kept, also in a file of its own. */
void cn_parallel_conclude_died(struct cn_annotation_run *run, struct cn_document *document,
                               const struct cn_death *death) {
    static const enum cn_code codes[] = {[CN_STATUS_LIMIT] = CN_E_LIMIT_MEMORY,
                                         [CN_STATUS_TIMEOUT] = CN_E_LIMIT_TIME,
                                         [CN_STATUS_CRASH] = CN_E_WORKER_DIED};
    struct cn_where where = {.file = document->name};
    document->status = death->status;
    cn_diag_add(&level_of(run)->diags, CN_SKIP, codes[death->status], &where, "%s", death->why);
    cn_parallel_conclude(run, document, NULL, true);
    run->turn.readable = run->parallel->output;
}

/* ---- a worker that died within a member ---- */

/* What of the document has been read, up to the member at hand; `again`: without that one. */
static void note_read(const struct cn_parallel *parallel, bool again, struct cn_job *rest) {
    rest->going_on.levels = parallel->level;
    for (unsigned i = 0; i < parallel->level; i++) {
        bool deepest = i + 1 == parallel->level;
        rest->going_on.members[i] = parallel->levels[i].members - (!deepest || again);
        rest->said[i] = parallel->levels[i].diags.len;
    }
}

/* The rest of the document's members, in another worker. */
static bool insert_rest(struct cn_annotation_run *run, const struct cn_job *job, bool again) {
    struct cn_job rest = {.kind = CN_JOB_WHOLE, .name = job->name};
    struct cn_task task = {.size = 0};
    struct cn_buf request = {0};
    struct stat status;
    task.fd = cn_document_descriptor(job->name);
    task.level = run->parallel->level - 1;
    note_read(run->parallel, again, &rest);
    cn_job_write(&request, &rest);
    task.request = cn_buf_str(&request);
    bool good =
        task.fd >= 0 && fstat(task.fd, &status) == 0 && S_ISREG(status.st_mode) && !request.failed;
    if (good) {
        task.size = (uint64_t)status.st_size;
        cn_workers_insert(run->parallel->pool, &task);
    } else if (task.fd >= 0) {
        close(task.fd);
    }
    cn_buf_free(&request);
    return good;
}

static void conclude_member(struct cn_annotation_run *run, const struct cn_job *job,
                            const struct cn_death *death) {
    struct cn_document document = {.name = name_at(run, job)};
    cn_parallel_conclude_died(run, &document, death);
    leave_member(run);
}

/* What the member stood in loses its rest. */
static void conclude_cut(struct cn_annotation_run *run, const struct cn_job *job) {
    while (run->parallel->level > 0) {
        struct cn_document document = {.name = name_at(run, job), .status = CN_STATUS_PARTIAL};
        struct cn_where where = {.file = document.name};
        cn_diag_add(&level_of(run)->diags, CN_PARTIAL, CN_E_MEMBER_DIED, &where, NULL);
        cn_parallel_conclude(run, &document, NULL, true);
        leave_member(run);
    }
}

/* A member that nothing came of is begun once more; any other is over, and the next one's turn. A
 * document gets so many new workers and no more. False: there is no going on. */
static bool resume(struct cn_annotation_run *run, const struct cn_task *task,
                   const struct cn_job *job, const struct cn_death *death) {
    struct cn_parallel *parallel = run->parallel;
    bool again = !parallel->heard && parallel->tried != parallel->begun;
    if (parallel->level == 0)
        return false;
    bool goes_on =
        !task->standard && parallel->resumed++ < CN_RESUMED_MAX && insert_rest(run, job, again);
    parallel->tried = parallel->begun;
    if (goes_on && again) {
        leave_member(run);
        level_of(run)->members--;
        parallel->begun--;
    } else {
        conclude_member(run, job, death);
    }
    if (!goes_on)
        conclude_cut(run, job);
    return goes_on;
}

static void leave_turn(struct cn_annotation_run *run) {
    struct cn_parallel *parallel = run->parallel;
    cn_turn_end(run);
    for (unsigned i = 0; i < CN_LEVELS_MAX; i++)
        free_level(&parallel->levels[i]);
    cn_division_free(parallel->division);
    parallel->division = NULL;
    parallel->in_turn = parallel->output = parallel->divisible = parallel->heard = false;
    parallel->level = parallel->resumed = 0;
    parallel->begun = parallel->tried = 0;
}

/* A hash for pieces that did not come about. */
static bool idle(const struct cn_annotation_run *run, const struct cn_job *job) {
    return job->kind == CN_JOB_HASH && !run->parallel->division;
}

static bool take_frame(void *context, const struct cn_task *task, const struct cn_frame *frame) {
    struct cn_annotation_run *run = context;
    struct cn_job job;
    cn_progress_show(run);
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
        conclude_unopened(run, job, CN_E_OPEN, errno);
        return true;
    }
    run->broken |= !cn_division_begin(run, job->name, fd);
    return false;
}

/* The end of a task that is no piece. True: its document is over. */
static bool conclude_task(struct cn_annotation_run *run, const struct cn_task *task,
                          const struct cn_job *job, const struct cn_death *death) {
    struct cn_document document = {.name = cn_str_of(job->name), .bytes = task->size};
    if (death && resume(run, task, job, death))
        return false;
    if (death)
        cn_parallel_conclude_died(run, &document, death);
    else if (task->fd < 0 && task->error != 0)
        conclude_unopened(run, job, task->spooled ? CN_E_SPOOL : CN_E_OPEN, task->error);
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

/* A pipe can be read once, and a worker may not make the file that it would be kept in. */
static bool copy_stream(struct cn_task *task, struct stat *status) {
    int error = 0;
    task->fd = cn_spool(task->fd, CN_READ_SIZE, &error);
    task->error = error;
    task->spooled = true;
    return task->fd >= 0 && fstat(task->fd, status) == 0;
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
    if (known && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
        known = copy_stream(task, &status);
    if (known)
        measure(task, &status);
}

/* Its descriptor is measured already. */
static struct cn_job job_of(const struct cn_annotation_run *run, const struct cn_task *task,
                            const char *path) {
    struct cn_job job = {.kind = CN_JOB_WHOLE,
                         .name = path ? path : CN_STANDARD_INPUT,
                         .cut = task->spooled ? (uint64_t)task->error : 0};
    if (task->fd >= 0 && task->origin == 0 && !task->spooled &&
        cn_parallel_divides(run, task->size))
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

/* Behind what the emitter's end wants to know stands whether a dictionary was lost. */
static void take_facts(struct cn_annotation_run *run) {
    struct cn_buf *facts = &run->parallel->facts;
    if (facts->len > 0)
        run->trouble |= facts->bytes[--facts->len];
    cn_journal_take_facts(run, facts);
}

/* Where nothing is to be printed, only what is missing is said. */
static void say_walls(const struct cn_annotation_run *run) {
    const unsigned all =
        CN_LAYER_RLIMITS | CN_LAYER_NO_NEW_PRIVS | CN_LAYER_LANDLOCK | CN_LAYER_SECCOMP;
    unsigned layers = cn_workers_layers(run->parallel->pool);
    bool off = run->arguments->sandbox == CN_SANDBOX_OFF;
    char name[CN_SANDBOX_NAME];
    cn_sandbox_name(layers, name);
    if (!run->arguments->quiet || ((layers & all) != all && !off))
        cn_say(CN_OK, "sandbox: %s", off ? "off" : name);
}

bool cn_parallel_begin(struct cn_annotation_run *run, size_t jobs) {
    struct cn_parallel *parallel = calloc(1, sizeof *parallel);
    const struct cn_arguments *arguments = run->arguments;
    struct cn_diags diags = {0};
    enum cn_severity severity = CN_FATAL;
    run->parallel = parallel;
    if (parallel) {
        parallel->jobs = jobs;
        parallel->pdf.fd = -1;
        parallel->calls =
            (struct cn_workers_calls){.prepare = cn_work_prepare,
                                      .helper = cn_work_helper,
                                      .enter = cn_work_enter,
                                      .work = cn_work,
                                      .frame = take_frame,
                                      .end = take_end,
                                      .context = run,
                                      .sandbox = (enum cn_sandbox_want)arguments->sandbox,
                                      .memory = arguments->max_memory,
                                      .timeout = arguments->timeout};
        parallel->pool = cn_workers_new(jobs, &parallel->calls);
    }
    if (!parallel || !parallel->pool)
        cn_diag_add(&diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    else
        severity = cn_workers_start(parallel->pool, &parallel->facts, &diags);
    cn_say_diags(&diags);
    cn_diags_free(&diags);
    if (severity != CN_OK)
        return false;
    take_facts(run);
    say_walls(run);
    return true;
}

void cn_parallel_end(struct cn_annotation_run *run) {
    if (!run->parallel)
        return;
    cn_workers_free(run->parallel->pool);
    for (unsigned i = 0; i < CN_LEVELS_MAX; i++)
        free_level(&run->parallel->levels[i]);
    cn_division_free(run->parallel->division);
    cn_buf_free(&run->parallel->unended);
    cn_buf_free(&run->parallel->facts);
    free(run->parallel);
    run->parallel = NULL;
}
