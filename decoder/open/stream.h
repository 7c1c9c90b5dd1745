/*
 * stream.h: for those who write streams. A stream begins with struct cn_stream.
 */
#ifndef CN_OPEN_STREAM_H
#define CN_OPEN_STREAM_H

#include "open/open.h"

/* `size` zeroed bytes that begin with a struct cn_stream, free() frees it; NULL when memory is out.
 */
void *cn_stream_new(size_t size, const struct cn_stream_kind *, struct cn_str name,
                    struct cn_diags *);
/* The stream ends early here: sets its status and notes why, each reason once, so that a second
 * pass does not say it again. Returns `severity`. */
enum cn_severity cn_stream_fail(struct cn_stream *, enum cn_severity severity,
                                enum cn_status status, enum cn_code, const char *detail);
/* What a stream makes of its document counts against the budget, once however often it is read. */
struct cn_charge {
    struct cn_budget *budget; /* NULL: no budget */
    uint64_t charged;         /* bytes */
    uint64_t stop;            /* where the budget was used up, once `hit` */
    enum cn_budget_hit hit;
};
/* `made` bytes have been made since the first. Not good: *over of them are too many, on each pass
 * the same. */
enum cn_budget_hit cn_stream_charge(struct cn_charge *, uint64_t made, uint64_t *over);
/* Counts the bytes read from `below` into document->bytes, and hashes them if asked to. NULL when
 * memory is out: `below` is closed then. */
struct cn_stream *cn_stream_meter(struct cn_stream *below, struct cn_document *, bool hash);
/* Unpacks the gzip member that `in` begins with, if it is whole and sound, *made bytes of at most
 * `room`, out of *used. False: nothing was done, or this program cannot do that. */
bool cn_gzip_member(struct cn_str in, unsigned char *out, size_t room, size_t *used, size_t *made);

#endif
