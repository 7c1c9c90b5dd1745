/*
 * odf.c: OpenDocument: content, then headers and footers, then what is said about the document.
 */
#include "read/odf.h"

#include "open/office.h"
#include "read/readers.h"

#ifdef CN_EXPAT
#define MISSING NULL
#else
#define MISSING "expat"
#endif

static unsigned claim(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)name;
    return cn_office_kind(head, source) == CN_OFFICE_ODF ? CN_OFFICE_BITS : 0;
}

/* ---- passwords ---- */

static void open_entry(void *self, struct cn_str name, const char *const *attributes) {
    bool *encrypted = self;
    (void)attributes;
    *encrypted |= cn_str_equal(name, CN_STR("encryption-data"));
}

static void close_entry(void *self, struct cn_str name) {
    (void)self;
    (void)name;
}

static void no_text(void *self, struct cn_str text) {
    (void)self;
    (void)text;
}

static const struct cn_xml_sink manifest_sink = {open_entry, close_entry, no_text};

/* CN_OK, CN_SKIP or CN_FATAL. */
static enum cn_severity check_password(struct cn_extraction *extraction,
                                       const struct cn_package *package) {
    const struct cn_part *part = cn_package_find(package, CN_STR("META-INF/manifest.xml"));
    bool encrypted = false;
    enum cn_severity severity =
        part ? cn_xml_part(extraction, package, part, &manifest_sink, &encrypted) : CN_OK;
    if (encrypted)
        return cn_document_fail(extraction->document, CN_SKIP, CN_STATUS_ENCRYPTED, CN_E_ENCRYPTED,
                                "OpenDocument with a password");
    return severity == CN_FATAL ? CN_FATAL : CN_OK;
}

/* ---- parts ---- */

/* CN_OK; CN_SKIP: nothing more; CN_FATAL. */
static enum cn_severity read_part(struct cn_odf *odf, const struct cn_part *part,
                                  enum cn_odf_part kind) {
    struct cn_odf_text *text = cn_odf_text_new(odf, kind);
    if (!text)
        return CN_FATAL;
    enum cn_severity severity =
        odf->package ? cn_xml_part(odf->extraction, odf->package, part, &cn_odf_sink, text)
                     : cn_xml_source(odf->extraction, odf->extraction->source, &cn_odf_sink, text);
    if (!cn_odf_text_free(text))
        return CN_FATAL;
    return severity == CN_PARTIAL ? CN_OK : severity;
}

/* The same, of links that stand in it. */
static enum cn_severity read_links(struct cn_odf *odf, const struct cn_part *part,
                                   enum cn_odf_part kind) {
    (void)kind;
    enum cn_severity severity = cn_odf_links(odf, part);
    return severity == CN_PARTIAL ? CN_OK : severity;
}

typedef enum cn_severity read_fn(struct cn_odf *, const struct cn_part *, enum cn_odf_part);

static bool ends(struct cn_str name, struct cn_str end) {
    return name.len > end.len &&
           cn_str_equal((struct cn_str){name.bytes + name.len - end.len, end.len}, end);
}

static enum cn_severity each_part(struct cn_odf *odf, read_fn *each) {
    static const struct {
        const char *name;
        enum cn_odf_part kind;
    } parts[] = {
        {"content.xml", CN_ODF_CONTENT}, {"styles.xml", CN_ODF_STYLES}, {"meta.xml", CN_ODF_META}};
    const struct cn_package *package = odf->package;
    enum cn_severity severity = CN_OK;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && severity == CN_OK; i++) {
        const struct cn_part *part = cn_package_find(package, cn_str_of(parts[i].name));
        if (part)
            severity = each(odf, part, parts[i].kind);
    }
    for (size_t i = 0; i < package->len && severity == CN_OK; i++)
        if (ends(package->parts[i].name, CN_STR("/content.xml")))
            severity = each(odf, &package->parts[i], CN_ODF_OBJECT);
    return severity;
}

static enum cn_severity read_parts(struct cn_odf *odf) {
    if (!cn_package_find(odf->package, CN_STR("content.xml")))
        cn_office_fail(odf->extraction, CN_STATUS_PARTIAL, CN_E_DAMAGED, CN_STR("content.xml"),
                       "it is missing");
    enum cn_severity severity = each_part(odf, read_part);
    if (severity == CN_OK && odf->linked)
        severity = each_part(odf, read_links);
    return severity;
}

/* What is left of it when it has been read. */
static enum cn_severity end(struct cn_odf *odf, enum cn_severity severity) {
    if (!cn_office_links_free(&odf->links))
        severity = CN_FATAL;
    cn_office_flow_free(&odf->flow);
    return severity;
}

static enum cn_severity extract(struct cn_extraction *extraction) {
    struct cn_package package = {0};
    struct cn_odf odf = {.extraction = extraction,
                         .package = &package,
                         .flow.to = extraction->to,
                         .links.flow = &odf.flow};
    enum cn_severity severity = CN_FATAL;
    if (cn_package_open(&package, extraction->source)) {
        if (package.damaged)
            cn_office_fail(extraction, CN_STATUS_PARTIAL, CN_E_DAMAGED,
                           CN_STR("the table of contents"), NULL);
        if (package.full)
            cn_office_fail(extraction, CN_STATUS_LIMIT, CN_E_LIMIT_MEMBERS, CN_STR("parts"), NULL);
        severity = check_password(extraction, &package);
        if (severity == CN_OK)
            severity = read_parts(&odf) == CN_FATAL ? CN_FATAL : CN_OK;
    }
    severity = end(&odf, severity);
    cn_package_close(&package);
    return severity;
}

const struct cn_reader cn_reader_odf = {
    .name = "odf",
    .what = "OpenDocument texts, spreadsheets and presentations (odt, ods, odp)",
    .claim = claim,
    .extract = extract,
    .missing = MISSING,
};

/* ---- all in one XML file ---- */

static bool holds(struct cn_str text, struct cn_str wanted) {
    return cn_str_find(text, wanted, 0) < text.len;
}

bool cn_odf_is_flat(struct cn_str head) {
    struct cn_str begin = {head.bytes, head.len < 8192 ? head.len : 8192};
    return holds(begin, CN_STR("<office:document")) &&
           holds(begin, CN_STR("urn:oasis:names:tc:opendocument:"));
}

static unsigned claim_flat(struct cn_str head, const struct cn_source *source, struct cn_str name) {
    (void)source;
    (void)name;
    return cn_odf_is_flat(head) ? CN_OFFICE_BITS : 0;
}

static enum cn_severity extract_flat(struct cn_extraction *extraction) {
    struct cn_odf odf = {
        .extraction = extraction, .flow.to = extraction->to, .links.flow = &odf.flow};
    enum cn_severity severity = read_part(&odf, NULL, CN_ODF_FLAT);
    if (severity == CN_OK && odf.linked)
        severity = read_links(&odf, NULL, CN_ODF_FLAT);
    return end(&odf, severity == CN_FATAL ? CN_FATAL : CN_OK);
}

const struct cn_reader cn_reader_odf_flat = {
    .name = "odf-flat",
    .what = "OpenDocument in one XML file (fodt, fods, fodp)",
    .claim = claim_flat,
    .extract = extract_flat,
    .missing = MISSING,
};
