/*
 * ole.h: OLE2 files (MS-CFB): folders ("storages") and streams in one file.
 *
 * For readers of Outlook's messages and of old office files. Made to be read where damaged: what a
 * cut file still holds is found, entries are looked at once each, whatever they say of each other.
 */
#ifndef CN_READ_OLE_H
#define CN_READ_OLE_H

#include "base/limits.h"
#include "open/source.h"

#define CN_OLE_NONE UINT32_MAX

struct cn_ole_entry {
    char name[32]; /* ended by NUL; what is not ASCII is "?" */
    bool storage;
    uint32_t left, right, below; /* as the file says */
    uint32_t first, next;        /* of its entries; beside it: in the order of the file */
    uint32_t start;              /* sector */
    uint64_t size;               /* bytes */
};

/* Zero-initialise, then cn_ole_open. Entry 0 is the outermost storage. */
struct cn_ole {
    const struct cn_source *source;
    unsigned shift;  /* a sector has 1 << shift bytes */
    uint64_t small;  /* streams of fewer bytes stand in the small sectors */
    uint32_t *table; /* the sector behind each; owned */
    size_t table_len;
    uint32_t *small_table;
    size_t small_len;
    uint32_t *small_sectors; /* those that the small sectors stand in */
    size_t small_sectors_len;
    struct cn_ole_entry *entries;
    size_t entries_len;
    bool cut;     /* some of it is not there or makes no sense */
    bool crowded; /* it has more than CN_OLE_ENTRIES entries */
    bool failed;  /* memory is out */
};

/* Do OLE2 files begin so? */
bool cn_ole_begins(struct cn_str head);
/* False: there is nothing to be had, or memory is out (`failed`). The source must outlive it. */
bool cn_ole_open(struct cn_ole *, const struct cn_source *);
void cn_ole_close(struct cn_ole *);
/* The entry of a storage that is called so; CN_OLE_NONE: there is none. */
uint32_t cn_ole_find(const struct cn_ole *, uint32_t storage, const char *name);

/* Where the last sector ends that its table calls used; the source's end where that is not known.
 */
uint64_t cn_ole_end(const struct cn_ole *);

struct cn_ole_stream {
    const struct cn_ole *ole;
    uint64_t size, at; /* bytes */
    uint32_t sector;   /* that holds the byte at `at` */
    bool in_small;
    bool lies; /* it is said to be longer than the file */
    bool cut;  /* the file ends before it does */
};
void cn_ole_stream(struct cn_ole_stream *, const struct cn_ole *, uint32_t entry);
/* Up to `want` bytes; fewer only at the end. */
size_t cn_ole_read(struct cn_ole_stream *, void *to, size_t want);

#endif
