/*
 * index.c: the sections of an image as an index.
 */
#include "match/index.h"

#include <stdlib.h>

const struct cn_key *cn_index_find(const struct cn_index *index, const char *key, size_t len,
                                   uint32_t hash) {
    for (uint32_t slot = cn_slot_of(hash, index->slot_mask); index->slots[slot].key;
         slot = (slot + 1) & index->slot_mask) {
        if (index->slots[slot].hash != hash)
            continue;
        const struct cn_key *found = &index->keys[index->slots[slot].key - 1];
        if (found->len == len && memcmp(index->key_bytes + found->at, key, len) == 0)
            return found;
    }
    return NULL;
}

struct cn_key_hits cn_index_lookup(const struct cn_index *index, struct cn_str key) {
    const struct cn_key *found =
        cn_index_find(index, key.bytes, key.len, cn_hash_bytes(key.bytes, key.len));
    if (!found)
        return (struct cn_key_hits){0};
    return (struct cn_key_hits){index->holders + found->first, cn_key_entries(found)};
}

/* ---- from sections ---- */

static void look_at(struct cn_index *index) {
    const struct cn_image *image = &index->image;
    index->keys = CN_IMAGE_ITEMS(image, CN_SECTION_KEYS, struct cn_key);
    index->keys_len = (uint32_t)CN_IMAGE_COUNT(image, CN_SECTION_KEYS, struct cn_key) - 1;
    index->key_bytes = image->sections[CN_SECTION_KEY_BYTES].bytes;
    index->holders = CN_IMAGE_ITEMS(image, CN_SECTION_HOLDERS, uint32_t);
    index->written = CN_IMAGE_ITEMS(image, CN_SECTION_WRITTEN, uint32_t);
    index->spellings = image->sections[CN_SECTION_SPELLINGS].bytes;
    index->slots = CN_IMAGE_ITEMS(image, CN_SECTION_SLOTS, struct cn_key_slot);
    index->slot_mask = (uint32_t)CN_IMAGE_COUNT(image, CN_SECTION_SLOTS, struct cn_key_slot) - 1;
    index->lengths = CN_IMAGE_ITEMS(image, CN_SECTION_LENGTHS, uint32_t);
    index->lengths_shift =
        32 - (unsigned)__builtin_ctzll(CN_IMAGE_COUNT(image, CN_SECTION_LENGTHS, uint32_t));
    index->sieve = cn_sieve_of(image);
    index->literals = CN_IMAGE_ITEMS(image, CN_SECTION_LITERALS, uint32_t);
    index->literals_len = (uint32_t)CN_IMAGE_COUNT(image, CN_SECTION_LITERALS, uint32_t);
    index->separates = CN_IMAGE_ITEMS(image, CN_SECTION_SEPARATES, uint8_t);
}

struct cn_index *cn_index_new(struct cn_dictionary *dictionary) {
    struct cn_index *index = calloc(1, sizeof(*index));
    if (!index)
        return NULL;
    index->dictionary = dictionary;
    if (!cn_index_compile(&index->image, dictionary)) {
        cn_index_free(index);
        return NULL;
    }
    look_at(index);
    index->lanes = cn_lanes_best();
    if (cn_patterns_new(index, dictionary)) {
        index->sieve.pairs = cn_patterns_pairs(index->patterns);
        return index;
    }
    cn_index_free(index);
    return NULL;
}

void cn_index_free(struct cn_index *index) {
    if (!index)
        return;
    cn_patterns_free(index->patterns);
    cn_image_free(&index->image);
    free(index);
}
