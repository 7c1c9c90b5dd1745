/*
 * clock.h: how much time has passed, whatever becomes of the date. For time-outs and progress;
 * no result depends on it.
 */
#ifndef CN_BASE_CLOCK_H
#define CN_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since some moment. */
int64_t cn_clock(void);

#endif
