/*
 * pieces.c: a large plain text, read by several workers at once.
 *
 * Pass 1 goes over all pieces in parallel. Each says how many lines it has; its part of the
 * document's summary and its finds are kept in a file that the pieces share. When all have ended, a
 * worker makes the whole summary of the parts, and pass 2 goes over the pieces, each with the
 * number of its first line. Output comes back in the order of the pieces.
 *
 *     pieces of pass 1, [the document's hash,] their summaries merged, pieces of pass 2
 *
 * What cannot be done so (a pattern was too costly, so that windows depend on each other; a worker
 * died; the file changed) is given to one worker as a whole after all: nothing has been put out
 * before pass 2. A dump of what pass 1 finds has only pass 1, and puts out at once.
 */
#include "cli/parallel.h"

#include "base/limits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct cn_division {
    char *name;
    int fd;
    int file; /* shared by the pieces */
    uint64_t size, windows;
    uint64_t windows_each;
    size_t pieces, at;        /* the piece whose turn it is */
    size_t wanted;            /* pieces of pass 2 that have tasks */
    struct cn_passed *passed; /* by piece */
    uint64_t invalid;
    struct cn_divisible head;
    unsigned char sha256[32];
    bool hashed;
    bool failed;   /* in pass 1 */
    bool complete; /* what comes is not wanted any more */
    bool died;
    struct cn_death death;
    enum cn_status status;
};

void cn_division_free(struct cn_division *division) {
    if (!division)
        return;
    close(division->fd);
    if (division->file >= 0)
        close(division->file);
    free(division->passed);
    free(division->name);
    free(division);
}

bool cn_parallel_divides(const struct cn_annotation_run *run, uint64_t size) {
    const struct cn_emitter *emitter = run->emitter;
    if (size < CN_DIVIDE_MIN)
        return false;
    return run->arguments->dump || (emitter->divides && emitter->divides(&run->options));
}

/* ---- tasks ---- */

/* Bytes in the shared file for what a piece has found: a name in every 40 bytes and more. */
static uint64_t room_of(const struct cn_division *division) {
    return division->windows_each * CN_WINDOW_CORE;
}

static struct cn_job job_of(const struct cn_division *division, enum cn_job_kind kind,
                            size_t piece) {
    uint64_t from = piece * division->windows_each;
    bool last = piece + 1 == division->pieces;
    return (struct cn_job){
        .kind = kind,
        .name = division->name,
        .piece = {.from = from, .to = last ? UINT64_MAX : from + division->windows_each, .line = 1},
        .number = piece,
        .pieces = division->pieces,
        .room = room_of(division),
        .finds = division->passed[piece].finds};
}

static void insert(struct cn_annotation_run *run, const struct cn_division *division,
                   const struct cn_job *job, int fd, uint64_t size) {
    struct cn_buf request = {0};
    bool piece = job->kind != CN_JOB_WHOLE && job->kind != CN_JOB_HASH;
    cn_job_write(&request, job);
    const struct cn_task task = {.request = cn_buf_str(&request),
                                 .fd = fd,
                                 .extra = piece ? division->file : 0,
                                 .lent = piece,
                                 .size = size};
    if (request.failed)
        run->broken = true;
    else
        cn_workers_insert(run->parallel->pool, &task);
    cn_buf_free(&request);
}

static void insert_piece(struct cn_annotation_run *run, const struct cn_division *division,
                         const struct cn_job *job) {
    insert(run, division, job, division->fd, room_of(division));
}

/* What may outlive the division has a descriptor of its own. */
static void insert_other(struct cn_annotation_run *run, const struct cn_division *division,
                         const struct cn_job *job) {
    int fd = dup(division->fd);
    if (fd >= 0)
        insert(run, division, job, fd, division->size);
    else
        run->broken = true;
}

/* One worker for all of it. Takes the division away: the rest is a document like any other. */
static void insert_whole(struct cn_annotation_run *run) {
    struct cn_parallel *parallel = run->parallel;
    struct cn_division *division = parallel->division;
    const struct cn_job job = {.kind = CN_JOB_WHOLE, .name = division->name};
    insert_other(run, division, &job);
    parallel->division = NULL;
    parallel->divisible = false;
    cn_diags_free(&parallel->levels[0].diags);
    parallel->levels[0] = (struct cn_level){.counts = {0}};
    cn_division_free(division);
}

