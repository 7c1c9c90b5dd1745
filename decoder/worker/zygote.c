/*
 * zygote.c: the process that workers are forked from.
 *
 * It starts before any document is seen, loads what workers need, and from then on only forks: a
 * worker is its copy, whatever became of the workers before. It never reads a document, and its
 * parent never calls a library that a worker needs. It hears of two things on its socket, and
 * answers each:
 *
 *     fork, with a socket's end    ->  the new worker's process, or minus an errno
 *     bury, and a process          ->  that process is killed, and how it ended (wait's status)
 *
 * Besides, each worker has a line on which it may ask for a helper process; the zygote waits for
 * the first word on it, and leaves it unread, to whoever starts the helper.
 *
 * It ends with its parent, and its workers with it.
 */
#include "worker/parts.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum order { FORK = 1, BURY };

/* What is asked and answered. Between processes of one program, on one machine. */
struct message {
    int32_t order; /* or the answer's number */
    int32_t process;
};

/* ---- both ends ---- */

static bool send_bytes(int fd, const void *bytes, size_t len) {
    const char *at = bytes;
    while (len > 0) {
        ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        len -= (size_t)sent;
    }
    return true;
}

static bool receive_bytes(int fd, void *bytes, size_t len) {
    char *at = bytes;
    while (len > 0) {
        ssize_t got = recv(fd, at, len, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        len -= (size_t)got;
    }
    return true;
}

/* ---- the zygote ---- */

/* An order; a FORK brings a descriptor. False: the parent has gone. */
static bool receive_order(int fd, struct message *message, int *brought) {
    struct cn_request request = {.tasks = 0};
    *brought = -1;
    bool got = cn_descriptors_receive(fd, message, sizeof *message, &request);
    if (got && request.fds_len > 0)
        *brought = request.fds[0];
    return got;
}

/* Lines of workers that have not been heard so far, the zygote's ends. */
struct lines {
    int ends[CN_JOBS_MAX + 1];
    size_t len;
};

static struct zygote {
    int control;
    const struct cn_workers_calls *calls;
    struct cn_walls walls;
    struct lines lines;
} self;

/* Both ends of a worker's line; -1 where there is to be none. */
static bool make_line(int ends[2]) {
    ends[0] = ends[1] = -1;
    if (!self.calls->helper || self.lines.len > CN_JOBS_MAX)
        return true;
    return socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0;
}

static void keep_line(int end, bool forked) {
    if (end >= 0 && forked)
        self.lines.ends[self.lines.len++] = end;
    else if (end >= 0)
        close(end);
}

static int32_t fork_worker(int socket) {
    pid_t zygote = getpid();
    int line[2];
    pid_t pid = make_line(line) ? fork() : -1;
    int error = errno;
    if (pid == 0) {
        close(self.control);
        cn_process_be_worker(socket, line[1], zygote, self.calls, &self.walls);
    }
    close(socket);
    keep_line(line[0], pid > 0);
    if (line[1] >= 0)
        close(line[1]);
    return pid < 0 ? -error : (int32_t)pid;
}

static int32_t bury(pid_t pid) {
    int status = 0;
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

/* False: the parent has gone. */
static bool obey(void) {
    struct message message;
    int brought;
    int32_t answer = -EINVAL;
    if (!receive_order(self.control, &message, &brought))
        return false;
    if (message.order == FORK && brought >= 0)
        answer = fork_worker(brought);
    else if (message.order == BURY)
        answer = bury((pid_t)message.process);
    return send_bytes(self.control, &answer, sizeof answer);
}

/* Who has spoken on a line is put through; the line of one that has ended goes. */
static void answer_lines(const struct pollfd *polled) {
    struct lines *lines = &self.lines;
    size_t kept = 0;
    for (size_t i = 0; i < lines->len; i++) {
        if (polled[i].revents & POLLIN)
            self.calls->helper(self.calls->context, lines->ends[i]);
        else if (polled[i].revents != 0)
            close(lines->ends[i]);
        else
            lines->ends[kept++] = lines->ends[i];
    }
    lines->len = kept;
}

static void live(void) {
    struct pollfd polled[CN_JOBS_MAX + 2];
    bool wanted = true;
    while (wanted) {
        for (size_t i = 0; i < self.lines.len; i++)
            polled[i] = (struct pollfd){.fd = self.lines.ends[i], .events = POLLIN};
        size_t len = self.lines.len;
        polled[len] = (struct pollfd){.fd = self.control, .events = POLLIN};
        if (poll(polled, (nfds_t)(len + 1), -1) < 0)
            continue;
        answer_lines(polled);
        if (polled[len].revents != 0)
            wanted = obey();
    }
}

/* What a worker will be kept from, by a process that is confined like one and then ends. */
struct trial {
    unsigned layers;
    bool good;
    char why[CN_SANDBOX_WHY];
};

/* Something comes, or the other end closes, in the time that there is. libseccomp has been seen to
 * turn for ever where memory was out. */
static bool arrives(int fd) {
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    return poll(&polled, 1, CN_TRIAL_SECONDS * 1000) == 1;
}

static struct trial try_confining(const struct cn_workers_calls *calls, uint64_t memory) {
    struct trial trial = {.why = "the trial of it has died"};
    struct trial got;
    int fds[2];
    if (!cn_process_sockets(fds, false))
        return trial;
    pid_t pid = fork();
    if (pid == 0) {
        trial.good = cn_confine(calls, memory, &trial.layers, trial.why);
        send_bytes(fds[1], &trial, sizeof trial);
        _exit(0);
    }
    close(fds[1]);
    if (pid > 0 && arrives(fds[0]) && receive_bytes(fds[0], &got, sizeof got))
        trial = got;
    close(fds[0]);
    if (pid > 0)
        bury(pid);
    return trial;
}

/* What the zygote says when it is ready, or not; the facts follow. */
struct readiness {
    int32_t ready;
    uint32_t facts; /* bytes of them */
    struct trial trial;
};

static bool tell_facts(int control, bool ready, const struct cn_buf *facts,
                       const struct trial *trial) {
    struct readiness head = {ready && !facts->failed, (uint32_t)facts->len, *trial};
    return send_bytes(control, &head, sizeof head) &&
           send_bytes(control, facts->bytes, facts->len) && head.ready;
}

static _Noreturn void be_zygote(int control, pid_t parent, const struct cn_workers_calls *calls) {
    struct cn_buf facts = {0};
    struct trial trial = {.good = true};
    self = (struct zygote){.control = control, .calls = calls};
    cn_process_settle(control, -1, parent);
    bool ready = !calls->prepare || calls->prepare(calls->context, &facts);
    cn_process_leave_streams();
    cn_confine_measure(&self.walls.memory);
    if (ready)
        trial = try_confining(calls, self.walls.memory);
    self.walls.layers = trial.layers;
    if (tell_facts(control, ready, &facts, &trial))
        live();
    _exit(0);
}

/* ---- its parent ---- */

bool cn_zygote_start(struct cn_zygote *zygote, const struct cn_workers_calls *calls) {
    pid_t parent = getpid();
    int fds[2];
    if (!cn_process_sockets(fds, false))
        return false;
    pid_t pid = fork();
    if (pid == 0)
        be_zygote(fds[1], parent, calls);
    int error = errno;
    close(fds[1]);
    *zygote = (struct cn_zygote){.pid = pid, .fd = fds[0]};
    if (pid < 0) {
        close(fds[0]);
        zygote->fd = -1;
        errno = error;
    }
    return pid >= 0;
}

enum cn_severity cn_zygote_facts(const struct cn_zygote *zygote, struct cn_buf *facts,
                                 unsigned *layers, char refused[CN_SANDBOX_WHY]) {
    struct readiness head;
    refused[0] = '\0';
    if (!receive_bytes(zygote->fd, &head, sizeof head) ||
        !cn_buf_reserve(facts, (size_t)head.facts + 1) ||
        !receive_bytes(zygote->fd, facts->bytes + facts->len, head.facts))
        return CN_FATAL;
    facts->len += head.facts;
    *layers = head.trial.layers;
    if (!head.ready)
        return CN_SKIP;
    if (!head.trial.good)
        memcpy(refused, head.trial.why, CN_SANDBOX_WHY);
    return head.trial.good ? CN_OK : CN_FATAL;
}

int cn_zygote_fork(const struct cn_zygote *zygote, int socket, pid_t *pid) {
    struct message message = {.order = FORK};
    size_t sent = 0;
    int32_t answer = 0;
    struct cn_str bytes = {(const char *)&message, sizeof message};
    bool told = cn_request_send(zygote->fd, bytes, &socket, 1, &sent) && sent == sizeof message;
    if (!told || !receive_bytes(zygote->fd, &answer, sizeof answer))
        return -1;
    *pid = (pid_t)answer;
    return answer < 0 ? -answer : 0;
}

bool cn_zygote_bury(const struct cn_zygote *zygote, pid_t pid, int *status) {
    struct message message = {.order = BURY, .process = (int32_t)pid};
    int32_t answer = 0;
    if (!send_bytes(zygote->fd, &message, sizeof message) ||
        !receive_bytes(zygote->fd, &answer, sizeof answer))
        return false;
    *status = answer;
    return true;
}

void cn_zygote_end(struct cn_zygote *zygote) {
    if (zygote->fd < 0)
        return;
    close(zygote->fd);
    zygote->fd = -1;
    while (waitpid(zygote->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}
