/*
 * score.h: candidates become mentions: named evidence in, confidence out, overlaps resolved.
 *
 * For scan.c, emit/ and cli/. Pure functions of their arguments: no I/O, no clock, no locale. At
 * each place the readings compete: every meaning of every name it could be, "unknown code name" for
 * a family, and none. A reading's score is the sum of its evidence times weights, calibrated by a
 * scale and a shift; the shares are the softmax of the scores (none scores 0).
 */
#ifndef CN_SCORE_SCORE_H
#define CN_SCORE_SCORE_H

#include "match/channel.h"
#include "match/match.h"

/* ---- the model: a text file of weights, see model/default.model ---- */

struct cn_model;
enum cn_severity cn_model_load(struct cn_model **, const char *path, struct cn_diags *);
/* By path, or by name in the search path; NULL: "default". */
enum cn_severity cn_model_find(struct cn_model **, const char *name_or_path, struct cn_diags *);
/* The table of confusions that it was fitted with, by name. */
const char *cn_model_confusions(const struct cn_model *);
/* False: the name is too long. */
bool cn_model_set_confusions(struct cn_model *, const char *name_or_path);
/* From memory; `path` is for messages. */
enum cn_severity cn_model_read(struct cn_model **, struct cn_str text, const char *path,
                               struct cn_diags *);
/* The priors alone; NULL when memory is out. */
struct cn_model *cn_model_prior(void);
/* As a file that cn_model_read takes. */
void cn_model_write(const struct cn_model *, struct cn_buf *out);
void cn_model_free(struct cn_model *);

/* ---- words: hunspell behind a cache; never part of an output but as evidence ---- */

struct cn_words;
/* `languages`: "en_US", or several with commas; a value with '/' is the path of an .aff or .dic
 * without its suffix. A missing one is noted in `diags` (CN_E_LANGUAGE) and left out. */
enum cn_severity cn_words_open(struct cn_words **, const char *languages, struct cn_diags *);
/* Takes up the model's table of how common words are ("default.words" of the search path). Where
 * there is none that is noted, and goes without; CN_SKIP: it cannot be read. */
enum cn_severity cn_words_count(struct cn_words *, struct cn_diags *);
/* Is it an ordinary word (as written, in lower case or in title case)? The answer is kept. */
bool cn_words_known(struct cn_words *, struct cn_str word);
/* Is it, folded as ASCII is, in the model's table of common words? */
bool cn_words_is_common(const struct cn_words *, struct cn_str word);
bool cn_words_any(const struct cn_words *); /* is any language there? */
/* One line a dictionary: language, path, SHA-256 of .aff and .dic, for the summary. */
struct cn_str_list cn_words_manifest(const struct cn_words *);
void cn_words_close(struct cn_words *);

/* ---- the scorer: dictionary, model, words together; const while documents are scored (but for the
 * words' cache, and memory for one place) ---- */

struct cn_scorer;
enum cn_severity cn_scorer_new(struct cn_scorer **, const struct cn_dictionary *,
                               const struct cn_model *, struct cn_words *);
void cn_scorer_free(struct cn_scorer *);
/* What garbled names are weighed by; borrowed. NULL, as at first: there are none. */
void cn_scorer_use(struct cn_scorer *, const struct cn_channel *);

/* What pass 1 keeps of a document: bounded by the dictionary. */
struct cn_summary;
struct cn_summary *cn_summary_new(struct cn_scorer *);
/* Takes in a window's candidates (sure mentions by scheme and entry, issuers, years, letterhead).
 */
enum cn_severity cn_summary_add(struct cn_summary *, const struct cn_text *,
                                const struct cn_candidates *, struct cn_arena *scratch);
/* As new: for the next document. It takes longer the more was found, not the more there is to find.
 */
void cn_summary_clear(struct cn_summary *);
void cn_summary_free(struct cn_summary *);
/* How often a name stands in the document just as its dictionary writes it. `summary` is one. */
unsigned cn_summary_times(const void *summary, uint32_t entry);
/* As bytes, in records of CN_SUMMARY_RECORD that may be parted; and added to another one: counts
 * saturate, so that pieces of a document make the same summary in any order. False: they are no
 * records of this dictionary. */
#define CN_SUMMARY_RECORD 21
void cn_summary_write(const struct cn_summary *, struct cn_buf *);
bool cn_summary_merge(struct cn_summary *, struct cn_str records);

struct cn_evidence {
    const char *name; /* the model's term; static */
    double value;
    double weight; /* value * weight is the term of the sum */
    bool prior;    /* the weight kept its prior: no label moved it */
    int term;      /* its number in the model's table; -1: the calibration */
};

/* Why a term counts, in a sentence; of -1, what the calibration is. */
const char *cn_term_reason(int term);

/* More readings of one place than this cannot be told apart; the first rows stay. */
#define CN_READINGS_MAX 16

/* One meaning that competes for the place. */
struct cn_meaning {
    const struct cn_entry *entry;
    const struct cn_scheme *scheme;
    bool unknown; /* the reading "unknown code name" of a family */
    double share;
    double score;
    struct cn_evidence *evidence;
    size_t evidence_len;
    struct cn_candidate candidate; /* how this reading was found */
};

struct cn_mention {
    uint64_t start, end, name_end; /* text offsets of the document */
    uint64_t line, column;         /* from 1; column in bytes */
    uint32_t member;
    double confidence;           /* share of the best meaning, rounded to four decimals */
    double name_confidence;      /* 1 less the share of none, rounded likewise */
    struct cn_meaning *meanings; /* best first; none where it was not weighed to the end */
    size_t meanings_len;
    bool in_table;
    struct cn_cell cell; /* if in_table */
    bool covered;        /* lost to an overlapping mention: only explain and evaluate see it */
};

/* The steps from the name of a garbled meaning to what stands in the text; `steps` has room for
 * CN_CHANNEL_STEPS. */
size_t cn_garbling_steps(const struct cn_scorer *, const struct cn_text *,
                         const struct cn_meaning *, struct cn_channel_step *steps);

struct cn_mentions {
    struct cn_mention *items;
    size_t len;
};

/* Scores a window's candidates against the document's summary. All mentions, whatever their
 * confidence, by start; of overlapping ones the losers are marked `covered`. All in the arena. A
 * garbled name whose name_confidence surely is below `least` may be left without meanings, its
 * confidence 0 and its line unknown: that saves most of the work. 0: all are weighed to the end. */
enum cn_severity cn_score(struct cn_scorer *, const struct cn_summary *, const struct cn_text *,
                          const struct cn_candidates *, double least, struct cn_arena *,
                          struct cn_mentions *);

#endif
