/*
 * package.h: the parts of a zip file, by name and in any order, as office files need them.
 *
 * For the readers of office files and for office.c. The table of contents at the end leads; what
 * the headers before the parts say otherwise is not believed. Where the table is gone,
 * the headers are all there is. Parts that share bytes are refused: that is how a small file
 * becomes a huge one. What a part unpacks to counts against the budget that it is opened with.
 */
#ifndef CN_OPEN_PACKAGE_H
#define CN_OPEN_PACKAGE_H

#include "base/arena.h"
#include "open/keep.h"

/* How a part is packed; there are other ways, which are not read. */
enum { CN_PART_STORED = 0, CN_PART_DEFLATED = 8 };

struct cn_part {
    struct cn_str name; /* as it stands there */
    uint64_t header;    /* offset of its local header in the source */
    uint64_t packed;    /* bytes; where the table is gone, perhaps more than there are */
    uint64_t size;      /* unpacked, as is said; UINT64_MAX: nothing is */
    uint32_t sum;       /* CRC-32 of that; where a size is said */
    unsigned method;    /* CN_PART_STORED, ... */
    bool encrypted;
    bool overlaps; /* the part before it, in the source */
};

/* Zero-initialise. */
struct cn_package {
    struct cn_source source;
    struct cn_part *parts; /* in the order of the table; owned */
    size_t len, cap;
    struct cn_arena names;
    uint32_t *index; /* by name; owned */
    size_t slots;    /* a power of two */
    bool damaged;    /* the table of contents could not be read, in whole or in part */
    bool full;       /* there are more than CN_PARTS_MAX, or names longer than CN_PART_NAME_MAX */
};

/* Reads the table of contents. False: memory is out. A source that is no zip file has no parts. */
bool cn_package_open(struct cn_package *, const struct cn_source *);
void cn_package_close(struct cn_package *);
/* The part of that name, in whatever ASCII case; NULL: there is none. */
const struct cn_part *cn_package_find(const struct cn_package *, struct cn_str name);

/* A part being unpacked. Opaque. */
struct cn_unpacking;

enum cn_unpack_end {
    CN_UNPACK_MORE,
    CN_UNPACK_END,       /* that was all, and its size and sum are those that were said */
    CN_UNPACK_DAMAGED,   /* cut, damaged, sharing bytes with another part */
    CN_UNPACK_ENCRYPTED, /* and nothing was read */
    CN_UNPACK_METHOD,    /* packed in another way than those two */
    CN_UNPACK_BYTES,     /* the budget is used up */
    CN_UNPACK_RATIO,
    CN_UNPACK_MEMORY
};
/* `budget` may be NULL: then whoever asks counts. NULL: memory is out. */
struct cn_unpacking *cn_unpack_open(const struct cn_package *, const struct cn_part *,
                                    struct cn_budget *budget);
/* The next bytes; *got may be more than 0 whatever the answer, and is, if it is CN_UNPACK_MORE. */
enum cn_unpack_end cn_unpack_read(struct cn_unpacking *, char *buffer, size_t want, size_t *got);
void cn_unpack_close(struct cn_unpacking *);

#endif
