/*
 * archive.c: libarchive is given bytes and asked for members.
 *
 * Its functions that convert names go by the locale of the process, and in that of "C" a name in
 * Unicode is lost; so it is called in a locale of ours, which is made once and kept. Data is asked
 * for in blocks: the library's other way drops what it has when something is wrong at the end.
 */
#include "open/archive.h"

#include "base/limits.h"
#include "open/preload.h"

#ifdef CN_LIBARCHIVE

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Short, since of a block in which a member is damaged nothing may come out. */
#define BLOCK ((size_t)16 * 1024)

/* ---- the locale ---- */

static locale_t unicode;

void cn_preload_archive(void) {
    tzset();
    if (!unicode)
        unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!unicode)
        unicode = newlocale(LC_CTYPE_MASK, "en_US.UTF-8", (locale_t)0);
}

static locale_t enter(void) {
    if (!unicode)
        cn_preload_archive();
    return unicode ? uselocale(unicode) : (locale_t)0;
}

static void leave(locale_t before) {
    if (before)
        uselocale(before);
}

/* ---- bytes for the library ---- */

static la_ssize_t give(struct archive *archive, void *context, const void **bytes) {
    struct cn_archive *self = context;
    size_t got = 0;
    *bytes = self->block;
    if (self->at < self->before.len) {
        *bytes = self->before.bytes + self->at;
        got = self->before.len - (size_t)self->at;
    } else if (!cn_source_read(&self->source, self->at - self->before.len, self->block, BLOCK,
                               &got)) {
        archive_set_error(archive, errno, "%s", strerror(errno));
        return ARCHIVE_FATAL;
    }
    if (got > self->heading_max) {
        archive_set_error(archive, ENOMEM, "header too long");
        return ARCHIVE_FATAL;
    }
    self->heading_max -= got;
    self->at += got;
    return (la_ssize_t)got;
}

static uint64_t whole(const struct cn_archive *self) {
    return self->before.len + self->source.size;
}

static la_int64_t skip(struct archive *archive, void *context, la_int64_t want) {
    struct cn_archive *self = context;
    uint64_t left = self->at < whole(self) ? whole(self) - self->at : 0;
    (void)archive;
    if (want < 0)
        return 0;
    uint64_t len = (uint64_t)want < left ? (uint64_t)want : left;
    self->at += len;
    return (la_int64_t)len;
}

static la_int64_t seek(struct archive *archive, void *context, la_int64_t offset, int whence) {
    struct cn_archive *self = context;
    int64_t from =
        whence == SEEK_END ? (int64_t)whole(self) : (whence == SEEK_CUR ? (int64_t)self->at : 0);
    (void)archive;
    int64_t to;
    if (__builtin_add_overflow(from, offset, &to) || to < 0)
        return ARCHIVE_FATAL;
    self->at = (uint64_t)to < whole(self) ? (uint64_t)to : whole(self);
    return (la_int64_t)self->at;
}

/* ---- opening ---- */

static int support(struct archive *archive, enum cn_archive_format format) {
    switch (format) {
    case CN_ARCHIVE_TAR:
        return archive_read_support_format_tar(archive);
    case CN_ARCHIVE_CPIO:
        return archive_read_support_format_cpio(archive);
    case CN_ARCHIVE_7ZIP:
        return archive_read_support_format_7zip(archive);
    default:
        return archive_read_support_format_zip_streamable(archive);
    }
}

static void shut(struct cn_archive *self) {
    if (self->archive)
        archive_read_free(self->archive);
    self->archive = NULL;
}

static struct cn_source part(const struct cn_source *source, uint64_t from, uint64_t end) {
    struct cn_source it = *source;
    if (end > it.size)
        end = it.size;
    if (from > end)
        from = end;
    if (it.fd >= 0)
        it.offset += from;
    else
        it.bytes += from;
    it.size = end - from;
    return it;
}

enum cn_severity cn_archive_open(struct cn_archive *self, const struct cn_source *source,
                                 uint64_t from, struct cn_str before,
                                 enum cn_archive_format format) {
    shut(self);
    if (!self->block)
        self->block = malloc(BLOCK);
    self->archive = archive_read_new();
    if (!self->block || !self->archive || support(self->archive, format) == ARCHIVE_FATAL)
        return CN_FATAL;
    self->source = part(source, from, source->size);
    self->before = before;
    self->at = 0;
    self->format = format;
    self->heading_max = UINT64_MAX;
    self->raw = self->ended = false;
    archive_read_set_read_callback(self->archive, give);
    archive_read_set_skip_callback(self->archive, skip);
    archive_read_set_seek_callback(self->archive, seek);
    archive_read_set_callback_data(self->archive, self);
    if (archive_read_open1(self->archive) == ARCHIVE_OK)
        return CN_OK;
    return archive_errno(self->archive) == ENOMEM ? CN_FATAL : CN_PARTIAL;
}

void cn_archive_close(struct cn_archive *self) {
    shut(self);
    free(self->block);
    self->block = NULL;
}

/* ---- members ---- */

/* A link has the bytes of another member, or none. */
static bool is_document(struct archive_entry *entry) {
    bool link = archive_entry_hardlink(entry) && archive_entry_size(entry) <= 0;
    return archive_entry_filetype(entry) == AE_IFREG && !link;
}

static void describe(struct archive_entry *entry, struct cn_member *member) {
    const char *name = archive_entry_pathname(entry);
    member->name = name && *name ? cn_str_of(name) : CN_STR("?");
    if (archive_entry_is_data_encrypted(entry) > 0) {
        member->status = CN_STATUS_ENCRYPTED;
        member->code = CN_E_ENCRYPTED;
    }
}

