/*
 * help.c: `cryptonym help`, `cryptonym help COMMAND` and every command's --help. Each fits a screen
 * of 24 lines of 80 columns.
 */
#include "cli/cli.h"

static void add_overview(struct cn_buf *text) {
    cn_buf_add_text(text, "Usage: cryptonym COMMAND [OPTION]... [FILE]...\n"
                          "Decode code names in leaked and declassified documents.\n\n");
    for (const struct cn_command *command = cn_commands; command->name; command++)
        cn_buf_addf(text, "  %-12s %s\n", command->name, command->summary);
    cn_buf_add_text(text, "\nExit status: 0 found, 1 nothing found, 2 trouble.\n"
                          "More: cryptonym COMMAND --help, man cryptonym,\n"
                          "man 5 cryptonym-dictionary.\n");
}

static void add_command(struct cn_buf *text, const struct cn_command *command) {
    cn_buf_addf(text, "Usage: cryptonym %s [OPTION]... %s\n", command->name, command->operands);
    cn_buf_addf(text, "What it does: %s.\n", command->summary);
    cn_options_describe(text, command->bit);
}

enum cn_exit cn_help(const struct cn_arguments *arguments) {
    struct cn_buf text = {0};
    const struct cn_command *command = arguments->command;
    if (command->bit == CN_HELP && arguments->operands.len > 0)
        command = cn_command_find(arguments->operands.items[0]);
    if (!command) {
        cn_say(CN_FATAL, "unknown command '%s'; see: cryptonym help", arguments->operands.items[0]);
        return CN_EXIT_TROUBLE;
    }
    if (command->bit == CN_HELP)
        add_overview(&text);
    else
        add_command(&text, command);
    return cn_print(&text);
}
