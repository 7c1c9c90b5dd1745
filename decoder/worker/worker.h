/*
 * worker.h: tasks are worked on by several processes, their results come back in order.
 *
 * For cli/. The parent adds tasks, each a descriptor and a few bytes that say what it is; forked
 * workers, which have all that the parent had set up before, work on them and answer in frames; the
 * parent gets the frames of the first task, then those of the second, whoever was done earlier. No
 * threads: hunspell is not safe in them, and a worker can be locked into a sandbox.
 *
 * A worker may die or say what it may not; then it is replaced. What it had answered of a task is
 * kept, and that task has died; tasks it had not answered at all are tried once more, each alone,
 * so that one that kills its worker costs no other one its result.
 */
#ifndef CN_WORKER_WORKER_H
#define CN_WORKER_WORKER_H

#include "worker/frame.h"
#include "worker/sandbox.h"

/* ---- tasks ---- */

struct cn_task {
    struct cn_str request; /* what the worker is told; at most CN_REQUEST_MAX */
    int fd;                /* what it works on; -1: no worker is asked, only its turn comes */
    int extra;             /* another descriptor, the caller's to close; 0: none */
    bool lent;             /* `fd` is the caller's to close, too */
    bool again;            /* the worker that had it before has died; set by the pool */
    uint64_t seal;         /* what the worker has to say to end it; set by the pool */
    int64_t origin; /* where the descriptor stands; below 0: it cannot be read a second time */
    uint64_t size;  /* how much work it is, in bytes: small tasks go to a worker together */
    unsigned level; /* the answer begins within so many members (frame.h) */
    int error;      /* the caller's own; not sent, like the next three */
    bool spooled;
    bool standard;
    bool distinct;
};

/* ---- in a worker ---- */

/* Where a worker answers. What cannot be sent ends the process: nobody is left to work for. */
struct cn_reply;
/* Sends a frame some time before the task's end. CN_FRAME_OUTPUT may be of any length, other
 * payloads are at most CN_FRAME_MAX; empty output is no frame. */
void cn_reply_add(struct cn_reply *, enum cn_frame_type, struct cn_str payload);
/* Sends what was added. */
void cn_reply_flush(struct cn_reply *);
/* Has anything of the task at hand been sent, or is waiting to be? */
bool cn_reply_begun(const struct cn_reply *);
/* The worker's line to a helper, a SOCK_SEQPACKET socket; -1: there is none. */
int cn_reply_line(const struct cn_reply *);

/* ---- in the parent ---- */

/* A worker's exit status: the document at hand needed more memory than it may have. */
#define CN_WORKER_NO_MEMORY 71

/* Why a task has died. */
struct cn_death {
    enum cn_status status; /* CRASH, LIMIT (memory) or TIMEOUT */
    char why[80];          /* "Segmentation fault", "exit status 3" */
};

struct cn_workers_calls {
    /* In the zygote, the process that all workers are copies of, before any task: loads what they
     * need, and adds to `facts` what the parent is to know. False: it cannot, and has said why.
     * NULL: nothing is to be done. */
    bool (*prepare)(void *context, struct cn_buf *facts);
    /* In the zygote: a worker has spoken on its line for the first time; `end` is the other end of
     * that, owned. So a helper process is there only when it is needed. NULL: there are no lines.
     */
    void (*helper)(void *context, int end);
    /* In a worker, before its first task. False: it cannot work. */
    bool (*enter)(void *context, struct cn_reply *);
    /* In a worker: does a task and answers, a CN_FRAME_REPORT last. task->fd and task->extra are
     * its own. */
    void (*work)(void *context, const struct cn_task *, struct cn_reply *);
    /* In the parent, task by task in the order they were added: a frame of the task, its payload
     * checked; then its end, after its report (`death` is NULL) or without. False: no more is
     * wanted. */
    bool (*frame)(void *context, const struct cn_task *, const struct cn_frame *);
    bool (*end)(void *context, const struct cn_task *, const struct cn_death *death);
    void *context;
    /* What a worker may. */
    enum cn_sandbox_want sandbox;
    uint64_t memory;  /* bytes, beyond what it has when it begins; 0: as much as there is */
    uint64_t timeout; /* seconds for a task, and one more for each CN_TIMEOUT_BYTES; 0: no end */
};

struct cn_workers;

/* A pool of at most `jobs` workers, which are started as they are needed. NULL: memory is out.
 * `calls` must outlive it. */
struct cn_workers *cn_workers_new(size_t jobs, const struct cn_workers_calls *);
/* Starts the zygote and waits until it is ready; adds what it has to tell. What changes in this
 * process afterwards no worker knows. CN_OK; CN_SKIP: it could not prepare; CN_FATAL: `diags` says
 * why. */
enum cn_severity cn_workers_start(struct cn_workers *, struct cn_buf *facts, struct cn_diags *);
/* What walls its workers in, by the zygote's trial of it. */
unsigned cn_workers_layers(const struct cn_workers *);
/* Takes a task (its request is copied, its descriptor owned from now on unless it is lent); the
 * calls for this and for earlier tasks may come meanwhile. CN_OK; CN_END: a call wanted no more;
 * CN_FATAL: `diags` says why. */
enum cn_severity cn_workers_add(struct cn_workers *, const struct cn_task *, struct cn_diags *);
/* From the call for a task's end: a task that stands before all that were added, behind those that
 * were inserted already. */
void cn_workers_insert(struct cn_workers *, const struct cn_task *);
/* Waits until the calls for all tasks have come. Answers as cn_workers_add. */
enum cn_severity cn_workers_settle(struct cn_workers *, struct cn_diags *);
/* Ends the workers, whatever they are doing, and waits for them. */
void cn_workers_free(struct cn_workers *);

/* ---- processors.c ---- */

/* The processors that this process may run on; at least 1. */
size_t cn_processors(void);

#endif
