/*
 * emit.h: mentions become output. One file a format, one line in the table.
 *
 * For scan.c and cli/. An emitter has never heard of zip or charsets; it sees windows of text,
 * mentions and the document's record. Escaping is in files of its own (escape.c), so that it can be
 * tested alone.
 */
#ifndef CN_EMIT_EMIT_H
#define CN_EMIT_EMIT_H

#include "score/score.h"

/* Where output goes: a descriptor or a function, with a block buffer; or memory. A failed write is
 * sticky: what is added after it is dropped. */
struct cn_out {
    struct cn_buf buf;
    int fd;         /* -1: none */
    int error;      /* errno of the first failed write (ENOMEM: no memory); 0: none */
    uint64_t bytes; /* added so far */
    char last;      /* of them, if there are any */
    void (*write)(void *context, struct cn_str); /* in place of the descriptor; NULL: none */
    void *context;
};
void cn_out_add(struct cn_out *, const void *bytes, size_t len);
void cn_out_add_str(struct cn_out *, struct cn_str);
void cn_out_add_text(struct cn_out *, const char *nul_terminated);
/* A buffer's bytes; that it failed is remembered as a failed write. */
void cn_out_add_buf(struct cn_out *, const struct cn_buf *);
/* In decimal, without printf: dumps are made of numbers. */
void cn_out_add_number(struct cn_out *, uint64_t);
/* Does the output end within a line? */
bool cn_out_unended(const struct cn_out *);
/* CN_OK, or CN_FATAL if a write failed. Writes nothing. */
enum cn_severity cn_out_state(const struct cn_out *);
/* Writes what is buffered. CN_FATAL if this or an earlier write failed. */
enum cn_severity cn_out_flush(struct cn_out *);
void cn_out_free(struct cn_out *); /* does not close fd */

enum cn_style { CN_STYLE_INLINE, CN_STYLE_REPLACE, CN_STYLE_MARGIN, CN_STYLE_FOOTNOTES };

struct cn_emit_options {
    enum cn_style style;
    bool ascii;    /* glosses in ASCII: A9[=North Korea 0.97=] */
    bool color;    /* SGR around mentions */
    bool terminal; /* stdout is a terminal: escape control characters of the text */
    bool headers;  /* several documents on one stream: a header line each */
};

/* The document's record, known when it has been read. */
struct cn_record {
    const struct cn_document *document;
    const char *format; /* the reader's name; NULL: none read it */
    uint64_t mentions;  /* reported */
    uint64_t below;     /* under --min-confidence */
    uint64_t covered;
    struct cn_str duplicate_of; /* the first document with the same bytes; empty: none */
};

/* The run, for the summary record. */
struct cn_run {
    uint64_t documents, bytes, mentions, below;
    uint64_t statuses[CN_STATUS_NO_TEXT + 1];
    struct cn_str facts; /* what the emitter's `facts` wrote; borrowed */
    double min_confidence;
};

struct cn_emit {
    const struct cn_emitter *emitter;
    struct cn_out *out;
    struct cn_emit_options options;
    void *state; /* the emitter's own; made by begin, freed by end */
};

/* Any of these but name and what may be NULL: not interested. All return CN_OK or CN_FATAL (memory,
 * output). */
struct cn_emitter {
    const char *name;
    const char *what; /* one line for --help */
    bool needs_text;  /* wants every window, also of documents without a mention */
    bool needs_hash;  /* wants the document's SHA-256 */
    bool lines;       /* its output is lines, of which a part is of no use */
    /* Its record has nothing to do with the windows: who knows how the document stands among the
     * others emits it, in another process perhaps. */
    bool record_apart;
    /* May a document's windows be emitted by several processes, each its part? NULL: no. */
    bool (*divides)(const struct cn_emit_options *);
    enum cn_severity (*begin)(struct cn_emit *);
    /* What the end says of that with which the run read its documents: where it stands, there is no
     * dictionary any more. */
    void (*facts)(struct cn_buf *, const struct cn_dictionary *, const struct cn_words *);
    /* Before the first window of a document: what parts it from the one before, on the same stream.
     * Sees nothing of the document but its name. For those that want every window. */
    enum cn_severity (*document)(struct cn_emit *, const struct cn_document *);
    /* A window and the mentions to report that start in its core, in order, not overlapping. A
     * mention may reach into the right margin. */
    enum cn_severity (*window)(struct cn_emit *, const struct cn_document *, const struct cn_text *,
                               const struct cn_mentions *);
    /* For one that divides: the windows before this one are emitted elsewhere, and this one too; it
     * is given only for what reaches over its end, and what is made of it is thrown away. NULL:
     * nothing does. */
    enum cn_severity (*resume)(struct cn_emit *, const struct cn_text *);
    enum cn_severity (*record)(struct cn_emit *, const struct cn_record *);
    enum cn_severity (*end)(struct cn_emit *, const struct cn_run *);
    void (*free)(struct cn_emit *);
};
extern const struct cn_emitter *const cn_emitters[]; /* ends with NULL; the first is the default */
const struct cn_emitter *cn_emitter_find(struct cn_str name);

