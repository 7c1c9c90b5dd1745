/*
 * cues.c: cue words, matched by their folded key.
 *
 * All cues of all dictionaries are numbered in one hash table; the words around a place are looked
 * up once, and each reading then asks whether a number found is on its lists. A cue of several
 * words is the joined key of its tokens, as names are. A final "s" of the text is let go, so that
 * the cue "paper" also meets "papers".
 */
#include "base/limits.h"
#include "score/evidence.h"

#include <stdlib.h>
#include <string.h>

/* Most words begin no cue. The first letters tell so nearly always: a bit for each hash of one, two
 * or three that a cue begins with. Then a bit for each hash of what a cue begins with, however
 * long, tells whether more words are to be joined on; another set of bits tells of whole cues. */
#define BITS (1u << 16)
#define FIRST_LETTERS 3
#define FIRST_BITS 13

struct bits {
    uint64_t words[BITS / 64];
};

struct cn_cues {
    uint64_t first[(1 << FIRST_BITS) / 64];
    struct bits begun, whole;
    struct cn_arena arena;
    struct cn_str *keys; /* by number */
    uint32_t len, cap;
    uint32_t *slots;    /* number + 1; 0: free */
    uint32_t slots_len; /* a power of two */
    uint32_t widest;    /* tokens of the widest cue, at most CN_CUE_TOKENS */
    bool failed;
};

struct cn_cues *cn_cues_new(void) {
    struct cn_cues *cues = calloc(1, sizeof *cues);
    if (!cues)
        return NULL;
    cues->slots_len = 256;
    cues->widest = 1;
    cues->slots = calloc(cues->slots_len, sizeof *cues->slots);
    cues->failed = !cues->slots;
    return cues;
}

void cn_cues_free(struct cn_cues *cues) {
    if (!cues)
        return;
    free(cues->keys);
    free(cues->slots);
    cn_arena_free(&cues->arena);
    free(cues);
}

bool cn_cues_failed(const struct cn_cues *cues) {
    return cues->failed;
}

#define HASH_START 2166136261u

static uint32_t hash_on(uint32_t hash, char byte) {
    return (hash ^ (unsigned char)byte) * 16777619u;
}

