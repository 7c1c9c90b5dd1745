/* clock.c: time that only goes on. */
#include "base/clock.h"

#include <time.h>

int64_t cn_clock(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}
