/*
 * options.c: the one definition of every option.
 *
 * The table feeds getopt_long, --help and the "did you mean" of a misspelt option. To add an
 * option: a field in struct cn_arguments and a line here.
 */
#include "cli/cli.h"

#include "base/fields.h"
#include "base/limits.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How an option's argument is read, and the type of its field. */
enum kind {
    FLAG,     /* bool; no argument */
    TEXT,     /* const char * */
    MAYBE,    /* the same; its argument may be left out, and is empty then */
    MANY,     /* struct cn_words_given: one word each time */
    LIST,     /* struct cn_words_given: words separated by commas, each time */
    SIZE,     /* uint64_t: a number with K, M, G or T */
    FRACTION, /* double: from 0 to 1 */
    CHOICE    /* int: the place of the word in `choices` */
};

/* Where --help shows it. */
enum place {
    SHOWN, /* on a line of its own */
    ALSO,  /* by name only, in the last paragraph: the manual tells the rest */
    HIDDEN /* for tests */
};

struct option_entry {
    char letter; /* 0: none */
    const char *name;
    enum kind kind;
    enum place place;
    unsigned commands; /* enum cn_command_bit */
    size_t field;      /* in struct cn_arguments */
    const char *argument;
    const char *help;
    const char *const *choices; /* ends with NULL; as the enum is numbered */
};

static const char *const styles[] = {"inline", "replace", "margin", "footnotes", NULL};
static const char *const sandboxes[] = {"auto", "require", "off", NULL};
static const char *const colors[] = {"auto", "always", "never", NULL};

#define AT(field) offsetof(struct cn_arguments, field)
#define SCANS (CN_ANNOTATE | CN_EVALUATE | CN_LEARN | CN_EXPLAIN)
#define FITS (CN_LEARN | CN_REVIEW)

