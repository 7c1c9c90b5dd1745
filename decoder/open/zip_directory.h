/*
 * zip_directory.h: the directory at the end of a zip, which says what is in it.
 *
 * For zip.c. Entries come in the order of the directory, one at a time; nothing is held but that
 * one. Offsets are those of the source: what stands before the archive has been reckoned in.
 */
#ifndef CN_OPEN_ZIP_DIRECTORY_H
#define CN_OPEN_ZIP_DIRECTORY_H

#include "open/source.h"

/* Zero-initialise. */
struct cn_zip_directory {
    uint64_t at, end;   /* of its entries */
    uint64_t shift;     /* what the offsets in it are to be moved by */
    uint64_t zip_end;   /* behind the end record and its comment */
    struct cn_buf room; /* of the entry at hand; owned */
};

struct cn_zip_entry {
    struct cn_str name; /* UTF-8 where the archive says so, else as it stands */
    struct cn_str raw_name;
    unsigned system, flags, method;
    uint32_t crc, attributes;
    uint64_t packed, size; /* bytes */
    uint64_t header;       /* where it stands */
};

enum {
    CN_ZIP_ENCRYPTED = 1,
    CN_ZIP_SIZES_BEHIND = 8, /* the sizes stand behind the data */
    CN_ZIP_HIDDEN = 1 << 13  /* the header at the member says nothing */
};

/* The last directory that makes sense; `head` is the beginning of the source, or empty. False:
 * there is none. */
bool cn_zip_find(const struct cn_source *, struct cn_str head, struct cn_zip_directory *);
/* Its next entry. False: that was all (at == end), or what comes is none. */
bool cn_zip_next(const struct cn_source *, struct cn_zip_directory *, struct cn_zip_entry *);
/* From an entry of a directory on: behind the end record that follows the last of them; `at` itself
 * if none does. */
uint64_t cn_zip_skip(const struct cn_source *, uint64_t at);

#endif
