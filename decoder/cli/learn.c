/*
 * learn.c: `learn weights`: the model's weights from labelled documents.
 *
 * The weights are fitted on all labels. What they are worth is told by cross-validation: the
 * records are dealt into folds, each fold is scored with weights that never saw it, and scale and
 * shift are fitted on those scores.
 */
#include "cli/cli.h"

#include "evaluate/confusions.h"
#include "evaluate/lessons.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FOLDS 5
/* Classes of fewer labels are shown as one: their figures are noise. */
#define CLASS_MIN 20
#define BINS 15

struct learn {
    struct cn_scan scan;
    struct cn_lessons lessons;
    struct cn_model *model;
    struct cn_channel **channels; /* of each fold; NULL: the model's own for all */
    double *scores;               /* raw and cross-validated, a reading each */
    double *probabilities; /* a label each: of what it says, or of a name where it says none */
    bool *placed;          /* a label each: a place answered it */
    uint32_t folds;
    const char *const *files; /* of labels */
    struct cn_buf fitted_on;  /* for the model's head, in lines */
};

/* ---- cross-validation ---- */

static bool score_fold(struct learn *learn, const struct cn_fold *fold) {
    const struct cn_examples *examples = &learn->lessons.examples;
    if (!cn_fit(learn->model, examples, fold))
        return false;
    for (size_t i = 0; i < examples->len; i++) {
        const struct cn_example *example = &examples->items[i];
        if (cn_fold_leaves_out(fold, example))
            cn_example_scores(learn->model, examples, example, learn->scores + example->first);
    }
    return true;
}

/* Fits the model; its calibration comes from the folds. */
static bool fit(struct learn *learn) {
    const struct cn_examples *examples = &learn->lessons.examples;
    for (uint32_t i = 0; i < learn->folds; i++) {
        if (!score_fold(learn, &(struct cn_fold){learn->folds, i}))
            return false;
    }
    if (!cn_fit(learn->model, examples, &(struct cn_fold){0, 0}))
        return false;
    cn_calibrate(learn->model, examples, learn->scores);
    return true;
}

/* The probability each label got: of the right reading, or of any where none is right. A label may
 * have several places (a name inside another find); the greatest counts. */
static void judge_labels(struct learn *learn) {
    const struct cn_examples *examples = &learn->lessons.examples;
    double shares[CN_READINGS_MAX];
    for (size_t i = 0; i < examples->len; i++) {
        const struct cn_example *example = &examples->items[i];
        double none = cn_example_shares(learn->model, examples, example,
                                        learn->scores + example->first, shares);
        size_t len = 0;
        bool positive = cn_lessons_labels(&learn->lessons, &len)[example->kind].positive;
        double p = positive ? 0 : 1 - none;
        for (size_t r = 0; r < example->len; r++)
            p += example->right >> r & 1 ? shares[r] : 0;
        if (p > learn->probabilities[example->kind])
            learn->probabilities[example->kind] = p;
        learn->placed[example->kind] = true;
    }
}

/* ---- the report ---- */

/* Which labels a line of the report is about. */
struct line {
    const char *name;
    struct cn_str class;
    bool small;    /* all classes of few labels */
    bool all;      /* every class of a file, or of all files */
    uint32_t file; /* UINT32_MAX: all */
};

static size_t class_size(const struct learn *learn, uint32_t class) {
    size_t len = 0;
    size_t count = 0;
    const struct cn_lesson_label *labels = cn_lessons_labels(&learn->lessons, &len);
    for (size_t i = 0; i < len; i++)
        count += labels[i].class == class;
    return count;
}

static bool takes_class(const struct learn *learn, const struct line *line, uint32_t number) {
    size_t len = 0;
    const struct cn_lesson_class *class = &cn_lessons_classes(&learn->lessons, &len)[number];
    bool unknown = cn_str_equal(class->name, CN_STR(CN_LESSON_UNKNOWN));
    if (line->file != UINT32_MAX && class->file != line->file)
        return false;
    if (line->all)
        return !unknown;
    if (line->small)
        return class_size(learn, number) < CLASS_MIN;
    return cn_str_equal(class->name, line->class);
}

