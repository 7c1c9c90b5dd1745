/*
 * evidence.h: what the files of this stage share; private to score/.
 *
 * A reading (one entry at one place) is laid before each evidence function; each looks at what its
 * theme is about and sets values on the reading's sheet. Values and the model's weights make the
 * score; nothing here knows a weight.
 */
#ifndef CN_SCORE_EVIDENCE_H
#define CN_SCORE_EVIDENCE_H

#include "match/channel.h"
#include "score/score.h"
#include "tokenize/tokenize.h"

/* ---- terms.c ---- */

enum cn_term {
#define CN_TERM(name, mean, deviation, reason) CN_TERM_##name,
#include "score/terms.def"
#undef CN_TERM
    CN_TERMS
};

struct cn_term_info {
    const char *name;
    double mean, deviation; /* of the prior */
    const char *reason;
};
extern const struct cn_term_info cn_terms[CN_TERMS];
/* The term of that name; CN_TERMS: none. */
enum cn_term cn_term_find(struct cn_str name);

/* A reading's evidence: 0 is "not there". */
struct cn_sheet {
    double value[CN_TERMS];
};

/* ---- cues.c: cue words, matched by folded key ---- */

/* The widest cue, in text tokens ("central intelligence agency", 国家统计局). */
#define CN_CUE_TOKENS 6

struct cn_cues;
struct cn_cues *cn_cues_new(void);
/* The number of a cue from now on; UINT32_MAX: no token in it, too many, or memory is out. */
uint32_t cn_cues_add(struct cn_cues *, struct cn_str cue);
/* The same for the key of one token. */
uint32_t cn_cues_add_key(struct cn_cues *, struct cn_str key);
/* The number of a cue that was added; UINT32_MAX: none. */
uint32_t cn_cues_find(const struct cn_cues *, struct cn_str key);
bool cn_cues_failed(const struct cn_cues *);
void cn_cues_free(struct cn_cues *);

struct cn_cue_hit {
    uint32_t cue;
    uint32_t distance; /* tokens between it and the name; 0: beside it */
    bool before;
};
struct cn_cue_hits {
    struct cn_cue_hit *items;
    size_t len;
};
/* All cues in `tokens`, whatever their width, so that a cue added later hides none. Those that end
 * at or before token `name_first` are before the name, those that start at `name_last` or later
 * behind it. */
bool cn_cues_scan(const struct cn_cues *, const struct cn_tokens *, size_t name_first,
                  size_t name_last, struct cn_arena *, struct cn_cue_hits *);

struct cn_cue_list {
    uint32_t *items;
    uint32_t len;
};
bool cn_cue_listed(const struct cn_cue_list *, uint32_t cue);

/* ---- words.c ---- */

/* Does a language accept it just as it is spelled? */
bool cn_words_spelled(struct cn_words *, struct cn_str word);
/* How does a language know a folded word: in small letters, or only capitalised? */
enum cn_word_kind { CN_WORD_NONE, CN_WORD_ORDINARY, CN_WORD_PROPER };
enum cn_word_kind cn_words_how(struct cn_words *, struct cn_str word);
/* How common a folded word is in small letters, or capitalised (`title`): the log of 1 and how
 * often it stands in a million words; 0: the model's table does not have it. */
double cn_words_common(const struct cn_words *, struct cn_str word, bool title);
#define CN_COMMON_MOST 14.0 /* every word of the million */
/* Those of the words that are not in the table of common words, in order; returns how many. */
size_t cn_words_rare(const struct cn_words *, const struct cn_str *words, size_t len,
                     struct cn_str *rare);
/* Does one letter replaced by another, or one put before it, make a folded word of five letters or
 * more a common one, as a poor scan would? */
bool cn_words_near(struct cn_words *, struct cn_str word);
/* How probably a folded word is a common one with one or two letters garbled: the logarithm of 1
 * and how often that stands in a million words, less the cost of the garbling, and so much more
 * that the least probable is 0. With `quick`, if that is not known, of one letter only, which is
 * less or the same. The answer is kept: before another channel it must be forgotten. */
double cn_words_rival(struct cn_words *, const struct cn_channel *, struct cn_str word, bool quick);
void cn_words_forget_rivals(struct cn_words *);
#define CN_RIVAL_AT_LEAST                                                                          \
    16.0 /* the rarest word, garbled in the least usual way, is some rival                         \
          */
#define CN_RIVAL_MOST (CN_RIVAL_AT_LEAST + CN_COMMON_MOST)
/* How unlike words it is spelled (see ngrams.h). */
double cn_words_oddness(const struct cn_words *, struct cn_str word);
/* The word in lower case, or with a capital first letter; empty if it does not fit or is broken. */
struct cn_str cn_word_recase(struct cn_str word, bool title, char *out, size_t room);

