/*
 * fuzz_msg.c: any bytes as an Outlook message, as another OLE2 file, and as compressed RTF. Laws:
 * those of holding.h; RTF unpacks the same in one piece and byte by byte.
 */
#include "fuzz/holding.h"
#include "read/lzfu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rtf(struct cn_str bytes) {
    static struct cn_lzfu whole, parts;
    struct cn_buf once = {0}, again = {0};
    memset(&whole, 0, sizeof whole);
    memset(&parts, 0, sizeof parts);
    cn_lzfu_add(&whole, bytes, &once);
    for (size_t i = 0; i < bytes.len; i++)
        cn_lzfu_add(&parts, (struct cn_str){bytes.bytes + i, 1}, &again);
    must(cn_str_equal(cn_buf_str(&once), cn_buf_str(&again)) && whole.damaged == parts.damaged);
    cn_buf_free(&once);
    cn_buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_str bytes = {(const char *)data, size};
    if (!cn_reader_msg.missing) {
        check_text(&cn_reader_msg, bytes);
        check_members(&cn_container_msg, bytes);
        check_members(&cn_container_ole, bytes);
    }
    if (size < 65536)
        check_rtf(bytes);
    return 0;
}
