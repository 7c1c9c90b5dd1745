/*
 * file.h: a small file of the program's own, read whole. Documents go through open/.
 */
#ifndef CN_BASE_FILE_H
#define CN_BASE_FILE_H

#include "base/bytes.h"

/* Appends the file, which may have at most `most` bytes. NULL when it is done, else why not (from
 * strerror, or that it is too large; good until the next call of either). */
const char *cn_file_read(const char *path, size_t most, struct cn_buf *);

#endif
