/*
 * ole_tables.h: which sector of an OLE2 file stands behind which.
 *
 * For ole.c and what it is made of. Where the table is missing, because the file was cut, sectors
 * are taken to follow each other, as they do in most files; a chain that leads through what was cut
 * off is followed to where it comes back.
 */
#ifndef CN_READ_OLE_TABLES_H
#define CN_READ_OLE_TABLES_H

#include "open/source.h"

#define CN_OLE_HEADER 512    /* bytes */
#define CN_OLE_ENTRY 128     /* bytes */
#define CN_OLE_SMALL_SHIFT 6 /* a small sector has 1 << 6 bytes */
#define CN_OLE_CHAIN_END 0xfffffffeu

/* A list of numbers that grows. */
struct cn_ole_numbers {
    uint32_t *items;
    size_t len, cap;
};

struct cn_ole_tables {
    const struct cn_source *source;
    uint64_t size;  /* bytes of it that are looked at */
    unsigned shift; /* a sector has 1 << shift bytes */
    uint64_t limit; /* streams of fewer bytes stand in the small sectors */
    unsigned char header[CN_OLE_HEADER];
    struct cn_ole_numbers big;     /* the sector behind each; once mended, all others end a chain */
    struct cn_ole_numbers small;   /* the same of small sectors */
    struct cn_ole_numbers holders; /* the sectors that hold the small ones, in order */
    bool cut;                      /* some of it is not there or makes no sense */
    bool failed;                   /* memory is out */
};

/* False: it is no OLE2 file, or memory is out. To be freed in any case. */
bool cn_ole_tables_read(struct cn_ole_tables *, const struct cn_source *);
/* Where the last sector ends that the table calls used (bytes); 0: none is. Before they are mended.
 */
uint64_t cn_ole_tables_used(const struct cn_ole_tables *);
/* Is it said what stands behind the sector, or a guess? Before they are mended. */
bool cn_ole_is_known(const struct cn_ole_tables *, uint32_t sector);
/* The sector behind one. */
uint32_t cn_ole_after(const struct cn_ole_tables *, uint32_t sector);
/* Does a chain go on there? It may lead through what was cut off, and back. */
bool cn_ole_goes_on(const struct cn_ole_tables *, uint32_t sector);
/* All of a sector; what is not there is zeros. How many bytes are there. */
size_t cn_ole_read_sector(struct cn_ole_tables *, uint32_t sector, unsigned char *to);
/* Makes the tables such as they are said to be above. `holders`: the first sector that holds small
 * ones. False: memory is out. */
bool cn_ole_tables_mend(struct cn_ole_tables *, uint32_t holders);
void cn_ole_tables_free(struct cn_ole_tables *);

uint32_t cn_ole_get16(const unsigned char *);
uint32_t cn_ole_get32(const unsigned char *);
void cn_ole_put32(unsigned char *, uint32_t);

#endif
