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

#include <sys/stat.h>

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
    CN_VERSION = 128,
    CN_REVIEW = 256
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

cn_command_fn cn_annotate, cn_dictionary_command, cn_evaluate_command, cn_explain, cn_help,
    cn_learn, cn_learn_confusions, cn_learn_words, cn_review, cn_show_version, cn_strip_command;
cn_command_fn cn_dictionary_compile; /* an action of cn_dictionary_command */

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
    const char *confusions;
    const char *languages;
    const char *format;
    const char *output;
    const char *files_from;
    const char *files0_from;
    const char *dump;
    const char *coverage; /* empty: to standard error */
    const char *journal;
    const char *root;
    const char *baseline;
    const char *calibration;
    const char *labels;
    struct cn_words_given without;
    double tolerance;
    double min_confidence;
    uint64_t max_bytes;
    uint64_t max_ratio;
    uint64_t max_depth;
    uint64_t max_members;
    uint64_t max_memory;
    uint64_t timeout;
    uint64_t read_size;
    uint64_t folds;
    uint64_t jobs; /* 0: as many as there are processors */
    int style;     /* enum cn_style */
    int color;     /* enum cn_color */
    int sandbox;   /* enum cn_sandbox_want */
    bool ascii;
    bool count;
    bool files_with;
    bool files_without;
    bool null;
    bool quiet;
    bool strict;
    bool update;
    bool refit;
    bool exhaustive;
    bool list_formats;
    bool help;
};

/* Reads the options and operands behind the command's name (argv[0] is that name). False: a message
 * has been printed. */
bool cn_arguments_parse(struct cn_arguments *, const struct cn_command *, int argc, char **argv);
void cn_arguments_free(struct cn_arguments *);
/* What `--help` says about a command's options: a line each, the rare ones in one paragraph. */
void cn_options_describe(struct cn_buf *, enum cn_command_bit);
/* What was asked for: each option's name and value, two strings of fields.h, whether it was given
 * or not. `but`: names to leave out, ended by NULL. */
void cn_options_write(struct cn_buf *pairs, const struct cn_arguments *, const char *const *but);

/* ---- values.c: numbers as options take them; false: it is none ---- */

/* A whole number above 0; K, M, G or T may follow. */
bool cn_value_size(const char *text, uint64_t *size);
/* From 0 to 1, with a point whatever the locale. */
bool cn_value_fraction(const char *text, double *fraction);

/* ---- messages: message.c is the only file that writes to stderr ---- */

