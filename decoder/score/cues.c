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

/* Most words begin no cue: one bit for each hash of the first letters of a key tells at once. */
#define FIRST_BITS 8192
#define FIRST_LETTERS 3

struct cn_cues {
    uint64_t first[FIRST_BITS / 64];
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

static uint32_t hash_first(const char *key) {
    uint32_t hash = 0;
    for (int i = 0; i < FIRST_LETTERS; i++)
        hash = hash * 31 + (unsigned char)key[i];
    return (hash ^ hash >> 7) % FIRST_BITS;
}

/* May a cue begin with this token? */
static bool may_begin(const struct cn_cues *cues, const struct cn_token *token) {
    if (token->folded_len < FIRST_LETTERS)
        return true;
    uint32_t bit = hash_first(token->folded);
    return cues->first[bit / 64] >> (bit % 64) & 1;
}

static uint32_t *slot_of(const struct cn_cues *cues, struct cn_str key) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.bytes[i]) * 16777619u;
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
    if (copy.len >= FIRST_LETTERS) {
        uint32_t bit = hash_first(copy.bytes);
        cues->first[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
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

/* The joined key of tokens [from, to); 0: too long, or a token without folded text. */
static size_t join(const struct cn_tokens *tokens, size_t from, size_t to, char key[CN_KEY_MAX]) {
    size_t len = 0;
    for (size_t i = from; i < to; i++) {
        const struct cn_token *token = &tokens->items[i];
        if (token->folded_len == 0 || len + token->folded_len > CN_KEY_MAX)
            return 0;
        memcpy(key + len, token->folded, token->folded_len);
        len += token->folded_len;
    }
    return len;
}

/* Notes a cue once a side, where it stands nearest. */
static void note(struct cn_cue_hits *hits, struct cn_cue_hit hit) {
    for (size_t i = 0; i < hits->len; i++) {
        struct cn_cue_hit *old = &hits->items[i];
        if (old->cue != hit.cue || old->before != hit.before)
            continue;
        if (old->distance > hit.distance)
            *old = hit;
        return;
    }
    hits->items[hits->len++] = hit;
}

/* Notes every cue that is made of tokens [from, to). */
static void look_up(const struct cn_cues *cues, struct cn_str key, uint32_t distance, bool before,
                    struct cn_cue_hits *hits) {
    uint32_t cue = cn_cues_find(cues, key);
    if (cue != UINT32_MAX)
        note(hits, (struct cn_cue_hit){cue, distance, before});
    if (key.len <= 3 || key.bytes[key.len - 1] != 's')
        return;
    cue = cn_cues_find(cues, (struct cn_str){key.bytes, key.len - 1});
    if (cue != UINT32_MAX)
        note(hits, (struct cn_cue_hit){cue, distance, before});
}

/* Notes every cue that starts at token `from` and ends no later than `limit`. */
static void scan_from(const struct cn_cues *cues, const struct cn_tokens *tokens, size_t from,
                      size_t limit, size_t first, size_t last, struct cn_cue_hits *hits) {
    char key[CN_KEY_MAX];
    bool before = from < first;
    if (!may_begin(cues, &tokens->items[from]))
        return;
    for (size_t to = from + 1; to <= limit && to - from <= cues->widest; to++) {
        size_t len = join(tokens, from, to, key);
        if (len == 0)
            return;
        look_up(cues, (struct cn_str){key, len}, (uint32_t)(before ? first - to : from - last),
                before, hits);
    }
}

bool cn_cues_scan(const struct cn_cues *cues, const struct cn_tokens *tokens, size_t first,
                  size_t last, struct cn_arena *arena, struct cn_cue_hits *hits) {
    *hits = (struct cn_cue_hits){NULL, 0};
    hits->items = CN_NEW_ARRAY(arena, struct cn_cue_hit, (tokens->len + 1) * cues->widest * 2);
    if (!hits->items)
        return false;
    for (size_t i = 0; i < first && i < tokens->len; i++)
        scan_from(cues, tokens, i, first, first, last, hits);
    for (size_t i = last; i < tokens->len; i++)
        scan_from(cues, tokens, i, tokens->len, first, last, hits);
    return true;
}
