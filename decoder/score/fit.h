/*
 * fit.h: weights from labelled places. For cli/learn.c.
 *
 * The likelihood is that of score.c: at each labelled place the softmax over its readings and
 * "none". With a Gaussian prior on each weight it is concave, so Newton's method finds the one best
 * set of weights, the same on every run.
 */
#ifndef CN_SCORE_FIT_H
#define CN_SCORE_FIT_H

#include "score/score.h"

struct cn_feature {
    uint32_t term;
    double value;
};

struct cn_example_reading {
    size_t first, len; /* its features */
    bool garbled;
};

/* A labelled place. */
struct cn_example {
    size_t first, len; /* its readings */
    uint32_t right;    /* a bit for each reading that is right; 0: none is */
    double weight;
    uint32_t record; /* examples of one record are never on both sides of a cross-validation */
    uint32_t kind;   /* the caller's: which class of labels */
};

/* Zero-initialise. */
struct cn_examples {
    struct cn_example *items;
    size_t len, cap;
    struct cn_example_reading *readings;
    size_t readings_len, readings_cap;
    struct cn_feature *features;
    size_t features_len, features_cap;
};

/* Adds the readings of a mention. `example` says the rest; its `first` and `len` are set here. */
bool cn_examples_add(struct cn_examples *, const struct cn_meaning *meanings, size_t len,
                     const struct cn_example *example);
void cn_examples_free(struct cn_examples *);

/* Which examples are fitted: those whose record modulo `folds` is not `out`; folds 0: all. */
struct cn_fold {
    uint32_t folds, out;
};
bool cn_fold_leaves_out(const struct cn_fold *, const struct cn_example *);

/* Takes what the model was fitted to as its prior: labels that come now move it, and a few of them
 * only a little. */
void cn_fit_on(struct cn_model *);
/* Moves the model's weights from their priors to the most probable ones; scale and shift become 1
 * and 0. False: memory is out. */
bool cn_fit(struct cn_model *, const struct cn_examples *, const struct cn_fold *);
/* The raw scores of an example's readings. */
void cn_example_scores(const struct cn_model *, const struct cn_examples *,
                       const struct cn_example *, double *scores);
/* Scale and shift that make these raw scores (one a reading, in order) most probable. */
void cn_calibrate(struct cn_model *, const struct cn_examples *, const double *scores);
/* The shares of readings with these raw scores, as the model calibrates them. Returns the share of
 * none. */
double cn_example_shares(const struct cn_model *, const struct cn_examples *,
                         const struct cn_example *, const double *scores, double *shares);
/* What the head of the model's file says it was fitted on, in lines. */
void cn_model_set_fitted_on(struct cn_model *, struct cn_str lines);
struct cn_str cn_model_fitted_on(const struct cn_model *);

#endif
