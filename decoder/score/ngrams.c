#include "score/ngrams.h"

#include <math.h>
#include <stdlib.h>

/* a to z, anything else, and what stands before the first and behind the last letter. */
enum { OTHER = 26, EDGE = 27, SIGNS = 28 };
/* A pair of letters that was seen so often is believed half, the single letter for the rest. */
#define BELIEF 4.0

struct cn_ngrams {
    float cost[SIGNS][SIGNS][SIGNS];
};

struct counts {
    double three[SIGNS][SIGNS][SIGNS];
    double two[SIGNS][SIGNS];
    double one[SIGNS];
};

static unsigned sign_of(char c) {
    return c >= 'a' && c <= 'z' ? (unsigned)(c - 'a') : OTHER;
}

/* Rare words count nearly as much as common ones: those are what a rare string may be. */
static void count_word(void *context, struct cn_str word, struct cn_common_counts times) {
    struct counts *counts = context;
    double weight = log1p(times.lower + times.title);
    unsigned a = EDGE, b = EDGE;
    for (size_t i = 0; i <= word.len; i++) {
        unsigned c = i < word.len ? sign_of(word.bytes[i]) : EDGE;
        counts->three[a][b][c] += weight;
        counts->two[b][c] += weight;
        counts->one[c] += weight;
        a = b;
        b = c;
    }
}

static double sum_of(const double *items) {
    double sum = 0;
    for (unsigned i = 0; i < SIGNS; i++)
        sum += items[i];
    return sum;
}

static void fill(struct cn_ngrams *ngrams, const struct counts *counts) {
    double all = sum_of(counts->one);
    for (unsigned b = 0; b < SIGNS; b++) {
        double twos = sum_of(counts->two[b]), two[SIGNS];
        for (unsigned c = 0; c < SIGNS; c++) {
            double one = (counts->one[c] + 1) / (all + SIGNS);
            two[c] = (counts->two[b][c] + BELIEF * one) / (twos + BELIEF);
        }
        for (unsigned a = 0; a < SIGNS; a++) {
            double threes = sum_of(counts->three[a][b]);
            for (unsigned c = 0; c < SIGNS; c++)
                ngrams->cost[a][b][c] =
                    (float)-log((counts->three[a][b][c] + BELIEF * two[c]) / (threes + BELIEF));
        }
    }
}

struct cn_ngrams *cn_ngrams_new(const struct cn_common *common) {
    struct cn_ngrams *ngrams = calloc(1, sizeof *ngrams);
    struct counts *counts = calloc(1, sizeof *counts);
    if (ngrams && counts) {
        cn_common_each(common, count_word, counts);
        fill(ngrams, counts);
        free(counts);
        return ngrams;
    }
    free(counts);
    free(ngrams);
    return NULL;
}

void cn_ngrams_free(struct cn_ngrams *ngrams) {
    free(ngrams);
}

double cn_ngrams_cost(const struct cn_ngrams *ngrams, struct cn_str word) {
    double cost = 0;
    unsigned a = EDGE, b = EDGE;
    for (size_t i = 0; i <= word.len; i++) {
        unsigned c = i < word.len ? sign_of(word.bytes[i]) : EDGE;
        cost += ngrams->cost[a][b][c];
        a = b;
        b = c;
    }
    return cost / (double)(word.len + 1);
}
