/*
 * evaluate.c: `cryptonym evaluate LABELS`: how well do mentions fit labels, and what has changed
 * since the baseline.
 *
 * Exit 1 says that more was lost since the baseline than the tolerance allows; without a baseline
 * there is nothing to fail.
 */
#include "cli/cli.h"
#include "cli/figures.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

struct evaluation {
    const struct cn_arguments *arguments;
    struct cn_scan scan;
    struct cn_labels labels;
    struct cn_verdicts verdicts;
    struct cn_buf text;    /* of the report */
    struct cn_output plot; /* open while `plotting` */
    bool plotting;
    uint64_t gained, lost;
};

/* ---- labels and documents ---- */

/* The folder of the labels. */
static struct cn_str folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (struct cn_str){path, (size_t)(slash - path)} : CN_STR(".");
}

static enum cn_severity judge(struct evaluation *run) {
    const struct cn_arguments *arguments = run->arguments;
    const char *path = arguments->operands.items[0];
    enum cn_severity severity = cn_labels_load(&run->labels, path);
    run->labels.exhaustive |= arguments->exhaustive;
    if (severity < CN_SKIP) {
        struct cn_str root = arguments->root ? cn_str_of(arguments->root) : folder_of(path);
        enum cn_severity scanned = cn_evaluate(&run->scan, &run->labels, root, &run->verdicts);
        severity = scanned > severity ? scanned : severity;
        cn_verdicts_leave_out(&run->verdicts, arguments->without.items, arguments->without.len);
    }
    cn_say_diags(&run->labels.diags);
    return severity;
}

/* ---- baseline ---- */

static void tell_change(enum cn_change change, struct cn_str line, void *context) {
    struct evaluation *run = context;
    cn_buf_add_text(&run->text, change == CN_GAINED ? "gained  " : "lost    ");
    cn_escape_terminal(&run->text, line, false);
    cn_buf_add_byte(&run->text, '\n');
    run->gained += change == CN_GAINED;
    run->lost += change == CN_LOST;
}

/* Is what was lost within the tolerance? */
static bool compare(struct evaluation *run, const struct cn_baseline *baseline) {
    double allowed = run->arguments->tolerance * (double)cn_baseline_len(baseline);
    cn_buf_add_byte(&run->text, '\n');
    cn_baseline_compare(baseline, &run->verdicts, tell_change, run);
    cn_buf_addf(&run->text, "since the baseline: %" PRIu64 " gained, %" PRIu64 " lost\n",
                run->gained, run->lost);
    return (double)run->lost <= allowed;
}

static enum cn_exit compare_baseline(struct evaluation *run) {
    struct cn_baseline *baseline = NULL;
    struct cn_diags diags = {0};
    enum cn_exit status = CN_EXIT_TROUBLE;
    const char *path = run->arguments->baseline;
    if (run->arguments->update && access(path, F_OK) != 0)
        return CN_EXIT_FOUND; /* the first one */
    if (cn_baseline_load(&baseline, path, &diags) == CN_OK)
        status = compare(run, baseline) || run->arguments->update ? CN_EXIT_FOUND : CN_EXIT_NONE;
    cn_say_diags(&diags);
    cn_diags_free(&diags);
    cn_baseline_free(baseline);
    return status;
}

static bool write_baseline(const struct evaluation *run) {
    struct cn_output output = {0};
    struct cn_buf text = {0};
    if (!cn_output_open(&output, run->arguments->baseline))
        return false;
    cn_baseline_write(&run->verdicts, &text);
    cn_out_add(&output.out, text.bytes, text.len);
    bool whole = !text.failed;
    cn_buf_free(&text);
    if (!whole)
        cn_say(CN_FATAL, "out of memory");
    return cn_output_close(&output, whole) && whole;
}

/* ---- plot ---- */

/* Opened before the work begins, so that a path that cannot be written costs none of it. */
static bool open_plot(struct evaluation *run) {
    const char *path = run->arguments->calibration;
    if (!path)
        return true;
    if (!cn_output_open(&run->plot, path))
        return false;
    run->plotting = true;
    return !cn_output_refuses(&run->plot, run->arguments->operands.items[0]) &&
           !(run->arguments->baseline && cn_output_refuses(&run->plot, run->arguments->baseline));
}

static bool close_plot(struct evaluation *run, bool keep) {
    bool good = !run->plotting || cn_output_close(&run->plot, keep);
    run->plotting = false;
    return good;
}

/* The labels' file without its folder, so that the plot is the same wherever they are. */
static struct cn_str labels_name(const struct evaluation *run) {
    const char *path = run->arguments->operands.items[0];
    const char *slash = strrchr(path, '/');
    return cn_str_of(slash ? slash + 1 : path);
}

static bool write_plot(struct evaluation *run) {
    struct cn_buf gathered = {0}, svg = {0};
    if (!run->plotting)
        return true;
    cn_outcomes_of(&run->verdicts, CN_STR(""), &gathered);
    struct cn_outcome *outcomes = (struct cn_outcome *)(void *)gathered.bytes;
    size_t len = gathered.len / sizeof *outcomes;
    cn_outcomes_sort(outcomes, len);
    cn_plot(outcomes, len, labels_name(run), &svg);
    cn_out_add(&run->plot.out, svg.bytes, svg.len);
    bool whole = !gathered.failed && !svg.failed;
    cn_buf_free(&gathered);
    cn_buf_free(&svg);
    if (!whole)
        cn_say(CN_FATAL, "out of memory");
    return close_plot(run, whole) && whole;
}

/* ---- the command ---- */

static enum cn_exit report(struct evaluation *run, enum cn_severity severity) {
    const struct cn_arguments *arguments = run->arguments;
    enum cn_exit status = severity >= CN_PARTIAL ? CN_EXIT_TROUBLE : CN_EXIT_FOUND;
    bool machine = arguments->format && strcmp(arguments->format, "tsv") == 0;
    cn_figures_write(&run->verdicts, &run->labels, &run->scan, machine, &run->text);
    if (arguments->baseline) {
        enum cn_exit compared = compare_baseline(run);
        status = compared > status ? compared : status;
    }
    if (cn_print(&run->text) != CN_EXIT_FOUND || !write_plot(run))
        return CN_EXIT_TROUBLE;
    if (arguments->update && status != CN_EXIT_TROUBLE && !write_baseline(run))
        return CN_EXIT_TROUBLE;
    return status;
}

static bool sensible(const struct cn_arguments *arguments) {
    const char *format = arguments->format;
    if (arguments->operands.len != 1)
        cn_say(CN_FATAL, "evaluate wants one file of LABELS; see: cryptonym evaluate --help");
    else if (arguments->update && !arguments->baseline)
        cn_say(CN_FATAL, "--update wants --baseline=FILE, the file to write");
    else if (format && strcmp(format, "text") != 0 && strcmp(format, "tsv") != 0)
        cn_say(CN_FATAL, "unknown format '%s'; it is text or tsv", format);
    else
        return true;
    return false;
}

enum cn_exit cn_evaluate_command(const struct cn_arguments *arguments) {
    struct evaluation run = {.arguments = arguments};
    enum cn_exit status = CN_EXIT_TROUBLE;
    if (!sensible(arguments) || !open_plot(&run) || !cn_setup(&run.scan, arguments, NULL))
        goto out;
    enum cn_severity severity = judge(&run);
    if (severity < CN_SKIP)
        status = report(&run, severity);
out:
    close_plot(&run, false);
    cn_buf_free(&run.text);
    cn_buf_free(&run.verdicts.items);
    cn_labels_free(&run.labels);
    cn_scan_teardown(&run.scan);
    return status;
}
