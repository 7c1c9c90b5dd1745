#include "evaluate/confusions.h"

#include "base/limits.h"
#include "match/garbled.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS 4
/* Letters confused together so often are one confusion. */
#define TOGETHER 3

struct cn_pair {
    char name[CN_GARBLED_MAX];
    uint8_t read[CN_GARBLED_SYMBOLS];
    uint8_t name_len, read_len;
    uint32_t record;
};

/* ---- pairs ---- */

/* The part of the surface that is the name, without its number. */
static struct cn_str name_part(const struct cn_label *label) {
    uint64_t len = label->base_end > label->start ? label->base_end - label->start : 0;
    struct cn_str surface = label->surface;
    if (len > 0 && len < surface.len)
        surface.len = (size_t)len;
    return surface;
}

/* Is it read as written, but for marks and blanks in between? Such are no confusions of letters. */
static bool only_parted(const struct cn_pair *pair) {
    size_t at = 0;
    for (size_t i = 0; i < pair->read_len; i++) {
        if (pair->read[i] >= CN_MARK)
            continue;
        if (at == pair->name_len || pair->read[i] != pair->name[at] - 'a')
            return false;
        at++;
    }
    return at == pair->name_len && pair->read_len != pair->name_len;
}

static bool add_pair(struct cn_pairs *pairs, const struct cn_label *label) {
    struct cn_pair pair = {.record = cn_record_of(label->file)};
    uint32_t number = 0;
    pair.name_len = (uint8_t)cn_garbled_letters(cn_name_base(label->name, &number), pair.name);
    pair.read_len = (uint8_t)cn_channel_symbols(name_part(label), pair.read, CN_GARBLED_SYMBOLS);
    if (pair.name_len == 0 || pair.read_len == 0 || only_parted(&pair))
        return true;
    cn_buf_add(&pairs->items, &pair, sizeof pair);
    return !pairs->items.failed;
}

bool cn_pairs_add(struct cn_pairs *pairs, const struct cn_labels *labels) {
    for (size_t i = 0; i < labels->len; i++)
        if (labels->items[i].positive && !add_pair(pairs, &labels->items[i]))
            return false;
    return true;
}

size_t cn_pairs_len(const struct cn_pairs *pairs) {
    return pairs->items.len / sizeof(struct cn_pair);
}

void cn_pairs_free(struct cn_pairs *pairs) {
    cn_buf_free(&pairs->items);
}

/* ---- one alignment ---- */

static void count_together(struct cn_confusions *counts, const uint8_t letters[2],
                           const uint8_t read[2]) {
    for (size_t i = 0; i < counts->pairs_len; i++) {
        struct cn_confused *it = &counts->pairs[i];
        if (memcmp(it->letters, letters, 2) == 0 && memcmp(it->read, read, 2) == 0) {
            it->times++;
            return;
        }
    }
    if (counts->pairs_len < CN_CONFUSED_MAX)
        counts->pairs[counts->pairs_len++] =
            (struct cn_confused){{letters[0], letters[1]}, {read[0], read[1]}, 1};
}

static void count_step(struct cn_confusions *counts, const struct cn_channel_step *step) {
    const uint8_t *letters = step->letters, *read = step->read;
    if (step->letters_len == 2)
        count_together(counts, letters, (uint8_t[]){read[0], CN_SYMBOLS});
    else if (step->read_len == 2)
        count_together(counts, (uint8_t[]){letters[0], CN_SYMBOLS}, read);
    else if (step->read_len == 0)
        counts->lost[letters[0]]++;
    else if (step->letters_len == 0)
        counts->added[read[0]]++;
    else
        counts->read[letters[0]][read[0]]++;
}

/* Two steps that may be one confusion: another letter, and beside it one lost or added. */
static void count_neighbours(struct cn_confusions *counts, const struct cn_channel_step *a,
                             const struct cn_channel_step *b) {
    size_t letters_len = (size_t)a->letters_len + b->letters_len;
    size_t read_len = (size_t)a->read_len + b->read_len;
    uint8_t letters[2] = {CN_SYMBOLS, CN_SYMBOLS}, read[2] = {CN_SYMBOLS, CN_SYMBOLS};
    if (letters_len + read_len != 3 || letters_len == 0 || read_len == 0 || cn_channel_kept(a) ||
        cn_channel_kept(b))
        return;
    memcpy(letters, a->letters, a->letters_len);
    memcpy(letters + a->letters_len, b->letters, b->letters_len);
    memcpy(read, a->read, a->read_len);
    memcpy(read + a->read_len, b->read, b->read_len);
    count_together(counts, letters, read);
}

static void count_pair(struct cn_confusions *counts, const struct cn_channel *channel,
                       const struct cn_pair *pair, bool together) {
    struct cn_channel_step steps[CN_CHANNEL_STEPS];
    size_t len = 0;
    cn_channel_cost(channel, (struct cn_str){pair->name, pair->name_len}, pair->read,
                    pair->read_len, steps, &len);
    for (size_t i = 0; i < len; i++) {
        count_step(counts, &steps[i]);
        if (together && i > 0)
            count_neighbours(counts, &steps[i - 1], &steps[i]);
    }
}

/* ---- rounds ---- */

static int compare_confused(const void *left, const void *right) {
    const struct cn_confused *a = left, *b = right;
    return memcmp(a->letters, b->letters, 2) ? memcmp(a->letters, b->letters, 2)
                                             : memcmp(a->read, b->read, 2);
}

static void drop_rare(struct cn_confusions *counts) {
    size_t kept = 0;
    for (size_t i = 0; i < counts->pairs_len; i++)
        if (counts->pairs[i].times >= TOGETHER)
            counts->pairs[kept++] = counts->pairs[i];
    counts->pairs_len = kept;
    qsort(counts->pairs, kept, sizeof *counts->pairs, compare_confused);
}

/* Counts all pairs anew, aligned by what was counted before. */
static bool count_all(struct cn_confusions *counts, const struct cn_pairs *pairs,
                      const struct cn_fold *fold, bool together) {
    const struct cn_pair *items = (const struct cn_pair *)(const void *)pairs->items.bytes;
    struct cn_channel *channel = cn_channel_new(counts);
    if (!channel)
        return false;
    memset(counts->read, 0, sizeof counts->read);
    memset(counts->lost, 0, sizeof counts->lost);
    memset(counts->added, 0, sizeof counts->added);
    counts->pairs_len = 0;
    for (size_t i = 0; i < cn_pairs_len(pairs); i++)
        if (fold->folds == 0 || items[i].record % fold->folds != fold->out)
            count_pair(counts, channel, &items[i], together);
    drop_rare(counts);
    cn_channel_free(channel);
    return true;
}

bool cn_confusions_learn(struct cn_confusions *counts, const struct cn_pairs *pairs,
                         const struct cn_fold *fold) {
    for (int round = 0; round < ROUNDS; round++)
        if (!count_all(counts, pairs, fold, round == 1))
            return false;
    return true;
}
