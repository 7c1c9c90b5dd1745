/*
 * fuzz_pdf.c: a document may be anything: what is sent of it is let through at the other end.
 */
#include "pdf/pdf.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool check(void *context, struct cn_str message) {
    struct cn_pdf_record record;
    if (!cn_pdf_record_read(message, &record) || !cn_pdf_record_allowed(context, &record))
        abort();
    return true;
}

static void extract(const uint8_t *data, size_t size, enum cn_pdf_want want) {
    struct cn_pdf_rules rules = {.want = want};
    struct cn_pdf_request request = {.want = want, .size = size, .pages_max = 100};
    struct cn_pdf_out out = {.send = check, .context = &rules, .left = 1 << 20};
    GInputStream *stream = cn_pdf_stream_bytes((const char *)data, size);
    cn_pdf_extract(stream, size, &request, &out);
    g_object_unref(stream);
    cn_buf_free(&out.message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bool warm;
    if (!warm)
        cn_pdf_warm_up();
    warm = true;
    extract(data, size, CN_PDF_TEXT);
    extract(data, size, CN_PDF_FILES);
    return 0;
}
