/*
 * index.c: a dictionary's names become keys, filters and a hash table.
 *
 * Every name, alias and issuer is a row; rows are sorted by key, so that those of one key lie side
 * by side and their order does not depend on anything but the dictionary.
 */
#include "match/index.h"

#include <stdlib.h>

#include "base/limits.h"

struct row {
    struct cn_str key;
    struct cn_str written;
    uint32_t holder;
    bool issuer;
};

struct rows {
    struct row *items;
    size_t len;
    struct cn_arena *arena;
    bool failed;
};

/* ---- rows ---- */

static size_t count_rows(const struct cn_dictionary *dictionary) {
    size_t count = 0;
    for (uint32_t i = 0; i < dictionary->entries_len; i++)
        count += 1 + dictionary->entries[i].aliases.len + dictionary->entries[i].issuers.len;
    for (uint32_t i = 0; i < dictionary->schemes_len; i++)
        count += dictionary->schemes[i].issuers.len;
    return count;
}

/* From the first token to the end of the last. */
static struct cn_str without_edges(struct cn_str written) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    size_t start = 0, end = 0;
    for (size_t at = 0; cn_token_next(written, at, folded, &token); at = token.end) {
        if (!end)
            start = token.start;
        end = token.end;
    }
    return (struct cn_str){written.bytes + start, end - start};
}

/* A spelling without a key (over a limit, no letter in it) is left out: nothing could match it. */
static void add_row(struct rows *rows, struct cn_str written, uint32_t holder, bool issuer) {
    char key[CN_KEY_MAX];
    size_t len = cn_name_key(written, key, sizeof(key));
    if (!len)
        return;
    struct cn_str copy = cn_arena_copy(rows->arena, (struct cn_str){key, len});
    rows->failed = rows->failed || !copy.bytes;
    rows->items[rows->len++] = (struct row){copy, without_edges(written), holder, issuer};
}

static void add_list(struct rows *rows, struct cn_str_list list, uint32_t holder, bool issuer) {
    for (size_t i = 0; i < list.len; i++)
        add_row(rows, list.items[i], holder, issuer);
}

static void collect(struct rows *rows, const struct cn_dictionary *dictionary) {
    for (uint32_t i = 0; i < dictionary->entries_len; i++) {
        const struct cn_entry *entry = &dictionary->entries[i];
        add_list(rows, entry->issuers, entry->scheme, true);
        if (entry->pattern.len)
            continue;
        add_row(rows, entry->name, i, false);
        add_list(rows, entry->aliases, i | CN_BY_ALIAS, false);
    }
    for (uint32_t i = 0; i < dictionary->schemes_len; i++)
        add_list(rows, dictionary->schemes[i].issuers, i, true);
}

/* By key; entries before issuers; then by number, names before aliases; then as written. */
static int compare_rows(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    int order = cn_str_compare(a->key, b->key);
    if (order)
        return order;
    if (a->issuer != b->issuer)
        return a->issuer ? 1 : -1;
    uint32_t x = a->holder & ~CN_BY_ALIAS, y = b->holder & ~CN_BY_ALIAS;
    if (x != y)
        return x < y ? -1 : 1;
    if (a->holder != b->holder)
        return a->holder < b->holder ? -1 : 1;
    return cn_str_compare(a->written, b->written);
}

/* An entry stands once under a key, whether by name or by aliases; a scheme too. */
static void drop_repeats(struct rows *rows) {
    size_t kept = 0;
    for (size_t i = 0; i < rows->len; i++) {
        const struct row *row = &rows->items[i];
        const struct row *last = kept ? &rows->items[kept - 1] : NULL;
        if (last && last->issuer == row->issuer && cn_str_equal(last->key, row->key) &&
            (last->holder | CN_BY_ALIAS) == (row->holder | CN_BY_ALIAS))
            continue;
        rows->items[kept++] = *row;
    }
    rows->len = kept;
}

/* ---- keys ---- */

static bool takes_member(struct cn_str key) {
    size_t letters = 0;
    for (size_t i = 0; i < key.len; i++) {
        unsigned char byte = (unsigned char)key.bytes[i];
        letters += byte >= 'a' && (byte & 0xc0) != 0x80;
    }
    char last = key.bytes[key.len - 1];
    return letters >= 4 && !(last >= '0' && last <= '9');
}

