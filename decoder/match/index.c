/*
 * index.c: the sections of a dictionary's image as an index.
 */
#include "match/index.h"

#include <stdlib.h>

const struct cn_key *cn_index_find(const struct cn_index *index, const char *key, size_t len) {
    uint64_t first = cn_pack(key, len);
    uint32_t mask = UINT32_MAX >> (index->slot_shift - 32);
    uint32_t at = cn_slot_of(first, cn_pack_last(key, len), index->slot_shift);
    for (; index->slots[at].key; at = (at + 1) & mask) {
        if (index->slots[at].first != first)
            continue;
        const struct cn_key *found = &index->keys[index->slots[at].key - 1];
        if (found->len == len && memcmp(index->key_bytes + found->at, key, len) == 0)
            return found;
    }
    return NULL;
}

struct cn_key_hits cn_index_lookup(const struct cn_index *index, struct cn_str key) {
    const struct cn_key *found = cn_index_find(index, key.bytes, key.len);
    if (!found)
        return (struct cn_key_hits){0};
    return (struct cn_key_hits){index->holders + found->first, cn_key_entries(found)};
}

/* ---- from sections ---- */

static struct cn_ends ends_of(const struct cn_image *image, enum cn_section section) {
    size_t len = CN_IMAGE_COUNT(image, section, struct cn_end);
    return (struct cn_ends){CN_IMAGE_ITEMS(image, section, struct cn_end),
                            32 - (unsigned)__builtin_ctzll(len)};
}

static void look_at(struct cn_index *index) {
    const struct cn_image *image = &index->dictionary->image;
    index->keys = CN_IMAGE_ITEMS(image, CN_SECTION_KEYS, struct cn_key);
    index->keys_len = (uint32_t)CN_IMAGE_COUNT(image, CN_SECTION_KEYS, struct cn_key) - 1;
    index->key_bytes = image->sections[CN_SECTION_KEY_BYTES].bytes;
    index->holders = CN_IMAGE_ITEMS(image, CN_SECTION_HOLDERS, uint32_t);
    index->written = CN_IMAGE_ITEMS(image, CN_SECTION_WRITTEN, uint32_t);
    index->strings = image->sections[CN_SECTION_STRINGS].bytes;
    index->spellings = image->sections[CN_SECTION_SPELLINGS].bytes;
    index->slots = CN_IMAGE_ITEMS(image, CN_SECTION_SLOTS, struct cn_key_slot);
    index->slot_shift =
        64 - (unsigned)__builtin_ctzll(CN_IMAGE_COUNT(image, CN_SECTION_SLOTS, struct cn_key_slot));
    index->heads = ends_of(image, CN_SECTION_HEADS);
    index->tails = ends_of(image, CN_SECTION_TAILS);
    index->sieve = cn_sieve_of(image);
    index->literals = CN_IMAGE_ITEMS(image, CN_SECTION_LITERALS, uint32_t);
    index->literals_len = (uint32_t)CN_IMAGE_COUNT(image, CN_SECTION_LITERALS, uint32_t);
    index->separates = CN_IMAGE_ITEMS(image, CN_SECTION_SEPARATES, uint8_t);
}

/* An image of the cache that makes no sense is put right, one that was asked for is refused. */
static enum cn_severity check(struct cn_dictionary *dictionary) {
    const char *fault = dictionary->starts ? cn_index_unsound(dictionary) : NULL;
    struct cn_where where = {.file = CN_STR("")};
    free(dictionary->starts);
    dictionary->starts = NULL;
    if (!fault)
        return CN_OK;
    if (!dictionary->cached) {
        where.file = cn_str_of(cn_dictionary_file(dictionary, 0));
        return cn_diag_add(&dictionary->diags, CN_SKIP, CN_E_IMAGE_UNSOUND, &where, "%s", fault);
    }
    dictionary->image.sections[CN_SECTION_KEYS].len = 0;
    dictionary->cached = false;
    return CN_OK;
}

static bool is_ascii(const struct cn_index *index) {
    struct cn_str bytes = index->dictionary->image.sections[CN_SECTION_KEY_BYTES];
    return cn_str_skip_ascii(bytes, 0) == bytes.len;
}

/* The sections are there, or are built now. */
static struct cn_index *open_index(struct cn_dictionary *dictionary) {
    if (!dictionary->image.sections[CN_SECTION_KEYS].len && !cn_index_compile(dictionary))
        return NULL;
    struct cn_index *index = calloc(1, sizeof(*index));
    if (!index)
        return NULL;
    index->dictionary = dictionary;
    look_at(index);
    index->lanes = cn_lanes_best();
    if (cn_patterns_new(index, dictionary)) {
        index->sieve.pairs = cn_patterns_pairs(index->patterns);
        cn_gate_close(&index->gate, index);
        index->ascii = !index->sieve.pairs && is_ascii(index);
        return index;
    }
    cn_index_free(index);
    return NULL;
}

struct cn_index *cn_index_new(struct cn_dictionary *dictionary) {
    if (check(dictionary) != CN_OK)
        return NULL;
    struct cn_index *index = open_index(dictionary);
    if (!index)
        cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    return index;
}

void cn_index_free(struct cn_index *index) {
    if (!index)
        return;
    cn_patterns_free(index->patterns);
    free(index);
}
