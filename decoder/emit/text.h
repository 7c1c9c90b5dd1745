/*
 * text.h: annotated text, shared by text.c and its styles. For them and strip.c only.
 *
 * Everything added to the text stands in brackets. What goes into the line ends in a digit, the
 * last of a confidence or of a note's number. A mark that stands on a line of its own (a document's
 * header, a note, a missing line end) ends in a blank, and its line end was added with it. An
 * opening bracket of the text itself is written as `literal`. So the text can be had back: see
 * strip.c.
 */
#ifndef CN_EMIT_TEXT_H
#define CN_EMIT_TEXT_H

#include "emit/emit.h"

struct cn_brackets {
    struct cn_str open;
    struct cn_str close;
    struct cn_str literal; /* begins with `open`; what follows never begins a gloss */
};
extern const struct cn_brackets cn_brackets_unicode, cn_brackets_ascii;

/* Text being annotated; one for a stream, which may hold several documents. */
struct cn_annotation {
    struct cn_out *out;
    const struct cn_emit_options *options;
    const struct cn_brackets *brackets;
    const struct cn_text_style *style; /* of this document */
    struct cn_str reserved;            /* of this document's table */
    uint64_t headed;                   /* headings that begin before this offset are written */
    uint64_t written;     /* the document's text is written up to here; may lie in the margin */
    struct cn_buf notes;  /* glosses kept back for the margin or the foot, escaped */
    uint64_t notes_made;  /* in this document */
    struct cn_buf inside; /* of the gloss being built, not yet escaped */
    struct cn_buf escaped;
};

struct cn_text_style {
    bool reversible; /* brackets of the text are written as `literal` */
    /* Writes the mention and what is said of it; the text before it is written. */
    void (*mention)(struct cn_annotation *, const struct cn_text *, const struct cn_mention *);
    /* Where, in [from, to], what was kept back is to be written; false: not there. NULL: nothing is
     * ever kept back. */
    bool (*place)(const struct cn_annotation *, const struct cn_text *, size_t from, size_t to,
                  size_t *place);
    /* Writes what was kept back; the text is written up to `at` of the window. NULL for the window:
     * the document has ended. */
    void (*flush)(struct cn_annotation *, const struct cn_text *, size_t at);
};
extern const struct cn_text_style cn_text_inline, cn_text_replace, cn_text_margin,
    cn_text_footnotes;

/* Writes the document's text up to an offset of the document. An opening bracket or CR LF that
 * begins before it is written whole, so that no border can cut it. */
void cn_annotation_text(struct cn_annotation *, const struct cn_text *, uint64_t to);
/* The mention's own text, in colour if asked for. */
void cn_annotation_surface(struct cn_annotation *, const struct cn_text *,
                           const struct cn_mention *);
/* Empties a->inside, to be filled before one of the following is called. */
struct cn_buf *cn_annotation_inside(struct cn_annotation *);
/* a->inside as a gloss in the line. */
void cn_annotation_gloss(struct cn_annotation *);
/* a->inside as a mark on a line of its own. */
void cn_annotation_mark(struct cn_annotation *);
/* a->inside in place of the text up to `to`. */
void cn_annotation_instead(struct cn_annotation *, uint64_t to);
/* Ends an unended line and says so. */
void cn_annotation_end_line(struct cn_annotation *);
/* Adds to a->notes what is said of a mention far from it, "A9: North Korea 0.97", escaped. */
void cn_annotation_note(struct cn_annotation *, const struct cn_text *, const struct cn_mention *);

#endif
