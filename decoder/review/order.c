/*
 * order.c: which place to ask about first.
 *
 * An answer is worth most where the model is most in doubt, by the entropy of what it says. But the
 * tenth place of the same surface teaches little that the first nine did not: with n places of the
 * same surface in front of it (and n' of them in the same document) a place is worth 1/(1 + n + n')
 * of its entropy. And where there is anything else, no more than RUN_MOST of the same surface and
 * document follow each other. The order depends on the results only, so that a review that is taken
 * up again goes on where it was.
 */
#include "review/review.h"

#include <math.h>
#include <stdlib.h>

#define RUN_MOST 3

struct ranked {
    const struct cn_question *question;
    uint32_t number;
    uint32_t before;
    int64_t worth; /* in billionths of a bit: no rounding of the machine decides */
};

/* In bits. */
static double entropy(double p) {
    if (!(p > 0 && p < 1))
        return 0;
    return -(p * log2(p) + (1 - p) * log2(1 - p));
}

static int by_worth(const void *a, const void *b) {
    const struct ranked *first = a, *second = b;
    if (first->worth != second->worth)
        return first->worth > second->worth ? -1 : 1;
    return first->number < second->number ? -1 : first->number > second->number;
}

static int by_surface(const void *a, const void *b) {
    const struct ranked *first = a, *second = b;
    int order = cn_str_compare(first->question->surface, second->question->surface);
    return order != 0 ? order : by_worth(a, b);
}

static int by_surface_and_file(const void *a, const void *b) {
    const struct ranked *first = a, *second = b;
    int order = cn_str_compare(first->question->surface, second->question->surface);
    if (order == 0)
        order = cn_str_compare(first->question->file, second->question->file);
    return order != 0 ? order : by_worth(a, b);
}

static void sort(struct ranked *items, size_t len, int (*order)(const void *, const void *)) {
    if (len > 0)
        qsort(items, len, sizeof *items, order);
}

static bool same_group(const struct ranked *a, const struct ranked *b, bool same_file) {
    return cn_str_equal(a->question->surface, b->question->surface) &&
           (!same_file || cn_str_equal(a->question->file, b->question->file));
}

/* In sorted groups, each has those of its group before it. */
static void count_before(struct ranked *items, size_t len, bool same_file) {
    size_t group = 0;
    for (size_t i = 0; i < len; i++) {
        if (!same_group(&items[group], &items[i], same_file))
            group = i;
        items[i].before += (uint32_t)(i - group);
    }
}

/* Breaks up long runs: what would make one too long waits, first come first served, until something
 * else has been put in between. All that waits is of one group. */
static void put_in_order(const struct ranked *items, size_t len, uint32_t *order,
                         const struct ranked **waiting) {
    const struct ranked *last = NULL;
    size_t run = 0, from = 0, to = 0, next = 0;
    for (size_t i = 0; i < len;) {
        const struct ranked *item = from < to ? waiting[from] : &items[next];
        bool blocked = last && run == RUN_MOST && same_group(last, item, true);
        if (blocked && next < len) {
            item = &items[next++];
            if (same_group(last, item, true)) {
                waiting[to++] = item;
                continue;
            }
        } else if (from < to) {
            from++;
        } else {
            next++;
        }
        run = last && same_group(last, item, true) ? run + 1 : 1;
        last = item;
        order[i++] = item->number;
    }
}

bool cn_review_order(const struct cn_question *questions, size_t len, uint32_t *order) {
    struct ranked *items = calloc(len + 1, sizeof *items);
    const struct ranked **waiting = calloc(len + 1, sizeof *waiting);
    bool ready = items && waiting;
    if (!ready)
        len = 0;
    for (size_t i = 0; i < len; i++) {
        int64_t worth = (int64_t)llround(entropy(questions[i].name_confidence) * 1e9);
        items[i] = (struct ranked){&questions[i], (uint32_t)i, 0, worth};
    }
    sort(items, len, by_surface);
    count_before(items, len, false);
    sort(items, len, by_surface_and_file);
    count_before(items, len, true);
    for (size_t i = 0; i < len; i++)
        items[i].worth /= 1 + (int64_t)items[i].before;
    sort(items, len, by_worth);
    put_in_order(items, len, order, waiting);
    free(items);
    free(waiting);
    return ready;
}
