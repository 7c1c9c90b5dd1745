/*
 * sevenzip.c: 7z archives.
 *
 * Their directory is at the end and compressed: without it nothing can be had.
 */
#include "open/archive.h"

static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)source;
    (void)name;
    return cn_str_starts(head, CN_STR("7z\xbc\xaf\x27\x1c")) && head.len >= 32 ? 48 : 0;
}

#ifdef CN_LIBARCHIVE

#include "base/fields.h"

struct seven {
    struct cn_container container;
    struct cn_archive archive;
    bool any; /* a member was given */
};

static enum cn_severity broken(struct seven *self) {
    struct cn_document *document = self->container.document;
    const char *why = cn_archive_error(&self->archive);
    if (cn_archive_encrypted(&self->archive))
        return cn_document_fail(document, CN_PARTIAL, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED, NULL);
    return cn_document_fail(document, CN_PARTIAL,
                            self->any ? CN_STATUS_PARTIAL : CN_STATUS_UNREADABLE, CN_E_DAMAGED,
                            why);
}

static enum cn_severity seven_open(struct cn_container *container) {
    struct seven *self = (struct seven *)container;
    enum cn_severity severity = cn_archive_open(&self->archive, &container->source, 0,
                                                (struct cn_str){"", 0}, CN_ARCHIVE_7ZIP);
    return severity == CN_PARTIAL ? broken(self) : severity;
}

static enum cn_severity seven_next(struct cn_container *container, struct cn_member *member) {
    struct seven *self = (struct seven *)container;
    switch (cn_archive_next(&self->archive, member)) {
    case CN_ARCHIVE_MEMBER:
        self->any = true;
        return CN_OK;
    case CN_ARCHIVE_END:
        return CN_END;
    case CN_ARCHIVE_GREEDY:
        cn_document_fail(container->document, CN_PARTIAL, CN_STATUS_LIMIT, CN_E_LIMIT_UNPACKING,
                         NULL);
        return CN_PARTIAL;
    default:
        return broken(self);
    }
}

static enum cn_severity seven_read(struct cn_container *container, char *buffer, size_t want,
                                   size_t *got) {
    return cn_archive_read(&((struct seven *)container)->archive, container, buffer, want, got);
}

/* The first header says where the last one is, and how long. */
static uint64_t seven_end(struct cn_container *container) {
    char header[32];
    size_t got = 0;
    uint64_t size = container->source.size;
    if (!cn_source_read(&container->source, 0, header, sizeof header, &got) || got < sizeof header)
        return size;
    struct cn_fields fields = {.rest = {header + 12, 16}};
    uint64_t offset = cn_take_u64(&fields), len = cn_take_u64(&fields);
    if (offset > size || len > size || 32 + offset + len > size)
        return size;
    return 32 + offset + len;
}

static void seven_close(struct cn_container *container) {
    cn_archive_close(&((struct seven *)container)->archive);
}

const struct cn_container_kind cn_container_7z = {.name = "7z",
                                                  .what = "7z archives",
                                                  .bid = bid,
                                                  .size = sizeof(struct seven),
                                                  .open = seven_open,
                                                  .next = seven_next,
                                                  .read = seven_read,
                                                  .end = seven_end,
                                                  .close = seven_close};

#else

const struct cn_container_kind cn_container_7z = {
    .name = "7z", .what = "7z archives", .bid = bid, .missing = CN_ARCHIVE_MISSING};

#endif
