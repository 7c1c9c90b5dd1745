/* spelling.c: how the text writes the name, and what it is run together with. */
#include "base/limits.h"
#include "score/evidence.h"

static void judge_case(const struct cn_case *it, struct cn_sheet *sheet) {
    unsigned flags = it->place->context.name_flags;
    if (!(it->found->flags & CN_FIND_CASE))
        return;
    if (!(flags & CN_TOKEN_UPPER))
        sheet->value[CN_TERM_case_lower] = 1;
    else if (!(flags & CN_TOKEN_LOWER))
        sheet->value[CN_TERM_case_upper] = 1;
    else if (flags & CN_TOKEN_TITLE)
        sheet->value[CN_TERM_case_title] = 1;
    else
        sheet->value[CN_TERM_case_mixed] = 1;
}

/* The share of a split name's pieces that are words by themselves. */
static double share_of_words(const struct cn_case *it) {
    const struct cn_context *context = &it->place->context;
    struct cn_words *words = it->scoring->scorer->words;
    double known = 0;
    for (size_t i = context->name_first; i < context->name_last; i++) {
        const struct cn_token *token = &context->tokens.items[i];
        known += cn_words_spelled(words, (struct cn_str){token->folded, token->folded_len});
    }
    return known / (double)(context->name_last - context->name_first);
}

/* The last token of the name is no number (that of LITEMPO 4 is one). */
static bool ends_in_letters(const struct cn_place *place) {
    const struct cn_context *context = &place->context;
    return context->name_last > context->name_first &&
           (context->tokens.items[context->name_last - 1].flags & CN_TOKEN_LETTER);
}

/* "A MEMBER" is not AMEMBER. */
static bool begins_with_one(const struct cn_place *place) {
    const struct cn_context *context = &place->context;
    return context->name_last > context->name_first &&
           context->tokens.items[context->name_first].folded_len == 1;
}

static void judge_split(const struct cn_case *it, struct cn_sheet *sheet) {
    const unsigned apart = CN_FIND_SEPARATOR | CN_FIND_SPLIT_BLANK | CN_FIND_SPLIT_LINE;
    unsigned flags = it->found->flags;
    sheet->value[CN_TERM_takes_over] =
        it->place->begun && (flags & apart) && ends_in_letters(it->place);
    sheet->value[CN_TERM_split_one] = (flags & apart) && begins_with_one(it->place);
    sheet->value[CN_TERM_separator] = (flags & CN_FIND_SEPARATOR) != 0;
    sheet->value[CN_TERM_split_blank] = (flags & CN_FIND_SPLIT_BLANK) != 0;
    sheet->value[CN_TERM_split_line] = (flags & CN_FIND_SPLIT_LINE) != 0;
    sheet->value[CN_TERM_merged] = (flags & CN_FIND_MERGED) != 0;
    if (!(flags & CN_FIND_SPLIT_BLANK) || it->found->tokens <= it->facts->tokens)
        return;
    double share = share_of_words(it);
    sheet->value[CN_TERM_split_words] = share;
    sheet->value[CN_TERM_split_phrase] = share >= 1;
}

/* The longer run of letters that the name is the head or tail of, and the rest of it. */
struct run {
    struct cn_str whole, rest;
    char at_name, at_rest; /* the bytes on both sides of the seam */
};

static bool find_run(const struct cn_case *it, struct run *run) {
    const struct cn_context *context = &it->place->context;
    const struct cn_text *text = it->scoring->text;
    bool head = it->found->flags & CN_FIND_HEAD;
    if (context->name_first == context->name_last)
        return false;
    uint64_t start = context->base + context->tokens.items[context->name_first].start;
    uint64_t end = context->base + context->tokens.items[context->name_last - 1].end;
    run->whole = cn_text_between(text, start, end);
    run->rest = head ? cn_text_between(text, it->found->name_end, end)
                     : cn_text_between(text, start, it->found->start);
    struct cn_str name = cn_text_between(text, it->found->start, it->found->name_end);
    if (run->rest.len == 0 || name.len == 0)
        return false;
    run->at_name = head ? name.bytes[name.len - 1] : name.bytes[0];
    run->at_rest = head ? run->rest.bytes[0] : run->rest.bytes[run->rest.len - 1];
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}

static void judge_run(const struct cn_case *it, struct cn_sheet *sheet) {
    struct cn_words *words = it->scoring->scorer->words;
    struct run run = {{NULL, 0}, {NULL, 0}, 0, 0};
    sheet->value[CN_TERM_head] = (it->found->flags & CN_FIND_HEAD) != 0;
    sheet->value[CN_TERM_tail] = (it->found->flags & CN_FIND_TAIL) != 0;
    if (!find_run(it, &run))
        return;
    bool digit = is_digit(run.at_rest);
    sheet->value[CN_TERM_rest_digit] = digit && !is_digit(run.at_name);
    sheet->value[CN_TERM_rest_case] = !digit && is_capital(run.at_name) != is_capital(run.at_rest);
    sheet->value[CN_TERM_rest_one] = !digit && run.rest.len == 1;
    sheet->value[CN_TERM_rest_name] = it->place->beside_name;
    sheet->value[CN_TERM_rest_word] = run.rest.len >= 3 && cn_words_known(words, run.rest);
    sheet->value[CN_TERM_whole_word] = cn_words_known(words, run.whole);
}

void cn_evidence_spelling(const struct cn_case *it, struct cn_sheet *sheet) {
    sheet->value[CN_TERM_identical] = it->found->how == CN_IDENTICAL;
    sheet->value[CN_TERM_width] = (it->found->flags & CN_FIND_WIDTH) != 0;
    sheet->value[CN_TERM_hidden] = (it->found->flags & CN_FIND_HIDDEN) != 0;
    sheet->value[CN_TERM_alias] = (it->found->flags & CN_FIND_ALIAS) != 0;
    judge_case(it, sheet);
    judge_split(it, sheet);
    if (it->found->flags & (CN_FIND_HEAD | CN_FIND_TAIL))
        judge_run(it, sheet);
}
