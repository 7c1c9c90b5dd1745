/*
 * arena.c: chunks of growing size, filled from the bottom, freed or rewound together. Rewinding
 * keeps the largest one for the next time: windows are alike.
 *
 * Under AddressSanitizer everything that is not handed out is poisoned, with a gap behind each
 * allocation, so that reading past one or after a rewind is caught as it would be on the heap.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#endif

#ifdef ASAN
#include <sanitizer/asan_interface.h>
#define POISON(address, size) ASAN_POISON_MEMORY_REGION(address, size)
#define UNPOISON(address, size) ASAN_UNPOISON_MEMORY_REGION(address, size)
#define GAP alignof(max_align_t)
#else
#define POISON(address, size) ((void)(address), (void)(size))
#define UNPOISON(address, size) ((void)(address), (void)(size))
#define GAP 0
#endif

#define CHUNK_MIN ((size_t)4 * 1024)
#define CHUNK_MAX ((size_t)1024 * 1024)

struct cn_arena_chunk {
    struct cn_arena_chunk *older;
    size_t used;
    size_t size;
    alignas(max_align_t) char bytes[];
};

static size_t aligned(size_t size) {
    return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

/* Chunks double, so that a small document is cheap and a large one needs few. */
static struct cn_arena_chunk *chunk_push(struct cn_arena *arena, size_t need) {
    size_t size = arena->chunk ? arena->chunk->size * 2 : CHUNK_MIN;
    struct cn_arena_chunk *chunk;

    if (size > CHUNK_MAX)
        size = CHUNK_MAX;
    if (size < need)
        size = need;
    chunk = arena->spare;
    if (chunk && chunk->size >= need)
        size = chunk->size;
    else
        chunk = malloc(sizeof(*chunk) + size);
    if (!chunk)
        return NULL;
    if (chunk == arena->spare)
        arena->spare = NULL;
    *chunk = (struct cn_arena_chunk){.older = arena->chunk, .size = size};
    POISON(chunk->bytes, size);
    arena->chunk = chunk;
    return chunk;
}

/* The larger of the two is kept, but none that was made for something huge. */
static void keep_or_free(struct cn_arena *arena, struct cn_arena_chunk *chunk) {
    if (chunk->size <= CHUNK_MAX && (!arena->spare || arena->spare->size < chunk->size)) {
        free(arena->spare);
        arena->spare = chunk;
    } else {
        free(chunk);
    }
}

static void chunk_pop(struct cn_arena *arena) {
    struct cn_arena_chunk *chunk = arena->chunk;

    arena->chunk = chunk->older;
    UNPOISON(chunk->bytes, chunk->size);
    keep_or_free(arena, chunk);
}

void *cn_arena_alloc(struct cn_arena *arena, size_t size) {
    struct cn_arena_chunk *chunk = arena->chunk;
    size_t taken;
    void *memory;

    if (size > SIZE_MAX / 2) {
        arena->failed = true;
        return NULL;
    }
    taken = aligned(size ? size : 1) + GAP;
    if (!chunk || chunk->size - chunk->used < taken)
        chunk = chunk_push(arena, taken);
    if (!chunk) {
        arena->failed = true;
        return NULL;
    }
    memory = chunk->bytes + chunk->used;
    chunk->used += taken;
    UNPOISON(memory, size);
    return memset(memory, 0, size);
}

void *cn_arena_array(struct cn_arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size) {
        arena->failed = true;
        return NULL;
    }
    return cn_arena_alloc(arena, count * size);
}

struct cn_str cn_arena_copy(struct cn_arena *arena, struct cn_str text) {
    char *copy = cn_arena_alloc(arena, text.len + 1);

    if (!copy)
        return (struct cn_str){NULL, 0};
    if (text.len)
        memcpy(copy, text.bytes, text.len);
    return (struct cn_str){copy, text.len};
}

struct cn_arena_mark cn_arena_mark(struct cn_arena *arena) {
    return (struct cn_arena_mark){arena->chunk, arena->chunk ? arena->chunk->used : 0};
}

void cn_arena_rewind(struct cn_arena *arena, struct cn_arena_mark mark) {
    while (arena->chunk != mark.chunk)
        chunk_pop(arena);
    arena->failed = false;
    if (!mark.chunk)
        return;
    mark.chunk->used = mark.used;
    POISON(mark.chunk->bytes + mark.used, mark.chunk->size - mark.used);
}

void cn_arena_free(struct cn_arena *arena) {
    cn_arena_rewind(arena, (struct cn_arena_mark){NULL, 0});
    free(arena->spare);
    arena->spare = NULL;
}