/* ---- scorer.c, facts.c ---- */

/* What is known of an entry whatever the text; made when it is first met. */
struct cn_facts {
    uint32_t key_len; /* characters of the folded name */
    uint32_t tokens;  /* of the name */
    uint32_t words;   /* its tokens that hold a letter */
    bool code;        /* letters and digits in one token: A9 */
    bool upper;       /* the dictionary writes it in capitals */
    bool word;        /* each of its words is an ordinary word in lower case */
    bool proper;      /* else: each is known when capitalised */
    bool no_word;     /* hunspell was asked, and knows it in no form */
    double common;    /* how common the rarest of its words is, as cn_words_common tells */
    struct cn_cue_list row_for, row_against;
    struct cn_cue_list meaning; /* the telling words of its meaning, as cues */
    struct cn_str stem;         /* a family: the fixed beginning of its pattern, folded */
    uint32_t begun_words;       /* of two letters more than the stem */
    bool person;                /* kind is a person's */
};

struct cn_scheme_facts {
    struct cn_cue_list for_cues, against_cues;
    uint32_t house; /* schemes with a common issuer are of one house */
};

struct cn_scorer {
    const struct cn_dictionary *dictionary;
    const struct cn_model *model;
    struct cn_words *words;
    const struct cn_channel *channel; /* NULL: no garbled names are scored */
    struct cn_cues *cues;
    struct cn_arena arena;
    struct cn_facts **facts; /* by entry; NULL: not met yet */
    struct cn_scheme_facts *schemes;
    struct cn_cue_list code_words, titles, name_headers;
    struct cn_arena passing; /* what is needed of one place only, while it is scored */
};

bool cn_cue_list_make(struct cn_scorer *, const struct cn_str_list *, struct cn_cue_list *);
/* NULL when memory is out. */
const struct cn_facts *cn_facts_of(struct cn_scorer *, uint32_t entry);
/* The same where an alias stands for the name: how long and how ordinary the alias is. Kept in the
 * arena; the text's own writing of the alias will do. */
const struct cn_facts *cn_facts_of_alias(struct cn_scorer *, const struct cn_facts *of_entry,
                                         struct cn_str alias, struct cn_arena *);

/* ---- summary.c ---- */

#define CN_YEAR_FIRST 1900
#define CN_YEARS 200

struct cn_house_counts {
    uint32_t sure; /* sure mentions of all its names */
    uint32_t issuer, issuer_head, issuer_domain;
};
struct cn_entry_counts {
    uint16_t verbatim; /* saturating */
    uint16_t sure;
    uint16_t defined;
};
/* Unknown names are counted by hash: a rare collision says "again" once too often. */
#define CN_UNKNOWN_SLOTS 4096
struct cn_summary {
    struct cn_scorer *scorer;
    uint8_t unknown[CN_UNKNOWN_SLOTS]; /* families' finds; saturating */
    struct cn_house_counts *houses;    /* by house */
    struct cn_entry_counts *entries;   /* by entry */
    bool *used;                        /* by block of entries: one of them was counted */
    bool years[CN_YEARS];              /* named in the document's head */
    bool any_year;
};

/* The counter of a family's find. */
uint32_t cn_unknown_slot(const struct cn_text *, const struct cn_candidate *);

/* Is a find sure evidence of its house: written as in the dictionary, in capitals, five letters or
 * more, no ordinary word? */
bool cn_find_sure(struct cn_scorer *, const struct cn_candidate *);

/* ---- context.c, page.c, place.c ---- */

/* The words around a place. */
struct cn_context {
    struct cn_tokens tokens;      /* offsets count from `base` */
    uint64_t base;                /* text offset of the document */
    size_t name_first, name_last; /* tokens that touch the name: [first, last) */
    size_t from, to;              /* tokens that count as near: [from, first) and [last, to) */
    unsigned name_flags;          /* of the tokens the name is made of, together */
    double caps;                  /* share of the words near that are in capitals */
    struct cn_cue_hits cues;
};

/* A place in the text where readings compete. */
struct cn_place {
    uint64_t start, end, name_end;
    const struct cn_candidate **finds;
    size_t finds_len;
    bool named;       /* an entry (no family) stands here, not as part of a longer run */
    uint64_t longest; /* end of the longest of their names: what is a member number to one reading
                         may be part of the name to another */
    bool begun;       /* another entry's whole name stands at its beginning */
    bool joins_name;  /* another entry's whole name stands in it */
    bool holds_name;  /* an entry is the head or tail of the run that stands here */
    bool beside_name; /* run together with another entry */
    struct cn_candidates near; /* finds around, this place's among them */
    struct cn_context context;
    bool in_table;
    struct cn_cell cell;
    double known; /* as cn_page_known tells */
};

