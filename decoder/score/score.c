/*
 * score.c: the finds of a window become mentions.
 *
 * The law: a reading's score is the sum of its evidence, the last of which is the calibration, so
 * that the terms shown always explain the number. Shares are the softmax of the scores, with "none
 * of it" at 0. They are rounded to four decimals such that they and the share of none sum to 1.
 */
#include "score/evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNITS 10000 /* shares are whole ten-thousandths */
#define ROUNDED (1.0 / UNITS)
/* What is surer than this is covered by nothing that is less sure: see overlap.c. */
#define LEAST_MAX 0.5

static cn_evidence_fn *const name_evidence[] = {
    cn_evidence_spelling, cn_evidence_name,  cn_evidence_row,      cn_evidence_page,
    cn_evidence_context,  cn_evidence_table, cn_evidence_document, NULL};
static cn_evidence_fn *const family_evidence[] = {cn_evidence_family, cn_evidence_page,
                                                  cn_evidence_context, cn_evidence_document, NULL};

static cn_evidence_fn *const garbled_evidence[CN_GARBLED_STEPS][5] = {
    [CN_GARBLED_ALONE] = {cn_evidence_garbled, cn_evidence_row, cn_evidence_document, NULL},
    [CN_GARBLED_COMMON] = {cn_evidence_garbled_common, NULL},
    [CN_GARBLED_SURROUNDINGS] = {cn_evidence_page, cn_evidence_context, cn_evidence_table,
                                 cn_evidence_garbled_case, NULL},
    [CN_GARBLED_AROUND] = {cn_evidence_garbled_around, NULL},
    [CN_GARBLED_WORD] = {cn_evidence_garbled_word, NULL}};

/* ---- one reading ---- */

/* Has a value a bit but its sign? */
static bool any_there(const double *values, size_t len) {
    uint64_t bits = 0;
    for (size_t i = 0; i < len; i++) {
        uint64_t some;
        memcpy(&some, &values[i], sizeof some);
        bits |= some;
    }
    return bits << 1 != 0;
}

/* The numbers of the terms that are there; returns how many. */
static size_t list_terms(const struct cn_sheet *sheet, uint8_t terms[CN_TERMS]) {
    _Static_assert(CN_TERMS <= UINT8_MAX, "a term's number fits a byte");
    size_t count = 0;
    for (size_t from = 0; from < CN_TERMS; from += 4) { /* most are not */
        size_t to = from + 4 < CN_TERMS ? from + 4 : CN_TERMS;
        if (!any_there(sheet->value + from, to - from))
            continue;
        for (size_t i = from; i < to; i++) {
            terms[count] = (uint8_t)i;
            count += sheet->value[i] != 0;
        }
    }
    return count;
}

/* The sum of the evidence, in a few instructions. */
static double sum_of(const struct cn_scoring *scoring, const struct cn_sheet *sheet) {
    typedef double two __attribute__((vector_size(16), aligned(8), may_alias));
    two even = {0}, odd = {0};
    double sum = 0;
    size_t i = 0;
    for (; i + 4 <= CN_TERMS; i += 4) {
        even += *(const two *)(sheet->value + i) * *(const two *)(scoring->weights + i);
        odd += *(const two *)(sheet->value + i + 2) * *(const two *)(scoring->weights + i + 2);
    }
    for (; i < CN_TERMS; i++)
        sum += sheet->value[i] * scoring->weights[i];
    even += odd;
    return sum + even[0] + even[1];
}

/* The sheet becomes the meaning's evidence and score. */
static bool sum_up(const struct cn_model *model, const struct cn_sheet *sheet,
                   struct cn_arena *arena, struct cn_meaning *meaning) {
    uint8_t terms[CN_TERMS];
    size_t count = list_terms(sheet, terms);
    double sum = 0;
    meaning->evidence = CN_NEW_ARRAY(arena, struct cn_evidence, count + 1);
    if (!meaning->evidence)
        return false;
    for (size_t i = 0; i < count; i++) {
        int term = terms[i];
        const struct cn_weight *weight = &model->terms[term];
        sum += sheet->value[term] * weight->weight;
        meaning->evidence[i] = (struct cn_evidence){cn_terms[term].name, sheet->value[term],
                                                    weight->weight, weight->prior, term};
    }
    meaning->score = cn_model_score(model, meaning->candidate.how == CN_GARBLED, sum);
    meaning->evidence[count] =
        (struct cn_evidence){"calibration", meaning->score - sum, 1, false, -1};
    meaning->evidence_len = count + 1;
    return true;
}

