/*
 * ooxml.c: documents of Word, Excel and PowerPoint since 2007, and the order of what is in them.
 *
 * The body first, then what stands around it. What nothing refers to is read in the end: it is
 * there, and somebody may have meant it not to be seen.
 */
#include "read/ooxml.h"

#include "base/limits.h"
#include "open/office.h"
#include "read/readers.h"

#include <stdlib.h>
#include <string.h>

#ifdef CN_EXPAT
#define MISSING NULL
#else
#define MISSING "expat"
#endif

/* ---- is it one? ---- */

bool cn_ooxml_is_flat(struct cn_str head) {
    struct cn_str begin = {head.bytes, head.len < 4096 ? head.len : 4096};
    bool xml = cn_str_find(begin, CN_STR("<w:wordDocument"), 0) < begin.len ||
               cn_str_find(begin, CN_STR("<pkg:package"), 0) < begin.len;
    return xml && cn_str_find(begin, CN_STR("http://schemas.microsoft.com/office/"), 0) < begin.len;
}

static unsigned claim(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)name;
    if (cn_ooxml_is_flat(head))
        return CN_OFFICE_BITS;
    return cn_office_kind(head, source) == CN_OFFICE_OOXML ? CN_OFFICE_BITS : 0;
}

/* ---- reading it ---- */

bool cn_ooxml_read(struct cn_ooxml *ooxml, size_t part, const struct cn_xml_sink *sink,
                   void *self) {
    if (ooxml->state != CN_OK)
        return false;
    ooxml->done[part] = true;
    enum cn_severity severity =
        cn_xml_part(ooxml->extraction, &ooxml->package, &ooxml->package.parts[part], sink, self);
    if (severity == CN_SKIP || severity == CN_FATAL)
        ooxml->state = severity;
    return ooxml->state == CN_OK;
}

/* "slide2" before "slide10". */
static int natural(struct cn_str a, struct cn_str b) {
    size_t i = 0;
    while (i < a.len && i < b.len && a.bytes[i] == b.bytes[i])
        i++;
    while (i > 0 && a.bytes[i - 1] >= '0' && a.bytes[i - 1] <= '9')
        i--;
    size_t x = i, y = i;
    while (x < a.len && a.bytes[x] >= '0' && a.bytes[x] <= '9')
        x++;
    while (y < b.len && b.bytes[y] >= '0' && b.bytes[y] <= '9')
        y++;
    if (x > i && y > i && x != y)
        return x < y ? -1 : 1;
    return cn_str_compare(a, b);
}

struct ordered {
    struct cn_str name;
    size_t part;
    unsigned kind;
};

static int by_kind_and_name(const void *a, const void *b) {
    const struct ordered *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = natural(x->name, y->name);
    if (order != 0)
        return order;
    return x->part < y->part ? -1 : x->part > y->part;
}

static void read_one(struct cn_ooxml *ooxml, size_t part) {
    if (ooxml->kinds[part] == CN_OOXML_SLIDE)
        cn_office_flow_place(&ooxml->flow, CN_MARK_SLIDE, ++ooxml->numbers[CN_OOXML_SLIDE],
                             CN_STR(""));
    cn_ooxml_text(ooxml, part);
}

/* What is to be read, by where it belongs in the order; 0: it is not. */
typedef unsigned place_fn(const struct cn_ooxml *, size_t part, enum cn_ooxml_kind last);

static void read_ordered(struct cn_ooxml *ooxml, place_fn *place, enum cn_ooxml_kind last,
                         void (*each)(struct cn_ooxml *, size_t part)) {
    struct ordered *rest = calloc(ooxml->package.len + 1, sizeof *rest);
    size_t len = 0;
    if (!rest)
        ooxml->state = CN_FATAL;
    for (size_t i = 0; rest && i < ooxml->package.len; i++) {
        unsigned kind = place(ooxml, i, last);
        if (kind != 0)
            rest[len++] = (struct ordered){ooxml->package.parts[i].name, i, kind};
    }
    if (len > 0)
        qsort(rest, len, sizeof *rest, by_kind_and_name);
    for (size_t i = 0; i < len && ooxml->state == CN_OK; i++)
        each(ooxml, rest[i].part);
    free(rest);
}

static unsigned of_text(const struct cn_ooxml *ooxml, size_t part, enum cn_ooxml_kind last) {
    unsigned kind = ooxml->kinds[part];
    return kind <= last && kind != CN_OOXML_SHEET && !ooxml->done[part] ? kind : 0;
}

