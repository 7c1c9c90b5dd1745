/*
 * ole_image.c: what stands behind the sectors: the folder, the table of small sectors, the table of
 * sectors, and a list of where that stands.
 */
#include "read/ole_image.h"

#include "read/ole_listing.h"

#include <stdlib.h>
#include <string.h>

#define IN_HEADER 109 /* sectors of the table that the header names */

/* What libgsf takes of memory (bytes): for an entry with its name, twice, and its place in a list
 * (some 250); for an open stream, and a small one's bytes; and what malloc rounds up to. */
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

/* ---- tables ---- */

static unsigned char *put_numbers(unsigned char *at, const struct cn_ole_numbers *numbers) {
    for (size_t i = 0; i < numbers->len; i++, at += 4)
        cn_ole_put32(at, numbers->items[i]);
    return at;
}

static unsigned char *put_chain(unsigned char *at, uint32_t sector, size_t len) {
    for (size_t i = 1; i <= len; i++, at += 4)
        cn_ole_put32(at, i < len ? sector + (uint32_t)i : CN_OLE_CHAIN_END);
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
        cn_ole_put32(to, table + (uint32_t)i);
    }
    for (size_t i = 0; i < plan->more; i++)
        cn_ole_put32(more + ((i + 1) << shift) - 4, table + (uint32_t)(plan->table + i + 1));
}

static void put_header(const struct plan *plan, unsigned char *header) {
    uint32_t small = plan->begin + (uint32_t)plan->folder, table = small + (uint32_t)plan->small;
    memcpy(header, plan->tables->header, 28);
    cn_ole_put32(header + 28, 0xfffe | plan->tables->shift << 16);
    cn_ole_put32(header + 32, CN_OLE_SMALL_SHIFT);
    cn_ole_put32(header + 44, (uint32_t)plan->table);
    cn_ole_put32(header + 48, plan->begin);
    cn_ole_put32(header + 56, (uint32_t)plan->tables->limit);
    cn_ole_put32(header + 60, plan->small > 0 ? small : CN_OLE_CHAIN_END);
    cn_ole_put32(header + 64, (uint32_t)plan->small);
    cn_ole_put32(header + 68, plan->more > 0 ? table + (uint32_t)plan->table : CN_OLE_CHAIN_END);
    cn_ole_put32(header + 72, (uint32_t)plan->more);
}

/* ---- all of it ---- */

static size_t parts(size_t of, size_t size) {
    return (of + size - 1) / size;
}

/* The table has a number for each sector of its own, too. */
static struct plan make_plan(const struct cn_ole_tables *tables, size_t streams) {
    size_t size = (size_t)1 << tables->shift;
    struct plan plan = {.tables = tables, .per_sector = size / 4};
    size_t all = 0;
    plan.begin = (uint32_t)tables->big.len;
    plan.folder = parts(cn_ole_listing_entries(streams) * CN_OLE_ENTRY, size);
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
    size_t chain = 12, entries = cn_ole_listing_entries(image->streams);
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
    if (image->size < tables->limit) /* libgsf wants a long stream to have room in it */
        image->size = tables->limit;
    image->tail = plan.tail = calloc(1, image->tail_len);
    if (!image->tail) {
        free(image);
        return NULL;
    }
    cn_ole_listing_lay(image->tail, tables, entries, image->streams);
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
