/*
 * dictionary.h: mapping dictionaries, found, loaded, checked.
 *
 * For scan.c, match/, score/ and cli/. The format is described in cryptonym-dictionary(5). A
 * dictionary is built once and const from then on; all strings live in its arena.
 */
#ifndef CN_DICTIONARY_DICTIONARY_H
#define CN_DICTIONARY_DICTIONARY_H

#include "base/arena.h"
#include "base/diag.h"

enum cn_certainty { CN_DOCUMENTED, CN_INFERRED, CN_DISPUTED };
const char *cn_certainty_name(enum cn_certainty); /* "documented", ... */

struct cn_str_list {
    struct cn_str *items;
    size_t len;
};

/* One file: what all its rows share. */
struct cn_scheme {
    struct cn_str name; /* of the preamble; the file's base name if it says none */
    struct cn_str title;
    struct cn_str path;
    struct cn_str kind;
    struct cn_str note;
    struct cn_str_list issuers; /* "issuer: CIA|Central Intelligence Agency" */
    struct cn_str_list for_cues;
    struct cn_str_list against_cues;
    int from, until;               /* years; 0: not said */
    bool named;                    /* asked for with -d, not merely installed */
    uint32_t first_entry, entries; /* its rows in the dictionary, in file order */
};

struct cn_entry {
    struct cn_str name;
    struct cn_str meaning;
    struct cn_str kind;    /* the row's, else the scheme's */
    struct cn_str country; /* ISO 3166, may be a former one; empty: not said */
    struct cn_str source;  /* the citation itself where the row named one of the preamble */
    struct cn_str note;
    struct cn_str_list aliases;
    struct cn_str_list for_cues; /* the row's own, without the scheme's */
    struct cn_str_list against_cues;
    struct cn_str_list issuers; /* the row's own */
    struct cn_str_list extra;   /* unknown columns: "column: value" each */
    struct cn_str pattern;      /* the PCRE2 pattern between the slashes; empty: a plain name */
    bool pattern_nocase;
    int from, until;
    enum cn_certainty certainty;
    uint32_t scheme;
    uint32_t line; /* of the name in the scheme's file, and its byte column, from 1 */
    uint32_t column;
};

struct cn_dictionary {
    struct cn_arena arena;
    struct cn_scheme *schemes;
    uint32_t schemes_len;
    struct cn_entry *entries;
    uint32_t entries_len;
    uint32_t entries_cap, schemes_cap;
    struct cn_diags diags; /* of all files, with file, line and column */
};

/* Reads one file into the dictionary, behind what is there; a file that is there already is not
 * read again. A bad row is noted with CN_SKIP and left out, and CN_PARTIAL returned. CN_SKIP: the
 * file gave nothing (missing, no header). */
enum cn_severity cn_dictionary_load_file(struct cn_dictionary *, const char *path, bool named);
/* The same from memory; `path` is for messages. */
enum cn_severity cn_dictionary_load_bytes(struct cn_dictionary *, struct cn_str bytes,
                                          const char *path, bool named);
/* By path (it holds a '/' or ends in .tsv or .csv and exists) or by name in the search path. */
enum cn_severity cn_dictionary_load(struct cn_dictionary *, const char *name_or_path);
/* Every dictionary of the search path, in order of name; the first folder that has a name wins.
 * CN_SKIP: none could be loaded. */
enum cn_severity cn_dictionary_load_installed(struct cn_dictionary *);
void cn_dictionary_free(struct cn_dictionary *);

/* Findings that only `dictionary check` looks for (near-duplicates, clashes, ordinary words, short
 * names without cues, missing sources, slow patterns), added to `diags`. `is_word` may be NULL: not
 * asked. */
void cn_dictionary_check(struct cn_dictionary *, bool (*is_word)(struct cn_str word, void *context),
                         void *context);

/* Where data files are looked for: the folders of CRYPTONYM_PATH, then the installed one. Calls
 * `each` with every folder in order until it returns false. */
void cn_search_path(bool (*each)(const char *folder, void *context), void *context);
/* The path of the first file in the search path called `name` + one of `suffixes` (NULL-ended);
 * empty if none. */
struct cn_str cn_search_file(const char *name, const char *const *suffixes, struct cn_arena *);

/* Is it an ISO 3166-1 or 3166-3 code (two or four letters, upper case)? */
bool cn_country_known(struct cn_str code);

#endif
