/*
 * laying.c: blocks of decoded text go to the extract.
 */
#include "read/laying.h"

#include "read/decoding.h"

#include <string.h>

/* Line ends become "\n", controls go; *after_return carries over the seam of two blocks. */
static void clean(struct cn_str block, struct cn_buf *out, bool *after_return) {
    cn_buf_clear(out);
    if (!cn_buf_reserve(out, 2 * block.len))
        return;
    for (size_t i = 0; i < block.len; i++) {
        char c = block.bytes[i];
        if (*after_return && c != '\n')
            out->bytes[out->len++] = '\n';
        *after_return = c == '\r';
        if ((unsigned char)c >= ' ' || c == '\n' || c == '\t')
            out->bytes[out->len++] = c;
    }
}

/* A mark of byte order is no text. */
static struct cn_str without_mark(struct cn_str block) {
    if (!cn_str_starts(block, CN_STR("\xef\xbb\xbf")))
        return block;
    return (struct cn_str){block.bytes + 3, block.len - 3};
}

enum cn_severity cn_lay_text(struct cn_extraction *extraction, const struct cn_source *source,
                             struct cn_str declared, const char **charset) {
    struct cn_decoding decoding = {.source = NULL};
    struct cn_buf text = {0};
    struct cn_str block;
    bool after_return = false, first = true;
    enum cn_severity severity =
        cn_decoding_begin(&decoding, source, declared, extraction->document);
    while (severity == CN_OK && cn_extract_state(extraction->to) == CN_OK &&
           (severity = cn_decoding_next(&decoding, &block)) == CN_OK) {
        clean(first ? without_mark(block) : block, &text, &after_return);
        first = false;
        cn_extract_text(extraction->to, cn_buf_str(&text));
    }
    if (!*charset && decoding.charset)
        *charset = decoding.charset->name;
    bool failed = text.failed;
    cn_buf_free(&text);
    cn_decoding_end(&decoding);
    return severity == CN_FATAL || failed ? CN_FATAL : CN_OK;
}

void cn_lay_unkept(struct cn_extraction *extraction, const struct cn_keep *keep) {
    if (keep->hit != CN_BUDGET_GOOD)
        cn_document_fail(extraction->document, CN_PARTIAL, CN_STATUS_LIMIT,
                         keep->hit == CN_BUDGET_BYTES ? CN_E_LIMIT_BYTES : CN_E_LIMIT_RATIO, NULL);
    else if (keep->error != 0)
        cn_document_fail(extraction->document, CN_PARTIAL, CN_STATUS_PARTIAL, CN_E_KEEP,
                         strerror(keep->error));
}
