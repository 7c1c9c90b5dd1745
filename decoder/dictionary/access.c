/*
 * access.c: a sealed dictionary's schemes and entries, read out of its image.
 */
#include "dictionary/parts.h"

#include <stdlib.h>

struct cn_known {
    struct cn_arena arena;
    const struct cn_entry *items[]; /* of each entry; NULL: not asked for yet */
};

static bool read_schemes(struct cn_dictionary *dictionary) {
    const struct cn_image *image = &dictionary->image;
    struct cn_str record = image->sections[CN_SECTION_SCHEMES];
    const char *strings = image->sections[CN_SECTION_STRINGS].bytes;
    uint32_t len, first = 0;
    if (!cn_varint_cut(&record, &len))
        return false;
    dictionary->schemes = CN_NEW_ARRAY(&dictionary->arena, struct cn_scheme, len);
    dictionary->schemes_len = dictionary->schemes ? len : 0;
    for (uint32_t i = 0; i < dictionary->schemes_len; i++) {
        struct cn_scheme *scheme = &dictionary->schemes[i];
        if (!cn_scheme_read(&record, strings, &dictionary->arena, scheme))
            return false;
        scheme->first_entry = first;
        first += scheme->entries;
    }
    return dictionary->schemes;
}

bool cn_dictionary_look_at(struct cn_dictionary *dictionary) {
    size_t len = CN_IMAGE_COUNT(&dictionary->image, CN_SECTION_ROWS, struct cn_row);
    dictionary->entries_len = (uint32_t)len;
    dictionary->known =
        calloc(1, sizeof *dictionary->known + len * sizeof *dictionary->known->items);
    return dictionary->known && read_schemes(dictionary);
}

void cn_dictionary_look_away(struct cn_dictionary *dictionary) {
    if (dictionary->known)
        cn_arena_free(&dictionary->known->arena);
    free(dictionary->known);
    free(dictionary->starts);
    cn_image_free(&dictionary->image);
    dictionary->known = NULL;
    dictionary->starts = NULL;
    dictionary->schemes_len = dictionary->entries_len = 0;
}

uint32_t cn_dictionary_scheme_of(const struct cn_dictionary *dictionary, uint32_t number) {
    uint32_t low = 0, high = dictionary->schemes_len;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct cn_scheme *scheme = &dictionary->schemes[middle];
        if (scheme->first_entry + scheme->entries <= number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool cn_dictionary_peek(const struct cn_dictionary *dictionary, uint32_t number,
                        struct cn_arena *arena, struct cn_entry *entry) {
    const struct cn_image *image = &dictionary->image;
    const struct cn_row *row = &CN_IMAGE_ITEMS(image, CN_SECTION_ROWS, struct cn_row)[number];
    const char *strings = image->sections[CN_SECTION_STRINGS].bytes;
    *entry = (struct cn_entry){.name = cn_pool_str(strings, row->name),
                               .meaning = cn_pool_str(strings, row->meaning),
                               .line = row->line,
                               .scheme = cn_dictionary_scheme_of(dictionary, number)};
    return cn_rest_read(cn_pool_str(image->sections[CN_SECTION_RESTS].bytes, row->rest), strings,
                        arena, entry);
}

const struct cn_entry *cn_dictionary_entry(const struct cn_dictionary *dictionary,
                                           uint32_t number) {
    static const struct cn_entry none;
    struct cn_known *known = dictionary->known;
    if (known->items[number])
        return known->items[number];
    struct cn_entry *entry = CN_NEW(&known->arena, struct cn_entry);
    if (!entry || !cn_dictionary_peek(dictionary, number, &known->arena, entry))
        return &none;
    known->items[number] = entry;
    return entry;
}

static struct cn_numbers numbers(const struct cn_dictionary *dictionary, enum cn_section section) {
    return (struct cn_numbers){CN_IMAGE_ITEMS(&dictionary->image, section, uint32_t),
                               CN_IMAGE_COUNT(&dictionary->image, section, uint32_t)};
}

struct cn_numbers cn_dictionary_families(const struct cn_dictionary *dictionary) {
    return numbers(dictionary, CN_SECTION_FAMILIES);
}

struct cn_numbers cn_dictionary_cued(const struct cn_dictionary *dictionary) {
    return numbers(dictionary, CN_SECTION_CUED);
}
