/*
 * pool.c: who works on what, and whose turn it is.
 *
 * Tasks stand in a list, in the order of their turns:
 *
 *     head                    unsent                  tail
 *      | ===================== | -------------------- |
 *        with workers, or done   wait for a worker
 *
 * What is inserted stands directly behind the head, which ends just then.
 *
 * The frames of the head go straight to the caller; those of later tasks are kept until they are
 * the head. Where there is no more room to keep any, workers that are not on the head are not
 * listened to, and wait.
 *
 * That this cannot lock: tasks are sent lowest first, and a worker answers its tasks in order; so
 * the worker that has the head works on it, and is listened to. Only the tasks of a worker that
 * died go back to waiting. Then there is a worker fewer than there may be, and its successor gets
 * the lowest of them before anything else. And what is inserted may find all workers waiting for
 * room: for that there is one more, the spare, which does nothing but the head, by itself.
 */
#include "worker/parts.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum state { WAITING, SENT, DONE };

struct slot {
    struct slot *next;
    struct cn_task task; /* its request is owned */
    struct cn_kept kept;
    struct cn_frame_rules rules;
    enum state state;
    bool answered; /* a frame came */
    bool tried;    /* its worker died before: it goes alone */
    bool died;
    struct cn_death death;
};

struct worker {
    struct cn_process process; /* fd -1: not running */
    struct cn_frames in;
    struct cn_buf out; /* a request; what has been sent of it stands in `sent` */
    size_t sent;
    int fds[CN_BATCH_TASKS]; /* to go with its first byte */
    size_t fds_len;
    struct slot *queue[2 * CN_BATCH_TASKS]; /* the tasks it has; it works on the first */
    size_t queue_len;
    uint64_t bytes; /* of them */
    int64_t spent;  /* milliseconds on the first of them, while it was listened to */
};

struct cn_workers {
    const struct cn_workers_calls *calls;
    struct cn_zygote zygote;
    unsigned layers;        /* that its workers are walled in by */
    struct worker *workers; /* `jobs`, and the spare */
    struct pollfd *polled;
    size_t jobs;
    size_t batch_tasks;       /* most tasks sent at once */
    struct slot *head, *tail; /* NULL: there is no task */
    struct slot *unsent;      /* before it none waits for a worker; NULL: none at all */
    struct slot *inserted;    /* the last one; NULL: none is left */
    size_t len;               /* of the list */
    uint64_t taken;           /* frames */
    uint64_t seals;           /* given to tasks */
    struct cn_store store;
    enum cn_severity outcome; /* CN_OK, CN_END or CN_FATAL; the latter two are final */
    struct cn_diags *diags;   /* of the call at hand */
};

static void fail(struct cn_workers *pool, enum cn_code code, const char *detail) {
    if (pool->outcome == CN_OK)
        cn_diag_add(pool->diags, CN_FATAL, code, NULL, detail ? "%s" : NULL, detail);
    pool->outcome = CN_FATAL;
}

static void want(struct cn_workers *pool, bool more) {
    if (!more && pool->outcome == CN_OK)
        pool->outcome = CN_END;
}

/* ---- turns ---- */

struct turn {
    struct cn_workers *pool;
    struct slot *slot;
};

static bool hand_on(void *context, const struct cn_frame *frame) {
    const struct turn *turn = context;
    const struct cn_workers_calls *calls = turn->pool->calls;
    return calls->frame(calls->context, &turn->slot->task, frame);
}

static void close_task(struct cn_task *task) {
    if (task->fd >= 0 && !task->lent)
        close(task->fd);
    task->fd = -1;
}

static void free_slot(struct cn_workers *pool, struct slot *slot) {
    close_task(&slot->task);
    cn_kept_free(&slot->kept, &pool->store);
    free((char *)slot->task.request.bytes);
    free(slot);
}

/* Takes the head off the list. */
static void pop(struct cn_workers *pool) {
    struct slot *slot = pool->head;
    pool->head = slot->next;
    if (pool->tail == slot)
        pool->tail = NULL;
    if (pool->unsent == slot)
        pool->unsent = slot->next;
    if (pool->inserted == slot)
        pool->inserted = NULL;
    pool->len--;
    free_slot(pool, slot);
}