/* Annotated text back to what went in. Reads `in`, writes to `out`. `ascii`: the glosses are in
 * ASCII. Several documents: their headers go too, the texts follow each other. */
enum cn_severity cn_strip(struct cn_stream *in, bool ascii, struct cn_out *out, struct cn_diags *);

/* ---- for the emitters themselves ---- */

/* A span of the document's text, as far as the window shows it. */
struct cn_str cn_text_span(const struct cn_text *, uint64_t start, uint64_t end);

/* ---- gloss.c ---- */

/* A confidence with two decimals, rounded down: 0.97 means at least 0.97, and 1.00 is never shown
 * for less. */
void cn_gloss_confidence(struct cn_buf *, double confidence);
/* The meaning that is shown beside the best one: another one, with a share of 0.1 or more; NULL:
 * none. */
const struct cn_meaning *cn_gloss_second(const struct cn_mention *);
/* The name that a meaning stands for where the text has it garbled; else empty. */
struct cn_str cn_gloss_name(const struct cn_meaning *);
/* The meaning, with a '?' before that of an unknown code name, with the name before it where the
 * text has that garbled. Not escaped. */
void cn_gloss_meaning(struct cn_buf *, const struct cn_meaning *);
/* "North Korea 0.97", "Iran 0.61 | size 0.30". Not escaped. */
void cn_gloss(struct cn_buf *, const struct cn_mention *);

/* ---- place.c ---- */

/* "sheet Projects, cell B7", "page 3, footnote 2", "row 4, column 2"; nothing if nothing is known.
 * Not escaped. */
void cn_place(struct cn_buf *, const struct cn_locator *);
/* Only what there is text of for many lines: page, slide, sheet, part. */
void cn_place_heading(struct cn_buf *, const struct cn_locator *);
/* "B7". */
void cn_place_cell(struct cn_buf *, uint64_t row, uint64_t column);

/* ---- columns.c ---- */

/* The display column (from 0) behind text[from .. to), where `column` was the one before it. */
uint64_t cn_columns_after(struct cn_str text, size_t from, size_t to, uint64_t column);

/* ---- escape.c ---- */

/* For a terminal and for messages: control characters (C0, DEL, C1), line and paragraph separators,
 * bidirectional controls and invalid bytes as \xNN or \u{N}; the rest as it is. `lines`: \n and \t
 * pass. */
void cn_escape_terminal(struct cn_buf *, struct cn_str, bool lines);
/* The inside of a JSON string; what is not for a terminal as \uNNNN, invalid UTF-8 as U+FFFD. */
void cn_escape_json(struct cn_buf *, struct cn_str);
/* Text or an attribute's value in XML 1.0; what is not for a terminal, or not for XML, as \xNN or
 * \u{N}. */
void cn_escape_xml(struct cn_buf *, struct cn_str);
/* The inside of a gloss: no brackets, line ends, controls, nor any (ASCII) byte of `reserved`; what
 * comes near stands for them. `ascii`: also no '=', and other characters as \u{N}. */
void cn_escape_gloss(struct cn_buf *, struct cn_str, struct cn_str reserved, bool ascii);

/* ---- guard.c ---- */

/* What is held back of output that goes to a terminal. Zero-initialise. */
struct cn_guard {
    char held[4];
    size_t len;
    bool lit; /* the last colour that passed is not the plain one */
};
/* Adds what an emitter would have written so: text, line ends, tabs and its colours; all else as
 * cn_escape_terminal shows it. How the bytes are cut makes no difference. */
void cn_guard_add(struct cn_guard *, struct cn_buf *to, struct cn_str);
/* No more comes: what was held is shown, and the colour is plain again. */
void cn_guard_end(struct cn_guard *, struct cn_buf *to);

#endif
