/*
 * image.h: a compiled dictionary, as sections of bytes.
 *
 * All that a run looks up lies in sections, which hold numbers and offsets and never an address, so
 * that it does not matter whether they were just built or are a file mapped into memory. What a
 * section holds is known to those who fill it: dictionary/ and match/. A file is checked here for
 * being whole and undamaged; that its sections make sense is for their owners to check, since a
 * checksum keeps nobody from writing another one.
 *
 * The file: a header of 48 bytes, a table of where sections lie, the sections in order, each at a
 * multiple of 64 bytes. Numbers are in the byte order of the machine, which the header tells.
 */
#ifndef CN_BASE_IMAGE_H
#define CN_BASE_IMAGE_H

#include "base/arena.h"
#include "base/diag.h"

/* One more whenever a section comes to hold something else, be it only because tables are read or
 * names are folded in another way: what was written before is then refused, and caches are made
 * anew. */
#define CN_IMAGE_VERSION 3

enum cn_section {
    /* dictionary/: see parts.h */
    CN_SECTION_STRINGS,
    CN_SECTION_RESTS,
    CN_SECTION_ROWS,
    CN_SECTION_SCHEMES,
    CN_SECTION_CUED,
    CN_SECTION_FAMILIES,
    CN_SECTION_NOTES,
    /* match/: see index.h */
    CN_SECTION_KEYS,
    CN_SECTION_KEY_BYTES,
    CN_SECTION_HOLDERS,
    CN_SECTION_WRITTEN,
    CN_SECTION_SPELLINGS,
    CN_SECTION_SLOTS,
    CN_SECTION_LITERALS,
    CN_SECTION_SEPARATES,
    CN_SECTION_HEADS,
    CN_SECTION_TAILS,
    CN_SECTION_SIEVE_FIRST,
    CN_SECTION_SIEVE_MORE,
    CN_SECTION_SIEVE_SHORT,
    CN_SECTIONS
};

/* Zero-initialise. */
struct cn_image {
    struct cn_str sections[CN_SECTIONS]; /* aligned for any number */
    struct cn_arena arena;               /* of those that were built here */
    void *map;                           /* of a file; NULL: none */
    size_t map_len;
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

/* ---- files ---- */

/* Do the bytes begin as an image does? Tables do not. */
bool cn_image_begins(struct cn_str bytes);
/* Looks at a whole file, which must outlive the image and begin at a multiple of 16 bytes. */
enum cn_code cn_image_open(struct cn_image *, struct cn_str bytes);
/* Maps a file. CN_E_READ: it cannot be mapped; errno says why. The file must not be changed in
 * place as long as it is mapped. */
enum cn_code cn_image_map(struct cn_image *, int fd);
/* Hands the bytes of a file to `put`, part after part. False: `put` returned false, or memory is
 * out. */
bool cn_image_write(const struct cn_image *, bool (*put)(struct cn_str, void *context),
                    void *context);

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

/* The same of bytes that may hold anything: the number at the front, which is cut off. False: there
 * is none. */
bool cn_varint_cut(struct cn_str *bytes, uint32_t *number);

/* A string behind its length. Its offset in the section is how it is told. */
uint32_t cn_pool_add(struct cn_buf *, struct cn_str);
static inline struct cn_str cn_pool_str(const char *pool, uint32_t at) {
    const char *bytes = pool + at;
    size_t len = cn_varint_next(&bytes);
    return (struct cn_str){bytes, len};
}
/* The offset that tells a string of the pool. */
uint32_t cn_pool_at(const char *pool, struct cn_str);

/* A bit for each offset of a pool that may hold anything, set where a string begins. NULL: it is no
 * pool, or memory is out. The caller frees it. */
uint64_t *cn_pool_starts(struct cn_str pool);
static inline bool cn_pool_has(const uint64_t *starts, struct cn_str pool, uint32_t at) {
    return at < pool.len && starts[at / 64] >> (at % 64) & 1;
}

#endif
