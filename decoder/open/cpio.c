/*
 * cpio.c: cpio archives: the two that are written in ASCII, and the old binary ones.
 */
#include "open/archive.h"

#include <string.h>

static bool all_digits(struct cn_str head, size_t len, unsigned base) {
    if (head.len < 6 + len)
        return false;
    for (size_t i = 6; i < 6 + len; i++) {
        char c = head.bytes[i];
        bool octal = c >= '0' && c <= '7';
        bool hex = octal || c == '8' || c == '9' || ((c | 32) >= 'a' && (c | 32) <= 'f');
        if (!(base == 8 ? octal : hex))
            return false;
    }
    return true;
}

static unsigned word(const unsigned char *bytes, bool big) {
    return big ? bytes[0] * 256u + bytes[1] : bytes[1] * 256u + bytes[0];
}

/* Thirteen words, then a name that ends where they say it does. */
static bool is_binary(struct cn_str head, bool big) {
    const unsigned char *bytes = (const unsigned char *)head.bytes;
    if (head.len < 28 || word(bytes, big) != 070707)
        return false;
    size_t len = word(bytes + 20, big);
    return len > 1 && len <= 4096 && head.len >= 26 + len &&
           memchr(bytes + 26, 0, len) == bytes + 26 + len - 1;
}

static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)source;
    (void)name;
    if (cn_str_starts(head, CN_STR("070707")))
        return all_digits(head, 70, 8) ? 48 : 0;
    if (cn_str_starts(head, CN_STR("070701")) || cn_str_starts(head, CN_STR("070702")))
        return all_digits(head, 104, 16) ? 48 : 0;
    return is_binary(head, false) || is_binary(head, true) ? 40 : 0;
}

#ifdef CN_LIBARCHIVE

struct cpio {
    struct cn_container container;
    struct cn_archive archive;
    bool cut;
    uint64_t end;
};

static enum cn_severity fail(struct cpio *self, enum cn_status status, enum cn_code code) {
    self->cut = true;
    return cn_document_fail(self->container.document, CN_PARTIAL, status, code,
                            cn_archive_error(&self->archive));
}

/* Where the headers make no sense any more, the rest is read as it stands. */
static enum cn_severity give_rest(struct cpio *self, uint64_t at, struct cn_member *member) {
    const struct cn_source *source = &self->container.source;
    at += 6; /* with its magic number it would be taken for a cpio again */
    if (at >= source->size)
        return CN_PARTIAL;
    member->name = CN_STR("damaged data");
    cn_archive_stretch(&self->archive, source, at, source->size);
    return CN_OK;
}

static enum cn_severity cpio_open(struct cn_container *container) {
    struct cpio *self = (struct cpio *)container;
    enum cn_severity severity = cn_archive_open(&self->archive, &container->source, 0,
                                                (struct cn_str){"", 0}, CN_ARCHIVE_CPIO);
    return severity == CN_PARTIAL ? fail(self, CN_STATUS_PARTIAL, CN_E_DAMAGED) : severity;
}

static enum cn_severity cpio_next(struct cn_container *container, struct cn_member *member) {
    struct cpio *self = (struct cpio *)container;
    uint64_t place = cn_archive_place(&self->archive);
    if (self->cut)
        return CN_PARTIAL;
    switch (cn_archive_next(&self->archive, member)) {
    case CN_ARCHIVE_MEMBER:
        return CN_OK;
    case CN_ARCHIVE_END:
        self->end = cn_archive_place(&self->archive);
        return CN_END;
    case CN_ARCHIVE_GREEDY:
        fail(self, CN_STATUS_LIMIT, CN_E_LIMIT_UNPACKING);
        return give_rest(self, place, member);
    default:
        fail(self, CN_STATUS_PARTIAL, CN_E_DAMAGED);
        return give_rest(self, place, member);
    }
}

static enum cn_severity cpio_read(struct cn_container *container, char *buffer, size_t want,
                                  size_t *got) {
    return cn_archive_read(&((struct cpio *)container)->archive, container, buffer, want, got);
}

static uint64_t cpio_end(struct cn_container *container) {
    return ((struct cpio *)container)->end;
}

static void cpio_close(struct cn_container *container) {
    cn_archive_close(&((struct cpio *)container)->archive);
}

const struct cn_container_kind cn_container_cpio = {.name = "cpio",
                                                    .what = "cpio archives",
                                                    .bid = bid,
                                                    .size = sizeof(struct cpio),
                                                    .open = cpio_open,
                                                    .next = cpio_next,
                                                    .read = cpio_read,
                                                    .end = cpio_end,
                                                    .close = cpio_close};

#else

const struct cn_container_kind cn_container_cpio = {
    .name = "cpio", .what = "cpio archives", .bid = bid, .missing = CN_ARCHIVE_MISSING};

#endif
