/*
 * wrapped.h: a file as it is put into an office document: behind the name that it had (MS-OLEDS).
 *
 * For the containers of objects in OLE2 files and in RTF, which say where the bytes come from.
 */
#ifndef CN_READ_WRAPPED_H
#define CN_READ_WRAPPED_H

#include "open/container.h"

/* Up to `want` bytes; fewer only at the end. */
typedef size_t cn_wrapped_fn(void *from, void *to, size_t want);

/* Zero-initialise, then one of the three that begin. */
struct cn_wrapped {
    cn_wrapped_fn *read;
    void *from;
    struct cn_buf head; /* what was read to see what it is; owned */
    size_t taken;       /* of it */
    uint64_t left;      /* bytes of the file */
    struct cn_str name; /* in `head`, as it stands; empty: it is not said */
    bool file;          /* it stood behind its name: it is no program's own bytes */
    bool linked;        /* the file is somewhere else */
    bool cut;           /* the bytes ended before the file did */
};

/* A stream "\1Ole10Native": a size, then a file with its name, or a program's own bytes. */
void cn_wrapped_native(struct cn_wrapped *, cn_wrapped_fn *, void *from);
/* An object of OLE 1: what made it, a size, then the same. If it is none, all of it is the file. */
void cn_wrapped_object(struct cn_wrapped *, cn_wrapped_fn *, void *from);
/* All of it is the file. */
void cn_wrapped_whole(struct cn_wrapped *, cn_wrapped_fn *, void *from);
/* The member that it becomes: its name, or "object 3", for which `room` is. False: memory is out.
 */
bool cn_wrapped_member(const struct cn_wrapped *, unsigned number, struct cn_buf *room,
                       struct cn_member *);
/* How the file begins, before any of it was read: good until then. */
struct cn_str cn_wrapped_begins(const struct cn_wrapped *);
/* Up to `want` bytes of the file; fewer only at the end. */
size_t cn_wrapped_read(struct cn_wrapped *, void *to, size_t want);
void cn_wrapped_end(struct cn_wrapped *);

#endif
