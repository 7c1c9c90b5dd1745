/*
 * ooxml_parts.c: what the parts of a package are, by [Content_Types].xml and, where that says
 * nothing, by the names that the office programs give them; and what a part refers to.
 */
#include "read/ooxml.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

struct rule {
    const char *holds;
    enum cn_ooxml_kind kind;
};

/* The first that a content type holds. */
static const struct rule types[] = {
    {"glossary+xml", CN_OOXML_GLOSSARY},
    {"sheet.binary.macroEnabled.main", CN_OOXML_BINARY_WORKBOOK},
    {"wordprocessingml.document.main", CN_OOXML_DOCUMENT},
    {"wordprocessingml.template.main", CN_OOXML_DOCUMENT},
    {"ms-word.document.macroEnabled", CN_OOXML_DOCUMENT},
    {"ms-word.template.macroEnabled", CN_OOXML_DOCUMENT},
    {"wordprocessingml.header+xml", CN_OOXML_HEADER},
    {"wordprocessingml.footer+xml", CN_OOXML_FOOTER},
    {"footnotes+xml", CN_OOXML_FOOTNOTES},
    {"endnotes+xml", CN_OOXML_ENDNOTES},
    {"comments+xml", CN_OOXML_COMMENTS},
    {"threadedcomments+xml", CN_OOXML_COMMENTS},
    {"commentAuthors+xml", CN_OOXML_COMMENTS},
    {"ms-powerpoint.authors+xml", CN_OOXML_COMMENTS},
    {"ms-excel.person+xml", CN_OOXML_COMMENTS},
    {"pivotCacheDefinition+xml", CN_OOXML_CACHE},
    {"externalLink+xml", CN_OOXML_CACHE},
    {"worksheet+xml", CN_OOXML_SHEET},
    {"dialogsheet+xml", CN_OOXML_SHEET},
    {"chartsheet+xml", CN_OOXML_SHEET},
    {"sharedStrings+xml", CN_OOXML_STRINGS},
    {"spreadsheetml.styles+xml", CN_OOXML_STYLES},
    {"spreadsheetml.sheet.main", CN_OOXML_WORKBOOK},
    {"spreadsheetml.template.main", CN_OOXML_WORKBOOK},
    {"ms-excel.sheet.macroEnabled", CN_OOXML_WORKBOOK},
    {"ms-excel.template.macroEnabled", CN_OOXML_WORKBOOK},
    {"ms-excel.addin.macroEnabled", CN_OOXML_WORKBOOK},
    {"notesSlide+xml", CN_OOXML_NOTES},
    {"presentationml.slide+xml", CN_OOXML_SLIDE},
    {"slideMaster+xml", CN_OOXML_MASTER},
    {"slideLayout+xml", CN_OOXML_MASTER},
    {"notesMaster+xml", CN_OOXML_MASTER},
    {"handoutMaster+xml", CN_OOXML_MASTER},
    {"presentationml.presentation.main", CN_OOXML_PRESENTATION},
    {"presentationml.slideshow.main", CN_OOXML_PRESENTATION},
    {"presentationml.template.main", CN_OOXML_PRESENTATION},
    {"ms-powerpoint.presentation.macroEnabled", CN_OOXML_PRESENTATION},
    {"ms-powerpoint.slideshow.macroEnabled", CN_OOXML_PRESENTATION},
    {"ms-powerpoint.template.macroEnabled", CN_OOXML_PRESENTATION},
    {"officedocument.drawing+xml", CN_OOXML_DRAWING},
    {"drawingml.chart+xml", CN_OOXML_CHART},
    {"ms-office.chartex+xml", CN_OOXML_CHART},
    {"drawingml.chartshapes+xml", CN_OOXML_DRAWING},
    {"drawingml.diagramData+xml", CN_OOXML_DIAGRAM},
    {"core-properties+xml", CN_OOXML_PROPERTIES},
    {"extended-properties+xml", CN_OOXML_PROPERTIES},
    {"custom-properties+xml", CN_OOXML_PROPERTIES},
};

