/*
 * ole.h: OLE2 files (MS-CFB): folders ("storages") and streams in one file, read with libgsf.
 *
 * For readers of Outlook's messages and of old office files. libgsf refuses a file for one wrong
 * number and where a sector is missing, and recurses as deep as a file's entries lead. So it is
 * shown another file: the tables (ole_tables.h) and the folder (ole_folder.h) are read as far as
 * they are there, and laid down anew (ole_image.h) behind the sectors as they stand; libgsf
 * (ole_gsf.h) follows the chains and reads the streams.
 */
#ifndef CN_READ_OLE_H
#define CN_READ_OLE_H

#include "base/limits.h"
#include "open/source.h"

#define CN_OLE_NONE UINT32_MAX

/* What readers and containers of them say of it. */
#ifdef CN_LIBGSF
#define CN_OLE_MISSING NULL
#else
#define CN_OLE_MISSING "libgsf"
#endif

struct cn_ole_entry {
    char name[32]; /* ended by NUL; what is not ASCII is "?" */
    bool storage;
    uint32_t left, right, below; /* as the file says */
    uint32_t first, next;        /* of its entries; beside it: in the order of the file */
    uint32_t start;              /* sector */
    uint64_t size;               /* bytes, as the file says */
    uint64_t there;              /* of them: from the first to the first that is missing */
};

struct cn_ole_image;
struct cn_ole_gsf;

/* Zero-initialise, then cn_ole_open. Entry 0 is the outermost storage. */
struct cn_ole {
    const struct cn_source *source;
    struct cn_ole_entry *entries; /* owned */
    size_t entries_len;
    struct cn_ole_image *image; /* owned */
    struct cn_ole_gsf *gsf;     /* owned */
    uint64_t end;               /* see cn_ole_end */
    bool cut;                   /* some of it is not there or makes no sense */
    bool crowded;               /* it has more entries, or longer streams, than are read */
    bool failed;                /* memory was out when it was opened */
};

/* Do OLE2 files begin so? */
bool cn_ole_begins(struct cn_str head);
/* False: there is nothing to be had, or memory is out (`failed`). The source must outlive it. */
bool cn_ole_open(struct cn_ole *, const struct cn_source *);
/* Is memory out, or was it when a stream was read? */
bool cn_ole_failed(const struct cn_ole *);
void cn_ole_close(struct cn_ole *);
/* The entry of a storage that is called so; CN_OLE_NONE: there is none. */
uint32_t cn_ole_find(const struct cn_ole *, uint32_t storage, const char *name);

/* Where the last sector ends that its table calls used; the source's end where that is not known.
 */
uint64_t cn_ole_end(const struct cn_ole *);

/* Holds nothing of its own. Several may be read by turns, best one after the other. */
struct cn_ole_stream {
    const struct cn_ole *ole;
    uint32_t entry;
    uint64_t size, at; /* bytes; the size is the file's at most */
    bool cut;          /* the file ends before it does */
};
void cn_ole_stream(struct cn_ole_stream *, const struct cn_ole *, uint32_t entry);
/* Up to `want` bytes; fewer only at the end. */
size_t cn_ole_read(struct cn_ole_stream *, void *to, size_t want);

#endif
