/*
 * member.c: a small gzip member at one go, with libdeflate, which takes half of the time that zlib
 * takes.
 *
 * It answers for members that are whole and sound and nothing else; what is wrong with the others,
 * and what can be had of them, zlib finds out (codec_gzip.c). Without libdeflate zlib does them
 * all. It is as strict as zlib but for a few codes that no compressor writes (a run of code lengths
 * that is too long, lengths and distances that RFC 1951 reserves): whoever makes such a member,
 * with the right check sum, has it read.
 */
#include "open/stream.h"

#ifdef CN_LIBDEFLATE

#include <libdeflate.h>

bool cn_gzip_member(struct cn_str in, unsigned char *out, size_t room, size_t *used, size_t *made) {
    struct libdeflate_decompressor *unpacker = libdeflate_alloc_decompressor();
    bool done = unpacker && libdeflate_gzip_decompress_ex(unpacker, in.bytes, in.len, out, room,
                                                          used, made) == LIBDEFLATE_SUCCESS;

    libdeflate_free_decompressor(unpacker);
    return done;
}

#else

bool cn_gzip_member(struct cn_str in, unsigned char *out, size_t room, size_t *used, size_t *made) {
    (void)in;
    (void)out;
    (void)room;
    (void)used;
    (void)made;
    return false;
}

#endif