static uint32_t slot_of(const struct cn_index *index, uint32_t hash) {
    return (hash ^ hash >> 15) & index->slot_mask;
}

static void put(struct cn_index *index, uint32_t number) {
    uint32_t hash = cn_hash_bytes(index->keys[number].key.bytes, index->keys[number].key.len);
    uint32_t slot = slot_of(index, hash);
    while (index->slots[slot].key)
        slot = (slot + 1) & index->slot_mask;
    index->slots[slot] = (struct cn_key_slot){hash, number + 1};
}

const struct cn_key *cn_index_find(const struct cn_index *index, const char *key, size_t len,
                                   uint32_t hash) {
    for (uint32_t slot = slot_of(index, hash); index->slots[slot].key;
         slot = (slot + 1) & index->slot_mask) {
        if (index->slots[slot].hash != hash)
            continue;
        const struct cn_key *found = &index->keys[index->slots[slot].key - 1];
        if (found->key.len == len && memcmp(found->key.bytes, key, len) == 0)
            return found;
    }
    return NULL;
}

struct cn_key_hits cn_index_lookup(const struct cn_index *index, struct cn_str key) {
    const struct cn_key *found =
        cn_index_find(index, key.bytes, key.len, cn_hash_bytes(key.bytes, key.len));
    if (!found)
        return (struct cn_key_hits){0};
    return (struct cn_key_hits){index->holders + found->first, found->entries};
}

/* ---- filters ---- */

/* Sixteen places a key or more, so that few words get through by chance; no less than fills a
 * first-level cache by half, no more than four million. */
static bool filter_new(struct cn_filter_table *filter, struct cn_arena *arena, size_t keys) {
    unsigned log = 16;
    while (log < 22 && (size_t)1 << log < keys * 16)
        log++;
    filter->shift = 32 - log;
    filter->bits = CN_NEW_ARRAY(arena, uint64_t, (size_t)1 << (log - 6));
    filter->lengths = CN_NEW_ARRAY(arena, uint32_t, (size_t)1 << log);
    return filter->bits && filter->lengths;
}

static void filter_add(struct cn_filter_table *filter, uint32_t bytes, size_t len) {
    uint32_t place = cn_filter_place(filter, bytes);
    filter->bits[place >> 6] |= UINT64_C(1) << (place & 63);
    filter->lengths[place] |= UINT32_C(1) << (len < 32 ? len - 1 : 31);
}

static void stem_add(struct cn_index *index, struct cn_str key, size_t len) {
    uint64_t bytes = 0;
    memcpy(&bytes, key.bytes, len);
    uint32_t place = cn_stem_place(index, bytes);
    index->stems[place >> 6] |= UINT64_C(1) << (place & 63);
}

static void filters_add(struct cn_index *index, const struct cn_key *key) {
    struct cn_str bytes = key->key;
    cn_sieve_add(&index->sieve, bytes, bytes.len >= CN_RUN_TOGETHER_MIN && key->entries);
    for (size_t len = 1; len <= 4 && len <= bytes.len; len++)
        filter_add(&index->heads, cn_filter_bytes(bytes.bytes, len), bytes.len);
    for (size_t len = CN_STEM_MIN; len <= CN_STEM_MAX && len <= bytes.len; len++)
        stem_add(index, bytes, len);
    if (bytes.len >= CN_RUN_TOGETHER_MIN && key->entries)
        filter_add(&index->tails, cn_filter_bytes(bytes.bytes + bytes.len - 4, 4), bytes.len);
}

/* ---- literals ---- */

static int compare_literals(const void *left, const void *right) {
    return cn_str_compare(*(const struct cn_str *)left, *(const struct cn_str *)right);
}

/* Calls for each separator of a name that is none of the known kinds. */
static void literals_of(struct cn_str written, struct cn_str_list *list, bool count_only) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    size_t end = 0;
    for (size_t at = 0; cn_token_next(written, at, folded, &token); at = end = token.end) {
        if (!end || cn_separator_between(written, end, token.start) != CN_SEPARATOR_OTHER)
            continue;
        if (!count_only)
            list->items[list->len] = (struct cn_str){written.bytes + end, token.start - end};
        list->len++;
    }
}

