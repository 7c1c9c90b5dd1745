/*
 * dictionary.h: mapping dictionaries, found, loaded, checked.
 *
 * For scan.c, match/, score/ and cli/. The format is described in cryptonym-dictionary(5). Files
 * are tables or compiled dictionaries (images, see base/image.h). They are first named, then
 * sealed: tables are read, and all that there is becomes one image, whether it was built just now
 * or is a file mapped into memory. From then on the dictionary is const; its strings lie in the
 * image.
 */
#ifndef CN_DICTIONARY_DICTIONARY_H
#define CN_DICTIONARY_DICTIONARY_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/image.h"

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

struct cn_known;

/* Zero-initialise. From `arena` on it is for dictionary/ alone. */
struct cn_dictionary {
    struct cn_scheme *schemes; /* once sealed */
    uint32_t schemes_len;
    uint32_t entries_len;
    struct cn_image image; /* once sealed: the rows; cn_index_new adds its own sections */
    uint64_t *starts; /* of its strings (cn_pool_starts), if its index is still to be checked */
    bool cached;      /* it is a file of the cache */
    struct cn_diags diags; /* of all files, with file, line and column */
    struct cn_arena arena;
    struct cn_buf files;    /* struct cn_file: what was named */
    struct cn_known *known; /* entries that were asked for */
    const char *cache;      /* the file of the cache that ought to hold the image; NULL: none */
};

/* Names a file: a table, or a compiled dictionary. One that is named already is not read again.
 * CN_SKIP: it cannot be read, or is no sound image. Tables are not looked into before they are
 * sealed. `named`: asked for with -d. */
enum cn_severity cn_dictionary_load_file(struct cn_dictionary *, const char *path, bool named);
/* The same from memory; `path` is for messages. */
enum cn_severity cn_dictionary_load_bytes(struct cn_dictionary *, struct cn_str bytes,
                                          const char *path, bool named);
/* By path (it holds a '/' or ends in .tsv, .csv or .cnd and exists) or by name in the search path.
 */
enum cn_severity cn_dictionary_load(struct cn_dictionary *, const char *name_or_path);
/* Every dictionary of the search path, in order of name; the first folder that has a name wins.
 * CN_SKIP: there is none. */
enum cn_severity cn_dictionary_load_installed(struct cn_dictionary *);
/* Puts what was named behind what is sealed already. A bad row is noted with CN_SKIP and left out,
 * and CN_PARTIAL returned, as for an installed file that gave nothing. CN_SKIP: a file that was
 * asked for gave nothing (no header), or there is nothing at all. What an older seal handed out is
 * gone. */
enum cn_severity cn_dictionary_seal(struct cn_dictionary *);
/* All at once: these names or paths (NULL-ended), or NULL: all that are installed. The worst of
 * all. */
enum cn_severity cn_dictionary_open(struct cn_dictionary *, const char *const *names);
void cn_dictionary_free(struct cn_dictionary *);

/* The files that were named, in order. */
size_t cn_dictionary_files(const struct cn_dictionary *);
const char *cn_dictionary_file(const struct cn_dictionary *, size_t number);

/* An entry, kept from the first asking on: a run meets few. When memory is out, one with an empty
 * name. */
const struct cn_entry *cn_dictionary_entry(const struct cn_dictionary *, uint32_t number);
/* The same for going through all of them: its lists live in the arena. False: memory. */
bool cn_dictionary_peek(const struct cn_dictionary *, uint32_t number, struct cn_arena *,
                        struct cn_entry *);
uint32_t cn_dictionary_scheme_of(const struct cn_dictionary *, uint32_t number);
/* The entries that are patterns, or that have cue words of their own, in order. */
struct cn_numbers {
    const uint32_t *items;
    size_t len;
};
struct cn_numbers cn_dictionary_families(const struct cn_dictionary *);
struct cn_numbers cn_dictionary_cued(const struct cn_dictionary *);

/* Keeps the image, once the index is in it, in the user's cache, if it is worth it. */
void cn_dictionary_keep(const struct cn_dictionary *);

/* For tests: a sealed dictionary of these. False: memory. */
bool cn_dictionary_make(struct cn_dictionary *, const struct cn_scheme *, uint32_t schemes,
                        const struct cn_entry *, uint32_t entries);

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
