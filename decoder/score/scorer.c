#include "score/evidence.h"

#include <stdlib.h>
#include <string.h>

/* Words that speak of code names, whatever the dictionary. */
static const char code_words[] =
    "cryptonym|cryptonyms|crypt|crypto|codename|code name|code named|codeword|code word|project|"
    "operation|programme|program|asset|pseudonym|pseudo|alias|identity|true name|subject|"
    "代号|项目|行动|кодовое имя|операция|псевдоним|operación|criptónimo|seudónimo";
static const char titles[] =
    "mr|messrs|mrs|ms|miss|mister|dr|doctor|prof|sr|sra|señor|señora|senor|"
    "senora|herr|frau|m|mme|sir|madame";
static const char name_headers[] =
    "code|code name|codename|cover name|covername|cryptonym|crypt|designation|name|project|"
    "project name|account|代号|项目|项目名称";

static bool split_list(struct cn_scorer *scorer, const char *list, struct cn_cue_list *out) {
    struct cn_str rest = cn_str_of(list);
    struct cn_str items[64];
    struct cn_str_list cues = {items, 0};
    while (cues.len < sizeof items / sizeof *items && cn_str_split(&rest, '|', &items[cues.len]))
        cues.len++;
    return cn_cue_list_make(scorer, &cues, out);
}

static bool share_issuer(const struct cn_scheme *a, const struct cn_scheme *b) {
    for (size_t i = 0; i < a->issuers.len; i++) {
        for (size_t j = 0; j < b->issuers.len; j++) {
            if (cn_str_equal_nocase(a->issuers.items[i], b->issuers.items[j]))
                return true;
        }
    }
    return false;
}

/* The house of a scheme is the first scheme that has an issuer in common with it. */
static uint32_t house_of(const struct cn_dictionary *dictionary, uint32_t scheme) {
    for (uint32_t i = 0; i < scheme; i++) {
        if (share_issuer(&dictionary->schemes[i], &dictionary->schemes[scheme]))
            return i;
    }
    return scheme;
}

static bool read_scheme(struct cn_scorer *scorer, uint32_t index) {
    const struct cn_scheme *scheme = &scorer->dictionary->schemes[index];
    struct cn_scheme_facts *facts = &scorer->schemes[index];
    uint32_t first = house_of(scorer->dictionary, index);
    facts->house = first == index ? index : scorer->schemes[first].house;
    return cn_cue_list_make(scorer, &scheme->for_cues, &facts->for_cues) &&
           cn_cue_list_make(scorer, &scheme->against_cues, &facts->against_cues);
}

/* All cues are numbered before the first text is read, so that their widest is known. */
static bool read_row_cues(struct cn_scorer *scorer) {
    struct cn_numbers cued = cn_dictionary_cued(scorer->dictionary);
    for (size_t i = 0; i < cued.len; i++) {
        const struct cn_entry *entry = cn_dictionary_entry(scorer->dictionary, cued.items[i]);
        for (size_t k = 0; k < entry->for_cues.len; k++)
            cn_cues_add(scorer->cues, entry->for_cues.items[k]);
        for (size_t k = 0; k < entry->against_cues.len; k++)
            cn_cues_add(scorer->cues, entry->against_cues.items[k]);
    }
    return !cn_cues_failed(scorer->cues);
}

static bool set_up(struct cn_scorer *scorer) {
    const struct cn_dictionary *dictionary = scorer->dictionary;
    scorer->cues = cn_cues_new();
    scorer->facts = calloc((size_t)dictionary->entries_len + 1, sizeof *scorer->facts);
    scorer->schemes = calloc((size_t)dictionary->schemes_len + 1, sizeof *scorer->schemes);
    if (!scorer->cues || cn_cues_failed(scorer->cues) || !scorer->facts || !scorer->schemes)
        return false;
    for (uint32_t i = 0; i < dictionary->schemes_len; i++) {
        if (!read_scheme(scorer, i))
            return false;
    }
    return split_list(scorer, code_words, &scorer->code_words) &&
           split_list(scorer, titles, &scorer->titles) &&
           split_list(scorer, name_headers, &scorer->name_headers) && read_row_cues(scorer);
}

enum cn_severity cn_scorer_new(struct cn_scorer **out, const struct cn_dictionary *dictionary,
                               const struct cn_model *model, struct cn_words *words) {
    struct cn_scorer *scorer = calloc(1, sizeof *scorer);
    *out = scorer;
    if (!scorer)
        return CN_FATAL;
    scorer->dictionary = dictionary;
    scorer->model = model;
    scorer->words = words;
    return set_up(scorer) ? CN_OK : CN_FATAL;
}

void cn_scorer_use(struct cn_scorer *scorer, const struct cn_channel *channel) {
    scorer->channel = channel;
    cn_words_forget_rivals(scorer->words);
}

void cn_scorer_free(struct cn_scorer *scorer) {
    if (!scorer)
        return;
    cn_cues_free(scorer->cues);
    free(scorer->facts);
    free(scorer->schemes);
    cn_arena_free(&scorer->arena);
    cn_arena_free(&scorer->passing);
    free(scorer);
}
