/*
 * room.h: is there memory for a library that ends the process when there is none?
 *
 * GLib does so, and with it GMime and libgsf.
 */
#ifndef CN_BASE_ROOM_H
#define CN_BASE_ROOM_H

#include <stdbool.h>
#include <stddef.h>

/* Could `bytes` be had now, in blocks? They are taken for a moment and given back. */
bool cn_room(size_t bytes);
/* The same in one block, for a library that asks for such. */
bool cn_room_whole(size_t bytes);

#endif
