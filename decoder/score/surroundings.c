/*
 * surroundings.c: the words around a place, and how well its page can be read.
 *
 * All is decided within CN_WINDOW_MARGIN of the place, so that a mention scores the same whatever
 * window it falls in.
 */
#include "base/limits.h"
#include "score/evidence.h"
#include "tokenize/masks.h"

/* Tokens on each side that count as near, and the bytes they are looked for in. */
#define NEAR_TOKENS 12
#define NEAR_BYTES 240
#define FEWER_BYTES 96
/* A page is a block of half the margin, so that every window shows the whole of it. */
#define PAGE_BYTES (CN_WINDOW_MARGIN / 2)
#define PAGE_SAMPLES 16
/* Shorter words say nothing about the scan: chance makes them. */
#define SAMPLE_LETTERS 3

struct cn_str cn_text_between(const struct cn_text *text, uint64_t start, uint64_t end) {
    uint64_t last = text->base + text->len;
    start = start < text->base ? text->base : start;
    end = end > last ? last : end;
    if (start >= end)
        return (struct cn_str){text->bytes, 0};
    return (struct cn_str){text->bytes + (start - text->base), (size_t)(end - start)};
}

bool cn_tokens_of(struct cn_str text, struct cn_arena *arena, struct cn_tokens *tokens) {
    return cn_tokenize(text, 0, text.len, arena, tokens);
}

/* ---- the words around ---- */

/* A window offset at or before `at` where a word starts; never inside a UTF-8 sequence. */
static size_t word_start(struct cn_str text, size_t at) {
    while (at > 0 && at < text.len && ((unsigned char)text.bytes[at] & 0xC0) == 0x80)
        at--;
    return at < text.len ? cn_word_start(text, at) : text.len;
}

static bool in_capitals(const struct cn_token *token) {
    return (token->flags & CN_TOKEN_UPPER) && !(token->flags & CN_TOKEN_LOWER);
}

/* The share of words of two letters or more that are in capitals; half where there are none. */
static double share_of_capitals(const struct cn_context *context) {
    double words = 0;
    double capitals = 0;
    for (size_t i = context->from; i < context->to; i++) {
        const struct cn_token *token = &context->tokens.items[i];
        bool inside = i >= context->name_first && i < context->name_last;
        if (inside || token->folded_len < 2 || !(token->flags & (CN_TOKEN_UPPER | CN_TOKEN_LOWER)))
            continue;
        words++;
        capitals += in_capitals(token);
    }
    return words > 0 ? capitals / words : 0.5;
}

/* Finds the tokens of the name among the others, and which of the others are near: a sheet's footer
 * says nothing about its last row. */
static void mark_name(struct cn_context *context, const struct cn_place *place,
                      struct cn_span stretch) {
    size_t i = 0;
    while (i < context->tokens.len && context->base + context->tokens.items[i].end <= place->start)
        i++;
    context->name_first = i;
    for (; i < context->tokens.len && context->base + context->tokens.items[i].start < place->end;
         i++)
        context->name_flags |= context->tokens.items[i].flags;
    context->name_last = i;
    context->from = context->name_first > NEAR_TOKENS ? context->name_first - NEAR_TOKENS : 0;
    context->to = context->name_last + NEAR_TOKENS < context->tokens.len
                      ? context->name_last + NEAR_TOKENS
                      : context->tokens.len;
    while (context->from < context->name_first &&
           context->base + context->tokens.items[context->from].start < stretch.start)
        context->from++;
    while (context->to > context->name_last &&
           context->base + context->tokens.items[context->to - 1].start >= stretch.end)
        context->to--;
}

/* The tokens from so many bytes before the place on. */
static bool read_tokens(struct cn_scoring *scoring, const struct cn_place *place, size_t before,
                        struct cn_tokens *tokens) {
    struct cn_str text = {scoring->text->bytes, scoring->text->len};
    size_t start = (size_t)(place->start - scoring->text->base);
    size_t end = (size_t)(place->end - scoring->text->base);
    size_t from = word_start(text, start > before ? start - before : 0);
    size_t to = end + NEAR_BYTES < text.len ? end + NEAR_BYTES : text.len;
    return cn_tokenize_most(text, from, to, end, NEAR_TOKENS + 1, scoring->passing, tokens);
}

