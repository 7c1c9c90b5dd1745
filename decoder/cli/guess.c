/*
 * guess.c: which known word was meant by a misspelt one.
 */
#include "cli/cli.h"

#define WORD_MAX 64

static unsigned least(unsigned a, unsigned b, unsigned c) {
    unsigned smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

/* Insertions, deletions and substitutions between two words of at most WORD_MAX bytes. */
static unsigned edits(struct cn_str a, struct cn_str b) {
    unsigned row[WORD_MAX + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b.len; j++) {
            unsigned above = row[j];
            row[j] =
                least(above + 1, row[j - 1] + 1, diagonal + (a.bytes[i - 1] != b.bytes[j - 1]));
            diagonal = above;
        }
    }
    return row[b.len];
}

void cn_guess_try(struct cn_guess *guess, struct cn_str candidate) {
    struct cn_str word = guess->word;
    if (word.len == 0 || word.len > WORD_MAX || candidate.len > WORD_MAX)
        return;
    unsigned distance = edits(word, candidate);
    if (word.len >= 2 && cn_str_starts(candidate, word))
        distance = 1; /* the beginning of the candidate */
    if (distance > 1 + word.len / 4 || distance >= candidate.len)
        return;
    if (guess->best.len == 0 || distance < guess->distance) {
        guess->best = candidate;
        guess->distance = distance;
    }
}

void cn_guess_say(const struct cn_guess *guess, const char *what, const char *otherwise) {
    if (guess->best.len > 0)
        cn_say(CN_FATAL, "%s '%.*s'; did you mean '%.*s'?", what, (int)guess->word.len,
               guess->word.bytes, (int)guess->best.len, guess->best.bytes);
    else
        cn_say(CN_FATAL, "%s '%.*s'; %s", what, (int)guess->word.len, guess->word.bytes, otherwise);
}
