/*
 * read.h: a document's bytes become UTF-8 text with a map back to the bytes, a window at a time.
 *
 * For scan.c; emitters and score see only struct cn_text and struct cn_layout. A reader is a const
 * descriptor in a list (readers.c); it has never heard of an output format.
 *
 * UTF-8 sources are the text themselves, byte for byte, broken sequences and NULs included: their
 * map is the identity. Every other charset is decoded; the map leads back.
 */
#ifndef CN_READ_READ_H
#define CN_READ_READ_H

#include "base/map.h"
#include "open/open.h"

struct cn_layout;
struct cn_marks;
struct cn_extraction;

/* One window of a document's text. bytes[0 .. core_start) repeats the end of what went before (up
 * to CN_WINDOW_MARGIN), bytes[core_end .. len) shows the beginning of what follows. Windows' cores
 * follow each other without gap. What starts in the core belongs to this window. A window never
 * begins or ends inside a valid UTF-8 sequence, and its size does not depend on how the bytes
 * arrived. */
struct cn_text {
    const char *bytes; /* owned by the reading; valid until the next call */
    size_t len;
    size_t core_start;
    size_t core_end;
    uint64_t base;            /* offset in the document's text of bytes[0] */
    uint64_t line;            /* number, from 1, of the line that holds bytes[core_start] */
    uint64_t line_start;      /* offset in the document's text where that line starts */
    uint64_t lines;           /* line ends in the core */
    const struct cn_map *map; /* text offsets of the document -> source bytes */
    struct cn_layout *layout; /* NULL: no table */
    const struct cn_marks
        *marks;     /* of a text that is not the source's bytes; NULL: there are none */
    bool unsourced; /* it stands nowhere in the source so: the map says nothing */
    bool first;
    bool last;
};

/* Where in a table. Strings are borrowed from the layout until the next window; they are decoded
 * text, trimmed, cut at CN_TABLE_CELL. */
struct cn_cell {
    uint64_t row;         /* from 1, as they stand in the file: titles above the header count */
    uint64_t column;      /* from 1 */
    struct cn_str header; /* of the column; empty down to the header row and where there is none */
    struct cn_str label;  /* the row's first other cell that holds a letter; the same */
    struct cn_span span;  /* the cell, in text offsets of the document, without quotes */
};

/* Where in a document, in a person's words; 0 and empty: not known. */
struct cn_locator {
    uint64_t page, slide; /* from 1 */
    uint64_t sheet;       /* from 1 */
    struct cn_str sheet_name;
    bool hidden;        /* the sheet is not shown */
    struct cn_str part; /* "header", "footnote", "comment", "link"; empty: the body */
    uint64_t part_number;
    uint64_t paragraph;   /* from 1, in the body or the part */
    uint64_t row, column; /* from 1, of a cell */
};

/* The place of a text offset of the document. False: nothing is known but the text itself. Strings
 * are borrowed and good as long as the reading. */
bool cn_text_locate(const struct cn_text *, uint64_t offset, struct cn_locator *);

/* The next text offset of the document in [from, to) at which a page, slide, sheet or part begins.
 * False: there is none. */
bool cn_text_heading(const struct cn_text *, uint64_t from, uint64_t to, uint64_t *at);

/* What stands around a text offset without a break in sense: within its sheet, slide or part (a
 * page breaks nothing off). `reach`: how far behind the offset that matters. Text without marks has
 * no breaks. */
struct cn_span cn_text_stretch(const struct cn_text *, uint64_t offset, uint64_t reach);

/* The cell that holds a text offset of the current window's core (offsets asked may only rise
 * within a window). False where there is none. */
bool cn_layout_cell(struct cn_layout *, uint64_t offset, struct cn_cell *);
/* The characters that would break this table if a gloss held them ("," and "\""); empty: none. */
struct cn_str cn_layout_reserved(const struct cn_layout *);

/* A document being read. Opaque; made by cn_read_open. */
struct cn_reading;

/* Looks at the head, picks the reader and the charset. CN_SKIP: there is no text to be read; the
 * status says why (unsupported, ...), or document->container holds others and nothing besides. One
 * that is read may hold others, too. */
enum cn_severity cn_read_open(struct cn_document *, struct cn_reading **);
/* The next window. CN_END when the last one (text.last) has been given; an empty document has one
 * empty window. A document that breaks off ends like any other, and its status says so. */
enum cn_severity cn_read_next(struct cn_reading *, struct cn_text *);
/* Back to the first window, for pass 2. Diagnostics and counts are not noted twice. */
enum cn_severity cn_read_rewind(struct cn_reading *);
/* ---- pieces: ranges of windows of a document that is its own text ---- */

/* The windows [from, to) of a document, and where the first of them stands. The core of window n
 * begins at n * CN_WINDOW_CORE, or up to three bytes before, where that would cut a sequence. */
struct cn_piece {
    uint64_t from, to;
    uint64_t line, line_start; /* as in struct cn_text, of window `from` */
};
/* The windows of a text of `size` bytes. */
uint64_t cn_read_windows(uint64_t size);
/* Is the document plain text in UTF-8, just as it is stored? Then pieces of it can be read. */
bool cn_read_divisible(const struct cn_reading *);
/* What such a document's format and charset are called. */
void cn_read_divisible_names(const char **format, const char **charset);
/* Where the bytes begin that reading from window `from` on wants. */
uint64_t cn_read_piece_offset(uint64_t from);
/* Reads from window `first` on, whatever the document's head would say; its stream begins at
 * cn_read_piece_offset(first). `first` is piece->from or less; line numbers are right from
 * piece->from on. With `count`, broken sequences are counted, and where the document ends they are
 * noted, even if there are none in this piece. */