/* ---- beginning ---- */

static uint64_t windows_each(uint64_t windows, size_t jobs) {
    uint64_t each = windows / (4 * jobs);
    if (each < CN_PIECE_LEAST)
        each = CN_PIECE_LEAST;
    return each < CN_PIECE_MOST ? each : CN_PIECE_MOST;
}

/* Fills in what the size decides. */
static bool plan(struct cn_division *division, size_t jobs) {
    struct stat status;
    if (fstat(division->fd, &status) != 0)
        return false;
    division->size = (uint64_t)status.st_size;
    division->windows = cn_read_windows(division->size);
    division->windows_each = windows_each(division->windows, jobs);
    division->pieces =
        (size_t)((division->windows + division->windows_each - 1) / division->windows_each);
    division->passed = calloc(division->pieces, sizeof *division->passed);
    return division->passed != NULL;
}

bool cn_division_begin(struct cn_annotation_run *run, const char *name, int fd) {
    struct cn_parallel *parallel = run->parallel;
    struct cn_division *division = calloc(1, sizeof *division);
    if (!division) {
        close(fd);
        return false;
    }
    parallel->division = division;
    *division = (struct cn_division){
        .fd = fd, .file = cn_unnamed_file(), .name = strdup(name), .head = parallel->head};
    if (!division->name || !plan(division, parallel->jobs))
        return false;
    if (division->file < 0) {
        insert_whole(run);
        return true;
    }
    for (size_t i = 0; i < division->pieces; i++) {
        const struct cn_job job = job_of(division, CN_JOB_FIRST, i);
        insert_piece(run, division, &job);
    }
    if (cn_annotate_hashes(run)) {
        const struct cn_job job = {.kind = CN_JOB_HASH, .name = division->name};
        insert_other(run, division, &job);
    }
    return true;
}

/* ---- frames ---- */

static void take_first(struct cn_annotation_run *run, const struct cn_job *job,
                       const struct cn_frame *frame) {
    struct cn_division *division = run->parallel->division;
    if (frame->type == CN_FRAME_PASSED)
        division->failed |= !cn_passed_read(frame->payload, &division->passed[division->at]);
    else if (frame->type != CN_FRAME_OUTPUT || !run->sink.window)
        cn_parallel_take(run, job, frame);
}

static void take_hash(struct cn_division *division, const struct cn_frame *frame) {
    if (frame->type != CN_FRAME_OUTPUT || frame->payload.len != sizeof division->sha256)
        return;
    memcpy(division->sha256, frame->payload.bytes, sizeof division->sha256);
    division->hashed = true;
}

void cn_division_take(struct cn_annotation_run *run, const struct cn_job *job,
                      const struct cn_frame *frame) {
    struct cn_division *division = run->parallel->division;
    if (job->kind == CN_JOB_HASH)
        take_hash(division, frame);
    else if (division->complete)
        return;
    else if (job->kind == CN_JOB_FIRST)
        take_first(run, job, frame);
    else
        cn_parallel_take(run, job, frame);
}

/* ---- the end of the document ---- */

/* The piece that ends the document has noted its own broken sequences; the document's count. */
static void correct_invalid(struct cn_diags *diags, uint64_t invalid, const char *charset) {
    struct cn_diags corrected = {.dropped = diags->dropped, .worst = diags->worst};
    for (size_t i = 0; i < diags->len; i++) {
        const struct cn_diag *diag = &diags->items[i];
        if (diag->code != CN_E_CHARSET_INVALID)
            cn_diag_add(&corrected, diag->severity, diag->code, &diag->where,
                        diag->detail.len > 0 ? "%.*s" : NULL, (int)diag->detail.len,
                        diag->detail.bytes);
        else if (invalid > 0)
            cn_diag_add(&corrected, diag->severity, diag->code, &diag->where, "%" PRIu64 " in %s",
                        invalid, charset);
    }
    cn_diags_free(diags);
    *diags = corrected;
}

