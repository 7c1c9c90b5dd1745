/*
 * sound.c: do the sections of dictionary/ make sense? Whoever wrote the image may have wished harm;
 * what is checked here, in one pass over each section, is relied on everywhere else.
 */
#include "dictionary/parts.h"

#include <stdlib.h>

struct check {
    const struct cn_image *image;
    struct cn_strings strings;
    struct cn_strings rests;
    size_t rows;
};

static bool pool_sound(struct check *check, enum cn_section section, struct cn_strings *pool) {
    pool->pool = check->image->sections[section];
    pool->starts = cn_pool_starts(pool->pool);
    return pool->starts && pool->pool.len;
}

/* The first string is the empty one, and no other is. */
static bool strings_sound(struct check *check) {
    if (!pool_sound(check, CN_SECTION_STRINGS, &check->strings) ||
        check->strings.pool.len > CN_IMAGE_POOL_MAX || check->strings.pool.bytes[0] != 0)
        return false;
    struct cn_str rest = {check->strings.pool.bytes + 1, check->strings.pool.len - 1};
    while (rest.len) {
        uint32_t len = 0;
        if (!cn_varint_cut(&rest, &len) || len == 0)
            return false;
        rest = (struct cn_str){rest.bytes + len, rest.len - len};
    }
    return true;
}

static bool rests_sound(struct check *check) {
    if (!pool_sound(check, CN_SECTION_RESTS, &check->rests))
        return false;
    struct cn_str rest = check->rests.pool;
    while (rest.len) {
        uint32_t len = 0;
        if (!cn_varint_cut(&rest, &len) ||
            !cn_rest_sound((struct cn_str){rest.bytes, len}, &check->strings))
            return false;
        rest = (struct cn_str){rest.bytes + len, rest.len - len};
    }
    return true;
}

static bool rows_sound(struct check *check) {
    const struct cn_row *rows = CN_IMAGE_ITEMS(check->image, CN_SECTION_ROWS, struct cn_row);
    const struct cn_strings *strings = &check->strings, *rests = &check->rests;
    size_t len = check->image->sections[CN_SECTION_ROWS].len;
    check->rows = len / sizeof *rows;
    if (len % sizeof *rows || check->rows > INT32_MAX)
        return false;
    for (size_t i = 0; i < check->rows; i++)
        if (!rows[i].name || !cn_pool_has(strings->starts, strings->pool, rows[i].name) ||
            !rows[i].meaning || !cn_pool_has(strings->starts, strings->pool, rows[i].meaning) ||
            !cn_pool_has(rests->starts, rests->pool, rows[i].rest))
            return false;
    return true;
}

/* There is one at least, and together they have all rows. */
static bool schemes_sound(struct check *check) {
    struct cn_str rest = check->image->sections[CN_SECTION_SCHEMES];
    uint32_t len, entries;
    uint64_t sum = 0;
    if (!cn_varint_cut(&rest, &len) || len == 0 || len > CN_SCHEMES_MAX)
        return false;
    for (uint32_t i = 0; i < len; i++) {
        if (!cn_scheme_sound(&rest, &check->strings, &entries))
            return false;
        sum += entries;
    }
    return rest.len == 0 && sum == check->rows;
}

static bool numbers_sound(const struct check *check, enum cn_section section) {
    const uint32_t *items = CN_IMAGE_ITEMS(check->image, section, uint32_t);
    size_t len = CN_IMAGE_COUNT(check->image, section, uint32_t);
    if (check->image->sections[section].len % sizeof *items)
        return false;
    for (size_t i = 0; i < len; i++)
        if (items[i] >= check->rows || (i && items[i] <= items[i - 1]))
            return false;
    return true;
}

static const char *find_fault(struct check *check) {
    if (!strings_sound(check))
        return "strings";
    if (!rests_sound(check))
        return "fields of rows";
    if (!rows_sound(check))
        return "rows";
    if (!schemes_sound(check))
        return "schemes";
    if (!numbers_sound(check, CN_SECTION_CUED))
        return "list of cue words";
    if (!numbers_sound(check, CN_SECTION_FAMILIES))
        return "list of patterns";
    return cn_notes_sound(check->image->sections[CN_SECTION_NOTES]) ? NULL : "notes";
}

const char *cn_image_unsound(const struct cn_image *image, uint64_t **starts) {
    struct check check = {.image = image};
    const char *fault = find_fault(&check);
    free((void *)check.rests.starts);
    free(*starts);
    *starts = (uint64_t *)check.strings.starts;
    return fault;
}
