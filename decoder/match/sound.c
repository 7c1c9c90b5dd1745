/*
 * sound.c: do the sections of match/ make sense? Whoever wrote the image may have wished harm; what
 * is checked here, in one pass over each section, is relied on everywhere else. A table that is
 * sound may still be wrong, and then finds too little: that is no more than a table of names could
 * do.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "match/index.h"

struct check {
    const struct cn_image *image;
    const struct cn_dictionary *dictionary;
    uint64_t *spellings; /* cn_pool_starts */
    size_t keys, holders;
};

static bool is_array(const struct check *check, enum cn_section section, size_t size) {
    return check->image->sections[section].len % size == 0;
}

/* A power of two of bits, from 2^least to 2^most. */
static bool bits_sound(const struct check *check, enum cn_section section, unsigned least,
                       unsigned most) {
    uint64_t bits = (uint64_t)check->image->sections[section].len * 8;
    return bits >= UINT64_C(1) << least && bits <= UINT64_C(1) << most && !(bits & (bits - 1));
}

static bool keys_sound(struct check *check) {
    const struct cn_key *keys = CN_IMAGE_ITEMS(check->image, CN_SECTION_KEYS, struct cn_key);
    size_t len = CN_IMAGE_COUNT(check->image, CN_SECTION_KEYS, struct cn_key);
    if (!is_array(check, CN_SECTION_KEYS, sizeof(*keys)) || len == 0 || len > UINT32_MAX ||
        keys[0].at || keys[0].first)
        return false;
    for (size_t i = 0; i + 1 < len; i++)
        if (keys[i].len == 0 || keys[i].len > CN_KEY_MAX || keys[i].takes_member > 1 ||
            keys[i + 1].at != keys[i].at + keys[i].len || keys[i + 1].first <= keys[i].first ||
            keys[i].issuers > keys[i + 1].first - keys[i].first)
            return false;
    check->keys = len - 1;
    check->holders = keys[len - 1].first;
    return keys[len - 1].at == check->image->sections[CN_SECTION_KEY_BYTES].len;
}

/* Those of a key: entries, then schemes. */
static bool holders_of_key(const struct check *check, const uint32_t *holders,
                           const struct cn_key *key) {
    uint32_t at = key->first, entries_end = key[1].first - key->issuers;
    for (; at < entries_end; at++)
        if ((holders[at] & ~CN_BY_ALIAS) >= check->dictionary->entries_len)
            return false;
    for (; at < key[1].first; at++)
        if (holders[at] >= check->dictionary->schemes_len)
            return false;
    return true;
}

static bool holders_sound(const struct check *check) {
    const struct cn_key *keys = CN_IMAGE_ITEMS(check->image, CN_SECTION_KEYS, struct cn_key);
    const uint32_t *holders = CN_IMAGE_ITEMS(check->image, CN_SECTION_HOLDERS, uint32_t);
    if (check->image->sections[CN_SECTION_HOLDERS].len != check->holders * sizeof(*holders))
        return false;
    for (size_t i = 0; i < check->keys; i++)
        if (!holders_of_key(check, holders, &keys[i]))
            return false;
    return true;
}

static bool spelling_sound(const struct check *check, uint32_t spelling) {
    const struct cn_str *sections = check->image->sections;
    if (spelling & CN_OWN_SPELLING)
        return cn_pool_has(check->spellings, sections[CN_SECTION_SPELLINGS],
                           spelling & ~CN_OWN_SPELLING);
    return cn_pool_has(check->dictionary->starts, sections[CN_SECTION_STRINGS], spelling);
}

static bool spellings_sound(struct check *check, enum cn_section section) {
    const uint32_t *items = CN_IMAGE_ITEMS(check->image, section, uint32_t);
    size_t len = CN_IMAGE_COUNT(check->image, section, uint32_t);
    for (size_t i = 0; i < len; i++)
        if (!spelling_sound(check, items[i]))
            return false;
    return is_array(check, section, sizeof(*items));
}

static bool written_sound(struct check *check) {
    check->spellings = cn_pool_starts(check->image->sections[CN_SECTION_SPELLINGS]);
    return check->spellings && spellings_sound(check, CN_SECTION_WRITTEN) &&
           CN_IMAGE_COUNT(check->image, CN_SECTION_WRITTEN, uint32_t) == check->holders;
}

/* Some slot is free, or a look-up would never end. */
static bool slots_sound(const struct check *check) {
    const struct cn_key_slot *slots =
        CN_IMAGE_ITEMS(check->image, CN_SECTION_SLOTS, struct cn_key_slot);
    size_t len = CN_IMAGE_COUNT(check->image, CN_SECTION_SLOTS, struct cn_key_slot);
    size_t used = 0;
    uint32_t highest = 0;
    bool plain = true;
    if (!bits_sound(check, CN_SECTION_SLOTS, 8, 39))
        return false;
    for (size_t i = 0; i < len; i++) {
        used += slots[i].key != 0;
        highest = slots[i].key > highest ? slots[i].key : highest;
        plain &= slots[i].plain < check->dictionary->entries_len || slots[i].plain == CN_NOT_PLAIN;
    }
    return highest <= check->keys && used < len && plain;
}

static bool filters_sound(const struct check *check) {
    return bits_sound(check, CN_SECTION_HEADS, 7, 37) &&
           bits_sound(check, CN_SECTION_TAILS, 7, 37) &&
           bits_sound(check, CN_SECTION_SIEVE_FIRST, 6, 40) &&
           bits_sound(check, CN_SECTION_SIEVE_MORE, 6, 40) &&
           check->image->sections[CN_SECTION_SIEVE_SHORT].len == 1;
}

static const char *find_fault(struct check *check) {
    if (!keys_sound(check))
        return "keys";
    if (!holders_sound(check))
        return "holders of keys";
    if (!written_sound(check))
        return "spellings";
    if (!slots_sound(check))
        return "hash table";
    if (!spellings_sound(check, CN_SECTION_LITERALS) ||
        check->image->sections[CN_SECTION_SEPARATES].len != 256)
        return "separators";
    return filters_sound(check) ? NULL : "filters";
}

const char *cn_index_unsound(const struct cn_dictionary *dictionary) {
    struct check check = {.image = &dictionary->image, .dictionary = dictionary};
    const char *fault = find_fault(&check);
    free(check.spellings);
    return fault;
}
