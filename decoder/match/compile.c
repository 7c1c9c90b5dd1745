/*
 * compile.c: a dictionary's names become keys, filters and a hash table.
 *
 * Every name, alias and issuer is a row; rows are sorted by key, so that those of one key lie side
 * by side and their order does not depend on anything but the dictionary. The same dictionary gives
 * the same sections, byte for byte.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "match/index.h"

struct row {
    struct cn_str key;
    struct cn_str whole;   /* a string of the dictionary */
    struct cn_str written; /* the part of it that counts */
    uint32_t holder;
    bool issuer;
};

struct rows {
    struct row *items;
    size_t len;
    size_t cap;
    struct cn_arena keys;    /* bytes of them */
    struct cn_arena scratch; /* of the entry at hand */
    bool failed;
};

/* ---- rows ---- */

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

static bool make_room(struct rows *rows) {
    if (rows->len < rows->cap)
        return true;
    size_t cap = rows->cap ? rows->cap * 2 : 256;
    struct row *items = realloc(rows->items, cap * sizeof(*items));
    if (!items)
        return false;
    rows->items = items;
    rows->cap = cap;
    return true;
}

/* A spelling without a key (over a limit, no letter in it) is left out: nothing could match it. */
static void add_row(struct rows *rows, struct cn_str whole, uint32_t holder, bool issuer) {
    char key[CN_KEY_MAX];
    size_t len = cn_name_key(whole, key, sizeof(key));
    if (!len)
        return;
    struct cn_str copy = cn_arena_copy(&rows->keys, (struct cn_str){key, len});
    if (!copy.bytes || !make_room(rows)) {
        rows->failed = true;
        return;
    }
    rows->items[rows->len++] = (struct row){copy, whole, without_edges(whole), holder, issuer};
}

static void add_list(struct rows *rows, struct cn_str_list list, uint32_t holder, bool issuer) {
    for (size_t i = 0; i < list.len; i++)
        add_row(rows, list.items[i], holder, issuer);
}

static void collect_entry(struct rows *rows, const struct cn_dictionary *dictionary, uint32_t i) {
    struct cn_arena_mark mark = cn_arena_mark(&rows->scratch);
    struct cn_entry entry;
    if (!cn_dictionary_peek(dictionary, i, &rows->scratch, &entry)) {
        rows->failed = true;
        return;
    }
    add_list(rows, entry.issuers, entry.scheme, true);
    if (!entry.pattern.len) {
        add_row(rows, entry.name, i, false);
        add_list(rows, entry.aliases, i | CN_BY_ALIAS, false);
    }
    cn_arena_rewind(&rows->scratch, mark);
}

