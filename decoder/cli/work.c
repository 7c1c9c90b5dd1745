/*
 * work.c: what a worker does with a job, and how it answers.
 *
 * The six stages run here with the emitter at their end. Before each block of output goes what else
 * is known by then, so that a run whose output breaks, or a worker that dies, has said as much as a
 * run without workers would have.
 */
#include "cli/parallel.h"

#include "base/limits.h"
#include "open/preload.h"
#include "pdf/service.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- answers ---- */

static struct cn_counts counts_of(const struct cn_record *record) {
    return (struct cn_counts){record->mentions, record->below, record->covered};
}

/* The counts and the messages there are by now. */
static void send_progress(struct cn_annotation_run *run) {
    struct cn_working *working = &run->parallel->working;
    const struct cn_diags *diags = &working->document->diags;
    struct cn_counts counts = counts_of(working->record);
    struct cn_buf payload = {0};
    cn_counts_write(&payload, &counts);
    cn_reply_add(run->reply, CN_FRAME_COUNTS, cn_buf_str(&payload));
    for (; working->diags_sent < diags->len; working->diags_sent++) {
        if (diags->items[working->diags_sent].code == CN_E_MEMORY)
            continue; /* give_up tells */
        cn_buf_clear(&payload);
        cn_diag_write(&payload, &diags->items[working->diags_sent]);
        cn_reply_add(run->reply, CN_FRAME_DIAG, cn_buf_str(&payload));
    }
    cn_buf_free(&payload);
}

static void send_block(void *context, struct cn_str bytes) {
    struct cn_annotation_run *run = context;
    if (run->parallel->working.muted)
        return;
    send_progress(run);
    cn_reply_add(run->reply, CN_FRAME_OUTPUT, bytes);
    cn_reply_flush(run->reply);
}

static void clear_out(struct cn_out *out) {
    cn_buf_clear(&out->buf);
    out->bytes = 0;
}

static void begin_answer(struct cn_annotation_run *run, const struct cn_document *document,
                         const struct cn_record *record) {
    struct cn_working *working = &run->parallel->working;
    clear_out(&working->out);
    working->document = document;
    working->record = record;
    working->diags_sent = 0;
}

/* What there is by now of the document at hand. */
static void send_so_far(struct cn_annotation_run *run) {
    struct cn_working *working = &run->parallel->working;
    send_progress(run);
    cn_reply_add(run->reply, CN_FRAME_OUTPUT, cn_buf_str(&working->out.buf));
    clear_out(&working->out);
}

/* In ten-thousandths. */
static uint32_t certainty_of(const struct cn_document *document) {
    return (uint32_t)lround(document->charset_certainty * 10000);
}

/* Memory is out: whoever goes on with what is left of it may do harm. The parent knows the status.
 */
static _Noreturn void give_up(struct cn_annotation_run *run) {
    cn_reply_flush(run->reply);
    _exit(CN_WORKER_NO_MEMORY);
}

static void copy_name(char name[CN_NAME_MAX], const char *from) {
    snprintf(name, CN_NAME_MAX, "%s", from ? from : "");
}

static struct cn_report report_of(const struct cn_document *document,
                                  const struct cn_record *record) {
    struct cn_report report = {.status = document->status,
                               .worst = document->diags.worst,
                               .readable = record->format != NULL,
                               .bytes = document->bytes,
                               .dropped = document->diags.dropped,
                               .charset_by = document->charset_by,
                               .charset_certainty = certainty_of(document),
                               .invalid = document->invalid,
                               .hashed = document->hashed};
    copy_name(report.format, record->format);
    copy_name(report.charset, document->charset);
    memcpy(report.sha256, document->sha256, sizeof report.sha256);
    return report;
}