/* All parts not read yet, of kinds up to `last`. */
static void read_rest(struct cn_ooxml *ooxml, enum cn_ooxml_kind last) {
    read_ordered(ooxml, of_text, last, read_one);
}

static unsigned of_links(const struct cn_ooxml *ooxml, size_t part, enum cn_ooxml_kind last) {
    enum cn_ooxml_kind kind = ooxml->linked[part] ? cn_ooxml_linking(ooxml, part) : CN_OOXML_NONE;
    return kind == CN_OOXML_NONE && ooxml->linked[part] ? (unsigned)last : (unsigned)kind;
}

/* All that says where links point to and was not laid down with its slide or sheet. */
static void read_links(struct cn_ooxml *ooxml) {
    read_ordered(ooxml, of_links, CN_OOXML_STYLES, cn_ooxml_links);
}

/* ---- slides ---- */

struct show {
    struct cn_ooxml *ooxml;
    struct cn_ooxml_relations relations;
    size_t *slides; /* owned */
    size_t len, cap;
};

static void open_slide(void *self, struct cn_str name, const char *const *attributes) {
    struct show *show = self;
    if (!cn_str_equal(name, CN_STR("sldId")) || show->len >= CN_RELATIONS_MAX)
        return;
    size_t part = cn_ooxml_relation(&show->relations, cn_xml_prefixed(attributes, "id"));
    if (show->len == show->cap) {
        size_t cap = show->cap ? show->cap * 2 : 16;
        size_t *grown = realloc(show->slides, cap * sizeof *grown);
        if (!grown) {
            show->ooxml->state = CN_FATAL;
            return;
        }
        show->slides = grown;
        show->cap = cap;
    }
    show->slides[show->len++] = part;
}

static void ignore_close(void *self, struct cn_str name) {
    (void)self;
    (void)name;
}

static void ignore_text(void *self, struct cn_str text) {
    (void)self;
    (void)text;
}

static const struct cn_xml_sink show_sink = {open_slide, ignore_close, ignore_text};

/* A slide with its notes, comments, charts and links. */
static void read_slide(struct cn_ooxml *ooxml, size_t part) {
    struct cn_ooxml_relations relations = {0};
    cn_ooxml_relations(ooxml, part, &relations);
    read_one(ooxml, part);
    for (size_t i = 0; i < relations.len && ooxml->state == CN_OK; i++) {
        size_t other = relations.items[i].part;
        unsigned kind = ooxml->kinds[other];
        if (!ooxml->done[other] && (kind == CN_OOXML_NOTES || kind == CN_OOXML_COMMENTS ||
                                    kind == CN_OOXML_CHART || kind == CN_OOXML_DIAGRAM))
            cn_ooxml_text(ooxml, other);
    }
    cn_ooxml_relations_free(&relations);
    cn_ooxml_addresses(ooxml, part);
}

static void read_show(struct cn_ooxml *ooxml, size_t part) {
    struct show show = {.ooxml = ooxml};
    cn_ooxml_relations(ooxml, part, &show.relations);
    cn_ooxml_read(ooxml, part, &show_sink, &show);
    for (size_t i = 0; i < show.len && ooxml->state == CN_OK; i++) {
        size_t slide = show.slides[i];
        if (slide == CN_NO_PART || ooxml->done[slide])
            cn_office_fail(ooxml->extraction, CN_STATUS_PARTIAL, CN_E_DAMAGED,
                           ooxml->package.parts[part].name, "a slide is missing");
        else
            read_slide(ooxml, slide);
    }
    cn_ooxml_relations_free(&show.relations);
    free(show.slides);
}

static void read_shows(struct cn_ooxml *ooxml) {
    for (size_t i = 0; i < ooxml->package.len && ooxml->state == CN_OK; i++)
        if (ooxml->kinds[i] == CN_OOXML_PRESENTATION && !ooxml->done[i])
            read_show(ooxml, i);
}

/* ---- all ---- */

static bool has_kind(const struct cn_ooxml *ooxml, enum cn_ooxml_kind kind) {
    return memchr(ooxml->kinds, (int)kind, ooxml->package.len) != NULL;
}