static void add_figures(struct cn_buf *out, const char *name, struct cn_outcome *outcomes,
                        size_t len, size_t placed) {
    struct cn_bin bins[BINS];
    double so = 0;
    for (size_t i = 0; i < len; i++)
        so += outcomes[i].so;
    double rate = so / (double)len;
    struct cn_outcome yes = {rate, true};
    struct cn_outcome no = {rate, false};
    cn_outcomes_sort(outcomes, len);
    double error = cn_calibration_error(bins, cn_reliability(outcomes, len, bins, BINS));
    cn_buf_addf(out, "%-28s %7zu %7zu", name, len, placed);
    const double figures[] = {
        cn_accuracy(outcomes, len),
        cn_brier(outcomes, len),
        rate * (1 - rate),
        cn_log_loss(outcomes, len),
        rate * cn_log_loss(&yes, 1) + (1 - rate) * cn_log_loss(&no, 1),
        error,
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        cn_buf_add_text(out, "  ");
        cn_buf_add_fixed(out, figures[i], 4);
    }
    cn_buf_add_byte(out, '\n');
}

static bool add_line(const struct learn *learn, struct cn_buf *out, const struct line *line) {
    size_t len = 0;
    size_t count = 0;
    size_t placed = 0;
    const struct cn_lesson_label *labels = cn_lessons_labels(&learn->lessons, &len);
    struct cn_outcome *outcomes = calloc(len + 1, sizeof *outcomes);
    size_t classes = 0;
    cn_lessons_classes(&learn->lessons, &classes);
    bool *taken = calloc(classes + 1, sizeof *taken);
    for (uint32_t i = 0; taken && i < classes; i++)
        taken[i] = takes_class(learn, line, i);
    for (size_t i = 0; outcomes && taken && i < len; i++) {
        if (!taken[labels[i].class])
            continue;
        outcomes[count++] = (struct cn_outcome){learn->probabilities[i], labels[i].positive};
        placed += learn->placed[i];
    }
    bool ok = outcomes && taken;
    if (ok && count > 0)
        add_figures(out, line->name, outcomes, count, placed);
    free(outcomes);
    free(taken);
    return ok;
}

static bool add_classes(const struct learn *learn, struct cn_buf *out, uint32_t file) {
    size_t len = 0;
    bool ok = true;
    const struct cn_lesson_class *classes = cn_lessons_classes(&learn->lessons, &len);
    for (uint32_t i = 0; i < len && ok; i++) {
        struct cn_str name = classes[i].name;
        char shown[29] = "(no class)";
        if (classes[i].file != file || class_size(learn, i) < CLASS_MIN)
            continue;
        if (name.len > 0) {
            size_t cut = name.len < sizeof shown ? name.len : sizeof shown - 1;
            memcpy(shown, name.bytes, cut);
            shown[cut] = '\0';
        }
        ok = add_line(learn, out, &(struct line){.name = shown, .class = name, .file = file});
    }
    return ok &&
           add_line(learn, out,
                    &(struct line){.name = "classes of few labels", .small = true, .file = file});
}

static bool report(const struct learn *learn, struct cn_buf *out) {
    bool ok = true;
    cn_buf_addf(out, "%" PRIu32 "-fold cross-validation by record; base: always the base rate\n",
                learn->folds);
    cn_buf_addf(out, "%-28s %7s %7s  accur.   Brier    base  logloss   base     ECE\n", "class",
                "labels", "placed");
    for (uint32_t i = 0; learn->files[i] && ok; i++)
        ok = add_classes(learn, out, i) &&
             add_line(learn, out,
                      &(struct line){.name = "all of this file", .all = true, .file = i});
    return ok &&
           add_line(learn, out, &(struct line){.name = "all", .all = true, .file = UINT32_MAX});
}

