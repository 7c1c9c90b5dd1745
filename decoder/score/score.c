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

static cn_evidence_fn *const name_evidence[] = {
    cn_evidence_spelling, cn_evidence_name,  cn_evidence_row,      cn_evidence_page,
    cn_evidence_context,  cn_evidence_table, cn_evidence_document, NULL};
static cn_evidence_fn *const family_evidence[] = {cn_evidence_family, cn_evidence_page,
                                                  cn_evidence_context, cn_evidence_document, NULL};

static cn_evidence_fn *const garbled_evidence[] = {cn_evidence_garbled,
                                                   cn_evidence_row,
                                                   cn_evidence_page,
                                                   cn_evidence_context,
                                                   cn_evidence_table,
                                                   cn_evidence_document,
                                                   NULL};

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

static cn_evidence_fn *const *evidence_for(const struct cn_candidate *found) {
    return found->how == CN_PATTERN   ? family_evidence
           : found->how == CN_GARBLED ? garbled_evidence
                                      : name_evidence;
}

static bool score_reading(struct cn_scoring *scoring, const struct cn_place *place,
                          const struct cn_candidate *found, struct cn_meaning *meaning) {
    const struct cn_dictionary *dictionary = scoring->scorer->dictionary;
    const struct cn_entry *entry = cn_dictionary_entry(dictionary, found->entry);
    struct cn_case it = {.scoring = scoring,
                         .place = place,
                         .found = found,
                         .entry = entry,
                         .scheme = &dictionary->schemes[entry->scheme],
                         .facts = facts_for(scoring, found)};
    struct cn_sheet sheet = {{0}};
    bool family = found->how == CN_PATTERN;
    if (!it.facts)
        return false;
    for (cn_evidence_fn *const *look = evidence_for(found); *look; look++)
        (*look)(&it, &sheet);
    *meaning = (struct cn_meaning){
        .entry = entry, .scheme = it.scheme, .unknown = family, .candidate = *found};
    return sum_up(scoring->scorer->model, &sheet, scoring->arena, meaning);
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
static bool look_at(struct cn_scoring *scoring, struct cn_place *place) {
    for (size_t i = 0; i < place->finds_len; i++) {
        if (!cn_facts_of(scoring->scorer, place->finds[i]->entry))
            return false;
    }
    place->known = cn_page_known(scoring, place->start);
    if (scoring->text->layout)
        place->in_table = cn_layout_cell(scoring->text->layout, place->start, &place->cell);
    return cn_context_read(scoring, place);
}

static bool score_place(struct cn_scoring *scoring, struct cn_place *place,
                        struct cn_mention *mention) {
    mention->meanings = CN_NEW_ARRAY(scoring->arena, struct cn_meaning, place->finds_len);
    if (!mention->meanings || !look_at(scoring, place))
        return false;
    for (size_t i = 0; i < place->finds_len; i++) {
        if (!score_reading(scoring, place, place->finds[i], &mention->meanings[i]))
            return false;
    }
    mention->meanings_len = place->finds_len;
    if (mention->meanings_len > 1) {
        qsort(mention->meanings, mention->meanings_len, sizeof *mention->meanings, better_first);
        merge_equals(mention);
    }
    share_out(mention);
    mention->start = place->start;
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
                          struct cn_arena *arena, struct cn_mentions *mentions) {
    struct cn_scoring scoring = {.scorer = scorer,
                                 .summary = summary,
                                 .text = text,
                                 .candidates = candidates,
                                 .arena = arena,
                                 .passing = &scorer->passing};
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
        find_line(text, &line, mention);
    }
    return cn_overlap_resolve(mentions, arena) ? CN_OK : CN_FATAL;
}
