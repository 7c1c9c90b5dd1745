/*
 * review.c: `cryptonym review RESULTS`: a person is asked about uncertain mentions, and the answers
 * become labels.
 *
 * Each answer is in the file of labels before the next question is asked. A place that has a label
 * there is not asked about, so that a review that was left can be taken up again.
 */
#include "cli/cli.h"

#include "base/limits.h"
#include "cli/keys.h"
#include "cli/question.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum outcome { NAME, OTHER_NAME, NO_NAME, SKIPPED, LABELLED_BEFORE, OUTCOMES };

enum step { ASK_AGAIN, SHOW_AGAIN, GO_ON, STOP };

struct review {
    const struct cn_arguments *arguments;
    struct cn_results results;
    struct cn_labelling labelling;
    struct cn_buf labels; /* the path of the labels, ended by NUL */
    uint32_t *order;      /* of the questions that are asked */
    size_t to_ask;
    struct cn_buf outcomes; /* of enum outcome: of each question so far */
    struct cn_buf text;     /* what is to be shown */
    struct cn_buf answer;
    struct cn_out out;
    bool failed; /* labels or screen could not be written */
};

/* ---- showing ---- */

static void show(struct review *review) {
    cn_out_add_buf(&review->out, &review->text);
    cn_buf_clear(&review->text);
    review->failed |= cn_out_flush(&review->out) == CN_FATAL;
}

/* On a terminal it stands behind the prompt, since the key is not echoed. */
#define PROMPT "> "

static void tell(struct review *review, const char *line) {
    struct cn_page page = {cn_screen_width() - strlen(PROMPT), false};
    cn_wrap(&review->text, cn_str_of(line), 0, page);
}

static void help(struct review *review) {
    tell(review, "y  yes: it is a code name, and the first meaning is right\n"
                 "n  no: no code name stands here\n"
                 "o  another name: then type its number in the list, or the name\n"
                 "2 to 9  the same, for a number of the list\n"
                 "s  skip: no label; asked again in the next review\n"
                 "u  undo the last answer, and ask again\n"
                 "q  quit; every answer is saved already");
}

static size_t asked(const struct review *review) {
    return review->outcomes.len / sizeof(enum outcome);
}

static const struct cn_question *question_at(const struct review *review) {
    size_t len;
    return &cn_results_questions(&review->results, &len)[review->order[asked(review)]];
}

/* ---- answers ---- */

static enum step close_question(struct review *review, enum outcome outcome) {
    cn_buf_add(&review->outcomes, &outcome, sizeof outcome);
    review->failed |= review->outcomes.failed;
    return GO_ON;
}

static enum step label(struct review *review, struct cn_str name, enum outcome outcome) {
    if (cn_labelling_add(&review->labelling, question_at(review), name) != CN_OK) {
        review->failed = true;
        return STOP;
    }
    struct cn_buf line = {0};
    cn_escape_terminal(&line, name.len > 0 ? name : CN_STR("no code name"), false);
    cn_buf_add_text(&line, "\n");
    cn_buf_add_byte(&line, '\0');
    tell(review, line.failed ? "" : line.bytes);
    cn_buf_free(&line);
    return close_question(review, outcome);
}

/* `number` from 1. */
static enum step choose(struct review *review, size_t number) {
    const struct cn_question *question = question_at(review);
    struct cn_buf name = {0};
    enum step step = ASK_AGAIN;
    if (number < 1 || number > question->len) {
        tell(review, "There is no such number in the list.");
        return ASK_AGAIN;
    }
    cn_choice_name(question, &question->choices[number - 1], &name);
    if (cn_label_name_valid(cn_buf_str(&name)))
        step = label(review, cn_buf_str(&name), number == 1 ? NAME : OTHER_NAME);
    else
        tell(review, "This name cannot stand in a label.");
    cn_buf_free(&name);
    return step;
}

/* A whole number, or 0. */
static size_t number_of(struct cn_str text) {
    size_t number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9' || i > 5)
            return 0;
        number = number * 10 + (size_t)(text.bytes[i] - '0');
    }
    return number;
}

