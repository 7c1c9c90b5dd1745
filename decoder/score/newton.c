/*
 * newton.c: Newton's method with Cholesky's factor; a step that does not help is halved.
 */
#include "score/newton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 60
#define HALVINGS_MAX 30
#define TINY 1e-9

/* A search: the bowl where it stands, and room for the next step. */
struct search {
    cn_bowl_fn *look;
    const void *problem;
    struct cn_bowl bowl;
    double *step, *next;
};

static bool search_make(struct search *search, size_t size) {
    search->bowl.size = size;
    search->bowl.slope = calloc(size, sizeof(double));
    search->bowl.curvature = calloc(size * size, sizeof(double));
    search->step = calloc(size, sizeof(double));
    search->next = calloc(size, sizeof(double));
    return search->bowl.slope && search->bowl.curvature && search->step && search->next;
}

static void search_free(struct search *search) {
    free(search->bowl.slope);
    free(search->bowl.curvature);
    free(search->step);
    free(search->next);
}

static void look(struct search *search, const double *at) {
    struct cn_bowl *bowl = &search->bowl;
    bowl->value = 0;
    memset(bowl->slope, 0, bowl->size * sizeof(double));
    memset(bowl->curvature, 0, bowl->size * bowl->size * sizeof(double));
    search->look(search->problem, at, bowl);
}

void cn_bowl_add_prior(struct cn_bowl *bowl, size_t i, double at, double mean, double deviation) {
    double precision = 1 / (deviation * deviation);
    bowl->value += 0.5 * precision * (at - mean) * (at - mean);
    bowl->slope[i] += precision * (at - mean);
    bowl->curvature[i * bowl->size + i] += precision;
}

/* The lower factor of the curvature, in place. */
static void factorise(struct cn_bowl *bowl) {
    size_t n = bowl->size;
    double *a = bowl->curvature;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = i == j ? sqrt(fmax(sum, TINY)) : sum / a[j * n + j];
        }
    }
}

/* Solves curvature * step = slope. */
static void find_step(struct cn_bowl *bowl, double *step) {
    size_t n = bowl->size;
    const double *a = bowl->curvature;
    factorise(bowl);
    for (size_t i = 0; i < n; i++) {
        step[i] = bowl->slope[i];
        for (size_t k = 0; k < i; k++)
            step[i] -= a[i * n + k] * step[k];
        step[i] /= a[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            step[i] -= a[k * n + i] * step[k];
        step[i] /= a[i * n + i];
    }
}

/* Goes along the step, halved until it helps. False: there is no lower point. */
static bool go(struct search *search, double *at) {
    size_t size = search->bowl.size;
    double before = search->bowl.value;
    double length = 1;
    for (int i = 0; i < HALVINGS_MAX; i++, length /= 2) {
        for (size_t k = 0; k < size; k++)
            search->next[k] = at[k] - length * search->step[k];
        look(search, search->next);
        if (search->bowl.value < before - TINY) {
            memcpy(at, search->next, size * sizeof(double));
            return true;
        }
    }
    return false;
}

bool cn_newton(cn_bowl_fn *fn, const void *problem, double *at, size_t size) {
    struct search search = {.look = fn, .problem = problem};
    bool ok = search_make(&search, size);
    bool lower = ok;
    if (ok)
        look(&search, at);
    for (int i = 0; i < STEPS_MAX && lower; i++) {
        find_step(&search.bowl, search.step);
        lower = go(&search, at);
    }
    search_free(&search);
    return ok;
}
