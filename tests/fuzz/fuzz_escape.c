/*
 * fuzz_escape.c: no escaping lets anything hostile through, and what JSON Lines writes is JSON.
 */
#include "emit/hostile.h"
#include "emit/sample.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law) {
    if (!law)
        abort();
}

static void check_terminal(struct cn_str text, bool lines) {
    struct cn_buf buf = {0};
    cn_escape_terminal(&buf, text, lines);
    require(is_harmless(cn_buf_str(&buf), lines));
    cn_buf_free(&buf);
}

static void check_xml(struct cn_str text) {
    struct cn_buf buf = {0};
    cn_escape_xml(&buf, text);
    require(is_harmless(cn_buf_str(&buf), false));
    for (size_t i = 0; i < buf.len; i++)
        require(buf.bytes[i] != '<' && buf.bytes[i] != '>' && buf.bytes[i] != '"');
    cn_buf_free(&buf);
}

static void check_gloss(struct cn_str text, bool ascii) {
    struct cn_buf once = {0}, twice = {0};
    cn_escape_gloss(&once, text, CN_STR(""), ascii);
    cn_escape_gloss(&twice, cn_buf_str(&once), CN_STR(""), ascii);
    require(cn_str_equal(cn_buf_str(&once), cn_buf_str(&twice)));
    cn_buf_clear(&once);
    cn_escape_gloss(&once, text, CN_STR(",\""), ascii);
    require(is_harmless(cn_buf_str(&once), false));
    require(is_gloss(cn_buf_str(&once), CN_STR(",\""), ascii));
    cn_buf_free(&once);
    cn_buf_free(&twice);
}

/* The whole input is the document's text, its name and a meaning. */
static void check_records(struct cn_str text) {
    const struct cn_emitter *emitter = cn_emitter_find(CN_STR("jsonl"));
    struct cn_entry entry = {.name = text, .meaning = text, .source = text};
    struct cn_meaning meaning = {.entry = &entry, .scheme = &sample_scheme, .share = 0.97};
    struct sample sample = sample_of("", text);
    struct cn_out out;
    sample.document.name = text;
    sample_add(&sample, 0, text.len)->meanings = &meaning;
    sample_emit(&out, emitter, (struct cn_emit_options){0}, &sample, 1, SIZE_MAX);
    require(is_json_lines(cn_buf_str(&out.buf)));
    require(is_harmless(cn_buf_str(&out.buf), true));
    cn_out_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_str text = {(const char *)data, size};
    if (size == 0 || size > CN_MENTION_MAX)
        return 0;
    check_terminal(text, false);
    check_terminal(text, true);
    check_xml(text);
    check_gloss(text, false);
    check_gloss(text, true);
    check_records(text);
    return 0;
}
