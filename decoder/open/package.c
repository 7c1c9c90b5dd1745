/*
 * package.c: the table of contents of a zip file.
 *
 * It is read from the end record backwards; one that does not hold what it says, or the lack of
 * one, makes the local headers count, as far as they go. A local header that leaves the size open
 * ends at the next signature: what is unpacked knows its own end.
 */
#include "open/package.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

#define LOCAL UINT32_C(0x04034b50)
#define CENTRAL UINT32_C(0x02014b50)
#define END UINT32_C(0x06054b50)
#define END64 UINT32_C(0x06064b50)
#define LOCATOR64 UINT32_C(0x07064b50)
#define LOCAL_LEN 30
#define CENTRAL_LEN 46
#define END_LEN 22
#define BLOCK ((size_t)64 * 1024)

static unsigned u16(const char *at) {
    return (unsigned)(unsigned char)at[0] | (unsigned)(unsigned char)at[1] << 8;
}

static uint32_t u32(const char *at) {
    return (uint32_t)u16(at) | (uint32_t)u16(at + 2) << 16;
}

static uint64_t u64(const char *at) {
    return (uint64_t)u32(at) | (uint64_t)u32(at + 4) << 32;
}

static bool read_whole(const struct cn_source *source, uint64_t at, char *to, size_t want) {
    size_t got = 0;
    return at <= source->size && want <= source->size - at &&
           cn_source_read(source, at, to, want, &got) && got == want;
}

/* ---- parts ---- */

/* False: memory is out. */
static bool has_room(struct cn_package *package) {
    size_t cap = package->cap ? package->cap * 2 : 32;
    if (package->len < package->cap)
        return true;
    struct cn_part *grown = realloc(package->parts, cap * sizeof *grown);
    if (!grown)
        return false;
    package->parts = grown;
    package->cap = cap;
    return true;
}

static bool add_part(struct cn_package *package, struct cn_part part, struct cn_str name) {
    if (package->len >= CN_PARTS_MAX || name.len > CN_PART_NAME_MAX) {
        package->full = true;
        return true;
    }
    part.name = cn_arena_copy(&package->names, name);
    if (!part.name.bytes || !has_room(package))
        return false;
    package->parts[package->len++] = part;
    return true;
}

/* ---- the table of contents ---- */

struct table {
    uint64_t at, len, count;
    uint64_t shift; /* of all offsets: bytes that were put before the file */
};

/* The sizes that did not fit into 32 bits stand in an extra field, those that are needed only, in
 * this order. */
static void take_zip64(struct cn_part *part, const char *extra, size_t len) {
    while (len >= 4 && (size_t)u16(extra + 2) + 4 <= len) {
        size_t left = u16(extra + 2);
        const char *at = extra + 4;
        uint64_t *const fields[] = {&part->size, &part->packed, &part->header};
        for (size_t i = 0; u16(extra) == 1 && i < 3; i++) {
            if (*fields[i] != UINT32_MAX || left < 8)
                continue;
            *fields[i] = u64(at);
            at += 8;
            left -= 8;
        }
        len -= (size_t)u16(extra + 2) + 4;
        extra += (size_t)u16(extra + 2) + 4;
    }
}

/* The entry at `entry`, of which `left` bytes are there; its length, or 0: it is none, or memory is
 * out. */
static size_t take_entry(struct cn_package *package, const struct table *table, const char *entry,
                         size_t left) {
    if (left < CENTRAL_LEN || u32(entry) != CENTRAL)
        return 0;
    size_t name = u16(entry + 28), extra = u16(entry + 30), comment = u16(entry + 32);
    size_t len = CENTRAL_LEN + name + extra + comment;
    if (len > left)
        return 0;
    struct cn_part part = {.header = u32(entry + 42),
                           .packed = u32(entry + 20),
                           .size = u32(entry + 24),
                           .sum = u32(entry + 16),
                           .method = u16(entry + 10),
                           .encrypted = u16(entry + 8) & 1};
    take_zip64(&part, entry + CENTRAL_LEN + name, extra);
    part.header = part.header > UINT64_MAX - table->shift ? UINT64_MAX : part.header + table->shift;
    return add_part(package, part, (struct cn_str){entry + CENTRAL_LEN, name}) ? len : 0;
}