/* Hands on what was kept of the head, ends it if it is done, and so on with the next. */
static void take_turns(struct cn_workers *pool) {
    const struct cn_workers_calls *calls = pool->calls;
    while (pool->outcome == CN_OK && pool->head) {
        struct slot *slot = pool->head;
        struct turn turn = {pool, slot};
        enum cn_severity severity = cn_kept_replay(&slot->kept, &pool->store, hand_on, &turn);
        if (severity == CN_FATAL)
            fail(pool, CN_E_WORKER_FILE, NULL);
        want(pool, severity == CN_OK);
        if (slot->state != DONE || pool->outcome != CN_OK)
            return;
        want(pool, calls->end(calls->context, &slot->task, slot->died ? &slot->death : NULL));
        pop(pool);
    }
}

/* ---- what workers say ---- */

/* Can the next frame be taken? That of a worker without a task is a broken one. */
static bool listens(const struct cn_workers *pool, const struct worker *worker) {
    return worker->queue_len == 0 || worker->queue[0] == pool->head ||
           cn_store_has_room(&pool->store);
}

static void finish_first(struct worker *worker) {
    struct slot *slot = worker->queue[0];
    slot->state = DONE;
    worker->bytes -= slot->task.size;
    worker->spent = 0;
    close_task(&slot->task);
    worker->queue_len--;
    memmove(worker->queue, worker->queue + 1, worker->queue_len * sizeof *worker->queue);
}

/* False: it is another one's. */
static bool break_seal(struct cn_workers *pool, struct worker *worker, struct cn_str payload) {
    struct slot *slot = worker->queue[0];
    uint64_t seal;
    if (!cn_seal_read(payload, &seal) || seal != slot->task.seal)
        return false;
    finish_first(worker);
    if (slot == pool->head)
        take_turns(pool);
    return true;
}

/* False: the frame breaks the rules. */
static bool take_frame(struct cn_workers *pool, struct worker *worker,
                       const struct cn_frame *frame) {
    if (worker->queue_len == 0)
        return false;
    struct slot *slot = worker->queue[0];
    bool is_head = slot == pool->head;
    if (!cn_frame_allowed(&slot->rules, frame))
        return false;
    slot->answered = true;
    pool->taken++;
    if (frame->type == CN_FRAME_SEAL)
        return break_seal(pool, worker, frame->payload);
    if (is_head)
        want(pool, hand_on(&(struct turn){pool, slot}, frame));
    else if (!cn_kept_add(&slot->kept, &pool->store, frame))
        fail(pool, CN_E_MEMORY, NULL);
    return true;
}

/* A task whose worker died: over, or to be tried again. */
static void lose(struct cn_workers *pool, struct slot *slot, const struct cn_death *death) {
    struct cn_task *task = &slot->task;
    if (!slot->answered && !slot->tried && task->origin >= 0 &&
        lseek(task->fd, (off_t)task->origin, SEEK_SET) == (off_t)task->origin) {
        slot->tried = task->again = true;
        slot->state = WAITING;
        pool->unsent = pool->head;
        return;
    }
    slot->state = DONE;
    slot->died = true;
    slot->death = *death;
    close_task(task);
}

/* `cause`: why, if it did not end by itself. */
static void bury(struct cn_workers *pool, struct worker *worker, const struct cn_death *cause) {
    struct cn_death death;
    if (!cn_process_end(&worker->process, &pool->zygote, &death))
        fail(pool, CN_E_ZYGOTE, NULL);
    if (cause)
        death = *cause;
    for (size_t i = 0; i < worker->queue_len; i++)
        lose(pool, worker->queue[i], &death);
    worker->in.from = worker->in.to = 0;
    worker->queue_len = worker->fds_len = worker->sent = 0;
    worker->bytes = 0;
    worker->spent = 0;
    cn_buf_clear(&worker->out);
    take_turns(pool);
}

