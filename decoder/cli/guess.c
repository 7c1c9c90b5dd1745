/*
 * guess.c: which known word was meant by a misspelt one.
 */
#include "cli/cli.h"

#include <string.h>

#define WORD_MAX 64

static unsigned least(unsigned a, unsigned b, unsigned c) {
    unsigned smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

/* Insertions, deletions and substitutions between two words of at most WORD_MAX bytes. */
static unsigned edits(const char *a, size_t a_len, const char *b, size_t b_len) {
    unsigned row[WORD_MAX + 1];
    for (size_t j = 0; j <= b_len; j++)
        row[j] = (unsigned)j;
    for (size_t i = 1; i <= a_len; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_len; j++) {
            unsigned above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_len];
}

void cn_guess_try(struct cn_guess *guess, const char *candidate) {
    size_t word_len = strlen(guess->word);
    size_t len = strlen(candidate);
    if (word_len == 0 || word_len > WORD_MAX || len > WORD_MAX)
        return;
    unsigned distance = edits(guess->word, word_len, candidate, len);
    if (word_len >= 2 && strncmp(guess->word, candidate, word_len) == 0)
        distance = 1; /* the beginning of the candidate */
    if (distance > 1 + word_len / 4 || distance >= len)
        return;
    if (!guess->best || distance < guess->distance) {
        guess->best = candidate;
        guess->distance = distance;
    }
}
