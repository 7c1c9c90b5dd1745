#include "score/nearest.h"

#include <stdlib.h>

static unsigned least(unsigned a, unsigned b, unsigned c) {
    unsigned low = a < b ? a : b;
    return low < c ? low : c;
}

/* Levenshtein's distance, in bytes. */
unsigned cn_key_distance(struct cn_str a, struct cn_str b) {
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

/* The distance of an entry's name; SIZE_MAX: it has no key. */
static size_t distance_to(const struct cn_entry *entry, struct cn_str folded) {
    char other[CN_KEY_MAX];
    size_t len = entry->pattern.len > 0 ? 0 : cn_name_key(entry->name, other, sizeof other);
    return len > 0 ? cn_key_distance(folded, (struct cn_str){other, len}) : SIZE_MAX;
}

struct cn_nearest cn_nearest_name(const struct cn_dictionary *dictionary, struct cn_str word) {
    char key[CN_KEY_MAX];
    struct cn_arena arena = {0};
    struct cn_entry entry;
    size_t least_far = SIZE_MAX;
    uint32_t nearest = 0;
    struct cn_str folded = {key, cn_name_key(word, key, sizeof key)};
    for (uint32_t i = 0; folded.len > 0 && i < dictionary->entries_len; i++) {
        if (!cn_dictionary_peek(dictionary, i, &arena, &entry))
            break;
        size_t far = distance_to(&entry, folded);
        nearest = far < least_far ? i : nearest;
        least_far = far < least_far ? far : least_far;
        cn_arena_rewind(&arena, (struct cn_arena_mark){NULL, 0});
    }
    cn_arena_free(&arena);
    if (least_far == SIZE_MAX)
        return (struct cn_nearest){NULL, 0};
    return (struct cn_nearest){cn_dictionary_entry(dictionary, nearest), (unsigned)least_far};
}
