/*
 * xml.c: expat, fed block by block.
 *
 * What expat itself does not bound is bounded here: the depth, a tag's length (by how far the
 * parser lags behind what it was given), and how many different names it has to keep. These are
 * counted by a bitmap of their hashes, which sees nearly all of them.
 */
#include "read/xml.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

struct cn_str cn_xml_attribute(const char *const *attributes, const char *name) {
    for (; attributes && *attributes; attributes += 2) {
        const char *colon = strrchr(*attributes, ':');
        if (strcmp(colon ? colon + 1 : *attributes, name) == 0)
            return cn_str_of(attributes[1]);
    }
    return (struct cn_str){NULL, 0};
}

struct cn_str cn_xml_prefixed(const char *const *attributes, const char *name) {
    for (; attributes && *attributes; attributes += 2) {
        const char *colon = strrchr(*attributes, ':');
        if (colon && strcmp(colon + 1, name) == 0)
            return cn_str_of(attributes[1]);
    }
    return (struct cn_str){NULL, 0};
}

uint32_t cn_xml_number(struct cn_str text, uint32_t otherwise) {
    uint64_t number = 0;
    if (text.len == 0)
        return otherwise;
    for (size_t i = 0; i < text.len; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return otherwise;
        number = number * 10 + (unsigned)(text.bytes[i] - '0');
        if (number > UINT32_MAX)
            number = UINT32_MAX;
    }
    return (uint32_t)number;
}

int cn_xml_find(const struct cn_xml_name *names, size_t len, struct cn_str name) {
    size_t low = 0;
    while (low < len) {
        size_t middle = low + (len - low) / 2;
        int order = cn_str_compare(name, cn_str_of(names[middle].name));
        if (order == 0)
            return names[middle].means;
        if (order > 0)
            low = middle + 1;
        else
            len = middle;
    }
    return 0;
}

enum cn_severity cn_office_fail(struct cn_extraction *extraction, enum cn_status status,
                                enum cn_code code, struct cn_str part, const char *what) {
    struct cn_document *document = extraction->document;
    enum cn_status before = document->status;
    struct cn_buf detail = {0};
    cn_buf_add_str(&detail, part);
    if (what)
        cn_buf_addf(&detail, ": %s", what);
    cn_buf_add(&detail, "", 1);
    cn_document_fail(document, CN_PARTIAL, status, code, detail.failed ? NULL : detail.bytes);
    cn_buf_free(&detail);
    if (before == CN_STATUS_LIMIT)
        document->status = before;
    return CN_PARTIAL;
}

#ifdef CN_EXPAT

/* Else the header does not tell of the limits. */
#define XML_DTD 1
#include <expat.h>

#define NAME_BITS 65536
#define BLOCK ((size_t)CN_READ_SIZE)

struct xml {
    struct cn_extraction *extraction;
    struct cn_str part;
    const struct cn_xml_sink *sink;
    void *self;
    XML_Parser parser;
    unsigned depth;
    uint64_t fed;
    size_t names, names_bytes;
    unsigned char seen[NAME_BITS / 8];
    bool again;         /* what is wrong has been said */
    enum cn_code wrong; /* CN_E_NONE: nothing */
};

static void stop(struct xml *xml, enum cn_code code) {
    xml->wrong = code;
    XML_StopParser(xml->parser, XML_FALSE);
}

/* Notes a name; the attributes' names as well. */
static void note_name(struct xml *xml, struct cn_str name) {
    uint32_t bit = cn_str_hash(name) % NAME_BITS;
    unsigned char mask = (unsigned char)(1u << bit % 8);
    if (xml->seen[bit / 8] & mask)
        return;
    xml->seen[bit / 8] |= mask;
    xml->names++;
    xml->names_bytes += name.len;
}

static struct cn_str local(struct cn_str name) {
    const char *colon = memchr(name.bytes, ':', name.len);
    size_t gone = colon ? (size_t)(colon - name.bytes) + 1 : 0;
    return (struct cn_str){name.bytes + gone, name.len - gone};
}

static void XMLCALL open_element(void *self, const XML_Char *name, const XML_Char **attributes) {
    struct xml *xml = self;
    struct cn_str whole = cn_str_of(name);
    if (xml->wrong != CN_E_NONE)
        return;
    note_name(xml, whole);
    for (const XML_Char **at = attributes; *at; at += 2)
        note_name(xml, cn_str_of(*at));
    if (++xml->depth > CN_XML_DEPTH || xml->names > CN_XML_NAMES_MAX ||
        xml->names_bytes > CN_XML_NAMES_BYTES)
        stop(xml, CN_E_XML_LIMIT);
    else
        xml->sink->open(xml->self, local(whole), (const char *const *)attributes);
}

