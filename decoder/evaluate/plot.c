/*
 * plot.c: what evaluate prints of probabilities, drawn as SVG: on the left how far they are from
 * the truth, in the bins that tell the calibration error, with a histogram under it; on the right
 * precision over recall, as the steps whose area is the average precision.
 *
 * One file that needs nothing else: no script, no font, no date. Every number that is drawn stands
 * beside its mark as an attribute data-..., with the decimals that the report has.
 */
#include "evaluate/evaluate.h"

#include <inttypes.h>
#include <math.h>

#define WIDTH 1040
#define HEIGHT 712
#define SIDE 400 /* of either square panel */
#define TOP 120
#define LEFT 78
#define RIGHT 588 /* where the second panel begins */
#define BARS_TOP 592
#define BARS_HEIGHT 64

struct plot {
    struct cn_buf *out;
    const struct cn_outcome *sorted;
    size_t len;
    uint64_t names; /* outcomes that are so: one for each name there is */
};

/* ---- pieces of SVG ---- */

/* ` x="12.34"` */
static void attribute(struct plot *plot, const char *name, double value, int decimals) {
    cn_buf_addf(plot->out, " %s=\"", name);
    cn_buf_add_fixed(plot->out, value, decimals);
    cn_buf_add_byte(plot->out, '"');
}

static void place(struct plot *plot, const char *name, double value) {
    attribute(plot, name, value, 2);
}

static void add(struct plot *plot, const char *svg) {
    cn_buf_add_text(plot->out, svg);
}

static void line(struct plot *plot, const char *class, double x1, double y1, double x2, double y2) {
    cn_buf_addf(plot->out, "<line class=\"%s\"", class);
    place(plot, "x1", x1);
    place(plot, "y1", y1);
    place(plot, "x2", x2);
    place(plot, "y2", y2);
    add(plot, "/>\n");
}

static void open_text(struct plot *plot, const char *class, double x, double y) {
    cn_buf_addf(plot->out, "<text class=\"%s\"", class);
    place(plot, "x", x);
    place(plot, "y", y);
    add(plot, ">");
}

static void text(struct plot *plot, const char *class, double x, double y, const char *words) {
    open_text(plot, class, x, y);
    cn_escape_xml(plot->out, cn_str_of(words));
    add(plot, "</text>\n");
}

static void label(struct plot *plot, const char *words, double value) {
    add(plot, words);
    cn_buf_add_fixed(plot->out, value, 4);
}

/* Where a share from 0 to 1 is in a panel. */
static double across(double left, double share) {
    return left + share * SIDE;
}

static double up(double share) {
    return TOP + (1 - share) * SIDE;
}

/* ---- frames ---- */