/* The frames that have come in whole. */
static void take_frames(struct cn_workers *pool, struct worker *worker) {
    struct cn_frame frame;
    while (pool->outcome == CN_OK && listens(pool, worker)) {
        enum cn_severity severity = cn_frames_next(&worker->in, &frame);
        if (severity == CN_END)
            return;
        if (severity != CN_OK || !take_frame(pool, worker, &frame)) {
            bury(pool, worker,
                 &(struct cn_death){CN_STATUS_CRASH, "its answer was not understood"});
            return;
        }
    }
}

static void hear(struct cn_workers *pool, struct worker *worker) {
    char *room;
    size_t len;
    if (!cn_frames_room(&worker->in, &room, &len)) {
        fail(pool, CN_E_MEMORY, NULL);
        return;
    }
    ssize_t got = recv(worker->process.fd, room, len, 0);
    if (got > 0)
        cn_frames_filled(&worker->in, (size_t)got);
    else if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
        bury(pool, worker, NULL);
}

/* ---- what workers are told ---- */

static bool telling(const struct worker *worker) {
    return worker->sent < worker->out.len;
}

/* Sends more of the request. One that cannot be told any more is killed; its socket's end, behind
 * all that it has still said, brings the news. */
static void tell(struct worker *worker) {
    struct cn_str rest = {worker->out.bytes + worker->sent, worker->out.len - worker->sent};
    size_t sent = 0;
    if (!cn_request_send(worker->process.fd, rest, worker->fds, worker->fds_len, &sent)) {
        cn_process_kill(&worker->process);
        sent = rest.len;
    }
    worker->sent += sent;
    if (sent > 0)
        worker->fds_len = 0;
}

/* The tasks that would be sent next. */
struct batch {
    struct slot *slots[CN_BATCH_TASKS];
    size_t len;
    uint64_t bytes;
    size_t request_bytes;
    bool alone;
    bool full; /* more would not be sent with them */
};

static bool goes_alone(const struct slot *slot) {
    return slot->tried || slot->task.extra > 0;
}

static bool fits(const struct cn_workers *pool, const struct batch *batch,
                 const struct slot *slot) {
    return batch->len == 0 ||
           (!goes_alone(slot) && batch->len < pool->batch_tasks && batch->bytes < CN_BATCH_BYTES &&
            batch->request_bytes + slot->task.request.len < CN_REQUEST_MAX);
}

static struct batch gather(struct cn_workers *pool) {
    struct batch batch = {.len = 0};
    while (pool->unsent && pool->unsent->state != WAITING)
        pool->unsent = pool->unsent->next;
    for (struct slot *slot = pool->unsent; slot && !batch.full; slot = slot->next) {
        if (slot->state != WAITING)
            continue;
        batch.full = !fits(pool, &batch, slot);
        if (batch.full)
            break;
        batch.slots[batch.len++] = slot;
        batch.bytes += slot->task.size;
        batch.request_bytes += slot->task.request.len;
        batch.alone = slot->tried;
        batch.full =
            goes_alone(slot) || batch.len == pool->batch_tasks || batch.bytes >= CN_BATCH_BYTES;
    }
    return batch;
}

/* Has a worker so little to do that it may be given more? One without a task always; one whose work
 * is soon done, so that it need not wait for more. */
static bool takes_more(const struct worker *worker, const struct batch *batch) {
    if (worker->process.fd < 0 || telling(worker))
        return false;
    if (worker->queue_len == 0)
        return true;
    return !batch->alone && worker->queue_len <= CN_BATCH_TASKS &&
           worker->bytes <= CN_BATCH_BYTES && !worker->queue[0]->tried;
}

static struct worker *start_one(struct cn_workers *pool) {
    bool any = false;
    int error = 0;
    for (size_t i = 0; i < pool->jobs; i++) {
        struct worker *worker = &pool->workers[i];
        if (worker->process.fd >= 0) {
            any = true;
            continue;
        }
        error = cn_process_start(&worker->process, &pool->zygote);
        if (error == 0)
            return worker;
        break;
    }
    if (error < 0)
        fail(pool, CN_E_ZYGOTE, NULL);
    else if (!any)
        fail(pool, CN_E_WORKER_START, strerror(error));
    return NULL;
}

