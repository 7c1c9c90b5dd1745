/*
 * packings.c: the compressions besides gzip. A new one is one new file and one line here.
 */
#include "open/packing.h"

static const struct cn_codec *const codecs[] = {
    &cn_codec_bzip2, &cn_codec_xz, &cn_codec_zstd, &cn_codec_lz4, &cn_codec_lzma,
};

const struct cn_codec *cn_codec_find(struct cn_str head, struct cn_str name) {
    for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++)
        if (codecs[i]->begins(head, name))
            return codecs[i];
    return NULL;
}