/* "cryptonym: error: ..." and a line end; the whole is escaped for the terminal. */
void cn_say(enum cn_severity, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "cryptonym: file: error: ", the catalogue's sentence, ": detail". An empty or absent `file` or
 * `detail` is left out. */
void cn_say_code(enum cn_severity, enum cn_code, const char *file, const char *detail);
/* One line a diagnostic, "cryptonym: file:line:column: warning: text: detail", and how many were
 * dropped. */
void cn_say_diags(const struct cn_diags *);
/* The same in two steps, for a list that grows: those from number `first` on; and what there is to
 * say at the end. */
void cn_say_diags_from(const struct cn_diags *, size_t first);
void cn_say_diags_dropped(const struct cn_diags *);
/* Lines that have been escaped already, as they are. */
void cn_say_lines(struct cn_str lines);
/* What stands on the terminal's last line until the next message, which takes its place; empty:
 * nothing. The caller has escaped it and made it short enough. */
void cn_say_passing(struct cn_str line);

/* ---- guess.c: "did you mean" ---- */

/* Start with {.word = ...}; try every word there is; `best` is near enough to be meant, or empty.
 */
struct cn_guess {
    struct cn_str word;
    struct cn_str best;
    unsigned distance;
};
void cn_guess_try(struct cn_guess *, struct cn_str candidate);
/* "what 'word'; did you mean 'best'?", or where nothing is near, "what 'word'; otherwise". */
void cn_guess_say(const struct cn_guess *, const char *what, const char *otherwise);

/* ---- setup.c: a scan as the command line asks for it ---- */

/* Dictionaries, model, words, limits and filter. False: it cannot be done; a message has been
 * printed. Tear it down all the same. `*lost` (may be NULL): something of it is missing, such as a
 * row of a dictionary, so that what is found may not be all. */
bool cn_setup(struct cn_scan *, const struct cn_arguments *, bool *lost);

/* ---- inputs.c: what to read ---- */

/* A file to read, in order. NULL: standard input. Return false to stop. */
typedef bool cn_input_fn(const char *path, void *context);
/* Asked before a folder or file that the user named is walked; false: leave it out (a message has
 * been printed). */
typedef bool cn_input_check(const char *path, void *context);
struct cn_input_calls {
    cn_input_check *named; /* NULL: take all */
    cn_input_fn *each;
    /* Called before a message is printed, so that what `each` was given can have its own first;
     * false: stop, and print nothing. NULL: print. */
    bool (*settle)(void *context);
    void *context;
};
/* Every file that the operands and lists of the command line name; none of either is standard
 * input. Messages are printed. Returns the worst: CN_PARTIAL or more when something could not be
 * had. */
enum cn_severity cn_inputs_each(const struct cn_arguments *, const struct cn_input_calls *);
/* May there be more than one document? */
bool cn_inputs_several(const struct cn_arguments *);
/* What messages and output call standard input. */
#define CN_STANDARD_INPUT "(standard input)"

/* ---- output.c: a file that is written whole or not at all; or standard output ---- */

struct cn_output {
    struct cn_out out;  /* write here */
    const char *path;   /* for messages */
    int folder;         /* holds the temporary; -1: written in place (stdout, a device) */
    char temporary[48]; /* name in `folder` */
    const char *name;   /* the final name in `folder`; points into `path` or the caller's */
    bool refused;       /* an input came that must not be overwritten: do not keep this */
    bool has_target;    /* `device` and `inode` are of the regular file that is written or */
    uint64_t device;    /* replaced */
    uint64_t inode;
    bool kept;  /* the temporary outlives the run, so that another one can go on with it */
    bool fresh; /* it was not there before */
    bool named; /* such a run has given it its name already: nothing is written */
};

/* Opens the output file `path`; NULL or "-": standard output. False: a message has been printed.
 * `path` must outlive it. */
bool cn_output_open(struct cn_output *, const char *path);
/* The same for a run with a journal, whose number is `id` (0: it has none). What such a run has
 * left unfinished is replaced; or, if the file `goes_on`, taken up: it can be read, too, and its
 * offset is at its first byte. */
bool cn_output_open_of(struct cn_output *, const char *path, uint64_t id, bool goes_on);
/* The same for the file `name` in an open folder (owned from now on), to be replaced. `path` is for
 * messages. */
bool cn_output_open_at(struct cn_output *, int folder, const char *name, const char *path,
                       uint64_t id);
/* `keep`: flushes, syncs and gives the file its name; else nothing of it stays. False: it could not
 * be written; a message has been printed (none for a closed pipe). */
bool cn_output_close(struct cn_output *, bool keep);
/* Is `path` (NULL: standard input) the very file that is written or replaced? Then it must not be
 * read: a message is printed, and an output file of that name is not kept. */
bool cn_output_refuses(struct cn_output *, const char *path);
/* The same by the file's status, without a word. */
bool cn_output_targets(const struct cn_output *, const struct stat *);
/* Does the file or folder `output` lie in the folder `input`? */
bool cn_output_inside(const char *output, const char *input);

/* Writes a command's own text (help, a list) to standard output, and frees it. */
enum cn_exit cn_print(struct cn_buf *text);

/* ---- mirror.c: -o FOLDER ---- */

struct cn_mirror {
    int folder;       /* -1: none */
    const char *path; /* as given */
    void *written;    /* the paths written in this run */
    uint64_t id;      /* of a run with a journal; 0: it has none */
};
/* Does `path` name a folder: one that is there, or by a slash at its end? */
bool cn_mirror_wanted(const char *path);
bool cn_mirror_open(struct cn_mirror *, const char *path);
/* Opens the output for an input: its path under the folder, without a leading "/" and any "." or
 * ".." in it; folders are made, links not followed. `name` keeps the path for messages. */
bool cn_mirror_output(struct cn_mirror *, const char *input, struct cn_buf *name,
                      struct cn_output *);
/* The output for this input was written before the run went on: no other is, there. */
void cn_mirror_claim(struct cn_mirror *, struct cn_str input);
/* The size of the output that there is for an input, as a regular file. */
bool cn_mirror_measure(const struct cn_mirror *, struct cn_str input, uint64_t *size);
void cn_mirror_close(struct cn_mirror *);

/* ---- listing.c, dump.c, formats.c: what annotate prints instead of annotated text ---- */

enum cn_exit cn_list_formats(void);

/* `state` is the struct cn_arguments. */
extern const struct cn_emitter cn_emitter_count, cn_emitter_with, cn_emitter_without,
    cn_emitter_quiet;
/* --dump=STAGE: a line an item that the stage hands on, tab-separated. */
struct cn_dump {
    struct cn_out *out;
    const struct cn_scan *scan;
    struct cn_arena scratch;
};
/* The sink that dumps a stage, by its name. False: no such stage; a message has been printed. */
bool cn_dump_sink(const char *stage, struct cn_dump *, struct cn_sink *);

#endif
