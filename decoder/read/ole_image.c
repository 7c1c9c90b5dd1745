/*
 * ole_image.c: what stands behind the sectors: the folder, the table of small sectors, the table of
 * sectors, and a list of where that stands.
 *
 * libgsf walks a storage's tree by calls in calls: it is made of halves. It puts what it finds into
 * a list by name, from the front on: names fall in the order in which it comes to them.
 */
#include "read/ole_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY 128
#define FREE 0xffffffffu
#define IN_HEADER 109 /* sectors of the table that the header names */
#define GROUP 256     /* streams of a storage */

/* What libgsf takes of memory (bytes): for an entry, its name twice, and its place in lists; for a
 * stream that is open, and a small one's bytes; and what malloc rounds up to. */
#define ENTRY_MEMORY 320
#define STREAM_MEMORY (16u * 1024)
#define SLACK (256u * 1024)

/* Parts of the tail, in sectors of the file. */
struct plan {
    const struct cn_ole_tables *tables;
    unsigned char *tail;
    size_t per_sector; /* numbers */
    size_t folder, small, table, more;
    uint32_t begin; /* the first sector of the tail */
};

static void put32(unsigned char *at, uint32_t number) {
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

static size_t groups_of(size_t streams) {
    return (streams + GROUP - 1) / GROUP;
}

/* ---- the folder ---- */

/* Of the stream that stands `index`-th: behind the root, each group behind its storage. */
static size_t place_of(size_t index) {
    return 2 + index + index / GROUP;
}

static void put_entry(const struct plan *plan, size_t place, int kind, size_t below, uint32_t start,
                      uint64_t size) {
    unsigned char *at = plan->tail + place * ENTRY;
    char name[8];
    snprintf(name, sizeof name, "%07x", (unsigned)(0xfffffff - place));
    for (size_t i = 0; i < sizeof name; i++)
        at[2 * i] = (unsigned char)name[i];
    at[64] = 2 * sizeof name;
    at[66] = (unsigned char)kind;
    put32(at + 68, FREE);
    put32(at + 72, FREE);
    put32(at + 76, below > 0 ? (uint32_t)below : FREE);
    put32(at + 116, start);
    put32(at + 120, (uint32_t)size);
}

/* A tree of what stands at first, first + step and so on: one, then either half of the others. */
static void link_places(const struct plan *plan, size_t first, size_t step, size_t count) {
    size_t left = count / 2, right = count - 1 - left;
    unsigned char *at = plan->tail + first * ENTRY;
    if (left > 0) {
        put32(at + 68, (uint32_t)(first + step));
        link_places(plan, first + step, step, left);
    }
    if (right > 0) {
        put32(at + 72, (uint32_t)(first + step * (1 + left)));
        link_places(plan, first + step * (1 + left), step, right);
    }
}

/* A long stream of which little is left stays a long one. */
static void put_stream(const struct plan *plan, size_t place, const struct cn_ole_entry *entry) {
    uint64_t least = entry->size < plan->tables->limit ? 0 : plan->tables->limit;
    if (entry->there == 0)
        put_entry(plan, place, 2, 0, CN_OLE_CHAIN_END, 0);
    else
        put_entry(plan, place, 2, 0, entry->start, entry->there < least ? least : entry->there);
}

static void put_folder(const struct plan *plan, const struct cn_ole_entry *entries,
                       size_t streams) {
    const struct cn_ole_numbers *holders = &plan->tables->holders;
    put_entry(plan, 0, 5, streams > 0, holders->len > 0 ? holders->items[0] : CN_OLE_CHAIN_END,
              (uint64_t)holders->len << plan->tables->shift);
    for (size_t i = 0; i < streams; i++)
        put_stream(plan, place_of(i), &entries[i + 1]);
    for (size_t i = 0; i < streams; i += GROUP) {
        put_entry(plan, place_of(i) - 1, 1, place_of(i), CN_OLE_CHAIN_END, 0);
        link_places(plan, place_of(i), 1, streams - i < GROUP ? streams - i : GROUP);
    }
    if (streams > 0)
        link_places(plan, 1, GROUP + 1, groups_of(streams));
}

void cn_ole_image_place(const struct cn_ole_image *image, uint32_t entry, int *storage,
                        int *number) {
    size_t index = entry - 1, first = index - index % GROUP;
    size_t count = image->streams - first < GROUP ? image->streams - first : GROUP;
    *storage = (int)(groups_of(image->streams) - 1 - index / GROUP);
    *number = (int)(count - 1 - index % GROUP);
}

/* ---- tables ---- */

static unsigned char *put_numbers(unsigned char *at, const struct cn_ole_numbers *numbers) {
    for (size_t i = 0; i < numbers->len; i++, at += 4)
        put32(at, numbers->items[i]);
    return at;
}

static unsigned char *put_chain(unsigned char *at, uint32_t sector, size_t len) {
    for (size_t i = 1; i <= len; i++, at += 4)
        put32(at, i < len ? sector + (uint32_t)i : CN_OLE_CHAIN_END);
    return at;
}

static void put_tables(const struct plan *plan, unsigned char *header) {
    unsigned shift = plan->tables->shift;
    uint32_t small = plan->begin + (uint32_t)plan->folder, table = small + (uint32_t)plan->small;
    unsigned char *at = plan->tail + (plan->folder << shift);
    put_numbers(at, &plan->tables->small);
    at += plan->small << shift;
    unsigned char *more = at + (plan->table << shift);
    at = put_numbers(at, &plan->tables->big);
    at = put_chain(at, plan->begin, plan->folder);
    at = put_chain(at, small, plan->small);
    memset(at, 0xff, (size_t)(more - at));
    for (size_t i = 0; i < plan->table; i++) {
        unsigned char *to = header + 76 + 4 * i;
        if (i >= IN_HEADER) {
            size_t rest = i - IN_HEADER, part = plan->per_sector - 1;
            to = more + (rest / part << shift) + rest % part * 4;
        }
        put32(to, table + (uint32_t)i);
    }
    for (size_t i = 0; i < plan->more; i++)
        put32(more + ((i + 1) << shift) - 4, table + (uint32_t)(plan->table + i + 1));
}

static void put_header(const struct plan *plan, unsigned char *header) {
    uint32_t small = plan->begin + (uint32_t)plan->folder, table = small + (uint32_t)plan->small;
    memcpy(header, plan->tables->header, 28);
    put32(header + 28, 0xfffe | plan->tables->shift << 16);
    put32(header + 32, CN_OLE_SMALL_SHIFT);
    put32(header + 44, (uint32_t)plan->table);
    put32(header + 48, plan->begin);
    put32(header + 56, (uint32_t)plan->tables->limit);
    put32(header + 60, plan->small > 0 ? small : CN_OLE_CHAIN_END);
    put32(header + 64, (uint32_t)plan->small);
    put32(header + 68, plan->more > 0 ? table + (uint32_t)plan->table : CN_OLE_CHAIN_END);
    put32(header + 72, (uint32_t)plan->more);
}

/* ---- all of it ---- */

static size_t parts(size_t of, size_t size) {
    return (of + size - 1) / size;
}

/* The table has a number for each sector of its own, too. */
static struct plan make_plan(const struct cn_ole_tables *tables, size_t streams) {
    size_t size = (size_t)1 << tables->shift;
    struct plan plan = {.tables = tables, .per_sector = size / 4};
    size_t entries = 1 + streams + groups_of(streams), all = 0;
    plan.begin = (uint32_t)tables->big.len;
    plan.folder = parts(entries * ENTRY, size);
    plan.small = parts(tables->small.len, plan.per_sector);
    while (plan.table * plan.per_sector <
           (all = plan.begin + plan.folder + plan.small + plan.table + plan.more)) {
        plan.table = parts(all, plan.per_sector);
        plan.more = plan.table > IN_HEADER ? parts(plan.table - IN_HEADER, plan.per_sector - 1) : 0;
    }
    return plan;
}

/* It holds the tables, and of the folder and each open stream the chain, in a list that doubles as
 * it grows, and is then there twice. The small sectors are a stream as well. */
static void estimate(struct cn_ole_image *image, const struct plan *plan) {
    unsigned shift = plan->tables->shift;
    size_t chain = 12, entries = image->streams + groups_of(image->streams);
    image->to_open = (plan->table << shift) + 2 * chain * plan->folder + entries * ENTRY_MEMORY +
                     ((size_t)8 << shift) + SLACK;
    image->to_read =
        (plan->small << shift) + 2 * chain * plan->tables->big.len + STREAM_MEMORY + SLACK;
}

struct cn_ole_image *cn_ole_image_new(const struct cn_ole_tables *tables,
                                      const struct cn_ole_entry *entries, size_t count) {
    struct cn_ole_image *image = calloc(1, sizeof *image);
    struct plan plan = make_plan(tables, count - 1);
    if (!image)
        return NULL;
    image->source = tables->source;
    image->streams = count - 1;
    image->tail_len = (plan.folder + plan.small + plan.table + plan.more) << tables->shift;
    image->tail_at = (plan.begin + UINT64_C(1)) << tables->shift;
    image->size = image->tail_at + image->tail_len + (UINT64_C(2) << tables->shift);
    image->tail = plan.tail = calloc(1, image->tail_len);
    if (!image->tail) {
        free(image);
        return NULL;
    }
    put_folder(&plan, entries, image->streams);
    put_tables(&plan, image->header);
    put_header(&plan, image->header);
    estimate(image, &plan);
    return image;
}

void cn_ole_image_free(struct cn_ole_image *image) {
    if (image)
        free(image->tail);
    free(image);
}

/* What both have of it. */
static void overlay(uint64_t at, unsigned char *to, size_t want, uint64_t from_at,
                    const unsigned char *from, size_t len) {
    uint64_t first = at > from_at ? at : from_at;
    uint64_t end = at + want < from_at + len ? at + want : from_at + len;
    if (first < end)
        memcpy(to + (first - at), from + (first - from_at), (size_t)(end - first));
}

bool cn_ole_image_read(const struct cn_ole_image *image, uint64_t at, void *to, size_t want) {
    uint64_t left = at < image->tail_at ? image->tail_at - at : 0;
    size_t got = 0;
    if (left > 0 && !cn_source_read(image->source, at, to, left < want ? (size_t)left : want, &got))
        return false;
    memset((char *)to + got, 0, want - got);
    overlay(at, to, want, 0, image->header, CN_OLE_HEADER);
    overlay(at, to, want, image->tail_at, image->tail, image->tail_len);
    return true;
}
