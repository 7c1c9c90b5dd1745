/* gate.c: the tables of a gate. */
#include "match/gate.h"

#include "match/index.h"

/* With so many different beginnings a group has sixteen, and lets about a tenth pass. */
#define BEGINNINGS 128

struct beginnings {
    const char *at[BEGINNINGS]; /* CN_GATE_LETTERS each, sorted, each once */
    uint32_t len;
};

/* Keys are sorted. False: too many. */
static bool list(struct beginnings *list, const struct cn_index *index) {
    for (uint32_t i = 0; i < index->keys_len; i++) {
        const char *key = index->key_bytes + index->keys[i].at;
        if (list->len > 0 && memcmp(list->at[list->len - 1], key, CN_GATE_LETTERS) == 0)
            continue;
        if (list->len == BEGINNINGS)
            return false;
        list->at[list->len++] = key;
    }
    return true;
}

void cn_gate_close(struct cn_gate *gate, const struct cn_index *index) {
    struct beginnings all = {.len = 0};
    if (index->sieve.short_lengths || index->sieve.pairs || !list(&all, index))
        return;
    gate->closed = true;
    for (uint32_t i = 0; i < all.len; i++) {
        uint8_t group = (uint8_t)(1u << i * 8 / all.len);
        for (int k = 0; k < CN_GATE_LETTERS; k++) {
            unsigned char byte = (unsigned char)(all.at[i][k] | 0x20);
            gate->low[k][byte & 15] |= group;
            gate->high[k][byte >> 4] |= group;
            gate->six[k][byte & 63] |= group;
        }
    }
}
