/*
 * fuzz_journal.c: any bytes as a journal. What is taken as a record is one: written again, it is
 * the same bytes. And whatever stands behind records that were written, they are read back.
 */
#include "cli/journal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law) {
    if (!law)
        abort();
}

static void same(const struct cn_buf *written, struct cn_str payload) {
    require(!written->failed && cn_str_equal(cn_buf_str(written), payload));
}

/* Payloads without a checksum before them: what is understood says all there is. */
static void read_payload(enum cn_record_type type, struct cn_str payload) {
    struct cn_buf again = {0};
    struct cn_journal_begun begun;
    struct cn_journal_document document;
    struct cn_journal_turn turn;
    struct cn_str name, was, is;
    if (type == CN_RECORD_BEGUN && cn_begun_read(payload, &begun)) {
        cn_begun_write(&again, &begun);
        same(&again, payload);
        cn_begun_differs(begun.pairs, payload, &name, &was, &is);
        cn_begun_differs(payload, begun.pairs, &name, &was, &is);
    } else if (type == CN_RECORD_DOCUMENT && cn_journal_document_read(payload, &document)) {
        cn_journal_document_write(&again, &document);
        same(&again, payload);
    } else if (type == CN_RECORD_TURN && cn_journal_turn_read(payload, &turn)) {
        cn_journal_turn_write(&again, &turn);
        same(&again, payload);
    }
    cn_buf_free(&again);
}

static void read_records(struct cn_str bytes, uint64_t chain) {
    enum cn_record_type type;
    struct cn_str payload;
    while (cn_record_take(&bytes, &chain, &type, &payload) == CN_OK)
        read_payload(type, payload);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct cn_str bytes = {(const char *)data, size};
    struct cn_buf file = {0};
    uint64_t chain = 0, read = 0;
    enum cn_record_type type;
    struct cn_str payload;
    read_records(bytes, 0);
    for (int i = CN_RECORD_BEGUN; i <= CN_RECORD_TURN; i++) {
        read_payload((enum cn_record_type)i, bytes);
        cn_record_add(&file, &chain, (enum cn_record_type)i, bytes);
    }
    cn_buf_add_str(&file, bytes);
    struct cn_str rest = cn_buf_str(&file);
    for (int i = CN_RECORD_BEGUN; !file.failed && i <= CN_RECORD_TURN; i++) {
        require(cn_record_take(&rest, &read, &type, &payload) == CN_OK);
        require((int)type == i && cn_str_equal(payload, bytes));
    }
    cn_buf_free(&file);
    return 0;
}