static enum step name_or_number(struct review *review, struct cn_str text) {
    if (text.len == 0)
        return SHOW_AGAIN;
    if (number_of(text) > 0)
        return choose(review, number_of(text));
    if (cn_label_name_valid(text))
        return label(review, text, OTHER_NAME);
    tell(review, "This name cannot stand in a label.");
    return ASK_AGAIN;
}

/* In a line of its own, or behind the letter: "o AMLASH-1". */
static enum step other(struct review *review) {
    struct cn_str text = cn_buf_str(&review->answer);
    text = cn_str_trim((struct cn_str){text.bytes + 1, text.len - 1});
    if (text.len > 0)
        return name_or_number(review, text);
    tell(review, "Which? Its number, or the name; nothing goes back.");
    cn_buf_add_text(&review->text, ": ");
    show(review);
    if (!cn_keys_line(&review->answer))
        return STOP;
    return name_or_number(review, cn_buf_str(&review->answer));
}

static enum outcome take_back(struct review *review) {
    enum outcome last;
    review->outcomes.len -= sizeof last;
    memcpy(&last, review->outcomes.bytes + review->outcomes.len, sizeof last);
    return last;
}

static enum step undo(struct review *review) {
    enum outcome last = LABELLED_BEFORE;
    while (last == LABELLED_BEFORE && asked(review) > 0)
        last = take_back(review);
    if (last == LABELLED_BEFORE) {
        tell(review, "There is nothing to undo.");
        return ASK_AGAIN;
    }
    if (last != SKIPPED && cn_labelling_undo(&review->labelling) != CN_OK) {
        review->failed = true;
        return STOP;
    }
    tell(review, "Undone.\n");
    return SHOW_AGAIN;
}

static enum step skip(struct review *review) {
    tell(review, "skipped\n");
    return close_question(review, SKIPPED);
}

static enum step act(struct review *review) {
    struct cn_str answer = cn_buf_str(&review->answer);
    if (answer.len == 0)
        return cn_keys_single() ? SHOW_AGAIN : ASK_AGAIN;
    if (number_of(answer) > 0)
        return choose(review, number_of(answer));
    char letter = (char)(answer.bytes[0] | ('a' ^ 'A'));
    if (letter == 'o')
        return other(review);
    if (answer.len == 1 && letter == 'y')
        return choose(review, 1);
    if (answer.len == 1 && letter == 'n')
        return label(review, CN_STR(""), NO_NAME);
    if (answer.len == 1 && letter == 's')
        return skip(review);
    if (answer.len == 1 && letter == 'u')
        return undo(review);
    if (answer.len == 1 && letter == 'q')
        return STOP;
    if (answer.len == 1 && answer.bytes[0] == '?')
        help(review);
    else
        tell(review, "Not an answer; ? shows what can be said.");
    return ASK_AGAIN;
}

/* ---- the session ---- */

static bool next_answer(struct review *review) {
    cn_buf_add_text(&review->text, PROMPT);
    show(review);
    return !review->failed && cn_keys_next(&review->answer);
}

static void show_question(struct review *review) {
    struct cn_page page = {cn_screen_width(), cn_screen_color()};
    cn_question_show(question_at(review), asked(review) + 1, review->to_ask, page, &review->text);
}

static void ask_all(struct review *review) {
    enum step step = GO_ON;
    while (step != STOP && asked(review) < review->to_ask && !review->failed) {
        if (step == GO_ON && cn_labelling_has(&review->labelling, question_at(review))) {
            close_question(review, LABELLED_BEFORE);
            continue;
        }
        if (step != ASK_AGAIN)
            show_question(review);
        step = next_answer(review) ? act(review) : STOP;
    }
}

static bool pick_questions(struct review *review) {
    size_t len;
    const struct cn_question *questions = cn_results_questions(&review->results, &len);
    review->order = calloc(len + 1, sizeof *review->order);
    if (!review->order || !cn_review_order(questions, len, review->order)) {
        cn_say_code(CN_FATAL, CN_E_MEMORY, NULL, NULL);
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (!cn_labelling_has(&review->labelling, &questions[review->order[i]]))
            review->order[review->to_ask++] = review->order[i];
    }
    return true;
}

/* ---- what comes after ---- */

