/*
 * tally.c: verdicts counted, over all and by group.
 */
#include "evaluate/evaluate.h"

#include "base/limits.h"
#include "tokenize/tokenize.h"

#include <stdlib.h>

static struct cn_tally *tallies(const struct cn_tallies *all, size_t *len) {
    *len = all->items.len / sizeof(struct cn_tally);
    return (struct cn_tally *)(void *)all->items.bytes;
}

const struct cn_tally *cn_tallies_items(const struct cn_tallies *all, size_t *len) {
    return tallies(all, len);
}

void cn_tallies_free(struct cn_tallies *all) {
    cn_buf_free(&all->items);
}

/* ---- groups ---- */

/* The dictionary that has a label's name first. */
static struct cn_str scheme_of(const struct cn_scan *scan, struct cn_str name) {
    char bytes[CN_KEY_MAX];
    uint32_t number;
    struct cn_str names[] = {name, cn_name_base(name, &number)};
    for (int i = 0; i < 2; i++) {
        struct cn_str key = {bytes, cn_name_key(names[i], bytes, sizeof bytes)};
        struct cn_key_hits hits = cn_index_lookup(scan->index, key);
        if (hits.len > 0) {
            uint32_t entry = hits.entries[0] & INT32_MAX;
            return scan->dictionary.schemes[cn_dictionary_scheme_of(&scan->dictionary, entry)].name;
        }
    }
    return CN_STR("-");
}

static struct cn_str group_of(const struct cn_verdict *verdict, enum cn_grouping grouping,
                              const struct cn_scan *scan) {
    bool positive = verdict->label && verdict->label->positive;
    if (grouping == CN_BY_NOTHING)
        return CN_STR("all");
    if (grouping == CN_BY_CLASS)
        return verdict->label ? verdict->label->class : CN_STR("no label");
    if (positive && verdict->kind != CN_FOUND)
        return scheme_of(scan, verdict->name);
    return verdict->scheme.len > 0 ? verdict->scheme : CN_STR("-");
}

/* The tally called `name`, new ones at the end. NULL: memory. */
static struct cn_tally *tally_of(struct cn_tallies *all, struct cn_str name) {
    size_t len;
    struct cn_tally *items = tallies(all, &len), made = {.name = name};
    for (size_t i = 0; i < len; i++)
        if (cn_str_equal(items[i].name, name))
            return &items[i];
    cn_buf_add(&all->items, &made, sizeof made);
    items = tallies(all, &len);
    return all->items.failed ? NULL : &items[len - 1];
}

/* ---- counting ---- */

static void count(struct cn_tally *tally, const struct cn_verdict *verdict) {
    bool positive = verdict->label && verdict->label->positive;
    tally->unlabelled += verdict->kind == CN_UNLABELLED;
    tally->positives += positive;
    tally->negatives += !positive && verdict->kind != CN_UNLABELLED;
    tally->found += verdict->kind == CN_FOUND;
    tally->wrong_names += verdict->kind == CN_WRONG_NAME;
    tally->called_unknown += verdict->kind == CN_CALLED_UNKNOWN;
    tally->missed += verdict->kind == CN_MISSED;
    tally->false_alarms += verdict->kind == CN_FALSE_ALARM;
    tally->strict += verdict->strict;
    tally->numbers += verdict->number_set;
    tally->numbers_right += verdict->number_set && verdict->number_right;
}

static int by_name(const void *a, const void *b) {
    return cn_str_compare(((const struct cn_tally *)a)->name, ((const struct cn_tally *)b)->name);
}

bool cn_tally(struct cn_tallies *all, const struct cn_verdicts *verdicts, enum cn_grouping grouping,
              const struct cn_scan *scan) {
    size_t len, groups;
    const struct cn_verdict *items = cn_verdicts_items(verdicts, &len);
    for (size_t i = 0; i < len; i++) {
        struct cn_tally *tally = tally_of(all, group_of(&items[i], grouping, scan));
        if (!tally)
            return false;
        count(tally, &items[i]);
    }
    struct cn_tally *sorted = tallies(all, &groups);
    if (groups > 0)
        qsort(sorted, groups, sizeof *sorted, by_name);
    return true;
}

double cn_recall(const struct cn_tally *tally, bool strict) {
    return cn_ratio((double)(strict ? tally->strict : tally->found), (double)tally->positives);
}

double cn_precision(const struct cn_tally *tally, const struct cn_tally *negatives_of,
                    bool strict) {
    uint64_t reported = tally->found + tally->wrong_names + negatives_of->false_alarms;
    return cn_ratio((double)(strict ? tally->strict : tally->found), (double)reported);
}

/* ---- probabilities ---- */

static void add_outcome(struct cn_buf *outcomes, double p, bool so) {
    struct cn_outcome outcome = {p, so};
    cn_buf_add(outcomes, &outcome, sizeof outcome);
}

void cn_outcomes_of(const struct cn_verdicts *verdicts, struct cn_str class,
                    struct cn_buf *outcomes) {
    size_t len;
    const struct cn_verdict *items = cn_verdicts_items(verdicts, &len);
    for (size_t i = 0; i < len; i++) {
        const struct cn_verdict *verdict = &items[i];
        bool positive = verdict->label && verdict->label->positive;
        if (verdict->kind == CN_UNLABELLED)
            continue;
        if (class.len > 0 && !(verdict->label && cn_str_equal(verdict->label->class, class)))
            continue;
        if (positive)
            add_outcome(outcomes, verdict->right, true);
        if (!positive || verdict->wrong > verdict->right)
            add_outcome(outcomes, verdict->wrong, false);
    }
}
