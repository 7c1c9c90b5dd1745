/*
 * annotate.c: the main command. Every input through the driver, its mentions to an emitter.
 *
 * Output goes to one place for the run (standard output or a file), or, with -o FOLDER, to a file
 * each document. A document that cannot be read is said and left; the run goes on, and the exit
 * status tells.
 */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the run ---- */

struct annotation {
    const struct cn_arguments *arguments;
    struct cn_scan scan;
    const struct cn_emitter *emitter;
    struct cn_emit_options options;
    struct cn_sink sink;
    struct cn_dump dump;
    struct cn_mirror mirror;
    struct cn_output output; /* of the run, or with -o FOLDER of the document at hand */
    struct cn_emit emit;     /* likewise */
    struct cn_run totals;
    bool trouble;
    bool broken; /* the output cannot be written, or memory is out: the run ends */
};

static struct cn_run empty_run(const struct annotation *run) {
    return (struct cn_run){.dictionary = &run->scan.dictionary,
                           .words = run->scan.words,
                           .min_confidence = run->arguments->min_confidence};
}

static void count(struct cn_run *totals, const struct cn_record *record) {
    totals->documents++;
    totals->bytes += record->document->bytes;
    totals->mentions += record->mentions;
    totals->below += record->below;
    totals->statuses[record->document->status]++;
}

/* What is not a clean result: something may have been missed. A document that nothing here can read
 * is one only with --strict. */
static bool is_trouble(const struct cn_document *document, bool strict) {
    switch (document->status) {
    case CN_STATUS_OK:
        return document->diags.worst >= CN_PARTIAL;
    case CN_STATUS_UNSUPPORTED:
    case CN_STATUS_ENCRYPTED:
    case CN_STATUS_NO_TEXT:
        return strict;
    default:
        return true;
    }
}

/* ---- the emitter: one life for the run, or with -o FOLDER for each document ---- */

static bool emit_begin(struct annotation *run) {
    run->emit = (struct cn_emit){.emitter = run->emitter,
                                 .out = &run->output.out,
                                 .options = run->options,
                                 .state = (void *)run->arguments};
    run->dump.out = &run->output.out;
    if (run->emitter->begin && run->emitter->begin(&run->emit) != CN_OK)
        run->broken = true;
    return !run->broken;
}

/* Ends the emitter and closes the output; `keep`: it is wanted. */
static void emit_end(struct annotation *run, const struct cn_run *totals, bool keep) {
    const struct cn_emitter *emitter = run->emitter;
    if (keep && !run->broken && emitter->end && emitter->end(&run->emit, totals) != CN_OK)
        run->broken = true;
    if (run->emit.emitter && emitter->free)
        emitter->free(&run->emit);
    run->emit.emitter = NULL;
    if (run->broken && run->output.out.error == 0)
        cn_say(CN_FATAL, "out of memory");
    bool complete = !run->broken || run->output.out.error != 0;
    if (!cn_output_close(&run->output, keep && complete))
        run->broken = true;
}

/* With -l and -q the first name of a document is enough. */
static enum cn_severity emit_window(void *context, const struct cn_document *document,
                                    const struct cn_text *text, const struct cn_mentions *all,
                                    const struct cn_mentions *reported) {
    struct annotation *run = context;
    const struct cn_emitter *emitter = run->emitter;
    (void)all;
    if (emitter == &cn_emitter_with || emitter == &cn_emitter_quiet)
        return reported->len > 0 ? CN_END : CN_OK;
    return emitter->window ? emitter->window(&run->emit, document, text, reported) : CN_OK;
}

/* ---- one document ---- */

/* Through the six stages to the emitter. Returns CN_FATAL when the run must end. */
static enum cn_severity scan_document(struct annotation *run, struct cn_document *document,
                                      struct cn_record *record) {
    const struct cn_emitter *emitter = run->emitter;
    enum cn_severity severity = CN_OK;
    if (document->stream && emitter->document)
        severity = emitter->document(&run->emit, document);
    if (severity != CN_FATAL)
        severity = cn_scan_document(&run->scan, document, &run->sink, record);
    if (severity != CN_FATAL && emitter->record)
        severity = emitter->record(&run->emit, record);
    return severity;
}

/* Was there anything to read? `alone` gets the document's counts besides the run. */
static bool annotate_document(struct annotation *run, const char *path, struct cn_run *alone) {
    struct cn_document document = {0};
    struct cn_record record = {.document = &document};
    if (path)
        cn_document_open_path(&document, path, &run->scan.limits);
    else
        cn_document_open_fd(&document, dup(STDIN_FILENO), CN_STR(CN_STANDARD_INPUT),
                            &run->scan.limits);
    if (scan_document(run, &document, &record) == CN_FATAL)
        run->broken = true;
    cn_say_diags(&document.diags);
    run->trouble |= is_trouble(&document, run->arguments->strict);
    count(&run->totals, &record);
    if (alone)
        count(alone, &record);
    cn_document_close(&document);
    return record.format != NULL;
}

static void annotate_mirrored(struct annotation *run, const char *path) {
    struct cn_buf name = {0};
    struct cn_run alone = empty_run(run);
    if (cn_mirror_output(&run->mirror, path ? path : "stdin", &name, &run->output)) {
        bool keep = !cn_output_refuses(&run->output, path) && emit_begin(run) &&
                    annotate_document(run, path, &alone);
        run->trouble |= run->output.refused;
        emit_end(run, &alone, keep);
    } else {
        run->trouble = true;
    }
    cn_buf_free(&name);
}

static bool annotate_input(const char *path, void *context) {
    struct annotation *run = context;
    if (run->mirror.path)
        annotate_mirrored(run, path);
    else if (cn_output_refuses(&run->output, path))
        run->trouble = true;
    else
        annotate_document(run, path, NULL);
    return !run->broken && !run->output.refused &&
           !(run->arguments->quiet && run->totals.mentions > 0);
}

