/*
 * match.h: windows of text become candidates, places that may be a name.
 *
 * For scan.c and score/. Three finders behind one shape: exact.c and pattern.c in one pass over the
 * window, which is cn_match; garbled.c later, when the document has been summed up (garbled.h). An
 * index is built once from a dictionary and const from then on; struct cn_matcher is one document's
 * use of it.
 */
#ifndef CN_MATCH_MATCH_H
#define CN_MATCH_MATCH_H

#include "base/arena.h"
#include "dictionary/dictionary.h"
#include "read/read.h"

enum cn_how {
    CN_IDENTICAL, /* byte for byte the name as the dictionary writes it */
    CN_FOLDED,    /* case, width or separators differ */
    CN_JOINED,    /* split where the name is not, or run together with what stands beside it */
    CN_GARBLED,   /* other letters; by garbled.c, never by cn_match */
    CN_PATTERN,   /* a family matched: an unknown code name */
    CN_ISSUER     /* not a name: an issuer is mentioned here (evidence for the document) */
};
const char *cn_how_name(enum cn_how); /* "identical", "folded", ... */

enum cn_find_flag {
    CN_FIND_CASE = 1,         /* letters' case differs from the dictionary's */
    CN_FIND_WIDTH = 2,        /* full-width or other compatibility forms */
    CN_FIND_HIDDEN = 4,       /* invisible characters inside */
    CN_FIND_SEPARATOR = 8,    /* a joiner where the name has another or none (AM/LASH) */
    CN_FIND_SPLIT_BLANK = 16, /* a blank where the name has none */
    CN_FIND_SPLIT_LINE = 32,  /* broken over a line end */
    CN_FIND_MERGED = 64,      /* the name has a blank or joiner, the text has none */
    CN_FIND_HEAD = 128, /* the name is the beginning of a longer token (LITAMIL9, RYBATAMROSE) */
    CN_FIND_TAIL = 256, /* the name is the end of a longer token (JODYOKE) */
    CN_FIND_ALIAS = 512 /* found by an alias of the entry */
};

#define CN_NO_MEMBER UINT32_MAX

struct cn_candidate {
    uint64_t start; /* text offsets of the document, half-open; with the member number */
    uint64_t end;
    uint64_t name_end; /* without the member number */
    uint32_t entry;    /* in the dictionary; for CN_ISSUER: the scheme */
    uint32_t member;   /* the number of AMLASH-1; CN_NO_MEMBER: none */
    uint16_t flags;
    uint8_t how;
    uint8_t tokens; /* text tokens the name is spread over */
};

struct cn_candidates {
    struct cn_candidate *items;
    size_t len;
};

struct cn_index;

/* The index of a sealed dictionary, whose image it lies in: built, or there already. Patterns that
 * are refused are noted in dictionary->diags with their row and left out. The dictionary must
 * outlive it. NULL: memory is out, or a compiled dictionary is not sound; its diags say so. */
struct cn_index *cn_index_new(struct cn_dictionary *);
void cn_index_free(struct cn_index *);

/* Is a pattern allowed (CN_E_NONE), and if so, is it slow on worst-case text (CN_E_PATTERN_SLOW)?
 * Adds to `why` what PCRE2 says of one that does not compile. */
enum cn_code cn_pattern_check(struct cn_str pattern, bool nocase, struct cn_buf *why);

/* One document's use of an index: the patterns' strikes. Zero-cost until a pattern fails. */
struct cn_matcher;
struct cn_matcher *cn_matcher_new(const struct cn_index *, struct cn_document *);
/* For pass 2: patterns that were given up are tried again, and given up at the same places without
 * a second diagnostic. */
void cn_matcher_rewind(struct cn_matcher *);
/* Has any pattern been too costly so far? Then what is found depends on the windows before. */
bool cn_matcher_struck(const struct cn_matcher *);
void cn_matcher_free(struct cn_matcher *);
/* Every candidate that starts in the window's core, by start, then longer first, then entry.
 * Overlaps are all there: score decides. The array lives in the arena. */
enum cn_severity cn_match(struct cn_matcher *, const struct cn_text *, struct cn_arena *,
                          struct cn_candidates *);

/* The finders, for match.c and the tests. A candidate for every entry (not pattern) whose key is
 * `key`. */
struct cn_key_hits {
    const uint32_t *entries; /* entry index; the top bit set: by alias */
    size_t len;
};
struct cn_key_hits cn_index_lookup(const struct cn_index *, struct cn_str key);

#endif
