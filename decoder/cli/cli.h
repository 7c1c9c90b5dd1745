/*
 * cli.h: what the commands share: the command table, the parsed command line, messages, inputs and
 * output files.
 *
 * For main.c and cli/ only. This is the one folder that prints diagnostics and chooses exit
 * statuses. A command is a file with one function of type cn_command_fn and a line in commands.c;
 * its options are lines in options.c.
 */
#ifndef CN_CLI_CLI_H
#define CN_CLI_CLI_H

#include "scan.h"

/* ---- exit statuses, as grep's ---- */

enum cn_exit {
    CN_EXIT_FOUND = 0, /* something was found; for commands that do not search: done */
    CN_EXIT_NONE = 1,  /* nothing was found; a check failed */
    CN_EXIT_TROUBLE = 2
};

/* ---- commands ---- */

struct cn_arguments;
typedef enum cn_exit cn_command_fn(const struct cn_arguments *);

/* A bit each, so that an option can say which commands take it. */
enum cn_command_bit {
    CN_ANNOTATE = 1,
    CN_STRIP = 2,
    CN_DICTIONARY = 4,
    CN_EVALUATE = 8,
    CN_LEARN = 16,
    CN_EXPLAIN = 32,
    CN_HELP = 64,
    CN_VERSION = 128
};

struct cn_command {
    enum cn_command_bit bit;
    const char *name;
    const char *operands; /* for the usage line: "[FILE]..." */
    const char *summary;  /* one line */
    cn_command_fn *run;
};
extern const struct cn_command cn_commands[]; /* ends with a NULL name */
const struct cn_command *cn_command_find(const char *name);

cn_command_fn cn_help, cn_show_version;

/* ---- the parsed command line ---- */

enum cn_color { CN_COLOR_AUTO, CN_COLOR_ALWAYS, CN_COLOR_NEVER };

/* A list of words from the command line. Ends with NULL once it has any. */
struct cn_words_given {
    const char **items; /* NULL: none given */
    size_t len;
};

/* Zero-initialise. The strings belong to argv. Every field an option fills stands in the table of
 * options.c. */
struct cn_arguments {
    const struct cn_command *command;
    struct cn_words_given operands;
    struct cn_words_given dictionaries;
    struct cn_words_given schemes, kinds, countries;
    const char *model;
    const char *languages;
    const char *format;
    const char *output;
    const char *files_from;
    const char *files0_from;
    const char *dump;
    double min_confidence;
    uint64_t max_bytes;
    uint64_t max_ratio;
    uint64_t read_size;
    int style; /* enum cn_style */
    int color; /* enum cn_color */
    bool ascii;
    bool count;
    bool files_with;
    bool files_without;
    bool null;
    bool quiet;
    bool strict;
    bool list_formats;
    bool help;
};

/* Reads the options and operands behind the command's name (argv[0] is that name). False: a message
 * has been printed. */
bool cn_arguments_parse(struct cn_arguments *, const struct cn_command *, int argc, char **argv);
void cn_arguments_free(struct cn_arguments *);
/* What `--help` says about a command's options: a line each, the rare ones in one paragraph. */
void cn_options_describe(struct cn_buf *, enum cn_command_bit);

/* ---- messages: message.c is the only file that writes to stderr ---- */

/* "cryptonym: error: ..." and a line end; the whole is escaped for the terminal. */
void cn_say(enum cn_severity, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* One line a diagnostic, "cryptonym: file:line:column: warning: text: detail", and how many were
 * dropped. */
void cn_say_diags(const struct cn_diags *);

/* ---- guess.c: "did you mean" ---- */

/* Start with {.word = ...}; try every word there is; `best` is near enough to be meant, or NULL. */
struct cn_guess {
    const char *word;
    const char *best;
    unsigned distance;
};
void cn_guess_try(struct cn_guess *, const char *candidate);

#endif
