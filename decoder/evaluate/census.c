/* census.c: words counted, by hash; written in order. */
#include "evaluate/census.h"

#include "base/limits.h"
#include "score/common.h"
#include "tokenize/tokenize.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* ---- counting ---- */

static struct cn_census_word *place_of(const struct cn_census *census, struct cn_str word) {
    size_t place = cn_str_hash(word) & census->mask;
    while (census->words[place].word.len > 0 && !cn_str_equal(census->words[place].word, word))
        place = (place + 1) & census->mask;
    return &census->words[place];
}

static bool grow(struct cn_census *census) {
    struct cn_census larger = *census;
    larger.mask = census->mask ? census->mask * 2 + 1 : 4095;
    larger.words = calloc(larger.mask + 1, sizeof *larger.words);
    if (!larger.words)
        return false;
    for (size_t i = 0; census->words && i <= census->mask; i++)
        if (census->words[i].word.len > 0)
            *place_of(&larger, census->words[i].word) = census->words[i];
    free(census->words);
    *census = larger;
    return true;
}

static bool count(struct cn_census *census, const struct cn_token *token) {
    struct cn_str word = {token->folded, token->folded_len};
    bool lower = (token->flags & CN_TOKEN_LOWER) && !(token->flags & CN_TOKEN_UPPER);
    bool title = (token->flags & CN_TOKEN_LOWER) && (token->flags & CN_TOKEN_TITLE);
    if (word.len < 2 || (token->flags & (CN_TOKEN_DIGIT | CN_TOKEN_LONG | CN_TOKEN_SINGLE)))
        return true;
    census->total++;
    if (!lower && !title)
        return true;
    if (census->len * 2 >= census->mask && !grow(census))
        return false;
    struct cn_census_word *place = place_of(census, word);
    if (place->word.len == 0) {
        place->word = cn_arena_copy(&census->arena, word);
        census->len++;
    }
    place->lower += lower;
    place->title += title;
    return place->word.bytes != NULL;
}

static bool count_window(struct cn_census *census, const struct cn_text *text) {
    struct cn_str bytes = {text->bytes, text->len};
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    for (size_t at = cn_word_start(bytes, text->core_start);
         cn_token_next(bytes, at, folded, &token) && token.start < text->core_end; at = token.end)
        if (token.start >= text->core_start && !count(census, &token))
            return false;
    return true;
}

enum cn_severity cn_census_add(struct cn_census *census, struct cn_document *document) {
    struct cn_reading *reading = NULL;
    struct cn_text text = {0};
    enum cn_severity severity = cn_read_open(document, &reading);
    while (severity < CN_SKIP && (severity = cn_read_next(reading, &text)) == CN_OK)
        if (!count_window(census, &text))
            severity = CN_FATAL;
    cn_read_close(reading);
    census->documents += severity < CN_SKIP;
    return severity == CN_END ? CN_OK : severity;
}

/* ---- writing ---- */

static int compare_words(const void *left, const void *right) {
    const struct cn_census_word *const *a = left, *const *b = right;
    return cn_str_compare((*a)->word, (*b)->word);
}

/* Times in CN_COMMON_UNIT words; what was counted is never 0. */
static uint32_t scaled(const struct cn_census *census, uint32_t times) {
    double share = times * CN_COMMON_UNIT / (double)census->total;
    return times == 0 ? 0 : share < 1 ? 1 : (uint32_t)lround(share);
}

static void write_word(const struct cn_census *census, const struct cn_census_word *word,
                       struct cn_words *words, uint32_t least, struct cn_buf *out) {
    if (word->lower + word->title < least || !cn_words_known(words, word->word))
        return;
    cn_buf_add_str(out, word->word);
    cn_buf_addf(out, " %" PRIu32 " %" PRIu32 "\n", scaled(census, word->lower),
                scaled(census, word->title));
}

bool cn_census_write(const struct cn_census *census, struct cn_words *words, uint32_t least,
                     struct cn_buf *out) {
    const struct cn_census_word **sorted = calloc(census->len + 1, sizeof *sorted);
    size_t len = 0;
    if (!sorted)
        return false;
    for (size_t i = 0; census->words && i <= census->mask; i++)
        if (census->words[i].word.len > 0)
            sorted[len++] = &census->words[i];
    qsort(sorted, len, sizeof *sorted, compare_words);
    cn_buf_addf(out,
                "cryptonym-words 1\n# WORD, times in ten million words in small letters, times "
                "capitalised; those that stand %" PRIu32 " times or more\n"
                "on %" PRIu64 " documents, %" PRIu64 " words\n",
                least, census->documents, census->total);
    for (size_t i = 0; i < len; i++)
        write_word(census, sorted[i], words, least, out);
    free(sorted);
    return !out->failed;
}

void cn_census_free(struct cn_census *census) {
    free(census->words);
    cn_arena_free(&census->arena);
    *census = (struct cn_census){0};
}
