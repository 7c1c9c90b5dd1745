/*
 * xml.h: XML as a stream of elements and text, within limits. For the readers of office files.
 *
 * Nothing is kept of a document but how deep it is. Nothing outside of it is ever fetched; entities
 * of its own are refused. Names come without their prefix: the office formats use the same local
 * names whatever the name space of the year.
 */
#ifndef CN_READ_XML_H
#define CN_READ_XML_H

#include "open/package.h"
#include "read/extract.h"

/* Names and texts are good during the call. Attributes are pairs, a name and a value, and NULL. */
struct cn_xml_sink {
    void (*open)(void *self, struct cn_str name, const char *const *attributes);
    void (*close)(void *self, struct cn_str name);
    void (*text)(void *self, struct cn_str text); /* in pieces */
};

/* An attribute by its local name; {NULL, 0}: it is not there. */
struct cn_str cn_xml_attribute(const char *const *attributes, const char *name);
/* The same, one with a prefix ("r:id", not "id"). */
struct cn_str cn_xml_prefixed(const char *const *attributes, const char *name);
/* A number of digits only; `otherwise` for what is none, UINT32_MAX for what is larger. */
uint32_t cn_xml_number(struct cn_str, uint32_t otherwise);

/* What a name means to a reader: a list in the order of names. */
struct cn_xml_name {
    const char *name;
    int means; /* not 0 */
};
int cn_xml_find(const struct cn_xml_name *, size_t len, struct cn_str name);

/* Reads a part of a package, or a source. CN_OK; CN_PARTIAL: not all of it, the document says why,
 * other parts may be read; CN_SKIP: a limit of the whole document was hit, nothing more can be
 * read; CN_FATAL. */
enum cn_severity cn_xml_part(struct cn_extraction *, const struct cn_package *,
                             const struct cn_part *, const struct cn_xml_sink *, void *self);
enum cn_severity cn_xml_source(struct cn_extraction *, const struct cn_source *,
                               const struct cn_xml_sink *, void *self);

/* The same of a part, or with `package` NULL of the document's own source, that has been read
 * before: what it unpacks to is not counted again, what is wrong with it not said again. */
enum cn_severity cn_xml_again(struct cn_extraction *, const struct cn_package *,
                              const struct cn_part *, const struct cn_xml_sink *, void *self);

/* Says what is wrong with a part of the document ("word/document.xml: what"); what a limit did is
 * not unsaid by damage. Returns CN_PARTIAL. `what` may be NULL. */
enum cn_severity cn_office_fail(struct cn_extraction *, enum cn_status, enum cn_code,
                                struct cn_str part, const char *what);

#endif
