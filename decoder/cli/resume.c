/*
 * resume.c: a run that goes on by its journal: what was finished is counted again, and not read.
 *
 * Turn by turn, as far as the journal is whole and the output is what it says. The output is cut
 * behind the last such turn; then the inputs come by as in any run, and those that have had their
 * turn are passed over by name.
 */
#include "cli/journal.h"

#include "base/limits.h"
#include "cli/parallel.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The journal as it is read. */
struct reading {
    struct cn_annotation_run *run;
    struct cn_buf bytes; /* what has been read and not yet taken begins at `from` */
    size_t from;
    uint64_t at;             /* in the file, of what comes next */
    uint64_t end, chain;     /* of what has been read and what comes after */
    struct cn_buf documents; /* of the turn at hand: payloads, as strings */
    uint64_t turns;
    bool less; /* the output is not what a turn says */
};

/* ---- what a turn had done ---- */

static void digest_input(struct cn_str name, bool standard, unsigned char digest[CN_SHA256_BYTES]) {
    struct cn_sha256 hash;
    cn_sha256_start(&hash);
    cn_sha256_add(&hash, standard ? "-" : "+", 1);
    cn_sha256_add(&hash, name.bytes, name.len);
    cn_sha256_finish(&hash, digest);
}

static struct cn_finished *finished_at(struct cn_journal *journal, uint64_t place) {
    return (struct cn_finished *)(void *)journal->finished.bytes + place;
}

/* False: memory is out. */
static bool add_finished(struct cn_journal *journal, const struct cn_journal_turn *turn) {
    const struct cn_finished finished = {.size = turn->size, .time = turn->time};
    unsigned char digest[CN_SHA256_BYTES];
    uint64_t next = journal->finished.len / sizeof finished;
    digest_input(turn->name, turn->standard, digest);
    uint64_t place = cn_digests_put(&journal->inputs, digest, next);
    if (place == next)
        cn_buf_add(&journal->finished, &finished, sizeof finished);
    if (place == UINT64_MAX || journal->finished.failed)
        return false;
    finished_at(journal, place)->times++;
    return true;
}

static void count(struct cn_annotation_run *run, const struct cn_journal_document *document) {
    struct cn_run *totals = &run->totals;
    totals->documents++;
    totals->bytes += document->bytes;
    totals->mentions += document->mentions;
    totals->below += document->below;
    totals->statuses[document->status]++;
    if (document->hashed)
        cn_coverage_seen(&run->coverage, document->sha256, document->name);
    cn_coverage_put(&run->coverage, document->line);
}

static bool apply(struct reading *reading, const struct cn_journal_turn *turn) {
    struct cn_annotation_run *run = reading->run;
    struct cn_fields documents = {.rest = cn_buf_str(&reading->documents)};
    struct cn_journal_document document;
    while (documents.rest.len > 0 && !documents.broken) {
        if (cn_journal_document_read(cn_take_str(&documents), &document))
            count(run, &document);
    }
    run->trouble |= turn->trouble;
    run->output.refused |= turn->refused;
    if (run->mirror.path)
        cn_mirror_claim(&run->mirror, turn->name);
    run->journal.covered = run->mirror.path ? 0 : turn->end;
    reading->turns++;
    return add_finished(&run->journal, turn);
}

/* ---- is it still there? ---- */

static bool output_has(struct cn_annotation_run *run, const struct cn_journal_turn *turn) {
    const struct cn_journal *journal = &run->journal;
    uint64_t found = 0;
    if (run->output.named)
        return true;
    if (run->mirror.path)
        return !turn->kept ||
               (cn_mirror_measure(&run->mirror, turn->name, &found) && found == turn->end);
    return turn->end >= journal->covered &&
           cn_journal_hash(run->output.out.fd, journal->covered, turn->end, &found) &&
           found == turn->hash;
}

/* ---- reading ---- */

/* More bytes behind those that are there. False: there are none. */
static bool fill(struct reading *reading) {
    const size_t block = CN_OUT_BLOCK;
    struct cn_buf *bytes = &reading->bytes;
    if (reading->from > 0)
        memmove(bytes->bytes, bytes->bytes + reading->from, bytes->len - reading->from);
    bytes->len -= reading->from;
    reading->from = 0;
    if (!cn_buf_reserve(bytes, block))
        return false;
    ssize_t got =
        pread(reading->run->journal.fd, bytes->bytes + bytes->len, block, (off_t)reading->at);
    if (got <= 0)
        return false;
    bytes->len += (size_t)got;
    reading->at += (uint64_t)got;
    return true;
}

static bool next(struct reading *reading, enum cn_record_type *type, struct cn_str *payload) {
    enum cn_severity severity = CN_END;
    do {
        struct cn_str rest = cn_buf_str(&reading->bytes);
        rest.len -= reading->from;
        if (rest.len > 0)
            rest.bytes += reading->from;
        size_t before = rest.len;
        severity = cn_record_take(&rest, &reading->chain, type, payload);
        reading->from += before - rest.len;
        reading->end += before - rest.len;
    } while (severity == CN_END && fill(reading));
    return severity == CN_OK;
}

