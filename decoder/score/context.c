/*
 * context.c: the page, and the words around. A cue beside the name counts fully, one at the far end
 * of the words that count as near counts half; two cues say no less than twice as much, more add
 * nothing.
 */
#include "score/evidence.h"

#define BESIDE 4
/* "Bernard Barker", "Lawrence F. Barker": a row's cue that is part of the same name. */
#define TOUCHING 2
#define CUES_MAX 2.0

/* Cues nearer than `touching` count twice. */
static double sum_cues(const struct cn_case *it, const struct cn_cue_list *list,
                       uint32_t touching) {
    const struct cn_cue_hits *hits = &it->place->context.cues;
    double sum = 0;
    for (size_t i = 0; list->len > 0 && i < hits->len; i++) {
        if (cn_cue_listed(list, hits->items[i].cue))
            sum += hits->items[i].distance < touching ? 2
                   : hits->items[i].distance < BESIDE ? 1
                                                      : 0.5;
    }
    return sum < CUES_MAX ? sum : CUES_MAX;
}

/* One of the list's words stands before the name, with at most `gap` tokens between. */
static bool led_by(const struct cn_case *it, const struct cn_cue_list *list, uint32_t gap) {
    const struct cn_cue_hits *hits = &it->place->context.cues;
    for (size_t i = 0; i < hits->len; i++) {
        if (hits->items[i].before && hits->items[i].distance <= gap &&
            cn_cue_listed(list, hits->items[i].cue))
            return true;
    }
    return false;
}

/* An initial before the name: "Willard C. CURTIS". */
static bool led_by_initial(const struct cn_case *it) {
    const struct cn_context *context = &it->place->context;
    if (context->name_first == 0 || context->name_first == context->name_last)
        return false;
    const struct cn_token *token = &context->tokens.items[context->name_first - 1];
    uint64_t end = context->base + token->end;
    struct cn_str gap = cn_text_between(it->scoring->text, end, it->place->start);
    return token->folded_len == 1 && (token->flags & CN_TOKEN_UPPER) && gap.len > 0 &&
           gap.len <= 2 && gap.bytes[0] == '.';
}

/* "Eduardo Corona": a capitalised word and a blank before a word that is capitalised itself. */
static bool led_by_capitalised(const struct cn_case *it) {
    const struct cn_context *context = &it->place->context;
    if (context->name_first == 0 || context->name_first == context->name_last ||
        !(context->name_flags & CN_TOKEN_TITLE) || !(context->name_flags & CN_TOKEN_LOWER))
        return false;
    const struct cn_token *token = &context->tokens.items[context->name_first - 1];
    struct cn_str gap =
        cn_text_between(it->scoring->text, context->base + token->end, it->place->start);
    return (token->flags & CN_TOKEN_TITLE) && (token->flags & CN_TOKEN_LOWER) &&
           cn_str_equal(gap, CN_STR(" "));
}

static double share_of_meaning(const struct cn_case *it) {
    const struct cn_cue_hits *hits = &it->place->context.cues;
    uint32_t seen = 0;
    for (uint32_t i = 0; i < it->facts->meaning.len; i++) {
        for (size_t k = 0; k < hits->len; k++) {
            if (hits->items[k].cue == it->facts->meaning.items[i]) {
                seen++;
                break;
            }
        }
    }
    return it->facts->meaning.len > 0 ? (double)seen / it->facts->meaning.len : 0;
}

static uint64_t count_kin(const struct cn_case *it) {
    struct cn_scorer *scorer = it->scoring->scorer;
    uint32_t house = scorer->schemes[it->entry->scheme].house;
    uint64_t count = 0;
    for (size_t i = 0; i < it->place->near.len; i++) {
        const struct cn_candidate *other = &it->place->near.items[i];
        if (other->how != CN_IDENTICAL || other->entry == it->found->entry ||
            (other->start < it->place->end && other->end > it->place->start))
            continue;
        uint32_t scheme = cn_dictionary_entry(scorer->dictionary, other->entry)->scheme;
        count += scorer->schemes[scheme].house == house && cn_find_sure(scorer, other);
    }
    return count;
}

void cn_evidence_page(const struct cn_case *it, struct cn_sheet *sheet) {
    const struct cn_place *place = it->place;
    unsigned flags = place->context.name_flags;
    bool family = it->found->how == CN_PATTERN;
    bool capitals = (flags & CN_TOKEN_UPPER) && !(flags & CN_TOKEN_LOWER);
    double poor =
        place->known >= 0 && place->known < CN_POOR_PAGE ? CN_POOR_PAGE - place->known : 0;
    if (it->found->how == CN_GARBLED) {
        sheet->value[CN_TERM_garble_poor_page] = poor;
        return;
    }
    sheet->value[family ? CN_TERM_family_poor_page : CN_TERM_poor_page] = poor;
    if (capitals && (family || (it->facts->no_word && it->facts->key_len >= 4)))
        sheet->value[family ? CN_TERM_family_caps_alone : CN_TERM_caps_alone] =
            1 - place->context.caps;
}

/* What speaks for a name and for a family's unknown name weighs differently. */
static void judge_words_for(const struct cn_case *it, struct cn_sheet *sheet) {
    const struct cn_scorer *scorer = it->scoring->scorer;
    const struct cn_scheme_facts *scheme = &scorer->schemes[it->entry->scheme];
    bool titled = led_by(it, &scorer->titles, 0) || led_by_initial(it);
    double kin = cn_log_count(count_kin(it));
    double cues = sum_cues(it, &scheme->for_cues, 0);
    bool code_word = led_by(it, &scorer->code_words, 2);
    if (it->found->how == CN_GARBLED) {
        sheet->value[CN_TERM_garble_cue_for] = cues;
        sheet->value[CN_TERM_garble_code_word] = code_word;
        sheet->value[CN_TERM_garble_title] = titled && !it->facts->person;
        sheet->value[CN_TERM_title_person] = titled && it->facts->person;
        sheet->value[CN_TERM_garble_kin_near] = kin;
        sheet->value[CN_TERM_garble_pair] = led_by_capitalised(it);
        sheet->value[CN_TERM_meaning_near] = share_of_meaning(it);
    } else if (it->found->how == CN_PATTERN) {
        sheet->value[CN_TERM_family_cue_for] = cues;
        sheet->value[CN_TERM_family_code_word] = code_word;
        sheet->value[CN_TERM_family_title] = titled;
        sheet->value[CN_TERM_family_kin_near] = kin;
    } else {
        sheet->value[CN_TERM_cue_for] = cues;
        sheet->value[CN_TERM_code_word] = code_word;
        sheet->value[CN_TERM_title_person] = titled && it->facts->person;
        sheet->value[CN_TERM_title_other] = titled && !it->facts->person;
        sheet->value[CN_TERM_kin_near] = kin;
        sheet->value[CN_TERM_capitalised_pair] =
            (it->facts->word || it->facts->proper) && led_by_capitalised(it);
        sheet->value[CN_TERM_meaning_near] = share_of_meaning(it);
    }
}

void cn_evidence_context(const struct cn_case *it, struct cn_sheet *sheet) {
    const struct cn_scheme_facts *scheme = &it->scoring->scorer->schemes[it->entry->scheme];
    sheet->value[CN_TERM_cue_against] = sum_cues(it, &scheme->against_cues, 0);
    sheet->value[CN_TERM_row_cue_for] = sum_cues(it, &it->facts->row_for, TOUCHING);
    sheet->value[CN_TERM_row_cue_against] = sum_cues(it, &it->facts->row_against, TOUCHING);
    judge_words_for(it, sheet);
}