static enum cn_severity read_all(struct cn_ooxml *ooxml) {
    struct cn_extraction *extraction = ooxml->extraction;
    if (ooxml->package.damaged)
        cn_office_fail(extraction, CN_STATUS_PARTIAL, CN_E_DAMAGED, CN_STR("the table of contents"),
                       NULL);
    if (ooxml->package.full)
        cn_office_fail(extraction, CN_STATUS_LIMIT, CN_E_LIMIT_MEMBERS, CN_STR("parts"), NULL);
    cn_ooxml_classify(ooxml);
    if (has_kind(ooxml, CN_OOXML_BINARY_WORKBOOK)) /* what is not binary in it is read */
        cn_document_fail(extraction->document, CN_SKIP, CN_STATUS_UNSUPPORTED, CN_E_UNSUPPORTED,
                         "Excel's binary workbook (xlsb)");
    if (has_kind(ooxml, CN_OOXML_DOCUMENT))
        read_rest(ooxml, CN_OOXML_GLOSSARY);
    cn_ooxml_book(ooxml);
    read_shows(ooxml);
    read_rest(ooxml, CN_OOXML_PROPERTIES);
    read_links(ooxml);
    cn_office_flow_end(&ooxml->flow);
    return ooxml->state == CN_FATAL || ooxml->flow.asides.failed ? CN_FATAL : CN_OK;
}

static enum cn_severity extract_package(struct cn_ooxml *ooxml) {
    enum cn_severity severity = CN_FATAL;
    if (!cn_package_open(&ooxml->package, ooxml->extraction->source))
        return severity;
    ooxml->kinds = calloc(ooxml->package.len + 1, sizeof *ooxml->kinds);
    ooxml->done = calloc(ooxml->package.len + 1, sizeof *ooxml->done);
    ooxml->linked = calloc(ooxml->package.len + 1, sizeof *ooxml->linked);
    if (ooxml->kinds && ooxml->done && ooxml->linked)
        severity = read_all(ooxml);
    free(ooxml->kinds);
    free(ooxml->done);
    free(ooxml->linked);
    return severity;
}

static enum cn_severity extract(struct cn_extraction *extraction) {
    struct cn_ooxml ooxml = {
        .extraction = extraction, .flow.to = extraction->to, .links.flow = &ooxml.flow};
    enum cn_severity severity;
    char head[4] = "";
    size_t got = 0;
    if (!cn_source_read(extraction->source, 0, head, sizeof head, &got) || memcmp(head, "PK", 2))
        severity = cn_ooxml_text_source(&ooxml);
    else
        severity = extract_package(&ooxml);
    if (!cn_office_links_free(&ooxml.links))
        severity = CN_FATAL;
    cn_office_flow_free(&ooxml.flow);
    cn_package_close(&ooxml.package);
    return severity == CN_FATAL ? CN_FATAL : CN_OK;
}

const struct cn_reader cn_reader_ooxml = {
    .name = "ooxml",
    .what = "documents of Word, Excel and PowerPoint (docx, xlsx, pptx)",
    .claim = claim,
    .extract = extract,
    .missing = MISSING,
};

/* ---- those that a password keeps ---- */

/* They are an OLE2 file with a stream of this name, which stands in one of its directory's sectors;
 * the header says where the first of them is. */
static bool names_package(struct cn_str bytes) {
    static const char wanted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    for (size_t i = 0; i + sizeof wanted <= bytes.len; i++)
        if (bytes.bytes[i] == 'E' && memcmp(bytes.bytes + i, wanted, sizeof wanted) == 0)
            return true;
    return false;
}

static unsigned claim_encrypted(struct cn_str head, const struct cn_source *source,
                                struct cn_str name) {
    char directory[4096];
    size_t got = 0;
    (void)name;
    if (!cn_str_starts(head, CN_STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) || head.len < 512)
        return 0;
    if (names_package(head))
        return CN_OFFICE_BITS;
    unsigned shift = (unsigned char)head.bytes[30];
    uint64_t sector = 0;
    for (size_t i = 4; i-- > 0;)
        sector = sector << 8 | (unsigned char)head.bytes[48 + i];
    if ((shift != 9 && shift != 12) ||
        !cn_source_read(source, (sector + 1) << shift, directory, sizeof directory, &got))
        return 0;
    return names_package((struct cn_str){directory, got}) ? CN_OFFICE_BITS : 0;
}

static enum cn_severity extract_encrypted(struct cn_extraction *extraction) {
    return cn_document_fail(extraction->document, CN_SKIP, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED,
                            "Office document with a password");
}

const struct cn_reader cn_reader_office_encrypted = {
    .name = "locked",
    .what = "office documents with a password (recognised, not read)",
    .claim = claim_encrypted,
    .extract = extract_encrypted,
};
