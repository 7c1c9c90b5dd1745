/*
 * figures.c: the report of an evaluation, a table after the other.
 */
#include "cli/figures.h"
#include "cli/table.h"

#include <inttypes.h>

/* A band of confidence is shown once it holds so many places: the interval is narrow enough then to
 * tell a fault from chance. */
#define BAND_LEAST 300

/* The classes that F1* leaves out, since anything finds them, and those of what a scanner has
 * spoiled. */
static const char *const easy[] = {"identical", "neg lower"};
static const char *const garbled[] = {"1 edit", "2 edits", "3+ edits", "split/joined",
                                      "neg garbled"};

struct figures {
    const struct cn_verdicts *verdicts;
    const struct cn_scan *scan;
    struct cn_tallies all;
    struct cn_tally total;
    struct cn_buf outcomes; /* of all, sorted */
    bool machine;
    struct cn_buf *out;
};

static struct cn_outcome *outcomes_of(const struct cn_buf *outcomes, size_t *len) {
    *len = outcomes->len / sizeof(struct cn_outcome);
    return (struct cn_outcome *)(void *)outcomes->bytes;
}

static void write_table(struct figures *figures, struct cn_table *table) {
    if (figures->out->len > 0)
        cn_buf_add_byte(figures->out, '\n');
    if (figures->machine)
        cn_table_write_tsv(table, figures->out);
    else
        cn_table_write(table, figures->out);
    cn_table_free(table);
}

/* ---- over all ---- */

static void add_value(struct cn_table *table, const char *name, double value) {
    cn_table_add(table, cn_str_of(name));
    cn_table_add_fixed(table, value, 4);
    cn_table_end_row(table);
}

/* A proportion, with its interval and what it is made of. */
static void add_rate(struct cn_table *table, const char *name, uint64_t part, uint64_t whole) {
    struct cn_interval interval = cn_wilson(part, whole);
    cn_table_add(table, cn_str_of(name));
    cn_table_add_fixed(table, cn_ratio((double)part, (double)whole), 4);
    cn_table_add_fixed(table, interval.low, 4);
    cn_table_add_fixed(table, interval.high, 4);
    cn_table_addf(table, "%" PRIu64, part);
    cn_table_addf(table, "%" PRIu64, whole);
    cn_table_end_row(table);
}

static void add_count(struct cn_table *table, const char *name, uint64_t count) {
    cn_table_add(table, cn_str_of(name));
    for (int i = 0; i < 3; i++)
        cn_table_add(table, CN_STR(""));
    cn_table_addf(table, "%" PRIu64, count);
    cn_table_end_row(table);
}

static void add_found(struct figures *figures, struct cn_table *table) {
    const struct cn_tally *all = &figures->total;
    uint64_t reported = all->found + all->wrong_names + all->false_alarms;
    add_rate(table, "recall", all->found, all->positives);
    add_rate(table, "precision", all->found, reported);
    add_value(table, "F1", cn_f1(cn_precision(all, all, false), cn_recall(all, false)));
    add_rate(table, "strict recall", all->strict, all->positives);
    add_rate(table, "strict precision", all->strict, reported);
    add_value(table, "strict F1", cn_f1(cn_precision(all, all, true), cn_recall(all, true)));
    add_rate(table, "member numbers", all->numbers_right, all->numbers);
}

/* What always giving the share of names among the labelled places would have scored. */
static void add_base_rate(struct cn_table *table, const struct cn_tally *all, bool logarithm) {
    double rate = cn_ratio((double)all->positives, (double)(all->positives + all->negatives));
    const struct cn_outcome yes = {rate, true}, no = {rate, false};
    double (*score)(const struct cn_outcome *, size_t) = logarithm ? cn_log_loss : cn_brier;
    add_value(table, "  of the base rate", rate * score(&yes, 1) + (1 - rate) * score(&no, 1));
}

static void add_scores(struct figures *figures, struct cn_table *table) {
    struct cn_bin bins[CN_BINS];
    size_t len;
    const struct cn_tally *all = &figures->total;
    struct cn_outcome *outcomes = outcomes_of(&figures->outcomes, &len);
    add_value(table, "average precision", cn_average_precision(outcomes, len, all->positives));
    add_value(table, "Brier score", cn_brier(outcomes, len));
    add_base_rate(table, all, false);
    add_value(table, "log loss", cn_log_loss(outcomes, len));
    add_base_rate(table, all, true);
    add_value(table, "calibration error",
              cn_calibration_error(bins, cn_reliability(outcomes, len, bins, CN_BINS)));
    add_value(table, "accuracy", cn_accuracy(outcomes, len));
}

