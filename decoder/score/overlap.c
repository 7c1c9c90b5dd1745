/*
 * overlap.c: of overlapping mentions one stays.
 *
 * A containing span wins unless its name_confidence is under 0.5 (BOUNDLESS INFORMANT over
 * BOUNDLESS, also where the shorter is surer). Whatever still overlaps is settled by
 * name_confidence, then length, then order.
 */
#include "base/limits.h"
#include "score/evidence.h"

#include <stdlib.h>

#define BELIEVED 0.5

static bool overlap(const struct cn_mention *a, const struct cn_mention *b) {
    return a->start < b->end && b->start < a->end;
}

static bool contains(const struct cn_mention *outer, const struct cn_mention *inner) {
    return outer->start <= inner->start && inner->end <= outer->end &&
           outer->end - outer->start > inner->end - inner->start;
}

/* The mentions that may overlap item `i`: a range of the list. */
static void neighbours(const struct cn_mentions *mentions, size_t i, size_t *from, size_t *to) {
    const struct cn_mention *items = mentions->items;
    *from = i;
    *to = i + 1;
    while (*from > 0 && items[*from - 1].start + CN_MENTION_MAX > items[i].start)
        --*from;
    while (*to < mentions->len && items[*to].start < items[i].end)
        ++*to;
}

static void cover_contained(struct cn_mentions *mentions) {
    for (size_t i = 0; i < mentions->len; i++) {
        size_t from = 0;
        size_t to = 0;
        const struct cn_mention *outer = &mentions->items[i];
        if (outer->name_confidence < BELIEVED)
            continue;
        neighbours(mentions, i, &from, &to);
        for (size_t k = from; k < to; k++)
            mentions->items[k].covered |= contains(outer, &mentions->items[k]);
    }
}

static int surer_first(const void *left, const void *right) {
    const struct cn_mention *a = *(const struct cn_mention *const *)left;
    const struct cn_mention *b = *(const struct cn_mention *const *)right;
    uint64_t a_len = a->end - a->start;
    uint64_t b_len = b->end - b->start;
    if (a->name_confidence != b->name_confidence)
        return a->name_confidence > b->name_confidence ? -1 : 1;
    if (a_len != b_len)
        return a_len > b_len ? -1 : 1;
    return (a > b) - (a < b);
}

/* Covers what overlaps a mention that stays. */
static void cover_rest(struct cn_mentions *mentions, const struct cn_mention *winner) {
    size_t from = 0;
    size_t to = 0;
    neighbours(mentions, (size_t)(winner - mentions->items), &from, &to);
    for (size_t k = from; k < to; k++) {
        struct cn_mention *other = &mentions->items[k];
        if (other != winner && overlap(winner, other))
            other->covered = true;
    }
}

/* Lists the mentions that overlap another: mostly there are few. */
static size_t list_overlapping(const struct cn_mentions *mentions, struct cn_mention **list) {
    size_t len = 0;
    uint64_t end = 0; /* of those before */
    for (size_t i = 0; i < mentions->len; i++) {
        struct cn_mention *mention = &mentions->items[i];
        bool last = i + 1 == mentions->len;
        if (mention->start < end || (!last && mention[1].start < mention->end))
            list[len++] = mention;
        end = mention->end > end ? mention->end : end;
    }
    return len;
}

bool cn_overlap_resolve(struct cn_mentions *mentions, struct cn_arena *arena) {
    struct cn_mention **order = CN_NEW_ARRAY(arena, struct cn_mention *, mentions->len + 1);
    if (!order)
        return false;
    size_t len = list_overlapping(mentions, order);
    if (len == 0)
        return true;
    cover_contained(mentions);
    qsort(order, len, sizeof(struct cn_mention *), surer_first);
    for (size_t i = 0; i < len; i++) {
        if (!order[i]->covered)
            cover_rest(mentions, order[i]);
    }
    return true;
}