static bool is_plain(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("_-./=:,+@%", byte));
}

/* A word as a shell takes it. */
static void add_word(struct cn_buf *line, const char *before, const char *word) {
    bool plain = *word != '\0';
    for (const char *byte = word; *byte; byte++)
        plain = plain && is_plain(*byte);
    cn_buf_add_byte(line, ' ');
    cn_buf_add_text(line, before);
    if (plain) {
        cn_buf_add_text(line, word);
        return;
    }
    cn_buf_add_byte(line, '\'');
    for (; *word; word++) {
        if (*word == '\'')
            cn_buf_add_text(line, "'\\'");
        cn_buf_add_byte(line, *word);
    }
    cn_buf_add_byte(line, '\'');
}

static bool document_in(struct cn_str folder, struct cn_str file) {
    struct cn_buf path = {0};
    cn_buf_add_str(&path, folder);
    cn_buf_add_byte(&path, '/');
    cn_buf_add_str(&path, file);
    cn_buf_add_byte(&path, '\0');
    bool there = !path.failed && access(path.bytes, F_OK) == 0;
    cn_buf_free(&path);
    return there;
}

/* Where the documents are, for --root: the results name them from where annotate ran. NULL: beside
 * the labels, which need not be said. */
static const char *root_of(const struct review *review) {
    size_t len;
    const struct cn_question *questions = cn_results_questions(&review->results, &len);
    const char *slash = strrchr(review->labels.bytes, '/');
    struct cn_str folder = CN_STR(".");
    if (slash)
        folder = (struct cn_str){review->labels.bytes, (size_t)(slash - review->labels.bytes)};
    if (review->arguments->root)
        return review->arguments->root;
    if (!slash || len == 0 || document_in(folder, questions[0].file))
        return NULL;
    return document_in(CN_STR("."), questions[0].file) ? "." : NULL;
}

/* The model that --refit writes: -o, or one beside the labels. */
static void add_model(const struct review *review, struct cn_buf *path) {
    const char *output = review->arguments->output;
    cn_buf_add_text(path, output ? output : review->labels.bytes);
    cn_buf_add_text(path, output ? "" : ".model");
    cn_buf_add_byte(path, '\0');
}

static void add_command(const struct review *review, const char *model, struct cn_buf *line) {
    const struct cn_arguments *arguments = review->arguments;
    const char *root = root_of(review);
    cn_buf_add_text(line, "cryptonym learn");
    for (size_t i = 0; i < arguments->dictionaries.len; i++)
        add_word(line, "-d ", arguments->dictionaries.items[i]);
    if (arguments->model)
        add_word(line, "--model=", arguments->model);
    if (arguments->languages)
        add_word(line, "--language=", arguments->languages);
    if (root)
        add_word(line, "--root=", root);
    add_word(line, "weights ", review->labels.bytes);
    add_word(line, "-o ", model);
}

static size_t labels_of(const struct review *review) {
    return review->labelling.known.len + cn_labelling_added(&review->labelling);
}

static void sum_up(struct review *review, const char *model) {
    size_t counts[OUTCOMES] = {0};
    const enum outcome *outcomes = (const enum outcome *)(const void *)review->outcomes.bytes;
    struct cn_buf line = {0};
    for (size_t i = 0; i < asked(review); i++)
        counts[outcomes[i]]++;
    cn_buf_addf(&line, "\nnames: %zu, other names: %zu, no names: %zu, skipped: %zu, left: %zu\n",
                counts[NAME], counts[OTHER_NAME], counts[NO_NAME], counts[SKIPPED],
                review->to_ask - asked(review));
    cn_buf_addf(&line, "labels in the file: %zu; to fit a model to them:", labels_of(review));
    cn_wrap(&review->text, cn_buf_str(&line), 0, (struct cn_page){cn_screen_width(), false});
    cn_buf_clear(&line);
    add_command(review, model, &line);
    cn_escape_terminal(&review->text, cn_buf_str(&line), false); /* in one piece, to be copied */
    cn_buf_add_byte(&review->text, '\n');
    review->text.failed |= line.failed;
    cn_buf_free(&line);
    show(review);
}

