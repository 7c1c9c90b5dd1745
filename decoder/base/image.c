/*
 * image.c: sections, built in memory.
 */
#include "base/image.h"

#include <string.h>

void *cn_image_new(struct cn_image *image, enum cn_section section, size_t count, size_t size) {
    void *items = cn_arena_array(&image->arena, count, size);
    if (items)
        image->sections[section] = (struct cn_str){items, count * size};
    return items;
}

bool cn_image_add(struct cn_image *image, enum cn_section section, struct cn_str bytes) {
    void *copy = cn_image_new(image, section, bytes.len, 1);
    if (copy && bytes.len)
        memcpy(copy, bytes.bytes, bytes.len);
    return copy;
}

void cn_image_free(struct cn_image *image) {
    cn_arena_free(&image->arena);
    *image = (struct cn_image){0};
}

void cn_varint_add(struct cn_buf *buf, uint32_t number) {
    for (; number >= 0x80; number >>= 7)
        cn_buf_add_byte(buf, (char)(number | 0x80));
    cn_buf_add_byte(buf, (char)number);
}

uint32_t cn_pool_add(struct cn_buf *pool, struct cn_str text) {
    uint32_t at = (uint32_t)pool->len;
    cn_varint_add(pool, (uint32_t)text.len);
    cn_buf_add_str(pool, text);
    return at;
}
