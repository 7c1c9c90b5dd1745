/* name.c: what the name itself is: long or short, a word or not, sure of its meaning or not. */
#include "score/evidence.h"

#include <math.h>

static enum cn_term length_term(uint32_t length) {
    static const enum cn_term terms[] = {CN_TERM_length_1, CN_TERM_length_1, CN_TERM_length_2,
                                         CN_TERM_length_3, CN_TERM_length_4, CN_TERM_length_5,
                                         CN_TERM_length_6, CN_TERM_length_6};
    return length < sizeof terms / sizeof *terms ? terms[length] : CN_TERM_length_8;
}

/* A name that is an ordinary word, or a proper name, by how the text writes it. Of a phrase each
 * word says less. */
static void judge_word(const struct cn_case *it, struct cn_sheet *sheet) {
    const struct cn_context *context = &it->place->context;
    double weight = 1.0 / it->facts->words;
    bool word = it->facts->word;
    sheet->value[word ? CN_TERM_word_common : CN_TERM_proper_common] = weight * it->facts->common;
    if (!(context->name_flags & CN_TOKEN_UPPER)) {
        sheet->value[word ? CN_TERM_word_lower : CN_TERM_proper_lower] = weight;
    } else if (context->name_flags & CN_TOKEN_LOWER) {
        sheet->value[word ? CN_TERM_word_title : CN_TERM_proper_title] = weight;
    } else {
        sheet->value[word ? CN_TERM_word_caps : CN_TERM_proper_caps] = weight * context->caps;
        sheet->value[word ? CN_TERM_word_caps_alone : CN_TERM_proper_caps_alone] =
            weight * (1 - context->caps);
    }
}

/* Is `other` a rival of the same name, and not an earlier one's meaning again? */
static bool is_rival(const struct cn_case *it, size_t other) {
    const struct cn_dictionary *dictionary = it->scoring->scorer->dictionary;
    const struct cn_entry *entry = cn_dictionary_entry(dictionary, it->place->finds[other]->entry);
    const struct cn_candidate *const *finds = it->place->finds;
    bool garbled = it->found->how == CN_GARBLED;
    if (!cn_finds_rival(it->found, finds[other]) || garbled != (finds[other]->how == CN_GARBLED) ||
        (garbled && !cn_str_equal_nocase(it->entry->name, entry->name)))
        return false;
    for (size_t i = 0; i < other; i++) {
        if (cn_finds_rival(it->found, finds[i]) &&
            cn_same_meaning(cn_dictionary_entry(dictionary, finds[i]->entry), entry))
            return false;
    }
    return true;
}

/* Meanings that share a name share what speaks for it. */
static double rivals(const struct cn_case *it) {
    unsigned count = 0;
    for (size_t i = 0; i < it->place->finds_len; i++)
        count += is_rival(it, i);
    return count > 1 ? -log(count) : 0;
}

void cn_evidence_row(const struct cn_case *it, struct cn_sheet *sheet) {
    sheet->value[CN_TERM_inferred] = it->entry->certainty == CN_INFERRED;
    sheet->value[CN_TERM_disputed] = it->entry->certainty == CN_DISPUTED;
    sheet->value[CN_TERM_named_scheme] = it->scheme->named;
    sheet->value[CN_TERM_rivals] = rivals(it);
    sheet->value[CN_TERM_row_of_its_own] =
        it->found->member != CN_NO_MEMBER && it->place->longest > it->found->name_end;
}

void cn_evidence_name(const struct cn_case *it, struct cn_sheet *sheet) {
    const struct cn_facts *facts = it->facts;
    sheet->value[length_term(facts->key_len)] = 1;
    sheet->value[CN_TERM_code] = facts->code;
    sheet->value[CN_TERM_number] = facts->words == 0;
    sheet->value[CN_TERM_no_word] = facts->no_word;
    sheet->value[CN_TERM_phrase] = facts->words > 1;
    if (facts->word || facts->proper)
        judge_word(it, sheet);
}