/* The rest of the output, and how the document, member or piece ended. */
static void end_answer(struct cn_annotation_run *run, enum cn_frame_type type, bool fatal) {
    struct cn_working *working = &run->parallel->working;
    const struct cn_report report = report_of(working->document, working->record);
    struct cn_buf payload = {0};
    send_so_far(run);
    if (fatal)
        give_up(run);
    cn_report_write(&payload, &report);
    cn_reply_add(run->reply, type, cn_buf_str(&payload));
    cn_buf_free(&payload);
}

static void set_returning(struct cn_working *working, unsigned levels) {
    working->returning = levels;
    working->muted = levels > 0;
}

/* Messages of the document or member at hand that are known. */
static size_t said_at_level(const struct cn_working *working) {
    return (size_t)working->job->said[working->job->going_on.levels - working->returning];
}

enum cn_severity cn_work_member(struct cn_annotation_run *run, struct cn_document *member) {
    struct cn_working *working = &run->parallel->working;
    struct cn_record record = {.document = member};
    send_so_far(run);
    struct cn_working outer = *working;
    bool again = working->returning > 0;
    if (!again)
        cn_reply_add(run->reply, CN_FRAME_MEMBER, member->name);
    cn_reply_flush(run->reply);
    begin_answer(run, member, &record);
    if (again)
        working->diags_sent = said_at_level(working);
    enum cn_severity severity = cn_annotate_scan(run, member, &record);
    set_returning(working, 0);
    end_answer(run, CN_FRAME_MEMBER_END, severity == CN_FATAL);
    cn_reply_flush(run->reply); /* what comes next may be the container's death, not this one's */
    working->document = outer.document;
    working->record = outer.record;
    working->diags_sent = outer.diags_sent;
    return CN_OK;
}

void cn_work_begun(struct cn_annotation_run *run) {
    if (!run->parallel->working.muted)
        cn_reply_add(run->reply, CN_FRAME_BEGUN, CN_STR(""));
}

void cn_work_members(struct cn_annotation_run *run) {
    struct cn_working *working = &run->parallel->working;
    if (working->returning > 0) {
        clear_out(&working->out);
        set_returning(working, working->returning - 1);
    } else {
        cn_work_passed(run);
    }
}

void cn_work_passed(struct cn_annotation_run *run) {
    if (!run->parallel->working.muted && run->parallel->working.out.buf.len > 0) {
        send_so_far(run);
        cn_reply_flush(run->reply);
    }
}

bool cn_work_enter(void *context, struct cn_reply *reply) {
    struct cn_annotation_run *run = context;
    struct cn_working *working = &run->parallel->working;
    run->reply = reply;
    working->out = (struct cn_out){.fd = -1, .write = send_block, .context = run};
    run->emit = (struct cn_emit){.emitter = run->emitter,
                                 .out = &working->out,
                                 .options = run->options,
                                 .state = (void *)run->arguments};
    run->dump.out = &working->out;
    /* without, little can be unpacked: that is said then */
    cn_vaults_open(&working->vaults, false);
    run->scan.limits.vaults = &working->vaults;
    working->vaults.pdf.fd = cn_pdf_installed() ? cn_reply_line(reply) : -1;
    return !run->emitter->begin || run->emitter->begin(&run->emit) == CN_OK;
}

/* The first line starts the service; all of them are its own then. */
void cn_work_helper(void *context, int end) {
    struct cn_annotation_run *run = context;
    struct cn_helper *pdf = &run->parallel->pdf;
    if (pdf->fd < 0 || !cn_pdf_adopt(pdf, end)) {
        cn_helper_end(pdf);
        if (cn_pdf_start(pdf))
            cn_pdf_adopt(pdf, end);
    }
    close(end);
}

