/*
 * lzfu.h: the compression of RTF in Outlook's messages (MS-OXRTFCP).
 */
#ifndef CN_READ_LZFU_H
#define CN_READ_LZFU_H

#include "base/bytes.h"

/* Zero-initialise. */
struct cn_lzfu {
    char window[4096];
    size_t write; /* in the window */
    size_t at;    /* bytes of input so far */
    uint32_t kind, flags;
    unsigned flags_left;
    int high; /* the first byte of a reference, or -1 */
    bool ended, damaged;
};

/* Unpacks more input, appends to `out`. */
void cn_lzfu_add(struct cn_lzfu *, struct cn_str in, struct cn_buf *out);

#endif