static void head(struct plot *plot, struct cn_str what) {
    cn_buf_addf(plot->out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                "viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\">\n<title>",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
    add(plot, "Calibration on ");
    cn_escape_xml(plot->out, what);
    add(plot, "</title>\n<style>"
              "text{font-size:13px;fill:#333}"
              ".h{font-size:20px;font-weight:bold;fill:#111}"
              ".t{font-size:15px;font-weight:bold;fill:#111;text-anchor:middle}"
              ".m,.n{text-anchor:middle}.n{font-size:11px}"
              ".e{text-anchor:end}"
              ".g{stroke:#e4e4e4}.f{stroke:#888;fill:none}"
              ".d{stroke:#888;stroke-dasharray:6 5}"
              ".i{stroke:#1f5fa8;stroke-width:2}"
              ".p{fill:#1f5fa8;stroke:#1f5fa8;stroke-width:2}"
              ".o .i{stroke:#c4501b}.o .p{fill:#fff;stroke:#c4501b}"
              ".b{fill:#9fbfe0}"
              ".c{fill:none;stroke:#1f5fa8;stroke-width:2.5;stroke-linejoin:round}"
              ".k{fill:#c4501b;stroke:#fff;stroke-width:1.5}"
              ".a{fill:#c4501b;font-weight:bold;text-anchor:end}"
              "</style>\n"
              "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
}

static void heading(struct plot *plot, struct cn_str what) {
    open_text(plot, "h", LEFT, 38);
    add(plot, "Can the probabilities be believed?");
    add(plot, "</text>\n");
    open_text(plot, "w", LEFT, 62);
    cn_escape_xml(plot->out, what);
    cn_buf_addf(plot->out, ": %zu probabilities, %" PRIu64 " names to find", plot->len,
                plot->names);
    add(plot, "</text>\n");
}

static void tick(struct plot *plot, double left, int fifths) {
    double share = fifths / 5.0;
    char digits[] = {(char)('0' + fifths / 5), '.', (char)('0' + fifths % 5 * 2), '\0'};
    line(plot, "g", across(left, share), TOP, across(left, share), TOP + SIDE);
    line(plot, "g", left, up(share), left + SIDE, up(share));
    text(plot, "m", across(left, share), TOP + SIDE + 20, digits);
    text(plot, "e", left - 8, up(share) + 5, digits);
}

static void frame(struct plot *plot, double left, const char *x_title, const char *y_title) {
    for (int fifths = 0; fifths <= 5; fifths++)
        tick(plot, left, fifths);
    cn_buf_addf(plot->out, "<rect class=\"f\" width=\"%d\" height=\"%d\"", SIDE, SIDE);
    place(plot, "x", left);
    place(plot, "y", TOP);
    add(plot, "/>\n");
    text(plot, "m", left + SIDE / 2.0, TOP + SIDE + 42, x_title);
    add(plot, "<text class=\"m\" transform=\"translate(");
    cn_buf_add_fixed(plot->out, left - 48, 0);
    cn_buf_addf(plot->out, " %d) rotate(-90)\">%s</text>\n", TOP + SIDE / 2, y_title);
}

/* ---- reliability ---- */

static void add_bin(struct plot *plot, const struct cn_bin *bin) {
    struct cn_interval wilson = cn_wilson_99(bin->so, bin->len);
    double is = cn_ratio((double)bin->so, (double)bin->len);
    double x = across(LEFT, bin->mean);
    cn_buf_addf(plot->out, "<g class=\"%s\" data-places=\"%" PRIu64 "\"",
                cn_bin_fits(bin) ? "bin" : "bin o", bin->len);
    attribute(plot, "data-from", bin->low, 4);
    attribute(plot, "data-to", bin->high, 4);
    attribute(plot, "data-said", bin->mean, 4);
    attribute(plot, "data-is", is, 4);
    attribute(plot, "data-low", wilson.low, 4);
    attribute(plot, "data-high", wilson.high, 4);
    cn_buf_addf(plot->out, "><title>%" PRIu64 " places", bin->len);
    label(plot, ": said ", bin->mean);
    label(plot, ", is ", is);
    label(plot, " (", wilson.low);
    label(plot, " to ", wilson.high);
    add(plot, ")</title>\n");
    line(plot, "i", x, up(wilson.low), x, up(wilson.high));
    line(plot, "i", x - 4, up(wilson.low), x + 4, up(wilson.low));
    line(plot, "i", x - 4, up(wilson.high), x + 4, up(wilson.high));
    add(plot, "<circle class=\"p\" r=\"4.5\"");
    place(plot, "cx", x);
    place(plot, "cy", up(is));
    add(plot, "/></g>\n");
}

static void reliability(struct plot *plot) {
    struct cn_bin bins[CN_BINS];
    size_t count = cn_reliability(plot->sorted, plot->len, bins, CN_BINS);
    double error = cn_calibration_error(bins, count);
    add(plot, "<g id=\"reliability\"");
    attribute(plot, "data-calibration-error", error, 4);
    attribute(plot, "data-brier", cn_brier(plot->sorted, plot->len), 4);
    add(plot, ">\n");
    open_text(plot, "t", LEFT + SIDE / 2.0, TOP - 16);
    label(plot, "Reliability: calibration error ", error);
    label(plot, ", Brier ", cn_brier(plot->sorted, plot->len));
    add(plot, "</text>\n");
    frame(plot, LEFT, "probability said (mean of a bin)", "share that is so, 99 % interval");
    line(plot, "d", LEFT, up(0), LEFT + SIDE, up(1));
    for (size_t i = 0; i < count; i++)
        add_bin(plot, &bins[i]);
    add(plot, "</g>\n");
}

/* ---- histogram ---- */

/* Counts reach over five powers of ten, so bars grow with the logarithm; none is no bar. */
static double bar_height(uint64_t count, uint64_t most) {
    return count > 0 ? BARS_HEIGHT * log10(1.0 + (double)count) / log10(1.0 + (double)most) : 0;
}

static void bar(struct plot *plot, const struct cn_bin *tenth, uint64_t most) {
    double left = across(LEFT, tenth->low), width = SIDE / (double)CN_BANDS;
    double height = bar_height(tenth->len, most);
    add(plot, "<rect class=\"b\"");
    place(plot, "x", left + 2);
    place(plot, "y", BARS_TOP + BARS_HEIGHT - height);
    place(plot, "width", width - 4);
    place(plot, "height", height);
    attribute(plot, "data-from", tenth->low, 1);
    cn_buf_addf(plot->out, " data-places=\"%" PRIu64 "\"/>\n", tenth->len);
    open_text(plot, "n", left + width / 2, BARS_TOP + BARS_HEIGHT - height - 4);
    cn_buf_addf(plot->out, "%" PRIu64 "</text>\n", tenth->len);
}

static void histogram(struct plot *plot) {
    struct cn_bin tenths[CN_BANDS];
    uint64_t most = 1;
    cn_bands(plot->sorted, plot->len, 0, tenths);
    for (size_t i = 0; i < CN_BANDS; i++)
        most = tenths[i].len > most ? tenths[i].len : most;
    add(plot, "<g id=\"histogram\">\n");
    for (size_t i = 0; i < CN_BANDS; i++)
        bar(plot, &tenths[i], most);
    line(plot, "f", LEFT, BARS_TOP + BARS_HEIGHT, LEFT + SIDE, BARS_TOP + BARS_HEIGHT);
    text(plot, "m", LEFT + SIDE / 2.0, BARS_TOP + BARS_HEIGHT + 22,
         "places by tenths of the probability (bars grow with the logarithm)");
    add(plot, "</g>\n");
}

/* ---- precision and recall ---- */

/* In hundredths of a unit of the drawing. */
static int64_t hundredths(double value) {
    return (int64_t)llround(value * 100);
}

static void step(struct plot *plot, const char *command, double value) {
    add(plot, command);
    cn_buf_add_fixed(plot->out, value, 2);
}

/* A step a threshold: the recall gained at it, at the precision it has. Thresholds that move the
 * pen nowhere are left out. */
static void curve(struct plot *plot) {
    int64_t x_drawn = -1, y_drawn = -1;
    uint64_t found = 0;
    add(plot, "<path class=\"c\" d=\"");
    for (size_t at = 0; at < plot->len && plot->sorted[at].p > 0;) {
        double threshold = plot->sorted[at].p;
        while (at < plot->len && plot->sorted[at].p == threshold)
            found += plot->sorted[at++].so;
        double y = up((double)found / (double)at);
        double x = across(RIGHT, cn_ratio((double)found, (double)plot->names));
        if (x_drawn < 0) {
            step(plot, "M", RIGHT);
            step(plot, " ", y);
        } else if (hundredths(x) != x_drawn && hundredths(y) != y_drawn) {
            step(plot, "V", y);
        }
        if (hundredths(x) != x_drawn) {
            step(plot, "H", x);
            y_drawn = hundredths(y);
        }
        x_drawn = hundredths(x);
    }
    add(plot, "\"/>\n");
}

static void mark(struct plot *plot) {
    struct cn_cut cut = cn_cut_at(plot->sorted, plot->len, 0.5);
    double recall = cn_ratio((double)cut.found, (double)plot->names);
    double precision = cn_ratio((double)cut.found, (double)cut.reported);
    double x = across(RIGHT, recall), y = up(precision);
    add(plot, "<circle id=\"half\" class=\"k\" r=\"7\"");
    place(plot, "cx", x);
    place(plot, "cy", y);
    attribute(plot, "data-recall", recall, 4);
    attribute(plot, "data-precision", precision, 4);
    add(plot, "/>\n");
    open_text(plot, "a", x < RIGHT + 250 ? RIGHT + 250 : x - 12, y > TOP + 340 ? y - 40 : y + 26);
    label(plot, "at 0.5: recall ", recall);
    label(plot, ", precision ", precision);
    add(plot, "</text>\n");
}

static void precision_recall(struct plot *plot) {
    double average = cn_average_precision(plot->sorted, plot->len, plot->names);
    add(plot, "<g id=\"precision-recall\"");
    attribute(plot, "data-average-precision", average, 4);
    add(plot, ">\n");
    open_text(plot, "t", RIGHT + SIDE / 2.0, TOP - 16);
    label(plot, "Precision and recall: average precision ", average);
    add(plot, "</text>\n");
    frame(plot, RIGHT, "recall", "precision");
    curve(plot);
    mark(plot);
    add(plot, "</g>\n");
}

/* ---- legend ---- */

static void legend(struct plot *plot) {
    double x = RIGHT, y = BARS_TOP + 2;
    add(plot, "<circle class=\"p\" r=\"4.5\"");
    place(plot, "cx", x + 6);
    place(plot, "cy", y - 4);
    add(plot, "/>\n");
    text(plot, "w", x + 20, y, "a bin of equal count: its interval holds what was said");
    add(plot, "<g class=\"o\"><circle class=\"p\" r=\"4.5\"");
    place(plot, "cx", x + 6);
    place(plot, "cy", y + 20);
    add(plot, "/></g>\n");
    text(plot, "w", x + 20, y + 24, "it does not: too sure below the diagonal, too modest above");
    line(plot, "d", x - 4, y + 44, x + 16, y + 44);
    text(plot, "w", x + 20, y + 48, "what is said is so");
}

void cn_plot(const struct cn_outcome *sorted, size_t len, struct cn_str what, struct cn_buf *svg) {
    struct plot plot = {.out = svg, .sorted = sorted, .len = len};
    for (size_t i = 0; i < len; i++)
        plot.names += sorted[i].so;
    head(&plot, what);
    heading(&plot, what);
    reliability(&plot);
    histogram(&plot);
    precision_recall(&plot);
    legend(&plot);
    add(&plot, "</svg>\n");
}
