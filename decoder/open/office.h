/*
 * office.h: which zip files are office files. For their readers, and the container of what is
 * embedded in them.
 */
#ifndef CN_OPEN_OFFICE_H
#define CN_OPEN_OFFICE_H

#include "open/container.h"

/* What readers and the container bid: more than an archive does, since the names of an office file
 * are in it as well. */
#define CN_OFFICE_BITS 64

enum cn_office_kind { CN_OFFICE_NONE, CN_OFFICE_OOXML, CN_OFFICE_ODF };
/* The head is that of the source. */
enum cn_office_kind cn_office_kind(struct cn_str head, const struct cn_source *);

#endif
