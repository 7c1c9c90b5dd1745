/* document.c: what the document as a whole says for a reading. */
#include "score/evidence.h"

#include <math.h>

#define COUNT_MAX 20

double cn_log_count(uint64_t n) {
    return log(1.0 + (double)(n < COUNT_MAX ? n : COUNT_MAX));
}

/* 1: a year of the head lies in the span; -1: there are years and none does; 0: nothing known. */
static int judge_years(const struct cn_summary *summary, int from, int until) {
    if ((!from && !until) || !summary->any_year)
        return 0;
    for (int i = 0; i < CN_YEARS; i++) {
        int year = CN_YEAR_FIRST + i;
        if (summary->years[i] && (!from || year >= from) && (!until || year <= until))
            return 1;
    }
    return -1;
}

/* Sure mentions of the house's names, those of the names that compete here left out. */
static uint64_t count_others(const struct cn_case *it) {
    const struct cn_scorer *scorer = it->scoring->scorer;
    const struct cn_summary *summary = it->scoring->summary;
    uint32_t house = scorer->schemes[it->entry->scheme].house;
    uint64_t count = summary->houses[house].sure;
    for (size_t i = 0; i < it->place->finds_len; i++) {
        uint32_t entry = it->place->finds[i]->entry;
        uint32_t scheme = cn_dictionary_entry(scorer->dictionary, entry)->scheme;
        uint64_t own = summary->entries[entry].sure;
        if (scorer->schemes[scheme].house == house)
            count -= own < count ? own : count;
    }
    return count;
}

static uint64_t count_elsewhere(const struct cn_case *it) {
    uint64_t count = it->scoring->summary->entries[it->found->entry].verbatim;
    bool here =
        it->found->how == CN_IDENTICAL && !(it->found->flags & (CN_FIND_HEAD | CN_FIND_TAIL));
    return here && count > 0 ? count - 1 : count;
}

static uint64_t count_unknown_elsewhere(const struct cn_case *it) {
    unsigned count = it->scoring->summary->unknown[cn_unknown_slot(it->scoring->text, it->found)];
    return count > 0 ? count - 1 : 0;
}

static void judge_issuer(const struct cn_case *it, struct cn_sheet *sheet) {
    const struct cn_summary *summary = it->scoring->summary;
    const struct cn_scheme_facts *scheme = &it->scoring->scorer->schemes[it->entry->scheme];
    const struct cn_house_counts *house = &summary->houses[scheme->house];
    if (it->found->how == CN_PATTERN) {
        sheet->value[CN_TERM_family_issuer] = house->issuer > 0;
        return;
    }
    if (it->found->how == CN_GARBLED) {
        sheet->value[CN_TERM_garble_issuer] = house->issuer > 0;
        sheet->value[CN_TERM_garble_issuer_head] = house->issuer_head > 0;
        return;
    }
    sheet->value[CN_TERM_issuer] = house->issuer > 0;
    sheet->value[CN_TERM_issuer_head] = house->issuer_head > 0;
    sheet->value[CN_TERM_issuer_domain] = house->issuer_domain > 0;
}

static void judge_definition(const struct cn_case *it, struct cn_sheet *sheet) {
    struct cn_scoring *scoring = it->scoring;
    unsigned elsewhere = scoring->summary->entries[it->found->entry].defined;
    bool here =
        elsewhere > 0 && cn_defined_here(scoring->scorer, scoring->text, it->found, scoring->arena);
    sheet->value[CN_TERM_defined] = here;
    sheet->value[CN_TERM_defined_elsewhere] = !here && elsewhere > 0;
}

/* An ordinary word stands in the issuer's papers as in any others; only its capitals, where the
 * surroundings have none, tell it from itself. */
static double judge_at_home(const struct cn_case *it, const struct cn_sheet *sheet) {
    const struct cn_context *context = &it->place->context;
    const double *value = sheet->value;
    bool capitals =
        (context->name_flags & CN_TOKEN_UPPER) && !(context->name_flags & CN_TOKEN_LOWER);
    if (!it->facts->word && !it->facts->proper)
        return 0;
    return (value[CN_TERM_kin_sure] + value[CN_TERM_issuer] + value[CN_TERM_issuer_head]) *
           (capitals ? context->caps : 1) / it->facts->words;
}

/* A name that stands in the document as it is written is what a garbled word near it is. */
static void judge_standing(const struct cn_case *it, struct cn_sheet *sheet) {
    unsigned times = cn_summary_times(it->scoring->summary, it->found->entry);
    sheet->value[CN_TERM_garble_stands] = cn_log_count(times);
    sheet->value[CN_TERM_garble_unheard] = times == 0;
    sheet->value[CN_TERM_garble_unheard_two] = times == 0 && sheet->value[CN_TERM_garble_two] > 0;
}

/* A number that belongs to the name of another row (LIRING-3) is no member's number to this one. */
void cn_evidence_document(const struct cn_case *it, struct cn_sheet *sheet) {
    const struct cn_entry *entry = it->entry;
    int from = entry->from ? entry->from : it->scheme->from;
    int until = entry->until ? entry->until : it->scheme->until;
    int years = judge_years(it->scoring->summary, from, until);
    bool family = it->found->how == CN_PATTERN;
    sheet->value[CN_TERM_year_inside] = years > 0;
    sheet->value[CN_TERM_year_outside] = years < 0;
    enum cn_term kin_sure = family                         ? CN_TERM_family_kin_sure
                            : it->found->how == CN_GARBLED ? CN_TERM_garble_kin_sure
                                                           : CN_TERM_kin_sure;
    sheet->value[kin_sure] = cn_log_count(count_others(it));
    bool member = it->found->member != CN_NO_MEMBER;
    bool taken = it->place->longest > it->found->name_end;
    judge_issuer(it, sheet);
    if (it->found->how == CN_GARBLED) {
        judge_standing(it, sheet);
        return;
    }
    sheet->value[family ? CN_TERM_family_member : CN_TERM_member] = member && (family || !taken);
    if (family) {
        sheet->value[CN_TERM_family_again] = cn_log_count(count_unknown_elsewhere(it));
        return;
    }
    sheet->value[CN_TERM_word_at_home] = judge_at_home(it, sheet);
    sheet->value[CN_TERM_again] = cn_log_count(count_elsewhere(it));
    judge_definition(it, sheet);
}
