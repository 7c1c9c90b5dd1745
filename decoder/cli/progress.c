/*
 * progress.c: how far the run is, on a terminal that nothing else is written to but messages.
 *
 * Folders are walked while documents are read; until that has ended it is not known how many there
 * are, and the line says only what has been done. It is written again at most ten times a second,
 * when something has come of a document.
 */
#include "cli/annotate.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { EVERY = 100 }; /* milliseconds */

void cn_progress_begin(struct cn_annotation_run *run) {
    const char *term = getenv("TERM");
    run->progress = (struct cn_progress){.begun = cn_clock()};
    run->progress.shown = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO) &&
                          !run->arguments->quiet && !(term && strcmp(term, "dumb") == 0);
}

/* ---- what is counted ---- */

void cn_progress_found(struct cn_annotation_run *run, const struct cn_input_fact *fact) {
    run->progress.inputs++;
    run->progress.bytes += fact->size;
    cn_progress_show(run);
}

void cn_progress_all_found(struct cn_annotation_run *run) {
    run->progress.complete = true;
}

void cn_progress_within(struct cn_annotation_run *run, uint64_t done, uint64_t of) {
    run->progress.within_done = done;
    run->progress.within = of;
}

void cn_progress_ended(struct cn_annotation_run *run, const struct cn_input_fact *fact) {
    run->progress.ended++;
    run->progress.ended_bytes += fact->size;
    run->progress.within = 0;
    cn_progress_show(run);
}

/* With the part of the document at hand that is known to be done. */
static uint64_t bytes_done(const struct cn_annotation_run *run) {
    const struct cn_progress *progress = &run->progress;
    const struct cn_ahead *ahead = &run->ahead;
    uint64_t done = progress->ended_bytes;
    if (progress->within > 0 && ahead->from < ahead->to)
        done += (uint64_t)((double)ahead->items[ahead->from].size * (double)progress->within_done /
                           (double)progress->within);
    return done;
}

/* ---- the line ---- */

/* "1,034". */
static void add_grouped(struct cn_buf *line, uint64_t number) {
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, number);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            cn_buf_add_byte(line, ',');
        cn_buf_add_byte(line, digits[i]);
    }
}

/* "1.2 GB", "812 bytes". */
static void add_bytes(struct cn_buf *line, double bytes) {
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    size_t unit = 0;
    for (; bytes >= 999.5 && unit + 1 < sizeof units / sizeof units[0]; unit++)
        bytes /= 1000;
    cn_buf_add_fixed(line, bytes, unit > 0 && bytes < 9.95 ? 1 : 0);
    cn_buf_addf(line, " %s", units[unit]);
}

/* "0:48", "2:05:10". */
static void add_time(struct cn_buf *line, double seconds) {
    uint64_t all = seconds < 1e9 ? (uint64_t)(seconds + 0.5) : 1000000000;
    if (all >= 3600)
        cn_buf_addf(line, "%" PRIu64 ":%02u:%02u", all / 3600, (unsigned)(all / 60 % 60),
                    (unsigned)(all % 60));
    else
        cn_buf_addf(line, "%u:%02u", (unsigned)(all / 60), (unsigned)(all % 60));
}

static void write_counts(struct cn_buf *line, const struct cn_annotation_run *run, uint64_t done) {
    const struct cn_progress *progress = &run->progress;
    add_grouped(line, progress->ended);
    if (progress->complete) {
        cn_buf_add_text(line, " of ");
        add_grouped(line, progress->inputs);
    }
    cn_buf_add_text(line, " documents, ");
    add_bytes(line, (double)done);
    if (progress->complete) {
        cn_buf_add_text(line, " of ");
        add_bytes(line, (double)progress->bytes);
    }
    cn_buf_add_text(line, ", ");
    add_grouped(line, run->totals.mentions);
    cn_buf_add_text(line, " mentions");
}

void cn_progress_line(struct cn_buf *line, const struct cn_annotation_run *run, int64_t elapsed) {
    const struct cn_progress *progress = &run->progress;
    uint64_t done = bytes_done(run);
    write_counts(line, run, done);
    if (elapsed < 1000 || done == 0)
        return;
    double rate = (double)done * 1000 / (double)elapsed;
    cn_buf_add_text(line, ", ");
    add_bytes(line, rate);
    cn_buf_add_text(line, "/s");
    if (!progress->complete || progress->bytes < done)
        return;
    cn_buf_add_text(line, ", ");
    add_time(line, (double)(progress->bytes - done) / rate);
    cn_buf_add_text(line, " left");
}

static size_t width(void) {
    struct winsize size = {0};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* The last column is left free: in it some terminals begin a new line. */
void cn_progress_show(struct cn_annotation_run *run) {
    struct cn_progress *progress = &run->progress;
    struct cn_buf line = {0};
    int64_t time = progress->shown ? cn_clock() : 0;
    if (!progress->shown || time - progress->written < EVERY)
        return;
    progress->written = time;
    cn_progress_line(&line, run, time - progress->begun);
    size_t room = width() - 1;
    if (!line.failed)
        cn_say_passing((struct cn_str){line.bytes, line.len < room ? line.len : room});
    cn_buf_free(&line);
}

void cn_progress_end(struct cn_annotation_run *run) {
    run->progress.shown = false;
    cn_say_passing(CN_STR(""));
}
