/*
 * formats.c: `cryptonym annotate --list-formats`: what is read, and what is written.
 */
#include "cli/cli.h"

#include <unistd.h>

enum cn_exit cn_list_formats(void) {
    struct cn_buf text = {0};
    for (const struct cn_reader *const *reader = cn_readers; *reader; reader++)
        cn_buf_addf(&text, "reads   %-8s %s\n", (*reader)->name, (*reader)->what);
    for (const struct cn_emitter *const *emitter = cn_emitters; *emitter; emitter++)
        cn_buf_addf(&text, "writes  %-8s %s\n", (*emitter)->name, (*emitter)->what);
    return cn_print(&text);
}
