/*
 * review.h: what a person is asked about uncertain mentions, and the labels that come of it.
 *
 * For cli/review.c and the tests. results.c reads what `annotate --format=jsonl` wrote (record.c a
 * line of it), order.c puts the most informative places first, answer.c makes a label of an answer,
 * labelling.c keeps the labels in a file that only grows. All of it distrusts the results: they may
 * come from anywhere.
 */
#ifndef CN_REVIEW_REVIEW_H
#define CN_REVIEW_REVIEW_H

#include "evaluate/evaluate.h"

/* ---- results.c: the records of a run ---- */

/* A meaning that competes for a place. */
struct cn_choice {
    struct cn_str name, meaning, scheme;
    double share;
    bool unknown; /* an unknown code name; `name` is its family's pattern */
};

/* A mention: what is asked. Strings live in the results' arena. */
struct cn_question {
    struct cn_str file;    /* the document's name, as labels have it */
    uint64_t start, end;   /* bytes of the source, half-open */
    uint64_t line, column; /* of the text; 0: not said */
    struct cn_str surface; /* what stands there */
    struct cn_str before, after;
    struct cn_str match;             /* "identical", "folded", ...; may be empty */
    uint32_t member;                 /* the number behind the name; CN_NO_MEMBER: none */
    double name_confidence;          /* from 0 to 1 */
    const struct cn_choice *choices; /* the best first; one at least */
    size_t len;
};

/* Zero-initialise. */
struct cn_results {
    struct cn_arena arena;
    struct cn_buf questions; /* of struct cn_question, in the order of the records */
    struct cn_diags diags;   /* of the records, with their lines */
    uint64_t left_out;       /* over CN_REVIEW_MAX, and not kept */
    bool summary;            /* one closed them */
};

/* Was the program built with what reads JSON? */
bool cn_results_readable(void);
/* Takes the mentions of a file, gzip or not. A record that makes no sense is noted with its line
 * and left out: CN_PARTIAL, as for results that were cut short. CN_SKIP: nothing could be had. */
enum cn_severity cn_results_load(struct cn_results *, const char *path);
/* The same from a stream; `path` is for messages. */
enum cn_severity cn_results_read(struct cn_results *, struct cn_stream *, const char *path);
const struct cn_question *cn_results_questions(const struct cn_results *, size_t *len);
void cn_results_free(struct cn_results *);

/* ---- record.c: one line; for results.c ---- */

enum cn_record_type { CN_RECORD_MENTION, CN_RECORD_SUMMARY, CN_RECORD_OTHER, CN_RECORD_BROKEN };
/* What a record is; of a mention also what it says, in the arena. Of a broken one `why` says what
 * is wrong. */
enum cn_record_type cn_record_read(struct cn_str line, struct cn_arena *, struct cn_question *,
                                   struct cn_buf *why);

/* ---- order.c ---- */

/* Fills `order` with the numbers of all questions, the most informative first: by the entropy of
 * name_confidence, which each earlier place of the same surface makes smaller, and one in the same
 * document once more. False: memory. */
bool cn_review_order(const struct cn_question *, size_t len, uint32_t *order);

/* ---- answer.c: what a label says of a place ---- */

/* The columns of a file of labels that are filled; any other is left empty. */
enum cn_label_column {
    CN_LABEL_FILE,
    CN_LABEL_START,
    CN_LABEL_END,
    CN_LABEL_SURFACE,
    CN_LABEL_NAME,
    CN_LABEL_LABEL,
    CN_LABEL_CLASS,
    CN_LABEL_BASE_END,
    CN_LABEL_AUX,
    CN_LABEL_COLUMNS
};
const char *cn_label_column_name(enum cn_label_column);

/* The name of a choice, with the number that stands behind it in the document (AMLASH-1). */
void cn_choice_name(const struct cn_question *, const struct cn_choice *, struct cn_buf *);
/* One cell of the label that says that `name` stands there; an empty name: none does. */
void cn_answer_cell(const struct cn_question *, struct cn_str name, enum cn_label_column,
                    struct cn_buf *);
/* Can the document's name stand in a file of labels? Not with a tab or a line end, nor with a '#'
 * in front. */
bool cn_question_labellable(const struct cn_question *);
/* Can this be the name of a label? Not empty, short enough, valid UTF-8 and no control characters.
 */
bool cn_label_name_valid(struct cn_str name);

/* ---- labelling.c: the file of labels ---- */

/* Zero-initialise. One row for each answer is written at once, so that whatever ends the program
 * costs none. */
struct cn_labelling {
    int fd;                 /* open while `path` is set */
    const char *path;       /* borrowed */
    struct cn_buf bytes;    /* of the file as it was found; `known` borrows them */
    struct cn_labels known; /* the labels that were there */
    struct cn_buf columns;  /* of int: each column of the header, as cn_label_column or -1 */
    struct cn_buf rows;     /* of struct cn_row: those added, in order */
    struct cn_diags diags;
};

/* A row that was added. */
struct cn_row {
    uint64_t offset; /* where it begins in the file, and where the next one does */
    uint64_t behind;
    struct cn_str file;
    uint64_t start, end;
};

/* Opens the file, or makes it with a header row. A file that is there must have the columns file,
 * start, end, name and label. Nobody else can open it so until it is closed. CN_SKIP: it cannot be
 * used; `diags` says why. CN_PARTIAL: rows of it were not understood. */
enum cn_severity cn_labelling_open(struct cn_labelling *, const char *path);
/* Is a label there that shares a byte with the place? */
bool cn_labelling_has(const struct cn_labelling *, const struct cn_question *);
/* Adds the label; see cn_answer_cell. The question must outlive it. CN_FATAL: it could not be
 * written, and nothing of it stays. */
enum cn_severity cn_labelling_add(struct cn_labelling *, const struct cn_question *,
                                  struct cn_str name);
/* Takes the last row that was added out again. CN_FATAL: something else has changed the file. */
enum cn_severity cn_labelling_undo(struct cn_labelling *);
size_t cn_labelling_added(const struct cn_labelling *);
void cn_labelling_close(struct cn_labelling *);

#endif
