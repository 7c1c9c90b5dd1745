/*
 * ole_folder.c: a folder of entries, each in a tree of its storage.
 *
 * The trees are not walked as they want to be, level by level: an entry belongs to the storage that
 * led to it first, and to no other.
 */
#include "read/ole_folder.h"

#include <stdlib.h>
#include <string.h>

static void set_entry(struct cn_ole_entry *entry, const unsigned char *at, unsigned shift) {
    size_t len = cn_ole_get16(at + 64) / 2;
    memset(entry, 0, sizeof *entry);
    for (size_t i = 0; i + 1 < len && i < sizeof entry->name - 1; i++)
        entry->name[i] = at[2 * i + 1] == 0 && at[2 * i] < 0x7f ? (char)at[2 * i] : '?';
    entry->storage = at[66] == 1 || at[66] == 5;
    entry->left = cn_ole_get32(at + 68);
    entry->right = cn_ole_get32(at + 72);
    entry->below = cn_ole_get32(at + 76);
    entry->first = entry->next = CN_OLE_NONE;
    entry->start = cn_ole_get32(at + 116);
    entry->size = cn_ole_get32(at + 120);
    if (shift > 9)
        entry->size |= (uint64_t)cn_ole_get32(at + 124) << 32;
}

static bool add_entries(struct cn_ole *ole, const unsigned char *block, unsigned shift,
                        size_t *cap) {
    for (size_t at = 0; at + CN_OLE_ENTRY <= (size_t)1 << shift; at += CN_OLE_ENTRY) {
        ole->crowded = ole->entries_len == CN_OLE_ENTRIES;
        if (ole->crowded)
            return false;
        if (ole->entries_len == *cap) {
            *cap = *cap ? *cap * 2 : 64;
            struct cn_ole_entry *entries = realloc(ole->entries, *cap * sizeof *entries);
            ole->failed = !entries;
            if (!entries)
                return false;
            ole->entries = entries;
        }
        set_entry(&ole->entries[ole->entries_len++], block + at, shift);
    }
    return true;
}

static void read_entries(struct cn_ole *ole, struct cn_ole_tables *tables) {
    unsigned char block[4096];
    uint32_t sector = cn_ole_get32(tables->header + 48);
    uint64_t most = tables->size >> tables->shift;
    size_t cap = 0;
    bool good = true;
    while (good && cn_ole_goes_on(tables, sector) && most-- > 0) {
        cn_ole_read_sector(tables, sector, block);
        /* a guess is no longer one where something else stands */
        if (!cn_ole_is_known(tables, sector) && ole->entries_len > 0 &&
            cn_ole_get16(block + 64) > 64)
            break;
        good = add_entries(ole, block, tables->shift, &cap);
        sector = cn_ole_after(tables, sector);
    }
}

/* ---- storages ---- */

/* The storage that led to each. The stack has room for each once. */
static void find_storages(const struct cn_ole *ole, uint32_t *storage, uint32_t *stack) {
    size_t len = 0, count = ole->entries_len;
    for (size_t i = 0; i < count; i++)
        storage[i] = CN_OLE_NONE;
    storage[0] = 0;
    stack[len++] = 0;
    while (len > 0) {
        uint32_t at = stack[--len];
        const struct cn_ole_entry *entry = &ole->entries[at];
        const uint32_t ways[3] = {at ? entry->left : CN_OLE_NONE, at ? entry->right : CN_OLE_NONE,
                                  entry->storage ? entry->below : CN_OLE_NONE};
        for (size_t i = 0; i < 3; i++) {
            if (ways[i] >= count || storage[ways[i]] != CN_OLE_NONE)
                continue;
            storage[ways[i]] = i == 2 ? at : storage[at];
            stack[len++] = ways[i];
        }
    }
}

static bool place_entries(struct cn_ole *ole) {
    size_t count = ole->entries_len;
    uint32_t *stack = malloc(count * sizeof *stack);
    uint32_t *storage = malloc(count * sizeof *storage);
    ole->failed = !stack || !storage;
    if (!ole->failed)
        find_storages(ole, storage, stack);
    for (size_t i = ole->failed ? 0 : count; i-- > 1;) {
        if (storage[i] == CN_OLE_NONE)
            continue;
        ole->entries[i].next = ole->entries[storage[i]].first;
        ole->entries[storage[i]].first = (uint32_t)i;
    }
    free(stack);
    free(storage);
    return !ole->failed;
}

bool cn_ole_folder_read(struct cn_ole *ole, struct cn_ole_tables *tables) {
    read_entries(ole, tables);
    return ole->entries_len > 0 && !ole->failed && place_entries(ole);
}

/* ---- streams ---- */

static uint64_t bytes_in(const struct cn_ole_tables *tables, uint64_t at, uint64_t most) {
    uint64_t left = at < tables->size ? tables->size - at : 0;
    return left < most ? left : most;
}

/* How many bytes of a sector are there. */
static uint64_t there(const struct cn_ole_tables *tables, uint32_t sector, bool small) {
    uint64_t size = UINT64_C(1) << tables->shift;
    if (!small)
        return bytes_in(tables, (sector + UINT64_C(1)) << tables->shift, size);
    uint64_t place = (uint64_t)sector << CN_OLE_SMALL_SHIFT;
    uint32_t holder = tables->holders.items[place >> tables->shift];
    return bytes_in(tables, ((holder + UINT64_C(1)) << tables->shift) + (place & (size - 1)),
                    UINT64_C(1) << CN_OLE_SMALL_SHIFT);
}

/* Along the whole chain, as libgsf goes when it opens it: to its end, or to where it bites its
 * tail, which it is kept from then. `seen` has the mark of who saw a sector last. */
static uint64_t measure(struct cn_ole_tables *tables, const struct cn_ole_entry *entry,
                        uint32_t *seen, uint32_t mark, uint64_t *steps) {
    bool small = entry->size < tables->limit, whole = true;
    struct cn_ole_numbers *table = small ? &tables->small : &tables->big;
    uint64_t size = UINT64_C(1) << (small ? CN_OLE_SMALL_SHIFT : tables->shift), bytes = 0;
    uint32_t sector = entry->start;
    while (*steps > 0 && sector < table->len) {
        uint64_t got = there(tables, sector, small);
        uint32_t *next = &table->items[sector];
        bytes += whole ? got : 0;
        whole = whole && got == size;
        seen[sector] = mark;
        if (*next < table->len && seen[*next] == mark)
            *next = CN_OLE_CHAIN_END;
        sector = *next;
        --*steps;
    }
    return bytes < entry->size ? bytes : entry->size;
}

bool cn_ole_folder_measure(struct cn_ole *ole, struct cn_ole_tables *tables) {
    size_t len = tables->big.len > tables->small.len ? tables->big.len : tables->small.len;
    uint32_t *seen = calloc(len + 1, sizeof *seen);
    uint64_t steps = CN_OLE_STEPS;
    ole->failed = !seen;
    for (size_t i = 1; i < ole->entries_len && seen; i++) {
        struct cn_ole_entry *entry = &ole->entries[i];
        if (!entry->storage && entry->size > 0)
            entry->there = measure(tables, entry, seen, (uint32_t)i, &steps);
        if (steps == 0)
            entry->there = 0;
    }
    ole->crowded = ole->crowded || steps == 0;
    free(seen);
    return !ole->failed;
}
