/*
 * parts.h: what the files of dictionary/ share. For dictionary/ and its tests alone.
 *
 * find.c and files.c find files and take them in; seal.c makes one image of them. load.c takes a
 * table through rows.c, which cuts bytes into rows of cells, header.c, preamble.c and entries.c,
 * which make columns, a scheme and entries of them, a draft; fields.c turns a cell into a value,
 * seen.c remembers what stood in the file already. write.c writes a draft into sections, records.c
 * and notes.c how, pool.c keeps equal strings once; access.c reads entries back, sound.c checks
 * what strangers wrote, cache.c keeps images. check.c, clashes.c and near.c look for what is odd.
 */
#ifndef CN_DICTIONARY_PARTS_H
#define CN_DICTIONARY_PARTS_H

#include "base/limits.h"
#include "dictionary/dictionary.h"

/* ---- rows.c: RFC 4180 with a place for every cell ---- */

struct cn_row_cell {
    struct cn_str
        text;      /* without quotes; borrowed from the bytes, or from the arena if it had "" */
    uint64_t line; /* where the cell starts, both from 1 */
    uint64_t column;
};

struct cn_rows {
    struct cn_str bytes;
    char delimiter;
    struct cn_arena *arena;
    size_t at; /* the next byte */
    size_t limit;
    size_t line_start;
    uint64_t line;
    struct cn_row_cell cells[CN_TABLE_COLUMNS]; /* of the row last read */
    size_t len;
    enum cn_code error; /* when the row was bad: why, and the cell where */
    struct cn_row_cell error_at;
};

/* Starts over `bytes` (a byte order mark is stepped over), which must outlive the rows. */
void cn_rows_begin(struct cn_rows *, struct cn_str bytes, char delimiter, struct cn_arena *);
/* The next row. CN_END: none left. CN_SKIP: a bad row; `error` says why, and the next call goes on
 * at the line below the one where the row began. CN_FATAL: memory. */
enum cn_severity cn_rows_next(struct cn_rows *);
/* A row without any text: nobody's fault, nobody's entry. */
bool cn_rows_blank(const struct cn_rows *);
/* Its first cell starts with '#'. */
bool cn_rows_preamble(const struct cn_rows *);

/* ---- fields.c: what a column or a preamble key holds ---- */

enum cn_field_kind {
    CN_FIELD_TEXT,
    CN_FIELD_LIST, /* split at '|' */
    CN_FIELD_YEAR,
    CN_FIELD_COUNTRY,
    CN_FIELD_CERTAINTY
};

struct cn_field {
    const char *name;
    enum cn_field_kind kind;
    size_t offset; /* in struct cn_entry or struct cn_scheme */
};

/* The field of a column or of a preamble key; NULL: no such. Letter case is ignored. */
const struct cn_field *cn_entry_field(struct cn_str column);
const struct cn_field *cn_scheme_field(struct cn_str key);
/* Puts the value of `text` into the field of `record`. An empty text leaves it as it is. CN_SKIP:
 * not understood. */
enum cn_severity cn_field_set(const struct cn_field *, void *record, struct cn_str text,
                              struct cn_arena *);

/* ---- names.c ---- */

/* Splits "/.../" and "/.../i" off entry->name. CN_E_NONE: a good name or pattern. */
enum cn_code cn_entry_name(struct cn_entry *);
/* Can `name` be found in a text? */
enum cn_code cn_name_check(struct cn_str name);
/* What a name is compared by: its folded key, for a pattern the whole name. At most CN_KEY_MAX
 * bytes count; returns the length. */
size_t cn_entry_key(const struct cn_entry *, char key[CN_KEY_MAX]);

/* ---- seen.c: a set of entries by name and meaning ---- */

struct cn_seen_slot {
    uint64_t hash;
    uint32_t entry; /* and 1, so that 0 is free */
};

/* Zero-initialise. */
struct cn_seen {
    struct cn_seen_slot *slots;
    size_t len;
    size_t cap; /* a power of two */
};