static void write_totals(struct figures *figures, const struct cn_labels *labels) {
    static const char *const titles[] = {"measure", ">value", ">low", ">high",
                                         ">count",  ">of",    NULL};
    struct cn_table table = {0};
    const struct cn_tally *all = &figures->total;
    cn_table_begin(&table, titles);
    add_count(&table, "documents", labels->files.len);
    add_count(&table, labels->exhaustive ? "labels (exhaustive)" : "labels (partial)", labels->len);
    add_count(&table, "names to find", all->positives);
    add_count(&table, "false alarms", all->false_alarms);
    add_count(&table, "wrong names", all->wrong_names);
    add_count(&table, "called unknown", all->called_unknown);
    add_count(&table, "mentions without a label", all->unlabelled);
    add_found(figures, &table);
    add_scores(figures, &table);
    write_table(figures, &table);
}

/* ---- by group ---- */

static void add_class_brier(struct figures *figures, struct cn_table *table, struct cn_str class) {
    struct cn_buf outcomes = {0};
    size_t len;
    cn_outcomes_of(figures->verdicts, class, &outcomes);
    const struct cn_outcome *items = outcomes_of(&outcomes, &len);
    if (len > 0)
        cn_table_add_fixed(table, cn_brier(items, len), 4);
    cn_buf_free(&outcomes);
}

static void add_tally(struct cn_table *table, const struct cn_tally *tally,
                      const struct cn_tally *negatives_of) {
    uint64_t counts[] = {tally->positives,   tally->found,          tally->strict,
                         tally->wrong_names, tally->called_unknown, tally->missed,
                         tally->negatives,   tally->false_alarms};
    cn_table_add(table, tally->name);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        cn_table_addf(table, "%" PRIu64, counts[i]);
    if (tally->positives > 0) {
        double recall = cn_recall(tally, false);
        double precision = cn_precision(tally, negatives_of, false);
        cn_table_add_fixed(table, recall, 4);
        cn_table_add_fixed(table, precision, 4);
        cn_table_add_fixed(table, cn_f1(precision, recall), 4);
    } else {
        for (int i = 0; i < 3; i++)
            cn_table_add(table, CN_STR("-"));
    }
}

/* A class has negatives or positives, so its precision is over the negatives of all. */
static void write_groups(struct figures *figures, enum cn_grouping grouping, const char *title) {
    const char *titles[] = {
        title,     ">names",        ">found",  ">strict",    ">wrong name", ">unknown", ">missed",
        ">others", ">false alarms", ">recall", ">precision", ">F1",         ">Brier",   NULL};
    struct cn_tallies tallies = {0};
    struct cn_table table = {0};
    size_t len;
    if (grouping != CN_BY_CLASS)
        titles[12] = NULL;
    cn_table_begin(&table, titles);
    if (!cn_tally(&tallies, figures->verdicts, grouping, figures->scan))
        figures->out->failed = true;
    const struct cn_tally *items = cn_tallies_items(&tallies, &len);
    for (size_t i = 0; i < len; i++) {
        add_tally(&table, &items[i], grouping == CN_BY_CLASS ? &figures->total : &items[i]);
        if (grouping == CN_BY_CLASS)
            add_class_brier(figures, &table, items[i].name);
        cn_table_end_row(&table);
    }
    write_table(figures, &table);
    cn_tallies_free(&tallies);
}

/* ---- sets of labels ---- */

static void add_set(struct cn_table *table, const char *name, const struct cn_verdicts *verdicts,
                    const struct cn_scan *scan) {
    struct cn_bin bins[CN_BINS];
    struct cn_tallies tallies = {0};
    struct cn_buf gathered = {0};
    size_t groups, len;
    cn_outcomes_of(verdicts, CN_STR(""), &gathered);
    struct cn_outcome *outcomes = outcomes_of(&gathered, &len);
    cn_outcomes_sort(outcomes, len);
    table->cells.failed |= gathered.failed || !cn_tally(&tallies, verdicts, CN_BY_NOTHING, scan);
    const struct cn_tally *all = cn_tallies_items(&tallies, &groups);
    if (groups > 0) {
        double recall = cn_recall(all, false), precision = cn_precision(all, all, false);
        const double figures[] = {
            recall,
            precision,
            cn_f1(precision, recall),
            cn_average_precision(outcomes, len, all->positives),
            cn_brier(outcomes, len),
            cn_calibration_error(bins, cn_reliability(outcomes, len, bins, CN_BINS)),
        };
        cn_table_add(table, cn_str_of(name));
        cn_table_addf(table, "%" PRIu64, all->positives);
        cn_table_addf(table, "%" PRIu64, all->negatives);
        for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
            cn_table_add_fixed(table, figures[i], 4);
    }
    cn_tallies_free(&tallies);
    cn_buf_free(&gathered);
}

/* The same of a part of the verdicts. */
static void add_part(struct figures *figures, struct cn_table *table, const char *name,
                     const char *const *classes, size_t len, bool only) {
    struct cn_verdicts part = {0};
    const struct cn_buf *all = &figures->verdicts->items;
    cn_buf_add(&part.items, all->bytes, all->len);
    if (only)
        cn_verdicts_keep_only(&part, classes, len);
    else
        cn_verdicts_leave_out(&part, classes, len);
    table->cells.failed |= part.items.failed;
    add_set(table, name, &part, figures->scan);
    cn_buf_free(&part.items);
}

