/*
 * packings.c: the compressions. A new one is one new file and one line here.
 */
#include "open/packing.h"

const struct cn_codec *const cn_codecs[] = {
    &cn_codec_gzip, &cn_codec_bzip2, &cn_codec_xz, &cn_codec_zstd,
    &cn_codec_lz4,  &cn_codec_lzma,  NULL,
};

const struct cn_codec *cn_codec_find(struct cn_str head, struct cn_str name) {
    for (const struct cn_codec *const *codec = cn_codecs; *codec; codec++)
        if ((*codec)->begins(head, name))
            return *codec;
    return NULL;
}
