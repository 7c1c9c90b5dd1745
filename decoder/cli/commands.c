/*
 * commands.c: the table of commands, in the order help lists them.
 */
#include "cli/cli.h"

#include <string.h>

const struct cn_command cn_commands[] = {
    {CN_ANNOTATE, "annotate", "[FILE|FOLDER|-]...", "write documents with each code name's meaning",
     cn_annotate},
    {CN_DICTIONARY, "dictionary", "check [FILE]...|compile|list|show NAME",
     "check dictionaries, compile or list them, look a name up", cn_dictionary_command},
    {CN_EVALUATE, "evaluate", "LABELS", "compare what is found with labels; catch what got worse",
     cn_evaluate_command},
    {CN_STRIP, "strip", "[FILE|-]...", "take the glosses out again, byte for byte",
     cn_strip_command},
    {CN_EXPLAIN, "explain", "FILE:LINE[:COLUMN]", "show why a place is taken for a name, or is not",
     cn_explain},
    {CN_LEARN, "learn", "weights|confusions LABELS... | words FILE...",
     "fit the model to labelled places, or to documents", cn_learn},
    {CN_HELP, "help", "[COMMAND]", "show what a command does and its options", cn_help},
    {CN_REVIEW, "review", "RESULTS", "ask a person about uncertain names, and keep the answers",
     cn_review},
    {CN_VERSION, "version", "", "show the version", cn_show_version},
    {0, NULL, NULL, NULL, NULL},
};

const struct cn_command *cn_command_find(const char *name) {
    for (const struct cn_command *command = cn_commands; command->name; command++) {
        if (strcmp(command->name, name) == 0)
            return command;
    }
    return NULL;
}
