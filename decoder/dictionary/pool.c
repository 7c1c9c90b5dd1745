/*
 * pool.c: strings in a row, equal ones once: a million rows of one meaning hold it once.
 */
#include "dictionary/parts.h"

#include <stdlib.h>
#include <xxhash.h>

static bool grow(struct cn_pool *pool) {
    size_t cap = pool->cap ? pool->cap * 2 : 1024;
    struct cn_pool_slot *slots = calloc(cap, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < pool->cap; i++) {
        size_t to = pool->slots[i].hash & (cap - 1);
        while (pool->slots[i].at && slots[to].at)
            to = (to + 1) & (cap - 1);
        if (pool->slots[i].at)
            slots[to] = pool->slots[i];
    }
    free(pool->slots);
    pool->slots = slots;
    pool->cap = cap;
    return true;
}

uint32_t cn_pool_put(struct cn_pool *pool, struct cn_str text) {
    uint32_t hash = (uint32_t)XXH3_64bits(text.bytes ? text.bytes : "", text.len);
    if (pool->len * 2 >= pool->cap && !grow(pool)) {
        pool->bytes.failed = true;
        return 0;
    }
    size_t i = hash & (pool->cap - 1);
    for (; pool->slots[i].at; i = (i + 1) & (pool->cap - 1))
        if (pool->slots[i].hash == hash &&
            cn_str_equal(cn_pool_str(pool->bytes.bytes, pool->slots[i].at - 1), text))
            return pool->slots[i].at - 1;
    uint32_t at = cn_pool_add(&pool->bytes, text);
    if (pool->bytes.failed)
        return 0;
    pool->slots[i] = (struct cn_pool_slot){hash, at + 1};
    pool->len++;
    return at;
}

void cn_pool_free(struct cn_pool *pool) {
    free(pool->slots);
    cn_buf_free(&pool->bytes);
    *pool = (struct cn_pool){0};
}