static bool literals_new(struct cn_index *index, const struct rows *rows) {
    struct cn_str_list list = {0};
    for (size_t i = 0; i < rows->len; i++)
        literals_of(rows->items[i].written, &list, true);
    list.items = CN_NEW_ARRAY(&index->arena, struct cn_str, list.len);
    if (!list.items)
        return false;
    list.len = 0;
    for (size_t i = 0; i < rows->len; i++)
        literals_of(rows->items[i].written, &list, false);
    if (list.len)
        qsort(list.items, list.len, sizeof(*list.items), compare_literals);
    index->literals = list;
    return true;
}

/* Letters and digits are among them: two tokens can touch (a change of script). */
static void separators_new(struct cn_index *index) {
    for (int byte = 0; byte < 256; byte++) {
        char text = (char)byte;
        index->separates[byte] =
            cn_byte_kind[byte] != CN_BYTE_BREAK || memchr("~=*+#", byte, 5) ||
            cn_separator_between((struct cn_str){&text, 1}, 0, 1) != CN_SEPARATOR_OTHER;
    }
    for (size_t i = 0; i < index->literals.len; i++)
        index->separates[(unsigned char)index->literals.items[i].bytes[0]] = true;
}

/* ---- the whole ---- */

static bool tables_new(struct cn_index *index, size_t rows) {
    size_t slots = 16;
    while (slots < rows * 2)
        slots *= 2;
    index->slot_mask = (uint32_t)(slots - 1);
    index->slots = CN_NEW_ARRAY(&index->arena, struct cn_key_slot, slots);
    index->keys = CN_NEW_ARRAY(&index->arena, struct cn_key, rows);
    index->holders = CN_NEW_ARRAY(&index->arena, uint32_t, rows);
    index->written = CN_NEW_ARRAY(&index->arena, struct cn_str, rows);
    if (!index->slots || !index->keys || !index->holders || !index->written ||
        !filter_new(&index->heads, &index->arena, rows) ||
        !filter_new(&index->tails, &index->arena, rows) ||
        !cn_sieve_new(&index->sieve, &index->arena, rows))
        return false;
    index->stems =
        CN_NEW_ARRAY(&index->arena, uint64_t, (size_t)1 << (32 - index->heads.shift - 6));
    return index->stems;
}

/* Sorted rows become keys with their holders. */
static void fill(struct cn_index *index, const struct rows *rows) {
    uint32_t keys = 0;
    for (size_t i = 0; i < rows->len; i++) {
        const struct row *row = &rows->items[i];
        if (!i || !cn_str_equal(row->key, rows->items[i - 1].key))
            index->keys[keys++] = (struct cn_key){
                .key = row->key, .first = (uint32_t)i, .takes_member = takes_member(row->key)};
        if (row->issuer)
            index->keys[keys - 1].issuers++;
        else
            index->keys[keys - 1].entries++;
        index->holders[i] = row->holder;
        index->written[i] = row->written;
    }
    for (uint32_t i = 0; i < keys; i++) {
        put(index, i);
        filters_add(index, &index->keys[i]);
    }
}

static bool build(struct cn_index *index, struct cn_dictionary *dictionary) {
    struct rows rows = {.arena = &index->arena};
    rows.items = calloc(count_rows(dictionary) + 1, sizeof(*rows.items));
    if (!rows.items)
        return false;
    collect(&rows, dictionary);
    qsort(rows.items, rows.len, sizeof(*rows.items), compare_rows);
    drop_repeats(&rows);
    bool done = !rows.failed && tables_new(index, rows.len) && literals_new(index, &rows);
    if (done) {
        fill(index, &rows);
        separators_new(index);
    }
    free(rows.items);
    return done;
}

struct cn_index *cn_index_new(struct cn_dictionary *dictionary) {
    struct cn_index *index = calloc(1, sizeof(*index));
    if (!index)
        return NULL;
    index->dictionary = dictionary;
    if (build(index, dictionary) && cn_patterns_new(index, dictionary))
        return index;
    cn_index_free(index);
    return NULL;
}

void cn_index_free(struct cn_index *index) {
    if (!index)
        return;
    cn_patterns_free(index->patterns);
    cn_arena_free(&index->arena);
    free(index);
}
