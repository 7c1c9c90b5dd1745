/*
 * ole_folder.h: the entries of an OLE2 file: which there are, in which storage, and how much of
 * each stream is there.
 *
 * For ole.c.
 */
#ifndef CN_READ_OLE_FOLDER_H
#define CN_READ_OLE_FOLDER_H

#include "read/ole.h"
#include "read/ole_tables.h"

/* By tables that were not mended yet. False: there are none, or memory is out. */
bool cn_ole_folder_read(struct cn_ole *, struct cn_ole_tables *);
/* By tables that were mended. False: memory is out. */
bool cn_ole_folder_measure(struct cn_ole *, struct cn_ole_tables *);

#endif
