/* ole_tables.c: the tables of an OLE2 file: read as far as they are there, the rest guessed. */
#include "read/ole_tables.h"

#include "base/limits.h"
#include "read/ole.h"

#include <stdlib.h>
#include <string.h>

#define FREE UINT32_MAX
#define LAST_SECTOR 0xfffffffau /* beyond it are marks: end of chain, free */
#define GUESS 0xfffffffbu       /* one of our own: the number was not there */
#define IN_HEADER 109           /* sectors of the table that the header names */
#define LIMIT 4096              /* of small streams, in all files that there are */

uint32_t cn_ole_get16(const unsigned char *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

uint32_t cn_ole_get32(const unsigned char *at) {
    return cn_ole_get16(at) | cn_ole_get16(at + 2) << 16;
}

void cn_ole_put32(unsigned char *at, uint32_t number) {
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

static bool add_number(struct cn_ole_tables *tables, struct cn_ole_numbers *numbers,
                       uint32_t number) {
    if (numbers->len == numbers->cap) {
        size_t cap = numbers->cap ? numbers->cap * 2 : 256;
        uint32_t *items = realloc(numbers->items, cap * sizeof *items);
        tables->failed = tables->failed || !items;
        if (!items)
            return false;
        numbers->items = items;
        numbers->cap = cap;
    }
    numbers->items[numbers->len++] = number;
    return true;
}

/* ---- sectors ---- */

size_t cn_ole_read_sector(struct cn_ole_tables *tables, uint32_t sector, unsigned char *to) {
    size_t size = (size_t)1 << tables->shift;
    size_t got = 0;
    uint64_t at = (sector + UINT64_C(1)) << tables->shift;
    if (!cn_source_read(tables->source, at, to, size, &got))
        got = 0;
    memset(to + got, 0, size - got);
    tables->cut = tables->cut || got < size;
    return got;
}

bool cn_ole_is_known(const struct cn_ole_tables *tables, uint32_t sector) {
    return sector < tables->big.len && tables->big.items[sector] != GUESS;
}

uint32_t cn_ole_after(const struct cn_ole_tables *tables, uint32_t sector) {
    return cn_ole_is_known(tables, sector) ? tables->big.items[sector] : sector + 1;
}

static bool is_sector(const struct cn_ole_tables *tables, uint32_t sector) {
    return sector <= LAST_SECTOR && (sector + UINT64_C(1)) << tables->shift < tables->size;
}

bool cn_ole_goes_on(const struct cn_ole_tables *tables, uint32_t sector) {
    return is_sector(tables, sector) || cn_ole_is_known(tables, sector);
}

/* ---- as they stand ---- */

static bool read_numbers(struct cn_ole_tables *tables, uint32_t sector,
                         struct cn_ole_numbers *numbers, unsigned char *block) {
    size_t got = cn_ole_read_sector(tables, sector, block);
    bool good = true;
    for (size_t at = 0; good && at < (size_t)1 << tables->shift; at += 4)
        good = add_number(tables, numbers, at + 4 <= got ? cn_ole_get32(block + at) : GUESS);
    return good;
}

/* The header names the first sectors of the table, a chain of others the rest. */
static void read_big(struct cn_ole_tables *tables, unsigned char *block, unsigned char *more) {
    const unsigned char *header = tables->header;
    uint32_t next = cn_ole_get32(header + 68), sector;
    size_t per_sector = ((size_t)1 << tables->shift) / 4 - 1;
    uint64_t most = (tables->size >> tables->shift) / (per_sector + 1) + 2;
    bool good = true;
    for (size_t i = 0; good && i < IN_HEADER && most > 0; i++, most--) {
        sector = cn_ole_get32(header + 76 + 4 * i);
        if (sector > LAST_SECTOR)
            break;
        good = read_numbers(tables, sector, &tables->big, block);
    }
    while (good && is_sector(tables, next) && most > 0) {
        size_t got = cn_ole_read_sector(tables, next, more) / 4;
        for (size_t i = 0; good && i < per_sector && i < got && most > 0; i++) {
            sector = cn_ole_get32(more + 4 * i);
            if (sector > LAST_SECTOR)
                continue;
            good = read_numbers(tables, sector, &tables->big, block);
            most--;
        }
        most -= most > 0;
        next = got > per_sector ? cn_ole_get32(more + 4 * per_sector) : FREE;
    }
}

uint64_t cn_ole_tables_used(const struct cn_ole_tables *tables) {
    size_t used = tables->big.len;
    while (used > 0 && tables->big.items[used - 1] == FREE)
        used--;
    return used > 0 ? (used + UINT64_C(1)) << tables->shift : 0;
}

bool cn_ole_tables_read(struct cn_ole_tables *tables, const struct cn_source *source) {
    unsigned char block[4096], more[4096];
    size_t got = 0;
    *tables = (struct cn_ole_tables){.source = source, .size = source->size};
    if (!cn_source_read(source, 0, tables->header, CN_OLE_HEADER, &got) ||
        !cn_ole_begins((struct cn_str){(char *)tables->header, got}))
        return false;
    tables->cut = source->size > CN_OLE_SIZE;
    if (tables->cut)
        tables->size = CN_OLE_SIZE;
    tables->shift = cn_ole_get16(tables->header + 30) == 12 ? 12 : 9;
    tables->limit = cn_ole_get32(tables->header + 56);
    if (tables->limit > LIMIT)
        tables->limit = LIMIT;
    read_big(tables, block, more);
    uint64_t used = cn_ole_tables_used(tables);
    tables->cut = tables->cut || (used > 0 ? used - (1u << tables->shift) : 0) >= source->size;
    return !tables->failed;
}

void cn_ole_tables_free(struct cn_ole_tables *tables) {
    free(tables->big.items);
    free(tables->small.items);
    free(tables->holders.items);
}

/* ---- as libgsf takes them ---- */

/* First what leads nowhere, then the guesses: whether a chain goes on somewhere depends on what is
 * a guess there. */
static bool mend_big(struct cn_ole_tables *tables) {
    struct cn_ole_numbers *big = &tables->big;
    bool good = true;
    while (good && is_sector(tables, (uint32_t)big->len))
        good = add_number(tables, big, GUESS);
    for (size_t i = 0; i < big->len; i++)
        if (big->items[i] != GUESS && !cn_ole_goes_on(tables, big->items[i]))
            big->items[i] = CN_OLE_CHAIN_END;
    for (uint32_t i = 0; i < big->len; i++)
        if (big->items[i] == GUESS)
            big->items[i] = cn_ole_goes_on(tables, i + 1) ? i + 1 : CN_OLE_CHAIN_END;
    return good;
}

/* To the chain's end, or to where it bites its tail, which it is kept from. */
static bool find_holders(struct cn_ole_tables *tables, uint32_t sector) {
    bool *seen = calloc(tables->big.len + 1, sizeof *seen);
    bool good = seen;
    while (good && sector < tables->big.len && !seen[sector]) {
        good = add_number(tables, &tables->holders, sector);
        seen[sector] = true;
        uint32_t next = tables->big.items[sector];
        if (next < tables->big.len && seen[next])
            tables->big.items[sector] = CN_OLE_CHAIN_END;
        sector = tables->big.items[sector];
    }
    free(seen);
    tables->failed = !good;
    return good;
}

/* As many as there are small sectors. */
static bool read_small(struct cn_ole_tables *tables) {
    struct cn_ole_numbers *small = &tables->small;
    size_t count = tables->holders.len << (tables->shift - CN_OLE_SMALL_SHIFT);
    unsigned char block[4096];
    uint32_t sector = cn_ole_get32(tables->header + 60);
    while (sector < tables->big.len && small->len < count &&
           read_numbers(tables, sector, small, block))
        sector = tables->big.items[sector];
    while (!tables->failed && small->len < count)
        add_number(tables, small, GUESS);
    for (uint32_t i = 0; i < small->len; i++) {
        uint32_t next = small->items[i] == GUESS ? i + 1 : small->items[i];
        small->items[i] = next < count ? next : CN_OLE_CHAIN_END;
    }
    return !tables->failed;
}

bool cn_ole_tables_mend(struct cn_ole_tables *tables, uint32_t holders) {
    return mend_big(tables) && find_holders(tables, holders) && read_small(tables);
}
