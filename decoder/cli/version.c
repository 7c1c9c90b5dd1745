/*
 * version.c: `cryptonym version` and `cryptonym --version`.
 */
#include "cli/cli.h"

enum cn_exit cn_show_version(const struct cn_arguments *arguments) {
    struct cn_buf text = {0};
    (void)arguments;
    cn_buf_add_text(&text, PACKAGE_STRING "\n");
    return cn_print(&text);
}