static void write_sets(struct figures *figures) {
    static const char *const titles[] = {"labels",        ">names", ">others",    ">recall",
                                         ">precision",    ">F1",    ">avg prec.", ">Brier",
                                         ">calib. error", NULL};
    struct cn_table table = {0};
    cn_table_begin(&table, titles);
    add_set(&table, "all", figures->verdicts, figures->scan);
    add_part(figures, &table, "hard (F1*)", easy, sizeof easy / sizeof *easy, false);
    add_part(figures, &table, "garbled", garbled, sizeof garbled / sizeof *garbled, true);
    write_table(figures, &table);
}

/* ---- probabilities ---- */

/* Were names reported from another probability on. */
static void write_cuts(struct figures *figures) {
    static const char *const titles[] = {">at least",  ">reported", ">found", ">recall",
                                         ">precision", ">F1",       NULL};
    static const double at[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99};
    struct cn_table table = {0};
    size_t len;
    const struct cn_outcome *outcomes = outcomes_of(&figures->outcomes, &len);
    cn_table_begin(&table, titles);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        struct cn_cut cut = cn_cut_at(outcomes, len, at[i]);
        double recall = cn_ratio((double)cut.found, (double)figures->total.positives);
        double precision = cn_ratio((double)cut.found, (double)cut.reported);
        cn_table_add_fixed(&table, cut.at, 2);
        cn_table_addf(&table, "%" PRIu64, cut.reported);
        cn_table_addf(&table, "%" PRIu64, cut.found);
        cn_table_add_fixed(&table, recall, 4);
        cn_table_add_fixed(&table, precision, 4);
        cn_table_add_fixed(&table, cn_f1(precision, recall), 4);
    }
    write_table(figures, &table);
}

static void add_bin(struct cn_table *table, const struct cn_bin *bin, int decimals) {
    struct cn_interval interval = cn_wilson_99(bin->so, bin->len);
    cn_table_add_fixed(table, bin->low, decimals);
    cn_table_add_fixed(table, bin->high, decimals);
    cn_table_addf(table, "%" PRIu64, bin->len);
    cn_table_add_fixed(table, bin->mean, 4);
    cn_table_add_fixed(table, cn_ratio((double)bin->so, (double)bin->len), 4);
    cn_table_add_fixed(table, interval.low, 4);
    cn_table_add_fixed(table, interval.high, 4);
    cn_table_add(table, bin->len == 0      ? CN_STR("-")
                        : cn_bin_fits(bin) ? CN_STR("yes")
                                           : CN_STR("no"));
}

/* `from`: the first column's title. */
static void write_bins(struct figures *figures, const char *from, const struct cn_bin *bins,
                       size_t len, int decimals) {
    const char *const titles[] = {from,   ">to",   ">places", ">said", ">is",
                                  ">low", ">high", "fits",    NULL};
    struct cn_table table = {0};
    cn_table_begin(&table, titles);
    for (size_t i = 0; i < len; i++)
        add_bin(&table, &bins[i], decimals);
    write_table(figures, &table);
}

static void write_bands(struct figures *figures) {
    struct cn_bin bands[CN_BANDS];
    size_t len;
    const struct cn_outcome *outcomes = outcomes_of(&figures->outcomes, &len);
    write_bins(figures, ">band from", bands, cn_bands(outcomes, len, BAND_LEAST, bands), 1);
}

static void write_reliability(struct figures *figures) {
    struct cn_bin bins[CN_BINS];
    size_t len;
    const struct cn_outcome *outcomes = outcomes_of(&figures->outcomes, &len);
    write_bins(figures, ">from", bins, cn_reliability(outcomes, len, bins, CN_BINS), 4);
}

void cn_figures_write(const struct cn_verdicts *verdicts, const struct cn_labels *labels,
                      const struct cn_scan *scan, bool machine, struct cn_buf *out) {
    struct figures figures = {.verdicts = verdicts, .scan = scan, .machine = machine, .out = out};
    size_t len;
    cn_outcomes_of(verdicts, CN_STR(""), &figures.outcomes);
    struct cn_outcome *outcomes = outcomes_of(&figures.outcomes, &len);
    cn_outcomes_sort(outcomes, len);
    out->failed |=
        figures.outcomes.failed || !cn_tally(&figures.all, verdicts, CN_BY_NOTHING, scan);
    const struct cn_tally *total = cn_tallies_items(&figures.all, &len);
    if (len > 0)
        figures.total = total[0];
    write_totals(&figures, labels);
    write_groups(&figures, CN_BY_CLASS, "class");
    write_groups(&figures, CN_BY_SCHEME, "dictionary");
    write_sets(&figures);
    write_cuts(&figures);
    write_bands(&figures);
    write_reliability(&figures);
    cn_tallies_free(&figures.all);
    cn_buf_free(&figures.outcomes);
}
