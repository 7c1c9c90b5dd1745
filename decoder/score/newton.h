/*
 * newton.h: the lowest point of a smooth bowl. For fit.c.
 */
#ifndef CN_SCORE_NEWTON_H
#define CN_SCORE_NEWTON_H

#include <stdbool.h>
#include <stddef.h>

/* What is minimised, and its slope and curvature at a point. */
struct cn_bowl {
    size_t size;
    double value;
    double *slope;     /* size */
    double *curvature; /* size * size; the lower half */
};

/* Adds the cost of one coordinate's Gaussian prior. */
void cn_bowl_add_prior(struct cn_bowl *, size_t i, double at, double mean, double deviation);

/* Fills a cleared bowl at a point. Its curvature must be positive definite. */
typedef void cn_bowl_fn(const void *problem, const double *at, struct cn_bowl *);

/* Goes from `at` to the lowest point. False: memory is out. */
bool cn_newton(cn_bowl_fn *, const void *problem, double *at, size_t size);

#endif