static void collect(struct rows *rows, const struct cn_dictionary *dictionary) {
    for (uint32_t i = 0; i < dictionary->entries_len && !rows->failed; i++)
        collect_entry(rows, dictionary, i);
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

struct tables {
    struct cn_image *image;
    struct cn_key *keys;
    uint32_t keys_len;
    char *key_bytes;
    uint32_t *holders;
    uint32_t *written;
    const char *strings; /* of the dictionary */
    struct cn_buf spellings;
    struct cn_key_slot *slots;
    unsigned slot_shift;
};

static bool takes_member(struct cn_str key) {
    size_t letters = 0;
    for (size_t i = 0; i < key.len; i++) {
        unsigned char byte = (unsigned char)key.bytes[i];
        letters += byte >= 'a' && (byte & 0xc0) != 0x80;
    }
    char last = key.bytes[key.len - 1];
    return letters >= 4 && !(last >= '0' && last <= '9');
}

/* The one entry that a key stands for, if its name is the key in capitals. */
static uint32_t plain_entry(const struct row *rows, const struct cn_key *key) {
    const struct row *row = &rows[key->first];
    if (key[1].first - key->first > 1 || row->issuer || row->holder & CN_BY_ALIAS ||
        row->written.len != key->len)
        return CN_NOT_PLAIN;
    for (size_t i = 0; i < key->len; i++) {
        char byte = row->written.bytes[i];
        if (!(byte >= 'A' && byte <= 'Z') && !(byte >= '0' && byte <= '9'))
            return CN_NOT_PLAIN;
    }
    return row->holder;
}

static void put(struct tables *tables, uint32_t number, uint32_t plain) {
    const struct cn_key *key = &tables->keys[number];
    const char *bytes = tables->key_bytes + key->at;
    uint64_t first = cn_pack(bytes, key->len);
    uint32_t mask = UINT32_MAX >> (tables->slot_shift - 32);
    uint32_t at = cn_slot_of(first, cn_pack_last(bytes, key->len), tables->slot_shift);
    while (tables->slots[at].key)
        at = (at + 1) & mask;
    tables->slots[at] = (struct cn_key_slot){first, number + 1, plain};
}

static bool starts_key(const struct rows *rows, size_t i) {
    return i == 0 || !cn_str_equal(rows->items[i].key, rows->items[i - 1].key);
}

static bool tables_new(struct tables *tables, const struct rows *rows) {
    size_t keys = 0, bytes = 0, slots = 16;
    for (size_t i = 0; i < rows->len; i++) {
        keys += starts_key(rows, i);
        bytes += starts_key(rows, i) ? rows->items[i].key.len : 0;
    }
    while (slots < keys * 2)
        slots *= 2;
    tables->slot_shift = 64 - (unsigned)__builtin_ctzll(slots);
    tables->slots = cn_image_new(tables->image, CN_SECTION_SLOTS, slots, sizeof(*tables->slots));
    tables->keys = cn_image_new(tables->image, CN_SECTION_KEYS, keys + 1, sizeof(*tables->keys));
    tables->key_bytes = cn_image_new(tables->image, CN_SECTION_KEY_BYTES, bytes, 1);
    tables->holders =
        cn_image_new(tables->image, CN_SECTION_HOLDERS, rows->len, sizeof(*tables->holders));
    tables->written =
        cn_image_new(tables->image, CN_SECTION_WRITTEN, rows->len, sizeof(*tables->written));
    return !tables->image->arena.failed;
}

static void add_key(struct tables *tables, struct cn_str key, size_t first) {
    struct cn_key *next = &tables->keys[tables->keys_len++];
    memcpy(tables->key_bytes + next->at, key.bytes, key.len);
    next->first = (uint32_t)first;
    next->len = (uint8_t)key.len;
    next->takes_member = takes_member(key);
    next[1].at = next->at + next->len;
}

static uint32_t spell(struct tables *tables, struct cn_str spelling) {
    return cn_pool_add(&tables->spellings, spelling) | CN_OWN_SPELLING;
}

/* Sorted rows become keys with their holders. */
static bool keys_new(struct tables *tables, const struct rows *rows) {
    if (!tables_new(tables, rows))
        return false;
    for (size_t i = 0; i < rows->len; i++) {
        const struct row *row = &rows->items[i];
        if (starts_key(rows, i))
            add_key(tables, row->key, i);
        tables->keys[tables->keys_len - 1].issuers += row->issuer;
        tables->holders[i] = row->holder;
        tables->written[i] = row->written.len == row->whole.len
                                 ? cn_pool_at(tables->strings, row->whole)
                                 : spell(tables, row->written);
    }
    tables->keys[tables->keys_len].first = (uint32_t)rows->len;
    for (uint32_t i = 0; i < tables->keys_len; i++)
        put(tables, i, plain_entry(rows->items, &tables->keys[i]));
    return true;
}

/* ---- filters ---- */

/* A place a key, so that few share one by chance. */
static unsigned ends_log(size_t keys) {
    unsigned log = 10;
    while (log < 31 && (size_t)1 << log < keys)
        log++;
    return log;
}

/* `five` are the first or the last of `len` bytes, `next` comes behind or before. */
static void add_end(struct cn_end *ends, unsigned log, const char *five, const char *next,
                    size_t len) {
    struct cn_end *end = &ends[cn_end_place(five, 32 - log)];
    end->lengths |= UINT32_C(1) << (len < 32 ? len - 1 : 31);
    end->next |= len > CN_SIEVE_BYTES ? UINT32_C(1) << ((unsigned char)*next & 31) : UINT32_MAX;
}

static bool filters_new(struct tables *tables) {
    unsigned log = ends_log(tables->keys_len);
    size_t places = (size_t)1 << log;
    struct cn_end *heads = cn_image_new(tables->image, CN_SECTION_HEADS, places, sizeof(*heads));
    struct cn_end *tails = cn_image_new(tables->image, CN_SECTION_TAILS, places, sizeof(*tails));
    struct cn_sieve_build sieve = {.image = tables->image};
    if (!cn_sieve_build(&sieve, tables->keys_len) || !heads || !tails)
        return false;
    for (uint32_t i = 0; i < tables->keys_len; i++) {
        const struct cn_key *key = &tables->keys[i];
        const char *bytes = tables->key_bytes + key->at, *last = bytes + key->len - CN_SIEVE_BYTES;
        bool inside = key->len >= CN_RUN_TOGETHER_MIN && cn_key_entries(key);
        cn_sieve_add(&sieve, (struct cn_str){bytes, key->len}, inside);
        if (key->len >= CN_SIEVE_BYTES)
            add_end(heads, log, bytes, bytes + CN_SIEVE_BYTES, key->len);
        if (inside)
            add_end(tails, log, last, last - 1, key->len);
    }
    return cn_sieve_built(&sieve);
}

/* ---- literals ---- */

static int compare_literals(const void *left, const void *right) {
    return cn_str_compare(*(const struct cn_str *)left, *(const struct cn_str *)right);
}

/* Takes up each separator of a name that is none of the known kinds. */
static void literals_of(struct cn_str written, struct cn_buf *list) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    size_t end = 0;
    for (size_t at = 0; cn_token_next(written, at, folded, &token); at = end = token.end) {
        if (!end || cn_separator_between(written, end, token.start) != CN_SEPARATOR_OTHER)
            continue;
        struct cn_str between = {written.bytes + end, token.start - end};
        cn_buf_add(list, &between, sizeof(between));
    }
}

