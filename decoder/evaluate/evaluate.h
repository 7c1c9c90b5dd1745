/*
 * evaluate.h: how well do mentions fit labels that people wrote?
 *
 * For cli/ and the tests. labels.c reads labels, run.c scans the labelled documents and has judge.c
 * compare what was said with what is so, metrics.c makes figures of the verdicts, plot.c
 * draws them, baseline.c compares them with those of an earlier run.
 */
#ifndef CN_EVALUATE_EVALUATE_H
#define CN_EVALUATE_EVALUATE_H

#include "scan.h"

/* ---- files.c ---- */

/* Appends the file, unpacked where it is gzip. CN_PARTIAL: what could be had of it; CN_SKIP:
 * nothing; `diags` says why. */
enum cn_severity cn_read_whole(const char *path, struct cn_buf *, struct cn_diags *);

/* ---- labels.c: a TSV with a header row; columns by name ---- */

/* Is the number behind a name (AMLASH-1) legible at the place? */
enum cn_number {
    CN_NUMBER_UNSURE, /* garbled, lost, or the label does not say */
    CN_NUMBER_NONE,   /* there is none */
    CN_NUMBER_OK
};

struct cn_label {
    struct cn_str file;
    struct cn_str surface; /* what stands there; empty: not said */
    struct cn_str name;    /* of a positive one, with its number; of others empty or "-" */
    struct cn_str class;
    uint64_t start, end; /* bytes of the source, half-open */
    uint64_t base_end;   /* end of the name without its number */
    uint64_t line;       /* in the file of labels */
    uint64_t stands_for; /* so many places; 1, but for a sample's */
    bool sampled;        /* it says so: of the garbled names that were found, and of nothing else */
    bool positive;
    enum cn_number number;
};

/* Zero-initialise. Sorted by file, start, end. */
struct cn_labels {
    struct cn_arena arena;
    struct cn_label *items;
    size_t len;
    struct cn_str_list files; /* each once, in order; "# file: NAME" adds one without labels */
    bool exhaustive;          /* "# labels: exhaustive": what is not labelled is no name */
    struct cn_diags diags;
};

/* CN_PARTIAL: rows were left out; CN_SKIP: no labels could be had. gzip is unpacked. */
enum cn_severity cn_labels_load(struct cn_labels *, const char *path);
/* The same from bytes, which must outlive the labels; `path` is for messages. */
enum cn_severity cn_labels_parse(struct cn_labels *, struct cn_str bytes, const char *path);
/* The labels of a file. */
struct cn_label_slice {
    const struct cn_label *items;
    size_t len;
};
struct cn_label_slice cn_labels_of(const struct cn_labels *, struct cn_str file);
void cn_labels_free(struct cn_labels *);
/* The record a document is a scan of: by its file name without folders and suffix. */
uint32_t cn_record_of(struct cn_str file);

/* ---- judge.c: one document's claims against its labels ---- */

/* A name that a claim may stand for, and the share of it. */
struct cn_claim_reading {
    const struct cn_entry *entry;
    double share;
    bool unknown; /* a family's "unknown code name" */
};

/* What the scan said of a place: a mention, in bytes of the source. */
struct cn_claim {
    uint64_t start, end, name_end;
    uint32_t member;
    double name_confidence;
    bool reported;
    bool covered;
    struct cn_str scheme;                 /* of the best reading */
    const struct cn_claim_reading *items; /* best first */
    size_t len;
};

enum cn_verdict_kind {
    CN_FOUND,
    CN_WRONG_NAME, /* a name is there, another was reported */
    CN_MISSED,
    CN_REFUSED,       /* no name is there, none was reported */
    CN_FALSE_ALARM,   /* a name was reported where there is none */
    CN_UNLABELLED,    /* reported where no label tells (partial labels) */
    CN_CALLED_UNKNOWN /* a name is there, and was reported as an unknown one of a family */
};
const char *cn_verdict_name(enum cn_verdict_kind);
bool cn_verdict_right(enum cn_verdict_kind); /* found or refused */

/* Strings are borrowed from labels and dictionary. */
struct cn_verdict {
    const struct cn_label *label; /* NULL: a mention that touches none */
    struct cn_str file;
    uint64_t start, end;
    struct cn_str name;   /* the label's; of a mention without label, what it was taken for */
    struct cn_str scheme; /* of the claim; empty: no claim */
    enum cn_verdict_kind kind;
    double right;    /* probability given to the labelled name; of no name: see wrong */
    double wrong;    /* probability given to other known names, or to any where none is */
    bool strict;     /* found, and the span of the name is the same */
    bool number_set; /* found, and the label tells the number (or that there is none) */
    bool number_right;
};

struct cn_verdicts {
    struct cn_buf items; /* of struct cn_verdict */
};
const struct cn_verdict *cn_verdicts_items(const struct cn_verdicts *, size_t *len);

/* Claims and labels are sorted by start. Appends a verdict for each label, and for each reported
 * claim that touches none; `exhaustive`: for each that is not covered. */
bool cn_judge(struct cn_verdicts *, struct cn_label_slice, const struct cn_claim *claims,
              size_t claims_len, struct cn_str file, bool exhaustive);
/* Takes out the verdicts on labels of these classes. */
void cn_verdicts_leave_out(struct cn_verdicts *, const char *const *classes, size_t len);
/* Takes out all others. */
void cn_verdicts_keep_only(struct cn_verdicts *, const char *const *classes, size_t len);
/* A name without its number: "AMLASH" of "AMLASH-1" (*number: 1); of others the name and
 * CN_NO_MEMBER. */
struct cn_str cn_name_base(struct cn_str name, uint32_t *number);

/* ---- run.c ---- */