static const struct cn_facts *facts_for(struct cn_scoring *scoring,
                                        const struct cn_candidate *found) {
    const struct cn_facts *facts = cn_facts_of(scoring->scorer, found->entry);
    if (!facts || found->how == CN_GARBLED || !(found->flags & CN_FIND_ALIAS))
        return facts;
    struct cn_str alias = cn_text_between(scoring->text, found->start, found->name_end);
    return cn_facts_of_alias(scoring->scorer, facts, alias, scoring->passing);
}

/* A reading that is weighed. */
struct weighing {
    struct cn_case it;
    struct cn_sheet sheet;
    double most[CN_GARBLED_STEPS]; /* that the steps behind each may add, of a garbled one */
};

static bool open_weighing(struct cn_scoring *scoring, const struct cn_place *place,
                          const struct cn_candidate *found, struct weighing *weighing) {
    const struct cn_dictionary *dictionary = scoring->scorer->dictionary;
    const struct cn_entry *entry = cn_dictionary_entry(dictionary, found->entry);
    *weighing = (struct weighing){.it = {.scoring = scoring,
                                         .place = place,
                                         .found = found,
                                         .entry = entry,
                                         .scheme = &dictionary->schemes[entry->scheme],
                                         .facts = facts_for(scoring, found)}};
    return weighing->it.facts != NULL;
}

static void look(cn_evidence_fn *const *evidence, struct weighing *weighing) {
    for (; *evidence; evidence++)
        (*evidence)(&weighing->it, &weighing->sheet);
}

static void weigh(struct weighing *weighing) {
    if (weighing->it.found->how != CN_GARBLED) {
        look(weighing->it.found->how == CN_PATTERN ? family_evidence : name_evidence, weighing);
        return;
    }
    for (int step = 0; step < CN_GARBLED_STEPS; step++)
        look(garbled_evidence[step], weighing);
}

static bool close_weighing(const struct weighing *weighing, struct cn_meaning *meaning) {
    const struct cn_case *it = &weighing->it;
    *meaning = (struct cn_meaning){.entry = it->entry,
                                   .scheme = it->scheme,
                                   .unknown = it->found->how == CN_PATTERN,
                                   .candidate = *it->found};
    return sum_up(it->scoring->scorer->model, &weighing->sheet, it->scoring->arena, meaning);
}

/* ---- readings compete ---- */

static int better_first(const void *left, const void *right) {
    const struct cn_meaning *a = left;
    const struct cn_meaning *b = right;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return (a->candidate.entry > b->candidate.entry) - (a->candidate.entry < b->candidate.entry);
}

/* What is garbled may be one name or another, whatever they mean. */
static bool same_reading(const struct cn_meaning *a, const struct cn_meaning *b) {
    bool garbled = a->candidate.how == CN_GARBLED || b->candidate.how == CN_GARBLED;
    return a->unknown == b->unknown && cn_same_meaning(a->entry, b->entry) &&
           (!garbled || cn_str_equal_nocase(a->entry->name, b->entry->name));
}

/* Two dictionaries that say the same of the same name are one reading: the better one stays. */
static void merge_equals(struct cn_mention *mention) {
    size_t len = 0;
    for (size_t i = 0; i < mention->meanings_len; i++) {
        const struct cn_meaning *meaning = &mention->meanings[i];
        bool again = false;
        for (size_t k = 0; k < len && !again; k++)
            again = same_reading(meaning, &mention->meanings[k]);
        if (!again)
            mention->meanings[len++] = *meaning;
    }
    mention->meanings_len = len;
}

