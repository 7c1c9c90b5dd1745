/*
 * hopeless.c: how much the evidence may add to a garbled reading that has not been gathered yet.
 *
 * The weights are known, and no value is below 0 nor above what stands here. So a place whose
 * readings stay too improbable at the best need not be looked at further. Whoever gives a garbled
 * reading another term, or a term a larger value, says so here.
 */
#include "score/evidence.h"
#include "tokenize/classes.h"

#include <math.h>

/* What context.c counts no further than. */
#define CUES_MAX 2.0

/* What a term of at most `value` may add. */
static double most(const struct cn_case *it, enum cn_term term, double value) {
    return fmax(0, it->scoring->scorer->model->terms[term].weight * value);
}

static double most_of_cues(const struct cn_case *it) {
    const struct cn_scorer *scorer = it->scoring->scorer;
    const struct cn_scheme_facts *scheme = &scorer->schemes[it->entry->scheme];
    const struct cn_facts *facts = it->facts;
    double against = scheme->against_cues.len > 0 ? CUES_MAX : 0;
    return most(it, CN_TERM_garble_cue_for, scheme->for_cues.len > 0 ? CUES_MAX : 0) +
           most(it, CN_TERM_cue_against, against) +
           most(it, CN_TERM_row_cue_for, facts->row_for.len > 0 ? CUES_MAX : 0) +
           most(it, CN_TERM_row_cue_against, facts->row_against.len > 0 ? CUES_MAX : 0) +
           most(it, CN_TERM_garble_code_word, 1) + most(it, CN_TERM_garble_title, 1) +
           most(it, CN_TERM_title_person, facts->person) + most(it, CN_TERM_garble_pair, 1) +
           most(it, CN_TERM_meaning_near, facts->meaning.len > 0);
}

static double most_of_table(const struct cn_case *it) {
    static const enum cn_term terms[] = {CN_TERM_header_for,    CN_TERM_header_against,
                                         CN_TERM_header_kind,   CN_TERM_label_for,
                                         CN_TERM_label_against, CN_TERM_cell_whole};
    double sum = 0;
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        sum += it->scoring->text->layout ? most(it, terms[i], 1) : 0;
    return sum;
}

/* How the place is written, as far as its bytes alone say. */
struct written {
    bool upper, lower;
    bool title; /* a capital, and none behind the first letter */
    bool sure;  /* it is one ASCII word, and touches no other character of one */
};

static bool is_break(const struct cn_text *text, uint64_t at) {
    struct cn_str byte = cn_text_between(text, at, at + 1);
    return byte.len == 1 && cn_byte_kind[(unsigned char)byte.bytes[0]] == CN_BYTE_BREAK;
}

static struct written look_at_bytes(const struct cn_case *it) {
    const struct cn_text *text = it->scoring->text;
    struct cn_str bytes = cn_text_between(text, it->place->start, it->place->end);
    struct written written = {.sure = it->place->start > 0 &&
                                      is_break(text, it->place->start - 1) &&
                                      is_break(text, it->place->end)};
    for (size_t i = 0; i < bytes.len; i++) {
        char byte = bytes.bytes[i];
        bool upper = byte >= 'A' && byte <= 'Z';
        written.title = upper ? !written.upper && !written.lower : written.title;
        written.upper |= upper;
        written.lower |= byte >= 'a' && byte <= 'z';
        written.sure &= cn_byte_kind[(unsigned char)byte] == CN_BYTE_WORD;
    }
    return written;
}

/* Where small letters are sure, one of these is. */
static double most_of_small(const struct cn_case *it, const struct written *written) {
    const struct cn_weight *terms = it->scoring->scorer->model->terms;
    double lower = terms[CN_TERM_garble_lower].weight;
    double capital = terms[CN_TERM_garble_capital].weight;
    double mixed = terms[CN_TERM_garble_mixed].weight;
    double three = most(it, CN_TERM_garble_three_small, 1);
    if (written->sure)
        return three + (!written->upper ? lower : written->title ? capital : mixed);
    return three + (written->upper ? fmax(capital, mixed) : fmax(lower, fmax(capital, mixed)));
}

static double most_of_case(const struct cn_case *it) {
    struct written written = look_at_bytes(it);
    double alone = most(it, CN_TERM_garble_caps_alone, 1);
    if (written.lower)
        return most_of_small(it, &written);
    return written.sure ? alone : fmax(alone, most_of_small(it, &written));
}

/* No more names of the house than there are names near. */
static double most_of_kin(const struct cn_case *it) {
    const struct cn_candidates *near = &it->place->near;
    size_t count = 0;
    for (size_t i = 0; i < near->len; i++)
        count += near->items[i].how == CN_IDENTICAL && near->items[i].entry != it->found->entry;
    return count > 0 ? most(it, CN_TERM_garble_kin_near, cn_log_count(count)) : 0;
}

static double most_of_surroundings(const struct cn_case *it) {
    return most_of_case(it) + most_of_cues(it) + most_of_table(it) + most_of_kin(it) +
           most(it, CN_TERM_garble_poor_page, CN_POOR_PAGE);
}

/* It is an ordinary word, or a proper name, or neither; and what common words garbled in one letter
 * have said is the least that those garbled in two say. */
static double most_of_word(const struct cn_case *it) {
    const struct cn_weight *terms = it->scoring->scorer->model->terms;
    double word = terms[CN_TERM_garble_word].weight + most(it, CN_TERM_garble_word_member, 1);
    return fmax(fmax(0, word), most(it, CN_TERM_garble_proper, 1)) +
           most(it, CN_TERM_garble_rival, CN_RIVAL_MOST);
}

static double most_around(const struct cn_case *it) {
    double count = cn_log_count(UINT64_MAX);
    return most(it, CN_TERM_garble_repeated, count) + most(it, CN_TERM_garble_repeated_two, count) +
           most(it, CN_TERM_garble_likes, count) + most(it, CN_TERM_garble_noise, 1) +
           most(it, CN_TERM_garble_bits, 1);
}

double cn_garbled_most(const struct cn_case *it, enum cn_garbled_step step) {
    switch (step) {
    case CN_GARBLED_COMMON:
        return most(it, CN_TERM_garble_common, CN_COMMON_MOST) +
               most(it, CN_TERM_garble_rival, CN_RIVAL_MOST);
    case CN_GARBLED_SURROUNDINGS:
        return most_of_surroundings(it);
    case CN_GARBLED_AROUND:
        return most_around(it);
    case CN_GARBLED_WORD:
        return most_of_word(it);
    default:
        return HUGE_VAL;
    }
}
