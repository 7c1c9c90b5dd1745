/*
 * ole_listing.h: the folder of an OLE2 file as libgsf is shown it.
 *
 * For ole_image.c and ole_gsf.c. Nothing is left in it but the streams, in storages of a size, so
 * that none is far to find: which storage of the file they are in, ole_folder.c has found out. A
 * stream is as long as what is there of it.
 */
#ifndef CN_READ_OLE_LISTING_H
#define CN_READ_OLE_LISTING_H

#include "read/ole.h"
#include "read/ole_tables.h"

/* How many entries that takes. `streams`: the file's entries but the first, whatever they are. */
size_t cn_ole_listing_entries(size_t streams);
/* Into so many bytes that are zeros. Of tables that were mended and entries that were measured. */
void cn_ole_listing_lay(unsigned char *to, const struct cn_ole_tables *,
                        const struct cn_ole_entry *, size_t streams);
/* The storage in which a stream stands, and where there, as libgsf counts. `entry`: of the file. */
void cn_ole_listing_find(size_t streams, uint32_t entry, int *storage, int *number);

#endif
