/*
 * fuzz_mail.c: any bytes as a mail: its text, its attachments, the words of its header. Laws: those
 * of holding.h; transfer encodings come off the same in one piece and byte by byte.
 */
#include "fuzz/holding.h"
#include "read/mime.h"
#include "read/words.h"

extern const struct cn_container_kind cn_container_mail;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_transfer(enum cn_transfer_kind kind, struct cn_str bytes) {
    struct cn_transfer whole = {.kind = kind}, parts = {.kind = kind};
    struct cn_buf once = {0}, again = {0};
    cn_transfer_add(&whole, bytes, true, &once);
    for (size_t i = 0; i < bytes.len; i++)
        cn_transfer_add(&parts, (struct cn_str){bytes.bytes + i, 1}, i + 1 == bytes.len, &again);
    must(cn_str_equal(cn_buf_str(&once), cn_buf_str(&again)));
    must(bytes.len == 0 || whole.damaged == parts.damaged);
    cn_transfer_end(&whole);
    cn_transfer_end(&parts);
    cn_buf_free(&once);
    cn_buf_free(&again);
}

static void check_words(struct cn_str bytes) {
    struct cn_words words = {.charset = {NULL, 0}};
    struct cn_buf out = {0};
    cn_words_add(&words, bytes, &out);
    cn_words_end(&words, &out);
    cn_words_parameter(bytes, CN_STR("filename"), &out);
    for (size_t i = 0; i < out.len; i++)
        must((unsigned char)out.bytes[i] >= ' ');
    must(!out.failed);
    cn_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_str bytes = {(const char *)data, size};
    if (!cn_reader_mail.missing) {
        check_text(&cn_reader_mail, bytes);
        check_members(&cn_container_mail, bytes);
    }
    if (size > 4096)
        return 0;
    check_words(bytes);
    for (int kind = CN_TRANSFER_NONE; kind <= CN_TRANSFER_UU; kind++)
        check_transfer((enum cn_transfer_kind)kind, bytes);
    return 0;
}