static bool literals_new(struct tables *tables, const struct cn_str *list, size_t len) {
    uint32_t *literals = cn_image_new(tables->image, CN_SECTION_LITERALS, len, sizeof(*literals));
    size_t kept = 0;
    for (size_t i = 0; literals && i < len; i++)
        if (i == 0 || !cn_str_equal(list[i], list[i - 1]))
            literals[kept++] = spell(tables, list[i]);
    tables->image->sections[CN_SECTION_LITERALS].len = kept * sizeof(*literals);
    return literals;
}

/* Letters and digits are among them: two tokens can touch (a change of script). */
static bool separators_new(struct cn_image *image, const struct cn_str *literals, size_t len) {
    uint8_t *separates = cn_image_new(image, CN_SECTION_SEPARATES, 256, 1);
    for (int byte = 0; separates && byte < 256; byte++) {
        char text = (char)byte;
        separates[byte] =
            cn_byte_kind[byte] != CN_BYTE_BREAK || memchr("~=*+#", byte, 5) ||
            cn_separator_between((struct cn_str){&text, 1}, 0, 1) != CN_SEPARATOR_OTHER;
    }
    for (size_t i = 0; separates && i < len; i++)
        separates[(unsigned char)literals[i].bytes[0]] = 1;
    return separates;
}

static bool separation_new(struct tables *tables, const struct rows *rows) {
    struct cn_buf list = {0}; /* of struct cn_str */
    for (size_t i = 0; i < rows->len; i++)
        literals_of(rows->items[i].written, &list);
    struct cn_str *items = (struct cn_str *)(void *)list.bytes;
    size_t len = list.len / sizeof(*items);
    if (len)
        qsort(items, len, sizeof(*items), compare_literals);
    bool done = !list.failed && literals_new(tables, items, len) &&
                separators_new(tables->image, items, len);
    cn_buf_free(&list);
    return done;
}

/* ---- the whole ---- */

static bool compile(struct tables *tables, const struct rows *rows) {
    bool done = keys_new(tables, rows) && filters_new(tables) && separation_new(tables, rows) &&
                !tables->spellings.failed &&
                cn_image_add(tables->image, CN_SECTION_SPELLINGS, cn_buf_str(&tables->spellings));
    cn_buf_free(&tables->spellings);
    return done;
}

bool cn_index_compile(struct cn_dictionary *dictionary) {
    struct cn_image *image = &dictionary->image;
    struct tables tables = {.image = image, .strings = image->sections[CN_SECTION_STRINGS].bytes};
    struct rows rows = {0};
    collect(&rows, dictionary);
    if (rows.len)
        qsort(rows.items, rows.len, sizeof(*rows.items), compare_rows);
    drop_repeats(&rows);
    bool done = !rows.failed && compile(&tables, &rows);
    free(rows.items);
    cn_arena_free(&rows.keys);
    cn_arena_free(&rows.scratch);
    return done;
}
