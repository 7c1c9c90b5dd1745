/*
 * model.c: the file of weights.
 *
 *     cryptonym-model 1
 *     on 31,000 labels of dev.tsv              (any number of such lines: what it was fitted on)
 *     confusions typewriter                    (what garbled names are weighed by)
 *     scale 1.0000 0.9000                      (of names as they are written, and garbled)
 *     shift 0.0000 0.1000
 *     term identical 0.4120 0.3000 0.5000 fitted written exactly as in the dictionary
 *
 * A term's line: its name, its weight, the prior's mean and deviation, `fitted` or `prior`, and why
 * it counts. A term that the file does not have keeps the prior it has in terms.def. Lines that
 * start with # and empty lines mean nothing.
 */
#include "base/file.h"
#include "score/evidence.h"
#include "score/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A model is a screen or two; a file of more is none. */
#define MODEL_BYTES_MAX (256u * 1024)

struct cn_model *cn_model_prior(void) {
    struct cn_model *model = calloc(1, sizeof *model);
    if (!model)
        return NULL;
    model->spelled.scale = model->garbled.scale = 1;
    strcpy(model->confusions, "typewriter");
    for (int i = 0; i < CN_TERMS; i++) {
        const struct cn_term_info *term = &cn_terms[i];
        model->terms[i] = (struct cn_weight){term->mean, term->mean, term->deviation, true, false};
    }
    return model;
}

bool cn_model_set_confusions(struct cn_model *model, const char *name) {
    size_t len = strlen(name);
    if (len == 0 || len >= sizeof model->confusions || strpbrk(name, " \t\n"))
        return false;
    memcpy(model->confusions, name, len + 1);
    return true;
}

const char *cn_model_confusions(const struct cn_model *model) {
    return model->confusions;
}

double cn_model_score(const struct cn_model *model, bool garbled, double sum) {
    const struct cn_calibration *calibration = garbled ? &model->garbled : &model->spelled;
    return calibration->scale * sum + calibration->shift;
}

void cn_model_free(struct cn_model *model) {
    if (!model)
        return;
    cn_buf_free(&model->fitted_on);
    free(model);
}

/* ---- reading ---- */

/* Cuts the first word off `line`. */
static struct cn_str take_word(struct cn_str *line) {
    *line = cn_str_trim(*line);
    size_t len = 0;
    while (len < line->len && line->bytes[len] != ' ' && line->bytes[len] != '\t')
        len++;
    struct cn_str word = {line->bytes, len};
    line->bytes += len;
    line->len -= len;
    return word;
}

/* A decimal number with a point, whatever the locale. */
static bool read_number(struct cn_str text, double *number) {
    double value = 0;
    double unit = 1;
    bool digit = false;
    bool point = false;
    size_t i = text.len > 0 && (text.bytes[0] == '-' || text.bytes[0] == '+');
    bool negative = i && text.bytes[0] == '-';
    for (; i < text.len && text.len <= 24; i++) {
        char c = text.bytes[i];
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            digit = true;
            value = value * 10 + (c - '0');
            unit = point ? unit * 10 : unit;
        } else {
            return false;
        }
    }
    *number = (negative ? -value : value) / unit;
    return digit && i == text.len;
}

static bool take_number(struct cn_str *line, double low, double high, double *number) {
    return read_number(take_word(line), number) && *number >= low && *number <= high;
}

static const char *read_term(struct cn_model *model, bool *seen, struct cn_str line) {
    enum cn_term term = cn_term_find(take_word(&line));
    struct cn_weight weight = {0};
    if (term == CN_TERMS)
        return "no such term";
    if (seen[term])
        return "this term stands above";
    if (!take_number(&line, -100, 100, &weight.weight) ||
        !take_number(&line, -100, 100, &weight.mean) ||
        !take_number(&line, 0.001, 100, &weight.deviation))
        return "weight, prior mean and prior deviation must be numbers from -100 to 100";
    struct cn_str how = take_word(&line);
    weight.prior = cn_str_equal(how, CN_STR("prior"));
    if (!weight.prior && !cn_str_equal(how, CN_STR("fitted")))
        return "behind the numbers stands 'fitted' or 'prior'";
    seen[term] = true;
    model->terms[term] = weight;
    return NULL;
}

static const char *read_confusions(struct cn_model *model, struct cn_str line) {
    struct cn_str name = take_word(&line);
    if (name.len == 0 || name.len >= sizeof model->confusions)
        return "confusions must be the name of a table";
    memcpy(model->confusions, name.bytes, name.len);
    model->confusions[name.len] = '\0';
    return NULL;
}

/* One number stands for both. */
static bool read_pair(struct cn_str line, double low, double *spelled, double *garbled) {
    if (!take_number(&line, low, 100, spelled))
        return false;
    *garbled = *spelled;
    return cn_str_trim(line).len == 0 || take_number(&line, low, 100, garbled);
}

/* Takes in one line; returns what is wrong with it. */
static const char *read_line(struct cn_model *model, bool *seen, struct cn_str line) {
    if (line.len == 0 || line.bytes[0] == '#')
        return NULL;
    struct cn_str key = take_word(&line);
    if (cn_str_equal(key, CN_STR("term")))
        return read_term(model, seen, line);
    if (cn_str_equal(key, CN_STR("confusions")))
        return read_confusions(model, line);
    if (cn_str_equal(key, CN_STR("scale")))
        return read_pair(line, 0.01, &model->spelled.scale, &model->garbled.scale)
                   ? NULL
                   : "scale must be two numbers over 0: of names as written, and garbled";
    if (cn_str_equal(key, CN_STR("shift")))
        return read_pair(line, -100, &model->spelled.shift, &model->garbled.shift)
                   ? NULL
                   : "shift must be two numbers: of names as written, and garbled";
    if (!cn_str_equal(key, CN_STR("on")))
        return "a line starts with on, confusions, scale, shift or term";
    cn_buf_add_str(&model->fitted_on, cn_str_trim(line));
    cn_buf_add_byte(&model->fitted_on, '\n');
    return NULL;
}

