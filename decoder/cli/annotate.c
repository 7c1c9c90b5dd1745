/*
 * annotate.c: the main command. Every input through the driver, its mentions to an emitter.
 */
#include "cli/parallel.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- one document ---- */

/* With -l and -q the first name of a document is enough. */
static enum cn_severity emit_window(void *context, const struct cn_document *document,
                                    const struct cn_text *text, const struct cn_mentions *all,
                                    const struct cn_mentions *reported) {
    struct cn_annotation_run *run = context;
    const struct cn_emitter *emitter = run->emitter;
    (void)all;
    if (emitter == &cn_emitter_with || emitter == &cn_emitter_quiet)
        return reported->len > 0 ? CN_END : CN_OK;
    if (text->first && emitter->document)
        cn_work_begun(run);
    enum cn_severity severity =
        emitter->window ? emitter->window(&run->emit, document, text, reported) : CN_OK;
    if (severity == CN_OK && !text->last)
        cn_work_passed(run);
    return severity;
}

static enum cn_severity annotate_member(void *context, struct cn_document *member) {
    return cn_work_member(context, member);
}

/* The documents that it holds. */
static enum cn_severity annotate_members(struct cn_annotation_run *run,
                                         struct cn_document *document) {
    cn_work_members(run);
    return cn_scan_members(&run->scan, document, annotate_member, run);
}

enum cn_severity cn_annotate_scan(struct cn_annotation_run *run, struct cn_document *document,
                                  struct cn_record *record) {
    const struct cn_emitter *emitter = run->emitter;
    enum cn_severity severity = cn_scan_document(&run->scan, document, &run->sink, record);
    if (severity != CN_FATAL && document->container)
        severity = annotate_members(run, document);
    if (severity != CN_FATAL && emitter->record && !emitter->record_apart)
        severity = emitter->record(&run->emit, record);
    return severity;
}

/* ---- all documents ---- */

bool cn_annotate_goes_on(const struct cn_annotation_run *run) {
    return !run->broken && !run->output.refused &&
           !(run->arguments->quiet && run->totals.mentions > 0);
}

static bool annotate_input(const char *path, void *context) {
    struct cn_annotation_run *run = context;
    const struct cn_input_fact fact = cn_input_fact(path);
    if (cn_journal_passes(run, path, &fact))
        return cn_annotate_goes_on(run);
    cn_progress_found(run, &fact);
    run->broken |= !cn_ahead_push(&run->ahead, &fact);
    return cn_annotate_goes_on(run) && cn_parallel_add(run, path);
}

/* What was read before is said before anything else is. */
static bool settle(void *context) {
    return cn_parallel_settle(context);
}

/* Opening one waits for whoever writes to it, perhaps until he has seen what came before. */
static bool is_fifo(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISFIFO(status.st_mode);
}

/* A file that the run writes, if it has one. */
static bool lies_inside(const char *written, const char *path) {
    return written && *written && strcmp(written, "-") != 0 && cn_output_inside(written, path);
}

/* Output inside of an input folder would be read as input, now or the next time. */
static bool input_allowed(const char *path, void *context) {
    struct cn_annotation_run *run = context;
    const char *output = run->arguments->output;
    if (run->mirror.path && cn_output_inside(path, run->mirror.path))
        run->one_by_one = true;
    if (run->one_by_one || is_fifo(path))
        settle(run);
    if (!lies_inside(output, path) && !lies_inside(run->arguments->coverage, path) &&
        !lies_inside(run->arguments->journal, path))
        return !run->coverage.opened || !cn_output_refuses(&run->coverage.output, path);
    if (!settle(run))
        return false;
    cn_say_code(CN_SKIP, CN_E_OUTPUT_INSIDE, path, NULL);
    run->output.refused = !run->mirror.path;
    return false;
}

/* The size of the only input, as far as it has one. */
static uint64_t input_size(const struct cn_arguments *arguments) {
    const char *path = arguments->operands.len > 0 ? arguments->operands.items[0] : "-";
    struct stat status;
    int failed = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &status) : stat(path, &status);
    return failed || !S_ISREG(status.st_mode) ? 0 : (uint64_t)status.st_size;
}

