/*
 * parts.h: what the files of worker/ share; private to them.
 */
#ifndef CN_WORKER_PARTS_H
#define CN_WORKER_PARTS_H

#include "base/limits.h"
#include "worker/worker.h"

#include <sys/types.h>

/* ---- process.c: the one place that makes processes. A zygote or a sandbox would stand here ----
 */

struct cn_process {
    pid_t pid;
    int fd; /* the parent's end of a socket to it, which does not block; -1: none */
};

/* Forks a worker that serves `calls` until its socket is closed. False: errno says why. */
bool cn_process_start(struct cn_process *, const struct cn_workers_calls *);
void cn_process_kill(const struct cn_process *);
/* Kills it if it has not ended, and waits for it. `death` (may be NULL) tells how it ended; `why`
 * instead, if that is not NULL. */
void cn_process_end(struct cn_process *, struct cn_death *, const char *why);

/* ---- serve.c: what a worker does ---- */

struct cn_reply {
    int fd;
    struct cn_buf pending;
    bool begun; /* something of the task at hand has been sent */
};

/* Works on the requests that come in by `fd`, until there are no more. */
void cn_serve(int fd, const struct cn_workers_calls *);

/* ---- request.c: tasks on their way to a worker ---- */

/* Not a frame: a worker trusts its parent. The length of all that follows, the number of tasks, and
 * each one's request. The descriptors go with the first byte. */
void cn_request_start(struct cn_buf *);
void cn_request_add(struct cn_buf *, const struct cn_task *);
void cn_request_finish(struct cn_buf *, uint32_t tasks);

/* Sends as much as goes without waiting; the descriptors, if any are left to send. *sent gets the
 * number of bytes. False: the worker is gone. */
bool cn_request_send(int fd, struct cn_str bytes, const int *fds, size_t fds_len, size_t *sent);

struct cn_request {
    struct cn_buf bytes;
    struct cn_fields fields; /* of the tasks not yet taken */
    uint32_t tasks;
    int fds[CN_BATCH_TASKS];
    size_t fds_len, fds_taken;
};
/* Waits for a request. False: there are no more, or it is broken. */
bool cn_request_receive(int fd, struct cn_request *);
/* The next of its tasks. CN_END: there are no more; CN_SKIP: a descriptor was lost on the way. */
enum cn_severity cn_request_next(struct cn_request *, struct cn_task *);

/* ---- kept.c: frames of tasks whose turn has not come ---- */

/* Where they are kept, for all tasks together. Zero-initialise with file -1. */
struct cn_store {
    int file;           /* unnamed; -1: not needed so far */
    bool broken;        /* the file cannot be had or written: memory must do */
    uint64_t end;       /* of what was written to the file */
    uint64_t filed;     /* bytes in the file that are still wanted */
    uint64_t in_memory; /* bytes */
};
/* Is there room for another frame? If not, somebody has to wait. */
bool cn_store_has_room(const struct cn_store *);
void cn_store_free(struct cn_store *);

/* A task's own, in the order they came. Zero-initialise. */
struct cn_chunk;
struct cn_kept {
    struct cn_chunk *first;
    struct cn_chunk *last;
};
/* Keeps a frame. False: memory is out. */
bool cn_kept_add(struct cn_kept *, struct cn_store *, const struct cn_frame *);
/* Hands all frames on, and drops them. CN_END: `each` answered false; CN_FATAL: they cannot be read
 * back. */
typedef bool cn_frame_fn(void *context, const struct cn_frame *);
enum cn_severity cn_kept_replay(struct cn_kept *, struct cn_store *, cn_frame_fn *each,
                                void *context);
void cn_kept_free(struct cn_kept *, struct cn_store *);

#endif
