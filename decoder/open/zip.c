/*
 * zip.c: zip archives.
 *
 * A zip says twice what is in it, and programs differ in what they believe. Here the directory
 * leads, as for most; libarchive's own reader by the directory would hold all of it in memory, take
 * members that lie over each other for one and not say where they disagree. So each member is
 * unpacked by itself: libarchive is given a header that says what the directory does, then the
 * member's data, and reads a zip of one member. A zip without a directory, one that was cut short,
 * it reads from the front. What belongs to no member is a member of its own.
 */
#include "open/archive.h"

#include "open/zip_directory.h"

static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    struct cn_zip_directory directory = {0};
    (void)name;
    if (cn_str_starts(head, CN_STR("PK\3\4")) || cn_str_starts(head, CN_STR("PK\7\x8PK\3\4")))
        return 32;
    if (cn_str_starts(head, CN_STR("PK\5\6")) && head.len >= 22)
        return 32;
    return cn_zip_find(source, head, &directory) && directory.at < directory.end ? CN_END_BITS : 0;
}

#ifdef CN_LIBARCHIVE

#include "base/fields.h"

#include <string.h>

#define LOCAL_LEN 30
#define NO_DIRECTORY "directory of the archive"
/* The most that may stand behind a member's data: its sizes, with a sign and in 64 bits. */
#define BEHIND 24

enum state { LEAD, ENTRIES, GAP, TAIL, STREAM, CUT, ENDED };

struct zip {
    struct cn_container container;
    struct cn_archive archive;
    enum state state;
    struct cn_zip_directory directory;
    struct cn_zip_entry entry; /* after a gap: the one behind it */
    uint64_t first_header;     /* the first in the source */
    uint64_t directory_at;
    uint64_t reached; /* the furthest end of a member so far */
    bool in_order;    /* the entries are in the order of their members */
    bool overlaps;    /* said */
    uint64_t end;
    struct cn_buf header; /* what libarchive is given; owned */
};

static void note(struct zip *self, enum cn_code code, struct cn_str detail) {
    struct cn_document *document = self->container.document;
    struct cn_where where = {.file = document->name};
    cn_diag_add(&document->diags, CN_OK, code, &where, "%.*s", (int)detail.len, detail.bytes);
}

/* ---- opening ---- */

/* Once over all entries: where the archive begins, and whether they are in order. */
static void survey(struct zip *self) {
    struct cn_zip_directory directory = self->directory;
    struct cn_zip_entry entry;
    uint64_t last = 0;
    directory.room = (struct cn_buf){0};
    self->first_header = self->directory_at = directory.at;
    self->in_order = true;
    while (cn_zip_next(&self->container.source, &directory, &entry)) {
        if (entry.header < self->first_header)
            self->first_header = entry.header;
        if (entry.header < last)
            self->in_order = false;
        last = entry.header;
    }
    self->reached = self->first_header;
    cn_buf_free(&directory.room);
}

static enum cn_severity cut(struct zip *self) {
    self->state = CUT;
    return cn_document_fail(self->container.document, CN_PARTIAL, CN_STATUS_PARTIAL,
                            CN_E_ARCHIVE_CUT, NULL);
}

static enum cn_severity open_stream(struct zip *self, uint64_t from) {
    self->state = STREAM;
    enum cn_severity severity = cn_archive_open(&self->archive, &self->container.source, from,
                                                (struct cn_str){"", 0}, CN_ARCHIVE_ZIP_STREAM);
    return severity == CN_PARTIAL ? cut(self) : severity;
}

static enum cn_severity zip_open(struct cn_container *container) {
    struct zip *self = (struct zip *)container;
    if (!cn_zip_find(&container->source, CN_STR(""), &self->directory))
        return open_stream(self, 0);
    survey(self);
    self->end = self->directory.zip_end;
    self->state = LEAD;
    return CN_OK;
}

/* ---- one member ---- */

static void put_u16(struct cn_buf *to, unsigned number) {
    cn_put_u8(to, (uint8_t)number);
    cn_put_u8(to, (uint8_t)(number >> 8));
}

/* As the directory has it, in 64 bits. */
static void write_header(struct zip *self, const struct cn_zip_entry *entry) {
    struct cn_buf *to = &self->header;
    cn_buf_clear(to);
    cn_buf_add(to, "PK\3\4", 4);
    put_u16(to, 45);
    put_u16(to, entry->flags & 0x0816);
    put_u16(to, entry->method);
    cn_put_u32(to, 0x00210000); /* its time: the first there is */
    cn_put_u32(to, entry->crc);
    cn_put_u32(to, UINT32_MAX);
    cn_put_u32(to, UINT32_MAX);
    put_u16(to, 1);
    put_u16(to, 20);
    cn_buf_add(to, "m", 1);
    put_u16(to, 1);
    put_u16(to, 16);
    cn_put_u64(to, entry->size);
    cn_put_u64(to, entry->packed);
}

