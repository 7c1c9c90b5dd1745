/* family.c: a token has the shape of a family's names: an unknown code name, or just a word. */
#include "base/limits.h"
#include "score/evidence.h"

#include <string.h>

#define SHORT_NAME 4
/* A rest of so many letters may be a word, and is hardly one by chance. */
#define REST_LETTERS 3
#define REST_SURE 5

/* The token's folded text; empty where the place is not one token. */
static struct cn_str folded_name(const struct cn_place *place) {
    const struct cn_context *context = &place->context;
    if (context->name_first == context->name_last)
        return (struct cn_str){"", 0};
    const struct cn_token *token = &context->tokens.items[context->name_first];
    return (struct cn_str){token->folded, token->folded_len};
}

/* AM + LASH: code names are often made so. But chance makes short words: two letters say nothing,
 * five or more say all. */
static double rest_is_word(const struct cn_case *it, struct cn_str name) {
    struct cn_str stem = it->facts->stem;
    if (stem.len == 0 || name.len < stem.len + REST_LETTERS || !cn_str_starts(name, stem))
        return 0;
    struct cn_str rest = {name.bytes + stem.len, name.len - stem.len};
    if (!cn_words_spelled(it->scoring->scorer->words, rest))
        return 0;
    return rest.len < REST_SURE
               ? (double)(rest.len - REST_LETTERS + 1) / (REST_SURE - REST_LETTERS + 1)
               : 1;
}

static void judge_word(const struct cn_case *it, struct cn_str name, struct cn_sheet *sheet) {
    struct cn_words *words = it->scoring->scorer->words;
    if (!cn_words_any(words))
        return;
    enum cn_word_kind kind = cn_words_how(words, name);
    sheet->value[CN_TERM_family_word] = kind == CN_WORD_ORDINARY;
    sheet->value[CN_TERM_family_proper] = kind == CN_WORD_PROPER;
    sheet->value[CN_TERM_family_no_word] = kind == CN_WORD_NONE;
    sheet->value[CN_TERM_family_near_word] = kind == CN_WORD_NONE && cn_words_near(words, name);
    sheet->value[CN_TERM_family_common] = cn_log_count(it->facts->begun_words);
}

void cn_evidence_family(const struct cn_case *it, struct cn_sheet *sheet) {
    struct cn_str name = folded_name(it->place);
    sheet->value[CN_TERM_family] = 1;
    sheet->value[CN_TERM_family_short] = name.len <= SHORT_NAME;
    sheet->value[CN_TERM_family_disputed] = it->entry->certainty == CN_DISPUTED;
    sheet->value[CN_TERM_family_rest_word] = rest_is_word(it, name);
    sheet->value[CN_TERM_family_named] = it->place->named;
    sheet->value[CN_TERM_family_holds_name] = it->place->holds_name;
    sheet->value[CN_TERM_family_joins_name] = it->place->joins_name;
    sheet->value[CN_TERM_family_joined] = (it->found->flags & CN_FIND_SEPARATOR) != 0;
    judge_word(it, name, sheet);
}
