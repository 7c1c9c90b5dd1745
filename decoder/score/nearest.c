#include "score/nearest.h"

#include <stdlib.h>

static unsigned least(unsigned a, unsigned b, unsigned c) {
    unsigned low = a < b ? a : b;
    return low < c ? low : c;
}

/* Levenshtein's distance between two keys, in bytes. */
static unsigned distance(struct cn_str a, struct cn_str b) {
    unsigned row[CN_KEY_MAX + 1];
    for (unsigned i = 0; i <= b.len; i++)
        row[i] = i;
    for (size_t i = 0; i < a.len; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i + 1;
        for (size_t k = 0; k < b.len; k++) {
            unsigned above = row[k + 1];
            row[k + 1] = least(above + 1, row[k] + 1, diagonal + (a.bytes[i] != b.bytes[k]));
            diagonal = above;
        }
    }
    return row[b.len];
}

struct cn_nearest cn_nearest_name(const struct cn_dictionary *dictionary, struct cn_str word) {
    char key[CN_KEY_MAX];
    char other[CN_KEY_MAX];
    struct cn_nearest nearest = {NULL, 0};
    struct cn_str folded = {key, cn_name_key(word, key, sizeof key)};
    for (uint32_t i = 0; folded.len > 0 && i < dictionary->entries_len; i++) {
        const struct cn_entry *entry = &dictionary->entries[i];
        size_t len = entry->pattern.len > 0 ? 0 : cn_name_key(entry->name, other, sizeof other);
        if (len == 0)
            continue;
        unsigned far = distance(folded, (struct cn_str){other, len});
        if (!nearest.entry || far < nearest.distance)
            nearest = (struct cn_nearest){entry, far};
    }
    return nearest;
}