struct local {
    unsigned flags, method;
    uint64_t packed, size;
    size_t name, extra;
};

static bool read_local(const struct zip *self, uint64_t at, struct local *local) {
    char record[LOCAL_LEN];
    size_t got = 0;
    if (!cn_source_read(&self->container.source, at, record, sizeof record, &got) ||
        got < sizeof record || memcmp(record, "PK\3\4", 4) != 0)
        return false;
    const unsigned char *bytes = (const unsigned char *)record;
    struct cn_fields sizes = {.rest = {record + 18, 8}};
    local->flags = bytes[6] + bytes[7] * 256u;
    local->method = bytes[8] + bytes[9] * 256u;
    local->packed = cn_take_u32(&sizes);
    local->size = cn_take_u32(&sizes);
    local->name = bytes[26] + bytes[27] * 256u;
    local->extra = bytes[28] + bytes[29] * 256u;
    return true;
}

static bool same_sizes(const struct local *local, const struct cn_zip_entry *entry) {
    bool silent = (local->flags & CN_ZIP_SIZES_BEHIND) || local->packed == UINT32_MAX ||
                  local->size == UINT32_MAX;
    return silent || (local->packed == entry->packed && local->size == entry->size);
}

/* Says where the header at the member speaks of something else. */
static void compare(struct zip *self, const struct local *local) {
    const struct cn_zip_entry *entry = &self->entry;
    struct cn_buf name = {0};
    size_t got = 0;
    if ((entry->flags & CN_ZIP_HIDDEN) || !cn_buf_reserve(&name, local->name + 1) ||
        !cn_source_read(&self->container.source, entry->header + LOCAL_LEN, name.bytes, local->name,
                        &got))
        return cn_buf_free(&name);
    struct cn_str found = {name.bytes, got};
    if (!cn_str_equal(found, entry->raw_name))
        note(self, CN_E_ZIP_DISAGREES, found);
    else if (local->method != entry->method || !same_sizes(local, entry))
        note(self, CN_E_ZIP_DISAGREES, entry->name);
    cn_buf_free(&name);
}

static bool is_document(const struct cn_zip_entry *entry) {
    unsigned kind = entry->system == 3 ? entry->attributes >> 28 : 0;
    bool folder = entry->name.len > 0 && entry->name.bytes[entry->name.len - 1] == '/';
    return !folder && (kind == 0 || kind == 8);
}

static enum cn_severity refuse(struct cn_member *member, enum cn_status status, enum cn_code code) {
    member->status = status;
    member->code = code;
    return CN_OK;
}

static void meet(struct zip *self, uint64_t end) {
    const struct cn_zip_entry *entry = &self->entry;
    if (entry->header < self->reached && self->in_order && !self->overlaps) {
        self->overlaps = true;
        note(self, CN_E_ZIP_OVERLAP, entry->name);
    }
    if (end > self->reached)
        self->reached = end;
}

/* The entry at hand, unpacked from where it says. */
static enum cn_severity begin_entry(struct zip *self, struct cn_member *member) {
    const struct cn_zip_entry *entry = &self->entry;
    struct local local;
    struct cn_member ignored = {.status = CN_STATUS_OK};
    member->name = entry->name;
    if (!read_local(self, entry->header, &local))
        return refuse(member, CN_STATUS_UNREADABLE, CN_E_DAMAGED);
    uint64_t data = entry->header + LOCAL_LEN + local.name + local.extra;
    meet(self, entry->packed < UINT64_MAX - data ? data + entry->packed : data);
    compare(self, &local);
    if (entry->flags & CN_ZIP_ENCRYPTED)
        return refuse(member, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED);
    write_header(self, entry);
    if (self->header.failed)
        return CN_FATAL;
    struct cn_source until = self->container.source;
    if (data < self->directory_at)
        until.size = self->directory_at;
    uint64_t most = entry->packed < until.size ? entry->packed : until.size;
    if (data < until.size && most < until.size - data)
        until.size = data + most;
    enum cn_severity severity = cn_archive_open(&self->archive, &until, data,
                                                cn_buf_str(&self->header), CN_ARCHIVE_ZIP_STREAM);
    if (severity == CN_FATAL)
        return CN_FATAL;
    if (severity != CN_OK || cn_archive_next(&self->archive, &ignored) != CN_ARCHIVE_MEMBER)
        return refuse(member, CN_STATUS_UNREADABLE, CN_E_DAMAGED);
    return CN_OK;
}

/* ---- all ---- */

