/*
 * parts.h: what the files of dictionary/ share. For dictionary/ and its tests alone.
 *
 * load.c takes a file through rows.c, which cuts bytes into rows of cells, header.c, preamble.c and
 * entries.c, which make columns, a scheme and entries of them; fields.c turns a cell into a value,
 * seen.c remembers what stood in the file already. check.c, clashes.c and near.c look for what is
 * odd in what was loaded.
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

/* ---- load.c: a file being loaded ---- */

/* "# source ID: citation" */
struct cn_source {
    struct cn_str id;
    struct cn_str citation;
};

struct cn_column {
    const struct cn_field *field; /* NULL: kept as it is */
    struct cn_str title;
};

struct cn_loader {
    struct cn_dictionary *dictionary;
    struct cn_scheme *scheme;
    struct cn_rows rows;
    struct cn_seen seen;
    struct cn_buf sources; /* of struct cn_source */
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
