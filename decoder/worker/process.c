/*
 * process.c: a worker process, as it makes itself, and as its parent has it made and ended.
 *
 * A worker and the zygote it comes from keep nothing of their parent's descriptors but their socket
 * and standard error: they must not hold a pipe open that somebody waits on, nor the other workers'
 * sockets, by whose end they learn that the parent is gone. They end by _exit, so that nothing of
 * the parent's that they have a copy of is flushed or removed twice.
 */
#include "worker/parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

/* ---- in the worker ---- */

/* What the parent does at a signal (remove its temporary) is not for a worker to do. */
static void default_signals(void) {
    static const int signals[] = {SIGHUP, SIGINT, SIGPIPE, SIGTERM};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction now;
        if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            signal(signals[i], SIG_DFL);
    }
}

/* Where the system can do it: the parent's end is the worker's, whatever it is doing. Then an
 * interrupt is for the parent alone to act on. Elsewhere a worker ends when it next answers. */
static bool tie_to_parent(pid_t parent) {
#ifdef __linux__
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0)
        signal(SIGINT, SIG_IGN);
#endif
    return getppid() == parent;
}

static void close_numbered(int keep, int keep_too) {
    long most = sysconf(_SC_OPEN_MAX);
    for (int fd = STDERR_FILENO + 1; fd < most && fd < 65536; fd++) {
        if (fd != keep && fd != keep_too)
            close(fd);
    }
}

static void close_others(int keep, int keep_too) {
    DIR *open = opendir("/dev/fd");
    struct dirent *entry;
    if (!open) {
        close_numbered(keep, keep_too);
        return;
    }
    while ((entry = readdir(open))) {
        int fd = atoi(entry->d_name);
        if (fd > STDERR_FILENO && fd != keep && fd != keep_too && fd != dirfd(open))
            close(fd);
    }
    closedir(open);
}

void cn_process_leave_streams(void) {
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0) {
        close(STDIN_FILENO);
        close(STDOUT_FILENO);
        return;
    }
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    if (nothing > STDERR_FILENO)
        close(nothing);
}

void cn_process_settle(int keep, int keep_too, pid_t parent) {
    default_signals();
    close_others(keep, keep_too);
    if (!tie_to_parent(parent))
        _exit(0);
}

/* What a library has to say of a document is not for the user's terminal. A sanitizer's is. */
static void leave_messages(void) {
#ifndef CN_SANITIZED
    dup2(STDOUT_FILENO, STDERR_FILENO);
#endif
}

_Noreturn void cn_process_be_worker(int socket, int line, pid_t zygote,
                                    const struct cn_workers_calls *calls,
                                    const struct cn_walls *walls) {
    cn_process_settle(socket, line, zygote);
    leave_messages();
    cn_serve(socket, line, calls, walls);
    _exit(0);
}

/* ---- in the parent ---- */

/* Above standard error, so that the worker can tell it from the standard streams. */
static bool above_standard(int *fd) {
    int moved = *fd > STDERR_FILENO ? *fd : fcntl(*fd, F_DUPFD, STDERR_FILENO + 1);
    if (moved != *fd)
        close(*fd);
    *fd = moved;
    return moved >= 0;
}

bool cn_process_sockets(int fds[2], bool unblocked) {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
        return false;
    if (above_standard(&fds[0]) && above_standard(&fds[1]) &&
        fcntl(fds[0], F_SETFD, FD_CLOEXEC) == 0 &&
        (!unblocked || fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0))
        return true;
    close(fds[0]);
    close(fds[1]);
    return false;
}

int cn_process_start(struct cn_process *process, const struct cn_zygote *zygote) {
    int fds[2];
    pid_t pid = 0;
    if (!cn_process_sockets(fds, true))
        return errno;
    int error = cn_zygote_fork(zygote, fds[1], &pid);
    close(fds[1]);
    if (error != 0)
        close(fds[0]);
    else
        *process = (struct cn_process){.pid = pid, .fd = fds[0]};
    return error;
}

static void tell(struct cn_death *death, int status) {
    bool full = WIFEXITED(status) && WEXITSTATUS(status) == CN_WORKER_NO_MEMORY;
    death->status = full ? CN_STATUS_LIMIT : CN_STATUS_CRASH;
    if (full)
        snprintf(death->why, sizeof death->why, "out of memory");
    else if (WIFSIGNALED(status))
        snprintf(death->why, sizeof death->why, "%s", strsignal(WTERMSIG(status)));
    else
        snprintf(death->why, sizeof death->why, "exit status %d", WEXITSTATUS(status));
}

void cn_process_kill(const struct cn_process *process) {
    kill(process->pid, SIGKILL);
}

bool cn_process_end(struct cn_process *process, const struct cn_zygote *zygote,
                    struct cn_death *death) {
    int status = 0;
    close(process->fd);
    process->fd = -1;
    bool told = cn_zygote_bury(zygote, process->pid, &status);
    if (death)
        tell(death, status);
    return told;
}
