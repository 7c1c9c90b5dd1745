/*
 * fuzz_mbox.c: any bytes as a mailbox. Laws: those of holding.h; the messages stand in the mailbox
 * one behind the other, and what is in none of them is lines "From ".
 */
#include "fuzz/holding.h"

extern const struct cn_container_kind cn_container_mbox;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The members' bytes without their names. */
static void check_places(struct cn_str bytes) {
    struct cn_document document = {0};
    struct cn_container *container = calloc(1, cn_container_mbox.size);
    struct cn_member member;
    size_t at = 0;
    cn_document_open_bytes(&document, bytes, CN_STR("f"), &cn_open_limits_default);
    container->kind = &cn_container_mbox;
    container->source = (struct cn_source){.fd = -1, .bytes = bytes.bytes, .size = bytes.len};
    container->document = &document;
    must(cn_container_mbox.open(container) == CN_OK);
    while (cn_container_mbox.next(container, &member) == CN_OK) {
        struct cn_buf message = {0};
        const char *line = at < bytes.len ? memchr(bytes.bytes + at, '\n', bytes.len - at) : NULL;
        hold_member(container, 1000, &message);
        at = line ? (size_t)(line - bytes.bytes) + 1 : bytes.len;
        must(message.len <= bytes.len - at);
        must(message.len == 0 || memcmp(message.bytes, bytes.bytes + at, message.len) == 0);
        at += message.len;
        must(at == bytes.len || memcmp(bytes.bytes + at, "From ", 5) == 0);
        cn_buf_free(&message);
    }
    must(at == bytes.len);
    cn_container_mbox.close(container);
    free(container);
    cn_document_close(&document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_str bytes = {(const char *)data, size};
    struct cn_source source = {.fd = -1, .bytes = bytes.bytes, .size = size};
    unsigned bid = cn_container_mbox.bid(bytes, &source, CN_STR("f"));
    must(bid == 0 || memcmp(data, "From ", 5) == 0);
    if (size > 0 && size < 1 << 20)
        check_places(bytes);
    check_members(&cn_container_mbox, bytes);
    return 0;
}
