/*
 * office.c: files embedded in an office file are documents of their own, and so is what has no
 * place in one.
 *
 * What the readers read, and pictures, fonts and the like, are none.
 */
#include "open/office.h"

#include "base/limits.h"
#include "open/package.h"

#include <string.h>

/* ---- which kind ---- */

static bool starts(struct cn_str name, const char *begin) {
    size_t len = strlen(begin);
    return name.len >= len &&
           cn_str_equal_nocase((struct cn_str){name.bytes, len}, (struct cn_str){begin, len});
}

static bool ends(struct cn_str name, const char *end) {
    size_t len = strlen(end);
    return name.len >= len && cn_str_equal_nocase((struct cn_str){name.bytes + name.len - len, len},
                                                  (struct cn_str){end, len});
}

static bool has_any(const struct cn_package *package, const char *const *begins) {
    for (size_t i = 0; i < package->len; i++)
        for (const char *const *begin = begins; *begin; begin++)
            if (starts(package->parts[i].name, *begin))
                return true;
    return false;
}

static bool is_ooxml(const struct cn_package *package) {
    static const char *const folders[] = {"word/", "xl/", "ppt/", NULL};
    static const char *const mains[] = {"word/document.xml", "xl/workbook.xml", "xl/workbook.bin",
                                        "ppt/presentation.xml", NULL};
    bool typed = cn_package_find(package, CN_STR("[Content_Types].xml")) != NULL;
    return has_any(package, typed ? folders : mains);
}

static bool is_odf(const struct cn_package *package) {
    return cn_package_find(package, CN_STR("content.xml")) &&
           (cn_package_find(package, CN_STR("META-INF/manifest.xml")) ||
            cn_package_find(package, CN_STR("mimetype")));
}

/* The first part is called mimetype, is stored, and says it. */
static bool says_odf(struct cn_str head) {
    struct cn_str said = {head.bytes + 30, 8};
    struct cn_str type = {head.bytes + 38, head.len - 38};
    return cn_str_equal(said, CN_STR("mimetype")) &&
           (cn_str_starts(type, CN_STR("application/vnd.oasis.opendocument.")) ||
            cn_str_starts(type, CN_STR("application/vnd.sun.xml.")));
}

static enum cn_office_kind kind_of(const struct cn_package *package, struct cn_str head) {
    if (head.len >= 80 && says_odf(head))
        return CN_OFFICE_ODF;
    return is_ooxml(package) ? CN_OFFICE_OOXML : is_odf(package) ? CN_OFFICE_ODF : CN_OFFICE_NONE;
}

enum cn_office_kind cn_office_kind(struct cn_str head, const struct cn_source *source) {
    struct cn_package package = {0};
    enum cn_office_kind kind = CN_OFFICE_NONE;
    if (!cn_str_starts(head, CN_STR("PK\3\4")))
        return kind;
    if (cn_package_open(&package, source))
        kind = kind_of(&package, head);
    cn_package_close(&package);
    return kind;
}

/* ---- which parts ---- */

/* Whatever a program puts there; the end counts where the folder holds other things, too. */
static const char *const ooxml_own[] = {
    "[Content_Types].xml", "_rels/",   "docProps/", "word/",        "xl/", "ppt/",
    "customXml/",          "customUI", "visio/",    "docMetadata/", NULL};
static const char *const odf_own[] = {"mimetype",     "META-INF/",
                                      "content.xml",  "styles.xml",
                                      "meta.xml",     "settings.xml",
                                      "manifest.rdf", "Pictures/",
                                      "Thumbnails/",  "Configurations",
                                      "Basic/",       "Scripts/",
                                      "Dialogs/",     "ObjectReplacements/",
                                      "Object ",      "layout-cache",
                                      "Fonts/",       "media/",
                                      "current.xml",  "Obj",
                                      "versions.xml", "VersionList.xml",
                                      "meta/",        NULL};
/* Documents that a program takes in as they are. */
static const char *const taken_in[] = {".docx", ".doc", ".xlsx",  ".xls", ".pptx", ".ppt", ".htm",
                                       ".html", ".mht", ".mhtml", ".rtf", ".txt",  ".csv", ".pdf",
                                       ".eml",  ".msg", ".odt",   ".ods", ".odp",  ".zip", NULL};