/* False: it is not what it says, or memory is out. */
static bool take_table(struct cn_package *package, const struct table *table) {
    char *block = malloc(BLOCK);
    uint64_t at = table->at, end = table->at + table->len, count = 0;
    bool good = block != NULL;
    while (good && at < end && !package->full) {
        size_t got = 0, used = 0;
        size_t want = end - at < BLOCK ? (size_t)(end - at) : BLOCK;
        good = cn_source_read(&package->source, at, block, want, &got) && got == want;
        for (size_t len = 1; good && len > 0; used += len, count += len > 0)
            len = take_entry(package, table, block + used, got - used);
        good = good && used > 0;
        at += used;
    }
    free(block);
    return good && (package->full || table->count == UINT16_MAX || count == table->count);
}

/* The end record for large files, if there is one before the usual one at `end`. */
static void take_end64(const struct cn_source *source, uint64_t end, struct table *table) {
    char locator[20], record[56];
    if (end < sizeof locator ||
        !read_whole(source, end - sizeof locator, locator, sizeof locator) ||
        u32(locator) != LOCATOR64)
        return;
    uint64_t at = u64(locator + 8);
    if (!read_whole(source, at, record, sizeof record) || u32(record) != END64)
        return;
    *table =
        (struct table){.at = u64(record + 48), .len = u64(record + 40), .count = u64(record + 32)};
}

/* Where the table is, by an end record; false: it is none, or what it says cannot be. */
static bool take_end(const struct cn_source *source, uint64_t end, const char *record,
                     struct table *table) {
    *table =
        (struct table){.at = u32(record + 16), .len = u32(record + 12), .count = u16(record + 10)};
    if (table->at == UINT32_MAX || table->len == UINT32_MAX || table->count == UINT16_MAX)
        take_end64(source, end, table);
    if (table->len > end || table->at > end - table->len)
        return false;
    char signature[4];
    if (table->len >= 4 && read_whole(source, table->at, signature, 4) && u32(signature) == CENTRAL)
        return true;
    table->shift = end - table->len - table->at;
    table->at += table->shift;
    return true;
}

/* The last end record whose comment reaches the end, or goes over it, of the source. */
static bool find_table(const struct cn_source *source, struct table *table) {
    size_t len = source->size < END_LEN + UINT16_MAX ? (size_t)source->size : END_LEN + UINT16_MAX;
    uint64_t start = source->size - len;
    char *tail = malloc(len > 0 ? len : 1);
    bool found = false;
    if (tail && len >= END_LEN && read_whole(source, start, tail, len))
        for (size_t at = len - END_LEN + 1; !found && at-- > 0;)
            found = u32(tail + at) == END && take_end(source, start + at, tail + at, table);
    free(tail);
    return found;
}

/* ---- without it ---- */

/* The next signature from `at` on, or the end of the source. */
static uint64_t next_signature(const struct cn_source *source, uint64_t at, char *block) {
    size_t got = 0;
    while (cn_source_read(source, at, block, BLOCK, &got) && got >= 4) {
        for (size_t i = 0; i + 4 <= got; i++)
            if (block[i] == 'P' && (u32(block + i) == LOCAL || u32(block + i) == CENTRAL))
                return at + i;
        at += got - 3;
    }
    return source->size;
}

/* The part whose local header is at *at, and on to the next one; false: there is none, or memory is
 * out. */
static bool take_local(struct cn_package *package, uint64_t *at, char *block) {
    const struct cn_source *source = &package->source;
    char header[LOCAL_LEN];
    char name[UINT16_MAX];
    if (!read_whole(source, *at, header, sizeof header) || u32(header) != LOCAL)
        return false;
    size_t len = u16(header + 26);
    uint64_t data = *at + LOCAL_LEN + len + u16(header + 28);
    if (data > source->size || !read_whole(source, *at + LOCAL_LEN, name, len))
        return false;
    struct cn_part part = {.header = *at,
                           .packed = u32(header + 18),
                           .size = u32(header + 22),
                           .sum = u32(header + 14),
                           .method = u16(header + 8),
                           .encrypted = u16(header + 6) & 1};
    bool open = u16(header + 6) & 8 || part.packed == UINT32_MAX;
    if (open || part.packed > source->size - data)
        part.packed = next_signature(source, data, block) - data;
    if (open)
        part.size = UINT64_MAX;
    *at = open ? data + part.packed : next_signature(source, data + part.packed, block);
    return add_part(package, part, (struct cn_str){name, len});
}