/* False: here what counts ends. */
static bool take_turn(struct reading *reading, struct cn_str payload) {
    struct cn_journal_turn turn;
    if (!cn_journal_turn_read(payload, &turn))
        return false;
    reading->less = !output_has(reading->run, &turn);
    if (reading->less)
        return false;
    if (!apply(reading, &turn))
        reading->run->broken = true;
    cn_buf_clear(&reading->documents);
    return !reading->run->broken;
}

/* The output has its name already, or will get it. */
static void take_ended(struct reading *reading, struct cn_str payload) {
    struct cn_annotation_run *run = reading->run;
    struct cn_journal_turn turn;
    if (!cn_journal_turn_read(payload, &turn))
        return;
    reading->less = !run->mirror.path && !output_has(run, &turn);
    if (reading->less)
        return;
    run->journal.ended = true;
    run->journal.covered = turn.end;
    run->trouble |= turn.trouble;
    run->output.refused |= turn.refused;
}

/* A run whose output has its name has left nothing to compare it by. */
static bool has_ended(struct reading *reading) {
    struct reading ahead = {.run = reading->run, .at = reading->at, .chain = reading->chain};
    enum cn_record_type type = CN_RECORD_BEGUN;
    struct cn_str payload;
    while (next(&ahead, &type, &payload))
        continue;
    cn_buf_free(&ahead.bytes);
    return type == CN_RECORD_ENDED;
}

static void read_all(struct reading *reading) {
    struct cn_journal *journal = &reading->run->journal;
    enum cn_record_type type;
    struct cn_str payload;
    bool good = true;
    while (good && next(reading, &type, &payload)) {
        if (type == CN_RECORD_DOCUMENT) {
            cn_put_str(&reading->documents, payload);
            continue;
        }
        if (type == CN_RECORD_ENDED)
            take_ended(reading, payload);
        good = type == CN_RECORD_TURN ? take_turn(reading, payload) : journal->ended;
        if (!good)
            return;
        journal->end = reading->end;
        journal->chain = reading->chain;
    }
}

/* ---- going on ---- */

/* The output ends where the last turn did. */
static bool cut_output(struct cn_annotation_run *run) {
    struct cn_out *out = &run->output.out;
    uint64_t end = run->journal.covered;
    out->buf.len = 0;
    out->bytes = end;
    if (ftruncate(out->fd, (off_t)end) == 0 && lseek(out->fd, (off_t)end, SEEK_SET) >= 0 &&
        (end == 0 || cn_file_get(out->fd, &out->last, 1, end - 1)))
        return true;
    cn_say_code(CN_FATAL, CN_E_WRITE, run->output.path, strerror(errno));
    run->broken = run->said = true;
    return false;
}

static void say(const struct reading *reading) {
    const struct cn_journal *journal = &reading->run->journal;
    if (reading->less)
        cn_say_code(CN_OK, CN_E_JOURNAL_LESS, journal->path, NULL);
    if (journal->ended)
        cn_say(CN_OK, "%s: this run had ended; nothing is read again", journal->path);
    else
        cn_say(CN_OK, "%s: %" PRIu64 " inputs were finished before; going on behind them",
               journal->path, reading->turns);
}

bool cn_journal_resume(struct cn_annotation_run *run) {
    struct cn_journal *journal = &run->journal;
    struct reading reading = {
        .run = run, .at = journal->end, .end = journal->end, .chain = journal->chain};
    if (!journal->open || !journal->resumes)
        return true;
    run->coverage.silent = true;
    run->output.named = !run->mirror.path && run->output.fresh && has_ended(&reading);
    read_all(&reading);
    run->coverage.silent = false;
    say(&reading);
    if (ftruncate(journal->fd, (off_t)journal->end) != 0)
        run->broken = true;
    if (!run->mirror.path && !run->output.named && !run->broken)
        cut_output(run);
    cn_buf_free(&reading.bytes);
    cn_buf_free(&reading.documents);
    return !run->broken;
}

bool cn_journal_passes(struct cn_annotation_run *run, const char *path,
                       const struct cn_input_fact *fact) {
    struct cn_journal *journal = &run->journal;
    unsigned char digest[CN_SHA256_BYTES];
    if (!journal->open || journal->inputs.len == 0)
        return false;
    digest_input(cn_str_of(path ? path : CN_STANDARD_INPUT), !path, digest);
    uint64_t place = cn_digests_get(&journal->inputs, digest);
    struct cn_finished *finished = place == UINT64_MAX ? NULL : finished_at(journal, place);
    if (!finished || finished->times == 0)
        return false;
    finished->times--;
    if (path && (finished->size != fact->size || finished->time != fact->time) &&
        cn_parallel_settle(run))
        cn_say_code(CN_OK, CN_E_JOURNAL_CHANGED, path, NULL);
    return true;
}
