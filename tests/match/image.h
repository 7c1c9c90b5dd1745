/*
 * image.h: small images, with anything in them, and all that a run does with one. For the unit test
 * and the fuzz target.
 *
 * The filters of an index are large and say only what is worth a look-up; here they are tiny and
 * say that everything is.
 */
#ifndef CN_TESTS_MATCH_IMAGE_H
#define CN_TESTS_MATCH_IMAGE_H

#include <stdlib.h>
#include <string.h>

#include "match/index.h"

static inline bool image_put(struct cn_str bytes, void *context) {
    cn_buf_add_str(context, bytes);
    return !((struct cn_buf *)context)->failed;
}

/* The file of an image. */
static inline void image_file(const struct cn_image *image, struct cn_buf *file) {
    cn_buf_clear(file);
    if (!cn_image_write(image, image_put, file))
        abort();
}

/* Filters that let all pass. */
static inline void image_open_filters(struct cn_image *image) {
    static const uint64_t all[] = {UINT64_MAX, UINT64_MAX};
    for (int i = CN_SECTION_HEADS; i < CN_SECTIONS; i++)
        image->sections[i] = (struct cn_str){(const char *)all, sizeof(all)};
    image->sections[CN_SECTION_SIEVE_SHORT].len = 1;
}

/* Changes sections by four bytes each: which one (top bit: cut it off there), where (the lower byte
 * first), the new byte. The sections must have been built in memory. */
static inline void image_patch(struct cn_image *image, struct cn_str patches) {
    for (; patches.len >= 4; patches = (struct cn_str){patches.bytes + 4, patches.len - 4}) {
        const unsigned char *patch = (const unsigned char *)patches.bytes;
        struct cn_str *section = &image->sections[(patch[0] & 0x7f) % CN_SECTION_HEADS];
        size_t at = patch[1] | (size_t)patch[2] << 8;
        if (patch[0] & 0x80)
            section->len = section->len ? at % section->len : 0;
        else if (section->len)
            ((unsigned char *)section->bytes)[at % section->len] = patch[3];
    }
}

/* The sum of what all fields hold: it touches every byte that they lend. */
static inline uint64_t image_sum(uint64_t sum, struct cn_str text) {
    for (size_t i = 0; i < text.len; i++)
        sum = sum * 31 + (unsigned char)text.bytes[i];
    return sum + text.len;
}

static inline uint64_t image_sum_list(uint64_t sum, struct cn_str_list list) {
    for (size_t i = 0; i < list.len; i++)
        sum = image_sum(sum, list.items[i]);
    return sum * 31 + list.len;
}

static inline uint64_t image_sum_entry(uint64_t sum, const struct cn_entry *entry) {
    const struct cn_str texts[] = {entry->name,   entry->meaning, entry->kind,   entry->country,
                                   entry->source, entry->note,    entry->pattern};
    const struct cn_str_list lists[] = {entry->aliases, entry->for_cues, entry->against_cues,
                                        entry->issuers, entry->extra};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        sum = image_sum(sum, texts[i]);
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
        sum = image_sum_list(sum, lists[i]);
    return sum * 31 + (uint64_t)entry->from + (uint64_t)entry->until * 7 +
           (uint64_t)entry->certainty * 11 + entry->scheme * 13 + entry->line * 17 +
           entry->column * 19 + entry->pattern_nocase;
}

static inline uint64_t image_sum_scheme(uint64_t sum, const struct cn_scheme *scheme) {
    const struct cn_str texts[] = {scheme->name, scheme->title, scheme->path, scheme->kind,
                                   scheme->note};
    const struct cn_str_list lists[] = {scheme->issuers, scheme->for_cues, scheme->against_cues};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        sum = image_sum(sum, texts[i]);
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
        sum = image_sum_list(sum, lists[i]);
    return sum * 31 + (uint64_t)scheme->from + (uint64_t)scheme->until * 7 +
           scheme->first_entry * 11 + scheme->entries * 13;
}

static inline uint64_t image_sum_all(const struct cn_dictionary *dictionary) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < dictionary->schemes_len; i++)
        sum = image_sum_scheme(sum, &dictionary->schemes[i]);
    for (uint32_t i = 0; i < dictionary->entries_len; i++)
        sum = image_sum_entry(sum, cn_dictionary_entry(dictionary, i));
    return sum;
}

/* How many candidates a text gives, each of which is of an entry or a scheme that is there. */
static inline size_t image_match(const struct cn_dictionary *dictionary,
                                 const struct cn_index *index, struct cn_str text) {
    struct cn_document document = {.name = CN_STR("document")};
    struct cn_matcher *matcher = cn_matcher_new(index, &document);
    struct cn_text window = {.bytes = text.bytes, .len = text.len, .core_end = text.len};
    struct cn_candidates found;
    struct cn_arena arena = {0};
    if (!matcher || cn_match(matcher, &window, &arena, &found) != CN_OK)
        abort();
    size_t len = found.len;
    for (size_t i = 0; i < len; i++)
        if (found.items[i].entry >=
            (found.items[i].how == CN_ISSUER ? dictionary->schemes_len : dictionary->entries_len))
            abort();
    cn_arena_free(&arena);
    cn_diags_free(&document.diags);
    cn_matcher_free(matcher);
    return len;
}

/* What a run does with a file. False: it is refused, and why was noted. */
static inline bool image_use(struct cn_str file, struct cn_str text, uint64_t *sum, size_t *found) {
    struct cn_dictionary dictionary = {0};
    struct cn_index *index = NULL;
    if (cn_dictionary_load_bytes(&dictionary, file, "f.cnd", true) == CN_OK &&
        cn_dictionary_seal(&dictionary) < CN_SKIP)
        index = cn_index_new(&dictionary);
    if (index) {
        *sum = image_sum_all(&dictionary);
        *found = image_match(&dictionary, index, text);
    } else if (dictionary.diags.len == 0) {
        abort();
    }
    bool used = index;
    cn_index_free(index);
    cn_dictionary_free(&dictionary);
    return used;
}

#endif
