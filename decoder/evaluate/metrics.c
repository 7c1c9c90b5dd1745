/*
 * metrics.c: figures of merit, as pure functions.
 */
#include "evaluate/evaluate.h"

#include <math.h>
#include <stdlib.h>

static int by_falling_p(const void *a, const void *b) {
    const struct cn_outcome *first = a, *second = b;
    if (first->p != second->p)
        return first->p > second->p ? -1 : 1;
    return (int)first->so - (int)second->so;
}

void cn_outcomes_sort(struct cn_outcome *outcomes, size_t len) {
    if (len > 0)
        qsort(outcomes, len, sizeof *outcomes, by_falling_p);
}

double cn_ratio(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

double cn_f1(double precision, double recall) {
    return cn_ratio(2 * precision * recall, precision + recall);
}

double cn_brier(const struct cn_outcome *outcomes, size_t len) {
    double sum = 0;
    for (size_t i = 0; i < len; i++) {
        double error = outcomes[i].p - (outcomes[i].so ? 1 : 0);
        sum += error * error;
    }
    return cn_ratio(sum, (double)len);
}

double cn_log_loss(const struct cn_outcome *outcomes, size_t len) {
    const double surest = 0.00005; /* half of the last decimal a confidence has */
    double sum = 0;
    for (size_t i = 0; i < len; i++) {
        double given = outcomes[i].so ? outcomes[i].p : 1 - outcomes[i].p;
        sum -= log(given > surest ? given : surest);
    }
    return cn_ratio(sum, (double)len);
}

double cn_accuracy(const struct cn_outcome *outcomes, size_t len) {
    size_t right = 0;
    for (size_t i = 0; i < len; i++)
        right += (outcomes[i].p >= 0.5) == outcomes[i].so;
    return cn_ratio((double)right, (double)len);
}

/* The end of the run of equal p that starts at `from`; *so is raised by those that are so. */
static size_t tie_end(const struct cn_outcome *sorted, size_t len, size_t from, uint64_t *so) {
    size_t end = from;
    while (end < len && sorted[end].p == sorted[from].p)
        *so += sorted[end++].so;
    return end;
}

double cn_average_precision(const struct cn_outcome *sorted, size_t len, uint64_t positives) {
    double sum = 0;
    uint64_t found = 0;
    for (size_t at = 0; at < len && sorted[at].p > 0;) {
        uint64_t before = found;
        at = tie_end(sorted, len, at, &found);
        sum += (double)(found - before) * (double)found / (double)at;
    }
    return cn_ratio(sum, (double)positives);
}

/* The bin that takes at least `wanted` outcomes from sorted[end - 1] down; returns where it begins.
 */
static size_t fill_bin(const struct cn_outcome *sorted, size_t end, size_t wanted,
                       struct cn_bin *bin) {
    size_t at = end;
    *bin = (struct cn_bin){.low = sorted[end - 1].p};
    while (at > 0 && (bin->len < wanted || sorted[at - 1].p == bin->high)) {
        at--;
        bin->len++;
        bin->so += sorted[at].so;
        bin->mean += sorted[at].p;
        bin->high = sorted[at].p;
    }
    bin->mean /= (double)bin->len;
    return at;
}

size_t cn_reliability(const struct cn_outcome *sorted, size_t len, struct cn_bin *bins,
                      size_t max) {
    size_t count = 0;
    while (len > 0 && count < max) {
        size_t left = max - count;
        len = fill_bin(sorted, len, (len + left - 1) / left, &bins[count++]);
    }
    return count;
}

double cn_calibration_error(const struct cn_bin *bins, size_t len) {
    double sum = 0, total = 0;
    for (size_t i = 0; i < len; i++) {
        sum += fabs((double)bins[i].len * bins[i].mean - (double)bins[i].so);
        total += (double)bins[i].len;
    }
    return cn_ratio(sum, total);
}

struct cn_interval cn_wilson(uint64_t successes, uint64_t trials) {
    const double z = 1.959963984540054; /* the normal distribution's 97.5th percentile */
    double n = (double)trials, rate = cn_ratio((double)successes, n);
    if (trials == 0)
        return (struct cn_interval){0, 1};
    double scale = 1 / (1 + z * z / n);
    double middle = scale * (rate + z * z / (2 * n));
    double half = scale * z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
    return (struct cn_interval){fmax(0, middle - half), fmin(1, middle + half)};
}