// clang-format off
static const struct option_entry entries[] = {
    {'d', "dictionary", MANY, SHOWN, SCANS | CN_DICTIONARY | CN_REVIEW, AT(dictionaries), "NAME",
     "a dictionary, by path or name; repeatable (all)", NULL},
    {0, "model", TEXT, ALSO, SCANS | CN_REVIEW, AT(model), "FILE",
     "the weights of the evidence", NULL},
    {0, "confusions", TEXT, SHOWN, SCANS | CN_REVIEW, AT(confusions), "NAME",
     "how scanners garble: a table by path or name; none", NULL},
    {0, "language", TEXT, SHOWN, SCANS | CN_DICTIONARY | CN_REVIEW, AT(languages), "LIST",
     "hunspell dictionaries for ordinary words (en_US)", NULL},
    {0, "scheme", LIST, SHOWN, CN_ANNOTATE, AT(schemes), "LIST",
     "report only names of these dictionaries", NULL},
    {0, "kind", LIST, SHOWN, CN_ANNOTATE, AT(kinds), "LIST",
     "report only these kinds (country, person, ...)", NULL},
    {0, "country", LIST, SHOWN, CN_ANNOTATE, AT(countries), "LIST",
     "report only these countries (ISO 3166: KP,IR)", NULL},
    {0, "min-confidence", FRACTION, SHOWN, CN_ANNOTATE | CN_EVALUATE, AT(min_confidence), "P",
     "report names of this probability or more (0.5)", NULL},
    {0, "format", TEXT, SHOWN, CN_ANNOTATE, AT(format), "NAME",
     "text, lines, gnu or jsonl (text)", NULL},
    {0, "format", TEXT, SHOWN, CN_EVALUATE, AT(format), "NAME",
     "text, or tsv for machines (text)", NULL},
    {0, "root", TEXT, SHOWN, CN_EVALUATE | FITS, AT(root), "FOLDER",
     "where the documents are (the labels' folder)", NULL},
    {0, "exhaustive", FLAG, SHOWN, CN_EVALUATE, AT(exhaustive), NULL,
     "what has no label is no name", NULL},
    {0, "without", LIST, SHOWN, CN_EVALUATE, AT(without), "LIST",
     "leave labels of these classes out of the figures", NULL},
    {0, "baseline", TEXT, SHOWN, CN_EVALUATE, AT(baseline), "FILE",
     "show what was gained and lost since; exit 1 on a loss", NULL},
    {0, "calibration", TEXT, SHOWN, CN_EVALUATE, AT(calibration), "FILE",
     "draw the probabilities beside the truth (SVG)", NULL},
    {0, "tolerance", FRACTION, SHOWN, CN_EVALUATE, AT(tolerance), "P",
     "the share of places that may be lost (0)", NULL},
    {0, "update", FLAG, SHOWN, CN_EVALUATE, AT(update), NULL,
     "write the baseline anew", NULL},
    {0, "style", CHOICE, SHOWN, CN_ANNOTATE, AT(style), "NAME",
     "of text: inline, replace, margin or footnotes", styles},
    {0, "ascii", FLAG, SHOWN, CN_ANNOTATE | CN_STRIP, AT(ascii), NULL,
     "glosses in ASCII: A9[=North Korea 0.97=]", NULL},
    {0, "color", CHOICE, ALSO, CN_ANNOTATE, AT(color), "WHEN",
     "auto, always or never (auto)", colors},
    {'o', "output", TEXT, SHOWN, CN_ANNOTATE | CN_STRIP | CN_LEARN, AT(output), "PATH",
     "write a file, or a folder that mirrors the input", NULL},
    {'o', "output", TEXT, SHOWN, CN_DICTIONARY, AT(output), "FILE",
     "of compile: the file to write", NULL},
    {0, "labels", TEXT, SHOWN, CN_REVIEW, AT(labels), "FILE",
     "add the answers to this file (RESULTS.labels.tsv)", NULL},
    {0, "refit", FLAG, SHOWN, CN_REVIEW, AT(refit), NULL,
     "fit a model to all labels of that file at the end", NULL},
    {'o', "output", TEXT, SHOWN, CN_REVIEW, AT(output), "FILE",
     "of --refit: the model to write (LABELS.model)", NULL},
    {0, "folds", SIZE, SHOWN, FITS, AT(folds), "N",
     "parts of the cross-validation (5)", NULL},
    {'j', "jobs", SIZE, SHOWN, CN_ANNOTATE, AT(jobs), "N",
     "read N documents at a time (as many as processors)", NULL},
    {'c', "count", FLAG, SHOWN, CN_ANNOTATE, AT(count), NULL,
     "print only how many names each document holds", NULL},
    {'l', "files-with-matches", FLAG, SHOWN, CN_ANNOTATE, AT(files_with), NULL,
     "print only the documents that hold a name", NULL},
    {'L', "files-without-match", FLAG, SHOWN, CN_ANNOTATE, AT(files_without), NULL,
     "print only the documents that hold none", NULL},
    {'0', "null", FLAG, ALSO, CN_ANNOTATE, AT(null), NULL,
     "end the names of -l and -L with NUL, not a line end", NULL},
    {'q', "quiet", FLAG, SHOWN, CN_ANNOTATE, AT(quiet), NULL,
     "print nothing; stop at the first name", NULL},
    {0, "strict", FLAG, ALSO, CN_ANNOTATE, AT(strict), NULL,
     "exit 2 also for unsupported and encrypted documents", NULL},
    {0, "files-from", TEXT, SHOWN, CN_ANNOTATE | CN_LEARN, AT(files_from), "FILE",
     "read paths from a file, one a line ('-': stdin)", NULL},
    {0, "files0-from", TEXT, ALSO, CN_ANNOTATE | CN_LEARN, AT(files0_from), "FILE",
     "the same, each path ended by NUL", NULL},
    {0, "coverage", MAYBE, ALSO, CN_ANNOTATE, AT(coverage), "FILE",
     "list how each document was read", NULL},
    {0, "journal", TEXT, ALSO, CN_ANNOTATE, AT(journal), "FILE",
     "where a run that was killed goes on", NULL},
    {0, "dump", TEXT, ALSO, CN_ANNOTATE, AT(dump), "STAGE",
     "show what a stage hands on: open, read, tokenize, match, score", NULL},
    {0, "max-bytes", SIZE, ALSO, SCANS, AT(max_bytes), "SIZE",
     "decompressed bytes read of one document (4G)", NULL},
    {0, "max-ratio", SIZE, ALSO, SCANS, AT(max_ratio), "N",
     "how many times its size a document may decompress to (200)", NULL},
    {0, "max-depth", SIZE, ALSO, SCANS, AT(max_depth), "N",
     "how deep archives in archives are read (8)", NULL},
    {0, "max-members", SIZE, ALSO, SCANS, AT(max_members), "N",
     "documents in one archive, nested ones included (100000)", NULL},
    {0, "max-memory", SIZE, ALSO, CN_ANNOTATE, AT(max_memory), "SIZE",
     "memory of each process that reads documents (280M)", NULL},
    {0, "timeout", SIZE, ALSO, CN_ANNOTATE, AT(timeout), "SECONDS",
     "for one document, and more for large ones (60)", NULL},
    {0, "sandbox", CHOICE, ALSO, CN_ANNOTATE, AT(sandbox), "WHEN",
     "wall in what reads documents: auto, require, off", sandboxes},
    {0, "list-formats", FLAG, ALSO, CN_ANNOTATE, AT(list_formats), NULL,
     "list what is read and written", NULL},
    {0, "read-size", SIZE, HIDDEN, SCANS, AT(read_size), "SIZE",
     "bytes asked of the system at once", NULL},
    {'h', "help", FLAG, SHOWN, ~0u, AT(help), NULL,
     "show this", NULL},
};
// clang-format on

