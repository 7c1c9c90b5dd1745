/*
 * near.c: a deletion index.
 *
 * A word's hash is a polynomial in its letters, so that striking letters out of it takes a few
 * multiplications whatever its length: what stands behind a gap is divided by the base, which is
 * odd and so has an inverse. Hashes only say where to look; how near a name is, is then measured.
 */
#include "match/near.h"

#include "base/limits.h"
#include "tokenize/tokenize.h"

#include <stdlib.h>
#include <string.h>

#define BASE UINT64_C(0x9e3779b97f4a7c15)
#define LETTERS_MAX 24

struct cn_near_slot {
    uint32_t hash; /* upper half of it */
    uint32_t name; /* and 1; 0: empty */
};

/* ---- what a word becomes ---- */

static uint64_t inverse_of_base(void) {
    uint64_t inverse = BASE;
    for (int i = 0; i < 5; i++)
        inverse *= 2 - BASE * inverse;
    return inverse;
}

static uint64_t mixed(uint64_t hash) {
    hash ^= hash >> 29;
    hash *= UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ hash >> 32;
}

/* Hashes of a word with up to `edits` letters struck out, each mixed. */
struct variants {
    uint64_t items[1 + LETTERS_MAX + LETTERS_MAX * (LETTERS_MAX - 1) / 2];
    size_t len;
};

static void make_variants(struct cn_str word, unsigned edits, struct variants *out) {
    static uint64_t inverse;
    uint64_t upto[LETTERS_MAX + 1], power = 1;
    const char *c = word.bytes;
    size_t n = word.len;
    if (!inverse)
        inverse = inverse_of_base();
    upto[0] = 0;
    for (size_t i = 0; i < n; i++, power *= BASE)
        upto[i + 1] = upto[i] + power * (uint64_t)(unsigned char)c[i];
    out->len = 0;
    out->items[out->len++] = mixed(upto[n]);
    for (size_t i = 0; i < n && edits > 0; i++) {
        if (i > 0 && c[i] == c[i - 1])
            continue;
        out->items[out->len++] = mixed(upto[i] + (upto[n] - upto[i + 1]) * inverse);
        for (size_t k = i + 1; k < n && edits > 1; k++) {
            if (k > i + 1 && c[k] == c[k - 1])
                continue;
            out->items[out->len++] = mixed(upto[i] + (upto[k] - upto[i + 1]) * inverse +
                                           (upto[n] - upto[k + 1]) * inverse * inverse);
        }
    }
}

/* ---- the names ---- */

struct row {
    struct cn_str letters;
    struct cn_near_holder holder;
};

struct rows {
    struct row *items;
    size_t len, cap, bytes;
    struct cn_arena arena;
    struct cn_arena scratch; /* of the entry at hand */
    bool failed;
};

/* The letters of a name that may be garbled, and the number behind them: one word of ASCII letters,
 * perhaps a number. False: it is none. */
static bool read_name(struct cn_str name, char *letters, size_t *len, uint32_t *member) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    size_t at = 0;
    *member = UINT32_MAX;
    if (!cn_token_next(name, 0, letters, &token))
        return false;
    for (at = 0; at < token.folded_len; at++)
        if (letters[at] < 'a' || letters[at] > 'z')
            break;
    *len = at;
    if (*len < CN_GARBLED_MIN || *len > CN_GARBLED_MAX || at < token.folded_len)
        return false;
    if (!cn_token_next(name, token.end, folded, &token))
        return true;
    if (token.folded_len > CN_MEMBER_DIGITS)
        return false;
    for (*member = 0, at = 0; at < token.folded_len; at++) {
        if (folded[at] < '0' || folded[at] > '9')
            return false;
        *member = *member * 10 + (uint32_t)(folded[at] - '0');
    }
    return !cn_token_next(name, token.end, folded, &token);
}

static void add_row(struct rows *rows, struct cn_str name, uint32_t entry, bool alias) {
    char letters[CN_TOKEN_MAX];
    size_t len = 0;
    struct cn_near_holder holder = {.entry = entry, .alias = alias};
    if (!read_name(name, letters, &len, &holder.member))
        return;
    if (rows->len == rows->cap) {
        size_t cap = rows->cap ? 2 * rows->cap : 256;
        struct row *items = realloc(rows->items, cap * sizeof *items);
        rows->failed |= !items;
        if (!items)
            return;
        rows->items = items;
        rows->cap = cap;
    }
    struct cn_str copy = cn_arena_copy(&rows->arena, (struct cn_str){letters, len});
    rows->failed |= !copy.bytes;
    rows->items[rows->len++] = (struct row){copy, holder};
    rows->bytes += len;
}

