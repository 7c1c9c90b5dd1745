/*
 * sandbox_rlimits.c: how much of the machine a worker may take. Every system has these.
 *
 * What would end the process by a signal where a call can fail as well (a file that grows too
 * large) is made to fail. The limit of processors' time has no such call: the soft limit's SIGXCPU
 * says what happened, a second before the hard limit's SIGKILL would.
 */
#include "worker/sandbox.h"

#include "base/limits.h"

#include <signal.h>
#include <sys/resource.h>

static rlim_t least(uint64_t most, rlim_t now) {
    return now == RLIM_INFINITY || most < now ? (rlim_t)most : now;
}

/* Never raises one. */
static bool limit(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return false;
    if (hard != UINT64_MAX)
        now.rlim_max = least(hard, now.rlim_max);
    if (soft != UINT64_MAX)
        now.rlim_cur = least(soft, now.rlim_max);
    return setrlimit(resource, &now) == 0;
}

/* A sanitizer's shadow of the address space would count. */
static bool limit_memory(uint64_t bytes) {
#ifdef CN_SANITIZED
    bytes = UINT64_MAX;
#endif
    return limit(RLIMIT_DATA, bytes, bytes) && limit(RLIMIT_STACK, CN_WORKER_STACK, UINT64_MAX);
}

static bool limit_time(uint64_t seconds) {
    return limit(RLIMIT_CPU, seconds, seconds < UINT64_MAX ? seconds + 1 : seconds);
}

static bool limit_files(uint64_t bytes) {
#ifdef CN_SANDBOX_TRAP
    bytes = UINT64_MAX; /* standard error may be a file */
#endif
    signal(SIGXFSZ, SIG_IGN);
    return limit(RLIMIT_FSIZE, bytes, bytes) && limit(RLIMIT_CORE, 0, 0) &&
           limit(RLIMIT_NOFILE, CN_WORKER_DESCRIPTORS, CN_WORKER_DESCRIPTORS);
}

/* Root is above this one. */
static bool limit_processes(void) {
#ifdef RLIMIT_NPROC
    return limit(RLIMIT_NPROC, 0, 0);
#else
    return true;
#endif
}

bool cn_sandbox_rlimits(const struct cn_sandbox_limits *limits) {
    return limit_memory(limits->memory) && limit_time(limits->cpu_seconds) &&
           limit_files(limits->file_size) && limit_processes();
}
