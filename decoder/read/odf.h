/*
 * odf.h: the files of the reader for OpenDocument: odf.c says in which order its parts are read,
 * odf_text.c reads one, odf_links.c the addresses that stand in it.
 */
#ifndef CN_READ_ODF_H
#define CN_READ_ODF_H

#include "read/office_flow.h"
#include "read/office_links.h"
#include "read/xml.h"

enum cn_odf_part {
    CN_ODF_CONTENT,
    CN_ODF_STYLES, /* headers, footers, master pages */
    CN_ODF_META,
    CN_ODF_OBJECT, /* a chart, a formula: a document inside the document */
    CN_ODF_FLAT    /* all of it in one file */
};

/* Numbers of what was read so far, of the whole document. */
struct cn_odf_numbers {
    uint32_t headers, footers, notes, endnotes, comments, deleted, masters, slides, sheets, objects;
};
struct cn_odf {
    struct cn_extraction *extraction;
    const struct cn_package *package; /* NULL: it is one file */
    struct cn_office_flow flow;
    struct cn_office_links links;
    bool linked; /* some of it says where links point to */
    struct cn_odf_numbers numbers;
};

/* Does a document begin so that is one file of XML? */
bool cn_odf_is_flat(struct cn_str head);

extern const struct cn_xml_sink cn_odf_sink;
struct cn_odf_text;
/* What the sink works on. NULL: memory is out. */
struct cn_odf_text *cn_odf_text_new(struct cn_odf *, enum cn_odf_part);
/* False: memory was out. */
bool cn_odf_text_free(struct cn_odf_text *);

/* Does an element say where a link points to, out of the document? */
bool cn_odf_is_link(const struct cn_odf *, const char *const *attributes);
/* Goes through a part once more (NULL: the whole file) and lays these addresses down. */
enum cn_severity cn_odf_links(struct cn_odf *, const struct cn_part *);

#endif
