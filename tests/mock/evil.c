/*
 * evil.c: a worker that was never on our side, in place of cli/work.c: it answers each task with
 * what garbage.c makes of MOCK_SEED (of the environment) and of the task, and now and then it dies,
 * says nothing, or goes on talking when it was not asked.
 */
#include "cli/parallel.h"
#include "mock/mock.h"
#include "worker/parts.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static uint64_t seed;

bool cn_work_prepare(void *context, struct cn_buf *facts) {
    const char *number = getenv("MOCK_SEED");
    (void)context;
    seed = number ? strtoull(number, NULL, 10) : 0;
    cn_put_u8(facts, 0);
    return true;
}

void cn_work_helper(void *context, int end) {
    (void)context;
    close(end);
}

bool cn_work_enter(void *context, struct cn_reply *reply) {
    (void)context;
    (void)reply;
    return true;
}

/* Nothing is read here. */
enum cn_severity cn_work_member(struct cn_annotation_run *run, struct cn_document *member) {
    (void)run;
    (void)member;
    return CN_OK;
}

void cn_work_begun(struct cn_annotation_run *run) {
    (void)run;
}

void cn_work_members(struct cn_annotation_run *run) {
    (void)run;
}

void cn_work_passed(struct cn_annotation_run *run) {
    (void)run;
}

/* Of the task alone, whichever worker has it. */
static uint64_t seed_of(const struct cn_task *task) {
    uint64_t sum = seed;
    for (size_t i = 0; i < task->request.len; i++)
        sum = sum * UINT64_C(1099511628211) + (unsigned char)task->request.bytes[i];
    return sum;
}

void cn_work(void *context, const struct cn_task *task, struct cn_reply *reply) {
    struct mock_random random = {seed_of(task)};
    (void)context;
    bool ended = mock_garbage(&reply->pending, random.state);
    close(task->fd);
    if (task->extra > 0)
        close(task->extra);
    if (!ended) {
        cn_reply_flush(reply);
        while (mock_below(&random, 2000) == 0) /* the clock must end it */
            pause();
        _exit(0);
    }
    switch (mock_below(&random, 40)) {
    case 0:
        cn_reply_flush(reply);
        raise(SIGKILL);
        break;
    case 1:
        cn_buf_clear(&reply->pending);
        _exit(CN_WORKER_NO_MEMORY);
    case 2:
        cn_reply_flush(reply);
        mock_garbage(&reply->pending, random.state + 1);
        break;
    default:
        break;
    }
}
