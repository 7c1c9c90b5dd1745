/*
 * watch.h: a process that reads one document with a library which may die of it, and the fuzz
 * target that had it made.
 *
 * Whose fault a death is, is told by where it happened: the innermost function on the stack that is
 * neither libc's nor a sanitizer's is ours or the library's; of one that took too long, by where it
 * was found most of the time. What of our code ran there is added to what libFuzzer sees. A
 * sanitizer sees no more of a library that is not built with it than before.
 */
#ifndef TESTS_FUZZ_WATCH_H
#define TESTS_FUZZ_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* In the target, before it makes the process that makes the others. Aborts if it cannot. */
void cn_watch_open(void);
/* In the process that makes the others: what they say on standard error goes to the target. */
void cn_watch_send(void);
/* In the one that reads, before it is confined. It ends as by the limit after a part of a second of
 * the processor. `memory`: bytes that it may take besides what it has, where a sanitizer's shadow
 * keeps the program's own limit from being set. */
void cn_watch_begin(uint64_t memory);
/* Where it is done. */
void cn_watch_end(void);
/* In the target: was there a death that is our fault? If so, it has been printed. */
bool cn_watch_found(void);

#endif
