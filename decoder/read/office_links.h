/*
 * office_links.h: addresses that an office file's links point to, and codes of its fields, each a
 * part behind the text. For the readers of office files.
 */
#ifndef CN_READ_OFFICE_LINKS_H
#define CN_READ_OFFICE_LINKS_H

#include "read/field_code.h"
#include "read/office_flow.h"

/* Zero-initialise all but `flow`. */
struct cn_office_links {
    struct cn_office_flow *flow;
    struct cn_buf last;     /* what was said last: it is not said again */
    uint32_t links, fields; /* so many so far */
};

/* An address, if it is worth saying. */
void cn_office_link(struct cn_office_links *, struct cn_str address);
/* A code. False: it says nothing, or what was said last. */
bool cn_office_code(struct cn_office_links *, struct cn_str code);
/* False: memory was out. */
bool cn_office_links_free(struct cn_office_links *);

#endif