/* ---- the confusions ---- */

/* Was the table of confusions counted on one of these files of labels? Then what a label costs by
 * it is no proof. */
static bool counted_on_labels(const struct learn *learn) {
    struct cn_buf line = {0};
    bool on = false;
    for (size_t i = 0; learn->files[i] && !on; i++) {
        const char *slash = strrchr(learn->files[i], '/');
        cn_buf_clear(&line);
        cn_buf_addf(&line, " names of %s", slash ? slash + 1 : learn->files[i]);
        on = cn_channel_counted_on(learn->scan.channel, cn_buf_str(&line));
    }
    cn_buf_free(&line);
    return on;
}

/* The pairs of all files; what is wrong with a file is said when its documents are read. */
static bool list_pairs(const struct learn *learn, struct cn_pairs *pairs) {
    bool ok = true;
    for (size_t i = 0; learn->files[i] && ok; i++) {
        struct cn_labels labels = {.len = 0};
        ok = cn_labels_load(&labels, learn->files[i]) >= CN_SKIP || cn_pairs_add(pairs, &labels);
        cn_labels_free(&labels);
    }
    return ok;
}

static struct cn_channel *channel_of_fold(const struct learn *learn, const struct cn_pairs *pairs,
                                          uint32_t fold) {
    struct cn_confusions *counts = calloc(1, sizeof *counts);
    struct cn_channel *channel = NULL;
    if (counts && cn_confusions_learn(counts, pairs, &(struct cn_fold){learn->folds, fold}))
        channel = cn_channel_new(counts);
    free(counts);
    return channel;
}

/* What a garbling costs in a record is counted on the other folds' records. */
static bool count_folds(struct learn *learn) {
    struct cn_pairs pairs = {.items = {0}};
    if (!learn->scan.channel || !counted_on_labels(learn))
        return true;
    learn->channels = calloc(learn->folds, sizeof(struct cn_channel *));
    bool ok = learn->channels && list_pairs(learn, &pairs);
    for (uint32_t i = 0; i < learn->folds && ok; i++) {
        learn->channels[i] = channel_of_fold(learn, &pairs, i);
        ok = learn->channels[i] != NULL;
    }
    cn_pairs_free(&pairs);
    learn->lessons.channels = learn->channels;
    learn->lessons.folds = learn->folds;
    return ok;
}

static void free_folds(struct learn *learn) {
    for (uint32_t i = 0; learn->channels && i < learn->folds; i++)
        cn_channel_free(learn->channels[i]);
    free(learn->channels);
}

/* ---- the command ---- */

/* Documents are found under --root, else in the folder of the labels. */
static bool take_labels(struct learn *learn, const char *path, const char *folder) {
    struct cn_labels labels = {0};
    const char *slash = strrchr(path, '/');
    struct cn_str root = {path, slash ? (size_t)(slash - path) : 0};
    if (folder)
        root = cn_str_of(folder);
    enum cn_severity severity = cn_labels_load(&labels, path);
    if (severity < CN_SKIP)
        severity = cn_lessons_add(&learn->lessons, &learn->scan, &labels, root);
    cn_say_diags(&labels.diags);
    cn_buf_addf(&learn->fitted_on, "%zu labels of %s\n", labels.len, slash ? slash + 1 : path);
    cn_labels_free(&labels);
    return severity < CN_SKIP;
}