static bool only_zeros(const struct zip *self, uint64_t at, uint64_t end) {
    char block[512];
    size_t got = 0;
    while (at < end && cn_source_read(&self->container.source, at, block, sizeof block, &got) &&
           got > 0) {
        for (size_t i = 0; i < got && at + i < end; i++)
            if (block[i] != 0)
                return false;
        at += got;
    }
    return true;
}

/* What stands in [at .. end) and is nobody's. */
static enum cn_severity give_stretch(struct zip *self, uint64_t at, uint64_t end,
                                     struct cn_str name, struct cn_member *member) {
    member->name = name;
    note(self, CN_E_UNLISTED, name);
    cn_archive_stretch(&self->archive, &self->container.source, at, end);
    return CN_OK;
}

/* Is there more between the members so far and `to` than belongs there? */
static bool has_gap(const struct zip *self, uint64_t to) {
    return self->in_order && to > self->reached && to - self->reached > BEHIND &&
           !only_zeros(self, self->reached, to);
}

static enum cn_severity at_directory_end(struct zip *self, struct cn_member *member) {
    uint64_t at = self->directory.at;
    if (self->state != TAIL && has_gap(self, self->directory_at)) {
        self->state = TAIL;
        return give_stretch(self, self->reached, self->directory_at, CN_STR("unlisted data"),
                            member);
    }
    self->state = ENDED;
    if (self->directory.room.failed)
        return CN_FATAL;
    if (at >= self->directory.end)
        return CN_END;
    cn_document_fail(self->container.document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_DAMAGED,
                     NO_DIRECTORY);
    return CN_PARTIAL;
}

static enum cn_severity next_entry(struct zip *self, struct cn_member *member) {
    const struct cn_source *source = &self->container.source;
    bool waiting = self->state == GAP;
    if (self->state == TAIL)
        return at_directory_end(self, member);
    self->state = ENTRIES;
    while (waiting || cn_zip_next(source, &self->directory, &self->entry)) {
        const struct cn_zip_entry *entry = &self->entry;
        if (!waiting && has_gap(self, entry->header)) {
            self->state = GAP;
            return give_stretch(self, self->reached, entry->header, CN_STR("unlisted data"),
                                member);
        }
        waiting = false;
        if (is_document(entry))
            return begin_entry(self, member);
        struct local local = {0};
        if (read_local(self, entry->header, &local))
            meet(self, entry->header + LOCAL_LEN + local.name + local.extra +
                           (entry->packed < source->size ? entry->packed : 0));
    }
    return at_directory_end(self, member);
}

static enum cn_severity next_of_stream(struct zip *self, struct cn_member *member) {
    const struct cn_source *source = &self->container.source;
    uint64_t place;
    switch (cn_archive_next(&self->archive, member)) {
    case CN_ARCHIVE_MEMBER:
        return CN_OK;
    case CN_ARCHIVE_END:
        place = cn_archive_place(&self->archive);
        self->end = cn_zip_skip(source, place);
        return self->end > place ? CN_END : cut(self);
    default:
        cut(self);
        place = cn_archive_place(&self->archive) + 4; /* with its sign it would be a zip again */
        if (place >= source->size)
            return CN_PARTIAL;
        return give_stretch(self, place, source->size, CN_STR("damaged data"), member);
    }
}

static enum cn_severity zip_next(struct cn_container *container, struct cn_member *member) {
    struct zip *self = (struct zip *)container;
    if (self->state == STREAM)
        return next_of_stream(self, member);
    if (self->state == CUT)
        return CN_PARTIAL;
    if (self->state == ENDED)
        return CN_END;
    if (self->state == LEAD && self->first_header > 0 && !only_zeros(self, 0, self->first_header)) {
        self->state = ENTRIES;
        return give_stretch(self, 0, self->first_header, CN_STR("leading data"), member);
    }
    return next_entry(self, member);
}

static enum cn_severity zip_read(struct cn_container *container, char *buffer, size_t want,
                                 size_t *got) {
    return cn_archive_read(&((struct zip *)container)->archive, container, buffer, want, got);
}

static uint64_t zip_end(struct cn_container *container) {
    return ((struct zip *)container)->end;
}

static void zip_close(struct cn_container *container) {
    struct zip *self = (struct zip *)container;
    cn_archive_close(&self->archive);
    cn_buf_free(&self->directory.room);
    cn_buf_free(&self->header);
}

const struct cn_container_kind cn_container_zip = {.name = "zip",
                                                   .what = "zip archives",
                                                   .bid = bid,
                                                   .size = sizeof(struct zip),
                                                   .open = zip_open,
                                                   .next = zip_next,
                                                   .read = zip_read,
                                                   .end = zip_end,
                                                   .close = zip_close};

#else

const struct cn_container_kind cn_container_zip = {
    .name = "zip", .what = "zip archives", .bid = bid, .missing = CN_ARCHIVE_MISSING};

#endif
