/*
 * serve.c: the service that reads PDF, once poppler is loaded. record.h says how it is spoken to.
 *
 * It waits: for requests, each of which it gives to a child of its own, for the ends of children,
 * which it tells whoever asked, and for the end of its first connection, with which it ends itself.
 * It never waits for one of them alone, so a document that takes its time keeps nobody else
 * waiting.
 */
#include "pdf/pdf.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

/* A child, or what is left of one: its last record is still to be sent. */
struct job {
    pid_t pid; /* 0: it has ended */
    int reply; /* the child's end of it */
    struct cn_pdf_record end;
};

struct service {
    int connections[CN_JOBS_MAX]; /* the first brings the others */
    size_t connected;
    cn_pdf_read *child;
    struct job jobs[CN_JOBS_MAX];
    size_t working;
    int highest; /* descriptor that was ever open */
};

/* ---- children ---- */

static int woken[2]; /* a pipe: a child has ended */

static void wake(int number) {
    int error = errno;
    (void)number;
    if (write(woken[1], "", 1) < 0)
        errno = error; /* it is full: that wakes as well */
    errno = error;
}

static void note_open(struct service *service, int fd) {
    if (fd > service->highest)
        service->highest = fd;
}

/* A child keeps what it needs, and ends with the service. */
static _Noreturn void be_child(const struct service *service, int document, int reply,
                               const struct cn_pdf_request *request, pid_t parent) {
    signal(SIGCHLD, SIG_DFL);
    for (int fd = 0; fd <= service->highest; fd++) {
        if (fd != document && fd != reply && fd != STDOUT_FILENO && fd != STDERR_FILENO)
            close(fd);
    }
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(CN_PDF_UNCONFINED);
    _exit((int)service->child(document, reply, request));
}

static bool start_child(struct service *service, int document, int reply,
                        const struct cn_pdf_request *request) {
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        be_child(service, document, reply, request, parent);
    if (pid > 0)
        service->jobs[service->working++] = (struct job){.pid = pid, .reply = reply};
    return pid > 0;
}

static struct cn_pdf_record end_of(int status) {
    struct cn_pdf_record end = {.type = CN_PDF_END, .kind = CN_PDF_DONE};
    if (WIFSIGNALED(status)) {
        end.kind = WTERMSIG(status) == SIGXCPU ? CN_PDF_SLOW : CN_PDF_DIED;
        end.text = cn_str_of(strsignal(WTERMSIG(status)));
    } else if (WEXITSTATUS(status) == CN_PDF_NO_MEMORY) {
        end.kind = CN_PDF_FULL;
    } else if (WEXITSTATUS(status) != CN_PDF_READ) {
        end.kind = CN_PDF_DIED;
        end.text = CN_STR("it could not begin");
    }
    return end;
}

