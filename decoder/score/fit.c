/*
 * fit.c: maximum a posteriori weights.
 *
 * With shares p of the readings x (rows of features), and q the shares among those that are right,
 * an example adds sum p x - sum q x to the slope of what is minimised, and
 * sum p x x' - (sum p x)(sum p x)' to the curvature; the prior adds (w - mean) / deviation^2 and
 * 1 / deviation^2.
 */
#include "score/fit.h"

#include "score/evidence.h"
#include "score/newton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The prior of the calibration: scores mean what they say. */
#define SCALE_DEVIATION 0.2
#define SHIFT_DEVIATION 0.3
/* How far labels that come later move what labels taught: those were many. */
#define FITTED_DEVIATION 0.5

/* ---- examples ---- */

static bool grow(void **items, size_t *cap, size_t need, size_t size) {
    if (need <= *cap)
        return true;
    size_t more = need < 1024 ? 1024 : need + need / 2;
    void *grown = realloc(*items, more * size);
    if (!grown)
        return false;
    *items = grown;
    *cap = more;
    return true;
}

static bool add_reading(struct cn_examples *examples, const struct cn_meaning *meaning) {
    if (!grow((void **)&examples->readings, &examples->readings_cap, examples->readings_len + 1,
              sizeof *examples->readings) ||
        !grow((void **)&examples->features, &examples->features_cap,
              examples->features_len + meaning->evidence_len, sizeof *examples->features))
        return false;
    struct cn_example_reading *reading = &examples->readings[examples->readings_len++];
    *reading = (struct cn_example_reading){examples->features_len, 0};
    for (size_t i = 0; i < meaning->evidence_len; i++) {
        const struct cn_evidence *evidence = &meaning->evidence[i];
        if (evidence->term < 0)
            continue;
        examples->features[examples->features_len++] =
            (struct cn_feature){(uint32_t)evidence->term, evidence->value};
        reading->len++;
    }
    return true;
}

bool cn_examples_add(struct cn_examples *examples, const struct cn_meaning *meanings, size_t len,
                     const struct cn_example *example) {
    if (!grow((void **)&examples->items, &examples->cap, examples->len + 1,
              sizeof *examples->items))
        return false;
    size_t first = examples->readings_len;
    for (size_t i = 0; i < len; i++) {
        if (!add_reading(examples, &meanings[i]))
            return false;
    }
    examples->items[examples->len] = *example;
    examples->items[examples->len].first = first;
    examples->items[examples->len].len = len;
    examples->len++;
    return true;
}

void cn_examples_free(struct cn_examples *examples) {
    free(examples->items);
    free(examples->readings);
    free(examples->features);
    *examples = (struct cn_examples){0};
}

bool cn_fold_leaves_out(const struct cn_fold *fold, const struct cn_example *example) {
    return fold->folds > 0 && example->record % fold->folds == fold->out;
}

/* ---- shares ---- */

/* Returns the share of none. */
static double softmax(const double *scores, size_t len, double scale, double shift,
                      double *shares) {
    double top = 0;
    for (size_t i = 0; i < len; i++)
        top = fmax(top, scale * scores[i] + shift);
    double sum = exp(-top);
    double none = sum;
    for (size_t i = 0; i < len; i++) {
        shares[i] = exp(scale * scores[i] + shift - top);
        sum += shares[i];
    }
    for (size_t i = 0; i < len; i++)
        shares[i] /= sum;
    return none / sum;
}

double cn_example_shares(const struct cn_model *model, const double *scores, size_t len,
                         double *shares) {
    return softmax(scores, len, model->scale, model->shift, shares);
}

static double score_of(const double *weights, const struct cn_examples *examples,
                       const struct cn_example_reading *reading) {
    double sum = 0;
    for (size_t i = 0; i < reading->len; i++) {
        const struct cn_feature *feature = &examples->features[reading->first + i];
        sum += weights[feature->term] * feature->value;
    }
    return sum;
}

static void score_all(const double *weights, const struct cn_examples *examples,
                      const struct cn_example *example, double *scores) {
    for (size_t i = 0; i < example->len; i++)
        scores[i] = score_of(weights, examples, &examples->readings[example->first + i]);
}

void cn_example_scores(const struct cn_model *model, const struct cn_examples *examples,
                       const struct cn_example *example, double *scores) {
    double weights[CN_TERMS];
    for (int i = 0; i < CN_TERMS; i++)
        weights[i] = model->terms[i].weight;
    score_all(weights, examples, example, scores);
}

/* ---- the weights ---- */

/* What the weights are fitted to; scores only for the calibration. */
struct problem {
    const struct cn_examples *examples;
    const struct cn_fold *fold;
    const struct cn_model *model;
    const double *scores;
};

/* Adds weight * share * x x' for one reading. */
static void add_curve(struct cn_bowl *bowl, const struct cn_feature *x, size_t len, double weight) {
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k <= i; k++)
            bowl->curvature[x[i].term * bowl->size + x[k].term] += weight * x[i].value * x[k].value;
    }
}

/* The terms of an example's readings, each once. */
static size_t list_terms(const struct cn_examples *examples, const struct cn_example *example,
                         uint32_t terms[CN_TERMS]) {
    bool seen[CN_TERMS] = {false};
    size_t len = 0;
    for (size_t r = 0; r < example->len; r++) {
        const struct cn_example_reading *reading = &examples->readings[example->first + r];
        for (size_t i = 0; i < reading->len; i++)
            seen[examples->features[reading->first + i].term] = true;
    }
    for (uint32_t i = 0; i < CN_TERMS; i++) {
        if (seen[i])
            terms[len++] = i;
    }
    return len;
}