static void XMLCALL close_element(void *self, const XML_Char *name) {
    struct xml *xml = self;
    if (xml->wrong != CN_E_NONE)
        return;
    xml->depth--;
    xml->sink->close(xml->self, local(cn_str_of(name)));
}

static void XMLCALL add_text(void *self, const XML_Char *text, int len) {
    struct xml *xml = self;
    if (xml->wrong == CN_E_NONE)
        xml->sink->text(xml->self, (struct cn_str){text, (size_t)len});
}

static void XMLCALL meet_doctype(void *self, const XML_Char *name, const XML_Char *system,
                                 const XML_Char *public, int internal) {
    (void)name;
    (void)system;
    (void)public;
    if (internal)
        stop(self, CN_E_XML_DOCTYPE);
}

static bool begin(struct xml *xml) {
    xml->parser = XML_ParserCreate(NULL);
    if (!xml->parser)
        return false;
#if HAVE_DECL_XML_SETBILLIONLAUGHSATTACKPROTECTIONMAXIMUMAMPLIFICATION
    XML_SetBillionLaughsAttackProtectionMaximumAmplification(xml->parser, 2.0f);
#endif
#if HAVE_DECL_XML_SETALLOCTRACKERMAXIMUMAMPLIFICATION
    XML_SetAllocTrackerMaximumAmplification(xml->parser, 100.0f);
#endif
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, open_element, close_element);
    XML_SetCharacterDataHandler(xml->parser, add_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, meet_doctype);
    return true;
}

static enum cn_severity fail(const struct xml *xml, enum cn_status status, enum cn_code code,
                             const char *what) {
    if (xml->again)
        return CN_PARTIAL;
    return cn_office_fail(xml->extraction, status, code, xml->part, what);
}

static enum cn_severity say_wrong(struct xml *xml) {
    enum XML_Error error = XML_GetErrorCode(xml->parser);
    if (xml->wrong == CN_E_NONE && error == XML_ERROR_NO_MEMORY)
        return CN_FATAL;
    if (xml->wrong == CN_E_NONE)
        return fail(xml, CN_STATUS_PARTIAL, CN_E_DAMAGED, XML_ErrorString(error));
    return fail(xml, xml->wrong == CN_E_XML_LIMIT ? CN_STATUS_LIMIT : CN_STATUS_PARTIAL, xml->wrong,
                NULL);
}

/* The next block, which stands in the parser's own buffer. */
static enum cn_severity feed(struct xml *xml, size_t len, bool last) {
    if (XML_ParseBuffer(xml->parser, (int)len, last) == XML_STATUS_ERROR)
        return say_wrong(xml);
    xml->fed += len;
    XML_Index at = XML_GetCurrentByteIndex(xml->parser);
    if (!last && at >= 0 && xml->fed - (uint64_t)at > CN_XML_TAG_MAX + BLOCK) {
        xml->wrong = CN_E_XML_LIMIT;
        return say_wrong(xml);
    }
    return cn_extract_state(xml->extraction->to) == CN_OK ? CN_OK : CN_SKIP;
}

