/* memo.c: words that were met, by a hash of their bytes. */
#include "match/memo.h"

#include <stdlib.h>
#include <string.h>

/* 2 MiB of them. */
#define BITS 16

bool cn_memos_make(struct cn_memos *memos) {
    memos->items = calloc((size_t)1 << BITS, sizeof *memos->items);
    return memos->items != NULL;
}

void cn_memos_free(struct cn_memos *memos) {
    free(memos->items);
}

/* Of short words most copies are of a length the compiler knows. */
static void pack(struct cn_str word, uint64_t packed[CN_GARBLED_SYMBOLS / 8]) {
    char bytes[CN_GARBLED_SYMBOLS] = {0};
    if (word.len >= 8) {
        memcpy(bytes, word.bytes, 8);
        memcpy(bytes + 8, word.bytes + 8, word.len - 8);
    } else
        for (size_t i = 0; i < word.len; i++)
            bytes[i] = word.bytes[i];
    memcpy(packed, bytes, sizeof bytes);
}

static size_t place_of(const uint64_t word[CN_GARBLED_SYMBOLS / 8]) {
    uint64_t hash = word[0] ^ word[1] * UINT64_C(0xff51afd7ed558ccd) ^
                    word[2] * UINT64_C(0xc4ceb9fe1a85ec53);
    hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(hash >> (64 - BITS));
}

struct cn_memo *cn_memo_of(const struct cn_memos *memos, struct cn_str word) {
    struct cn_memo fresh = {.without = 0};
    pack(word, fresh.word);
    struct cn_memo *memo = &memos->items[place_of(fresh.word)];
    if (memcmp(memo->word, fresh.word, sizeof fresh.word) != 0)
        *memo = fresh;
    return memo;
}

void cn_memos_forget_documents(struct cn_memos *memos) {
    for (size_t i = 0; i < (size_t)1 << BITS; i++)
        memos->items[i].without = 0;
}
