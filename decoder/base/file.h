/*
 * file.h: files that are read or written whole, whatever the system takes at once. Documents go
 * through open/.
 */
#ifndef CN_BASE_FILE_H
#define CN_BASE_FILE_H

#include "base/bytes.h"

/* Appends the file, which may have at most `most` bytes. NULL when it is done, else why not (from
 * strerror, or that it is too large; good until the next call of either). */
const char *cn_file_read(const char *path, size_t most, struct cn_buf *);

/* All of it, where the descriptor stands, or at an offset; false: errno says why. */
bool cn_file_write(int fd, const void *bytes, size_t len);
bool cn_file_put(int fd, const void *bytes, size_t len, uint64_t offset);
bool cn_file_get(int fd, void *bytes, size_t len, uint64_t offset);

#endif
