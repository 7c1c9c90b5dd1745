/*
 * fuzz_pdf_records.c: what the process that reads a PDF sends may be anything. What is let through
 * is as record.h says, in its order, and written again it is the same.
 *
 * The first byte says what was asked for; then each message, its length (two bytes) before it.
 */
#include "base/limits.h"
#include "pdf/record.h"
#include "read/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law) {
    if (!law)
        abort();
}

/* What has been let through so far. */
struct seen {
    uint32_t pages, page;
    bool facts, ended;
};

static void check_sense(struct seen *seen, const struct cn_pdf_record *record) {
    require(!seen->ended);
    if (record->type == CN_PDF_PAGE || record->type == CN_PDF_LOST) {
        require(seen->facts && record->number > seen->page && record->number <= seen->pages);
        seen->page = record->number;
    }
    if (record->type == CN_PDF_FACTS) {
        require(!seen->facts);
        seen->facts = true;
        seen->pages = record->number;
    }
    if (record->type == CN_PDF_PART)
        require(cn_pdf_part_name((enum cn_pdf_part)record->kind) != NULL);
    if (record->type == CN_PDF_SAID || record->type == CN_PDF_FILE) {
        struct cn_utf8_count count = cn_utf8_count(record->text);
        require(count.broken == 0 && !count.cut);
    }
    require(record->type != CN_PDF_SAID || record->text.len > 0);
    seen->ended = record->type == CN_PDF_END;
}

static void check_again(struct cn_str message, const struct cn_pdf_record *record) {
    struct cn_buf again = {0};
    cn_pdf_record_write(&again, record);
    require(cn_str_equal(cn_buf_str(&again), message));
    cn_buf_free(&again);
}

static bool take(struct cn_str message, struct cn_pdf_rules *rules, struct seen *seen) {
    struct cn_pdf_record record;
    if (!cn_pdf_record_read(message, &record) || !cn_pdf_record_allowed(rules, &record))
        return false;
    require(message.len <= CN_PDF_HEADER + CN_FRAME_MAX);
    check_again(message, &record);
    check_sense(seen, &record);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_pdf_rules rules = {.want = CN_PDF_TEXT};
    struct seen seen = {0};
    struct cn_pdf_request request;
    cn_pdf_request_read((struct cn_str){(const char *)data, size}, &request);
    if (size > 0 && data[0] % 2 == 1)
        rules.want = CN_PDF_FILES;
    for (size_t at = 1; at + 2 <= size;) {
        size_t len = data[at] | (size_t)data[at + 1] << 8;
        at += 2;
        if (len > size - at)
            len = size - at;
        if (!take((struct cn_str){(const char *)data + at, len}, &rules, &seen))
            return 0;
        at += len;
    }
    return 0;
}