static bool conclude(struct cn_annotation_run *run) {
    struct cn_division *division = run->parallel->division;
    struct cn_document document = {.name = cn_str_of(division->name),
                                   .status = division->status,
                                   .bytes = division->size,
                                   .charset_by = division->head.by,
                                   .charset_certainty = division->head.certainty / 10000.0,
                                   .invalid = division->invalid,
                                   .hashed = division->hashed};
    const char *format;
    cn_read_divisible_names(&format, &document.charset);
    memcpy(document.sha256, division->sha256, sizeof division->sha256);
    if (division->died)
        cn_parallel_conclude_died(run, &document, &division->death);
    else
        cn_parallel_conclude(run, &document, format, true);
    return true;
}

/* ---- the end of a piece ---- */

/* Nothing that comes later is right, or wanted. */
static void note_death(struct cn_division *division, const struct cn_death *death) {
    if (!death || division->complete)
        return;
    division->died = division->complete = true;
    division->death = *death;
}

static void note_status(struct cn_annotation_run *run) {
    const struct cn_report *report = &run->parallel->levels[0].report;
    struct cn_division *division = run->parallel->division;
    if (division->status == CN_STATUS_OK)
        division->status = report->status;
}

/* The pieces of pass 2, each with its first line. One without finds can be left out if nobody wants
 * its text. */
static void begin_second(struct cn_annotation_run *run) {
    struct cn_division *division = run->parallel->division;
    uint64_t line = 1;
    uint64_t line_start = 0;
    for (size_t i = 0; i < division->pieces; i++) {
        const struct cn_passed *passed = &division->passed[i];
        struct cn_job job = job_of(division, CN_JOB_SECOND, i);
        job.piece.line = line;
        job.piece.line_start = line_start;
        line += passed->lines;
        if (passed->lines > 0)
            line_start = passed->line_start;
        if (passed->finds == 0 && !run->sink.needs_text)
            continue;
        insert_piece(run, division, &job);
        division->wanted++;
    }
    division->at = 0;
}

static bool end_pass(struct cn_annotation_run *run) {
    struct cn_division *division = run->parallel->division;
    const char *format, *charset;
    cn_read_divisible_names(&format, &charset);
    for (size_t i = 0; i < division->pieces; i++)
        division->invalid += division->passed[i].invalid;
    if (!run->sink.window) {
        correct_invalid(&run->parallel->levels[0].diags, division->invalid, charset);
        return conclude(run);
    }
    if (division->failed) {
        insert_whole(run);
        return false;
    }
    correct_invalid(&run->parallel->levels[0].diags, division->invalid, charset);
    const struct cn_job job = job_of(division, CN_JOB_MERGE, 0);
    insert_piece(run, division, &job);
    return false;
}

/* The document's summary stands in the file, or does not. */
static bool end_merge(struct cn_annotation_run *run, const struct cn_death *death) {
    struct cn_division *division = run->parallel->division;
    if (death || run->parallel->levels[0].report.status != CN_STATUS_OK) {
        insert_whole(run);
        return false;
    }
    begin_second(run);
    return division->wanted == 0 && conclude(run);
}

static bool end_first(struct cn_annotation_run *run, const struct cn_death *death) {
    struct cn_division *division = run->parallel->division;
    const struct cn_passed *passed = &division->passed[division->at];
    bool sound = !death && run->parallel->levels[0].report.status == CN_STATUS_OK &&
                 passed->last == (division->at + 1 == division->pieces) && !passed->struck;
    if (run->sink.window)
        division->failed |= !sound;
    else if (!division->complete)
        note_status(run);
    if (!run->sink.window)
        note_death(division, death);
    if (!run->sink.window && !sound)
        division->complete = true;
    division->at++;
    cn_progress_within(run, division->at, 2 * division->pieces);
    return division->at == division->pieces && end_pass(run);
}

static bool end_second(struct cn_annotation_run *run, const struct cn_death *death) {
    struct cn_division *division = run->parallel->division;
    if (!division->complete)
        note_status(run);
    note_death(division, death);
    run->parallel->levels[0].before = run->parallel->levels[0].counts;
    division->at++;
    cn_progress_within(run, division->wanted + division->at, 2 * division->wanted);
    return division->at == division->wanted && conclude(run);
}

bool cn_division_end(struct cn_annotation_run *run, const struct cn_job *job,
                     const struct cn_death *death) {
    if (job->kind == CN_JOB_FIRST)
        return end_first(run, death);
    if (job->kind == CN_JOB_SECOND)
        return end_second(run, death);
    return job->kind == CN_JOB_MERGE && end_merge(run, death);
}