/* The whole units of a share go to each meaning, the rest by largest remainder, in order. */
static void round_shares(struct cn_mention *mention, double names) {
    long left = lround(names * UNITS);
    double remainder[CN_READINGS_MAX];
    mention->name_confidence = (double)left / UNITS;
    for (size_t i = 0; i < mention->meanings_len; i++) {
        double units = mention->meanings[i].share * UNITS;
        remainder[i] = units - floor(units);
        mention->meanings[i].share = floor(units);
        left -= (long)floor(units);
    }
    for (; left > 0; left--) {
        size_t most = 0;
        for (size_t i = 1; i < mention->meanings_len; i++)
            most = remainder[i] > remainder[most] ? i : most;
        mention->meanings[most].share += 1;
        remainder[most] = -1;
    }
    for (size_t i = 0; i < mention->meanings_len; i++)
        mention->meanings[i].share /= UNITS;
    mention->confidence = mention->meanings[0].share;
}

static void share_out(struct cn_mention *mention) {
    double top = mention->meanings[0].score > 0 ? mention->meanings[0].score : 0;
    double none = exp(-top);
    double sum = none;
    for (size_t i = 0; i < mention->meanings_len; i++) {
        mention->meanings[i].share = exp(mention->meanings[i].score - top);
        sum += mention->meanings[i].share;
    }
    for (size_t i = 0; i < mention->meanings_len; i++)
        mention->meanings[i].share /= sum;
    round_shares(mention, 1 - none / sum);
}

/* ---- one place ---- */

/* All facts first: they number the meanings' words, which the context is then searched for. */
static bool get_facts(struct cn_scoring *scoring, const struct cn_place *place) {
    for (size_t i = 0; i < place->finds_len; i++) {
        if (!cn_facts_of(scoring->scorer, place->finds[i]->entry))
            return false;
    }
    return true;
}

static bool look_around(struct cn_scoring *scoring, struct cn_place *place) {
    place->known = cn_page_known(scoring, place->start);
    if (scoring->text->layout)
        place->in_table = cn_layout_cell(scoring->text->layout, place->start, &place->cell);
    return cn_context_read(scoring, place);
}

static struct weighing *open_place(struct cn_scoring *scoring, const struct cn_place *place) {
    struct weighing *all = CN_NEW_ARRAY(scoring->passing, struct weighing, place->finds_len);
    bool ok = all && get_facts(scoring, place);
    for (size_t i = 0; i < place->finds_len && ok; i++)
        ok = open_weighing(scoring, place, place->finds[i], &all[i]);
    return ok ? all : NULL;
}

static bool all_garbled(const struct cn_place *place) {
    for (size_t i = 0; i < place->finds_len; i++)
        if (place->finds[i]->how != CN_GARBLED)
            return false;
    return true;
}

/* The odds of a place at the best, of what is known behind a step. */
static double best_odds(const struct cn_scoring *scoring, const struct weighing *all, size_t len,
                        int step) {
    double odds = 0;
    for (size_t i = 0; i < len; i++)
        odds += exp(cn_model_score(scoring->scorer->model, true,
                                   sum_of(scoring, &all[i].sheet) + all[i].most[step]));
    return odds;
}

static void expect_most(struct weighing *weighing) {
    for (int step = CN_GARBLED_STEPS - 1; step > CN_GARBLED_ALONE; step--)
        weighing->most[step - 1] =
            weighing->most[step] + cn_garbled_most(&weighing->it, (enum cn_garbled_step)step);
}

/* Weighs garbled readings step by step, until it is sure that they are too improbable. */
static bool weigh_garbled(struct cn_scoring *scoring, struct cn_place *place, struct weighing *all,
                          bool *hopeless) {
    double least = scoring->least - ROUNDED, odds = least / (1 - least);
    *hopeless = false;
    for (size_t i = 0; i < place->finds_len; i++)
        expect_most(&all[i]);
    for (int step = 0; step < CN_GARBLED_STEPS && !*hopeless; step++) {
        if (step == CN_GARBLED_SURROUNDINGS && !look_around(scoring, place))
            return false;
        for (size_t i = 0; i < place->finds_len; i++)
            look(garbled_evidence[step], &all[i]);
        *hopeless = best_odds(scoring, all, place->finds_len, step) < odds;
    }
    return true;
}

