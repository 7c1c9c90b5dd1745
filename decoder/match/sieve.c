/*
 * sieve.c: which runs of a window deserve a look; nearly all are turned away here. What is asked of
 * the runs stands in sift.h.
 */
#include "match/sieve.h"

#include <string.h>

#include "match/sift.h"

static void add(uint64_t *bits, uint64_t entry, unsigned shift) {
    uint64_t place = place_of(entry, shift);
    bits[place >> 6] |= UINT64_C(1) << (place & 63);
}

/* ---- building ---- */

/* `each` places a key, no less than half a first-level cache, no more than four megabytes. */
static unsigned log_for(size_t keys, size_t each) {
    unsigned log = 17;
    while (log < 25 && (size_t)1 << log < keys * each)
        log++;
    return log;
}

bool cn_sieve_build(struct cn_sieve_build *build, size_t keys) {
    unsigned first = log_for(keys, 16), more = log_for(keys, 32);
    build->first_shift = 64 - first;
    build->more_shift = 64 - more;
    build->first = cn_image_new(build->image, CN_SECTION_SIEVE_FIRST, (size_t)1 << (first - 6), 8);
    build->more = cn_image_new(build->image, CN_SECTION_SIEVE_MORE, (size_t)1 << (more - 6), 8);
    return build->first && build->more;
}

void cn_sieve_add(struct cn_sieve_build *build, struct cn_str key, bool inside) {
    char first[8] = {0}, last[8] = {0};
    size_t count = key.len < 8 ? key.len : 8;
    memcpy(first, key.bytes, count);
    if (key.len < CN_SIEVE_BYTES) {
        add(build->more, whole_entry(load(first), count), build->more_shift);
        build->short_lengths |= (uint8_t)(1u << key.len);
    } else {
        add(build->first, lowest(load(first), CN_SIEVE_BYTES), build->first_shift);
        add(build->more, key_entry(load(first), cn_pack_last(key.bytes, key.len)),
            build->more_shift);
    }
    if (!inside)
        return;
    memcpy(last + 8 - count, key.bytes + key.len - count, count);
    add(build->more, last_entry(load(last)), build->more_shift);
}

bool cn_sieve_built(const struct cn_sieve_build *build) {
    return cn_image_add(build->image, CN_SECTION_SIEVE_SHORT,
                        (struct cn_str){(const char *)&build->short_lengths, 1});
}

static struct cn_sieve_set set_of(const struct cn_image *image, enum cn_section section) {
    unsigned log = (unsigned)__builtin_ctzll(image->sections[section].len) + 3;
    return (struct cn_sieve_set){CN_IMAGE_ITEMS(image, section, uint64_t), 64 - log};
}

struct cn_sieve cn_sieve_of(const struct cn_image *image) {
    return (struct cn_sieve){.first = set_of(image, CN_SECTION_SIEVE_FIRST),
                             .more = set_of(image, CN_SECTION_SIEVE_MORE),
                             .short_lengths =
                                 *CN_IMAGE_ITEMS(image, CN_SECTION_SIEVE_SHORT, uint8_t)};
}

bool cn_sieve_ends(const struct cn_sieve *sieve, struct cn_str word) {
    char last[8] = {0};
    size_t count = word.len < 8 ? word.len : 8;
    memcpy(last + 8 - count, word.bytes + word.len - count, count);
    return has(&sieve->more, last_entry(load(last)));
}