/* The share of what is right: of the right readings together, or of none. */
static double share_right(const struct cn_example *example, const double *shares, double none) {
    double sum = example->right ? 0 : none;
    for (size_t r = 0; r < example->len; r++)
        sum += example->right >> r & 1 ? shares[r] : 0;
    return fmax(sum, 1e-300);
}

static void add_example(struct cn_bowl *bowl, const double *weights,
                        const struct cn_examples *examples, const struct cn_example *example) {
    double scores[CN_READINGS_MAX];
    double shares[CN_READINGS_MAX];
    double mean[CN_TERMS] = {0};
    uint32_t terms[CN_TERMS];
    score_all(weights, examples, example, scores);
    double none = softmax(scores, example->len, 1, 0, shares);
    double right = share_right(example, shares, none);
    bowl->value -= example->weight * log(right);
    for (size_t r = 0; r < example->len; r++) {
        const struct cn_example_reading *reading = &examples->readings[example->first + r];
        const struct cn_feature *x = &examples->features[reading->first];
        double pull = example->right >> r & 1 ? shares[r] / right : 0;
        add_curve(bowl, x, reading->len, example->weight * shares[r]);
        for (size_t i = 0; i < reading->len; i++) {
            mean[x[i].term] += shares[r] * x[i].value;
            bowl->slope[x[i].term] += example->weight * (shares[r] - pull) * x[i].value;
        }
    }
    size_t len = list_terms(examples, example, terms);
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k <= i; k++)
            bowl->curvature[terms[i] * bowl->size + terms[k]] -=
                example->weight * mean[terms[i]] * mean[terms[k]];
    }
}

void cn_fit_on(struct cn_model *model) {
    for (int i = 0; i < CN_TERMS; i++) {
        struct cn_weight *term = &model->terms[i];
        if (term->prior)
            continue;
        term->mean = model->scale * term->weight;
        term->deviation = fmin(term->deviation, FITTED_DEVIATION);
        term->taught = true;
    }
    model->prior_shift = model->shift;
}

static void look_at_weights(const void *context, const double *at, struct cn_bowl *bowl) {
    const struct problem *problem = context;
    const struct cn_examples *examples = problem->examples;
    for (size_t i = 0; i < CN_TERMS; i++) {
        const struct cn_weight *term = &problem->model->terms[i];
        cn_bowl_add_prior(bowl, i, at[i], term->mean, term->deviation);
    }
    for (size_t i = 0; i < examples->len; i++) {
        if (!cn_fold_leaves_out(problem->fold, &examples->items[i]))
            add_example(bowl, at, examples, &examples->items[i]);
    }
}

/* A weight was moved by labels if one of them has its evidence. */
static void mark_fitted(struct cn_model *model, const struct cn_examples *examples,
                        const struct cn_fold *fold) {
    for (size_t i = 0; i < examples->len; i++) {
        const struct cn_example *example = &examples->items[i];
        for (size_t r = 0; r < example->len && !cn_fold_leaves_out(fold, example); r++) {
            const struct cn_example_reading *reading = &examples->readings[example->first + r];
            for (size_t k = 0; k < reading->len; k++)
                model->terms[examples->features[reading->first + k].term].prior = false;
        }
    }
}

bool cn_fit(struct cn_model *model, const struct cn_examples *examples,
            const struct cn_fold *fold) {
    double at[CN_TERMS];
    struct problem problem = {.examples = examples, .fold = fold, .model = model};
    for (int i = 0; i < CN_TERMS; i++) {
        at[i] = model->terms[i].mean;
        model->terms[i].prior = !model->terms[i].taught;
    }
    if (!cn_newton(look_at_weights, &problem, at, CN_TERMS))
        return false;
    for (int i = 0; i < CN_TERMS; i++)
        model->terms[i].weight = at[i];
    mark_fitted(model, examples, fold);
    model->scale = 1;
    model->shift = model->prior_shift;
    return true;
}

/* ---- scale and shift ---- */

/* at[0] is the scale, at[1] the shift: a reading's features are its score and 1. */
static void look_at_calibration(const void *context, const double *at, struct cn_bowl *bowl) {
    const struct problem *problem = context;
    const struct cn_examples *examples = problem->examples;
    cn_bowl_add_prior(bowl, 0, at[0], 1, SCALE_DEVIATION);
    cn_bowl_add_prior(bowl, 1, at[1], problem->model->prior_shift, SHIFT_DEVIATION);
    for (size_t i = 0; i < examples->len; i++) {
        const struct cn_example *it = &examples->items[i];
        const double *scores = problem->scores + it->first;
        double shares[CN_READINGS_MAX];
        double none = softmax(scores, it->len, at[0], at[1], shares);
        double right = share_right(it, shares, none);
        double mean = 0;
        double square = 0;
        double pull = 0;
        for (size_t r = 0; r < it->len; r++) {
            mean += shares[r] * scores[r];
            square += shares[r] * scores[r] * scores[r];
            pull += it->right >> r & 1 ? shares[r] / right * scores[r] : 0;
        }
        bowl->value -= it->weight * log(right);
        bowl->slope[0] += it->weight * (mean - pull);
        bowl->slope[1] += it->weight * (1 - none - (it->right != 0));
        bowl->curvature[0] += it->weight * (square - mean * mean);
        bowl->curvature[2] += it->weight * (mean - mean * (1 - none));
        bowl->curvature[3] += it->weight * none * (1 - none);
    }
}

void cn_calibrate(struct cn_model *model, const struct cn_examples *examples,
                  const double *scores) {
    double at[2] = {1, 0};
    struct problem problem = {.examples = examples, .model = model, .scores = scores};
    if (!cn_newton(look_at_calibration, &problem, at, 2) || at[0] < 0.05)
        return;
    model->scale = at[0];
    model->shift = at[1];
}
