/*
 * cryptonym: decodes code names in leaked and declassified documents.
 *
 * The map. A document goes through six steps, each a folder of decoder/, in this order:
 *
 *   open/        paths, folders, standard input and gzip become documents, in a stable order
 *   read/        a document's bytes become UTF-8 text with a map back to the bytes; tables keep
 *                their cells
 *   tokenize/    Unicode folding, and tokens that keep their place in the text
 *   match/       tokens and patterns become candidates: exact.c, pattern.c; in the second pass what
 *                a scanner may have made of a name does too: garbled.c
 *   score/       candidates become mentions: named evidence in, confidence out, overlaps resolved
 *   emit/        mentions become annotated text, lines or JSON; escaping and strip
 *
 * Beside the six steps:
 *
 *   scan.c       the driver: one document through the six steps in two passes
 *   worker/      forked processes that take documents through the driver, several at a time
 *   evaluate/    how well mentions fit labels; what the model learns from
 *   review/      what a person is asked of a run's results, and the labels that come of it
 *   dictionary/  what the names mean: loaded once, checked, then const; used by match and score
 *   cli/         one file a command, the option table, messages, output files; all that prints
 *                diagnostics
 *   base/        strings, arenas, offset maps, diagnostics, limits: what everything stands on
 *   library.c    the same as a library: include/cryptonym.h
 *
 * This file only picks the command.
 */
#include "cli/cli.h"

#include <string.h>
#include <sys/stat.h>

static enum cn_exit unknown_command(const char *name) {
    struct stat status;
    if (stat(name, &status) == 0) {
        cn_say(CN_FATAL, "'%s' is not a command; did you mean: cryptonym annotate %s", name, name);
        return CN_EXIT_TROUBLE;
    }
    struct cn_guess guess = {.word = cn_str_of(name)};
    for (const struct cn_command *command = cn_commands; command->name; command++)
        cn_guess_try(&guess, cn_str_of(command->name));
    cn_guess_say(&guess, "unknown command", "see: cryptonym help");
    return CN_EXIT_TROUBLE;
}

/* "cryptonym --help" is "cryptonym help"; so with --version. */
static const char *command_name(const char *word) {
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return "help";
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
        return "version";
    return word;
}

int main(int argc, char **argv) {
    struct cn_arguments arguments = {0};
    enum cn_exit status = CN_EXIT_TROUBLE;
    if (argc < 2) {
        cn_say(CN_FATAL, "no command; see: cryptonym help");
        return CN_EXIT_TROUBLE;
    }
    const struct cn_command *command = cn_command_find(command_name(argv[1]));
    if (!command)
        return (int)unknown_command(argv[1]);
    if (cn_arguments_parse(&arguments, command, argc - 1, argv + 1))
        status = arguments.help ? cn_help(&arguments) : command->run(&arguments);
    cn_arguments_free(&arguments);
    return (int)status;
}