/* Scans every file of the labels, found under `root`, and judges. CN_PARTIAL: a document could not
 * be read; labels->diags says which. */
enum cn_severity cn_evaluate(struct cn_scan *, struct cn_labels *, struct cn_str root,
                             struct cn_verdicts *);

/* ---- metrics.c: pure functions ---- */

/* A probability that was given, and whether what it was given to is so. */
struct cn_outcome {
    double p;
    bool so;
};

/* Falling p; of equals those that are not so first. */
void cn_outcomes_sort(struct cn_outcome *, size_t len);
/* 0 where there is nothing to divide by. */
double cn_ratio(double part, double whole);
double cn_f1(double precision, double recall);
/* Mean squared error of the probabilities. */
double cn_brier(const struct cn_outcome *, size_t len);
/* Mean negative logarithm of the probability given to what is so; no p is taken for surer than
 * four decimals can tell. */
double cn_log_loss(const struct cn_outcome *, size_t len);
/* The share of right answers when p of 0.5 or more says yes. */
double cn_accuracy(const struct cn_outcome *, size_t len);
/* The precision at each p, weighted by the recall gained there. `sorted` by falling p; ties are one
 * step; what has p 0 was not retrieved. `positives`: how many there are to find. */
double cn_average_precision(const struct cn_outcome *sorted, size_t len, uint64_t positives);

struct cn_bin {
    double low, high; /* the least and the greatest p in it; of a band, its bounds */
    double mean;      /* of p */
    uint64_t len, so;
};
/* So many bins tell the calibration error, in the report as in the plot. */
#define CN_BINS 15
/* Cuts outcomes (sorted) into at most `max` bins of equal count, from the lowest p on; equal p stay
 * in one bin, and what one takes too many the others share. Returns how many. */
size_t cn_reliability(const struct cn_outcome *sorted, size_t len, struct cn_bin *bins, size_t max);
/* Expected calibration error: how far, on average over the outcomes, a bin's p is from the truth.
 */
double cn_calibration_error(const struct cn_bin *, size_t len);

/* Cuts outcomes (sorted) into tenths of p, 1 in the last one, from the lowest on; neighbours are
 * pooled until a band holds `least`, and what is left over joins the last band. Returns how many;
 * they reach from 0 to 1. */
#define CN_BANDS 10
size_t cn_bands(const struct cn_outcome *sorted, size_t len, uint64_t least, struct cn_bin *bands);

/* What is reported where p of `at` or more says yes, and how much of it is so. */
struct cn_cut {
    double at;
    uint64_t reported, found;
};
struct cn_cut cn_cut_at(const struct cn_outcome *sorted, size_t len, double at);

struct cn_interval {
    double low, high;
};
/* The Wilson score interval (95 %) of a proportion. */
struct cn_interval cn_wilson(uint64_t successes, uint64_t trials);
/* The same of 99 %. */
struct cn_interval cn_wilson_99(uint64_t successes, uint64_t trials);
/* Does a bin's 99 % interval hold what it said? */
bool cn_bin_fits(const struct cn_bin *);

/* ---- tally.c: verdicts counted ---- */

/* Of all labels, of a class, or of a dictionary. */
struct cn_tally {
    struct cn_str name;
    uint64_t positives, found, strict, wrong_names, called_unknown, missed;
    uint64_t negatives, false_alarms; /* mentions without a label count among both */
    uint64_t unlabelled;
    uint64_t numbers, numbers_right; /* of those found whose number the label tells */
};
struct cn_tallies {
    struct cn_buf items; /* of struct cn_tally */
};
enum cn_grouping { CN_BY_NOTHING, CN_BY_CLASS, CN_BY_SCHEME };
/* Counts the verdicts by group, groups in order of name; the dictionary of a label that nothing was
 * claimed of is that which has its name first, by `index`. */
bool cn_tally(struct cn_tallies *, const struct cn_verdicts *, enum cn_grouping,
              const struct cn_scan *);
const struct cn_tally *cn_tallies_items(const struct cn_tallies *, size_t *len);
void cn_tallies_free(struct cn_tallies *);

double cn_recall(const struct cn_tally *, bool strict);
/* Over `negatives_of`, which may be another tally: a class has no negatives of its own. */
double cn_precision(const struct cn_tally *, const struct cn_tally *negatives_of, bool strict);

/* Appends what verdicts (of one class; empty: of all) say of probabilities: that of the right name,
 * and that of wrong ones where there was any. Array of struct cn_outcome. */
void cn_outcomes_of(const struct cn_verdicts *, struct cn_str class, struct cn_buf *);

/* ---- plot.c ---- */

/* Appends a drawing (SVG) of what the outcomes (sorted) say: how far probabilities are from the
 * truth, and precision over recall. `what` names the labels. The same bytes for the same outcomes.
 */
void cn_plot(const struct cn_outcome *sorted, size_t len, struct cn_str what, struct cn_buf *svg);

/* ---- baseline.c: an earlier run's verdicts ---- */

struct cn_baseline;
/* Reads a saved result. CN_SKIP: it cannot be read; `diags` says why. */
enum cn_severity cn_baseline_load(struct cn_baseline **, const char *path, struct cn_diags *);
void cn_baseline_free(struct cn_baseline *);
/* Writes the verdicts as a baseline. */
void cn_baseline_write(const struct cn_verdicts *, struct cn_buf *);

enum cn_change { CN_GAINED, CN_LOST };
/* Calls `each` with every place that was wrong and is right (gained), or the other way (lost). A
 * place that only one of the two knows counts where it is a false alarm. */
void cn_baseline_compare(const struct cn_baseline *, const struct cn_verdicts *,
                         void (*each)(enum cn_change, struct cn_str line, void *context),
                         void *context);
size_t cn_baseline_len(const struct cn_baseline *);

#endif
