/*
 * decoding.h: the bytes of a source as UTF-8, a block at a time, for readers that lay text down
 * themselves (HTML, the text parts of mail).
 */
#ifndef CN_READ_DECODING_H
#define CN_READ_DECODING_H

#include "read/read.h"

struct cn_decoding {
    const struct cn_source *source;
    const struct cn_charset *charset;
    struct cn_document *document;
    uint64_t at;       /* the next byte of the source to be read */
    struct cn_buf raw; /* read, not decoded yet */
    struct cn_decode state;
    struct cn_buf text; /* the block */
    uint64_t text_at;   /* of text.bytes[0] in the decoded text */
    struct cn_map map;  /* decoded text -> source; empty where they are the same */
    bool ended;
    bool counted; /* what is broken has been counted before */
};

/* Chooses the charset by the beginning of the source and what is declared (may be empty), and notes
 * it in the document. CN_OK or CN_FATAL. */
enum cn_severity cn_decoding_begin(struct cn_decoding *, const struct cn_source *,
                                   struct cn_str declared, struct cn_document *);
/* The next block, never empty, whole characters, good until the next call; d->text_at is where it
 * begins in the decoded text. CN_OK; CN_END; CN_PARTIAL: the source cannot be read any further (the
 * document says why); CN_FATAL. */
enum cn_severity cn_decoding_next(struct cn_decoding *, struct cn_str *block);
/* Where a span of the decoded text, in the block or right before it, stands in the source. */
struct cn_span cn_decoding_source(const struct cn_decoding *, struct cn_span text);
/* Back to the first block. What is broken is not counted twice. */
void cn_decoding_again(struct cn_decoding *);
void cn_decoding_end(struct cn_decoding *);

#endif
