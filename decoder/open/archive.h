/*
 * archive.h: libarchive over a source, for the containers that are read with it.
 *
 * It reads the formats that it is told to and no other, unpacks no filter, and sees a part of the
 * source, before which bytes may be put that are not there. Archives too hold what is not theirs: a
 * stretch of the source can be read as it stands instead.
 */
#ifndef CN_OPEN_ARCHIVE_H
#define CN_OPEN_ARCHIVE_H

#include "open/container.h"

#ifdef CN_LIBARCHIVE
#define CN_ARCHIVE_MISSING NULL
#else
#define CN_ARCHIVE_MISSING "libarchive"
#endif

enum cn_archive_format {
    CN_ARCHIVE_TAR,
    CN_ARCHIVE_CPIO,
    CN_ARCHIVE_7ZIP,
    CN_ARCHIVE_ZIP_STREAM /* entry for entry, whatever its directory says */
};

struct archive;
struct archive_entry;

/* Zero-initialise. */
struct cn_archive {
    struct archive *archive; /* owned; NULL: none is open */
    struct cn_source source;
    struct cn_str before; /* bytes that stand before the source's; borrowed */
    uint64_t at;          /* of the next byte, those before the source's counted */
    char *block;          /* owned */
    uint64_t heading_max; /* bytes the library may still ask for; fewer while it seeks a header */
    enum cn_archive_format format;
    /* of the member at hand */
    const char *data; /* the library's */
    size_t data_len;
    uint64_t data_at; /* where they stand in the member */
    uint64_t given;
    bool ended;
    bool raw; /* it is [raw_at .. raw_end) of the source */
    uint64_t raw_at, raw_end;
};

/* What next found. */
enum cn_archive_step {
    CN_ARCHIVE_MEMBER,
    CN_ARCHIVE_END,
    CN_ARCHIVE_BROKEN, /* what comes makes no sense; or there is nothing more */
    CN_ARCHIVE_GREEDY  /* the same, since it wants more memory than there is */
};

/* Begins at the source's byte `from`. CN_OK; CN_PARTIAL: it does not begin so; CN_FATAL. */
enum cn_severity cn_archive_open(struct cn_archive *, const struct cn_source *, uint64_t from,
                                 struct cn_str before, enum cn_archive_format);
/* The next member that can hold text: what is a folder, a link, a device is passed over. */
enum cn_archive_step cn_archive_next(struct cn_archive *, struct cn_member *);
/* How far the source has been understood. */
uint64_t cn_archive_place(const struct cn_archive *);
/* Is it (a part of it) encrypted? */
bool cn_archive_encrypted(const struct cn_archive *);
/* What the library says; may be NULL. */
const char *cn_archive_error(const struct cn_archive *);
/* From now on a stretch of the source is read. */
void cn_archive_stretch(struct cn_archive *, const struct cn_source *, uint64_t at, uint64_t end);
/* As cn_container_kind's. */
enum cn_severity cn_archive_read(struct cn_archive *, struct cn_container *, char *buffer,
                                 size_t want, size_t *got);
void cn_archive_close(struct cn_archive *);

#endif