/* As many workers as are asked for; by default as there are processors, if there may be work for
 * them. */
static size_t workers_for(const struct cn_annotation_run *run) {
    const struct cn_arguments *arguments = run->arguments;
    uint64_t jobs = arguments->jobs;
    if (jobs == 0)
        jobs = cn_inputs_several(arguments) || cn_parallel_divides(run, input_size(arguments))
                   ? cn_processors()
                   : 1;
    return jobs > CN_JOBS_MAX ? CN_JOBS_MAX : (size_t)jobs;
}

static void annotate_inputs(struct cn_annotation_run *run) {
    const struct cn_input_calls calls = {input_allowed, annotate_input, settle, run};
    enum cn_severity severity = CN_OK;
    cn_progress_begin(run);
    if ((run->mirror.path || cn_emit_begin(run)) && cn_journal_resume(run) && !run->journal.ended)
        severity = cn_inputs_each(run->arguments, &calls);
    cn_progress_all_found(run);
    settle(run);
    cn_progress_end(run);
    run->trouble |= severity >= CN_PARTIAL;
    if (!run->mirror.path)
        cn_emit_end(run, &run->totals, severity < CN_FATAL);
    else if (severity < CN_FATAL)
        cn_journal_ended(run);
    cn_coverage_summary(run);
    run->broken |= !cn_coverage_close(run, !run->broken && severity < CN_FATAL);
}

static enum cn_exit exit_status(const struct cn_annotation_run *run) {
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

static struct cn_run empty_run(const struct cn_annotation_run *run) {
    return (struct cn_run){.facts = cn_buf_str(&run->parallel->facts),
                           .min_confidence = run->arguments->min_confidence};
}

static void fill_options(struct cn_annotation_run *run) {
    const struct cn_arguments *arguments = run->arguments;
    bool standard = !arguments->output || strcmp(arguments->output, "-") == 0;
    bool terminal = standard && isatty(STDOUT_FILENO);
    run->options = (struct cn_emit_options){
        .style = (enum cn_style)arguments->style,
        .ascii = arguments->ascii,
        .color = colored(arguments, terminal),
        .terminal = terminal,
        .headers = !cn_mirror_wanted(arguments->output) && cn_inputs_several(arguments),
    };
}

static bool pick_sink(struct cn_annotation_run *run) {
    if (run->arguments->dump)
        return cn_dump_sink(run->arguments->dump, &run->dump, &run->sink);
    run->sink = (struct cn_sink){.window = emit_window,
                                 .needs_text = run->emitter->needs_text,
                                 .reported_only = true,
                                 .context = run};
    return true;
}

static bool open_output(struct cn_annotation_run *run) {
    const char *path = run->arguments->output;
    if (cn_mirror_wanted(path))
        return cn_mirror_open(&run->mirror, path);
    return cn_output_open_of(&run->output, path, run->journal.id, true);
}

enum cn_exit cn_annotate(const struct cn_arguments *arguments) {
    struct cn_annotation_run run = {.arguments = arguments, .mirror = {.folder = -1}};
    enum cn_exit status = CN_EXIT_TROUBLE;
    if (arguments->list_formats)
        return cn_list_formats();
    run.dump.scan = &run.scan;
    run.emitter = pick_emitter(arguments);
    if (!run.emitter || !pick_sink(&run))
        goto out;
    fill_options(&run);
    if (!cn_parallel_begin(&run, workers_for(&run)) || !cn_journal_open(&run) ||
        !cn_coverage_open(&run) || !open_output(&run))
        goto out;
    run.totals = empty_run(&run);
    annotate_inputs(&run);
    status = exit_status(&run);
out:
    cn_parallel_end(&run);
    cn_coverage_close(&run, false);
    cn_journal_close(&run);
    cn_ahead_free(&run.ahead);
    cn_buf_free(&run.turn.input);
    cn_buf_free(&run.turn.name);
    cn_mirror_close(&run.mirror);
    return status;
}
