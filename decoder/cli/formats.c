/*
 * formats.c: `cryptonym annotate --list-formats`: what is read, what is unpacked, and what is
 * written.
 */
#include "cli/cli.h"

#include "open/container.h"
#include "open/packing.h"

#include <unistd.h>

static void add(struct cn_buf *text, const char *verb, const char *name, const char *what,
                const char *missing) {
    cn_buf_addf(text, "%-8s%-9s %s", verb, name, what);
    if (missing)
        cn_buf_addf(text, " (not in this build: %s)", missing);
    cn_buf_add_text(text, "\n");
}

enum cn_exit cn_list_formats(void) {
    struct cn_buf text = {0};
    for (const struct cn_reader *const *reader = cn_readers; *reader; reader++)
        add(&text, "reads", (*reader)->name, (*reader)->what, (*reader)->missing);
    for (const struct cn_container_kind *const *kind = cn_containers; *kind; kind++)
        add(&text, "opens", (*kind)->name, (*kind)->what, (*kind)->missing);
    for (const struct cn_codec *const *codec = cn_codecs; *codec; codec++)
        add(&text, "unpacks", (*codec)->name, (*codec)->name, (*codec)->missing);
    for (const struct cn_emitter *const *emitter = cn_emitters; *emitter; emitter++)
        add(&text, "writes", (*emitter)->name, (*emitter)->what, NULL);
    return cn_print(&text);
}
