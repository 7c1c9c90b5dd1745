/*
 * unwrap.h: the bytes of a mail's part, its transfer encoding taken off, block by block; and the
 * words in them.
 */
#ifndef CN_READ_UNWRAP_H
#define CN_READ_UNWRAP_H

#include "open/source.h"
#include "read/transfer.h"

/* Zero-initialise, then cn_unwrap_begin. */
struct cn_unwrap {
    const struct cn_source *source;
    uint64_t at, end; /* in the source, not unwrapped yet */
    struct cn_transfer transfer;
    struct cn_buf raw, out;
    bool ended;
    bool failed; /* memory is out */
    int error;   /* errno of what could not be read; the bytes end there */
};

void cn_unwrap_begin(struct cn_unwrap *, const struct cn_source *, uint64_t start, uint64_t end,
                     enum cn_transfer_kind);
/* A block, never empty, good until the next one. False: there are no more. */
bool cn_unwrap_next(struct cn_unwrap *, struct cn_str *block);
void cn_unwrap_end(struct cn_unwrap *);

/* Adds up the words in blocks of text: runs of letters, digits and bytes beyond ASCII; in HTML
 * outside of tags, styles and scripts. Zero-initialise. */
struct cn_word_count {
    uint64_t words;
    bool html, in_word, in_tag;
    bool unseen; /* between <style> and </style> */
    char tag[8]; /* the beginning of the tag at hand, in lower case */
    size_t tag_len;
};
void cn_word_count_add(struct cn_word_count *, struct cn_str);

#endif