/* A window being scored. */
struct cn_scoring {
    struct cn_scorer *scorer;
    const struct cn_summary *summary;
    const struct cn_text *text;
    const struct cn_candidates *candidates;
    struct cn_arena *arena;
    struct cn_arena *passing; /* the scorer's */
    uint64_t page;            /* the block whose share of known words is kept */
    double page_known;
    bool page_asked;
    const struct cn_place *noise_of; /* the garbled place whose noise is kept */
    double noise, bits;
    double weights[CN_TERMS]; /* the model's */
    double least; /* name_confidence that is asked for; what stays below need not be known */
    const uint64_t *word_bits; /* which of the window's bytes are of words; NULL: nobody asks */
};

/* Groups the finds of a window (issuers aside) into places, in order. */
struct cn_places {
    struct cn_place *items;
    size_t len;
};
/* Do two finds of a place stand for the same name, and no family's? */
bool cn_finds_rival(const struct cn_candidate *, const struct cn_candidate *);
bool cn_same_meaning(const struct cn_entry *, const struct cn_entry *);
bool cn_places_group(struct cn_scoring *, struct cn_places *);

/* Reads the words around a place. */
bool cn_context_read(struct cn_scoring *, struct cn_place *);
/* The share of known words below which a page is a poor one. */
#define CN_POOR_PAGE 0.7
/* Share of the words of the block that holds `offset` which are common; where these are few, of
 * those that hunspell knows. -1: nobody to ask. */
double cn_page_known(struct cn_scoring *, uint64_t offset);
/* The text from one offset of the document to another, cut to what the window shows. */
struct cn_str cn_text_between(const struct cn_text *, uint64_t start, uint64_t end);
/* All tokens of a short text. */
bool cn_tokens_of(struct cn_str, struct cn_arena *, struct cn_tokens *);

/* ---- the evidence, a file a theme ---- */

/* One reading of a place. */
struct cn_case {
    struct cn_scoring *scoring;
    const struct cn_place *place;
    const struct cn_candidate *found;
    const struct cn_entry *entry;
    const struct cn_scheme *scheme;
    const struct cn_facts *facts;
};
typedef void cn_evidence_fn(const struct cn_case *, struct cn_sheet *);
cn_evidence_fn cn_evidence_spelling, cn_evidence_name, cn_evidence_row, cn_evidence_page,
    cn_evidence_context, cn_evidence_table, cn_evidence_document, cn_evidence_family,
    cn_evidence_garbled, cn_evidence_garbled_common, cn_evidence_garbled_case,
    cn_evidence_garbled_around, cn_evidence_garbled_word;

/* A garbled name is weighed in steps, the cheapest first, as most turn out improbable early. The
 * first asks neither what stands around nor the languages. */
enum cn_garbled_step {
    CN_GARBLED_ALONE,
    CN_GARBLED_COMMON, /* common words, and those garbled in one letter */
    CN_GARBLED_SURROUNDINGS,
    CN_GARBLED_AROUND,
    CN_GARBLED_WORD, /* hunspell's words, and common ones garbled in two letters */
    CN_GARBLED_STEPS
};
/* The most that a step behind the first may add to the sum of the evidence. */
double cn_garbled_most(const struct cn_case *, enum cn_garbled_step);

/* Where there are garbled names among the window's candidates, what all of them ask. False: out of
 * memory. */
bool cn_garbled_prepare(struct cn_scoring *);

/* log(1 + n), where n counts no further than 20. */
double cn_log_count(uint64_t n);

/* Does the text say right at `found` what its entry means: "A9 (North Korea)", "A9 = North Korea"?
 */
bool cn_defined_here(struct cn_scorer *, const struct cn_text *, const struct cn_candidate *,
                     struct cn_arena *);

/* ---- overlap.c ---- */

/* Marks the losers among overlapping mentions, which are in order of their start. */
bool cn_overlap_resolve(struct cn_mentions *, struct cn_arena *);

/* ---- model.c ---- */

/* The score of a reading whose evidence sums up to this. */
double cn_model_score(const struct cn_model *, bool garbled, double sum);

struct cn_weight {
    double weight, mean, deviation;
    bool prior;
    bool taught; /* the prior is what earlier labels taught */
};
/* A score is scaled and shifted so that of all that say 0.8 eight in ten are right. */
struct cn_calibration {
    double scale, shift;
    double prior_shift; /* what the shift is before labels move it */
};
struct cn_model {
    struct cn_weight terms[CN_TERMS];
    struct cn_calibration spelled, garbled; /* of names as they are written, and garbled */
    char confusions[64];                    /* the table that garbled names are weighed by */
    struct cn_buf fitted_on;                /* what it was fitted on, in lines */
};

#endif