static enum cn_severity read_lines(struct cn_model *model, struct cn_str text, const char *path,
                                   struct cn_diags *diags) {
    struct cn_where where = {.file = cn_str_of(path), .column = 1};
    bool seen[CN_TERMS] = {false};
    struct cn_str line = {NULL, 0};
    while (cn_str_split(&text, '\n', &line)) {
        line = cn_str_trim(line);
        const char *wrong = NULL;
        if (++where.line > 1)
            wrong = read_line(model, seen, line);
        else if (!cn_str_equal(line, CN_STR("cryptonym-model 1")))
            wrong = "the first line must be: cryptonym-model 1";
        if (wrong)
            return cn_diag_add(diags, CN_SKIP, CN_E_MODEL, &where, "%s", wrong);
    }
    if (where.line == 0)
        return cn_diag_add(diags, CN_SKIP, CN_E_MODEL, &where, "empty");
    return model->fitted_on.failed ? cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL) : CN_OK;
}

enum cn_severity cn_model_read(struct cn_model **out, struct cn_str text, const char *path,
                               struct cn_diags *diags) {
    *out = cn_model_prior();
    if (!*out)
        return cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    enum cn_severity severity = read_lines(*out, text, path, diags);
    if (severity >= CN_SKIP) {
        cn_model_free(*out);
        *out = NULL;
    }
    return severity;
}

/* ---- finding ---- */

enum cn_severity cn_model_load(struct cn_model **out, const char *path, struct cn_diags *diags) {
    struct cn_where where = {.file = cn_str_of(path)};
    struct cn_buf buf = {0};
    *out = NULL;
    const char *wrong = cn_file_read(path, MODEL_BYTES_MAX, &buf);
    enum cn_severity severity = wrong ? cn_diag_add(diags, CN_SKIP, CN_E_READ, &where, "%s", wrong)
                                      : cn_model_read(out, cn_buf_str(&buf), path, diags);
    cn_buf_free(&buf);
    return severity;
}

enum cn_severity cn_model_find(struct cn_model **out, const char *name, struct cn_diags *diags) {
    static const char *const suffixes[] = {".model", NULL};
    struct cn_arena arena = {0};
    *out = NULL;
    if (name && (strchr(name, '/') || strchr(name, '.')))
        return cn_model_load(out, name, diags);
    struct cn_str path = cn_search_file(name ? name : "default", suffixes, &arena);
    enum cn_severity severity = path.len > 0 ? cn_model_load(out, path.bytes, diags)
                                             : cn_diag_add(diags, CN_SKIP, CN_E_MODEL_NOT_FOUND,
                                                           NULL, "%s", name ? name : "default");
    cn_arena_free(&arena);
    return severity;
}

/* ---- writing ---- */

void cn_model_set_fitted_on(struct cn_model *model, struct cn_str lines) {
    cn_buf_clear(&model->fitted_on);
    cn_buf_add_str(&model->fitted_on, lines);
}

struct cn_str cn_model_fitted_on(const struct cn_model *model) {
    return cn_buf_str(&model->fitted_on);
}

static void write_term(struct cn_buf *out, enum cn_term term, const struct cn_weight *weight) {
    cn_buf_addf(out, "term %s ", cn_terms[term].name);
    cn_buf_add_fixed(out, weight->weight, 4);
    cn_buf_add_byte(out, ' ');
    cn_buf_add_fixed(out, weight->mean, 4);
    cn_buf_add_byte(out, ' ');
    cn_buf_add_fixed(out, weight->deviation, 4);
    cn_buf_addf(out, " %s %s\n", weight->prior ? "prior" : "fitted", cn_terms[term].reason);
}

static void write_pair(struct cn_buf *out, double spelled, double garbled) {
    cn_buf_add_fixed(out, spelled, 4);
    cn_buf_add_byte(out, ' ');
    cn_buf_add_fixed(out, garbled, 4);
}

void cn_model_write(const struct cn_model *model, struct cn_buf *out) {
    struct cn_str rest = cn_str_trim(cn_buf_str(&model->fitted_on));
    struct cn_str line = {NULL, 0};
    cn_buf_add_text(out, "cryptonym-model 1\n"
                         "# term NAME WEIGHT PRIOR-MEAN PRIOR-DEVIATION fitted|prior REASON; "
                         "see cryptonym(1)\n");
    while (rest.len > 0 && cn_str_split(&rest, '\n', &line)) {
        cn_buf_add_text(out, "on ");
        cn_buf_add_str(out, line);
        cn_buf_add_byte(out, '\n');
    }
    cn_buf_addf(out, "confusions %s\nscale ", model->confusions);
    write_pair(out, model->spelled.scale, model->garbled.scale);
    cn_buf_add_text(out, "\nshift ");
    write_pair(out, model->spelled.shift, model->garbled.shift);
    cn_buf_add_byte(out, '\n');
    for (int i = 0; i < CN_TERMS; i++)
        write_term(out, (enum cn_term)i, &model->terms[i]);
}