/* For the head, when all others wait until there is room. */
static struct worker *pick_spare(struct cn_workers *pool, struct batch *batch) {
    struct worker *spare = &pool->workers[pool->jobs];
    if (batch->slots[0] != pool->head || cn_store_has_room(&pool->store) || spare->queue_len > 0)
        return NULL;
    int error = spare->process.fd < 0 ? cn_process_start(&spare->process, &pool->zygote) : 0;
    if (error != 0) {
        fail(pool, error < 0 ? CN_E_ZYGOTE : CN_E_WORKER_START, error < 0 ? NULL : strerror(error));
        return NULL;
    }
    batch->len = 1;
    return spare;
}

/* One without a task, else a new one, else the one with the least to do. */
static struct worker *pick(struct cn_workers *pool, struct batch *batch) {
    struct worker *best = NULL;
    for (size_t i = 0; i < pool->jobs; i++) {
        struct worker *worker = &pool->workers[i];
        if (takes_more(worker, batch) &&
            (!best || worker->bytes < best->bytes || worker->queue_len == 0))
            best = worker;
    }
    if (best && best->queue_len == 0)
        return best;
    struct worker *started = start_one(pool);
    if (started || best || pool->outcome != CN_OK)
        return started ? started : best;
    return pick_spare(pool, batch);
}

static void give(struct cn_workers *pool, struct worker *worker, const struct batch *batch) {
    cn_request_start(&worker->out);
    worker->sent = worker->fds_len = 0;
    for (size_t i = 0; i < batch->len; i++) {
        struct slot *slot = batch->slots[i];
        cn_request_add(&worker->out, &slot->task);
        worker->fds[worker->fds_len++] = slot->task.fd;
        if (slot->task.extra > 0)
            worker->fds[worker->fds_len++] = slot->task.extra;
        worker->queue[worker->queue_len++] = slot;
        worker->bytes += slot->task.size;
        slot->state = SENT;
    }
    cn_request_finish(&worker->out, (uint32_t)batch->len);
    if (worker->out.failed)
        fail(pool, CN_E_MEMORY, NULL);
    else
        tell(worker);
}

enum dispatched { NOTHING, GIVEN, BUSY };

/* Gives a batch to a worker, also a small one if `all`. */
static enum dispatched dispatch(struct cn_workers *pool, bool all) {
    struct batch batch = gather(pool);
    if (batch.len == 0 || (!batch.full && !all))
        return NOTHING;
    struct worker *worker = pick(pool, &batch);
    if (!worker)
        return BUSY;
    give(pool, worker, &batch);
    return GIVEN;
}

/* ---- waiting ---- */

static size_t fill_polled(struct cn_workers *pool) {
    size_t busy = 0;
    for (size_t i = 0; i <= pool->jobs; i++) {
        struct worker *worker = &pool->workers[i];
        bool hears = listens(pool, worker);
        bool polls = worker->process.fd >= 0 && (hears || telling(worker));
        pool->polled[i] = (struct pollfd){.fd = polls ? worker->process.fd : -1};
        pool->polled[i].events = (short)((hears ? POLLIN : 0) | (telling(worker) ? POLLOUT : 0));
        busy += polls;
    }
    return busy;
}

/* ---- clocks ----
 *
 * Time counts for the first task of a worker while this process waits, and listens to it: not while
 * it is held up by us, or we by whoever reads the output.
 */

static bool is_timed(const struct cn_workers *pool, const struct worker *worker) {
    return pool->calls->timeout > 0 && worker->process.fd >= 0 && worker->queue_len > 0 &&
           listens(pool, worker);
}

/* Milliseconds that are left for its first task. */
static int64_t time_left(const struct cn_workers *pool, const struct worker *worker) {
    uint64_t seconds = pool->calls->timeout + worker->queue[0]->task.size / CN_TIMEOUT_BYTES;
    return seconds > INT32_MAX ? INT32_MAX : (int64_t)seconds * 1000 - worker->spent;
}

