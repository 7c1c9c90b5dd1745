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
    *reading = (struct cn_example_reading){examples->features_len, 0, false};
    for (size_t i = 0; i < meaning->evidence_len; i++) {
        const struct cn_evidence *evidence = &meaning->evidence[i];
        if (evidence->term < 0)
            continue;
        examples->features[examples->features_len++] =
            (struct cn_feature){(uint32_t)evidence->term, evidence->value};
        reading->len++;
        reading->garbled |= evidence->term == CN_TERM_garbled;
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
static double softmax(const double *scores, size_t len, double *shares) {
    double top = 0;
    for (size_t i = 0; i < len; i++)
        top = fmax(top, scores[i]);
    double sum = exp(-top);
    double none = sum;
    for (size_t i = 0; i < len; i++) {
        shares[i] = exp(scores[i] - top);
        sum += shares[i];
    }
    for (size_t i = 0; i < len; i++)
        shares[i] /= sum;
    return none / sum;
}

double cn_example_shares(const struct cn_model *model, const struct cn_examples *examples,
                         const struct cn_example *example, const double *scores, double *shares) {
    double adjusted[CN_READINGS_MAX];
    for (size_t r = 0; r < example->len; r++)
        adjusted[r] =
            cn_model_score(model, examples->readings[example->first + r].garbled, scores[r]);
    return softmax(adjusted, example->len, shares);
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
    bool garbled; /* those are calibrated */
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
    double none = softmax(scores, example->len, shares);
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
        bool garbled = strncmp(cn_terms[i].name, "garble", strlen("garble")) == 0;
        term->mean = (garbled ? &model->garbled : &model->spelled)->scale * term->weight;
        term->deviation = fmin(term->deviation, FITTED_DEVIATION);
        term->taught = true;
    }
    model->spelled.prior_shift = model->spelled.shift;
    model->garbled.prior_shift = model->garbled.shift;
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

static void start_calibration(struct cn_calibration *calibration) {
    calibration->scale = 1;
    calibration->shift = calibration->prior_shift;
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
    start_calibration(&model->spelled);
    start_calibration(&model->garbled);
    return true;
}

/* ---- scale and shift ---- */

/* Names as they are written are calibrated first, where no garbled one competes; then the garbled,
 * beside them. at[0] is the scale, at[1] the shift: the features of a reading that is calibrated
 * are its score and 1, of another none. */
static bool any_garbled(const struct cn_examples *examples, const struct cn_example *example) {
    for (size_t r = 0; r < example->len; r++)
        if (examples->readings[example->first + r].garbled)
            return true;
    return false;
}

static void calibrate_example(struct cn_bowl *bowl, const struct problem *problem,
                              const struct cn_model *model, const struct cn_example *example) {
    const double *scores = problem->scores + example->first;
    double shares[CN_READINGS_MAX], mean[2] = {0}, square[3] = {0}, pull[2] = {0};
    double none = cn_example_shares(model, problem->examples, example, scores, shares);
    double right = share_right(example, shares, none);
    for (size_t r = 0; r < example->len; r++) {
        double so = example->right >> r & 1 ? shares[r] / right : 0, score = scores[r];
        if (problem->examples->readings[example->first + r].garbled != problem->garbled)
            continue;
        mean[0] += shares[r] * score;
        mean[1] += shares[r];
        square[0] += shares[r] * score * score;
        square[1] += shares[r] * score;
        square[2] += shares[r];
        pull[0] += so * score;
        pull[1] += so;
    }
    bowl->value -= example->weight * log(right);
    bowl->slope[0] += example->weight * (mean[0] - pull[0]);
    bowl->slope[1] += example->weight * (mean[1] - pull[1]);
    bowl->curvature[0] += example->weight * (square[0] - mean[0] * mean[0]);
    bowl->curvature[2] += example->weight * (square[1] - mean[0] * mean[1]);
    bowl->curvature[3] += example->weight * (square[2] - mean[1] * mean[1]);
}

static void look_at_calibration(const void *context, const double *at, struct cn_bowl *bowl) {
    const struct problem *problem = context;
    struct cn_model model = *problem->model;
    struct cn_calibration *calibration = problem->garbled ? &model.garbled : &model.spelled;
    cn_bowl_add_prior(bowl, 0, at[0], 1, SCALE_DEVIATION);
    cn_bowl_add_prior(bowl, 1, at[1], calibration->prior_shift, SHIFT_DEVIATION);
    calibration->scale = at[0];
    calibration->shift = at[1];
    for (size_t i = 0; i < problem->examples->len; i++) {
        const struct cn_example *example = &problem->examples->items[i];
        if (any_garbled(problem->examples, example) == problem->garbled)
            calibrate_example(bowl, problem, &model, example);
    }
}

static void calibrate(struct cn_calibration *calibration, const struct problem *problem) {
    double at[2] = {1, calibration->prior_shift};
    if (!cn_newton(look_at_calibration, problem, at, 2) || at[0] < 0.05)
        return;
    calibration->scale = at[0];
    calibration->shift = at[1];
}

void cn_calibrate(struct cn_model *model, const struct cn_examples *examples,
                  const double *scores) {
    struct problem problem = {.examples = examples, .model = model, .scores = scores};
    calibrate(&model->spelled, &problem);
    problem.garbled = true;
    calibrate(&model->garbled, &problem);
}
