/* confusions.c: `learn confusions`: what a scanner makes of letters, from labels. */
#include "cli/cli.h"

#include "evaluate/confusions.h"

#include <string.h>

static bool take_labels(struct cn_labels *labels, const char *path, struct cn_pairs *pairs,
                        struct cn_confusions *counts) {
    const char *slash = strrchr(path, '/');
    size_t before = cn_pairs_len(pairs);
    enum cn_severity severity = cn_labels_load(labels, path);
    bool ok = severity < CN_SKIP && cn_pairs_add(pairs, labels);
    cn_say_diags(&labels->diags);
    cn_buf_addf(&counts->counted_on, "%zu names of %s\n", cn_pairs_len(pairs) - before,
                slash ? slash + 1 : path);
    return ok && severity == CN_OK;
}

static bool write_table(const struct cn_confusions *counts, const char *path) {
    struct cn_output output = {0};
    struct cn_buf table = {0};
    cn_confusions_write(counts, &table);
    bool ok = !table.failed && cn_output_open(&output, path);
    if (ok) {
        cn_out_add(&output.out, table.bytes, table.len);
        ok = cn_output_close(&output, true);
    }
    cn_buf_free(&table);
    return ok;
}

enum cn_exit cn_learn_confusions(const struct cn_arguments *arguments) {
    const struct cn_words_given *operands = &arguments->operands; /* the first is "confusions" */
    struct cn_confusions counts = {.pairs_len = 0};
    struct cn_pairs pairs = {.items = {0}};
    bool whole = true;
    if (operands->len < 2) {
        cn_say(CN_FATAL, "learn confusions takes files of labels");
        return CN_EXIT_TROUBLE;
    }
    for (size_t i = 1; i < operands->len; i++) {
        struct cn_labels labels = {.len = 0};
        whole = take_labels(&labels, operands->items[i], &pairs, &counts) && whole;
        cn_labels_free(&labels);
    }
    if (cn_pairs_len(&pairs) == 0)
        cn_say(CN_SKIP, "no label says of a name of one word how it was read");
    bool ok = cn_pairs_len(&pairs) > 0 &&
              cn_confusions_learn(&counts, &pairs, &(struct cn_fold){0, 0}) &&
              write_table(&counts, arguments->output);
    cn_pairs_free(&pairs);
    cn_confusions_free(&counts);
    return ok && whole ? CN_EXIT_FOUND : CN_EXIT_TROUBLE;
}
