/*
 * scan.h: the driver. For main.c and cli/.
 *
 * cn_scan takes one document through the six stages. What the caller wants with the mentions it
 * says by a sink.
 */
#ifndef CN_SCAN_H
#define CN_SCAN_H

#include "emit/emit.h"
#include "match/garbled.h"
#include "open/container.h"

/* What is reported; empty lists: all. */
struct cn_filter {
    double min_confidence;
    struct cn_str_list schemes, kinds, countries;
};

struct cn_scan {
    struct cn_dictionary dictionary;
    struct cn_index *index;
    struct cn_model *model;
    struct cn_words *words;
    struct cn_scorer *scorer;
    struct cn_channel *channel; /* NULL: no garbled names are looked for */
    struct cn_garbler *garbler;
    struct cn_open_limits limits;
    struct cn_filter filter;
    struct cn_diags diags; /* of setting up */
    struct cn_arena scratch;
    struct cn_summary *summary; /* of the document at hand; kept for the next one */
};

struct cn_scan_options {
    const char *const *dictionaries; /* NULL-ended; NULL: all installed */
    const char *model;
    const char *languages;
    const char *confusions; /* a table by name or path, or "none"; NULL: the model's */
    bool find_only;         /* nothing will be scored: hunspell is not asked for */
};

/* The finds of a piece, kept from the first pass over it to the second. */
struct cn_finds {
    struct cn_candidate *items; /* owned */
    size_t len, cap, next;
    bool dropped; /* there were more than CN_FINDS_MAX takes, or nothing was kept */
};

/* What the caller wants of a document. Any call may be NULL; anything but CN_OK from one ends the
 * document there. */
struct cn_sink {
    /* Pass 1: a window and the candidates that start in it, not scored. For --dump=match and the
     * like. */
    enum cn_severity (*found)(void *context, const struct cn_document *, const struct cn_text *,
                              const struct cn_candidates *);
    /* Pass 2: a window and its mentions: all of them, and those to report. With `reported_only`
     * garbled names below the filter's min_confidence are not weighed to the end: those of them
     * that have no meanings are none to look at. */
    enum cn_severity (*window)(void *context, const struct cn_document *, const struct cn_text *,
                               const struct cn_mentions *all, const struct cn_mentions *reported);
    /* Of a piece: the window before it, which is another piece's, and its mentions to report. */
    enum cn_severity (*before)(void *context, const struct cn_document *, const struct cn_text *,
                               const struct cn_mentions *all, const struct cn_mentions *reported);
    bool needs_text; /* wants every window in pass 2, also those without a mention */
    bool reported_only;
    void *context;
};

/* Loads dictionaries, model and words. CN_FATAL or CN_SKIP: scan->diags says why; free it all the
 * same. */
enum cn_severity cn_scan_setup(struct cn_scan *, const struct cn_scan_options *);
void cn_scan_teardown(struct cn_scan *);
/* Other confusions from now on; borrowed. Only where garbled names are looked for. */
void cn_scan_use(struct cn_scan *, const struct cn_channel *);
/* An open document through read, tokenize, match, score, to the sink; fills the record. The
 * document's status is final afterwards. */
enum cn_severity cn_scan_document(struct cn_scan *, struct cn_document *, const struct cn_sink *,
                                  struct cn_record *);

/* The documents that a document holds that has been scanned, each handed to `each`, which may scan
 * it. CN_OK, CN_END or CN_FATAL; the document's status is final only afterwards. */
enum cn_severity cn_scan_members(struct cn_scan *, struct cn_document *, cn_member_fn *each,
                                 void *context);

/* ---- a large document in pieces, each its part of both passes ---- */

/* Pass 1 over a piece: adds it up in `summary` (unless the sink wants no windows) and hands its
 * candidates to the sink. A piece in which a pattern was too costly goes on to the document's end
 * if the sink wants no windows: what it finds is right, and that of later pieces is not. */
struct cn_piece_end {
    uint64_t lines;      /* line ends in the piece */
    uint64_t line_start; /* behind the last of them; 0: none */
    bool last;           /* the document ended */
    bool struck;
};
enum cn_severity cn_scan_first(struct cn_scan *, struct cn_document *, const struct cn_piece *,
                               const struct cn_sink *, struct cn_summary *, struct cn_finds *,
                               struct cn_piece_end *);
/* Pass 2 over it: scores against the whole document's summary; fills the record. Its finds are
 * those of pass 1, or are found again if they were dropped. */
enum cn_severity cn_scan_second(struct cn_scan *, struct cn_document *, const struct cn_piece *,
                                const struct cn_sink *, const struct cn_summary *,
                                struct cn_finds *, struct cn_record *);

#endif