/* Mostly fewer bytes hold the tokens that count as near. */
bool cn_context_read(struct cn_scoring *scoring, struct cn_place *place) {
    struct cn_context *context = &place->context;
    struct cn_span stretch = cn_text_stretch(scoring->text, place->start, NEAR_BYTES);
    context->base = scoring->text->base;
    if (!read_tokens(scoring, place, FEWER_BYTES, &context->tokens))
        return false;
    mark_name(context, place, stretch);
    if (context->name_first <= NEAR_TOKENS) {
        if (!read_tokens(scoring, place, NEAR_BYTES, &context->tokens))
            return false;
        context->name_flags = 0;
        mark_name(context, place, stretch);
    }
    context->caps = share_of_capitals(context);
    struct cn_tokens near = {context->tokens.items + context->from, context->to - context->from};
    return cn_cues_scan(scoring->scorer->cues, &near, context->name_first - context->from,
                        context->name_last - context->from, scoring->passing, &context->cues);
}

/* ---- the page ---- */

struct sample {
    struct cn_str words[PAGE_SAMPLES];
    size_t len;
};

/* A word of the page. */
struct sampled {
    size_t at; /* where the word begins that holds or ends at the place asked for, or that place */
    size_t start, end;
    bool good; /* three letters or more, and no digit */
};

/* The word that holds or follows `place`; false: none. */
static bool find_word(struct cn_str page, size_t place, struct sampled *word) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token = {0};
    word->at = word_start(page, place);
    if (!cn_token_next(page, word->at, folded, &token))
        return false;
    word->start = token.start;
    word->end = token.end;
    word->good = token.folded_len >= SAMPLE_LETTERS && !(token.flags & CN_TOKEN_DIGIT);
    return true;
}

/* So many bytes before a place are looked at for the beginning of its word. */
#define BACK 16

/* The same where all of it is ASCII and lies near; false: look closer. */
static bool find_ascii(struct cn_str page, size_t place, struct sampled *word) {
    struct cn_masks masks;
    size_t base = place > BACK ? place - BACK : 0, back = 0;
    if (place >= page.len)
        return false;
    cn_masks_at(page, base, &masks);
    if (place > base) /* the letters right before the place */
        back = (size_t)__builtin_clzll(~(masks.word << (CN_MASKS_BYTES - (place - base))) | 1);
    word->at = place - back;
    uint64_t words = masks.word >> (word->at - base) << (word->at - base);
    uint64_t first = words & -words, behind = (words + first) & ~words;
    if (back >= BACK || !behind || (masks.high & (behind | (behind - 1))))
        return false;
    word->start = base + (size_t)__builtin_ctzll(first);
    word->end = base + (size_t)__builtin_ctzll(behind);
    word->good = word->end - word->start >= SAMPLE_LETTERS && !(masks.digit & (behind - first));
    return true;
}

/* Words at equal distances over the page; none twice. */
static void take_sample(struct cn_str page, struct sample *sample) {
    size_t last = 0;
    for (size_t i = 0; i < PAGE_SAMPLES; i++) {
        size_t place = i * (PAGE_BYTES / PAGE_SAMPLES);
        struct sampled word;
        if (!(find_ascii(page, place, &word) || find_word(page, place, &word)) || word.at < last)
            continue;
        last = word.end;
        if (word.good)
            sample->words[sample->len++] =
                (struct cn_str){page.bytes + word.start, word.end - word.start};
    }
}

/* Below this share of common words a page is in another language, or hardly legible. */
#define FOREIGN 0.35
/* So many of the other words are asked about then; hunspell takes microseconds for each. */
#define ASKED 8

/* of the words that are not common, the share (by a sample) that hunspell knows. */
static double ask_some(struct cn_words *words, const struct cn_str *rare, size_t len) {
    size_t asked = len < ASKED ? len : ASKED;
    double known = 0;
    for (size_t i = 0; i < asked; i++)
        known += cn_words_known(words, rare[i * len / asked]);
    return asked > 0 ? known / (double)asked : 0;
}

static double share_known(struct cn_words *words, const struct sample *sample) {
    struct cn_str rare[PAGE_SAMPLES];
    size_t len = cn_words_rare(words, sample->words, sample->len, rare);
    double known = (double)(sample->len - len), all = (double)sample->len;
    if (known < FOREIGN * all)
        known += ask_some(words, rare, len) * (double)len;
    return all > 0 ? known / all : 1;
}

static double sample_page(struct cn_scoring *scoring, uint64_t start) {
    struct sample sample = {.len = 0};
    take_sample(cn_text_between(scoring->text, start, start + PAGE_BYTES), &sample);
    return share_known(scoring->scorer->words, &sample);
}

double cn_page_known(struct cn_scoring *scoring, uint64_t offset) {
    uint64_t page = offset / PAGE_BYTES;
    if (!cn_words_any(scoring->scorer->words))
        return -1;
    if (!scoring->page_asked || scoring->page != page) {
        scoring->page_known = sample_page(scoring, page * PAGE_BYTES);
        scoring->page = page;
        scoring->page_asked = true;
    }
    return scoring->page_known;
}
