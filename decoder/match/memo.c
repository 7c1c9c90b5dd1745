/* memo.c: words that were met, by a hash of their bytes. */
#include "match/memo.h"

#include <stdlib.h>
#include <string.h>

/* 512 KiB of them: they stay in the second-level cache. */
#define BITS 14

bool cn_memos_make(struct cn_memos *memos) {
    memos->items = calloc((size_t)1 << BITS, sizeof *memos->items);
    return memos->items != NULL;
}

void cn_memos_free(struct cn_memos *memos) {
    free(memos->items);
}

#define WORDS (CN_GARBLED_SYMBOLS / 8)

/* As many bytes that are kept as a word has, and others. */
static const char kept[2 * CN_GARBLED_SYMBOLS] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                                  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

static void pack(const char *bytes, size_t len, uint64_t packed[WORDS]) {
    uint64_t mask[WORDS];
    memcpy(packed, bytes, CN_GARBLED_SYMBOLS);
    memcpy(mask, kept + CN_GARBLED_SYMBOLS - len, CN_GARBLED_SYMBOLS);
    for (size_t i = 0; i < WORDS; i++)
        packed[i] &= mask[i];
}

static size_t place_of(const uint64_t word[WORDS]) {
    uint64_t hash =
        word[0] ^ word[1] * UINT64_C(0xff51afd7ed558ccd) ^ word[2] * UINT64_C(0xc4ceb9fe1a85ec53);
    hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash >> (64 - BITS));
}

struct cn_memo *cn_memo_of(const struct cn_memos *memos, struct cn_str word) {
    uint64_t packed[WORDS];
    pack(word.bytes, word.len, packed);
    struct cn_memo *memo = &memos->items[place_of(packed)];
    if (((memo->word[0] ^ packed[0]) | (memo->word[1] ^ packed[1]) | (memo->word[2] ^ packed[2]))) {
        *memo = (struct cn_memo){.without = 0};
        memcpy(memo->word, packed, sizeof packed);
    }
    return memo;
}

void cn_memo_fetch(const struct cn_memos *memos, struct cn_str word) {
    uint64_t packed[WORDS];
    pack(word.bytes, word.len, packed);
    __builtin_prefetch(&memos->items[place_of(packed)]);
}

void cn_memos_forget_documents(struct cn_memos *memos) {
    for (size_t i = 0; i < (size_t)1 << BITS; i++)
        memos->items[i].without = 0;
}
