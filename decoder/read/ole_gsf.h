/*
 * ole_gsf.h: the streams of an image (ole_image.h), by libgsf.
 *
 * For ole.c. GLib ends the process where memory is out: before libgsf is called, it is tried
 * whether as much is there as libgsf needs at most.
 */
#ifndef CN_READ_OLE_GSF_H
#define CN_READ_OLE_GSF_H

#include "read/ole_image.h"

/* NULL: memory is out. The image must outlive it. */
struct cn_ole_gsf *cn_ole_gsf_new(const struct cn_ole_image *);
void cn_ole_gsf_free(struct cn_ole_gsf *);
/* Bytes of an entry's stream, all of those wanted; false: they are not there. */
bool cn_ole_gsf_read(struct cn_ole_gsf *, uint32_t entry, uint64_t at, void *to, size_t want);
/* Was memory out? */
bool cn_ole_gsf_failed(const struct cn_ole_gsf *);

#endif
