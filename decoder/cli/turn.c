/*
 * turn.c: a document's output. It goes to one place for the run (standard output or a file), or,
 * with -o FOLDER, to a file each document.
 *
 * A document that cannot be read is said and left; the run goes on, and the exit status tells.
 */
#include "cli/annotate.h"

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

/* ---- the emitter ---- */

bool cn_emit_begin(struct cn_annotation_run *run) {
    run->emit = (struct cn_emit){.emitter = run->emitter,
                                 .out = &run->output.out,
                                 .options = run->options,
                                 .state = (void *)run->arguments};
    run->dump.out = &run->output.out;
    if (run->emitter->begin && run->emitter->begin(&run->emit) != CN_OK)
        run->broken = true;
    return !run->broken;
}

void cn_emit_end(struct cn_annotation_run *run, const struct cn_run *totals, bool keep) {
    const struct cn_emitter *emitter = run->emitter;
    if (keep && !run->broken && !run->journal.ended && emitter->end &&
        emitter->end(&run->emit, totals) != CN_OK)
        run->broken = true;
    if (run->emit.emitter && emitter->free)
        emitter->free(&run->emit);
    run->emit.emitter = NULL;
    if (run->broken && run->output.out.error == 0 && !run->said)
        cn_say(CN_FATAL, "out of memory");
    if (keep && !run->mirror.path)
        cn_journal_ended(run);
    bool complete = !run->broken || run->output.out.error != 0;
    if (!cn_output_close(&run->output, keep && complete))
        run->broken = true;
}

/* ---- turns ---- */

/* With -o FOLDER. */
static bool open_mirrored(struct cn_annotation_run *run, const char *path) {
    struct cn_turn *turn = &run->turn;
    turn->alone =
        (struct cn_run){.facts = run->totals.facts, .min_confidence = run->totals.min_confidence};
    turn->opened = cn_mirror_output(&run->mirror, path ? path : "stdin", &turn->name, &run->output);
    run->trouble |= !turn->opened;
    return turn->opened && !cn_output_refuses(&run->output, path) && cn_emit_begin(run);
}

bool cn_turn_begin(struct cn_annotation_run *run, const char *path, bool distinct) {
    struct cn_turn *turn = &run->turn;
    *turn = (struct cn_turn){.input = turn->input, .name = turn->name, .standard = !path};
    cn_buf_clear(&turn->input);
    cn_buf_add_text(&turn->input, path ? path : CN_STANDARD_INPUT);
    run->broken |= turn->input.failed;
    if (run->mirror.path) {
        turn->wanted = open_mirrored(run, path);
    } else {
        turn->wanted = distinct || !cn_output_refuses(&run->output, path);
        run->trouble |= !turn->wanted;
    }
    return turn->wanted;
}

void cn_turn_conclude(struct cn_annotation_run *run, const struct cn_record *record) {
    cn_say_diags(&record->document->diags);
    run->trouble |= is_trouble(record->document, run->arguments->strict);
    count(&run->totals, record);
    if (run->turn.opened)
        count(&run->turn.alone, record);
    run->turn.readable |= record->format != NULL;
    cn_journal_document(run, record, cn_coverage_add(run, record));
}

/* Its own file. */
static bool end_output(struct cn_annotation_run *run) {
    struct cn_turn *turn = &run->turn;
    bool keep = turn->wanted && turn->readable && !run->output.refused;
    run->trouble |= run->output.refused;
    cn_emit_end(run, &turn->alone, turn->wanted && turn->readable);
    return keep;
}

void cn_turn_end(struct cn_annotation_run *run) {
    bool kept = run->turn.opened && end_output(run);
    const struct cn_input_fact fact = cn_ahead_pop(&run->ahead);
    cn_journal_turn(run, &fact, kept);
    cn_progress_ended(run, &fact);
}
