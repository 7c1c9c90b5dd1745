/*
 * annotate.h: what the files of the command annotate share; private to them.
 *
 * annotate.c reads the command line and goes over the inputs. parallel.c has documents read by
 * workers and takes their turns when they are done; work.c is what a worker does. turn.c is the
 * output's side of a document: where it goes, what is said of it, what counts.
 */
#ifndef CN_CLI_ANNOTATE_H
#define CN_CLI_ANNOTATE_H

#include "cli/cli.h"
#include "worker/worker.h"

/* The document whose turn it is. */
struct cn_turn {
    struct cn_buf name;  /* of its output file, with -o FOLDER */
    struct cn_run alone; /* its counts; likewise */
    bool opened;         /* it has an output file of its own */
    bool wanted;         /* its output is; false: it is left out */
    bool readable;
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
    struct cn_parallel *parallel;
    struct cn_reply *reply; /* this is a worker, and this is where it answers */
    uint64_t skip;          /* members of the document at hand that have been read before */
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

/* ---- work.c ---- */

/* In a worker: a document in the one at hand, the same way; its answer stands between those of the
 * other. */
enum cn_severity cn_work_member(struct cn_annotation_run *, struct cn_document *);
/* All that the document at hand says itself was said before, by a worker that died in a member. */
void cn_work_repeated(struct cn_annotation_run *);
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
