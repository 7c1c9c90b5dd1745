/*
 * parts.h: what the files of worker/ share; private to them.
 */
#ifndef CN_WORKER_PARTS_H
#define CN_WORKER_PARTS_H

#include "base/limits.h"
#include "worker/worker.h"

#include <sys/types.h>

/* What is known of workers before the first of them. */
struct cn_walls {
    uint64_t memory; /* bytes that each begins with */
    unsigned layers; /* that the trial was walled in by: each has them all, or does not work */
};

/* ---- zygote.c: the process that workers are forked from ---- */

struct cn_zygote {
    pid_t pid;
    int fd; /* the parent's end of a socket to it; -1: none */
};

/* False: errno says why. */
bool cn_zygote_start(struct cn_zygote *, const struct cn_workers_calls *);
/* Waits until it is ready; adds what it has to tell. CN_SKIP: it could not prepare; CN_FATAL: it
 * has died, or `refused` says what its workers cannot be kept from. */
enum cn_severity cn_zygote_facts(const struct cn_zygote *, struct cn_buf *facts, unsigned *layers,
                                 char refused[CN_SANDBOX_WHY]);
/* A worker that is served by `socket`. 0, an errno, or -1: the zygote has died. */
int cn_zygote_fork(const struct cn_zygote *, int socket, pid_t *pid);
/* Kills a worker if it has not ended; *status as wait gives it. False: the zygote has died. */
bool cn_zygote_bury(const struct cn_zygote *, pid_t pid, int *status);
/* Ends it, and waits for it. */
void cn_zygote_end(struct cn_zygote *);

/* ---- process.c: a worker process, from the outside and from the inside ---- */

struct cn_process {
    pid_t pid;
    int fd; /* the parent's end of a socket to it, which does not block; -1: none */
};

/* A worker that serves the calls until its socket is closed. 0, an errno, or -1: the zygote has
 * died. */
int cn_process_start(struct cn_process *, const struct cn_zygote *);
void cn_process_kill(const struct cn_process *);
/* Kills it if it has not ended, and waits for it. `death` (may be NULL) tells how it ended. False:
 * the zygote has died. */
bool cn_process_end(struct cn_process *, const struct cn_zygote *, struct cn_death *);

/* fds[0] is the parent's end, which does not block if `unblocked`. Both are above standard error.
 */
bool cn_process_sockets(int fds[2], bool unblocked);
/* In a process just forked: signals as usual, no descriptor but these two and the standard streams,
 * its end tied to its parent's. */
void cn_process_settle(int keep, int keep_too, pid_t parent);
/* Nothing is read from standard input nor written to standard output any more. */
void cn_process_leave_streams(void);
_Noreturn void cn_process_be_worker(int socket, int line, pid_t zygote,
                                    const struct cn_workers_calls *, const struct cn_walls *);

/* ---- confine.c: the sandbox as workers are put in it ---- */

/* Before the first fork: how much memory there is to begin with. */
void cn_confine_measure(uint64_t *memory);
/* In a worker, when all is loaded. False: it may not work; `why` says what it is not kept from. */
bool cn_confine(const struct cn_workers_calls *, uint64_t memory, unsigned *layers,
                char why[CN_SANDBOX_WHY]);

/* ---- serve.c: what a worker does ---- */

struct cn_reply {
    int fd;
    int line;
    struct cn_buf pending;
    size_t before; /* bytes of it that are answers to earlier tasks */
    bool begun;    /* something of the task at hand has been sent */
};

/* Works on the requests that come in by `fd`, until there are no more. `line`: to a helper, or -1.
 */
void cn_serve(int fd, int line, const struct cn_workers_calls *, const struct cn_walls *);

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
/* `want` bytes, and the descriptors that come with them, into `fds`. False: the other side has
 * gone.
 */
bool cn_descriptors_receive(int fd, void *bytes, size_t want, struct cn_request *);
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
