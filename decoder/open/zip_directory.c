/*
 * zip_directory.c: finding and walking the directory of a zip.
 *
 *     [header data]... [entry]... [64-bit end record, locator] end record, comment
 *
 * The end record is looked for from the end of the source on backwards, since a comment of any
 * length up to 65535 bytes, and perhaps something else, stands behind it. Offsets are those from
 * where the archive began when it was written; what has been put before it since is the difference
 * between where the directory is and where it should be.
 */
#include "open/zip_directory.h"

#include "base/fields.h"

#include <stdlib.h>
#include <string.h>

#define END_LEN 22
#define TAIL (END_LEN + 65535)
#define ENTRY_LEN 46
#define END64_LEN 56
#define LOCATOR_LEN 20
#define FULL UINT32_MAX

static unsigned take_u16(struct cn_fields *fields) {
    unsigned low = cn_take_u8(fields);
    return low | (unsigned)cn_take_u8(fields) << 8;
}

static bool read_at(const struct cn_source *source, uint64_t at, char *to, size_t len) {
    size_t got = 0;
    return at <= source->size && cn_source_read(source, at, to, len, &got) && got == len;
}

static bool is_at(const struct cn_source *source, uint64_t at, struct cn_str sign) {
    char found[4];
    return read_at(source, at, found, sizeof found) && memcmp(found, sign.bytes, sizeof found) == 0;
}

struct end {
    uint64_t entries, len, offset; /* of the directory */
    uint64_t behind;               /* where the directory ends */
};

static struct end parse_end(const char *record, uint64_t at) {
    struct cn_fields fields = {.rest = {record + 10, 10}};
    struct end end = {.behind = at};
    end.entries = take_u16(&fields);
    end.len = cn_take_u32(&fields);
    end.offset = cn_take_u32(&fields);
    return end;
}

static bool parse_end64(const struct cn_source *source, uint64_t at, struct end *end) {
    char record[END64_LEN];
    if (!is_at(source, at, CN_STR("PK\6\6")) || !read_at(source, at, record, sizeof record))
        return false;
    struct cn_fields fields = {.rest = {record + 32, 24}};
    *end = (struct end){.behind = at};
    end->entries = cn_take_u64(&fields);
    end->len = cn_take_u64(&fields);
    end->offset = cn_take_u64(&fields);
    return true;
}

/* The 64-bit record stands where the locator says, or just before it. */
static void try_end64(const struct cn_source *source, uint64_t at, struct end *end) {
    char locator[LOCATOR_LEN];
    if (at < LOCATOR_LEN || !read_at(source, at - LOCATOR_LEN, locator, sizeof locator) ||
        memcmp(locator, "PK\6\7", 4) != 0)
        return;
    struct cn_fields fields = {.rest = {locator + 8, 8}};
    uint64_t said = cn_take_u64(&fields);
    if (at >= LOCATOR_LEN + END64_LEN && parse_end64(source, at - LOCATOR_LEN - END64_LEN, end))
        return;
    if (said < at)
        parse_end64(source, said, end);
}

static bool try_end(const struct cn_source *source, const char *record, uint64_t at,
                    struct cn_zip_directory *found) {
    struct end end = parse_end(record, at);
    try_end64(source, at, &end);
    if (end.len > end.behind || end.offset > end.behind - end.len ||
        end.entries > end.len / ENTRY_LEN)
        return false;
    found->at = end.behind - end.len;
    found->end = end.behind;
    found->shift = found->at - end.offset;
    unsigned comment = (unsigned char)record[20] + (unsigned char)record[21] * 256u;
    found->zip_end = at + END_LEN + comment;
    if (found->zip_end > source->size)
        found->zip_end = source->size;
    return end.len == 0 || is_at(source, found->at, CN_STR("PK\1\2"));
}

/* An empty one among other bytes proves nothing. */
static bool is_sound(const struct cn_source *source, const struct cn_zip_directory *found) {
    return found->at < found->end || (found->at == 0 && source->size == found->zip_end);
}

/* The last end of a directory in the tail, which begins at `from`. */
static bool find_in(const struct cn_source *source, struct cn_str tail, uint64_t from,
                    struct cn_zip_directory *found) {
    struct cn_zip_directory tried = {0};
    bool good = false;
    for (size_t at = 0; (at = cn_str_find(tail, CN_STR("PK\5\6"), at)) < tail.len; at++) {
        if (tail.len - at < END_LEN || !try_end(source, tail.bytes + at, from + at, &tried) ||
            !is_sound(source, &tried))
            continue;
        *found = tried;
        good = true;
    }
    return good;
}

