/*
 * tar.c: tar archives of all dialects.
 *
 * Whether a tar begins is decided here: libarchive takes a block of zeros for an empty one. Behind
 * the end there may be another tar, which belongs to it. Where a header is damaged, the next sound
 * one is looked for, and what lies between is a member of its own.
 */
#include "open/archive.h"

#include <string.h>

#define BLOCK ((size_t)512)
#define DAMAGED "damaged data"

static bool is_number(const char *field, size_t len) {
    size_t at = 0;
    while (at < len && field[at] == ' ')
        at++;
    size_t digits = at;
    while (at < len && field[at] >= '0' && field[at] <= '7')
        at++;
    return at > digits && (at == len || field[at] == ' ' || field[at] == '\0');
}

/* The sum of the header's bytes, its own field taken for blanks; as some computed it, signed. */
static bool has_sum(const char *header) {
    long sum = 0, signed_sum = 0, said = 0;
    for (size_t i = 0; i < BLOCK; i++) {
        char c = i >= 148 && i < 156 ? ' ' : header[i];
        sum += (unsigned char)c;
        signed_sum += (signed char)c;
    }
    for (size_t i = 148; i < 156; i++) {
        if (header[i] >= '0' && header[i] <= '7')
            said = said * 8 + (header[i] - '0');
        else if (header[i] != ' ' || said > 0)
            break;
    }
    return said > 0 && (said == sum || said == signed_sum);
}

/* A header of the oldest tar has nothing but its sum and its form to be known by. */
static bool is_header(const char *header) {
    bool known = memcmp(header + 257, "ustar", 5) == 0;
    return header[0] != '\0' && is_number(header + 148, 8) && has_sum(header) &&
           (known || (is_number(header + 100, 8) && is_number(header + 136, 12) &&
                      (header[156] == '\0' || (header[156] >= '0' && header[156] <= '7'))));
}

static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)source;
    (void)name;
    return head.len >= BLOCK && is_header(head.bytes) ? 48 : 0;
}

#ifdef CN_LIBARCHIVE

#include "base/limits.h"

#include <stdlib.h>

enum state { READING, BETWEEN, ENDED, CUT };

struct tar {
    struct cn_container container;
    struct cn_archive archive;
    enum state state;
    uint64_t from; /* where the tar at hand begins */
    uint64_t end;  /* where the last one ends */
    char *block;   /* owned; CN_READ_SIZE */
};

static bool is_zero(const char *block) {
    return block[0] == 0 && memcmp(block, block + 1, BLOCK - 1) == 0;
}

static bool is_filled(const char *block) {
    return !is_zero(block);
}

/* The first block from `at` on that is so; the source's end if none is. A last block that is not
 * whole is no header. */
static uint64_t find_block(struct tar *self, uint64_t at, bool (*so)(const char *)) {
    const struct cn_source *source = &self->container.source;
    size_t got = 0;
    while (cn_source_read(source, at, self->block, CN_READ_SIZE, &got) && got >= BLOCK) {
        for (size_t i = 0; i + BLOCK <= got; i += BLOCK)
            if (so(self->block + i))
                return at + i;
        at += got - got % BLOCK;
    }
    return so == is_filled && at < source->size ? at : source->size;
}

static bool header_at(struct tar *self, uint64_t at) {
    size_t got = 0;
    return cn_source_read(&self->container.source, at, self->block, BLOCK, &got) && got == BLOCK &&
           is_header(self->block);
}

/* Does a header, sound or not, stand there? */
static bool named_at(struct tar *self, uint64_t at) {
    char sign[5];
    size_t got = 0;
    return cn_source_read(&self->container.source, at + 257, sign, sizeof sign, &got) &&
           got == sizeof sign && memcmp(sign, "ustar", sizeof sign) == 0;
}

static enum cn_severity begin(struct tar *self, uint64_t from) {
    self->from = from;
    self->state = READING;
    enum cn_severity severity = cn_archive_open(&self->archive, &self->container.source, from,
                                                (struct cn_str){"", 0}, CN_ARCHIVE_TAR);
    return severity == CN_FATAL ? CN_FATAL : CN_OK;
}