enum cn_severity cn_read_open_piece(struct cn_document *, const struct cn_piece *, uint64_t first,
                                    bool count, struct cn_reading **);
/* The line ends of a window's core; *last gets the text offset of the document behind the last of
 * them, if there is one. */
uint64_t cn_read_lines(const struct cn_text *, uint64_t *last);

const char *cn_read_format(const struct cn_reading *); /* "plain", "csv", ... */
void cn_read_close(struct cn_reading *);

/* ---- for the readers themselves ---- */

struct cn_reader {
    const char *name;
    const char *what; /* for `--list-formats`: "comma- or tab-separated tables" */
    /* How many bits of the head speak for this reader; 0: not mine. The highest wins. `head` is
     * decoded text. */
    unsigned (*bid)(struct cn_str head, struct cn_str name);
    /* The table structure over the text; NULL: none. CN_FATAL: memory is out. */
    enum cn_severity (*layout)(struct cn_str head, struct cn_str name, struct cn_layout **);

    /* A format whose text is not its bytes has these in place of the two above. `claim`: how many
     * bits of the source, which begins with `head` (as it is stored, up to CN_WINDOW_CORE), speak
     * for this reader; 0: not mine. */
    unsigned (*claim)(struct cn_str head, const struct cn_source *, struct cn_str name);
    /* Lays the text down (extract.h). CN_OK; CN_PARTIAL: part of it, the document says why;
     * CN_SKIP: none, likewise; CN_FATAL. */
    enum cn_severity (*extract)(struct cn_extraction *);
    bool sourced;        /* the text stands in the source: it uses cn_extract_unit and _copy */
    const char *missing; /* the library without which this build cannot; NULL: it can */
};
extern const struct cn_reader *const cn_readers[]; /* ends with NULL */

/* A document on its way from its charset to UTF-8. Zero-initialise all but out and map. */
struct cn_decode {
    struct cn_buf *out;
    struct cn_map *map;
    uint64_t text;        /* offset in the document's text of what comes next */
    uint64_t source;      /* and in the source */
    uint64_t invalid;     /* raised by the broken sequences, each a U+FFFD */
    unsigned state;       /* of a charset with shifts */
    uint32_t text_unit;   /* of the last unit; 0: what follows begins a run of the map */
    uint32_t source_unit; /* the same */
};

/* The scripts that a charset was made for: how a guess is judged. */
enum cn_charset_script {
    CN_SCRIPT_ANY, /* Unicode */
    CN_SCRIPT_LATIN,
    CN_SCRIPT_CYRILLIC,
    CN_SCRIPT_GREEK,
    CN_SCRIPT_HEBREW,
    CN_SCRIPT_ARABIC,
    CN_SCRIPT_THAI,
    CN_SCRIPT_EAST_ASIAN
};

/* Charsets: a decoder turns bytes into UTF-8 and notes units in a map. */
struct cn_charset {
    const char *name; /* the standard's: "UTF-8", "UTF-16LE", "windows-1252" */
    /* Decodes as much of `in` as is whole units (`last`: all of it) and returns the bytes consumed;
     * less than four are left. What comes of it does not depend on where the input is cut. NULL:
     * the text is the source (UTF-8). */
    size_t (*decode)(const struct cn_charset *, struct cn_decode *, struct cn_str in, bool last);
    enum cn_charset_script script;
    const uint16_t *upper;        /* one byte a character: what 0x80 to 0xff are; 0: nothing */
    const struct cn_units *units; /* several bytes a character (units.h) */
};

/* The charset that a label of the WHATWG Encoding Standard means, or one of the few more that
 * labels.c knows; case and blanks around it are ignored. NULL: none that can be read. */
const struct cn_charset *cn_charset_find(struct cn_str label);

/* Some charsets want tables of the system's iconv. Each is opened when it is first needed, and
 * stays open; these open all, for a process that can open no file later, and close them. False: not
 * all are there. Kept for the process, which must not read in several threads at once. */
bool cn_charsets_open(void);
void cn_charsets_close(void);

/* A document's charset, and how sure that is. */
struct cn_charset_choice {
    const struct cn_charset *charset;
    enum cn_charset_by by;
    double certainty; /* 0 to 1, in ten-thousandths (see charset.c) */
    bool unasked;     /* it is not likely to be right: uchardet was left out of this build */
};
/* The charset of a document that begins with `head` (`whole`: that is all of it) and says that it
 * is `declared` (a label; empty: it says nothing). In this order: byte order mark, strict UTF-8 (a
 * sequence cut by the end of `head` is fine; ISO-2022-JP is told by its escapes), UTF-32 and UTF-16
 * without mark by their NULs and script ranges, EBCDIC by its blanks, what is declared unless it is
 * plainly not so, mostly-UTF-8 with broken sequences, uchardet's guess unless it makes little
 * sense, windows-1252.
 */
struct cn_charset_choice cn_charset_detect(struct cn_str head, bool whole, struct cn_str declared);

/* What is done with a known binary type. */
enum cn_binary_use {
    CN_BINARY_UNREAD,   /* it is named */
    CN_BINARY_SEARCHED, /* its text stands in it as bytes: better searched than not */
    CN_BINARY_SEALED    /* it is encrypted */
};
/* The name of the known binary type that begins so ("PDF", "JPEG image", "ELF program"); NULL:
 * none. The use may be NULL. */
const char *cn_binary_type(struct cn_str head, enum cn_binary_use *);
/* Is it plainly no text, of a type that nobody knows? `head` is neither UTF-16 nor UTF-32. */
bool cn_binary_unknown(struct cn_str head);

#endif