static void collect(struct rows *rows, const struct cn_dictionary *dictionary) {
    for (uint32_t i = 0; i < dictionary->entries_len && !rows->failed; i++) {
        struct cn_arena_mark mark = cn_arena_mark(&rows->scratch);
        struct cn_entry entry;
        rows->failed |= !cn_dictionary_peek(dictionary, i, &rows->scratch, &entry);
        if (!rows->failed && entry.pattern.len == 0) {
            add_row(rows, entry.name, i, false);
            for (size_t k = 0; k < entry.aliases.len; k++)
                add_row(rows, entry.aliases.items[k], i, true);
        }
        cn_arena_rewind(&rows->scratch, mark);
    }
}

static int by_letters(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    int order = cn_str_compare(a->letters, b->letters);
    if (order)
        return order;
    return (a->holder.entry > b->holder.entry) - (a->holder.entry < b->holder.entry);
}

/* Rows, in order, become names and their holders. */
static bool take_rows(struct cn_near *near, const struct rows *rows) {
    near->names = calloc(rows->len + 1, sizeof *near->names);
    near->holders = calloc(rows->len + 1, sizeof *near->holders);
    near->letters = malloc(rows->bytes + 1);
    if (!near->names || !near->holders || !near->letters)
        return false;
    uint32_t at = 0;
    for (size_t i = 0; i < rows->len; i++) {
        struct cn_str letters = rows->items[i].letters;
        near->holders[i] = rows->items[i].holder;
        if (i > 0 && cn_str_equal(letters, rows->items[i - 1].letters))
            continue;
        near->names[near->names_len++] =
            (struct cn_near_name){at, (uint32_t)i, (uint8_t)letters.len};
        memcpy(near->letters + at, letters.bytes, letters.len);
        at += (uint32_t)letters.len;
        if (near->least == 0 || letters.len < near->least)
            near->least = letters.len;
        near->most = letters.len > near->most ? letters.len : near->most;
    }
    near->names[near->names_len].holders = (uint32_t)rows->len;
    return true;
}

struct cn_str cn_near_letters(const struct cn_near *near, uint32_t name) {
    return (struct cn_str){near->letters + near->names[name].at, near->names[name].len};
}

/* ---- the table ---- */

static size_t count_variants(const struct cn_near *near, unsigned edits) {
    size_t sum = 0;
    for (size_t i = 0; i < near->names_len; i++) {
        size_t n = near->names[i].len;
        sum += 1 + n + (edits > 1 ? n * (n - 1) / 2 : 0);
    }
    return sum;
}

/* Two edits where the table stays small enough, else one, else none. */
static size_t choose_edits(struct cn_near *near) {
    size_t count = 0;
    near->edits = near->names_len > 0 ? 2 : 0;
    while (near->edits > 0 && (count = count_variants(near, near->edits)) > CN_GARBLED_VARIANTS)
        near->edits--;
    return near->edits > 0 ? count : 0;
}

static unsigned log_of(size_t least) {
    unsigned log = 6;
    while ((size_t)1 << log < least)
        log++;
    return log;
}

static uint64_t filter_bits(uint64_t hash) {
    return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63) |
           UINT64_C(1) << (hash >> 12 & 63);
}

static void put(struct cn_near *near, uint64_t hash, uint32_t name) {
    size_t mask = ((size_t)1 << (32 - near->slot_shift)) - 1;
    size_t at = (uint32_t)(hash >> 32) >> near->slot_shift;
    uint32_t upper = (uint32_t)(hash >> 32);
    for (; near->slots[at].name; at = (at + 1) & mask)
        if (near->slots[at].hash == upper && near->slots[at].name == name + 1)
            return;
    near->slots[at] = (struct cn_near_slot){upper, name + 1};
    near->filter[hash >> near->filter_shift] |= filter_bits(hash);
}

static bool fill(struct cn_near *near) {
    struct variants variants;
    size_t count = choose_edits(near);
    unsigned slots = log_of(2 * count), words = log_of(count / 4);
    near->slot_shift = 32 - slots;
    near->filter_shift = 64 - words;
    near->slots = calloc((size_t)1 << slots, sizeof *near->slots);
    near->filter = calloc((size_t)1 << words, sizeof *near->filter);
    if (!near->slots || !near->filter)
        return false;
    for (uint32_t i = 0; near->edits > 0 && i < near->names_len; i++) {
        make_variants(cn_near_letters(near, i), near->edits, &variants);
        for (size_t k = 0; k < variants.len; k++)
            put(near, variants.items[k], i);
    }
    return true;
}

static struct cn_near *make(struct rows *rows) {
    struct cn_near *near = calloc(1, sizeof *near);
    if (rows->len > 0)
        qsort(rows->items, rows->len, sizeof *rows->items, by_letters);
    bool ok = near && !rows->failed && take_rows(near, rows) && fill(near);
    free(rows->items);
    cn_arena_free(&rows->arena);
    cn_arena_free(&rows->scratch);
    if (ok)
        return near;
    cn_near_free(near);
    return NULL;
}

struct cn_near *cn_near_new(const struct cn_dictionary *dictionary) {
    struct rows rows = {.items = NULL};
    collect(&rows, dictionary);
    return make(&rows);
}