static enum cn_archive_step find_document(struct cn_archive *self, struct cn_member *member) {
    struct archive_entry *entry;
    for (;;) {
        int result = archive_read_next_header(self->archive, &entry);
        if (result == ARCHIVE_EOF)
            return CN_ARCHIVE_END;
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
            return archive_errno(self->archive) == ENOMEM ? CN_ARCHIVE_GREEDY : CN_ARCHIVE_BROKEN;
        if (self->format != CN_ARCHIVE_7ZIP)
            self->heading_max = CN_ARCHIVE_HEADER;
        if (!is_document(entry))
            continue;
        describe(entry, member);
        return CN_ARCHIVE_MEMBER;
    }
}

enum cn_archive_step cn_archive_next(struct cn_archive *self, struct cn_member *member) {
    self->raw = self->ended = false;
    self->data_len = 0;
    self->data_at = self->given = 0;
    locale_t before = enter();
    if (self->format != CN_ARCHIVE_7ZIP) /* which is as careful itself, and unpacks on its way */
        self->heading_max = CN_ARCHIVE_HEADER;
    enum cn_archive_step step = find_document(self, member);
    self->heading_max = UINT64_MAX;
    leave(before);
    return step;
}

uint64_t cn_archive_place(const struct cn_archive *self) {
    la_int64_t used = archive_filter_bytes(self->archive, -1);
    uint64_t place = used > 0 ? (uint64_t)used : 0;
    return place > self->before.len ? place - self->before.len : 0;
}

bool cn_archive_encrypted(const struct cn_archive *self) {
    return archive_read_has_encrypted_entries(self->archive) > 0;
}

const char *cn_archive_error(const struct cn_archive *self) {
    return archive_error_string(self->archive);
}

/* ---- data ---- */

/* Why the member at hand ends early; the library says it in words only. */
static enum cn_severity spoil(struct cn_archive *self, struct cn_container *container) {
    const char *why = archive_error_string(self->archive);
    self->ended = true;
    if (archive_errno(self->archive) == ENOMEM)
        return cn_container_spoiled(container, CN_STATUS_LIMIT, CN_E_LIMIT_UNPACKING, NULL);
    if (why && (strstr(why, "ncrypted") || strstr(why, "Crypto")))
        return cn_container_spoiled(container, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED, NULL);
    if (why && (strstr(why, "nsupported") || strstr(why, "not supported") ||
                strstr(why, "Unexpected codec")))
        return cn_container_spoiled(container, CN_STATUS_UNSUPPORTED, CN_E_METHOD, why);
    return cn_container_spoiled(container, CN_STATUS_PARTIAL, CN_E_DAMAGED, why);
}

/* The next block of the library's. Good bytes may come with bad news, which is told after them. */
static enum cn_severity fetch(struct cn_archive *self, struct cn_container *container) {
    const void *bytes = NULL;
    size_t len = 0;
    la_int64_t at = 0;
    locale_t before = enter();
    int result = archive_read_data_block(self->archive, &bytes, &len, &at);
    leave(before);
    if (result == ARCHIVE_EOF) {
        self->ended = true;
        return CN_END;
    }
    if (result >= ARCHIVE_FAILED && bytes) {
        self->data = bytes;
        self->data_len = len;
        self->data_at = at > 0 ? (uint64_t)at : 0;
    }
    return result == ARCHIVE_OK ? CN_OK : spoil(self, container);
}

/* Holes are zeros. */
static size_t copy_block(struct cn_archive *self, char *buffer, size_t want) {
    uint64_t hole = self->data_at > self->given ? self->data_at - self->given : 0;
    size_t len = hole < want ? (size_t)hole : want;
    memset(buffer, 0, len);
    self->given += len;
    if (len == want)
        return len;
    size_t data = self->data_len < want - len ? self->data_len : want - len;
    if (data > 0)
        memcpy(buffer + len, self->data, data);
    self->data += data;
    self->data_len -= data;
    self->data_at += data;
    self->given += data;
    return len + data;
}

static enum cn_severity read_member(struct cn_archive *self, struct cn_container *container,
                                    char *buffer, size_t want, size_t *got) {
    enum cn_severity severity = CN_OK;
    while (*got < want && severity == CN_OK) {
        if (self->data_len > 0)
            *got += copy_block(self, buffer + *got, want - *got);
        else if (self->ended)
            severity = container->member_status == CN_STATUS_OK ? CN_END : CN_PARTIAL;
        else
            fetch(self, container);
    }
    if (severity == CN_END && *got > 0)
        return CN_OK;
    return severity;
}

void cn_archive_stretch(struct cn_archive *self, const struct cn_source *source, uint64_t at,
                        uint64_t end) {
    self->source = *source;
    self->raw = true;
    self->raw_at = at;
    self->raw_end = end;
}

static enum cn_severity read_stretch(struct cn_archive *self, struct cn_container *container,
                                     char *buffer, size_t want, size_t *got) {
    uint64_t left = self->raw_end - self->raw_at;
    if (left == 0)
        return CN_END;
    if (want > left)
        want = (size_t)left;
    if (!cn_source_read(&self->source, self->raw_at, buffer, want, got) || *got == 0)
        return cn_container_spoiled(container, CN_STATUS_PARTIAL, CN_E_READ, strerror(errno));
    self->raw_at += *got;
    return CN_OK;
}

enum cn_severity cn_archive_read(struct cn_archive *self, struct cn_container *container,
                                 char *buffer, size_t want, size_t *got) {
    if (self->raw)
        return read_stretch(self, container, buffer, want, got);
    return read_member(self, container, buffer, want, got);
}

#else

void cn_preload_archive(void) {
}

#endif