/* The first that a part's name begins with. */
static const struct rule places[] = {
    {"word/glossary/document", CN_OOXML_GLOSSARY},
    {"word/document", CN_OOXML_DOCUMENT},
    {"word/header", CN_OOXML_HEADER},
    {"word/footer", CN_OOXML_FOOTER},
    {"word/footnotes", CN_OOXML_FOOTNOTES},
    {"word/endnotes", CN_OOXML_ENDNOTES},
    {"word/comments.", CN_OOXML_COMMENTS},
    {"word/charts/chart", CN_OOXML_CHART},
    {"word/diagrams/data", CN_OOXML_DIAGRAM},
    {"xl/workbook", CN_OOXML_WORKBOOK},
    {"xl/sharedStrings", CN_OOXML_STRINGS},
    {"xl/styles", CN_OOXML_STYLES},
    {"xl/worksheets/sheet", CN_OOXML_SHEET},
    {"xl/comments", CN_OOXML_COMMENTS},
    {"xl/threadedComments/", CN_OOXML_COMMENTS},
    {"xl/persons/", CN_OOXML_COMMENTS},
    {"xl/pivotCache/pivotCacheDefinition", CN_OOXML_CACHE},
    {"xl/externalLinks/externalLink", CN_OOXML_CACHE},
    {"xl/drawings/drawing", CN_OOXML_DRAWING},
    {"xl/charts/chart", CN_OOXML_CHART},
    {"xl/diagrams/data", CN_OOXML_DIAGRAM},
    {"ppt/presentation", CN_OOXML_PRESENTATION},
    {"ppt/slides/slide", CN_OOXML_SLIDE},
    {"ppt/notesSlides/", CN_OOXML_NOTES},
    {"ppt/comments/", CN_OOXML_COMMENTS},
    {"ppt/commentAuthors", CN_OOXML_COMMENTS},
    {"ppt/authors", CN_OOXML_COMMENTS},
    {"ppt/charts/chart", CN_OOXML_CHART},
    {"ppt/diagrams/data", CN_OOXML_DIAGRAM},
    {"ppt/slideMasters/slideMaster", CN_OOXML_MASTER},
    {"ppt/slideLayouts/slideLayout", CN_OOXML_MASTER},
    {"docProps/core", CN_OOXML_PROPERTIES},
    {"docProps/app", CN_OOXML_PROPERTIES},
    {"docProps/custom", CN_OOXML_PROPERTIES},
};

static bool holds(struct cn_str text, struct cn_str wanted) {
    for (size_t i = 0; i + wanted.len <= text.len; i++)
        if (cn_str_equal_nocase((struct cn_str){text.bytes + i, wanted.len}, wanted))
            return true;
    return false;
}

static enum cn_ooxml_kind kind_of_type(struct cn_str type) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (holds(type, cn_str_of(types[i].holds)))
            return types[i].kind;
    return CN_OOXML_NONE;
}

static enum cn_ooxml_kind kind_of_name(struct cn_str name) {
    if (cn_str_equal_nocase(name, CN_STR("xl/workbook.bin")))
        return CN_OOXML_BINARY_WORKBOOK;
    if (name.len < 4 ||
        !cn_str_equal_nocase((struct cn_str){name.bytes + name.len - 4, 4}, CN_STR(".xml")))
        return CN_OOXML_NONE;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct cn_str begin = cn_str_of(places[i].holds);
        if (name.len >= begin.len &&
            cn_str_equal_nocase((struct cn_str){name.bytes, begin.len}, begin))
            return places[i].kind;
    }
    return CN_OOXML_NONE;
}

size_t cn_ooxml_find(const struct cn_ooxml *ooxml, struct cn_str name) {
    if (name.len > 0 && name.bytes[0] == '/')
        name = (struct cn_str){name.bytes + 1, name.len - 1};
    const struct cn_part *part = cn_package_find(&ooxml->package, name);
    return part ? (size_t)(part - ooxml->package.parts) : CN_NO_PART;
}

/* ---- [Content_Types].xml ---- */

static void open_type(void *self, struct cn_str name, const char *const *attributes) {
    struct cn_ooxml *ooxml = self;
    if (!cn_str_equal(name, CN_STR("Override")))
        return;
    enum cn_ooxml_kind kind = kind_of_type(cn_xml_attribute(attributes, "ContentType"));
    size_t part = kind == CN_OOXML_NONE
                      ? CN_NO_PART
                      : cn_ooxml_find(ooxml, cn_xml_attribute(attributes, "PartName"));
    if (part != CN_NO_PART)
        ooxml->kinds[part] = (unsigned char)kind;
}

static void ignore_close(void *self, struct cn_str name) {
    (void)self;
    (void)name;
}

static void ignore_text(void *self, struct cn_str text) {
    (void)self;
    (void)text;
}

static const struct cn_xml_sink type_sink = {open_type, ignore_close, ignore_text};

void cn_ooxml_classify(struct cn_ooxml *ooxml) {
    size_t contents = cn_ooxml_find(ooxml, CN_STR("[Content_Types].xml"));
    if (contents != CN_NO_PART)
        cn_ooxml_read(ooxml, contents, &type_sink, ooxml);
    for (size_t i = 0; i < ooxml->package.len; i++) {
        struct cn_str name = ooxml->package.parts[i].name;
        if (ooxml->kinds[i] == CN_OOXML_NONE)
            ooxml->kinds[i] = (unsigned char)kind_of_name(name);
        ooxml->linked[i] = cn_ooxml_is_relations(name);
    }
}