bool cn_work_prepare(void *context, struct cn_buf *facts) {
    struct cn_annotation_run *run = context;
    if (!cn_setup(&run->scan, run->arguments, &run->trouble))
        return false;
    run->scan.limits.hash = cn_annotate_hashes(run);
    cn_charsets_open(); /* where some are missing, documents in them say so */
    cn_preload_archive();
    cn_preload_glib();
    cn_preload_mail();
    cn_preload_ole();
    if (run->emitter->facts)
        run->emitter->facts(facts, &run->scan.dictionary, run->scan.words);
    cn_journal_put_facts(run, facts);
    cn_put_u8(facts, run->trouble);
    if (facts->failed)
        cn_say(CN_FATAL, "out of memory");
    return !facts->failed;
}

/* ---- documents ---- */

/* A helper that has ended is there again for a new worker only. A task that nothing has been said
 * of goes to that, once. */
static void make_room(const struct cn_annotation_run *run, const struct cn_task *task) {
    if (run->parallel->working.vaults.helper_lost && !task->again && !cn_reply_begun(run->reply))
        _exit(1);
}

static void do_whole(struct cn_annotation_run *run, const struct cn_job *job,
                     const struct cn_task *task) {
    struct cn_working *working = &run->parallel->working;
    int fd = task->fd;
    struct cn_document document = {0};
    struct cn_record record = {.document = &document};
    cn_document_open_fd(&document, fd, cn_str_of(job->name), &run->scan.limits);
    if (document.vaults)
        document.vaults->budget.going_on = job->going_on;
    if (job->cut > 0)
        cn_document_fail(&document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_SPOOL,
                         strerror((int)job->cut));
    begin_answer(run, &document, &record);
    working->job = job;
    set_returning(working, job->going_on.levels);
    if (working->returning > 0)
        working->diags_sent = said_at_level(working);
    enum cn_severity severity = cn_annotate_scan(run, &document, &record);
    set_returning(working, 0);
    make_room(run, task);
    end_answer(run, CN_FRAME_REPORT, severity == CN_FATAL);
    cn_document_close(&document);
}

/* From `offset` on, without moving the descriptor. */
static enum cn_severity open_part(struct cn_annotation_run *run, struct cn_document *document,
                                  const struct cn_job *job, int fd, uint64_t offset) {
    struct cn_open_limits limits = run->scan.limits;
    limits.hash = job->kind == CN_JOB_HASH;
    return cn_document_open_part(document, fd, offset, cn_str_of(job->name), &limits);
}

/* What would have to be unpacked or laid down is not. */
static bool look_only(struct cn_document *document) {
    document->looking = true;
    return true;
}

/* Looks at the head. */
static bool divisible(struct cn_annotation_run *run, const struct cn_job *job, int fd,
                      struct cn_divisible *found) {
    struct cn_document document = {0};
    struct cn_reading *reading = NULL;
    bool packed = true;
    bool yes = open_part(run, &document, job, dup(fd), 0) == CN_OK && look_only(&document) &&
               cn_stream_is_packed(document.stream, &packed) == CN_OK && !packed &&
               cn_read_open(&document, &reading) == CN_OK && cn_read_divisible(reading) &&
               document.status == CN_STATUS_OK;
    found->by = document.charset_by;
    found->certainty = certainty_of(&document);
    cn_read_close(reading);
    cn_document_close(&document);
    return yes;
}

/* All there is to say. */
static void answer(struct cn_reply *reply, enum cn_frame_type type, struct cn_str payload,
                   enum cn_status status) {
    struct cn_buf report = {0};
    cn_reply_add(reply, type, payload);
    cn_report_write(&report, &(struct cn_report){.status = status});
    cn_reply_add(reply, CN_FRAME_REPORT, cn_buf_str(&report));
    cn_buf_free(&report);
}

static void do_try(struct cn_annotation_run *run, const struct cn_job *job,
                   const struct cn_task *task) {
    int fd = task->fd;
    struct cn_divisible found;
    struct cn_buf payload = {0};
    if (!divisible(run, job, fd, &found)) {
        do_whole(run, job, task);
        return;
    }
    cn_divisible_write(&payload, &found);
    answer(run->reply, CN_FRAME_DIVISIBLE, cn_buf_str(&payload), CN_STATUS_OK);
    cn_buf_free(&payload);
    close(fd);
}

