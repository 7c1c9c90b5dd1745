/*
 * processors.c: how many processors there are for us. A container or taskset may leave a process
 * fewer than the machine has; only the system's own call tells, and POSIX has none for it.
 */
#ifdef __linux__
#define _GNU_SOURCE /* sched_getaffinity */
#endif

#include "worker/worker.h"

#include <sched.h>
#include <unistd.h>

static long allowed(void) {
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
#endif
#ifdef _SC_NPROCESSORS_ONLN
    return sysconf(_SC_NPROCESSORS_ONLN);
#else
    return 1;
#endif
}

size_t cn_processors(void) {
    long count = allowed();
    return count > 0 ? (size_t)count : 1;
}
