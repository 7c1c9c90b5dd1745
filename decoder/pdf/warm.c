/*
 * warm.c: what poppler loads once for all documents, loaded before there is a child to do it each
 * time.
 *
 * Its tables (names of characters, and which file knows which Chinese, Japanese or Korean font) go
 * away with the last open document, so one is kept. It has a font that is not embedded in it, whose
 * text only poppler-data can tell.
 */
#include "pdf/pdf.h"

#include <string.h>

/* Written as short as can be: it has no table of its objects, which poppler makes itself. */
static const char small[] =
    "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
    "/Resources<</Font<</F 5 0 R/G 8 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 65>>stream\n"
    "BT /F 12 Tf 10 90 Td <D6D0B9FA> Tj 0 -20 Td /G 12 Tf (China) Tj ET\n"
    "endstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/GBK-EUC-H"
    "/DescendantFonts[6 0 R]>>endobj\n"
    "6 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>endobj\n"
    "7 0 obj<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 0 1000 1000]"
    "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>endobj\n"
    "8 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "trailer<</Root 1 0 R/Size 9>>\n"
    "%%EOF\n";

static void say_nothing(const char *domain, GLogLevelFlags level, const char *message,
                        void *context) {
    (void)domain;
    (void)level;
    (void)message;
    (void)context;
}

static bool reads_chinese(PopplerDocument *document) {
    PopplerPage *page = poppler_document_get_page(document, 0);
    char *text = page ? poppler_page_get_text(page) : NULL;
    bool good = text && strstr(text, "\xe4\xb8\xad\xe5\x9b\xbd");
    g_free(text);
    g_clear_object(&page);
    return good;
}

/* Titles and form fields are in UTF-16, which glib converts; what iconv loads for it stays as long
 * as a conversion is open. */
static void keep_conversion(void) {
    static volatile GIConv kept; /* written and never read: it is not to be left out */
    kept = g_iconv_open("UTF-8", "UTF-16BE");
    g_free(g_convert("\0A", 2, "UTF-8", "UTF-16BE", NULL, NULL, NULL));
    (void)kept;
}

bool cn_pdf_warm_up(void) {
    static PopplerDocument *kept;
    size_t size = sizeof small - 1;
    GInputStream *stream = cn_pdf_stream_bytes(small, size);
    g_log_set_default_handler(say_nothing, NULL);
    kept = poppler_document_new_from_stream(stream, (goffset)size, NULL, NULL, NULL);
    g_object_unref(stream);
    keep_conversion();
    return kept && reads_chinese(kept);
}
