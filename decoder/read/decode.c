/*
 * decode.c: what all decoders do with a unit: its UTF-8 form goes to the text, its place to the
 * map.
 */
#include "read/charsets.h"
#include "read/utf8.h"

/* Runs go on as long as units are alike: then the map need not hear of them. */
static void add_unit(struct cn_decode *decode, uint32_t text_unit, uint32_t source_unit) {
    if (text_unit != decode->text_unit || source_unit != decode->source_unit)
        cn_map_add(decode->map, decode->text, text_unit, decode->source, source_unit);
    decode->text_unit = text_unit;
    decode->source_unit = source_unit;
    decode->text += text_unit;
    decode->source += source_unit;
}

void cn_decode_add(struct cn_decode *decode, uint32_t code_point, size_t len) {
    add_unit(decode, cn_utf8_add(decode->out, code_point), (uint32_t)len);
}

void cn_decode_add_two(struct cn_decode *decode, uint32_t first, uint32_t second, size_t len) {
    uint32_t text_unit = cn_utf8_add(decode->out, first);

    text_unit += cn_utf8_add(decode->out, second);
    add_unit(decode, text_unit, (uint32_t)len);
}

void cn_decode_broken(struct cn_decode *decode, size_t len) {
    cn_decode_add(decode, CN_REPLACEMENT, len);
    decode->invalid++;
}

size_t cn_decode_ascii(struct cn_decode *decode, struct cn_str in, size_t at) {
    size_t end = cn_str_skip_ascii(in, at);

    if (end == at)
        return at;
    cn_buf_add(decode->out, in.bytes + at, end - at);
    add_unit(decode, 1, 1);
    decode->text += end - at - 1;
    decode->source += end - at - 1;
    return end;
}

void cn_decode_skip(struct cn_decode *decode, size_t len) {
    decode->source += len;
    decode->text_unit = 0;
}