static enum cn_exit refit(const struct review *review, const char *model) {
    const char *operands[] = {"weights", review->labels.bytes, NULL};
    struct cn_arguments arguments = *review->arguments;
    arguments.operands = (struct cn_words_given){operands, 2};
    arguments.root = root_of(review);
    arguments.output = model;
    return cn_learn(&arguments);
}

/* ---- the command ---- */

static bool name_labels(struct review *review) {
    const struct cn_arguments *arguments = review->arguments;
    cn_buf_add_text(&review->labels,
                    arguments->labels ? arguments->labels : arguments->operands.items[0]);
    cn_buf_add_text(&review->labels, arguments->labels ? "" : ".labels.tsv");
    cn_buf_add_byte(&review->labels, '\0');
    if (review->labels.failed)
        cn_say_code(CN_FATAL, CN_E_MEMORY, NULL, NULL);
    return !review->labels.failed;
}

static enum cn_severity load(struct review *review) {
    enum cn_severity severity =
        cn_results_load(&review->results, review->arguments->operands.items[0]);
    cn_say_diags(&review->results.diags);
    return severity;
}

static enum cn_severity open_labels(struct review *review) {
    enum cn_severity severity = cn_labelling_open(&review->labelling, review->labels.bytes);
    cn_say_diags(&review->labelling.known.diags);
    return severity;
}

static void hold_session(struct review *review) {
    review->out.fd = STDOUT_FILENO;
    cn_keys_open();
    ask_all(review);
    cn_keys_close();
}

static enum cn_exit finish(struct review *review, enum cn_severity severity) {
    struct cn_buf model = {0};
    enum cn_exit status = severity >= CN_PARTIAL ? CN_EXIT_TROUBLE : CN_EXIT_FOUND;
    add_model(review, &model);
    if (model.failed) {
        cn_say_code(CN_FATAL, CN_E_MEMORY, NULL, NULL);
        review->failed = true;
    } else {
        sum_up(review, model.bytes);
    }
    if (review->out.error != 0)
        cn_say_code(CN_FATAL, CN_E_WRITE, "standard output", strerror(review->out.error));
    if (!review->failed && review->arguments->refit && labels_of(review) == 0) {
        cn_say(CN_OK, "there are no labels yet to fit a model to");
    } else if (!review->failed && review->arguments->refit) {
        enum cn_exit fitted = refit(review, model.bytes);
        status = fitted > status ? fitted : status;
    }
    cn_buf_free(&model);
    return review->failed ? CN_EXIT_TROUBLE : status;
}

static enum cn_exit run(struct review *review) {
    size_t len;
    enum cn_severity severity = load(review);
    if (severity >= CN_SKIP)
        return CN_EXIT_TROUBLE;
    cn_results_questions(&review->results, &len);
    if (len == 0) {
        cn_say(CN_OK, "no mention to ask about in %s", review->arguments->operands.items[0]);
        return severity >= CN_PARTIAL ? CN_EXIT_TROUBLE : CN_EXIT_NONE;
    }
    enum cn_severity opened = open_labels(review);
    severity = opened > severity ? opened : severity;
    if (severity >= CN_SKIP || !pick_questions(review))
        return CN_EXIT_TROUBLE;
    hold_session(review);
    return finish(review, severity);
}

static bool sensible(const struct cn_arguments *arguments) {
    if (arguments->operands.len == 1 && strcmp(arguments->operands.items[0], "-") != 0)
        return true;
    cn_say(CN_FATAL, "review wants one file of RESULTS, of annotate --format=jsonl; answers come "
                     "from standard input");
    return false;
}

enum cn_exit cn_review(const struct cn_arguments *arguments) {
    struct review review = {.arguments = arguments};
    enum cn_exit status = CN_EXIT_TROUBLE;
    if (sensible(arguments) && name_labels(&review))
        status = run(&review);
    cn_say_diags(&review.labelling.diags);
    cn_labelling_close(&review.labelling);
    cn_results_free(&review.results);
    free(review.order);
    cn_buf_free(&review.labels);
    cn_buf_free(&review.outcomes);
    cn_buf_free(&review.text);
    cn_buf_free(&review.answer);
    cn_out_free(&review.out);
    return status;
}