/* The output is the hash, or nothing. */
static void do_hash(struct cn_annotation_run *run, const struct cn_job *job, int fd) {
    struct cn_document document = {0};
    struct cn_str hash = {(const char *)document.sha256, sizeof document.sha256};
    char *block = malloc(CN_READ_SIZE);
    size_t got = 0;
    if (open_part(run, &document, job, fd, 0) == CN_OK && block)
        while (cn_stream_read(document.stream, block, CN_READ_SIZE, &got) == CN_OK)
            continue;
    answer(run->reply, CN_FRAME_OUTPUT, document.hashed ? hash : CN_STR(""), CN_STATUS_OK);
    free(block);
    cn_document_close(&document);
}

/* ---- the first pass over a piece ---- */

static bool put_summary(const struct cn_summary *summary, const struct cn_job *job, uint64_t number,
                        int file) {
    const uint64_t at = cn_job_summary(job, number);
    struct cn_buf records = {0};
    cn_summary_write(summary, &records);
    uint64_t len = records.len;
    bool good = !records.failed && len + sizeof len <= CN_SUMMARY_ROOM &&
                cn_file_put(file, &len, sizeof len, at) &&
                cn_file_put(file, records.bytes, records.len, at + sizeof len);
    cn_buf_free(&records);
    return good;
}

static bool merge_summary(struct cn_summary *summary, const struct cn_job *job, uint64_t number,
                          int file) {
    const uint64_t at = cn_job_summary(job, number);
    uint64_t len = 0;
    if (!cn_file_get(file, &len, sizeof len, at) || len > CN_SUMMARY_ROOM)
        return false;
    char *records = malloc((size_t)len + 1);
    bool good = records && cn_file_get(file, records, (size_t)len, at + sizeof len) &&
                cn_summary_merge(summary, (struct cn_str){records, (size_t)len});
    free(records);
    return good;
}

/* How many were kept for the second pass. */
static uint64_t keep(const struct cn_finds *finds, const struct cn_job *job, int file) {
    size_t bytes = finds->len * sizeof *finds->items;
    if (finds->dropped || bytes > job->room ||
        !cn_file_put(file, finds->items, bytes, job->number * job->room))
        return CN_NOT_KEPT;
    return finds->len;
}

static void send_passed(struct cn_reply *reply, const struct cn_piece_end *end, uint64_t invalid,
                        uint64_t finds) {
    const struct cn_passed passed = {.lines = end->lines,
                                     .line_start = end->line_start,
                                     .invalid = invalid,
                                     .finds = finds,
                                     .last = end->last,
                                     .struck = end->struck};
    struct cn_buf payload = {0};
    cn_passed_write(&payload, &passed);
    cn_reply_add(reply, CN_FRAME_PASSED, cn_buf_str(&payload));
    cn_buf_free(&payload);
}

static void do_first(struct cn_annotation_run *run, const struct cn_job *job, int fd, int file) {
    struct cn_summary *summary = run->sink.window ? cn_summary_new(run->scan.scorer) : NULL;
    struct cn_document document = {0};
    struct cn_record record = {.document = &document};
    struct cn_piece_end end = {0};
    struct cn_finds finds = {.items = NULL};
    open_part(run, &document, job, fd, cn_read_piece_offset(job->piece.from));
    begin_answer(run, &document, &record);
    enum cn_severity severity = CN_FATAL;
    if (summary || !run->sink.window)
        severity =
            cn_scan_first(&run->scan, &document, &job->piece, &run->sink, summary, &finds, &end);
    if (summary && !put_summary(summary, job, job->number, file))
        document.status = CN_STATUS_PARTIAL;
    send_passed(run->reply, &end, document.invalid, summary ? keep(&finds, job, file) : 0);
    end_answer(run, CN_FRAME_REPORT, severity == CN_FATAL);
    free(finds.items);
    cn_summary_free(summary);
    cn_document_close(&document);
}