static void set_bit(struct bits *bits, uint32_t hash) {
    uint32_t bit = (hash ^ hash >> 16) % BITS;
    bits->words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static bool has_bit(const struct bits *bits, uint32_t hash) {
    uint32_t bit = (hash ^ hash >> 16) % BITS;
    return bits->words[bit / 64] >> (bit % 64) & 1;
}

static uint32_t *slot_of(const struct cn_cues *cues, struct cn_str key) {
    uint32_t hash = HASH_START;
    for (size_t i = 0; i < key.len; i++)
        hash = hash_on(hash, key.bytes[i]);
    uint32_t mask = cues->slots_len - 1;
    uint32_t at = (hash ^ hash >> 15) & mask;
    while (cues->slots[at] && !cn_str_equal(cues->keys[cues->slots[at] - 1], key))
        at = (at + 1) & mask;
    return &cues->slots[at];
}

uint32_t cn_cues_find(const struct cn_cues *cues, struct cn_str key) {
    return *slot_of(cues, key) - 1;
}

/* Makes room for one more cue. */
static bool grow(struct cn_cues *cues) {
    if (cues->len < cues->cap)
        return true;
    uint32_t cap = cues->cap ? cues->cap * 2 : 128;
    struct cn_str *keys = realloc(cues->keys, cap * sizeof *keys);
    if (!keys)
        return false;
    cues->keys = keys;
    cues->cap = cap;
    uint32_t *slots = calloc((size_t)cap * 4, sizeof *slots);
    if (!slots)
        return false;
    free(cues->slots);
    cues->slots = slots;
    cues->slots_len = cap * 4;
    for (uint32_t i = 0; i < cues->len; i++)
        *slot_of(cues, cues->keys[i]) = i + 1;
    return true;
}

/* Of the first three letters, or as many as there are. */
static uint32_t hash_first(const char *key, size_t len) {
    uint32_t letters = 0;
    for (size_t i = 0; i < FIRST_LETTERS; i++)
        letters |= i < len ? (uint32_t)(unsigned char)key[i] << (8 * i) : 0;
    return letters * 2654435769u >> (32 - FIRST_BITS);
}

static bool may_begin(const struct cn_cues *cues, const struct cn_token *token) {
    uint32_t bit = hash_first(token->folded, token->folded_len);
    return cues->first[bit / 64] >> (bit % 64) & 1;
}

static void mark(struct cn_cues *cues, struct cn_str key) {
    for (size_t len = 1; len <= FIRST_LETTERS && len <= key.len; len++) {
        uint32_t bit = hash_first(key.bytes, len);
        cues->first[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
    uint32_t hash = HASH_START;
    for (size_t i = 0; i < key.len; i++) {
        hash = hash_on(hash, key.bytes[i]);
        set_bit(&cues->begun, hash);
    }
    set_bit(&cues->whole, hash);
}

static uint32_t add_key(struct cn_cues *cues, struct cn_str key) {
    uint32_t found = cn_cues_find(cues, key);
    if (found != UINT32_MAX)
        return found;
    struct cn_str copy = {NULL, 0};
    if (cues->len == UINT32_MAX / 16 || !grow(cues) ||
        !(copy = cn_arena_copy(&cues->arena, key)).bytes) {
        cues->failed = true;
        return UINT32_MAX;
    }
    mark(cues, copy);
    cues->keys[cues->len] = copy;
    *slot_of(cues, copy) = cues->len + 1;
    return cues->len++;
}

uint32_t cn_cues_add_key(struct cn_cues *cues, struct cn_str key) {
    return cues->failed || key.len == 0 ? UINT32_MAX : add_key(cues, key);
}

uint32_t cn_cues_add(struct cn_cues *cues, struct cn_str cue) {
    char folded[CN_TOKEN_MAX];
    char key[CN_KEY_MAX];
    struct cn_token token = {0};
    uint32_t tokens = 0;
    for (size_t at = 0; cn_token_next(cue, at, folded, &token); at = token.end)
        tokens++;
    if (tokens > CN_CUE_TOKENS)
        return UINT32_MAX;
    if (tokens > cues->widest)
        cues->widest = tokens;
    return cn_cues_add_key(cues, (struct cn_str){key, cn_name_key(cue, key, sizeof key)});
}

bool cn_cue_listed(const struct cn_cue_list *list, uint32_t cue) {
    for (uint32_t i = 0; i < list->len; i++) {
        if (list->items[i] == cue)
            return true;
    }
    return false;
}

/* ---- finding them in text ---- */

struct noting {
    struct cn_cue_hits *hits;
    struct cn_arena *arena;
    size_t most; /* hits there can be */
};

/* Notes a cue once a side, where it stands nearest. */
static void note(const struct noting *noting, struct cn_cue_hit hit) {
    struct cn_cue_hits *hits = noting->hits;
    for (size_t i = 0; i < hits->len; i++) {
        struct cn_cue_hit *old = &hits->items[i];
        if (old->cue != hit.cue || old->before != hit.before)
            continue;
        if (old->distance > hit.distance)
            *old = hit;
        return;
    }
    if (!hits->items)
        hits->items = CN_NEW_ARRAY(noting->arena, struct cn_cue_hit, noting->most);
    if (hits->items)
        hits->items[hits->len++] = hit;
}

/* The joined key of some tokens, and what its hash is. */
struct joined {
    char bytes[CN_KEY_MAX];
    size_t len;
    uint32_t hash, hash_before; /* of all, of all but the last byte */
};

/* Joins one token more; false: too long, or a token without folded text. */
static bool join(struct joined *key, const struct cn_token *token) {
    if (token->folded_len == 0 || key->len + token->folded_len > CN_KEY_MAX)
        return false;
    for (size_t i = 0; i < token->folded_len; i++) {
        key->hash_before = key->hash;
        key->hash = hash_on(key->hash, token->folded[i]);
        key->bytes[key->len++] = token->folded[i];
    }
    return true;
}

static void look_up(const struct cn_cues *cues, struct cn_str key, uint32_t hash, uint32_t distance,
                    bool before, const struct noting *noting) {
    uint32_t cue = has_bit(&cues->whole, hash) ? cn_cues_find(cues, key) : UINT32_MAX;
    if (cue != UINT32_MAX)
        note(noting, (struct cn_cue_hit){cue, distance, before});
}

/* Notes every cue that starts at token `from` and ends no later than `limit`. */
static void scan_from(const struct cn_cues *cues, const struct cn_tokens *tokens, size_t from,
                      size_t limit, size_t first, size_t last, const struct noting *noting) {
    struct joined key;
    bool before = from < first;
    if (!may_begin(cues, &tokens->items[from]))
        return;
    key.len = 0;
    key.hash = HASH_START;
    for (size_t to = from + 1; to <= limit && to - from <= cues->widest; to++) {
        uint32_t distance = (uint32_t)(before ? first - to : from - last);
        if (!join(&key, &tokens->items[to - 1]))
            return;
        look_up(cues, (struct cn_str){key.bytes, key.len}, key.hash, distance, before, noting);
        if (key.len > 3 && key.bytes[key.len - 1] == 's')
            look_up(cues, (struct cn_str){key.bytes, key.len - 1}, key.hash_before, distance,
                    before, noting);
        if (!has_bit(&cues->begun, key.hash))
            return;
    }
}

bool cn_cues_scan(const struct cn_cues *cues, const struct cn_tokens *tokens, size_t first,
                  size_t last, struct cn_arena *arena, struct cn_cue_hits *hits) {
    const struct noting noting = {hits, arena, (tokens->len + 1) * cues->widest * 2};
    *hits = (struct cn_cue_hits){NULL, 0};
    for (size_t i = 0; i < first && i < tokens->len; i++)
        scan_from(cues, tokens, i, first, first, last, &noting);
    for (size_t i = last; i < tokens->len; i++)
        scan_from(cues, tokens, i, tokens->len, first, last, &noting);
    return !arena->failed;
}
