/*
 * charsets.h: the charsets there are. For the files of read/.
 */
#ifndef CN_READ_CHARSETS_H
#define CN_READ_CHARSETS_H

#include "read/read.h"

extern const struct cn_charset cn_charset_utf8;
extern const struct cn_charset cn_charset_utf16le;
extern const struct cn_charset cn_charset_utf16be;
extern const struct cn_charset cn_charset_utf32le;
extern const struct cn_charset cn_charset_utf32be;
/* One byte a character (codepages.c). */
extern const struct cn_charset cn_charset_ibm500;
extern const struct cn_charset cn_charset_ibm866;
extern const struct cn_charset cn_charset_iso_8859_2;
extern const struct cn_charset cn_charset_iso_8859_3;
extern const struct cn_charset cn_charset_iso_8859_4;
extern const struct cn_charset cn_charset_iso_8859_5;
extern const struct cn_charset cn_charset_iso_8859_6;
extern const struct cn_charset cn_charset_iso_8859_7;
extern const struct cn_charset cn_charset_iso_8859_8;
extern const struct cn_charset cn_charset_iso_8859_8_i;
extern const struct cn_charset cn_charset_iso_8859_10;
extern const struct cn_charset cn_charset_iso_8859_13;
extern const struct cn_charset cn_charset_iso_8859_14;
extern const struct cn_charset cn_charset_iso_8859_15;
extern const struct cn_charset cn_charset_iso_8859_16;
extern const struct cn_charset cn_charset_koi8_r;
extern const struct cn_charset cn_charset_koi8_u;
extern const struct cn_charset cn_charset_macintosh;
extern const struct cn_charset cn_charset_windows_874;
extern const struct cn_charset cn_charset_windows_1250;
extern const struct cn_charset cn_charset_windows_1251;
extern const struct cn_charset cn_charset_windows_1252;
extern const struct cn_charset cn_charset_windows_1253;
extern const struct cn_charset cn_charset_windows_1254;
extern const struct cn_charset cn_charset_windows_1255;
extern const struct cn_charset cn_charset_windows_1256;
extern const struct cn_charset cn_charset_windows_1257;
extern const struct cn_charset cn_charset_windows_1258;
extern const struct cn_charset cn_charset_x_mac_cyrillic;
/* Several bytes a character (multibyte.c, iso2022jp.c). */
extern const struct cn_charset cn_charset_gb18030;
extern const struct cn_charset cn_charset_big5;
extern const struct cn_charset cn_charset_euc_jp;
extern const struct cn_charset cn_charset_shift_jis;
extern const struct cn_charset cn_charset_euc_kr;
extern const struct cn_charset cn_charset_iso_2022_jp;

/* Can it be read here? Not where the system's iconv lacks it. */
bool cn_charset_usable(const struct cn_charset *);

#define CN_REPLACEMENT 0xfffdu

/* ---- for decoders ---- */

/* The unit of `len` bytes that comes next is this character. */
void cn_decode_add(struct cn_decode *, uint32_t code_point, size_t len);
/* The same for a unit that is two characters. */
void cn_decode_add_two(struct cn_decode *, uint32_t first, uint32_t second, size_t len);
/* The same for a broken sequence. */
void cn_decode_broken(struct cn_decode *, size_t len);
/* What stands at in[at] is ASCII as far as it goes: returns where that ends. */
size_t cn_decode_ascii(struct cn_decode *, struct cn_str in, size_t at);
/* The next `len` bytes are no text. */
void cn_decode_skip(struct cn_decode *, size_t len);

#endif