static bool in_list(struct cn_str name, const char *const *list,
                    bool (*fits)(struct cn_str, const char *)) {
    for (; *list; list++)
        if (fits(name, *list))
            return true;
    return false;
}

static bool in_embeddings(struct cn_str name) {
    for (size_t i = 0; i + 12 <= name.len; i++)
        if (starts((struct cn_str){name.bytes + i, name.len - i}, "embeddings/"))
            return !ends(name, ".rels");
    return false;
}

/* "Object 1", not "Object 1/content.xml": a file of a program that is none of the office. */
static bool is_object(struct cn_str name) {
    return starts(name, "Object ") && !memchr(name.bytes, '/', name.len);
}

static bool is_member(const struct cn_part *part, enum cn_office_kind kind) {
    struct cn_str name = part->name;
    if (name.len == 0 || name.bytes[name.len - 1] == '/')
        return false;
    if (kind == CN_OFFICE_ODF)
        return is_object(name) || !in_list(name, odf_own, starts);
    return in_embeddings(name) || in_list(name, taken_in, ends) ||
           !in_list(name, ooxml_own, starts);
}

/* ---- the container ---- */

struct office {
    struct cn_container container;
    struct cn_package package;
    enum cn_office_kind kind;
    size_t next;
    struct cn_unpacking *unpacking;
};

/* Only where there is something, or that cannot be seen yet. */
static unsigned bid(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    struct cn_package package = {0};
    bool found = false;
    (void)name;
    if (!cn_str_starts(head, CN_STR("PK\3\4")))
        return 0;
    if (cn_package_open(&package, source)) {
        enum cn_office_kind kind = kind_of(&package, head);
        found = kind != CN_OFFICE_NONE && package.damaged;
        for (size_t i = 0; kind != CN_OFFICE_NONE && !found && i < package.len; i++)
            found = is_member(&package.parts[i], kind);
    }
    cn_package_close(&package);
    return found ? CN_OFFICE_BITS : 0;
}

static enum cn_severity open_office(struct cn_container *container) {
    struct office *self = (struct office *)container;
    char head[128];
    size_t got = 0;
    if (!cn_package_open(&self->package, &container->source))
        return CN_FATAL;
    if (cn_source_read(&container->source, 0, head, sizeof head, &got))
        self->kind = kind_of(&self->package, (struct cn_str){head, got});
    return CN_OK;
}

static enum cn_severity next_member(struct cn_container *container, struct cn_member *member) {
    struct office *self = (struct office *)container;
    cn_unpack_close(self->unpacking);
    self->unpacking = NULL;
    while (self->next < self->package.len) {
        const struct cn_part *part = &self->package.parts[self->next++];
        if (!is_member(part, self->kind))
            continue;
        member->name = part->name;
        if (part->encrypted) {
            member->status = CN_STATUS_ENCRYPTED;
            member->code = CN_E_ENCRYPTED;
            return CN_OK;
        }
        self->unpacking = cn_unpack_open(&self->package, part, NULL);
        return self->unpacking ? CN_OK : CN_FATAL;
    }
    return CN_END;
}

static enum cn_severity read_member(struct cn_container *container, char *buffer, size_t want,
                                    size_t *got) {
    struct office *self = (struct office *)container;
    switch (cn_unpack_read(self->unpacking, buffer, want, got)) {
    case CN_UNPACK_MORE:
        return CN_OK;
    case CN_UNPACK_END:
        return *got > 0 ? CN_OK : CN_END;
    case CN_UNPACK_MEMORY:
        return CN_FATAL;
    default:
        return cn_container_spoiled(container, CN_STATUS_PARTIAL, CN_E_DAMAGED, NULL);
    }
}

static void close_office(struct cn_container *container) {
    struct office *self = (struct office *)container;
    cn_unpack_close(self->unpacking);
    cn_package_close(&self->package);
}

const struct cn_container_kind cn_container_office = {
    .name = "office",
    .what = "files embedded in office documents",
    .bid = bid,
    .size = sizeof(struct office),
    .open = open_office,
    .next = next_member,
    .read = read_member,
    .close = close_office,
};