static enum cn_severity say_end(struct xml *xml, enum cn_unpack_end end) {
    switch (end) {
    case CN_UNPACK_ENCRYPTED:
        return fail(xml, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED, NULL);
    case CN_UNPACK_METHOD:
        return fail(xml, CN_STATUS_PARTIAL, CN_E_DAMAGED, "packed in a way that is not known");
    case CN_UNPACK_BYTES:
    case CN_UNPACK_RATIO:
        fail(xml, CN_STATUS_LIMIT, end == CN_UNPACK_BYTES ? CN_E_LIMIT_BYTES : CN_E_LIMIT_RATIO,
             NULL);
        return CN_SKIP;
    case CN_UNPACK_MEMORY:
        return CN_FATAL;
    default:
        return fail(xml, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
    }
}

static enum cn_severity feed_part(struct xml *xml, struct cn_unpacking *unpacking) {
    enum cn_unpack_end end = CN_UNPACK_MORE;
    enum cn_severity severity = CN_OK;
    while (severity == CN_OK && end == CN_UNPACK_MORE) {
        size_t got = 0;
        void *buffer = XML_GetBuffer(xml->parser, (int)BLOCK);
        if (!buffer)
            return CN_FATAL;
        end = cn_unpack_read(unpacking, buffer, BLOCK, &got);
        if (got > 0 || end == CN_UNPACK_END)
            severity = feed(xml, got, end == CN_UNPACK_END);
    }
    if (severity != CN_OK || end == CN_UNPACK_END)
        return severity;
    return say_end(xml, end);
}

static enum cn_severity feed_source(struct xml *xml, const struct cn_source *source) {
    enum cn_severity severity = CN_OK;
    for (uint64_t at = 0; severity == CN_OK && at < source->size;) {
        size_t got = 0;
        void *buffer = XML_GetBuffer(xml->parser, (int)BLOCK);
        if (!buffer)
            return CN_FATAL;
        if (!cn_source_read(source, at, buffer, BLOCK, &got) || got == 0)
            return fail(xml, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
        at += got;
        severity = feed(xml, got, at >= source->size);
    }
    return severity;
}

static struct xml *new_xml(struct cn_extraction *extraction, struct cn_str part,
                           const struct cn_xml_sink *sink, void *self) {
    struct xml *xml = calloc(1, sizeof *xml);
    if (!xml)
        return NULL;
    xml->extraction = extraction;
    xml->part = part;
    xml->sink = sink;
    xml->self = self;
    if (begin(xml))
        return xml;
    free(xml);
    return NULL;
}

static void free_xml(struct xml *xml) {
    if (xml)
        XML_ParserFree(xml->parser);
    free(xml);
}

static enum cn_severity read_part(struct xml *xml, const struct cn_package *package,
                                  const struct cn_part *part, struct cn_budget *budget) {
    struct cn_unpacking *unpacking = cn_unpack_open(package, part, budget);
    enum cn_severity severity = xml && unpacking ? feed_part(xml, unpacking) : CN_FATAL;
    cn_unpack_close(unpacking);
    return severity;
}

enum cn_severity cn_xml_part(struct cn_extraction *extraction, const struct cn_package *package,
                             const struct cn_part *part, const struct cn_xml_sink *sink,
                             void *self) {
    struct xml *xml = new_xml(extraction, part->name, sink, self);
    enum cn_severity severity =
        read_part(xml, package, part, &extraction->document->vaults->budget);
    free_xml(xml);
    return severity;
}

enum cn_severity cn_xml_source(struct cn_extraction *extraction, const struct cn_source *source,
                               const struct cn_xml_sink *sink, void *self) {
    struct xml *xml = new_xml(extraction, CN_STR("XML"), sink, self);
    enum cn_severity severity = xml ? feed_source(xml, source) : CN_FATAL;
    free_xml(xml);
    return severity;
}

enum cn_severity cn_xml_again(struct cn_extraction *extraction, const struct cn_package *package,
                              const struct cn_part *part, const struct cn_xml_sink *sink,
                              void *self) {
    struct xml *xml = new_xml(extraction, CN_STR(""), sink, self);
    enum cn_severity severity = CN_FATAL;
    if (xml) {
        xml->again = true;
        severity =
            package ? read_part(xml, package, part, NULL) : feed_source(xml, extraction->source);
    }
    free_xml(xml);
    return severity;
}

#else

enum cn_severity cn_xml_part(struct cn_extraction *extraction, const struct cn_package *package,
                             const struct cn_part *part, const struct cn_xml_sink *sink,
                             void *self) {
    (void)package;
    (void)sink;
    (void)self;
    return cn_office_fail(extraction, CN_STATUS_UNSUPPORTED, CN_E_LIBRARY, part->name, "expat");
}

enum cn_severity cn_xml_source(struct cn_extraction *extraction, const struct cn_source *source,
                               const struct cn_xml_sink *sink, void *self) {
    (void)source;
    (void)sink;
    (void)self;
    return cn_office_fail(extraction, CN_STATUS_UNSUPPORTED, CN_E_LIBRARY, CN_STR("XML"), "expat");
}

enum cn_severity cn_xml_again(struct cn_extraction *extraction, const struct cn_package *package,
                              const struct cn_part *part, const struct cn_xml_sink *sink,
                              void *self) {
    (void)extraction;
    (void)package;
    (void)part;
    (void)sink;
    (void)self;
    return CN_PARTIAL;
}

#endif