static enum cn_severity tar_open(struct cn_container *container) {
    struct tar *self = (struct tar *)container;
    self->block = malloc(CN_READ_SIZE);
    return self->block ? begin(self, 0) : CN_FATAL;
}

/* Where a header should have stood and none does. CN_SKIP: there is nothing before the next one. */
static enum cn_severity damage(struct tar *self, struct cn_member *member) {
    struct cn_container *container = &self->container;
    uint64_t size = container->source.size;
    uint64_t place = self->from + cn_archive_place(&self->archive);
    uint64_t at = place > self->from + BLOCK ? place - BLOCK : self->from;
    at -= (at - self->from) % BLOCK;
    bool cut = place + BLOCK > size;
    cn_document_fail(container->document, CN_PARTIAL, CN_STATUS_PARTIAL,
                     cut ? CN_E_ARCHIVE_CUT : CN_E_DAMAGED, NULL);
    uint64_t next = find_block(self, at + BLOCK, is_header);
    if (named_at(self, at) ||
        header_at(self, at)) /* only a name is lost, and with it this would be taken for a tar */
        at += BLOCK;
    self->from = next;
    self->state = next < size ? BETWEEN : CUT;
    if (at >= next || (cut && at + BLOCK >= size))
        return next < size ? CN_SKIP : CN_PARTIAL;
    member->name = CN_STR(DAMAGED);
    cn_archive_stretch(&self->archive, &container->source, at, next);
    return CN_OK;
}

static bool zeros_at(struct tar *self, uint64_t at) {
    size_t got = 0;
    return cn_source_read(&self->container.source, at, self->block, BLOCK, &got) && got == BLOCK &&
           is_zero(self->block);
}

/* Two blocks of zeros, or the end of the source: cut between two members, nothing else tells. */
static enum cn_severity end(struct tar *self) {
    uint64_t size = self->container.source.size;
    uint64_t at = self->from + cn_archive_place(&self->archive);
    self->end = find_block(self, at, is_filled);
    self->state = ENDED;
    if (self->end < size)
        return header_at(self, self->end) ? begin(self, self->end) : CN_END;
    if (size < BLOCK || zeros_at(self, size - BLOCK))
        return CN_END;
    self->state = CUT;
    return cn_document_fail(self->container.document, CN_PARTIAL, CN_STATUS_PARTIAL,
                            CN_E_ARCHIVE_CUT, NULL);
}

static enum cn_severity tar_next(struct cn_container *container, struct cn_member *member) {
    struct tar *self = (struct tar *)container;
    for (;;) {
        enum cn_severity severity = CN_OK;
        if (self->state == BETWEEN)
            severity = begin(self, self->from);
        if (self->state == CUT)
            return CN_PARTIAL;
        if (severity != CN_OK)
            return severity;
        switch (cn_archive_next(&self->archive, member)) {
        case CN_ARCHIVE_MEMBER:
            return CN_OK;
        case CN_ARCHIVE_GREEDY:
        case CN_ARCHIVE_BROKEN:
            severity = damage(self, member);
            if (severity != CN_SKIP)
                return severity;
            break;
        case CN_ARCHIVE_END:
            severity = end(self);
            if (severity != CN_OK)
                return severity;
        }
    }
}

static enum cn_severity tar_read(struct cn_container *container, char *buffer, size_t want,
                                 size_t *got) {
    return cn_archive_read(&((struct tar *)container)->archive, container, buffer, want, got);
}

static uint64_t tar_end(struct cn_container *container) {
    return ((struct tar *)container)->end;
}

static void tar_close(struct cn_container *container) {
    struct tar *self = (struct tar *)container;
    cn_archive_close(&self->archive);
    free(self->block);
}

const struct cn_container_kind cn_container_tar = {.name = "tar",
                                                   .what = "tar archives",
                                                   .bid = bid,
                                                   .size = sizeof(struct tar),
                                                   .open = tar_open,
                                                   .next = tar_next,
                                                   .read = tar_read,
                                                   .end = tar_end,
                                                   .close = tar_close};

#else

const struct cn_container_kind cn_container_tar = {
    .name = "tar", .what = "tar archives", .bid = bid, .missing = CN_ARCHIVE_MISSING};

#endif
