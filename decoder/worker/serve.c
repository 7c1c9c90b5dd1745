/*
 * serve.c: a worker's life: a request, its tasks one after the other, the next request.
 *
 * Answers are gathered, so that many small tasks cost one call of the system. Output in the middle
 * of a task goes out at once: if the task kills the worker, what had come until then depends on
 * that task alone, and not on what it was sent together with. The rest of such a task goes out at
 * its end: it must not be lost by the next one.
 */
#include "worker/parts.h"

#include "base/limits.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static void send_all(int fd, const char *bytes, size_t len) {
    while (len > 0) {
        ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            _exit(0); /* the parent has gone, or wants no more */
        bytes += sent;
        len -= (size_t)sent;
    }
}

void cn_reply_flush(struct cn_reply *reply) {
    if (reply->pending.failed)
        _exit(1);
    send_all(reply->fd, reply->pending.bytes, reply->pending.len);
    cn_buf_clear(&reply->pending);
    reply->begun = true;
}

void cn_reply_add(struct cn_reply *reply, enum cn_frame_type type, struct cn_str payload) {
    bool output = type == CN_FRAME_OUTPUT;
    while (output && payload.len > CN_FRAME_MAX) {
        cn_frame_add(&reply->pending, type, (struct cn_str){payload.bytes, CN_FRAME_MAX});
        cn_reply_flush(reply);
        payload.bytes += CN_FRAME_MAX;
        payload.len -= CN_FRAME_MAX;
    }
    if (!output || payload.len > 0)
        cn_frame_add(&reply->pending, type, payload);
}

/* What was said of this task ends here. What comes before that, said by a document that got hold of
 * the worker's voice, is not taken for an answer to the next one. */
static void seal(struct cn_reply *reply, const struct cn_task *task) {
    struct cn_buf payload = {0};
    cn_seal_write(&payload, task->seal);
    cn_reply_add(reply, CN_FRAME_SEAL, cn_buf_str(&payload));
    reply->pending.failed = reply->pending.failed || payload.failed;
    cn_buf_free(&payload);
}

/* False: it was not all there. */
static bool work(const struct cn_workers_calls *calls, struct cn_request *request,
                 struct cn_reply *reply) {
    enum cn_severity severity;
    struct cn_task task;
    while ((severity = cn_request_next(request, &task)) == CN_OK) {
        reply->begun = false;
        reply->before = reply->pending.len;
        calls->work(calls->context, &task, reply);
        seal(reply, &task);
        if (reply->begun || reply->pending.len >= CN_FRAME_MAX)
            cn_reply_flush(reply);
    }
    cn_reply_flush(reply);
    return severity == CN_END;
}

bool cn_reply_begun(const struct cn_reply *reply) {
    return reply->begun || reply->pending.len > reply->before;
}

int cn_reply_line(const struct cn_reply *reply) {
    return reply->line;
}

void cn_serve(int fd, int line, const struct cn_workers_calls *calls,
              const struct cn_walls *walls) {
    struct cn_reply reply = {.fd = fd, .line = line};
    struct cn_request request = {.tasks = 0};
    char why[CN_SANDBOX_WHY];
    unsigned layers;
    if (!calls->enter(calls->context, &reply) || !cn_confine(calls, walls->memory, &layers, why) ||
        (walls->layers & ~layers) != 0)
        return;
    while (cn_request_receive(fd, &request) && work(calls, &request, &reply))
        continue;
}
