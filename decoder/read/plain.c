/*
 * plain.c: text without structure; what is left when no other reader wants a document.
 */
#include "read/readers.h"

static unsigned bid(struct cn_str head, struct cn_str name) {
    (void)head;
    (void)name;
    return 1;
}

const struct cn_reader cn_reader_plain = {.name = "plain", .what = "plain text", .bid = bid};
