/*
 * wrapped.c: see wrapped.h.
 *
 *     an object:  version, kind, [length, class], [length, topic], [length, item], size, bytes
 *     a native stream:                                                       size, bytes
 *     a file in either:  2, label, 0, path, 0, two numbers, [length, path], size, the file
 *
 * Only a program called Package wraps a file; others keep bytes of their own there, which are
 * handed on as they are. What names the file stands behind it again in UTF-16, and is passed over.
 */
#include "read/wrapped.h"

#include "base/fields.h"
#include "base/limits.h"

#include <string.h>

#define LINKED 1
#define EMBEDDED 2
/* What says that a file follows, and that it is not a link to one. */
#define IS_FILE 2
#define IS_HERE 3

static unsigned take_u16(struct cn_fields *fields) {
    unsigned low = cn_take_u8(fields);
    return low | (unsigned)cn_take_u8(fields) << 8;
}

/* A string up to its NUL. */
static struct cn_str take_text(struct cn_fields *fields) {
    struct cn_str text = fields->rest;
    const char *end = text.len > 0 ? memchr(text.bytes, '\0', text.len) : NULL;
    fields->broken |= !end;
    if (!end)
        return (struct cn_str){"", 0};
    text.len = (size_t)(end - text.bytes);
    fields->rest.bytes += text.len + 1;
    fields->rest.len -= text.len + 1;
    return text;
}

/* What follows its last folder. */
static struct cn_str base_of(struct cn_str path) {
    for (size_t i = path.len; i-- > 0;)
        if (path.bytes[i] == '\\' || path.bytes[i] == '/')
            return (struct cn_str){path.bytes + i + 1, path.len - i - 1};
    return path;
}

static void begin(struct cn_wrapped *wrapped, cn_wrapped_fn *read, void *from) {
    wrapped->read = read;
    wrapped->from = from;
    wrapped->left = UINT64_MAX;
    wrapped->taken = 0;
    wrapped->name = (struct cn_str){"", 0};
    wrapped->file = wrapped->linked = wrapped->cut = false;
    cn_buf_clear(&wrapped->head);
    if (cn_buf_reserve(&wrapped->head, CN_WRAPPED_HEAD))
        wrapped->head.len = read(from, wrapped->head.bytes, CN_WRAPPED_HEAD);
}

/* The file begins where `fields` are. */
static void from_here(struct cn_wrapped *wrapped, const struct cn_fields *fields, uint64_t size) {
    wrapped->taken = wrapped->head.len - fields->rest.len;
    wrapped->left = size;
}

/* False: there is no file with its name here, as far as that can be seen. */
static bool take_file(struct cn_wrapped *wrapped, struct cn_fields fields) {
    bool file = take_u16(&fields) == IS_FILE;
    struct cn_str label = base_of(take_text(&fields));
    struct cn_str path = base_of(take_text(&fields));
    take_u16(&fields);
    unsigned where = take_u16(&fields);
    cn_take_str(&fields); /* where it was unpacked before */
    uint64_t size = cn_take_u32(&fields);
    if (!file || where != IS_HERE || fields.broken)
        return false;
    wrapped->name = label.len > 0 ? label : path;
    wrapped->file = true;
    from_here(wrapped, &fields, size);
    return true;
}

void cn_wrapped_native(struct cn_wrapped *wrapped, cn_wrapped_fn *read, void *from) {
    begin(wrapped, read, from);
    struct cn_fields fields = {.rest = cn_buf_str(&wrapped->head)};
    uint64_t size = cn_take_u32(&fields);
    if (!fields.broken && !take_file(wrapped, fields))
        from_here(wrapped, &fields, size);
}

void cn_wrapped_object(struct cn_wrapped *wrapped, cn_wrapped_fn *read, void *from) {
    begin(wrapped, read, from);
    struct cn_fields fields = {.rest = cn_buf_str(&wrapped->head)};
    cn_take_u32(&fields);
    uint32_t kind = cn_take_u32(&fields);
    for (size_t i = 0; i < 3; i++)
        cn_take_str(&fields);
    uint64_t size = kind == EMBEDDED ? cn_take_u32(&fields) : 0;
    wrapped->linked = kind == LINKED;
    if (fields.broken || (kind != EMBEDDED && kind != LINKED))
        return;
    if (kind == LINKED || !take_file(wrapped, fields))
        from_here(wrapped, &fields, size);
}

void cn_wrapped_whole(struct cn_wrapped *wrapped, cn_wrapped_fn *read, void *from) {
    begin(wrapped, read, from);
}

bool cn_wrapped_member(const struct cn_wrapped *wrapped, unsigned number, struct cn_buf *room,
                       struct cn_member *member) {
    cn_buf_clear(room);
    cn_buf_addf(room, "object %u", number);
    member->name = wrapped->name.len > 0 ? wrapped->name : cn_buf_str(room);
    return !room->failed && !wrapped->head.failed;
}

struct cn_str cn_wrapped_begins(const struct cn_wrapped *wrapped) {
    size_t len = wrapped->head.len - wrapped->taken;
    if (len > wrapped->left)
        len = (size_t)wrapped->left;
    return len > 0 ? (struct cn_str){wrapped->head.bytes + wrapped->taken, len} : CN_STR("");
}

size_t cn_wrapped_read(struct cn_wrapped *wrapped, void *to, size_t want) {
    size_t got = wrapped->head.len - wrapped->taken;
    if (want > wrapped->left)
        want = (size_t)wrapped->left;
    if (got > want)
        got = want;
    if (got > 0)
        memcpy(to, wrapped->head.bytes + wrapped->taken, got);
    wrapped->taken += got;
    if (got < want)
        got += wrapped->read(wrapped->from, (char *)to + got, want - got);
    if (wrapped->left == UINT64_MAX)
        return got;
    wrapped->left -= got;
    wrapped->cut |= got < want;
    return got;
}

void cn_wrapped_end(struct cn_wrapped *wrapped) {
    cn_buf_free(&wrapped->head);
}
