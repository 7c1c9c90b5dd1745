/*
 * fuzz_charset.c: any bytes through the finding of charsets and their decoders.
 *
 * The first byte says where the input is cut in two. Laws: what comes out is valid UTF-8; each byte
 * of it maps into the source, in rising order, and the last one to its end; the cut changes
 * nothing; and broken sequences are counted alike by both ways to do so.
 */
#include "read/charsets.h"
#include "read/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct decoded {
    struct cn_buf text;
    struct cn_map map;
    uint64_t invalid;
};

static void must(bool law) {
    if (!law)
        abort();
}

/* Decodes `in` as two pieces, as a reading does. */
static void decode(const struct cn_charset *charset, struct cn_str in, size_t cut,
                   struct decoded *out) {
    size_t used = 0, rest = 0;
    charset->decode((struct cn_str){in.bytes, cut}, cut == in.len, &out->text, &out->map, 0, 0,
                    &used, &out->invalid);
    must(used <= cut && cut - used < 4);
    if (cut < in.len)
        charset->decode((struct cn_str){in.bytes + used, in.len - used}, true, &out->text,
                        &out->map, out->text.len, used, &rest, &out->invalid);
    must(used + rest == in.len);
}

static void check_map(const struct decoded *of, size_t source_len) {
    struct cn_span last = {0, 0};
    for (size_t at = 0; at < of->text.len; at++) {
        struct cn_span source = cn_map_source(&of->map, (struct cn_span){at, at + 1});
        must(source.start < source.end && source.end <= source_len);
        must(source.start >= last.start && source.end >= last.end);
        last = source;
    }
    must(of->text.len == 0 || last.end == source_len);
}

static void check_same(const struct decoded *a, const struct decoded *b) {
    must(cn_str_equal(cn_buf_str(&a->text), cn_buf_str(&b->text)) && a->invalid == b->invalid);
    must(a->map.len == b->map.len);
    for (size_t i = 0; i < a->map.len; i++)
        must(a->map.runs[i].text == b->map.runs[i].text &&
             a->map.runs[i].source == b->map.runs[i].source &&
             a->map.runs[i].text_unit == b->map.runs[i].text_unit &&
             a->map.runs[i].source_unit == b->map.runs[i].source_unit);
}

static void decoded_free(struct decoded *decoded) {
    cn_buf_free(&decoded->text);
    cn_map_free(&decoded->map);
}

static void check_charset(const struct cn_charset *charset, struct cn_str in, size_t cut) {
    struct decoded whole = {0}, pieces = {0};
    decode(charset, in, in.len, &whole);
    decode(charset, in, cut, &pieces);
    struct cn_utf8_count count = cn_utf8_count(cn_buf_str(&whole.text));
    must(count.broken == 0 && !count.cut);
    check_map(&whole, in.len);
    check_same(&whole, &pieces);
    decoded_free(&whole);
    decoded_free(&pieces);
}

/* Skipping what is sound counts the same as counting all. */
static void check_count(struct cn_str text) {
    struct cn_utf8_count all = cn_utf8_count(text), checked = cn_utf8_check(text);
    must(all.broken == checked.broken && all.cut == checked.cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct cn_charset *const charsets[] = {&cn_charset_utf16le, &cn_charset_utf16be,
                                                        &cn_charset_windows_1252};
    if (size == 0)
        return 0;
    struct cn_str in = {(const char *)data + 1, size - 1};
    size_t cut = in.len * data[0] / 255;
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
        check_charset(charsets[i], in, cut);
    check_count(in);
    must(cn_charset_detect(in, true) == cn_charset_detect(in, true));
    must(cn_charset_detect(in, false) != NULL);
    for (size_t at = 0; at < in.len; at++)
        must(cn_utf8_boundary(in, at) + 3 >= at && cn_utf8_boundary(in, at) <= at);
    return 0;
}
