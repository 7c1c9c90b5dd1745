/*
 * gloss.c: how a mention's meaning and confidence are said in a few characters.
 */
#include "emit/emit.h"

#include <math.h>

struct cn_str cn_text_span(const struct cn_text *text, uint64_t start, uint64_t end) {
    uint64_t limit = text->base + text->len;
    if (end > limit)
        end = limit;
    if (start < text->base || start >= end)
        return (struct cn_str){0};
    return (struct cn_str){text->bytes + (start - text->base), (size_t)(end - start)};
}

/* A second meaning is shown when its share is at least this. */
#define SECOND_SHARE 0.1

void cn_gloss_confidence(struct cn_buf *buf, double confidence) {
    cn_buf_add_fixed(buf, floor(round(confidence * 10000) / 100) / 100, 2);
}

const struct cn_meaning *cn_gloss_second(const struct cn_mention *mention) {
    struct cn_str first = mention->meanings[0].entry->meaning;
    for (size_t i = 1; i < mention->meanings_len; i++) {
        const struct cn_meaning *meaning = &mention->meanings[i];
        if (meaning->share >= SECOND_SHARE && !cn_str_equal(meaning->entry->meaning, first))
            return meaning;
    }
    return NULL;
}

struct cn_str cn_gloss_name(const struct cn_meaning *meaning) {
    return meaning->candidate.how == CN_GARBLED ? meaning->entry->name : CN_STR("");
}

void cn_gloss_meaning(struct cn_buf *buf, const struct cn_meaning *meaning) {
    if (meaning->unknown)
        cn_buf_add_byte(buf, '?');
    struct cn_str name = cn_gloss_name(meaning);
    if (name.len > 0) {
        cn_buf_add_str(buf, name);
        cn_buf_add_text(buf, ": ");
    }
    cn_buf_add_str(buf, meaning->entry->meaning);
}

void cn_gloss(struct cn_buf *buf, const struct cn_mention *mention) {
    const struct cn_meaning *second = cn_gloss_second(mention);
    cn_gloss_meaning(buf, &mention->meanings[0]);
    cn_buf_add_byte(buf, ' ');
    cn_gloss_confidence(buf, mention->confidence);
    if (!second)
        return;
    cn_buf_add_text(buf, " | ");
    cn_gloss_meaning(buf, second);
    cn_buf_add_byte(buf, ' ');
    cn_gloss_confidence(buf, second->share);
}
