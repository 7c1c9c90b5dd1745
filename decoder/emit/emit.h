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

/* Where output goes: a descriptor with a block buffer, or memory. A failed write is sticky. */
struct cn_out {
    struct cn_buf buf;
    int fd;    /* -1: memory only */
    int error; /* errno of the first failed write; 0: none */
    uint64_t bytes;
};
void cn_out_add(struct cn_out *, const void *bytes, size_t len);
/* Writes what is buffered. CN_FATAL if this or an earlier write failed. */
enum cn_severity cn_out_flush(struct cn_out *);
void cn_out_free(struct cn_out *); /* does not close fd */

enum cn_style { CN_STYLE_INLINE, CN_STYLE_REPLACE, CN_STYLE_MARGIN, CN_STYLE_FOOTNOTES };

struct cn_emit_options {
    enum cn_style style;
    bool ascii;           /* glosses in ASCII: A9[=North Korea 0.97=] */
    bool color;           /* SGR around mentions */
    bool terminal;        /* stdout is a terminal: escape control characters of the text */
    bool headers;         /* several documents on one stream: a header line each */
    bool display_columns; /* --format=gnu: columns as displayed, not bytes */
};

/* The document's record, known when it has been read. */
struct cn_record {
    const struct cn_document *document;
    const char *format; /* the reader's name; NULL: none read it */
    uint64_t mentions;  /* reported */
    uint64_t below;     /* under --min-confidence */
    uint64_t covered;
};

/* The run, for the summary record. */
struct cn_run {
    uint64_t documents, bytes, mentions, below;
    uint64_t statuses[CN_STATUS_NO_TEXT + 1];
    const struct cn_dictionary *dictionary;
    const struct cn_words *words;
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
    enum cn_severity (*begin)(struct cn_emit *);
    enum cn_severity (*document)(struct cn_emit *, const struct cn_document *);
    /* A window and the mentions to report that start in its core, in order, not overlapping. A
     * mention may reach into the right margin. */
    enum cn_severity (*window)(struct cn_emit *, const struct cn_document *, const struct cn_text *,
                               const struct cn_mentions *);
    enum cn_severity (*record)(struct cn_emit *, const struct cn_record *);
    enum cn_severity (*end)(struct cn_emit *, const struct cn_run *);
    void (*free)(struct cn_emit *);
};
extern const struct cn_emitter *const cn_emitters[]; /* ends with NULL; the first is the default */
const struct cn_emitter *cn_emitter_find(struct cn_str name);

/* Annotated text back to what went in. Reads `in`, writes to `out`. `ascii`: the glosses are in
 * ASCII. Several documents: their headers go too, the texts follow each other. */
enum cn_severity cn_strip(struct cn_stream *in, bool ascii, struct cn_out *out, struct cn_diags *);

/* ---- escape.c ---- */

/* For a terminal and for messages: control characters (C0, DEL, C1), line and paragraph separators,
 * bidirectional controls and invalid bytes as \xNN or \u{N}; the rest as it is. `lines`: \n and \t
 * pass. */
void cn_escape_terminal(struct cn_buf *, struct cn_str, bool lines);
/* The inside of a JSON string; invalid UTF-8 becomes U+FFFD. */
void cn_escape_json(struct cn_buf *, struct cn_str);
/* The inside of a gloss: no brackets, line ends, controls, nor any byte of `reserved`. */
void cn_escape_gloss(struct cn_buf *, struct cn_str, struct cn_str reserved, bool ascii);

#endif