#define ENTRIES (sizeof entries / sizeof entries[0])

/* ---- arguments of options ---- */

static bool add_word(struct cn_words_given *words, const char *word) {
    const char **items = realloc(words->items, (words->len + 2) * sizeof *items);
    if (!items) {
        cn_say(CN_FATAL, "out of memory");
        return false;
    }
    items[words->len++] = word;
    items[words->len] = NULL;
    words->items = items;
    return true;
}

/* Cuts the argument at its commas, in place. */
static bool add_list(struct cn_words_given *words, char *list) {
    for (char *next = list; next; list = next) {
        next = strchr(list, ',');
        if (next)
            *next++ = '\0';
        if (*list && !add_word(words, list))
            return false;
    }
    return true;
}

static bool refused(const struct option_entry *entry, const char *value, const char *wanted) {
    cn_say(CN_FATAL, "--%s: '%s' is not %s", entry->name, value, wanted);
    return false;
}

static bool read_choice(const struct option_entry *entry, const char *value, int *field) {
    struct cn_guess guess = {.word = cn_str_of(value)};
    char what[64];
    for (int i = 0; entry->choices[i]; i++) {
        if (strcmp(entry->choices[i], value) == 0) {
            *field = i;
            return true;
        }
        cn_guess_try(&guess, cn_str_of(entry->choices[i]));
    }
    snprintf(what, sizeof what, "--%s: unknown value", entry->name);
    cn_guess_say(&guess, what, "see --help");
    return false;
}

static bool take(struct cn_arguments *arguments, const struct option_entry *entry, char *value) {
    void *field = (char *)arguments + entry->field;
    switch (entry->kind) {
    case FLAG:
        *(bool *)field = true;
        return true;
    case TEXT:
        *(const char **)field = value;
        return true;
    case MAYBE:
        *(const char **)field = value ? value : "";
        return true;
    case MANY:
        return add_word(field, value);
    case LIST:
        return add_list(field, value);
    case SIZE:
        return cn_value_size(value, field) ||
               refused(entry, value, "a number above 0 (K, M, G or T may follow)");
    case FRACTION:
        return cn_value_fraction(value, field) || refused(entry, value, "a number from 0 to 1");
    case CHOICE:
        return read_choice(entry, value, field);
    }
    return false;
}