/* How long to wait at most. */
static int patience(const struct cn_workers *pool) {
    int64_t least = INT32_MAX;
    for (size_t i = 0; i <= pool->jobs; i++) {
        const struct worker *worker = &pool->workers[i];
        if (is_timed(pool, worker) && time_left(pool, worker) < least)
            least = time_left(pool, worker);
    }
    if (least == INT32_MAX)
        return -1;
    return least > 0 ? (int)least : 0;
}

/* Waits for any of those polled; what it takes is counted. Answers as poll. */
static int wait_for_any(struct cn_workers *pool) {
    int64_t begun = cn_clock();
    int ready = poll(pool->polled, (nfds_t)(pool->jobs + 1), patience(pool));
    int64_t passed = cn_clock() - begun;
    for (size_t i = 0; i <= pool->jobs; i++) {
        if (is_timed(pool, &pool->workers[i]))
            pool->workers[i].spent += passed;
    }
    return ready;
}

/* Those whose time is over. */
static void end_late(struct cn_workers *pool) {
    static const struct cn_death late = {CN_STATUS_TIMEOUT, "its time was over"};
    for (size_t i = 0; i <= pool->jobs && pool->outcome == CN_OK; i++) {
        struct worker *worker = &pool->workers[i];
        if (is_timed(pool, worker) && time_left(pool, worker) <= 0)
            bury(pool, worker, &late);
    }
}

/* What one worker is ready for. */
static void serve(struct cn_workers *pool, struct worker *worker, short ready) {
    if (ready & POLLOUT)
        tell(worker);
    if (ready & ~POLLOUT && listens(pool, worker))
        hear(pool, worker);
    take_frames(pool, worker);
}

/* Takes and sends what can be; `wait`: until something could. */
static void pump(struct cn_workers *pool, bool wait) {
    uint64_t before = pool->taken;
    for (size_t i = 0; i <= pool->jobs; i++)
        take_frames(pool, &pool->workers[i]);
    wait = wait && pool->taken == before && pool->outcome == CN_OK;
    if (fill_polled(pool) == 0) {
        if (wait)
            fail(pool, CN_E_WORKER_START, NULL);
        return;
    }
    int ready = wait ? wait_for_any(pool) : poll(pool->polled, (nfds_t)(pool->jobs + 1), 0);
    for (size_t i = 0; ready > 0 && i <= pool->jobs && pool->outcome == CN_OK; i++) {
        if (pool->polled[i].revents != 0)
            serve(pool, &pool->workers[i], pool->polled[i].revents);
    }
    if (wait)
        end_late(pool);
}

/* ---- the calls of worker.h ---- */

/* Each task with a worker is a descriptor here, and another one on its way. */
static size_t tasks_at_once(size_t jobs) {
    long most = sysconf(_SC_OPEN_MAX);
    size_t room = most > 0 ? (size_t)most / (4 * jobs + 4) : CN_BATCH_TASKS;
    if (room > CN_BATCH_TASKS)
        return CN_BATCH_TASKS;
    return room > 0 ? room : 1;
}

struct cn_workers *cn_workers_new(size_t jobs, const struct cn_workers_calls *calls) {
    struct cn_workers *pool = calloc(1, sizeof *pool);
    if (!pool)
        return NULL;
    *pool = (struct cn_workers){.calls = calls, .zygote.fd = -1, .store.file = -1};
    pool->workers = calloc(jobs + 1, sizeof *pool->workers);
    pool->polled = calloc(jobs + 1, sizeof *pool->polled);
    pool->jobs = jobs;
    pool->batch_tasks = tasks_at_once(jobs);
    for (size_t i = 0; pool->workers && i <= pool->jobs; i++)
        pool->workers[i].process.fd = -1;
    if (pool->workers && pool->polled)
        return pool;
    cn_workers_free(pool);
    return NULL;
}

