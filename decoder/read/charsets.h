/*
 * charsets.h: the charsets there are. For the files of read/.
 */
#ifndef CN_READ_CHARSETS_H
#define CN_READ_CHARSETS_H

#include "read/read.h"

extern const struct cn_charset cn_charset_utf8;
extern const struct cn_charset cn_charset_utf16le;
extern const struct cn_charset cn_charset_utf16be;
extern const struct cn_charset cn_charset_windows_1252;

#endif
