/*
 * parallel.h: annotate with workers: the jobs they are given, and what the parent knows of the
 * document whose turn it is. For parallel.c, jobs.c, pieces.c and work.c only.
 */
#ifndef CN_CLI_PARALLEL_H
#define CN_CLI_PARALLEL_H

#include "base/file.h"
#include "cli/annotate.h"

/* ---- jobs.c: what a worker is to do, as a task's request ---- */

enum cn_job_kind {
    CN_JOB_WHOLE,  /* a document */
    CN_JOB_TRY,    /* a document; unless it can be done in pieces, which is then all the answer */
    CN_JOB_HASH,   /* a document's SHA-256 only, as output */
    CN_JOB_FIRST,  /* the first pass over a piece of one */
    CN_JOB_MERGE,  /* the summaries of all its pieces become that of the document */
    CN_JOB_SECOND, /* the second */
    CN_JOB_KINDS
};

struct cn_job {
    enum cn_job_kind kind;
    const char *name; /* the document's; borrowed from the request */
    struct cn_piece piece;
    uint64_t number; /* of the piece */
    uint64_t pieces;
    uint64_t room;  /* bytes for the finds of each piece, in the file that pieces share */
    uint64_t finds; /* that were kept there, or CN_NOT_KEPT */
    uint64_t cut;   /* errno of what cut it short before it came here; 0: it is whole */
    struct cn_resumption going_on; /* of a whole document */
    uint64_t
        said[CN_LEVELS_MAX]; /* messages of it and of its members gone into that have been sent */
};
void cn_job_write(struct cn_buf *, const struct cn_job *);
/* False: it is none. */
bool cn_job_read(struct cn_str request, struct cn_job *);

/* The file that pieces share: the finds of each, then the summary of each, then that of all. Where
 * the summary stands of a piece, or, as number `pieces`, of all: its length, then its records. */
uint64_t cn_job_summary(const struct cn_job *, uint64_t number);

/* ---- work.c: in a worker ---- */

/* As struct cn_workers_calls wants them; the context is the run. The facts are what
 * the emitter's end wants to know, and behind that a byte: some dictionary was lost. */
bool cn_work_prepare(void *run, struct cn_buf *facts);
void cn_work_helper(void *run, int end);
bool cn_work_enter(void *run, struct cn_reply *);
void cn_work(void *run, const struct cn_task *, struct cn_reply *);

/* A worker's own, of the document at hand. */
struct cn_working {
    struct cn_vaults vaults;
    struct cn_out out;
    const struct cn_document *document;
    const struct cn_record *record;
    size_t diags_sent;
    const struct cn_job *job; /* of a whole document */
    bool muted;               /* output is not wanted */
    unsigned returning; /* levels down to where the reading goes on: what they say has been said */
};

/* ---- parallel.c ---- */

/* What is known of a document before it ends. */
struct cn_level {
    struct cn_buf name;      /* of a member; empty: the task's own document */
    uint64_t members;        /* of it that have begun */
    struct cn_counts before; /* of its pieces that have ended */
    struct cn_counts counts; /* with those of what is at hand */
    struct cn_report report;
    struct cn_diags diags;
};

struct cn_division;
struct cn_parallel {
    struct cn_workers *pool;
    struct cn_workers_calls calls;
    size_t jobs;
    struct cn_buf facts;  /* for the emitter's end */
    struct cn_helper pdf; /* in the zygote; started when it is first needed */
    struct cn_working working;
    /* of the document whose turn it is */
    bool in_turn;
    bool output;           /* some came */
    struct cn_buf unended; /* the beginning of a line, where output is lines */
    bool divisible;
    struct cn_divisible head;              /* of what is divisible */
    struct cn_level levels[CN_LEVELS_MAX]; /* itself, a member of it that is being read ... */
    unsigned level;
    uint64_t begun;               /* members, at any level */
    uint64_t tried;               /* the last of them that was begun twice */
    bool heard;                   /* something has come of the last one */
    unsigned resumed;             /* times that its rest was begun anew */
    struct cn_guard guard;        /* of what goes to a terminal */
    struct cn_division *division; /* NULL: it is not done in pieces */
};

/* A frame of a document that is not left out: output goes out, the rest is noted. */
void cn_parallel_take(struct cn_annotation_run *, const struct cn_job *, const struct cn_frame *);
/* The document, or the member at hand, ends as far as is known: report, counts and diags of its
 * level are taken, and what else its record wants from `document`. `format`: NULL: nothing read it.
 * `emit`: its record has not been emitted yet. */
void cn_parallel_conclude(struct cn_annotation_run *, struct cn_document *, const char *format,
                          bool emit);
void cn_parallel_conclude_died(struct cn_annotation_run *, struct cn_document *,
                               const struct cn_death *);

/* ---- pieces.c: a document in pieces ---- */

/* Inserts the tasks of a document's pieces, or of the whole after all. `fd` is owned. False: memory
 * is out. */
bool cn_division_begin(struct cn_annotation_run *, const char *name, int fd);
/* A frame of a piece. */
void cn_division_take(struct cn_annotation_run *, const struct cn_job *, const struct cn_frame *);
/* The end of a piece. True: the document has been concluded. */
bool cn_division_end(struct cn_annotation_run *, const struct cn_job *, const struct cn_death *);
void cn_division_free(struct cn_division *);

#endif
