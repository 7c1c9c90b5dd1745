/*
 * entities.c: names of characters, found in the standard's list (entities.inc, which entities.py
 * writes).
 */
#include "read/entities.h"

#include <stdlib.h>
#include <string.h>

struct entity {
    const char *name;
    const char *text;
};

static const struct entity entities[] = {
#include "read/entities.inc"
};

static int compare(const void *key, const void *entity) {
    return cn_str_compare(*(const struct cn_str *)key,
                          cn_str_of(((const struct entity *)entity)->name));
}

struct cn_str cn_entity_find(struct cn_str name, size_t *len) {
    const size_t count = sizeof entities / sizeof *entities;
    if (name.len > CN_ENTITY_MAX)
        name.len = CN_ENTITY_MAX;
    for (; name.len > 1; name.len--) {
        const struct entity *found = bsearch(&name, entities, count, sizeof *entities, compare);
        *len = name.len;
        if (found)
            return cn_str_of(found->text);
    }
    return (struct cn_str){NULL, 0};
}
