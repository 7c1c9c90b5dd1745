/*
 * ole_listing.c: the root, and behind it groups, each a storage and the streams in it.
 *
 * libgsf walks a storage's tree by calls in calls: it is made of halves. It puts what it finds into
 * a list by name, from the front on: names fall in the order in which it comes to them.
 */
#include "read/ole_listing.h"

#include <stdio.h>

#define GROUP 256 /* streams of a storage */

enum kind { STORAGE = 1, STREAM = 2, ROOT = 5 };

static size_t groups_of(size_t streams) {
    return (streams + GROUP - 1) / GROUP;
}

/* Streams of the group that begins with one. */
static size_t group_size(size_t streams, size_t first) {
    return streams - first < GROUP ? streams - first : GROUP;
}

/* Of the stream that stands `index`-th. Its group's storage is before the first of them. */
static size_t place_of(size_t index) {
    return 2 + index + index / GROUP;
}

size_t cn_ole_listing_entries(size_t streams) {
    return 1 + streams + groups_of(streams);
}

/* ---- laid down ---- */

static void put_entry(unsigned char *to, size_t place, enum kind kind, uint32_t start,
                      uint64_t size) {
    unsigned char *at = to + place * CN_OLE_ENTRY;
    char name[8];
    snprintf(name, sizeof name, "%07x", (unsigned)(0xfffffff - place));
    for (size_t i = 0; i < sizeof name; i++)
        at[2 * i] = (unsigned char)name[i];
    at[64] = 2 * sizeof name;
    at[66] = (unsigned char)kind;
    for (size_t i = 68; i < 80; i += 4)
        cn_ole_put32(at + i, CN_OLE_NONE);
    cn_ole_put32(at + 116, start);
    cn_ole_put32(at + 120, (uint32_t)size);
}

/* A long stream of which little is left stays a long one. */
static void put_stream(unsigned char *to, size_t place, const struct cn_ole_entry *entry,
                       uint64_t limit) {
    uint64_t least = entry->size < limit ? 0 : limit;
    if (entry->there == 0)
        put_entry(to, place, STREAM, CN_OLE_CHAIN_END, 0);
    else
        put_entry(to, place, STREAM, entry->start, entry->there < least ? least : entry->there);
}

/* A tree of what stands at first, first + step and so on: one, then either half of the others. */
static void link_places(unsigned char *to, size_t first, size_t step, size_t count) {
    size_t left = count / 2, right = count - 1 - left;
    unsigned char *at = to + first * CN_OLE_ENTRY;
    if (left > 0) {
        cn_ole_put32(at + 68, (uint32_t)(first + step));
        link_places(to, first + step, step, left);
    }
    if (right > 0) {
        cn_ole_put32(at + 72, (uint32_t)(first + step * (1 + left)));
        link_places(to, first + step * (1 + left), step, right);
    }
}

/* A storage, and what leads to those in it, which are there. */
static void put_storage(unsigned char *to, size_t place, size_t step, size_t count) {
    if (count == 0)
        return;
    cn_ole_put32(to + place * CN_OLE_ENTRY + 76, (uint32_t)place + 1);
    link_places(to, place + 1, step, count);
}

void cn_ole_listing_lay(unsigned char *to, const struct cn_ole_tables *tables,
                        const struct cn_ole_entry *entries, size_t streams) {
    const struct cn_ole_numbers *holders = &tables->holders;
    put_entry(to, 0, ROOT, holders->len > 0 ? holders->items[0] : CN_OLE_CHAIN_END,
              (uint64_t)holders->len << tables->shift);
    for (size_t i = 0; i < streams; i++)
        put_stream(to, place_of(i), &entries[i + 1], tables->limit);
    for (size_t i = 0; i < streams; i += GROUP) {
        put_entry(to, place_of(i) - 1, STORAGE, CN_OLE_CHAIN_END, 0);
        put_storage(to, place_of(i) - 1, 1, group_size(streams, i));
    }
    put_storage(to, 0, GROUP + 1, groups_of(streams));
}

/* The list is the other way round. */
void cn_ole_listing_find(size_t streams, uint32_t entry, int *storage, int *number) {
    size_t index = entry - 1, group = index / GROUP;
    *storage = (int)(groups_of(streams) - 1 - group);
    *number = (int)(group_size(streams, group * GROUP) - 1 - index % GROUP);
}
