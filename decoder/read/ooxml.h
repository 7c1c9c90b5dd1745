/*
 * ooxml.h: the files of the reader for Word's, Excel's and PowerPoint's documents (OOXML).
 *
 * ooxml_parts.c says what each part of the package is and what it refers to, ooxml_text.c reads
 * running text (documents, slides, notes, comments), ooxml_sheet.c cells, ooxml_book.c the table of
 * strings, ooxml_links.c what links and codes of fields point to; ooxml.c says in which order.
 */
#ifndef CN_READ_OOXML_H
#define CN_READ_OOXML_H

#include "read/office_flow.h"
#include "read/office_links.h"
#include "read/xml.h"

/* What a part is; the order in which parts of those that nothing refers to are read. */
enum cn_ooxml_kind {
    CN_OOXML_NONE,
    CN_OOXML_DOCUMENT,
    CN_OOXML_HEADER,
    CN_OOXML_FOOTER,
    CN_OOXML_FOOTNOTES,
    CN_OOXML_ENDNOTES,
    CN_OOXML_COMMENTS, /* of any of the three */
    CN_OOXML_GLOSSARY,
    CN_OOXML_SHEET,
    CN_OOXML_SLIDE,
    CN_OOXML_NOTES,
    CN_OOXML_DRAWING,
    CN_OOXML_CHART,
    CN_OOXML_DIAGRAM,
    CN_OOXML_MASTER,
    CN_OOXML_CACHE, /* what a workbook has kept of others, or of sheets that may be gone */
    CN_OOXML_PROPERTIES,
    CN_OOXML_TEXTS, /* how many there are */
    /* what is not read for its own text */
    CN_OOXML_WORKBOOK,
    CN_OOXML_BINARY_WORKBOOK,
    CN_OOXML_PRESENTATION,
    CN_OOXML_STRINGS,
    CN_OOXML_STYLES
};

struct cn_ooxml {
    struct cn_extraction *extraction;
    struct cn_package package;
    unsigned char *kinds; /* of each part; owned */
    bool *done;           /* each part: it has been read; owned */
    bool *linked;         /* each part: it says where links point to, and this waits; owned */
    struct cn_office_flow flow;
    struct cn_office_links links;
    uint32_t numbers[CN_OOXML_TEXTS]; /* of the parts read so far, or what is in them */
    enum cn_severity state;           /* CN_OK, CN_SKIP (a limit: nothing more), CN_FATAL */
};

/* Does a document begin so that is one file of XML? */
bool cn_ooxml_is_flat(struct cn_str head);
/* Reads a part. False: no more is to be read at all. */
bool cn_ooxml_read(struct cn_ooxml *, size_t part, const struct cn_xml_sink *, void *self);

/* ---- ooxml_parts.c ---- */

#define CN_NO_PART SIZE_MAX

/* Fills kinds, done and linked. */
void cn_ooxml_classify(struct cn_ooxml *);
size_t cn_ooxml_find(const struct cn_ooxml *, struct cn_str name);

/* What a part refers to. */
struct cn_ooxml_relation {
    struct cn_str id;
    size_t part; /* or CN_NO_PART */
};
struct cn_ooxml_relations {
    struct cn_ooxml_relation *items; /* owned */
    size_t len, cap;
    struct cn_arena ids;
};
/* The part that says what a part refers to, or CN_NO_PART. */
size_t cn_ooxml_relations_of(const struct cn_ooxml *, size_t part);
/* Zero-initialise. Only those within the package, in their order. */
void cn_ooxml_relations(struct cn_ooxml *, size_t part, struct cn_ooxml_relations *);
void cn_ooxml_relations_free(struct cn_ooxml_relations *);
/* The part that an id stands for. */
size_t cn_ooxml_relation(const struct cn_ooxml_relations *, struct cn_str id);

/* ---- ooxml_text.c ---- */

/* Running text of a part of any kind but a sheet, as the part it is. */
void cn_ooxml_text(struct cn_ooxml *, size_t part);
/* The same of XML that is not in a package. */
enum cn_severity cn_ooxml_text_source(struct cn_ooxml *);
/* "B7" gives row 7 and column 2. False: it is none, or beyond what a sheet has. */
bool cn_cell_ref(struct cn_str ref, uint32_t *row, uint32_t *column);

/* ---- ooxml_book.c ---- */

/* The table of strings of a workbook, kept as lengths and bytes; where they stand is known for one
 * in 16. */
struct cn_strings {
    struct cn_keep keep;
    uint64_t *marks; /* owned */
    size_t cap;
    uint64_t count;
    uint64_t end; /* of what is kept, bytes */
    struct cn_buf string, window;
    uint64_t window_at;
    bool failed; /* memory is out */
    bool full;
};
void cn_strings_read(struct cn_ooxml *, struct cn_strings *);
/* False: there is none of that number. Good until the next call. */
bool cn_strings_get(struct cn_strings *, uint64_t number, struct cn_str *);
void cn_strings_free(struct cn_strings *);
/* ---- ooxml_dates.c ---- */

/* Which cells of a workbook are dates. Zero-initialise. */
struct cn_ooxml_dates {
    struct cn_buf styles; /* of each style of cells, what it shows; owned */
    bool from_1904;       /* days count from there */
};
void cn_ooxml_dates_read(struct cn_ooxml *, struct cn_ooxml_dates *);
/* Appends a cell's number as the date, the time or both that its style shows it as. False: it is
 * none. */
bool cn_ooxml_date(const struct cn_ooxml_dates *, uint32_t style, struct cn_str number,
                   struct cn_buf *to);

/* All of a workbook, its sheets in their order. */
void cn_ooxml_book(struct cn_ooxml *);
/* A string with its _x000D_ undone, controls as blanks. */
void cn_ooxml_unescape(struct cn_buf *to, struct cn_str);

/* ---- ooxml_links.c ---- */

/* What an element's attributes say of a link. */
void cn_ooxml_link(struct cn_ooxml *, const char *const *attributes);
bool cn_ooxml_is_link(const char *const *attributes);
/* Does an element of a text say where a link points to, or hold a field's code? */
bool cn_ooxml_points(struct cn_str name, const char *const *attributes);
/* Addresses that a part refers to, laid down where the text is now. */
void cn_ooxml_addresses(struct cn_ooxml *, size_t part);
/* Does a part's name say that it holds what another one refers to? */
bool cn_ooxml_is_relations(struct cn_str name);
/* The kind of the part that a part of them is about; otherwise its own. */
enum cn_ooxml_kind cn_ooxml_linking(const struct cn_ooxml *, size_t part);
/* What a part that is `linked` says. */
void cn_ooxml_links(struct cn_ooxml *, size_t part);
/* The same of the XML that is not in a package. */
enum cn_severity cn_ooxml_links_source(struct cn_ooxml *);

/* ---- ooxml_sheet.c ---- */

void cn_ooxml_sheet(struct cn_ooxml *, size_t part, struct cn_strings *,
                    const struct cn_ooxml_dates *);

#endif
