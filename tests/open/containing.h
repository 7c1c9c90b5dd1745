/*
 * containing.h: what a container holds, all levels, as text that a test can compare: a line a
 * document, its name, its status, its bytes (the first 60, controls as dots).
 */
#ifndef TESTS_OPEN_CONTAINING_H
#define TESTS_OPEN_CONTAINING_H

#include "base/limits.h"
#include "open/container.h"

#include <stdlib.h>
#include <string.h>

struct listing {
    struct cn_buf out;
    const struct cn_open_limits *limits;
};

static inline enum cn_severity list_document(void *context, struct cn_document *document);

static inline void list_members(struct listing *listing, struct cn_document *document) {
    struct cn_source source;
    char *head = malloc(CN_WINDOW_CORE);
    size_t len = 0;
    unsigned bid = 0;
    cn_document_source(document, &source);
    cn_source_read(&source, 0, head, CN_WINDOW_CORE, &len);
    document->container =
        cn_container_find((struct cn_str){head, len}, &source, document->name, &bid);
    if (document->container)
        cn_members_each(document, document->container, &source, listing->limits, list_document,
                        listing);
    else
        for (size_t i = 0; i < len && i < 60; i++)
            cn_buf_add_byte(&listing->out, head[i] < ' ' ? '.' : head[i]);
    free(head);
}

/* The members first, then the document's own line. */
static inline enum cn_severity list_document(void *context, struct cn_document *document) {
    struct listing *listing = context;
    struct cn_buf inside = {0};
    struct cn_buf outside = listing->out;
    listing->out = inside;
    if (document->stream)
        list_members(listing, document);
    inside = listing->out;
    listing->out = outside;
    if (document->container)
        cn_buf_add_str(&listing->out, cn_buf_str(&inside));
    cn_buf_add_str(&listing->out, document->name);
    cn_buf_addf(&listing->out, " [%s]", cn_status_name(document->status));
    if (!document->container) {
        cn_buf_add_text(&listing->out, " ");
        cn_buf_add_str(&listing->out, cn_buf_str(&inside));
    }
    cn_buf_add_text(&listing->out, "\n");
    cn_buf_free(&inside);
    return CN_OK;
}

/* The caller frees it. */
static inline char *contained(struct cn_str bytes, struct cn_str name,
                              const struct cn_open_limits *limits) {
    struct listing listing = {.limits = limits};
    struct cn_document document = {0};
    cn_document_open_bytes(&document, bytes, name, limits);
    list_document(&listing, &document);
    cn_document_close(&document);
    cn_buf_add(&listing.out, "", 1);
    return listing.out.bytes;
}

#endif
