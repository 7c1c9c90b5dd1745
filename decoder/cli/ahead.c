/*
 * ahead.c: what was known of each input when it was added, until its turn has ended. Turns come in
 * the order of the inputs.
 */
#include "cli/annotate.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct cn_input_fact cn_input_fact(const char *path) {
    struct cn_input_fact fact = {.size = 0};
    struct stat status;
    if ((path ? stat(path, &status) : fstat(STDIN_FILENO, &status)) != 0)
        return fact;
    if (S_ISREG(status.st_mode))
        fact.size = (uint64_t)status.st_size;
    fact.time = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
    return fact;
}

/* Makes room behind the last one. */
static bool make_room(struct cn_ahead *ahead) {
    if (ahead->from > 0 && ahead->from == ahead->to)
        ahead->from = ahead->to = 0;
    if (ahead->to < ahead->cap)
        return true;
    if (ahead->from > ahead->cap / 2) {
        ahead->to -= ahead->from;
        memmove(ahead->items, ahead->items + ahead->from, ahead->to * sizeof *ahead->items);
        ahead->from = 0;
        return true;
    }
    size_t cap = ahead->cap > 0 ? 2 * ahead->cap : 256;
    struct cn_input_fact *items = realloc(ahead->items, cap * sizeof *items);
    if (!items)
        return false;
    ahead->items = items;
    ahead->cap = cap;
    return true;
}

bool cn_ahead_push(struct cn_ahead *ahead, const struct cn_input_fact *fact) {
    bool good = make_room(ahead);
    if (good)
        ahead->items[ahead->to++] = *fact;
    return good;
}

struct cn_input_fact cn_ahead_pop(struct cn_ahead *ahead) {
    return ahead->from < ahead->to ? ahead->items[ahead->from++]
                                   : (struct cn_input_fact){.size = 0};
}

void cn_ahead_free(struct cn_ahead *ahead) {
    free(ahead->items);
    *ahead = (struct cn_ahead){.items = NULL};
}