#define CN_NOT_SEEN UINT32_MAX
/* The entry with the key and meaning of entries[entry] that is in the set, else puts it there and
 * sets *found to CN_NOT_SEEN. False: memory. */
bool cn_seen_add(struct cn_seen *, const struct cn_entry *entries, uint32_t entry, uint32_t *found);
void cn_seen_free(struct cn_seen *);

/* FNV-1a, with ASCII letters in lower case: for tables and for names and meanings alike. */
#define CN_HASH_START UINT64_C(14695981039346656037)
uint64_t cn_hash_nocase(uint64_t start, struct cn_str);

/* ---- files.c: what was named ---- */

struct cn_file {
    const char *path;
    struct cn_buf bytes;   /* of a table, or of an image that could not be mapped */
    struct cn_image image; /* of a compiled one, */
    uint64_t *starts;      /* and cn_pool_starts of its strings */
    bool compiled;
    bool named;
    bool sealed;
    uint32_t first_scheme, schemes; /* then: what it gave */
};

static inline struct cn_file *cn_files(const struct cn_dictionary *dictionary, size_t *len) {
    *len = dictionary->files.len / sizeof(struct cn_file);
    return (struct cn_file *)(void *)dictionary->files.bytes;
}

/* Frees what the file holds of its own. */
void cn_file_close(struct cn_file *);

/* ---- load.c: a table becomes a part of a draft ---- */

/* Schemes and entries on their way into an image. */
struct cn_draft {
    struct cn_arena arena;
    struct cn_scheme *schemes;
    struct cn_entry *entries;
    uint32_t schemes_len, schemes_cap;
    uint32_t entries_len, entries_cap;
};

struct cn_scheme *cn_draft_scheme(struct cn_draft *); /* a new one at the end; NULL: memory */
/* Room for one behind the last, not counted yet; NULL: memory. */
struct cn_entry *cn_draft_entry(struct cn_draft *);
void cn_draft_free(struct cn_draft *);

/* Reads a table, whose bytes must outlive the draft. CN_PARTIAL: without some rows; CN_SKIP:
 * nothing came of it. */
enum cn_severity cn_table_load(struct cn_dictionary *, struct cn_draft *, struct cn_str bytes,
                               const char *path);

/* "# source ID: citation" */
struct cn_citation {
    struct cn_str id;
    struct cn_str citation;
};

struct cn_column {
    const struct cn_field *field; /* NULL: kept as it is */
    struct cn_str title;
};

struct cn_loader {
    struct cn_dictionary *dictionary; /* for its diags */
    struct cn_draft *draft;
    struct cn_scheme *scheme;
    struct cn_rows rows;
    struct cn_seen seen;
    struct cn_buf sources; /* of struct cn_citation */
    struct cn_column columns[CN_TABLE_COLUMNS];
    size_t columns_len;
    bool has_name, has_meaning;
    uint64_t header_line;
    enum cn_severity worst;
};

/* Notes what is wrong with a cell; returns `severity`. */
enum cn_severity cn_loader_note(struct cn_loader *, enum cn_severity severity, enum cn_code,
                                const struct cn_row_cell *);
/* header.c: finds the delimiter by the header row, and reads the columns. */
enum cn_severity cn_header_read(struct cn_loader *, struct cn_str bytes);
/* preamble.c: the row at hand; and, behind the last row, what entries take from the preamble. */
enum cn_severity cn_preamble_read(struct cn_loader *);
void cn_preamble_apply(struct cn_loader *);
/* entries.c: the row at hand. CN_SKIP: it is left out, and noted. */
enum cn_severity cn_entry_read(struct cn_loader *);

/* ---- pool.c: strings, equal ones once ---- */

struct cn_pool_slot {
    uint32_t hash;
    uint32_t at; /* and 1; 0: free */
};

/* Zero-initialise. */
struct cn_pool {
    struct cn_buf bytes;
    struct cn_pool_slot *slots;
    size_t len;
    size_t cap; /* a power of two */
};