static bool take_locals(struct cn_package *package) {
    char *block = malloc(BLOCK);
    uint64_t at = 0;
    while (block && !package->full && take_local(package, &at, block))
        continue;
    free(block);
    return block != NULL;
}

/* ---- all ---- */

struct place {
    uint64_t at, end;
    size_t part;
};

static int by_place(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->part < y->part ? -1 : x->part > y->part;
}

/* Where the part's bytes end. The local header may be longer than the table tells: two that are of
 * different lengths could lead to the same bytes. */
static uint64_t end_of(const struct cn_package *package, const struct cn_part *part) {
    char header[LOCAL_LEN];
    uint64_t len = LOCAL_LEN + part->name.len;
    if (read_whole(&package->source, part->header, header, sizeof header))
        len = LOCAL_LEN + (uint64_t)u16(header + 26) + u16(header + 28);
    if (part->header > UINT64_MAX - len || part->packed > UINT64_MAX - len - part->header)
        return UINT64_MAX;
    return part->header + len + part->packed;
}

/* Whatever begins before the end of another has bytes of it. */
static bool find_overlaps(struct cn_package *package) {
    struct place *places = calloc(package->len + 1, sizeof *places);
    uint64_t end = 0;
    if (!places)
        return false;
    for (size_t i = 0; i < package->len; i++) {
        const struct cn_part *part = &package->parts[i];
        places[i] = (struct place){part->header, end_of(package, part), i};
    }
    if (package->len > 0)
        qsort(places, package->len, sizeof *places, by_place);
    for (size_t i = 0; i < package->len; i++) {
        package->parts[places[i].part].overlaps = places[i].at < end;
        if (places[i].end > end)
            end = places[i].end;
    }
    free(places);
    return true;
}

/* ---- names ---- */

static uint32_t name_hash(struct cn_str name) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char byte = (unsigned char)name.bytes[i];
        hash = (hash ^ (byte >= 'A' && byte <= 'Z' ? byte + 32u : byte)) * 16777619u;
    }
    return hash ^ hash >> 15;
}

/* The slot of a name, or the free one where it belongs. */
static size_t slot_of(const struct cn_package *package, struct cn_str name) {
    size_t slot = name_hash(name) & (package->slots - 1);
    while (package->index[slot] != 0 &&
           !cn_str_equal_nocase(package->parts[package->index[slot] - 1].name, name))
        slot = (slot + 1) & (package->slots - 1);
    return slot;
}

/* The first of several with the same name counts. */
static bool index_names(struct cn_package *package) {
    for (package->slots = 16; package->slots < package->len * 2;)
        package->slots *= 2;
    package->index = calloc(package->slots, sizeof *package->index);
    for (size_t i = 0; package->index && i < package->len; i++) {
        size_t slot = slot_of(package, package->parts[i].name);
        if (package->index[slot] == 0)
            package->index[slot] = (uint32_t)(i + 1);
    }
    return package->index != NULL;
}

/* A file that was cut may end in one that is packed in it: the last table is then that one's, and
 * leaves out the part with which this file begins. */
static bool begins_with_part(const struct cn_package *package) {
    char header[LOCAL_LEN];
    size_t i = 0;
    if (!read_whole(&package->source, 0, header, sizeof header) || u32(header) != LOCAL ||
        (u16(header + 8) != CN_PART_STORED && u16(header + 8) != CN_PART_DEFLATED))
        return true; /* no part is there */
    while (i < package->len && package->parts[i].header != 0)
        i++;
    return i < package->len;
}

bool cn_package_open(struct cn_package *package, const struct cn_source *source) {
    struct table table;
    package->source = *source;
    package->damaged =
        !find_table(source, &table) || !take_table(package, &table) || !begins_with_part(package);
    if (package->damaged && !package->names.failed) {
        package->len = 0;
        if (!take_locals(package))
            return false;
    }
    return !package->names.failed && find_overlaps(package) && index_names(package);
}

void cn_package_close(struct cn_package *package) {
    free(package->parts);
    free(package->index);
    cn_arena_free(&package->names);
    *package = (struct cn_package){.len = 0};
}

const struct cn_part *cn_package_find(const struct cn_package *package, struct cn_str name) {
    uint32_t found = package->index ? package->index[slot_of(package, name)] : 0;
    return found > 0 ? &package->parts[found - 1] : NULL;
}