/* Output inside of an input folder would be read as input, now or the next time. */
static bool input_allowed(const char *path, void *context) {
    struct annotation *run = context;
    const char *output = run->arguments->output;
    if (!output || strcmp(output, "-") == 0 || !cn_output_inside(output, path))
        return true;
    cn_say_code(CN_SKIP, CN_E_OUTPUT_INSIDE, path, NULL);
    run->output.refused = !run->mirror.path;
    return false;
}

/* ---- all documents ---- */

/* For several documents: how many of them were not read in full, by status. */
static void say_summary(const struct annotation *run) {
    const struct cn_run *totals = &run->totals;
    uint64_t clean = totals->statuses[CN_STATUS_OK];
    struct cn_buf counts = {0};
    if (totals->documents == 0 && !run->trouble)
        cn_say(CN_OK, "no file was found in the input");
    if (totals->documents < 2 || clean == totals->documents)
        return;
    for (int status = CN_STATUS_OK + 1; status <= CN_STATUS_NO_TEXT; status++) {
        if (totals->statuses[status] > 0)
            cn_buf_addf(&counts, "%s%" PRIu64 " %s", counts.len > 0 ? ", " : "",
                        totals->statuses[status], cn_status_name((enum cn_status)status));
    }
    cn_say(run->trouble ? CN_PARTIAL : CN_OK,
           "%" PRIu64 " of %" PRIu64 " documents were not read in full: %.*s",
           totals->documents - clean, totals->documents, (int)counts.len, counts.bytes);
    cn_buf_free(&counts);
}

static void annotate_inputs(struct annotation *run) {
    const struct cn_input_calls calls = {input_allowed, annotate_input, run};
    enum cn_severity severity = CN_OK;
    if (run->mirror.path || emit_begin(run))
        severity = cn_inputs_each(run->arguments, &calls);
    run->trouble |= severity >= CN_PARTIAL;
    if (!run->mirror.path)
        emit_end(run, &run->totals, severity < CN_FATAL);
    say_summary(run);
}

static enum cn_exit exit_status(const struct annotation *run) {
    bool found = run->totals.mentions > 0;
    if (run->arguments->quiet && found && !run->broken)
        return CN_EXIT_FOUND;
    if (run->trouble || run->broken)
        return CN_EXIT_TROUBLE;
    return found || run->arguments->dump ? CN_EXIT_FOUND : CN_EXIT_NONE;
}

/* ---- what the command line asks for ---- */

static const struct cn_emitter *pick_format(const char *name) {
    struct cn_guess guess = {.word = cn_str_of(name)};
    const struct cn_emitter *found = cn_emitter_find(guess.word);
    if (found)
        return found;
    for (const struct cn_emitter *const *emitter = cn_emitters; *emitter; emitter++)
        cn_guess_try(&guess, cn_str_of((*emitter)->name));
    cn_guess_say(&guess, "unknown format", "see: cryptonym annotate --list-formats");
    return NULL;
}

static const struct cn_emitter *pick_emitter(const struct cn_arguments *arguments) {
    if (arguments->quiet || arguments->dump)
        return &cn_emitter_quiet;
    if (arguments->files_with)
        return &cn_emitter_with;
    if (arguments->files_without)
        return &cn_emitter_without;
    if (arguments->count)
        return &cn_emitter_count;
    return arguments->format ? pick_format(arguments->format) : cn_emitters[0];
}

static bool colored(const struct cn_arguments *arguments, bool terminal) {
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    if (arguments->color != CN_COLOR_AUTO)
        return arguments->color == CN_COLOR_ALWAYS;
    return terminal && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

static void fill_options(struct annotation *run) {
    const struct cn_arguments *arguments = run->arguments;
    bool standard = !arguments->output || strcmp(arguments->output, "-") == 0;
    bool terminal = standard && isatty(STDOUT_FILENO);
    run->options = (struct cn_emit_options){
        .style = (enum cn_style)arguments->style,
        .ascii = arguments->ascii,
        .color = colored(arguments, terminal),
        .terminal = terminal,
        .headers = !run->mirror.path && cn_inputs_several(arguments),
    };
}

static bool pick_sink(struct annotation *run) {
    if (run->arguments->dump)
        return cn_dump_sink(run->arguments->dump, &run->dump, &run->sink);
    run->sink = (struct cn_sink){
        .window = emit_window, .needs_text = run->emitter->needs_text, .context = run};
    return true;
}

static bool open_output(struct annotation *run) {
    const char *path = run->arguments->output;
    if (cn_mirror_wanted(path))
        return cn_mirror_open(&run->mirror, path);
    return cn_output_open(&run->output, path);
}

enum cn_exit cn_annotate(const struct cn_arguments *arguments) {
    struct annotation run = {.arguments = arguments, .mirror = {.folder = -1}};
    enum cn_exit status = CN_EXIT_TROUBLE;
    if (arguments->list_formats)
        return cn_list_formats();
    run.dump.scan = &run.scan;
    run.emitter = pick_emitter(arguments);
    if (!run.emitter || !pick_sink(&run) || !cn_setup(&run.scan, arguments, &run.trouble))
        goto out;
    if (!open_output(&run))
        goto out;
    fill_options(&run);
    run.scan.limits.hash = run.emitter->needs_hash;
    run.totals = empty_run(&run);
    annotate_inputs(&run);
    status = exit_status(&run);
out:
    cn_mirror_close(&run.mirror);
    cn_arena_free(&run.dump.scratch);
    cn_scan_teardown(&run.scan);
    return status;
}
