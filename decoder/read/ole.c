/*
 * ole.c: sectors, chained by a table; a folder of entries, each in a tree of its storage.
 *
 * The trees are not walked as they want to be, level by level: an entry belongs to the storage that
 * led to it first, and to no other. Where the table is missing, because the file was cut, sectors
 * are taken to follow each other, as they do in most files; a chain that leads through what was cut
 * off is followed to where it comes back. A stream is never longer than the file, so that a chain
 * that bites its tail comes to an end.
 */
#include "read/ole.h"

#include <stdlib.h>
#include <string.h>

#define HEADER 512
#define ENTRY 128
#define SMALL_SHIFT 6
#define FREE UINT32_MAX
#define LAST_SECTOR 0xfffffffau /* beyond it are marks: end of chain, free */
#define GUESS 0xfffffffbu       /* one of our own: the number was not there */

static uint32_t get16(const unsigned char *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get32(const unsigned char *at) {
    return get16(at) | get16(at + 2) << 16;
}

bool cn_ole_begins(struct cn_str head) {
    return head.len >= HEADER && memcmp(head.bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

/* ---- sectors ---- */

/* How many bytes of it are there; what is missing is zeros. */
static size_t read_sector(struct cn_ole *ole, uint32_t sector, unsigned char *to) {
    size_t size = (size_t)1 << ole->shift;
    size_t got = 0;
    uint64_t at = (sector + UINT64_C(1)) << ole->shift;
    if (!cn_source_read(ole->source, at, to, size, &got))
        got = 0;
    memset(to + got, 0, size - got);
    ole->cut = ole->cut || got < size;
    return got;
}

static bool is_known(const uint32_t *table, size_t len, uint32_t sector) {
    return sector < len && table[sector] != GUESS;
}

static uint32_t behind(const uint32_t *table, size_t len, uint32_t sector) {
    return is_known(table, len, sector) ? table[sector] : sector + 1;
}

static uint32_t after(const struct cn_ole *ole, uint32_t sector) {
    return behind(ole->table, ole->table_len, sector);
}

static bool is_sector(const struct cn_ole *ole, uint32_t sector) {
    return sector <= LAST_SECTOR && (sector + UINT64_C(1)) << ole->shift < ole->source->size;
}

/* Does the chain go on there? It may lead through what was cut off, and back. */
static bool goes_on(const struct cn_ole *ole, uint32_t sector) {
    return is_sector(ole, sector) || is_known(ole->table, ole->table_len, sector);
}

/* A list of numbers that grows. */
struct numbers {
    uint32_t *items;
    size_t len, cap;
};

static bool add_number(struct cn_ole *ole, struct numbers *numbers, uint32_t number) {
    if (numbers->len == numbers->cap) {
        size_t cap = numbers->cap ? numbers->cap * 2 : 256;
        uint32_t *items = realloc(numbers->items, cap * sizeof *items);
        ole->failed = ole->failed || !items;
        if (!items)
            return false;
        numbers->items = items;
        numbers->cap = cap;
    }
    numbers->items[numbers->len++] = number;
    return true;
}

static bool read_numbers(struct cn_ole *ole, uint32_t sector, struct numbers *numbers,
                         unsigned char *block) {
    size_t got = read_sector(ole, sector, block);
    bool good = true;
    for (size_t at = 0; good && at < (size_t)1 << ole->shift; at += 4)
        good = add_number(ole, numbers, at + 4 <= got ? get32(block + at) : GUESS);
    return good;
}

/* The numbers in the sectors of a chain, which has no more sectors than the file. */
static void read_chain(struct cn_ole *ole, uint32_t sector, struct numbers *numbers,
                       unsigned char *block) {
    uint64_t most = ole->source->size >> ole->shift;
    while (goes_on(ole, sector) && most-- > 0 && read_numbers(ole, sector, numbers, block))
        sector = after(ole, sector);
}

/* ---- the table ---- */

/* The header names the first 109 sectors of it, a chain of others the rest. */
static void read_table(struct cn_ole *ole, const unsigned char *header, unsigned char *block,
                       unsigned char *more) {
    struct numbers table = {NULL, 0, 0};
    uint32_t next = get32(header + 68);
    uint64_t most = (ole->source->size >> ole->shift) / ((uint64_t)1 << (ole->shift - 2)) + 2;
    size_t per_sector = ((size_t)1 << ole->shift) / 4 - 1;
    bool good = true;
    for (size_t i = 0; good && i < 109 && get32(header + 76 + 4 * i) <= LAST_SECTOR && most > 0;
         i++, most--)
        good = read_numbers(ole, get32(header + 76 + 4 * i), &table, block);
    while (good && is_sector(ole, next) && most > 0) {
        size_t got = read_sector(ole, next, more) / 4;
        for (size_t i = 0; good && i < per_sector && i < got && most > 0; i++) {
            uint32_t sector = get32(more + 4 * i);
            if (sector > LAST_SECTOR)
                continue;
            good = read_numbers(ole, sector, &table, block);
            most--;
        }
        most -= most > 0;
        next = got > per_sector ? get32(more + 4 * per_sector) : FREE;
    }
    ole->table = table.items;
    ole->table_len = table.len;
}

/* Sectors up to the last one that the table calls used. */
static size_t used_sectors(const struct cn_ole *ole) {
    size_t used = ole->table_len;
    while (used > 0 && ole->table[used - 1] == FREE)
        used--;
    return used;
}

/* ---- entries ---- */

static void set_entry(struct cn_ole_entry *entry, const unsigned char *at, unsigned shift) {
    size_t len = get16(at + 64) / 2;
    for (size_t i = 0; i + 1 < len && i < sizeof entry->name - 1; i++)
        entry->name[i] = at[2 * i + 1] == 0 && at[2 * i] < 0x7f ? (char)at[2 * i] : '?';
    entry->storage = at[66] == 1 || at[66] == 5;
    entry->left = get32(at + 68);
    entry->right = get32(at + 72);
    entry->below = get32(at + 76);
    entry->first = entry->next = CN_OLE_NONE;
    entry->start = get32(at + 116);
    entry->size = get32(at + 120);
    if (shift > 9)
        entry->size |= (uint64_t)get32(at + 124) << 32;
}

static bool add_entries(struct cn_ole *ole, const unsigned char *block, size_t *cap) {
    for (size_t at = 0; at + ENTRY <= (size_t)1 << ole->shift; at += ENTRY) {
        if (ole->entries_len == CN_OLE_ENTRIES) {
            ole->crowded = true;
            return false;
        }
        if (ole->entries_len == *cap) {
            *cap = *cap ? *cap * 2 : 64;
            struct cn_ole_entry *entries = realloc(ole->entries, *cap * sizeof *entries);
            ole->failed = ole->failed || !entries;
            if (!entries)
                return false;
            ole->entries = entries;
        }
        struct cn_ole_entry *entry = &ole->entries[ole->entries_len++];
        memset(entry, 0, sizeof *entry);
        set_entry(entry, block + at, ole->shift);
    }
    return true;
}

static void read_entries(struct cn_ole *ole, uint32_t sector, unsigned char *block) {
    uint64_t most = ole->source->size >> ole->shift;
    size_t cap = 0;
    bool good = true;
    while (good && goes_on(ole, sector) && most-- > 0) {
        read_sector(ole, sector, block);
        /* a guess is no longer one where something else stands */
        if (!is_known(ole->table, ole->table_len, sector) && ole->entries_len > 0 &&
            get16(block + 64) > 64)
            break;
        good = add_entries(ole, block, &cap);
        sector = after(ole, sector);
    }
}

/* Each entry gets the storage that led to it. The stack has room for each once. */
static void place_entries(struct cn_ole *ole) {
    size_t count = ole->entries_len;
    uint32_t *stack = malloc(count * sizeof *stack);
    uint32_t *storage = malloc(count * sizeof *storage);
    size_t len = 0;
    ole->failed = ole->failed || !stack || !storage;
    if (ole->failed)
        goto out;
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
    for (size_t i = count; i-- > 1;) {
        if (storage[i] == CN_OLE_NONE)
            continue;
        ole->entries[i].next = ole->entries[storage[i]].first;
        ole->entries[storage[i]].first = (uint32_t)i;
    }
out:
    free(stack);
    free(storage);
}

/* ---- small sectors ---- */

static void find_small_sectors(struct cn_ole *ole) {
    struct numbers sectors = {NULL, 0, 0};
    uint32_t sector = ole->entries[0].start;
    uint64_t most = ole->source->size >> ole->shift;
    while (goes_on(ole, sector) && most-- > 0 && add_number(ole, &sectors, sector))
        sector = after(ole, sector);
    ole->small_sectors = sectors.items;
    ole->small_sectors_len = sectors.len;
}

bool cn_ole_open(struct cn_ole *ole, const struct cn_source *source) {
    unsigned char header[HEADER], block[4096], more[4096];
    struct numbers small = {NULL, 0, 0};
    size_t got = 0;
    ole->source = source;
    if (!cn_source_read(source, 0, header, HEADER, &got) ||
        !cn_ole_begins((struct cn_str){(char *)header, got}))
        return false;
    ole->shift = get16(header + 30) == 12 ? 12 : 9;
    ole->small = get32(header + 56);
    read_table(ole, header, block, more);
    ole->cut = ole->cut || (uint64_t)used_sectors(ole) << ole->shift >= source->size;
    read_entries(ole, get32(header + 48), block);
    if (ole->entries_len == 0 || ole->failed)
        return false;
    place_entries(ole);
    find_small_sectors(ole);
    read_chain(ole, get32(header + 60), &small, block);
    ole->small_table = small.items;
    ole->small_len = small.len;
    return !ole->failed;
}

void cn_ole_close(struct cn_ole *ole) {
    free(ole->table);
    free(ole->small_table);
    free(ole->small_sectors);
    free(ole->entries);
    *ole = (struct cn_ole){.source = NULL};
}

uint32_t cn_ole_find(const struct cn_ole *ole, uint32_t storage, const char *name) {
    uint32_t entry = ole->entries[storage].first;
    while (entry != CN_OLE_NONE && strcmp(ole->entries[entry].name, name) != 0)
        entry = ole->entries[entry].next;
    return entry;
}

uint64_t cn_ole_end(const struct cn_ole *ole) {
    size_t used = used_sectors(ole);
    uint64_t end = (used + UINT64_C(1)) << ole->shift;
    return used == 0 || ole->cut || end > ole->source->size ? ole->source->size : end;
}

/* ---- streams ---- */

void cn_ole_stream(struct cn_ole_stream *stream, const struct cn_ole *ole, uint32_t entry) {
    const struct cn_ole_entry *from = &ole->entries[entry];
    *stream = (struct cn_ole_stream){
        .ole = ole, .size = from->size, .sector = from->start, .in_small = from->size < ole->small};
    stream->lies = stream->size > ole->source->size;
    if (stream->lies)
        stream->size = ole->source->size;
}

/* Where the sector stands in the source; false: nowhere. */
static bool sector_at(const struct cn_ole_stream *stream, uint64_t *at) {
    const struct cn_ole *ole = stream->ole;
    if (!stream->in_small) {
        *at = (stream->sector + UINT64_C(1)) << ole->shift;
        return is_sector(ole, stream->sector);
    }
    uint64_t place = (uint64_t)stream->sector << SMALL_SHIFT;
    uint64_t index = place >> ole->shift;
    if (stream->sector > LAST_SECTOR || index >= ole->small_sectors_len)
        return false;
    *at = ((ole->small_sectors[index] + UINT64_C(1)) << ole->shift) +
          (place & (((uint64_t)1 << ole->shift) - 1));
    return true;
}

static uint32_t sector_after(const struct cn_ole_stream *stream) {
    const struct cn_ole *ole = stream->ole;
    if (!stream->in_small)
        return after(ole, stream->sector);
    return behind(ole->small_table, ole->small_len, stream->sector);
}

size_t cn_ole_read(struct cn_ole_stream *stream, void *to, size_t want) {
    unsigned shift = stream->in_small ? SMALL_SHIFT : stream->ole->shift;
    uint64_t size = (uint64_t)1 << shift;
    size_t done = 0;
    while (done < want && stream->at < stream->size && !stream->cut) {
        uint64_t within = stream->at & (size - 1);
        uint64_t some = size - within;
        uint64_t at;
        size_t got = 0;
        if (some > stream->size - stream->at)
            some = stream->size - stream->at;
        if (some > want - done)
            some = want - done;
        if (!sector_at(stream, &at) || !cn_source_read(stream->ole->source, at + within,
                                                       (char *)to + done, (size_t)some, &got))
            got = 0;
        stream->cut = got < some;
        stream->at += got;
        done += got;
        if (within + got == size)
            stream->sector = sector_after(stream);
    }
    stream->cut = stream->cut || (stream->lies && stream->at == stream->size);
    return done;
}
