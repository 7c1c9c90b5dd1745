/*
 * room.c: takes blocks, and gives them back. Not one large block: what was freed before lies in
 * pieces, and counts.
 */
#include "base/room.h"

#include <stdlib.h>

struct block {
    struct block *next;
    char bytes[64 * 1024 - sizeof(struct block *)];
};

/* A block that nobody looks at would be left out by a compiler. With a sanitizer large blocks are
 * slow to have, and there is no limit of memory. */
bool cn_room_whole(size_t bytes) {
#ifdef CN_SANITIZED
    return bytes > 0;
#else
    void *volatile whole = malloc(bytes);
    bool good = whole;
    free(whole);
    return good;
#endif
}

bool cn_room(size_t bytes) {
    struct block *blocks = NULL, *block = NULL;
    size_t got = 0;
    for (; got < bytes && (block = malloc(sizeof *block)); got += sizeof *block) {
        block->next = blocks;
        blocks = block;
    }
    for (; blocks; blocks = block) {
        block = blocks->next;
        free(blocks);
    }
    return got >= bytes;
}
