/*
 * fuzz_office.c: a well-made package around any XML.
 *
 * The first byte chooses the format; the rest, divided at NULs, is what stands in its parts, in
 * this order. Laws: the text holds no control but tabs and line ends; marks stand in order and
 * within the text; reading it again gives the same. What is embedded in a file of XML: holding.h.
 */
#include "fuzz/holding.h"
#include "open/zipping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const word[] = {"word/document.xml",
                                   "[Content_Types].xml",
                                   "word/header1.xml",
                                   "word/comments.xml",
                                   "word/footnotes.xml",
                                   "word/_rels/document.xml.rels",
                                   NULL};
static const char *const excel[] = {"xl/worksheets/sheet1.xml",
                                    "[Content_Types].xml",
                                    "xl/sharedStrings.xml",
                                    "xl/workbook.xml",
                                    "xl/_rels/workbook.xml.rels",
                                    "xl/worksheets/_rels/sheet1.xml.rels",
                                    "xl/comments1.xml",
                                    "xl/styles.xml",
                                    "xl/pivotCache/pivotCacheDefinition1.xml",
                                    "xl/persons/person.xml",
                                    NULL};
static const char *const slides[] = {"ppt/slides/slide1.xml",
                                     "[Content_Types].xml",
                                     "ppt/presentation.xml",
                                     "ppt/_rels/presentation.xml.rels",
                                     "ppt/slides/_rels/slide1.xml.rels",
                                     "ppt/notesSlides/notesSlide1.xml",
                                     "ppt/commentAuthors.xml",
                                     NULL};
static const char *const odf[] = {"content.xml",           "styles.xml",           "meta.xml",
                                  "META-INF/manifest.xml", "Object 1/content.xml", NULL};
static const char *const *const formats[] = {word, excel, slides, odf};

static void check(const struct extracted *got) {
    const struct cn_marks *marks = cn_extract_marks(got->extract);
    uint64_t at = 0;
    for (size_t i = 0; i < got->text.len; i++)
        must((unsigned char)got->text.bytes[i] >= ' ' || got->text.bytes[i] == '\n' ||
             got->text.bytes[i] == '\t');
    for (size_t i = 0; i < marks->len; i++) {
        must(marks->items[i].at >= at && marks->items[i].at <= got->text.len);
        at = marks->items[i].at;
    }
}

static void pack(struct zipping *zip, const char *const *names, struct cn_str rest) {
    struct cn_str part;
    for (; *names; names++) {
        if (!cn_str_split(&rest, '\0', &part))
            part = CN_STR("");
        zip_add(zip, cn_str_of(*names), part);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct zipping zip = {.count = 0};
    struct extracted first, second;
    if (size < 2 || size > 65536)
        return 0;
    size_t format = data[0] % 5;
    struct cn_str bytes = {(const char *)data + 1, size - 1};
    const struct cn_reader *reader = format == 4   ? &cn_reader_odf_flat
                                     : format == 3 ? &cn_reader_odf
                                                   : &cn_reader_ooxml;
    if (format < 4) {
        pack(&zip, formats[format], bytes);
        bytes = zip_end(&zip);
    }
    check_members(&cn_container_flat, bytes);
    extract_with(&first, reader, bytes, CN_STR("x"));
    extract_with(&second, reader, bytes, CN_STR("x"));
    check(&first);
    must(cn_str_equal(cn_buf_str(&first.text), cn_buf_str(&second.text)));
    must(first.severity == second.severity && first.document.status == second.document.status);
    extracted_free(&first);
    extracted_free(&second);
    zip_free(&zip);
    return 0;
}