static bool learn_weights(struct learn *learn, const char *folder) {
    /* Whether a dictionary was asked for by name says nothing about the labels. */
    for (uint32_t i = 0; i < learn->scan.dictionary.schemes_len; i++)
        learn->scan.dictionary.schemes[i].named = false;
    if (learn->scan.garbler)
        cn_garbler_doubt_names(learn->scan.garbler);
    if (!count_folds(learn)) {
        cn_say_code(CN_FATAL, CN_E_MEMORY, NULL, NULL);
        return false;
    }
    for (size_t i = 0; learn->files[i]; i++) {
        if (!take_labels(learn, learn->files[i], folder))
            return false;
    }
    size_t labels = 0;
    cn_lessons_labels(&learn->lessons, &labels);
    learn->scores = calloc(learn->lessons.examples.readings_len + 1, sizeof *learn->scores);
    learn->probabilities = calloc(labels + 1, sizeof *learn->probabilities);
    learn->placed = calloc(labels + 1, sizeof *learn->placed);
    bool ok = learn->scores && learn->probabilities && learn->placed &&
              cn_lessons_weigh(&learn->lessons) && fit(learn);
    if (ok)
        judge_labels(learn);
    else
        cn_say_code(CN_FATAL, CN_E_MEMORY, NULL, NULL);
    return ok;
}

static bool save(const struct learn *learn, const char *path) {
    struct cn_output output = {0};
    struct cn_buf text = {0};
    cn_model_write(learn->model, &text);
    if (!cn_output_open(&output, path)) {
        cn_buf_free(&text);
        return false;
    }
    cn_out_add(&output.out, text.bytes, text.len);
    bool ok = !text.failed;
    cn_buf_free(&text);
    return cn_output_close(&output, ok) && ok;
}

static bool run(struct learn *learn, const struct cn_arguments *arguments) {
    struct cn_buf text = {0};
    struct cn_diags diags = {0};
    bool ok = cn_setup(&learn->scan, arguments, NULL) &&
              cn_model_find(&learn->model, arguments->model, &diags) < CN_SKIP;
    if (ok && arguments->confusions && strcmp(arguments->confusions, "none") != 0 &&
        !cn_model_set_confusions(learn->model, arguments->confusions)) {
        cn_say(CN_FATAL, "--confusions: a model cannot hold a name so long or with blanks in it");
        ok = false;
    }
    if (ok) {
        cn_fit_on(learn->model);
        cn_buf_add_str(&learn->fitted_on, cn_model_fitted_on(learn->model));
    }
    ok = ok && learn_weights(learn, arguments->root) && report(learn, &text);
    if (ok) {
        cn_buf_addf(&learn->fitted_on, "calibrated by %" PRIu32 " folds of records\n",
                    learn->folds);
        cn_model_set_fitted_on(learn->model, cn_buf_str(&learn->fitted_on));
        ok = cn_print(&text) == CN_EXIT_FOUND &&
             (!arguments->output || save(learn, arguments->output));
    }
    cn_diags_free(&diags);
    return ok;
}

enum cn_exit cn_learn(const struct cn_arguments *arguments) {
    const struct cn_words_given *operands = &arguments->operands;
    struct learn learn = {.folds = arguments->folds ? (uint32_t)arguments->folds : FOLDS};
    if (operands->len > 0 && strcmp(operands->items[0], "words") == 0)
        return cn_learn_words(arguments);
    if (operands->len > 0 && strcmp(operands->items[0], "confusions") == 0)
        return cn_learn_confusions(arguments);
    if (operands->len < 2 || strcmp(operands->items[0], "weights") != 0 || learn.folds < 2) {
        cn_say(CN_FATAL,
               "learn takes: weights LABELS..., confusions LABELS..., or words DOCUMENT...; "
               "--folds is 2 or more");
        return CN_EXIT_TROUBLE;
    }
    learn.files = operands->items + 1;
    bool ok = run(&learn, arguments);
    free(learn.scores);
    free(learn.probabilities);
    free(learn.placed);
    cn_buf_free(&learn.fitted_on);
    cn_model_free(learn.model);
    cn_lessons_free(&learn.lessons);
    free_folds(&learn);
    cn_scan_teardown(&learn.scan);
    return ok ? CN_EXIT_FOUND : CN_EXIT_TROUBLE;
}