enum cn_severity cn_workers_start(struct cn_workers *pool, struct cn_buf *facts,
                                  struct cn_diags *diags) {
    enum cn_severity severity = CN_FATAL;
    char refused[CN_SANDBOX_WHY];
    pool->diags = diags;
    if (!cn_zygote_start(&pool->zygote, pool->calls)) {
        fail(pool, CN_E_WORKER_START, strerror(errno));
        return CN_FATAL;
    }
    severity = cn_zygote_facts(&pool->zygote, facts, &pool->layers, refused);
    if (severity == CN_FATAL && refused[0])
        fail(pool, CN_E_SANDBOX, refused);
    else if (severity == CN_FATAL)
        fail(pool, CN_E_ZYGOTE, NULL);
    return severity;
}

unsigned cn_workers_layers(const struct cn_workers *pool) {
    return pool->layers;
}

/* Another one for each task, and none that nonsense is by chance. */
static uint64_t new_seal(struct cn_workers *pool) {
    return ++pool->seals * UINT64_C(0x9e3779b97f4a7c15);
}

static struct slot *new_slot(struct cn_workers *pool, const struct cn_task *task) {
    struct slot *slot = calloc(1, sizeof *slot);
    char *request = calloc(1, task->request.len + 1);
    if (!slot || !request) {
        free(slot);
        free(request);
        fail(pool, CN_E_MEMORY, NULL);
        return NULL;
    }
    *slot = (struct slot){
        .task = *task, .rules.level = task->level, .state = task->fd < 0 ? DONE : WAITING};
    if (task->request.len > 0)
        memcpy(request, task->request.bytes, task->request.len);
    slot->task.request.bytes = request;
    slot->task.seal = new_seal(pool);
    pool->len++;
    return slot;
}

/* To the end of the list; the next turn may be its own. */
static void append(struct cn_workers *pool, const struct cn_task *task) {
    struct slot *slot = new_slot(pool, task);
    if (!slot)
        return;
    if (pool->tail)
        pool->tail->next = slot;
    else
        pool->head = slot;
    pool->tail = slot;
    if (!pool->unsent)
        pool->unsent = slot;
    if (slot->state == DONE)
        take_turns(pool);
}

void cn_workers_insert(struct cn_workers *pool, const struct cn_task *task) {
    struct slot *before = pool->inserted ? pool->inserted : pool->head;
    struct slot *slot = new_slot(pool, task);
    if (!slot)
        return;
    slot->next = before->next;
    before->next = slot;
    if (pool->tail == before)
        pool->tail = slot;
    pool->inserted = slot;
    pool->unsent = pool->head;
}

enum cn_severity cn_workers_add(struct cn_workers *pool, const struct cn_task *task,
                                struct cn_diags *diags) {
    enum dispatched dispatched = GIVEN;
    pool->diags = diags;
    while (pool->outcome == CN_OK && pool->len >= CN_TASKS_AHEAD) {
        dispatch(pool, true);
        pump(pool, true);
    }
    if (pool->outcome == CN_OK)
        append(pool, task);
    else if (task->fd >= 0 && !task->lent)
        close(task->fd);
    while (pool->outcome == CN_OK && (dispatched = dispatch(pool, false)) != NOTHING)
        pump(pool, dispatched == BUSY);
    return pool->outcome;
}

enum cn_severity cn_workers_settle(struct cn_workers *pool, struct cn_diags *diags) {
    pool->diags = diags;
    while (pool->outcome == CN_OK && pool->head) {
        while (pool->outcome == CN_OK && dispatch(pool, true) == GIVEN)
            continue;
        if (pool->outcome == CN_OK && pool->head)
            pump(pool, true);
    }
    return pool->outcome;
}

void cn_workers_free(struct cn_workers *pool) {
    if (!pool)
        return;
    for (size_t i = 0; pool->workers && i <= pool->jobs; i++) {
        struct worker *worker = &pool->workers[i];
        if (worker->process.fd >= 0)
            cn_process_end(&worker->process, &pool->zygote, NULL);
        cn_frames_free(&worker->in);
        cn_buf_free(&worker->out);
    }
    while (pool->head)
        pop(pool);
    cn_zygote_end(&pool->zygote);
    cn_store_free(&pool->store);
    free(pool->workers);
    free(pool->polled);
    free(pool);
}