static void drop_job(struct service *service, size_t number) {
    struct job *job = &service->jobs[number];
    if (job->pid > 0) {
        kill(job->pid, SIGKILL);
        while (waitpid(job->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(job->reply);
    *job = service->jobs[--service->working];
}

/* True: that was the last that is to be done about it. */
static bool send_end(const struct job *job) {
    struct cn_buf message = {0};
    cn_pdf_record_write(&message, &job->end);
    ssize_t sent = -1;
    errno = ENOMEM;
    if (!message.failed)
        sent = send(job->reply, message.bytes, message.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    bool later = sent < 0 && (errno == EAGAIN || errno == EINTR);
    cn_buf_free(&message);
    return !later;
}

static void reap(struct service *service) {
    char bytes[64];
    while (read(woken[0], bytes, sizeof bytes) > 0)
        continue;
    for (size_t i = service->working; i-- > 0;) {
        struct job *job = &service->jobs[i];
        int status;
        if (job->pid == 0 || waitpid(job->pid, &status, WNOHANG) != job->pid)
            continue;
        job->pid = 0;
        job->end = end_of(status);
        if (send_end(job))
            drop_job(service, i);
    }
}

/* ---- requests ---- */

/* Room for one descriptor, laid out as the system wants it. */
union passed {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static void answer(int connection, int reply) {
    union passed passed;
    char yes = reply >= 0 ? '+' : '-';
    struct iovec part = {.iov_base = &yes, .iov_len = 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    memset(&passed, 0, sizeof passed);
    if (reply >= 0) {
        passed.header.cmsg_level = SOL_SOCKET;
        passed.header.cmsg_type = SCM_RIGHTS;
        passed.header.cmsg_len = CMSG_LEN(sizeof reply);
        memcpy(CMSG_DATA(&passed.header), &reply, sizeof reply);
        message.msg_control = passed.bytes;
        message.msg_controllen = sizeof passed.bytes;
    }
    /* who does not read its answers goes without */
    sendmsg(connection, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void begin_job(struct service *service, int connection, int document,
                      const struct cn_pdf_request *request) {
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) != 0) {
        answer(connection, -1);
        return;
    }
    note_open(service, fds[0] > fds[1] ? fds[0] : fds[1]);
    bool started = start_child(service, document, fds[0], request);
    answer(connection, started ? fds[1] : -1);
    close(fds[1]);
    if (!started)
        close(fds[0]);
}

static void add_connection(struct service *service, int fd) {
    if (service->connected < CN_JOBS_MAX)
        service->connections[service->connected++] = fd;
    else
        close(fd);
}

/* A request and its descriptor, or -1. False: the connection is over. */
static bool receive(int connection, struct cn_pdf_request *request, int *fd) {
    union passed passed;
    char bytes[CN_PDF_REQUEST + 1];
    struct iovec part = {.iov_base = bytes, .iov_len = sizeof bytes};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = passed.bytes,
                             .msg_controllen = sizeof passed.bytes};
    memset(&passed, 0, sizeof passed);
    *fd = -1;
    ssize_t got = recvmsg(connection, &message, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof *fd))
        memcpy(fd, CMSG_DATA(header), sizeof *fd);
    return got > 0 && *fd >= 0 && cn_pdf_request_read((struct cn_str){bytes, (size_t)got}, request);
}

/* False: the connection is over. */
static bool serve(struct service *service, size_t number) {
    int connection = service->connections[number];
    struct cn_pdf_request request;
    int fd;
    bool good = receive(connection, &request, &fd);
    if (fd < 0)
        return good;
    note_open(service, fd);
    if (good && request.want == CN_PDF_CONNECT && number == 0) {
        add_connection(service, fd);
        return true;
    }
    good = good && request.want != CN_PDF_CONNECT;
    if (good)
        begin_job(service, connection, fd, &request);
    close(fd);
    return good;
}

/* ---- the loop ---- */

#define PLACES (1 + 2 * CN_JOBS_MAX)

/* Requests wait while there is no room for another child. */
static void watch(const struct service *service, struct pollfd *places) {
    short requests = service->working < CN_JOBS_MAX ? POLLIN : 0;
    *places++ = (struct pollfd){.fd = woken[0], .events = POLLIN};
    for (size_t i = 0; i < service->connected; i++)
        *places++ = (struct pollfd){.fd = service->connections[i], .events = requests};
    for (size_t i = 0; i < service->working; i++)
        *places++ = (struct pollfd){.fd = service->jobs[i].reply,
                                    .events = service->jobs[i].pid == 0 ? POLLOUT : 0};
}

/* Who no longer listens has no child any more. From the last to the first, as both lists close the
 * gap with their last. */
static void look_at_jobs(struct service *service, const struct pollfd *places) {
    for (size_t i = service->working; i-- > 0;) {
        bool gone = (places[i].revents & (POLLHUP | POLLERR)) != 0;
        if (gone || (places[i].revents & POLLOUT && send_end(&service->jobs[i])))
            drop_job(service, i);
    }
}

/* False: the first is over. */
static bool look_at_connections(struct service *service, const struct pollfd *places) {
    for (size_t i = service->connected; i-- > 0;) {
        if (places[i].revents == 0 || service->working == CN_JOBS_MAX || serve(service, i))
            continue;
        if (i == 0)
            return false;
        close(service->connections[i]);
        service->connections[i] = service->connections[--service->connected];
    }
    return true;
}

static void run(struct service *service) {
    struct pollfd places[PLACES];
    for (;;) {
        size_t connected = service->connected;
        watch(service, places);
        if (poll(places, 1 + connected + service->working, -1) < 0 && errno == EINTR)
            continue;
        look_at_jobs(service, places + 1 + connected);
        if (places[0].revents)
            reap(service);
        if (!look_at_connections(service, places + 1))
            break;
    }
    while (service->working > 0)
        drop_job(service, 0);
}

/* ---- beginning ---- */

static bool watch_children(void) {
    struct sigaction action = {.sa_handler = wake, .sa_flags = SA_RESTART};
    signal(SIGINT, SIG_IGN); /* whoever asked decides */
    signal(SIGPIPE, SIG_IGN);
    return pipe(woken) == 0 && fcntl(woken[0], F_SETFL, O_NONBLOCK) == 0 &&
           fcntl(woken[1], F_SETFL, O_NONBLOCK) == 0 && sigaction(SIGCHLD, &action, NULL) == 0;
}

bool cn_pdf_serve(int connection, cn_pdf_read *child) {
    static struct service service;
    service = (struct service){.connections = {connection}, .connected = 1, .child = child};
    if (!watch_children())
        return false;
    note_open(&service, woken[0] > woken[1] ? woken[0] : woken[1]);
    note_open(&service, connection);
    run(&service);
    return true;
}
