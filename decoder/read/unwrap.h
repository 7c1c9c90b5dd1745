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

/* Words of a text, or nearly: one in a hundred that is not among them seems to be, where there are
 * ten thousand. */
struct cn_word_set {
    unsigned char bits[32768];
};

/* Adds up the words in blocks of text: runs of letters, digits and bytes beyond ASCII; in HTML
 * outside of tags, styles and scripts. Zero-initialise but for `html` and `set`; cn_word_count_end
 * behind the last block. */
struct cn_word_count {
    uint64_t words;
    uint64_t fresh;          /* of HTML: words in ASCII that are not in the set */
    struct cn_word_set *set; /* gets the words of text that is no HTML */
    bool html, in_word, in_tag;
    bool unseen; /* between <style> and </style> */
    bool odd;    /* the word is not in ASCII, or has a character reference beside it */
    bool letter; /* it has a letter */
    char last;   /* byte */
    uint32_t hash;
    size_t len;  /* of the word */
    char tag[8]; /* the beginning of the tag at hand, in lower case */
    size_t tag_len;
};
void cn_word_count_add(struct cn_word_count *, struct cn_str);
void cn_word_count_end(struct cn_word_count *);

#endif
