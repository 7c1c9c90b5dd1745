/*
 * annotate.h: what the files of the command annotate share; private to them.
 *
 * annotate.c reads the command line and goes over the inputs. parallel.c has documents read by
 * workers and takes their turns when they are done; work.c is what a worker does. turn.c is the
 * output's side of a document: where it goes, what is said of it, what counts. coverage.c says how
 * much was read; progress.c how far the run is; journal.c and resume.c let a run that was killed go
 * on.
 */
#ifndef CN_CLI_ANNOTATE_H
#define CN_CLI_ANNOTATE_H

#include "cli/cli.h"
#include "cli/coverage.h"
#include "cli/journal.h"
#include "worker/worker.h"

/* The document whose turn it is. */
struct cn_turn {
    struct cn_buf input; /* its name */
    bool standard;       /* it is standard input */
    struct cn_buf name;  /* of its output file, with -o FOLDER */
    struct cn_run alone; /* its counts; likewise */
    bool opened;         /* it has an output file of its own */
    bool wanted;         /* its output is; false: it is left out */
    bool readable;
};

/* An input as it was found. */
struct cn_input_fact {
    uint64_t size; /* 0: not a regular file */
    int64_t time;  /* of its last change, in nanoseconds */
};

/* Those that were added and have not had their turn, in order. Zero-initialise. */
struct cn_ahead {
    struct cn_input_fact *items;
    size_t from, to, cap;
};

/* Times in milliseconds. */
struct cn_progress {
    bool shown;
    bool complete; /* all inputs have been found */
    uint64_t inputs, bytes;
    uint64_t ended, ended_bytes;
    uint64_t within_done, within; /* of the document at hand, this of that; 0: not known */
    int64_t begun, written;
};

struct cn_annotation_run {
    const struct cn_arguments *arguments;
    struct cn_scan scan;
    const struct cn_emitter *emitter;
    struct cn_emit_options options;
    struct cn_sink sink;
    struct cn_dump dump;
    struct cn_mirror mirror;
    struct cn_output output; /* of the run, or with -o FOLDER of the document at hand */
    struct cn_emit emit;     /* likewise */
    struct cn_turn turn;
    struct cn_run totals;
    struct cn_ahead ahead;
    struct cn_coverage coverage;
    struct cn_journal journal;
    struct cn_progress progress;
    struct cn_parallel *parallel;
    struct cn_reply *reply; /* this is a worker, and this is where it answers */
    bool one_by_one;        /* inputs may be what the run has just written */
    bool trouble;
    bool broken; /* the output cannot be written, or memory is out: the run ends */
    bool said;   /* why it is broken */
};

/* ---- annotate.c ---- */

/* In a worker: an open document through the six stages to the emitter, then all that is in it.
 * Returns CN_FATAL when memory is out. */
enum cn_severity cn_annotate_scan(struct cn_annotation_run *, struct cn_document *,
                                  struct cn_record *);
/* Is there more to be done? */
bool cn_annotate_goes_on(const struct cn_annotation_run *);

/* ---- turn.c ---- */

/* The emitter has one life for the run, or with -o FOLDER for each document. */
bool cn_emit_begin(struct cn_annotation_run *);
/* Ends the emitter and closes the output; `keep`: it is wanted. */
void cn_emit_end(struct cn_annotation_run *, const struct cn_run *totals, bool keep);

/* The turn of the input `path` (NULL: standard input) begins: its output is opened. `distinct`: it
 * is known not to be the run's output. False: it is left out, which has been said. */
bool cn_turn_begin(struct cn_annotation_run *, const char *path, bool distinct);
/* The document has been read: says its messages, counts it. */
void cn_turn_conclude(struct cn_annotation_run *, const struct cn_record *);
/* Must follow every cn_turn_begin. */
void cn_turn_end(struct cn_annotation_run *);

/* ---- ahead.c ---- */

/* NULL: standard input. */
struct cn_input_fact cn_input_fact(const char *path);
/* False: memory is out. */
bool cn_ahead_push(struct cn_ahead *, const struct cn_input_fact *);
struct cn_input_fact cn_ahead_pop(struct cn_ahead *);
void cn_ahead_free(struct cn_ahead *);

/* ---- coverage.c ---- */