struct cn_near *cn_near_of_words(const struct cn_str *words, size_t len) {
    struct rows rows = {.items = NULL};
    for (size_t i = 0; i < len && !rows.failed; i++)
        add_row(&rows, words[i], (uint32_t)i, false);
    return make(&rows);
}

void cn_near_free(struct cn_near *near) {
    if (!near)
        return;
    free(near->names);
    free(near->holders);
    free(near->letters);
    free(near->filter);
    free(near->slots);
    free(near);
}

/* ---- asking ---- */

#define SEEN 256

struct asking {
    const struct cn_near *near;
    struct cn_str word;
    uint32_t places[128]; /* of each character in the word, a bit each */
    unsigned edits;
    struct cn_near_hit *hits;
    size_t len, most;
    bool seen[SEEN]; /* by the name's last bits: a name that is not there was not noted */
};

/* How many letters must be put in, left out or changed to make the word of the name: the
 * bit-parallel way of Myers. */
static unsigned distance(const struct asking *asking, struct cn_str name) {
    uint32_t more = UINT32_MAX, less = 0;
    unsigned edits = (unsigned)asking->word.len, last = (unsigned)asking->word.len - 1;
    for (size_t i = 0; i < name.len; i++) {
        uint32_t same = asking->places[(unsigned char)name.bytes[i] & 127];
        uint32_t across = (((same & more) + more) ^ more) | same;
        uint32_t up = less | ~(across | more), down = more & across;
        edits += (up >> last & 1) - (down >> last & 1);
        up = up << 1 | 1;
        down <<= 1;
        more = down | ~(same | less | up);
        less = up & (same | less);
    }
    return edits;
}

static void measure(struct asking *asking) {
    const struct cn_near *near = asking->near;
    for (size_t i = 0; i < asking->len; i++)
        __builtin_prefetch(&near->names[asking->hits[i].name]);
    for (size_t i = 0; i < asking->len; i++)
        __builtin_prefetch(near->letters + near->names[asking->hits[i].name].at);
    for (size_t i = 0; i < asking->len; i++)
        asking->hits[i].edits =
            (uint8_t)distance(asking, cn_near_letters(near, asking->hits[i].name));
}

/* Leaves out those that were looked at and are too far. */
static size_t drop_far(struct asking *asking) {
    size_t kept = 0;
    measure(asking);
    for (size_t i = 0; i < asking->len; i++)
        if (asking->hits[i].edits <= asking->edits)
            asking->hits[kept++] = asking->hits[i];
    return kept;
}

/* Notes a name, near or not, once. Those that are not give way where the room ends. */
static void note(struct asking *asking, uint32_t name) {
    for (size_t i = 0; asking->seen[name % SEEN] && i < asking->len; i++)
        if (asking->hits[i].name == name)
            return;
    asking->seen[name % SEEN] = true;
    if (asking->len == asking->most)
        asking->len = drop_far(asking);
    if (asking->len < asking->most)
        asking->hits[asking->len++] = (struct cn_near_hit){name, 0};
}

/* Keeps the hashes that pass the filter. It and the table may lie outside the near caches: what
 * will be looked at is fetched beforehand. */
static void filter(const struct cn_near *near, struct variants *variants) {
    size_t kept = 0;
    for (size_t i = 0; i < variants->len; i++)
        __builtin_prefetch(&near->filter[variants->items[i] >> near->filter_shift]);
    for (size_t i = 0; i < variants->len; i++) {
        uint64_t hash = variants->items[i], bits = filter_bits(hash);
        if ((near->filter[hash >> near->filter_shift] & bits) != bits)
            continue;
        __builtin_prefetch(&near->slots[(uint32_t)(hash >> 32) >> near->slot_shift]);
        variants->items[kept++] = hash;
    }
    variants->len = kept;
}

static void look_up(struct asking *asking, uint64_t hash) {
    const struct cn_near *near = asking->near;
    size_t mask = ((size_t)1 << (32 - near->slot_shift)) - 1;
    uint32_t upper = (uint32_t)(hash >> 32);
    for (size_t at = upper >> near->slot_shift; near->slots[at].name; at = (at + 1) & mask)
        if (near->slots[at].hash == upper)
            note(asking, near->slots[at].name - 1);
}

size_t cn_near_ask(const struct cn_near *near, struct cn_str word, unsigned edits,
                   struct cn_near_hit *hits, size_t most) {
    struct asking asking = {.near = near, .word = word, .hits = hits, .most = most};
    struct variants variants;
    asking.edits = edits < near->edits ? edits : near->edits;
    if (asking.edits == 0 || word.len == 0 || word.len + asking.edits < near->least ||
        word.len > near->most + asking.edits || word.len > LETTERS_MAX)
        return 0;
    for (size_t i = 0; i < word.len; i++)
        asking.places[(unsigned char)word.bytes[i] & 127] |= UINT32_C(1) << i;
    make_variants(word, asking.edits, &variants);
    filter(near, &variants);
    for (size_t i = 0; i < variants.len; i++)
        look_up(&asking, variants.items[i]);
    return drop_far(&asking);
}
