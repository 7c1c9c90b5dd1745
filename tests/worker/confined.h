/*
 * confined.h: a child that is confined and does one thing, and what became of it.
 */
#ifndef CN_TESTS_WORKER_CONFINED_H
#define CN_TESTS_WORKER_CONFINED_H

#include "worker/sandbox.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Enough for anything here, and for what the test has already. */
#define USUAL_LIMITS                                                                               \
    ((struct cn_sandbox_limits){                                                                   \
        .memory = UINT64_C(256) << 20, .file_size = 0, .cpu_seconds = UINT64_MAX})

/* Returns 0, or an errno. */
typedef int act_fn(void);
/* Puts on some of the layers. */
typedef bool confine_fn(void);

/* Exit statuses of a child beyond what an act returns. */
#define NOT_CONFINED 250

static inline bool confine_usually(void) {
    struct cn_sandbox_limits limits = USUAL_LIMITS;
    unsigned layers;
    return cn_sandbox_enter(&limits, &layers);
}

/* What the act returned, or the number of the signal that it died of, below zero. */
static inline int outcome_of(confine_fn *confine, act_fn *act) {
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(confine && !confine() ? NOT_CONFINED : act());
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return NOT_CONFINED;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* The layers that can be had here. */
static inline unsigned layers_here(void) {
    int fds[2];
    unsigned layers = 0;
    if (pipe(fds) != 0)
        abort();
    pid_t pid = fork();
    if (pid == 0) {
        struct cn_sandbox_limits limits = USUAL_LIMITS;
        cn_sandbox_enter(&limits, &layers);
        _exit(write(fds[1], &layers, sizeof layers) != sizeof layers);
    }
    close(fds[1]);
    if (read(fds[0], &layers, sizeof layers) != sizeof layers)
        abort();
    close(fds[0]);
    waitpid(pid, NULL, 0);
    return layers;
}

/* Linux: the number of a line of /proc/PID/status, such as "Seccomp" (2: calls are filtered) and
 * "NoNewPrivs" (1). -1: there is no such line, or no such process. */
static inline long status_of(pid_t pid, const char *line) {
    char text[256];
    long value = -1;
    size_t len = strlen(line);
    snprintf(text, sizeof text, "/proc/%ld/status", (long)pid);
    FILE *file = fopen(text, "r");
    while (file && fgets(text, sizeof text, file)) {
        if (strncmp(text, line, len) == 0 && text[len] == ':')
            value = strtol(text + len + 1, NULL, 10);
    }
    if (file)
        fclose(file);
    return value;
}

#endif
