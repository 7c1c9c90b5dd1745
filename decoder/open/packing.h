/*
 * packing.h: compressed streams, which document.c peels off before anybody looks at what is inside.
 *
 * For document.c and the files that know one compression each. gzip is read by gzip.c; the others
 * are codecs, each a const descriptor in a list (packings.c), and one filter (stream_filter.c) that
 * knows all that they have in common: members behind each other, padding, what follows, limits.
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
    /* At the beginning of a member; NULL: memory is out. */
    void *(*open)(void);
    enum cn_codec_step (*run)(void *, struct cn_codec_io *);
    void (*close)(void *);
};
extern const struct cn_codec cn_codec_bzip2, cn_codec_xz, cn_codec_lzma, cn_codec_zstd,
    cn_codec_lz4;

/* What tells the codec of a stream. */
#define CN_PACKING_HEAD 16
/* The codec of a stream that begins so; NULL: none, or it is gzip. */
const struct cn_codec *cn_codec_find(struct cn_str head, struct cn_str name);
/* NULL when memory is out: `below` is closed then. `budget` as for cn_stream_gzip. */
struct cn_stream *cn_stream_filter(struct cn_stream *below, const struct cn_codec *,
                                   const struct cn_open_limits *, struct cn_budget *);

#endif