/* The offset of the string in `bytes`. When memory is out, `bytes.failed` is set. */
uint32_t cn_pool_put(struct cn_pool *, struct cn_str);
void cn_pool_free(struct cn_pool *);

/* ---- records.c: entries and schemes as bytes ---- */

/*
 * The sections of dictionary/:
 *
 *     STRINGS   a pool (base/image.h); the first string is the empty one
 *     ROWS      struct cn_row, an entry each, scheme after scheme, in the order of the files
 *     RESTS     a pool of records: what rows have beside a name and a meaning. The first is that of
 *               rows that have nothing else
 *     SCHEMES   the number of schemes, then a record each
 *     CUED      numbers of rows that have cues of their own, rising; FAMILIES: of patterns
 *     NOTES     the diagnostics of reading the tables
 *
 * Records are numbers (cn_varint_add): a set of bits that says which fields are there, then the
 * fields in order, a string as its offset in STRINGS, a list behind its length.
 */
struct cn_row {
    uint32_t name, meaning; /* in STRINGS */
    uint32_t rest;          /* in RESTS */
    uint32_t line;
};

void cn_rest_write(struct cn_buf *, struct cn_pool *strings, const struct cn_entry *);
/* Fills in what the record says; the entry has its name already. False: memory. */
bool cn_rest_read(struct cn_str record, const char *strings, struct cn_arena *, struct cn_entry *);
void cn_scheme_write(struct cn_buf *, struct cn_pool *strings, const struct cn_scheme *);
/* Moves *record behind the scheme. */
bool cn_scheme_read(struct cn_str *record, const char *strings, struct cn_arena *,
                    struct cn_scheme *);

/* Of records that may hold anything: are they as they should be? `strings` are the section's, with
 * cn_pool_starts. */
struct cn_strings {
    struct cn_str pool;
    const uint64_t *starts;
};
bool cn_rest_sound(struct cn_str record, const struct cn_strings *);
bool cn_scheme_sound(struct cn_str *record, const struct cn_strings *, uint32_t *entries);

/* ---- notes.c: diagnostics as bytes ---- */

void cn_notes_write(struct cn_buf *, const struct cn_diags *);
bool cn_notes_sound(struct cn_str notes);
/* Adds them behind those that are there. */
void cn_notes_read(struct cn_str notes, struct cn_diags *);

/* ---- write.c, access.c, sound.c ---- */

/* Fills the sections. CN_E_NONE, CN_E_MEMORY or CN_E_DICT_TOO_LARGE. */
enum cn_code cn_image_fill(struct cn_image *, const struct cn_scheme *, uint32_t schemes,
                           const struct cn_entry *, uint32_t entries, const struct cn_diags *);
/* Takes the schemes and entries of dictionary->image up. False: memory. */
bool cn_dictionary_look_at(struct cn_dictionary *);
/* The end of that. */
void cn_dictionary_look_away(struct cn_dictionary *);
/* What is wrong with the sections of an image that may hold anything; NULL: nothing. *starts: of
 * its strings; the caller frees them. */
const char *cn_image_unsound(const struct cn_image *, uint64_t **starts);

/* ---- cache.c ---- */

/* The file of the cache for all that was named, which are tables; NULL: these are not kept. */
const char *cn_cache_path(struct cn_dictionary *);
/* False: it is not there, or of no use. *starts: as of cn_image_unsound. */
bool cn_cache_map(struct cn_image *, const char *path, uint64_t **starts);

/* ---- check.c and its parts ---- */

/* An entry and what it is grouped by; sorted by hash, then entry. */
struct cn_keyed {
    uint64_t hash;
    uint32_t entry;
};

void cn_keyed_sort(struct cn_keyed *, size_t len);
/* Notes a finding about an entry, at its name. */
void cn_check_note(struct cn_dictionary *, const struct cn_entry *, enum cn_severity, enum cn_code,
                   const struct cn_entry *other);
void cn_check_clashes(struct cn_dictionary *);
void cn_check_near(struct cn_dictionary *);

#endif
