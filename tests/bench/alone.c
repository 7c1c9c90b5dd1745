/*
 * alone.c: annotate without workers and walls, in place of cli/parallel.c: what the program itself
 * would cost if it read a document in its own process. For `make bench`: a text to standard output.
 */
#include "cli/parallel.h"

#include <stdlib.h>

bool cn_parallel_begin(struct cn_annotation_run *run, size_t jobs) {
    struct cn_buf facts = {0};
    (void)jobs;
    run->parallel = calloc(1, sizeof *run->parallel);
    if (!run->parallel || !cn_work_prepare(run, &facts))
        return false;
    cn_buf_free(&facts);
    run->parallel->working.muted = true; /* there is no parent to be told of it */
    run->scan.limits.vaults = &run->parallel->working.vaults;
    return cn_vaults_open(&run->parallel->working.vaults, false);
}

bool cn_parallel_add(struct cn_annotation_run *run, const char *path) {
    struct cn_document document = {0};
    struct cn_record record = {.document = &document};
    cn_turn_begin(run, path, true);
    cn_document_open_fd(&document, cn_document_descriptor(path), cn_str_of(path),
                        &run->scan.limits);
    run->broken |= cn_annotate_scan(run, &document, &record) == CN_FATAL;
    if (run->emitter->record && run->emitter->record_apart)
        run->broken |= run->emitter->record(&run->emit, &record) != CN_OK;
    cn_turn_conclude(run, &record);
    cn_document_close(&document);
    cn_turn_end(run);
    return cn_annotate_goes_on(run);
}

bool cn_parallel_settle(struct cn_annotation_run *run) {
    return cn_annotate_goes_on(run);
}

void cn_parallel_end(struct cn_annotation_run *run) {
    if (run->parallel)
        cn_vaults_close(&run->parallel->working.vaults);
    free(run->parallel);
    run->parallel = NULL;
}

/* Pieces are never asked for. */
void cn_parallel_take(struct cn_annotation_run *run, const struct cn_job *job,
                      const struct cn_frame *frame) {
    (void)run, (void)job, (void)frame;
}

void cn_parallel_conclude(struct cn_annotation_run *run, struct cn_document *document,
                          const char *format, bool emit) {
    (void)run, (void)document, (void)format, (void)emit;
}

void cn_parallel_conclude_died(struct cn_annotation_run *run, struct cn_document *document,
                               const struct cn_death *death) {
    (void)run, (void)document, (void)death;
}
