/*
 * fuzz_charset.c: any bytes through the finding of charsets and their decoders.
 *
 * The first byte says where the input is cut in two. Laws: what comes out is valid UTF-8; each byte
 * of it maps into the source, in rising order, and the last one to its end; the cut changes
 * nothing; and broken sequences are counted alike by both ways to do so.
 */
#include "read/charsets.h"
#include "read/guess.h"
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
    struct cn_decode decoding = {.out = &out->text, .map = &out->map};
    size_t used =
        charset->decode(charset, &decoding, (struct cn_str){in.bytes, cut}, cut == in.len);
    must(used <= cut && cut - used < 4 && decoding.source == used);
    if (cut < in.len)
        used += charset->decode(charset, &decoding, (struct cn_str){in.bytes + used, in.len - used},
                                true);
    must(used == in.len && decoding.source == used && decoding.text == out->text.len);
    out->invalid = decoding.invalid;
}

/* `total`: the last byte of the source is text. */
static void check_map(const struct decoded *of, size_t source_len, bool total) {
    struct cn_span last = {0, 0};
    for (size_t at = 0; at < of->text.len; at++) {
        struct cn_span source = cn_map_source(&of->map, (struct cn_span){at, at + 1});
        must(source.start < source.end && source.end <= source_len);
        must(source.start >= last.start && source.end >= last.end);
        last = source;
    }
    must(of->text.len == 0 || last.end == source_len || !total);
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
    check_map(&whole, in.len, charset != &cn_charset_iso_2022_jp); /* an escape may end it */
    must(whole.invalid <= in.len);
    check_same(&whole, &pieces);
    decoded_free(&whole);
    decoded_free(&pieces);
}

/* Skipping what is sound counts the same as counting all. */
static void check_count(struct cn_str text) {
    struct cn_utf8_count all = cn_utf8_count(text), checked = cn_utf8_check(text);
    must(all.broken == checked.broken && all.cut == checked.cut);
}

/* All that is guessed is a share, and alike each time. */
static void check_choice(struct cn_str in, bool whole, struct cn_str declared) {
    struct cn_charset_choice choice = cn_charset_detect(in, whole, declared);
    struct cn_charset_choice again = cn_charset_detect(in, whole, declared);
    must(choice.charset && choice.charset == again.charset && choice.by == again.by);
    must(choice.certainty >= 0 && choice.certainty <= 1 && choice.certainty == again.certainty);
    must(choice.by != CN_CHARSET_DECLARED || choice.charset == cn_charset_find(declared));
}

static void check_judgement(const struct cn_charset *charset, struct cn_str in) {
    struct cn_judgement judged = cn_guess_judge(charset, cn_guess_sample(in));
    must(judged.good <= judged.sound && judged.sound <= judged.beyond);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct cn_charset *const charsets[] = {
        &cn_charset_utf16le,     &cn_charset_utf16be,      &cn_charset_utf32le,
        &cn_charset_utf32be,     &cn_charset_windows_1252, &cn_charset_windows_1253,
        &cn_charset_iso_8859_6,  &cn_charset_gb18030,      &cn_charset_big5,
        &cn_charset_euc_jp,      &cn_charset_shift_jis,    &cn_charset_euc_kr,
        &cn_charset_iso_2022_jp,
    };
    if (size == 0)
        return 0;
    struct cn_str in = {(const char *)data + 1, size - 1};
    size_t cut = in.len * data[0] / 255;
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
        check_charset(charsets[i], in, cut);
        check_judgement(charsets[i], in);
    }
    check_count(in);
    check_choice(in, true, (struct cn_str){0});
    check_choice(in, false, CN_STR("gbk"));
    check_choice(in, true, in); /* also any label */
    for (size_t at = 0; at < in.len; at++)
        must(cn_utf8_boundary(in, at) + 3 >= at && cn_utf8_boundary(in, at) <= at);
    return 0;
}
