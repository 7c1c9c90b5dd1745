/*
 * listing.c: -c, -l, -L and -q: emitters that print a line a document or nothing, from its record
 * alone. Their `state` is the command line.
 */
#include "cli/cli.h"

#include <inttypes.h>

/* The document's name: as it is for a pipe, escaped for a terminal. */
static void add_name(struct cn_emit *emit, const struct cn_record *record) {
    struct cn_str name = record->document->name;
    struct cn_buf escaped = {0};
    if (emit->options.terminal) {
        cn_escape_terminal(&escaped, name, false);
        name = cn_buf_str(&escaped);
    }
    cn_out_add(emit->out, name.bytes, name.len);
    cn_buf_free(&escaped);
}

static enum cn_severity print_name(struct cn_emit *emit, const struct cn_record *record) {
    const struct cn_arguments *arguments = emit->state;
    add_name(emit, record);
    cn_out_add(emit->out, arguments->null ? "" : "\n", 1);
    return emit->out->error ? CN_FATAL : CN_OK;
}

static enum cn_severity with(struct cn_emit *emit, const struct cn_record *record) {
    return record->mentions > 0 ? print_name(emit, record) : CN_OK;
}

/* One that was not read is not said to hold nothing. */
static enum cn_severity without(struct cn_emit *emit, const struct cn_record *record) {
    return record->mentions == 0 && record->format ? print_name(emit, record) : CN_OK;
}

/* "name:3", as grep: the name only where there may be several documents. */
static enum cn_severity count(struct cn_emit *emit, const struct cn_record *record) {
    struct cn_buf line = {0};
    if (!record->format)
        return CN_OK;
    if (emit->options.headers) {
        add_name(emit, record);
        cn_buf_add_byte(&line, ':');
    }
    cn_buf_addf(&line, "%" PRIu64 "\n", record->mentions);
    cn_out_add(emit->out, line.bytes, line.len);
    bool failed = line.failed || emit->out->error;
    cn_buf_free(&line);
    return failed ? CN_FATAL : CN_OK;
}

static bool divides(const struct cn_emit_options *options) {
    (void)options;
    return true;
}

const struct cn_emitter cn_emitter_count = {
    .name = "count", .what = "counts", .divides = divides, .record = count};
const struct cn_emitter cn_emitter_with = {.name = "with", .what = "names", .record = with};
const struct cn_emitter cn_emitter_without = {
    .name = "without", .what = "names", .divides = divides, .record = without};
const struct cn_emitter cn_emitter_quiet = {.name = "quiet", .what = "nothing"};
