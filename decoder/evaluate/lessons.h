/*
 * lessons.h: labelled documents become examples to fit weights on. For cli/learn.c.
 *
 * Every place of a labelled document that touches a label is an example: its readings with their
 * evidence, and which of them the label says is right. A label that no place answers has none.
 */
#ifndef CN_EVALUATE_LESSONS_H
#define CN_EVALUATE_LESSONS_H

#include "evaluate/evaluate.h"
#include "score/fit.h"

/* Labels of one class in one file of labels. */
struct cn_lesson_class {
    struct cn_str name;
    uint32_t file; /* which file of labels */
};

/* One label, or one name that was dropped to teach what an unknown name looks like. */
struct cn_lesson_label {
    uint32_t class;
    bool positive;
};

/* Zero-initialise. */
struct cn_lessons {
    struct cn_examples examples; /* `kind` is the label: an index into `labels` */
    struct cn_buf labels;        /* of struct cn_lesson_label */
    struct cn_buf classes;       /* of struct cn_lesson_class */
    struct cn_buf groups;        /* of uint64_t, by example: what repeats the same lesson */
    struct cn_arena arena;
    uint32_t files;               /* of labels */
    struct cn_channel **channels; /* of each fold, counted on the others; NULL: the scan's own */
    uint32_t folds;
};

/* Scans the documents of a file of labels, found under `root`. CN_PARTIAL: a document could not be
 * read; labels->diags says which. */
enum cn_severity cn_lessons_add(struct cn_lessons *, struct cn_scan *, struct cn_labels *,
                                struct cn_str root);
/* Sets the weights, when all are added: labels of the same name in the same document repeat each
 * other, so that n of them count as much as the square root of n. */
bool cn_lessons_weigh(struct cn_lessons *);
const struct cn_lesson_label *cn_lessons_labels(const struct cn_lessons *, size_t *len);
const struct cn_lesson_class *cn_lessons_classes(const struct cn_lessons *, size_t *len);
void cn_lessons_free(struct cn_lessons *);

/* The class of the dropped names. */
#define CN_LESSON_UNKNOWN "dropped names, as unknown"

#endif