/* ---- getopt ---- */

/* What getopt_long wants, made from the table for one command. */
struct getopt_tables {
    char letters[2 * ENTRIES + 2];
    struct option names[ENTRIES + 1];
};

/* Values of long options lie above those of letters. */
#define LONG_VALUE 256

static void fill_getopt(struct getopt_tables *tables, enum cn_command_bit bit) {
    char *letter = tables->letters;
    struct option *name = tables->names;
    memset(tables, 0, sizeof *tables);
    *letter++ = ':'; /* tell a missing argument from an unknown option */
    for (size_t i = 0; i < ENTRIES; i++) {
        if (!(entries[i].commands & bit))
            continue;
        bool argument = entries[i].kind != FLAG;
        int wants = entries[i].kind == MAYBE ? optional_argument
                    : argument               ? required_argument
                                             : no_argument;
        *name++ = (struct option){entries[i].name, wants, NULL, LONG_VALUE + (int)i};
        if (entries[i].letter)
            *letter++ = entries[i].letter;
        if (entries[i].letter && argument)
            *letter++ = ':';
    }
}

static const struct option_entry *entry_of(int value) {
    if (value >= LONG_VALUE)
        return &entries[value - LONG_VALUE];
    for (size_t i = 0; i < ENTRIES; i++) {
        if (entries[i].letter && entries[i].letter == value)
            return &entries[i];
    }
    return NULL;
}

static void say_unknown_long(enum cn_command_bit bit, const char *word) {
    struct cn_guess guess = {.word = {word, strcspn(word, "=")}};
    for (size_t i = 0; i < ENTRIES; i++) {
        if (entries[i].commands & bit && entries[i].place != HIDDEN)
            cn_guess_try(&guess, cn_str_of(entries[i].name));
    }
    cn_guess_say(&guess, "unknown option", "see --help");
}

/* getopt_long has refused what stands before optind; `result` is its '?' or ':'. */
static void say_refused(const struct cn_command *command, int result, const char *word) {
    bool is_long = strncmp(word, "--", 2) == 0;
    if (result == ':' && is_long)
        cn_say(CN_FATAL, "option '%s' wants an argument", word);
    else if (result == ':')
        cn_say(CN_FATAL, "option '-%c' wants an argument", optopt);
    else if (is_long && optopt >= LONG_VALUE)
        cn_say(CN_FATAL, "option '--%s' takes no argument", entry_of(optopt)->name);
    else if (is_long)
        say_unknown_long(command->bit, word + 2);
    else
        cn_say(CN_FATAL, "unknown option '-%c'; see: cryptonym %s --help", optopt, command->name);
}

static void set_defaults(struct cn_arguments *arguments, const struct cn_command *command) {
    *arguments = (struct cn_arguments){
        .command = command,
        .min_confidence = 0.5,
        .max_bytes = cn_open_limits_default.unpacked_max,
        .max_ratio = cn_open_limits_default.ratio_max,
        .max_depth = cn_open_limits_default.depth_max,
        .max_members = cn_open_limits_default.members_max,
        .max_memory = CN_WORKER_MEMORY,
        .timeout = CN_TIMEOUT,
        .read_size = cn_open_limits_default.read_size,
    };
}