/* ---- relations ---- */

struct relating {
    struct cn_ooxml *ooxml;
    struct cn_ooxml_relations *to;
    struct cn_str folder; /* of the part, with the slash */
};

/* "word/" and "../media/a" make "media/a". */
static size_t resolve(const struct relating *self, struct cn_str target) {
    struct cn_str folder = self->folder;
    struct cn_buf name = {0};
    if (target.len == 0)
        return CN_NO_PART;
    if (target.bytes[0] == '/')
        folder.len = 0;
    while (cn_str_starts(target, CN_STR("../")) || cn_str_starts(target, CN_STR("./"))) {
        bool up = target.bytes[1] == '.';
        target = (struct cn_str){target.bytes + (up ? 3 : 2), target.len - (up ? 3 : 2)};
        folder.len -= up && folder.len > 0;
        while (up && folder.len > 0 && folder.bytes[folder.len - 1] != '/')
            folder.len--;
    }
    cn_buf_add_str(&name, folder);
    cn_buf_add_str(&name, target);
    size_t part = name.failed ? CN_NO_PART : cn_ooxml_find(self->ooxml, cn_buf_str(&name));
    cn_buf_free(&name);
    return part;
}

static bool relations_grow(struct cn_ooxml_relations *relations) {
    size_t cap = relations->cap ? relations->cap * 2 : 16;
    if (relations->len < relations->cap)
        return true;
    struct cn_ooxml_relation *grown = realloc(relations->items, cap * sizeof *grown);
    if (!grown)
        return false;
    relations->items = grown;
    relations->cap = cap;
    return true;
}

static void open_relation(void *context, struct cn_str name, const char *const *attributes) {
    struct relating *self = context;
    struct cn_ooxml_relations *to = self->to;
    if (!cn_str_equal(name, CN_STR("Relationship")) || to->len >= CN_RELATIONS_MAX ||
        cn_str_equal(cn_xml_attribute(attributes, "TargetMode"), CN_STR("External")))
        return;
    struct cn_str id = cn_xml_attribute(attributes, "Id");
    size_t part = resolve(self, cn_xml_attribute(attributes, "Target"));
    if (part == CN_NO_PART || id.len > CN_PART_NAME_MAX)
        return;
    id = cn_arena_copy(&to->ids, id);
    if (!id.bytes || !relations_grow(to)) {
        self->ooxml->state = CN_FATAL;
        return;
    }
    to->items[to->len++] = (struct cn_ooxml_relation){id, part};
}

static const struct cn_xml_sink relation_sink = {open_relation, ignore_close, ignore_text};

/* Of a part's name, with the slash. */
static struct cn_str folder_of(struct cn_str name) {
    while (name.len > 0 && name.bytes[name.len - 1] != '/')
        name.len--;
    return name;
}

size_t cn_ooxml_relations_of(const struct cn_ooxml *ooxml, size_t part) {
    struct cn_str name = ooxml->package.parts[part].name;
    struct cn_str folder = folder_of(name);
    struct cn_buf path = {0};
    cn_buf_add_str(&path, folder);
    cn_buf_add_text(&path, "_rels/");
    cn_buf_add(&path, name.bytes + folder.len, name.len - folder.len);
    cn_buf_add_text(&path, ".rels");
    size_t found = path.failed ? CN_NO_PART : cn_ooxml_find(ooxml, cn_buf_str(&path));
    cn_buf_free(&path);
    return found;
}

void cn_ooxml_relations(struct cn_ooxml *ooxml, size_t part, struct cn_ooxml_relations *relations) {
    struct relating self = {ooxml, relations, folder_of(ooxml->package.parts[part].name)};
    size_t found = cn_ooxml_relations_of(ooxml, part);
    if (found != CN_NO_PART)
        cn_ooxml_read(ooxml, found, &relation_sink, &self);
}

void cn_ooxml_relations_free(struct cn_ooxml_relations *relations) {
    free(relations->items);
    cn_arena_free(&relations->ids);
    *relations = (struct cn_ooxml_relations){0};
}

size_t cn_ooxml_relation(const struct cn_ooxml_relations *relations, struct cn_str id) {
    for (size_t i = 0; i < relations->len; i++)
        if (cn_str_equal(relations->items[i].id, id))
            return relations->items[i].part;
    return CN_NO_PART;
}
