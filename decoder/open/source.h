/*
 * source.h: bytes that can be had at any offset: a file, a part of one, or memory.
 *
 * For containers and for readers of formats that have a table of contents (zip, PDF). What comes in
 * one after the other is put into a keep first (keep.h).
 */
#ifndef CN_OPEN_SOURCE_H
#define CN_OPEN_SOURCE_H

#include "base/bytes.h"

/* Borrows the descriptor and the bytes. */
struct cn_source {
    int fd;            /* -1: they are in memory */
    const char *bytes; /* if so */
    uint64_t offset;   /* of the first of them in the descriptor */
    uint64_t size;     /* bytes */
};

/* Up to `want` bytes from `at` on; *got is fewer only at the end, also where a file has become
 * shorter. False: errno says why. The descriptor's own place is neither used nor moved. */
bool cn_source_read(const struct cn_source *, uint64_t at, void *to, size_t want, size_t *got);

#endif