bool cn_arguments_parse(struct cn_arguments *arguments, const struct cn_command *command, int argc,
                        char **argv) {
    struct getopt_tables tables;
    int result = 0;
    set_defaults(arguments, command);
    fill_getopt(&tables, command->bit);
    opterr = 0;
    while ((result = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
        if (result == '?' || result == ':') {
            say_refused(command, result, argv[optind - 1]);
            return false;
        }
        if (!take(arguments, entry_of(result), optarg))
            return false;
    }
    for (; optind < argc; optind++) {
        if (!add_word(&arguments->operands, argv[optind]))
            return false;
    }
    return true;
}

void cn_arguments_free(struct cn_arguments *arguments) {
    free(arguments->operands.items);
    free(arguments->dictionaries.items);
    free(arguments->schemes.items);
    free(arguments->kinds.items);
    free(arguments->countries.items);
    free(arguments->without.items);
}

/* ---- what was asked for ---- */

static void add_words(struct cn_buf *value, const struct cn_words_given *words) {
    for (size_t i = 0; i < words->len; i++) {
        cn_buf_add_text(value, i > 0 ? "," : "");
        cn_buf_add_text(value, words->items[i]);
    }
}

static void add_value(struct cn_buf *value, const struct option_entry *entry, const void *field) {
    const char *text = NULL;
    switch (entry->kind) {
    case FLAG:
        text = *(const bool *)field ? "given" : "";
        break;
    case TEXT:
    case MAYBE:
        text = *(const char *const *)field;
        break;
    case MANY:
    case LIST:
        add_words(value, field);
        break;
    case SIZE:
        cn_buf_addf(value, "%" PRIu64, *(const uint64_t *)field);
        break;
    case FRACTION:
        cn_buf_add_fixed(value, *(const double *)field, 9);
        break;
    case CHOICE:
        text = entry->choices[*(const int *)field];
        break;
    }
    cn_buf_add_text(value, text ? text : "");
}

static bool listed(const char *const *names, const char *name) {
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

void cn_options_write(struct cn_buf *pairs, const struct cn_arguments *arguments,
                      const char *const *but) {
    for (size_t i = 0; i < ENTRIES; i++) {
        struct cn_buf value = {0};
        if (!(entries[i].commands & arguments->command->bit) || listed(but, entries[i].name))
            continue;
        add_value(&value, &entries[i], (const char *)arguments + entries[i].field);
        cn_put_str(pairs, cn_str_of(entries[i].name));
        cn_put_str(pairs, cn_buf_str(&value));
        pairs->failed |= value.failed;
        cn_buf_free(&value);
    }
}

/* ---- --help ---- */

#define HELP_COLUMN 27
#define HELP_WIDTH 79

static void add_name(struct cn_buf *out, const struct option_entry *entry) {
    cn_buf_addf(out, "--%s", entry->name);
    if (entry->argument)
        cn_buf_addf(out, entry->kind == MAYBE ? "[=%s]" : "=%s", entry->argument);
}

static void add_line(struct cn_buf *out, const struct option_entry *entry) {
    size_t start = out->len;
    if (entry->letter)
        cn_buf_addf(out, " -%c, ", entry->letter);
    else
        cn_buf_add_text(out, "     ");
    add_name(out, entry);
    do {
        cn_buf_add_byte(out, ' ');
    } while (!out->failed && out->len - start < HELP_COLUMN);
    cn_buf_addf(out, "%s\n", entry->help);
}

/* "Also: --model=FILE --null ... (see cryptonym(1))", broken to the width of a screen. */
static void add_also(struct cn_buf *out, enum cn_command_bit bit) {
    size_t start = out->len;
    for (size_t i = 0; i < ENTRIES; i++) {
        if (!(entries[i].commands & bit) || entries[i].place != ALSO)
            continue;
        struct cn_buf name = {0};
        add_name(&name, &entries[i]);
        if (out->len == start) {
            cn_buf_add_text(out, "Also:");
        } else if (out->len - start + name.len >= HELP_WIDTH) {
            cn_buf_add_text(out, "\n     ");
            start = out->len - 5;
        }
        cn_buf_add_byte(out, ' ');
        cn_buf_add_str(out, cn_buf_str(&name));
        out->failed = out->failed || name.failed;
        cn_buf_free(&name);
    }
    if (out->len > start)
        cn_buf_add_byte(out, '\n');
}

void cn_options_describe(struct cn_buf *out, enum cn_command_bit bit) {
    for (size_t i = 0; i < ENTRIES; i++) {
        if (entries[i].commands & bit && entries[i].place == SHOWN)
            add_line(out, &entries[i]);
    }
    add_also(out, bit);
}