/* ---- between the passes ---- */

static void do_merge(struct cn_annotation_run *run, const struct cn_job *job, int file) {
    struct cn_summary *summary = cn_summary_new(run->scan.scorer);
    bool good = summary != NULL;
    for (uint64_t i = 0; good && i < job->pieces; i++)
        good = merge_summary(summary, job, i, file);
    good = good && put_summary(summary, job, job->pieces, file);
    answer(run->reply, CN_FRAME_OUTPUT, CN_STR(""), good ? CN_STATUS_OK : CN_STATUS_PARTIAL);
    cn_summary_free(summary);
}

/* ---- the second ---- */

/* Those that cannot be had are found again. */
static void get_finds(struct cn_finds *finds, const struct cn_job *job, int file) {
    size_t bytes = 0;
    finds->dropped = job->finds > job->room / sizeof *finds->items;
    if (!finds->dropped)
        bytes = (size_t)job->finds * sizeof *finds->items;
    finds->items = malloc(bytes + 1);
    finds->dropped |=
        !finds->items || !cn_file_get(file, finds->items, bytes, job->number * job->room);
    finds->len = finds->dropped ? 0 : (size_t)job->finds;
}

/* The window before a piece: for what reaches over its end. */
static enum cn_severity take_before(void *context, const struct cn_document *document,
                                    const struct cn_text *text, const struct cn_mentions *all,
                                    const struct cn_mentions *reported) {
    struct cn_annotation_run *run = context;
    struct cn_working *working = &run->parallel->working;
    (void)all;
    working->muted = true;
    enum cn_severity severity = run->emitter->resume(&run->emit, text);
    if (severity == CN_OK)
        severity = run->emitter->window(&run->emit, document, text, reported);
    clear_out(&working->out);
    working->muted = false;
    return severity;
}

static void do_second(struct cn_annotation_run *run, const struct cn_job *job, int fd, int file) {
    struct cn_summary *summary = cn_summary_new(run->scan.scorer);
    struct cn_document document = {0};
    struct cn_record record = {.document = &document};
    struct cn_finds finds = {.items = NULL};
    struct cn_sink sink = run->sink;
    bool before = !run->arguments->dump && run->emitter->resume && job->piece.from > 0;
    sink.before = before ? take_before : NULL;
    uint64_t first = before ? job->piece.from - 1 : job->piece.from;
    open_part(run, &document, job, fd, cn_read_piece_offset(first));
    begin_answer(run, &document, &record);
    get_finds(&finds, job, file);
    enum cn_severity severity = CN_FATAL;
    if (summary && merge_summary(summary, job, job->pieces, file))
        severity =
            cn_scan_second(&run->scan, &document, &job->piece, &sink, summary, &finds, &record);
    end_answer(run, CN_FRAME_REPORT, severity == CN_FATAL);
    free(finds.items);
    cn_summary_free(summary);
    cn_document_close(&document);
}

/* ---- jobs ---- */

void cn_work(void *context, const struct cn_task *task, struct cn_reply *reply) {
    struct cn_annotation_run *run = context;
    struct cn_job job;
    (void)reply;
    if (!cn_job_read(task->request, &job))
        _exit(1);
    make_room(run, task);
    switch (job.kind) {
    case CN_JOB_TRY:
        do_try(run, &job, task);
        break;
    case CN_JOB_HASH:
        do_hash(run, &job, task->fd);
        break;
    case CN_JOB_FIRST:
        do_first(run, &job, task->fd, task->extra);
        break;
    case CN_JOB_MERGE:
        do_merge(run, &job, task->extra);
        close(task->fd);
        break;
    case CN_JOB_SECOND:
        do_second(run, &job, task->fd, task->extra);
        break;
    default:
        do_whole(run, &job, task);
    }
    if (task->extra > 0)
        close(task->extra);
}
