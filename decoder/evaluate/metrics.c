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

/* Of tenths, that of 0.3 is the fourth, whatever binary fractions make of 0.3 * 10. */
static size_t tenth_of(double p) {
    size_t tenth = p > 0 ? (size_t)(p * CN_BANDS + 1e-9) : 0;
    return tenth < CN_BANDS ? tenth : CN_BANDS - 1;
}

static void pool(struct cn_bin *into, const struct cn_bin *band) {
    into->high = band->high;
    into->mean += band->mean; /* a sum until the end */
    into->len += band->len;
    into->so += band->so;
}

/* Pools neighbours until each holds `least`; returns how many are left. */
static size_t pool_bands(struct cn_bin *bands, uint64_t least) {
    size_t kept = 0;
    for (size_t i = 1; i < CN_BANDS; i++) {
        if (bands[kept].len < least)
            pool(&bands[kept], &bands[i]);
        else
            bands[++kept] = bands[i];
    }
    if (kept > 0 && bands[kept].len < least) {
        pool(&bands[kept - 1], &bands[kept]);
        kept--;
    }
    return kept + 1;
}

size_t cn_bands(const struct cn_outcome *sorted, size_t len, uint64_t least, struct cn_bin *bands) {
    for (size_t i = 0; i < CN_BANDS; i++)
        bands[i] = (struct cn_bin){.low = (double)i / CN_BANDS, .high = (double)(i + 1) / CN_BANDS};
    for (size_t i = 0; i < len; i++) {
        struct cn_bin *band = &bands[tenth_of(sorted[i].p)];
        band->mean += sorted[i].p;
        band->so += sorted[i].so;
        band->len++;
    }
    size_t count = pool_bands(bands, least);
    for (size_t i = 0; i < count; i++)
        bands[i].mean = cn_ratio(bands[i].mean, (double)bands[i].len);
    return count;
}

struct cn_cut cn_cut_at(const struct cn_outcome *sorted, size_t len, double at) {
    struct cn_cut cut = {.at = at};
    while (cut.reported < len && sorted[cut.reported].p >= at)
        cut.found += sorted[cut.reported++].so;
    return cut;
}

/* `z`: how many standard deviations of the normal distribution it reaches to each side. */
static struct cn_interval interval(uint64_t successes, uint64_t trials, double z) {
    double n = (double)trials, rate = cn_ratio((double)successes, n);
    if (trials == 0)
        return (struct cn_interval){0, 1};
    double scale = 1 / (1 + z * z / n);
    double middle = scale * (rate + z * z / (2 * n));
    double half = scale * z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
    /* exactly so at the ends, where rounding would leave out 0 or 1 */
    return (struct cn_interval){successes > 0 ? fmax(0, middle - half) : 0,
                                successes < trials ? fmin(1, middle + half) : 1};
}

struct cn_interval cn_wilson(uint64_t successes, uint64_t trials) {
    return interval(successes, trials, 1.959963984540054); /* the 97.5th percentile */
}

struct cn_interval cn_wilson_99(uint64_t successes, uint64_t trials) {
    return interval(successes, trials, 2.575829303548901); /* the 99.5th */
}

bool cn_bin_fits(const struct cn_bin *bin) {
    struct cn_interval wilson = cn_wilson_99(bin->so, bin->len);
    return wilson.low <= bin->mean && bin->mean <= wilson.high;
}
