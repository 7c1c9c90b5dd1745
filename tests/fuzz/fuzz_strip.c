/*
 * fuzz_strip.c: strip(annotate(x)) is x, whatever x holds, wherever the windows are cut and whoever
 * emits which; and
 * strip gives the same on any input, however its bytes arrive.
 *
 * The first byte picks the options, the second the size of the windows, the third how many mentions
 * there are; each mention takes a byte for the gap before it and one for its length. The rest is
 * the text.
 */
#include "emit/sample.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law) {
    if (!law)
        abort();
}

static bool same(const struct cn_out *out, struct cn_str bytes) {
    return cn_str_equal(cn_buf_str(&out->buf), bytes);
}

static void check_any_input(struct cn_str input, bool ascii) {
    struct cn_diags diags = {0};
    struct cn_out whole, pieces;
    enum cn_severity severity = sample_strip(input, ascii, SIZE_MAX, &whole, &diags);
    require(sample_strip(input, ascii, 3, &pieces, &diags) == severity);
    require(same(&pieces, cn_buf_str(&whole.buf)));
    require(whole.buf.len <= input.len);
    cn_out_free(&pieces);
    cn_out_free(&whole);
    cn_diags_free(&diags);
}

static void place_mentions(struct sample *sample, const uint8_t *places, size_t len) {
    size_t at = 0;
    for (size_t i = 0; i + 1 < len && sample->len < SAMPLE_MENTIONS; i += 2) {
        size_t start = at + places[i];
        size_t end = start + 1 + places[i + 1];
        if (end > sample->text.len)
            break;
        sample_add(sample, start, end)->confidence = places[i] / 255.0;
        at = end;
    }
}

/* Parts of a document, each emitted by itself, make the whole; the window before a part is enough
 * if no mention is longer. */
static void check_parts(struct sample *sample, struct cn_emit_options options, size_t core) {
    const struct cn_emitter *emitter = cn_emitter_find(CN_STR("text"));
    struct cn_out whole, parts;
    options.headers = false;
    for (size_t i = 0; i < sample->len; i++)
        core = sample->items[i].end - sample->items[i].start > core ? SIZE_MAX : core;
    if (core < 8 || core == SIZE_MAX || !emitter->divides(&options))
        return;
    sample_emit(&whole, emitter, options, sample, 1, core);
    sample_emit_parts(&parts, emitter, options, sample, core, 1 + core % 3);
    require(same(&parts, cn_buf_str(&whole.buf)));
    cn_out_free(&parts);
    cn_out_free(&whole);
}

static void check_round_trip(struct sample *sample, struct cn_emit_options options, size_t core) {
    const struct cn_emitter *emitter = cn_emitter_find(CN_STR("text"));
    struct cn_diags diags = {0};
    struct cn_out whole, cut, stripped;
    sample_emit(&whole, emitter, options, sample, 1, SIZE_MAX);
    sample_emit(&cut, emitter, options, sample, 1, core);
    require(same(&cut, cn_buf_str(&whole.buf)));
    require(sample_strip(cn_buf_str(&whole.buf), options.ascii, core, &stripped, &diags) == CN_OK);
    require(same(&stripped, sample->text));
    cn_out_free(&stripped);
    cn_out_free(&cut);
    cn_out_free(&whole);
    cn_diags_free(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const enum cn_style styles[] = {CN_STYLE_INLINE, CN_STYLE_MARGIN, CN_STYLE_FOOTNOTES};
    if (size < 3)
        return 0;
    size_t places = 2 * (size_t)(data[2] % SAMPLE_MENTIONS);
    if (size - 3 < places)
        return 0;
    struct cn_emit_options options = {
        .style = styles[data[0] % 3], .ascii = data[0] & 8, .headers = data[0] & 16};
    struct cn_str text = {(const char *)data + 3 + places, size - 3 - places};
    struct sample sample = sample_of("fuzz", text);
    place_mentions(&sample, data + 3, places);
    check_round_trip(&sample, options, 1 + (size_t)data[1]);
    check_parts(&sample, options, 1 + (size_t)data[1]);
    check_any_input(text, options.ascii);
    return 0;
}
