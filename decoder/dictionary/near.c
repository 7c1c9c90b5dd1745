/*
 * near.c: names that differ by one letter and mean the same: TAWDRYYARD and TWDRYYARD.
 *
 * Two names one edit apart (a letter put in, left out, changed, or two changed about) share one of
 * the strings that are left when a letter is taken out of each, or one is such a string of the
 * other. So each name is put down under the hash of itself and of every name with a letter less,
 * each mixed with its meaning; what shares a hash is compared in earnest. That is linear in the
 * size of the dictionary, where comparing all pairs is not.
 */
#include "dictionary/parts.h"

/* Shorter names differ by a letter because they are different names. */
#define NEAR_MIN 5

static uint64_t hash_without(struct cn_str key, size_t letter, uint64_t start) {
    uint64_t hash = cn_hash_nocase(start, (struct cn_str){key.bytes, letter});
    if (letter < key.len)
        hash = cn_hash_nocase(hash, (struct cn_str){key.bytes + letter + 1, key.len - letter - 1});
    return hash;
}

static bool digit(char c) {
    return c >= '0' && c <= '9';
}

/* Is one edit enough, and not one of a digit? Numbered names differ by design. */
static bool near(struct cn_str a, struct cn_str b) {
    size_t head = 0, tail = 0;
    size_t shorter = a.len < b.len ? a.len : b.len;
    while (head < shorter && a.bytes[head] == b.bytes[head])
        head++;
    while (tail < shorter - head && a.bytes[a.len - 1 - tail] == b.bytes[b.len - 1 - tail])
        tail++;
    size_t left_a = a.len - head - tail, left_b = b.len - head - tail;
    if ((left_a > 0 && digit(a.bytes[head])) || (left_b > 0 && digit(b.bytes[head])))
        return false;
    if (left_a == 2 && left_b == 2)
        return a.bytes[head] == b.bytes[head + 1] && a.bytes[head + 1] == b.bytes[head];
    return left_a <= 1 && left_b <= 1 && left_a + left_b > 0;
}

static bool means_the_same(const struct cn_entry *a, const struct cn_entry *b) {
    char key_a[CN_KEY_MAX], key_b[CN_KEY_MAX];
    return cn_str_equal_nocase(a->meaning, b->meaning) &&
           near((struct cn_str){key_a, cn_entry_key(a, key_a)},
                (struct cn_str){key_b, cn_entry_key(b, key_b)});
}

static size_t collect_entry(const struct cn_entry *entry, uint32_t index, struct cn_keyed *keyed) {
    char bytes[CN_KEY_MAX];
    struct cn_str key = {bytes, cn_entry_key(entry, bytes)};
    uint64_t start = cn_hash_nocase(CN_HASH_START, entry->meaning);
    size_t len = 0;
    if (entry->pattern.len > 0 || key.len < NEAR_MIN)
        return 0;
    for (size_t letter = 0; letter <= key.len; letter++) {
        if (letter > 0 && letter < key.len && key.bytes[letter] == key.bytes[letter - 1])
            continue; /* the same string as without the letter before */
        keyed[len++] = (struct cn_keyed){hash_without(key, letter, start), index};
    }
    return len;
}

static size_t count(const struct cn_dictionary *dictionary) {
    size_t sum = 0;
    char key[CN_KEY_MAX];
    for (uint32_t i = 0; i < dictionary->entries_len; i++)
        sum += 1 + cn_entry_key(cn_dictionary_entry(dictionary, i), key);
    return sum;
}

/* Compares what shares a hash; an entry is noted once, however many it is near to. */
static void compare(struct cn_dictionary *dictionary, const struct cn_keyed *keyed, size_t len,
                    bool *noted) {
    for (size_t i = 1; i < len; i++) {
        const struct cn_entry *first = cn_dictionary_entry(dictionary, keyed[i - 1].entry);
        const struct cn_entry *later = cn_dictionary_entry(dictionary, keyed[i].entry);
        if (keyed[i].hash != keyed[i - 1].hash || noted[keyed[i].entry])
            continue;
        if (means_the_same(first, later)) {
            noted[keyed[i].entry] = true;
            cn_check_note(dictionary, later, CN_PARTIAL, CN_E_DICT_NEAR_DUPLICATE, first);
        }
    }
}

void cn_check_near(struct cn_dictionary *dictionary) {
    struct cn_arena arena = {0};
    struct cn_keyed *keyed = CN_NEW_ARRAY(&arena, struct cn_keyed, count(dictionary) + 1);
    bool *noted = CN_NEW_ARRAY(&arena, bool, dictionary->entries_len + 1);
    size_t len = 0;
    if (keyed && noted) {
        for (uint32_t i = 0; i < dictionary->entries_len; i++)
            len += collect_entry(cn_dictionary_entry(dictionary, i), i, keyed + len);
        cn_keyed_sort(keyed, len);
        compare(dictionary, keyed, len, noted);
    } else {
        cn_diag_add(&dictionary->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    }
    cn_arena_free(&arena);
}
