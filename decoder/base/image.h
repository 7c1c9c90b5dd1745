/*
 * image.h: a compiled dictionary, as sections of bytes.
 *
 * All that a run looks up lies in sections, which hold numbers and offsets and never an address, so
 * that it does not matter whether they were just built or are a file mapped into memory. What a
 * section holds is known to those who fill it: dictionary/ and match/.
 */
#ifndef CN_BASE_IMAGE_H
#define CN_BASE_IMAGE_H

#include "base/arena.h"

enum cn_section {
    /* match/: see index.h */
    CN_SECTION_KEYS,
    CN_SECTION_KEY_BYTES,
    CN_SECTION_HOLDERS,
    CN_SECTION_WRITTEN,
    CN_SECTION_SPELLINGS,
    CN_SECTION_SLOTS,
    CN_SECTION_LITERALS,
    CN_SECTION_SEPARATES,
    CN_SECTION_LENGTHS,
    CN_SECTION_SIEVE_FIRST,
    CN_SECTION_SIEVE_MORE,
    CN_SECTION_SIEVE_SHORT,
    CN_SECTIONS
};

/* Zero-initialise. */
struct cn_image {
    struct cn_str sections[CN_SECTIONS]; /* aligned for any number */
    struct cn_arena arena;               /* of those that were built here */
};

/* A section of `count` zeroed items of `size` bytes, to be filled. NULL: out of memory. */
void *cn_image_new(struct cn_image *, enum cn_section, size_t count, size_t size);
/* A section that is a copy of these bytes. False: out of memory. */
bool cn_image_add(struct cn_image *, enum cn_section, struct cn_str);
/* A section as an array of `type`, and how many there are. */
#define CN_IMAGE_ITEMS(image, section, type)                                                       \
    ((const type *)(const void *)(image)->sections[section].bytes)
#define CN_IMAGE_COUNT(image, section, type) ((image)->sections[section].len / sizeof(type))
void cn_image_free(struct cn_image *);

/* ---- numbers and strings of any length: seven bits a byte, the lowest first ---- */

void cn_varint_add(struct cn_buf *, uint32_t number);
/* The number at *at, which is moved behind it. It must be known to be one. */
static inline uint32_t cn_varint_next(const char **at) {
    uint32_t number = 0;
    unsigned char byte;
    unsigned shift = 0;
    do {
        byte = (unsigned char)*(*at)++;
        number |= (uint32_t)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80);
    return number;
}

/* A string behind its length. Its offset in the section is how it is told. */
uint32_t cn_pool_add(struct cn_buf *, struct cn_str);
static inline struct cn_str cn_pool_str(const char *pool, uint32_t at) {
    const char *bytes = pool + at;
    size_t len = cn_varint_next(&bytes);
    return (struct cn_str){bytes, len};
}

#endif