static bool weigh_all(struct cn_scoring *scoring, struct cn_place *place, struct weighing *all,
                      bool *hopeless) {
    *hopeless = false;
    if (scoring->least > ROUNDED && all_garbled(place))
        return weigh_garbled(scoring, place, all, hopeless);
    if (!look_around(scoring, place))
        return false;
    for (size_t i = 0; i < place->finds_len; i++)
        weigh(&all[i]);
    return true;
}

/* What was weighed competes. */
static bool settle(struct cn_scoring *scoring, const struct weighing *all, size_t len,
                   struct cn_mention *mention) {
    mention->meanings = CN_NEW_ARRAY(scoring->arena, struct cn_meaning, len);
    if (!mention->meanings)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!close_weighing(&all[i], &mention->meanings[i]))
            return false;
    }
    mention->meanings_len = len;
    if (len > 1) {
        qsort(mention->meanings, len, sizeof *mention->meanings, better_first);
        merge_equals(mention);
    }
    share_out(mention);
    return true;
}

static bool score_place(struct cn_scoring *scoring, struct cn_place *place,
                        struct cn_mention *mention) {
    struct weighing *all = open_place(scoring, place);
    bool hopeless = false;
    if (!all || !weigh_all(scoring, place, all, &hopeless))
        return false;
    *mention = (struct cn_mention){.start = place->start, .end = place->end};
    if (hopeless)
        return true;
    if (!settle(scoring, all, place->finds_len, mention))
        return false;
    mention->end = mention->meanings[0].candidate.end;
    mention->name_end = mention->meanings[0].candidate.name_end;
    mention->member = mention->meanings[0].candidate.member;
    mention->in_table = place->in_table;
    mention->cell = place->cell;
    return true;
}

/* ---- one window ---- */

/* Lines are counted on from the last mention. */
struct line {
    uint64_t number, start, at;
};

static void find_line(const struct cn_text *text, struct line *line, struct cn_mention *mention) {
    struct cn_str skipped = cn_text_between(text, line->at, mention->start);
    uint64_t lines = cn_str_count(skipped, '\n');
    size_t end = skipped.len;
    while (lines > 0 && skipped.bytes[end - 1] != '\n')
        end--;
    line->number += lines;
    if (lines > 0)
        line->start = text->base + (uint64_t)(skipped.bytes + end - text->bytes);
    line->at = mention->start;
    mention->line = line->number;
    mention->column = mention->start - line->start + 1;
}

enum cn_severity cn_score(struct cn_scorer *scorer, const struct cn_summary *summary,
                          const struct cn_text *text, const struct cn_candidates *candidates,
                          double least, struct cn_arena *arena, struct cn_mentions *mentions) {
    struct cn_scoring scoring = {.scorer = scorer,
                                 .summary = summary,
                                 .text = text,
                                 .candidates = candidates,
                                 .arena = arena,
                                 .passing = &scorer->passing,
                                 .least = least < LEAST_MAX ? least : LEAST_MAX};
    for (size_t i = 0; i < CN_TERMS; i++)
        scoring.weights[i] = scorer->model->terms[i].weight;
    struct line line = {text->line, text->line_start, text->base + text->core_start};
    struct cn_places places = {NULL, 0};
    *mentions = (struct cn_mentions){NULL, 0};
    if (!cn_garbled_prepare(&scoring) || !cn_places_group(&scoring, &places))
        return CN_FATAL;
    mentions->items = CN_NEW_ARRAY(arena, struct cn_mention, places.len + 1);
    if (!mentions->items)
        return CN_FATAL;
    for (; mentions->len < places.len; mentions->len++) {
        struct cn_mention *mention = &mentions->items[mentions->len];
        cn_arena_rewind(scoring.passing, (struct cn_arena_mark){NULL, 0});
        if (!score_place(&scoring, &places.items[mentions->len], mention))
            return CN_FATAL;
        if (mention->meanings_len > 0)
            find_line(text, &line, mention);
    }
    return cn_overlap_resolve(mentions, arena) ? CN_OK : CN_FATAL;
}
