/*
 * ooxml_links.c: where links point to, and codes of fields.
 *
 * They stand behind the text, so that no word is parted by them: what a part refers to is laid down
 * with its slide or sheet, all else in the end. For that the parts that hold such are read once
 * more, since a list of all that a document points to has no bounds.
 *
 * A field in Word has a code and a result, and either may hold fields. What stands in a code is of
 * it, so the outermost code counts; in a result, the fields that stand there.
 */
#include "read/ooxml.h"

#include "base/limits.h"
#include "read/link.h"

static void no_text(void *self, struct cn_str text) {
    (void)self;
    (void)text;
}

static void no_close(void *self, struct cn_str name) {
    (void)self;
    (void)name;
}

/* ---- what a part refers to ---- */

static void open_relation(void *self, struct cn_str name, const char *const *attributes) {
    struct cn_ooxml *ooxml = self;
    if (cn_str_equal(name, CN_STR("Relationship")) &&
        cn_str_equal(cn_xml_attribute(attributes, "TargetMode"), CN_STR("External")))
        cn_office_link(&ooxml->links, cn_xml_attribute(attributes, "Target"));
}

static const struct cn_xml_sink relation_sink = {open_relation, no_close, no_text};

static void read_addresses(struct cn_ooxml *ooxml, size_t relations) {
    ooxml->linked[relations] = false;
    cn_ooxml_read(ooxml, relations, &relation_sink, ooxml);
    cn_office_flow_end(&ooxml->flow);
}

void cn_ooxml_addresses(struct cn_ooxml *ooxml, size_t part) {
    size_t relations = cn_ooxml_relations_of(ooxml, part);
    if (relations != CN_NO_PART && ooxml->linked[relations])
        read_addresses(ooxml, relations);
}

/* ---- in a text ---- */

static const char *const says[] = {"dest", "display", "href", "location", "tooltip"};
#define SAYS (sizeof says / sizeof *says)

void cn_ooxml_link(struct cn_ooxml *ooxml, const char *const *attributes) {
    for (size_t i = 0; i < SAYS; i++)
        cn_office_link(&ooxml->links, cn_xml_attribute(attributes, says[i]));
}

bool cn_ooxml_is_link(const char *const *attributes) {
    bool tells = false;
    for (size_t i = 0; i < SAYS && !tells; i++)
        tells = cn_link_tells(cn_xml_attribute(attributes, says[i]));
    return tells;
}

enum element { OTHER, CODE, FIELD, LINK, RELATION, SIMPLE };

static const struct cn_xml_name names[] = {
    {"Relationship", RELATION},
    {"delInstrText", CODE},
    {"fldChar", FIELD},
    {"fldSimple", SIMPLE},
    {"group", LINK},
    {"hlink", LINK},
    {"hlinkClick", LINK},
    {"hlinkHover", LINK},
    {"hyperlink", LINK},
    {"instrText", CODE},
    {"line", LINK},
    {"oval", LINK},
    {"rect", LINK},
    {"roundrect", LINK},
    {"shape", LINK},
};

bool cn_ooxml_points(struct cn_str name, const char *const *attributes) {
    switch (cn_xml_find(names, sizeof names / sizeof *names, name)) {
    case OTHER:
    case FIELD: /* its code says it */
        return false;
    case LINK:
        return cn_ooxml_is_link(attributes);
    default:
        return true;
    }
}

struct codes {
    struct cn_ooxml *ooxml;
    struct cn_buf code;   /* as much of it as is held */
    unsigned open, outer; /* fields; the one whose code is read, 0: none */
    bool on;
    bool over, laid; /* it is longer, and what was held was laid down */
};

static void end_code(struct codes *codes) {
    if (!codes->over)
        cn_office_code(&codes->ooxml->links, cn_buf_str(&codes->code));
    cn_buf_clear(&codes->code);
    codes->over = false;
    codes->outer = 0;
}

