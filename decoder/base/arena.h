/*
 * arena.h: memory that is freed all at once.
 *
 * Three lifetimes, three owners: the scanner's (built once, then const), the document's, and
 * scratch, which is rewound after each window. Every chunk is poisoned for ASan until it is handed
 * out. Not thread-safe; an arena belongs to one owner.
 */
#ifndef CN_BASE_ARENA_H
#define CN_BASE_ARENA_H

#include "base/bytes.h"

struct cn_arena_chunk;

/* Zero-initialise. */
struct cn_arena {
    struct cn_arena_chunk *chunk; /* the newest; older ones are linked from it */
    struct cn_arena_chunk *spare; /* the largest that was rewound */
    bool failed;                  /* an allocation failed since the last rewind */
};

/* A point to rewind to. */
struct cn_arena_mark {
    struct cn_arena_chunk *chunk;
    size_t used;
};

/* `size` zeroed bytes aligned for any type; NULL when memory is out (and `failed` is set). */
void *cn_arena_alloc(struct cn_arena *, size_t size);
/* Room for `count` of a type; overflow counts as failure. */
void *cn_arena_array(struct cn_arena *, size_t count, size_t size);
#define CN_NEW(arena, type) ((type *)cn_arena_alloc((arena), sizeof(type)))
#define CN_NEW_ARRAY(arena, type, count) ((type *)cn_arena_array((arena), (count), sizeof(type)))
/* A copy with a NUL behind it; {NULL, 0} when memory is out. */
struct cn_str cn_arena_copy(struct cn_arena *, struct cn_str);
struct cn_arena_mark cn_arena_mark(struct cn_arena *);
/* Takes back what was allocated since the mark; a chunk of it is kept until cn_arena_free. */
void cn_arena_rewind(struct cn_arena *, struct cn_arena_mark);
void cn_arena_free(struct cn_arena *);

#endif
