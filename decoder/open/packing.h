/*
 * packing.h: compressed streams, which document.c peels off before anybody looks at what is inside.
 *
 * For document.c and the files that know one compression each: a const descriptor in a list
 * (packings.c). What they have in common, one filter knows (stream_filter.c): members behind each
 * other, padding, what follows, limits.
 */
#ifndef CN_OPEN_PACKING_H
#define CN_OPEN_PACKING_H

#include "open/open.h"

/* What is packed and where it goes; a codec moves both on. */
struct cn_codec_io {
    const unsigned char *in;
    size_t in_len;
    unsigned char *out;
    size_t out_len;
};

enum cn_codec_step {
    CN_CODEC_ON,      /* more input, or more room, is wanted */
    CN_CODEC_END,     /* the member ends here */
    CN_CODEC_DAMAGED, /* and what came out so far is good */
    CN_CODEC_GREEDY,  /* it wants more memory than CN_CODEC_BYTES */
    CN_CODEC_MEMORY   /* memory is out */
};

struct cn_codec {
    const char *name; /* "xz" */
    /* The library without which it cannot be read in this build ("liblzma"); NULL: it can be. */
    const char *missing;
    /* Does a member begin so? `head` is CN_PACKING_HEAD bytes, or all there are. */
    bool (*begins)(struct cn_str head, struct cn_str name);
    /* The first bytes of every member, where they are always the same; may be empty. What stands at
     * the end of the input and is the beginning of them, is a member cut short. */
    struct cn_str sign;
    /* At the beginning of a member; NULL: memory is out. */
    void *(*open)(void);
    enum cn_codec_step (*run)(void *, struct cn_codec_io *);
    void (*close)(void *);
    /* Unpacks the member that `in`, which is all there is, begins with, if it is whole and sound:
     * *made bytes of at most `room`, out of *used. False: nothing was done. NULL: it never can. */
    bool (*whole)(struct cn_str in, unsigned char *out, size_t room, size_t *used, size_t *made);
};
extern const struct cn_codec cn_codec_bzip2, cn_codec_gzip, cn_codec_lz4, cn_codec_lzma,
    cn_codec_xz, cn_codec_zstd;
extern const struct cn_codec *const cn_codecs[]; /* ends with NULL */

/* What tells the codec of a stream. */
#define CN_PACKING_HEAD 16
/* The codec of a stream that begins so; NULL: none. */
const struct cn_codec *cn_codec_find(struct cn_str head, struct cn_str name);
/* NULL when memory is out: `below` is closed then. What it makes counts against `budget`, too;
 * NULL: none but the limits. */
struct cn_stream *cn_stream_filter(struct cn_stream *below, const struct cn_codec *,
                                   const struct cn_open_limits *, struct cn_budget *);

#endif
