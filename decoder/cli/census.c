/* census.c: `learn words`: how common words are in documents, as a table for the model. */
#include "cli/cli.h"

#include "evaluate/census.h"

#include <unistd.h>

/* A word that stands less often may be a misreading. */
#define LEAST 5

struct census {
    const struct cn_arguments *arguments;
    struct cn_census counts;
    struct cn_words *words;
    bool failed; /* memory is out */
    bool lost;   /* a document could not be read, or not in full */
};

static bool each(const char *path, void *context) {
    struct census *census = context;
    struct cn_document document = {0};
    if (path)
        cn_document_open_path(&document, path, &cn_open_limits_default);
    else
        cn_document_open_fd(&document, STDIN_FILENO, cn_str_of(CN_STANDARD_INPUT),
                            &cn_open_limits_default);
    if (document.stream)
        census->failed = cn_census_add(&census->counts, &document) == CN_FATAL;
    census->lost |= document.status != CN_STATUS_OK;
    cn_say_diags(&document.diags);
    cn_document_close(&document);
    return !census->failed;
}

static bool write_table(struct census *census) {
    struct cn_output output = {0};
    struct cn_buf table = {0};
    bool ok = cn_census_write(&census->counts, census->words, LEAST, &table) &&
              cn_output_open(&output, census->arguments->output);
    if (ok) {
        cn_out_add(&output.out, table.bytes, table.len);
        ok = cn_output_close(&output, true);
    }
    cn_buf_free(&table);
    return ok;
}

enum cn_exit cn_learn_words(const struct cn_arguments *given) {
    struct cn_arguments arguments = *given; /* its first operand is "words" */
    struct census census = {.arguments = &arguments};
    const struct cn_input_calls calls = {.each = each, .context = &census};
    struct cn_diags diags = {0};
    const char *languages = arguments.languages ? arguments.languages : "en_US";
    arguments.operands.items++;
    arguments.operands.len--;
    bool ok = cn_words_open(&census.words, languages, &diags) < CN_SKIP;
    cn_say_diags(&diags);
    census.lost |= ok && cn_inputs_each(&arguments, &calls) >= CN_PARTIAL;
    ok =
        ok && !census.failed && census.counts.documents > 0 && write_table(&census) && !census.lost;
    cn_diags_free(&diags);
    cn_words_close(census.words);
    cn_census_free(&census.counts);
    return ok ? CN_EXIT_FOUND : CN_EXIT_TROUBLE;
}