static void meet_field(struct codes *codes, struct cn_str type) {
    bool ends = cn_str_equal(type, CN_STR("end"));
    if (cn_str_equal(type, CN_STR("begin"))) {
        codes->open++;
        if (codes->outer == 0)
            codes->outer = codes->open;
    } else if (ends || cn_str_equal(type, CN_STR("separate"))) {
        if (codes->open <= codes->outer)
            end_code(codes);
        codes->open -= ends && codes->open > 0;
    }
}

static void open_element(void *self, struct cn_str name, const char *const *attributes) {
    struct codes *codes = self;
    enum element element = (enum element)cn_xml_find(names, sizeof names / sizeof *names, name);
    codes->on = element == CODE;
    if (element == FIELD)
        meet_field(codes, cn_xml_attribute(attributes, "fldCharType"));
    else if (element == SIMPLE)
        cn_office_code(&codes->ooxml->links, cn_xml_attribute(attributes, "instr"));
    else if (element == LINK)
        cn_ooxml_link(codes->ooxml, attributes);
    else if (element == RELATION)
        open_relation(codes->ooxml, name, attributes);
}

static void close_element(void *self, struct cn_str name) {
    struct codes *codes = self;
    (void)name;
    codes->on = false;
}

static void add_text(void *self, struct cn_str text) {
    struct codes *codes = self;
    if (!codes->on)
        return;
    if (codes->over && codes->laid)
        cn_office_flow_text(&codes->ooxml->flow, text);
    if (codes->over)
        return;
    cn_buf_add_str(&codes->code, text);
    codes->over = codes->code.len >= CN_FIELD_MAX;
    if (codes->over)
        codes->laid = cn_office_code(&codes->ooxml->links, cn_buf_str(&codes->code));
}

static const struct cn_xml_sink code_sink = {open_element, close_element, add_text};

static enum cn_severity read_codes(struct cn_ooxml *ooxml, const struct cn_package *package,
                                   const struct cn_part *part) {
    struct codes codes = {.ooxml = ooxml};
    enum cn_severity severity = cn_xml_again(ooxml->extraction, package, part, &code_sink, &codes);
    end_code(&codes);
    cn_office_flow_end(&ooxml->flow);
    if (codes.code.failed)
        severity = CN_FATAL;
    cn_buf_free(&codes.code);
    return severity;
}

enum cn_severity cn_ooxml_links_source(struct cn_ooxml *ooxml) {
    return read_codes(ooxml, NULL, NULL);
}

/* ---- all ---- */

bool cn_ooxml_is_relations(struct cn_str name) {
    return name.len > 5 &&
           cn_str_equal_nocase((struct cn_str){name.bytes + name.len - 5, 5}, CN_STR(".rels"));
}

/* "word/_rels/a.xml.rels" is about "word/a.xml". */
static size_t about(const struct cn_ooxml *ooxml, struct cn_str name) {
    static const struct cn_str folder = {"_rels/", 6};
    struct cn_buf path = {0};
    size_t at = cn_str_find(name, folder, 0);
    if (at == name.len || name.len - at < folder.len + 5)
        return CN_NO_PART;
    cn_buf_add(&path, name.bytes, at);
    at += folder.len;
    cn_buf_add(&path, name.bytes + at, name.len - at - 5);
    size_t part = path.failed ? CN_NO_PART : cn_ooxml_find(ooxml, cn_buf_str(&path));
    cn_buf_free(&path);
    return part;
}

enum cn_ooxml_kind cn_ooxml_linking(const struct cn_ooxml *ooxml, size_t part) {
    struct cn_str name = ooxml->package.parts[part].name;
    if (cn_ooxml_is_relations(name))
        part = about(ooxml, name);
    return part == CN_NO_PART ? CN_OOXML_NONE : (enum cn_ooxml_kind)ooxml->kinds[part];
}

void cn_ooxml_links(struct cn_ooxml *ooxml, size_t part) {
    const struct cn_part *of = &ooxml->package.parts[part];
    if (cn_ooxml_is_relations(of->name)) {
        read_addresses(ooxml, part);
        return;
    }
    ooxml->linked[part] = false;
    enum cn_severity severity = read_codes(ooxml, &ooxml->package, of);
    if (severity == CN_SKIP || severity == CN_FATAL)
        ooxml->state = severity;
}
