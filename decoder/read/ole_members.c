/*
 * ole_members.c: files that were put into an OLE2 file: by Packager, by programs that keep their
 * own file whole in a stream (PDF in CONTENTS, today's office files in Package).
 *
 * What an office document takes in is such an OLE2 file, with nothing else in it. Where there are
 * streams of another program besides, that is a document of Word or the like before 2007, and it is
 * said that it was not read. An archive in one of its streams (pictures have themes in zip) is a
 * part of it; what stands behind its last sector is a document of its own.
 */
#include "open/container.h"
#include "read/ole.h"
#include "read/read.h"
#include "read/wrapped.h"

/* Less than those who know what the OLE2 file is. */
#define BITS 56

struct objects {
    struct cn_container container;
    struct cn_ole ole;
    uint32_t entry; /* the next to be looked at */
    struct cn_ole_stream stream;
    struct cn_wrapped wrapped;
    struct cn_buf name;
    unsigned number;
};

static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)source;
    (void)name;
    return cn_ole_begins(head) ? BITS : 0;
}

static size_t read_stream(void *from, void *to, size_t want) {
    return cn_ole_read(from, to, want);
}

/* ---- which streams ---- */

static bool is_called(const struct cn_ole_entry *entry, const char *name) {
    return cn_str_equal_nocase(cn_str_of(entry->name), cn_str_of(name));
}

/* Begins with the file in an entry's stream; false: it holds none. Programs keep bytes of their own
 * under the same names: what can be told to be a file is one. */
static bool begin_file(struct objects *self, uint32_t entry) {
    const struct cn_ole_entry *at = &self->ole.entries[entry];
    bool native = is_called(at, "\1Ole10Native"), package = is_called(at, "Package");
    if (at->storage || at->size == 0 || !(native || package || is_called(at, "CONTENTS")))
        return false;
    cn_ole_stream(&self->stream, &self->ole, entry);
    if (native)
        cn_wrapped_native(&self->wrapped, read_stream, &self->stream);
    else
        cn_wrapped_whole(&self->wrapped, read_stream, &self->stream);
    return package || self->wrapped.file || cn_binary_type(cn_wrapped_begins(&self->wrapped), NULL);
}

/* Nothing but a file, and what the program around it keeps about it: such names begin with a
 * control. */
static bool is_wrapping(struct objects *self) {
    const struct cn_ole *ole = &self->ole;
    bool found = false;
    for (uint32_t at = ole->entries[0].first; at != CN_OLE_NONE; at = ole->entries[at].next) {
        bool file = begin_file(self, at);
        if (!file && (unsigned char)ole->entries[at].name[0] >= ' ')
            return false;
        found |= file;
    }
    return found;
}

/* ---- the container ---- */

static enum cn_severity unread(struct cn_container *container, enum cn_severity severity) {
    const char *type = cn_binary_type(CN_STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), NULL);
    return cn_document_fail(container->document, severity, CN_STATUS_UNSUPPORTED, CN_E_UNSUPPORTED,
                            type);
}

static enum cn_severity open_objects(struct cn_container *container) {
    struct objects *self = (struct objects *)container;
    self->entry = 1;
    if (!cn_ole_open(&self->ole, &container->source))
        return self->ole.failed ? CN_FATAL : unread(container, CN_SKIP);
    if (!is_wrapping(self))
        unread(container, CN_SKIP);
    else if (self->ole.crowded)
        cn_document_fail(container->document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_LIMIT_MEMBERS,
                         NULL);
    else if (self->ole.cut)
        cn_document_fail(container->document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
    return cn_ole_failed(&self->ole) ? CN_FATAL : CN_OK;
}

static enum cn_severity next(struct cn_container *container, struct cn_member *member) {
    struct objects *self = (struct objects *)container;
    bool found = false;
    while (!found && self->entry < self->ole.entries_len)
        found = begin_file(self, self->entry++);
    if (cn_ole_failed(&self->ole))
        return CN_FATAL;
    if (!found)
        return CN_END;
    return cn_wrapped_member(&self->wrapped, ++self->number, &self->name, member) ? CN_OK
                                                                                  : CN_FATAL;
}

static enum cn_severity read_object(struct cn_container *container, char *buffer, size_t want,
                                    size_t *got) {
    struct objects *self = (struct objects *)container;
    *got = cn_wrapped_read(&self->wrapped, buffer, want);
    if (*got > 0)
        return CN_OK;
    if (cn_ole_failed(&self->ole))
        return CN_FATAL;
    if (self->wrapped.cut || self->stream.cut)
        return cn_container_spoiled(container, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
    return CN_END;
}

static uint64_t end(struct cn_container *container) {
    return cn_ole_end(&((struct objects *)container)->ole);
}

static void close_objects(struct cn_container *container) {
    struct objects *self = (struct objects *)container;
    cn_ole_close(&self->ole);
    cn_wrapped_end(&self->wrapped);
    cn_buf_free(&self->name);
}

const struct cn_container_kind cn_container_ole = {.name = "ole",
                                                   .what = "files embedded in OLE2 files",
                                                   .missing = CN_OLE_MISSING,
                                                   .bid = bid,
                                                   .size = sizeof(struct objects),
                                                   .open = open_objects,
                                                   .next = next,
                                                   .read = read_object,
                                                   .end = end,
                                                   .close = close_objects};