bool cn_zip_find(const struct cn_source *source, struct cn_str head,
                 struct cn_zip_directory *found) {
    size_t len = source->size < TAIL ? (size_t)source->size : TAIL;
    uint64_t from = source->size - len;
    if (source->size <= head.len)
        return find_in(source, (struct cn_str){head.bytes + from, len}, from, found);
    char *tail = len < END_LEN ? NULL : malloc(len);
    bool good = tail && read_at(source, from, tail, len) &&
                find_in(source, (struct cn_str){tail, len}, from, found);
    free(tail);
    return good;
}

/* ---- entries ---- */

static void parse_entry(const char *record, struct cn_zip_entry *entry) {
    struct cn_fields fields = {.rest = {record + 4, ENTRY_LEN - 4}};
    entry->system = take_u16(&fields) >> 8;
    take_u16(&fields);
    entry->flags = take_u16(&fields);
    entry->method = take_u16(&fields);
    cn_take_u32(&fields);
    entry->crc = cn_take_u32(&fields);
    entry->packed = cn_take_u32(&fields);
    entry->size = cn_take_u32(&fields);
    take_u16(&fields);
    take_u16(&fields);
    take_u16(&fields);
    take_u16(&fields);
    take_u16(&fields);
    entry->attributes = cn_take_u32(&fields);
    entry->header = cn_take_u32(&fields);
}

/* Those of the numbers that did not fit, in this order. */
static void take_wide(struct cn_fields fields, struct cn_zip_entry *entry) {
    uint64_t *const numbers[] = {&entry->size, &entry->packed, &entry->header};
    for (size_t i = 0; i < 3; i++)
        if (*numbers[i] == FULL && fields.rest.len >= 8)
            *numbers[i] = cn_take_u64(&fields);
}

/* The name in UTF-8, if it is the name at hand that it was made of: nobody checks that sum. */
static void take_name(struct cn_fields fields, struct cn_zip_entry *entry) {
    if (fields.rest.len > 5 && cn_take_u8(&fields) == 1) {
        cn_take_u32(&fields);
        entry->name = fields.rest;
    }
}

static void parse_extra(struct cn_str extra, struct cn_zip_entry *entry) {
    struct cn_fields fields = {.rest = extra};
    while (fields.rest.len >= 4) {
        unsigned kind = take_u16(&fields);
        size_t len = take_u16(&fields);
        if (len > fields.rest.len)
            return;
        struct cn_fields field = {.rest = {fields.rest.bytes, len}};
        fields.rest.bytes += len;
        fields.rest.len -= len;
        if (kind == 0x0001)
            take_wide(field, entry);
        else if (kind == 0x7075)
            take_name(field, entry);
    }
}

bool cn_zip_next(const struct cn_source *source, struct cn_zip_directory *directory,
                 struct cn_zip_entry *entry) {
    char record[ENTRY_LEN];
    if (directory->at + ENTRY_LEN > directory->end ||
        !read_at(source, directory->at, record, sizeof record) || memcmp(record, "PK\1\2", 4) != 0)
        return false;
    *entry = (struct cn_zip_entry){0};
    parse_entry(record, entry);
    struct cn_fields lens = {.rest = {record + 28, 6}};
    size_t name = take_u16(&lens), extra = take_u16(&lens), comment = take_u16(&lens);
    uint64_t end = directory->at + ENTRY_LEN + name + extra + comment;
    cn_buf_clear(&directory->room);
    if (end > directory->end || !cn_buf_reserve(&directory->room, name + extra + 1) ||
        !read_at(source, directory->at + ENTRY_LEN, directory->room.bytes, name + extra))
        return false;
    directory->at = end;
    entry->name = entry->raw_name = (struct cn_str){directory->room.bytes, name};
    parse_extra((struct cn_str){directory->room.bytes + name, extra}, entry);
    if (entry->header <= UINT64_MAX - directory->shift)
        entry->header += directory->shift;
    return true;
}

uint64_t cn_zip_skip(const struct cn_source *source, uint64_t at) {
    struct cn_zip_directory directory = {.at = at, .end = source->size};
    struct cn_zip_entry entry;
    char record[END_LEN];
    while (cn_zip_next(source, &directory, &entry))
        continue;
    cn_buf_free(&directory.room);
    uint64_t end = directory.at;
    if (is_at(source, end, CN_STR("PK\6\6")))
        end += END64_LEN;
    if (is_at(source, end, CN_STR("PK\6\7")))
        end += LOCATOR_LEN;
    if (!is_at(source, end, CN_STR("PK\5\6")) || !read_at(source, end, record, sizeof record))
        return at;
    end += END_LEN + (unsigned char)record[20] + (unsigned char)record[21] * 256u;
    return end < source->size ? end : source->size;
}
