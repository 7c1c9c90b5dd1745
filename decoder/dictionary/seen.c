/*
 * seen.c: a set of entries by folded name and meaning, to tell a row that says it again.
 *
 * Open addressing over the hash of both, so that a million rows of one name with a million meanings
 * cost no more than others.
 */
#include "dictionary/parts.h"

#include <stdlib.h>

uint64_t cn_hash_nocase(uint64_t hash, struct cn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + ('a' - 'A'));
        hash = (hash ^ c) * UINT64_C(1099511628211);
    }
    return hash;
}

/* Patterns differ by letter case, names were folded. */
static bool same(const struct cn_entry *a, const struct cn_entry *b) {
    char key_a[CN_KEY_MAX], key_b[CN_KEY_MAX];
    if (!cn_str_equal_nocase(a->meaning, b->meaning))
        return false;
    if (a->pattern.len > 0 || b->pattern.len > 0)
        return cn_str_equal(a->name, b->name);
    struct cn_str first = {key_a, cn_entry_key(a, key_a)};
    struct cn_str second = {key_b, cn_entry_key(b, key_b)};
    return cn_str_equal(first, second);
}

static uint64_t hash_of(const struct cn_entry *entry) {
    char key[CN_KEY_MAX];
    struct cn_str name = {key, cn_entry_key(entry, key)};
    uint64_t hash = cn_hash_nocase(CN_HASH_START, name);
    return cn_hash_nocase(cn_hash_nocase(hash, CN_STR("\n")), entry->meaning);
}

/* The slot a hash would take in a table of `cap`, not looking for equals. */
static size_t free_slot(const struct cn_seen_slot *slots, size_t cap, uint64_t hash) {
    size_t i = (size_t)hash & (cap - 1);
    while (slots[i].entry)
        i = (i + 1) & (cap - 1);
    return i;
}

static bool grow(struct cn_seen *seen) {
    size_t cap = seen->cap ? seen->cap * 2 : 1024;
    struct cn_seen_slot *slots = calloc(cap, sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < seen->cap; i++)
        if (seen->slots[i].entry)
            slots[free_slot(slots, cap, seen->slots[i].hash)] = seen->slots[i];
    free(seen->slots);
    seen->slots = slots;
    seen->cap = cap;
    return true;
}

bool cn_seen_add(struct cn_seen *seen, const struct cn_entry *entries, uint32_t entry,
                 uint32_t *found) {
    uint64_t hash = hash_of(&entries[entry]);
    *found = CN_NOT_SEEN;
    if (seen->len * 2 >= seen->cap && !grow(seen))
        return false;
    size_t i = (size_t)hash & (seen->cap - 1);
    for (; seen->slots[i].entry; i = (i + 1) & (seen->cap - 1)) {
        if (seen->slots[i].hash != hash)
            continue;
        if (same(&entries[seen->slots[i].entry - 1], &entries[entry])) {
            *found = seen->slots[i].entry - 1;
            return true;
        }
    }
    seen->slots[i] = (struct cn_seen_slot){hash, entry + 1};
    seen->len++;
    return true;
}

void cn_seen_free(struct cn_seen *seen) {
    free(seen->slots);
    *seen = (struct cn_seen){0};
}
