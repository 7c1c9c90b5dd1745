/*
 * ole_image.h: an OLE2 file as libgsf is shown it: the sectors as they stand, and behind them
 * tables and a folder (ole_listing.h) in which nothing is wrong.
 *
 * For ole.c and ole_gsf.c.
 */
#ifndef CN_READ_OLE_IMAGE_H
#define CN_READ_OLE_IMAGE_H

#include "read/ole.h"
#include "read/ole_tables.h"

struct cn_ole_image {
    const struct cn_source *source;
    unsigned char header[CN_OLE_HEADER];
    unsigned char *tail; /* behind the sectors; owned */
    uint64_t tail_at;    /* bytes */
    size_t tail_len;
    uint64_t size;  /* of all of it; what is not there is zeros */
    size_t streams; /* the entries but the first, storages among them */
    size_t to_open; /* bytes of memory that libgsf needs at most to open it, */
    size_t to_read; /* and to open one of its streams besides */
};

/* NULL: memory is out. Of tables that were mended and entries that were measured. */
struct cn_ole_image *cn_ole_image_new(const struct cn_ole_tables *, const struct cn_ole_entry *,
                                      size_t entries);
void cn_ole_image_free(struct cn_ole_image *);
/* False: the source cannot be read. */
bool cn_ole_image_read(const struct cn_ole_image *, uint64_t at, void *to, size_t want);

#endif
