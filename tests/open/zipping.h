/*
 * zipping.h: zip files made in memory, whole or wrong on purpose, for tests and fuzz targets.
 */
#ifndef TESTS_OPEN_ZIPPING_H
#define TESTS_OPEN_ZIPPING_H

#include "base/bytes.h"

#include <stdlib.h>
#include <zlib.h>

/* Zero-initialise. */
struct zipping {
    struct cn_buf file, table;
    unsigned count;
    unsigned flags; /* of the next part, in both headers */
    int shift;      /* of where the table says the next part begins */
    bool nameless;  /* the next local header says another name */
    bool sizeless;  /* and no sizes */
};

static inline void zip_number(struct cn_buf *to, unsigned long value, int bytes) {
    for (; bytes > 0; bytes--, value >>= 8)
        cn_buf_add_byte(to, (char)(value & 0xff));
}

static inline void zip_head(struct cn_buf *to, const struct zipping *zip, bool local,
                            struct cn_str packed, struct cn_str text, struct cn_str name) {
    unsigned long sum = crc32_z(0, (const unsigned char *)(text.bytes ? text.bytes : ""), text.len);
    bool sizes = !local || !zip->sizeless;
    unsigned flags = zip->flags | (zip->sizeless ? 8u : 0u);
    zip_number(to, 20, 2);
    zip_number(to, flags, 2);
    zip_number(to, 8, 2);
    zip_number(to, 0, 4);
    zip_number(to, sizes ? sum : 0, 4);
    zip_number(to, sizes ? packed.len : 0, 4);
    zip_number(to, sizes ? text.len : 0, 4);
    zip_number(to, name.len, 2);
    zip_number(to, 0, 2);
}

/* Deflates text; the caller frees it. */
static inline struct cn_buf zip_deflate(struct cn_str text) {
    struct cn_buf packed = {0};
    z_stream z = {0};
    if (deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    if (!cn_buf_reserve(&packed, deflateBound(&z, text.len)))
        abort();
    z.next_in = (unsigned char *)(uintptr_t)(text.bytes ? text.bytes : "");
    z.avail_in = (uInt)text.len;
    z.next_out = (unsigned char *)packed.bytes;
    z.avail_out = (uInt)packed.cap;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        abort();
    packed.len = z.total_out;
    deflateEnd(&z);
    return packed;
}

static inline void zip_add(struct zipping *zip, struct cn_str name, struct cn_str text) {
    struct cn_buf packed = zip_deflate(text);
    size_t at = zip->file.len;
    cn_buf_add_text(&zip->file, "PK\3\4");
    zip_head(&zip->file, zip, true, cn_buf_str(&packed), text, name);
    for (size_t i = 0; i < name.len; i++)
        cn_buf_add_byte(&zip->file, zip->nameless ? 'x' : name.bytes[i]);
    cn_buf_add_str(&zip->file, cn_buf_str(&packed));
    cn_buf_add_text(&zip->table, "PK\1\2");
    zip_number(&zip->table, 20, 2);
    zip_head(&zip->table, zip, false, cn_buf_str(&packed), text, name);
    zip_number(&zip->table, 0, 10);
    zip_number(&zip->table, at + (size_t)zip->shift, 4);
    cn_buf_add_str(&zip->table, name);
    zip->count++;
    cn_buf_free(&packed);
}

/* The whole of it, good until it is freed. */
static inline struct cn_str zip_end(struct zipping *zip) {
    size_t at = zip->file.len;
    cn_buf_add_str(&zip->file, cn_buf_str(&zip->table));
    cn_buf_add_text(&zip->file, "PK\5\6");
    zip_number(&zip->file, 0, 4);
    zip_number(&zip->file, zip->count, 2);
    zip_number(&zip->file, zip->count, 2);
    zip_number(&zip->file, zip->table.len, 4);
    zip_number(&zip->file, at, 4);
    zip_number(&zip->file, 0, 2);
    return cn_buf_str(&zip->file);
}

static inline void zip_free(struct zipping *zip) {
    cn_buf_free(&zip->file);
    cn_buf_free(&zip->table);
    *zip = (struct zipping){.count = 0};
}

#endif