/* Is the SHA-256 of each document wanted? */
bool cn_annotate_hashes(const struct cn_annotation_run *);
/* False: the list cannot be written, which has been said. */
bool cn_coverage_open(struct cn_annotation_run *);
/* `keep`: the list is whole. */
bool cn_coverage_close(struct cn_annotation_run *, bool keep);
/* The first document with its bytes, once for each document; empty: none, or it is not known. */
struct cn_str cn_coverage_duplicate(struct cn_annotation_run *, const struct cn_document *);
/* A document has been read. Returns its line of the list, good until the next one; may be empty. */
struct cn_str cn_coverage_add(struct cn_annotation_run *, const struct cn_record *);
/* Says at the end of the run how much was read, if that is not all of it. */
void cn_coverage_summary(const struct cn_annotation_run *);

/* ---- progress.c ---- */

void cn_progress_begin(struct cn_annotation_run *);
void cn_progress_found(struct cn_annotation_run *, const struct cn_input_fact *);
void cn_progress_all_found(struct cn_annotation_run *);
/* Of the document whose turn it is, so much is done. */
void cn_progress_within(struct cn_annotation_run *, uint64_t done, uint64_t of);
void cn_progress_ended(struct cn_annotation_run *, const struct cn_input_fact *);
/* Writes the line, if that is due. */
void cn_progress_show(struct cn_annotation_run *);
void cn_progress_end(struct cn_annotation_run *);
/* The line, after so many milliseconds. */
void cn_progress_line(struct cn_buf *, const struct cn_annotation_run *, int64_t elapsed);

/* ---- journal.c, resume.c, fingerprint.c; without --journal they do nothing ---- */

/* Where the dictionaries have been loaded: fingerprints of all that was; and elsewhere: those that
 * stand at the end of `facts`, which are taken off. */
void cn_journal_put_facts(const struct cn_annotation_run *, struct cn_buf *facts);
void cn_journal_take_facts(struct cn_annotation_run *, struct cn_buf *facts);
/* What must be the same for a run to go on, as pairs of strings. */
void cn_journal_describe(const struct cn_annotation_run *, struct cn_buf *pairs);
/* After the facts have been taken. False: no run can go by it, which has been said. */
bool cn_journal_open(struct cn_annotation_run *);
/* With the output open and the emitter begun: all that was finished before is counted. */
bool cn_journal_resume(struct cn_annotation_run *);
/* Has this input had its turn? Asked once for each time that it stands in the input. */
bool cn_journal_passes(struct cn_annotation_run *, const char *path, const struct cn_input_fact *);
/* A document has been read; `line` is its line of the list of --coverage. */
void cn_journal_document(struct cn_annotation_run *, const struct cn_record *, struct cn_str line);
/* The turn at hand has ended. `kept`: with -o FOLDER, there is an output file. */
void cn_journal_turn(struct cn_annotation_run *, const struct cn_input_fact *, bool kept);
/* All turns have ended, and the output is whole. */
void cn_journal_ended(struct cn_annotation_run *);
/* Removes it, if its run has ended well. */
void cn_journal_close(struct cn_annotation_run *);
/* The checksum of the bytes [from, to) of a file. False: they are not there. */
bool cn_journal_hash(int fd, uint64_t from, uint64_t to, uint64_t *hash);

/* ---- work.c ---- */

/* In a worker: a document in the one at hand, the same way; its answer stands between those of the
 * other. */
enum cn_severity cn_work_member(struct cn_annotation_run *, struct cn_document *);
/* The text of the document at hand begins. */
void cn_work_begun(struct cn_annotation_run *);
/* Its members come next. Where a worker died in one of them, another one has said before what the
 * document says itself. */
void cn_work_members(struct cn_annotation_run *);
/* A window of several has been emitted, or all of a document that holds others: what there is of it
 * goes out, whatever comes. */
void cn_work_passed(struct cn_annotation_run *);

/* ---- parallel.c ---- */

/* Would one document of that many bytes be read by several workers? */
bool cn_parallel_divides(const struct cn_annotation_run *, uint64_t size);
/* Starts the process that loads all there is to load, and from which `jobs` workers will be made.
 * False: it could not, which has been said. */
bool cn_parallel_begin(struct cn_annotation_run *, size_t jobs);
/* An input. Answers as cn_annotate_goes_on. */
bool cn_parallel_add(struct cn_annotation_run *, const char *path);
/* Waits until all inputs so far have had their turn. Answers the same. */
bool cn_parallel_settle(struct cn_annotation_run *);
void cn_parallel_end(struct cn_annotation_run *);

#endif
