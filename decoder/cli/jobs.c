/*
 * jobs.c: what a worker is to do, as bytes, and the file that the pieces of a document share.
 */
#include "cli/parallel.h"

#include "base/limits.h"

#include <string.h>

void cn_job_write(struct cn_buf *request, const struct cn_job *job) {
    cn_put_u8(request, (uint8_t)job->kind);
    cn_buf_add(request, job->name, strlen(job->name) + 1);
    cn_put_u64(request, job->piece.from);
    cn_put_u64(request, job->piece.to);
    cn_put_u64(request, job->piece.line);
    cn_put_u64(request, job->piece.line_start);
    cn_put_u64(request, job->number);
    cn_put_u64(request, job->pieces);
    cn_put_u64(request, job->room);
    cn_put_u64(request, job->finds);
    cn_put_u64(request, job->cut);
    cn_put_u8(request, (uint8_t)job->going_on.levels);
    for (unsigned i = 0; i < job->going_on.levels; i++) {
        cn_put_u64(request, job->going_on.members[i]);
        cn_put_u64(request, job->said[i]);
    }
}

bool cn_job_read(struct cn_str request, struct cn_job *job) {
    struct cn_fields fields = {.rest = request};
    *job = (struct cn_job){.kind = (enum cn_job_kind)cn_take_choice(&fields, CN_JOB_KINDS - 1)};
    const char *end = fields.rest.len > 0 ? memchr(fields.rest.bytes, 0, fields.rest.len) : NULL;
    if (!end)
        return false;
    job->name = fields.rest.bytes;
    fields.rest.len -= (size_t)(end + 1 - fields.rest.bytes);
    fields.rest.bytes = end + 1;
    job->piece.from = cn_take_u64(&fields);
    job->piece.to = cn_take_u64(&fields);
    job->piece.line = cn_take_u64(&fields);
    job->piece.line_start = cn_take_u64(&fields);
    job->number = cn_take_u64(&fields);
    job->pieces = cn_take_u64(&fields);
    job->room = cn_take_u64(&fields);
    job->finds = cn_take_u64(&fields);
    job->cut = cn_take_u64(&fields);
    job->going_on.levels = (unsigned)cn_take_choice(&fields, CN_LEVELS_MAX);
    for (unsigned i = 0; i < job->going_on.levels; i++) {
        job->going_on.members[i] = cn_take_u64(&fields);
        job->said[i] = cn_take_u64(&fields);
    }
    return cn_fields_good(&fields);
}

uint64_t cn_job_summary(const struct cn_job *job, uint64_t number) {
    return job->pieces * job->room + number * CN_SUMMARY_ROOM;
}
