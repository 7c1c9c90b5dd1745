/*
 * link.h: addresses that links point to, as they are laid down. For the readers of what has links.
 */
#ifndef CN_READ_LINK_H
#define CN_READ_LINK_H

#include "base/bytes.h"

/* Is it worth saying? Not what points into the document itself, and not what is a program or a
 * picture. */
bool cn_link_tells(struct cn_str address);

/* The character at *at, which moves behind it (address.len is its end): as it stands, or what
 * "%20" or the like stands for, in `room`, where that can be shown. */
struct cn_str cn_link_next(struct cn_str address, size_t *at, char room[4]);
/* Appends all of them. */
void cn_link_add(struct cn_buf *, struct cn_str address);

#endif
