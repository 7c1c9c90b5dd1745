/*
 * unwrap.c: a part in blocks.
 */
#include "read/unwrap.h"

#include <errno.h>
#include <string.h>

#define BLOCK ((size_t)64 * 1024)

void cn_unwrap_begin(struct cn_unwrap *unwrap, const struct cn_source *source, uint64_t start,
                     uint64_t end, enum cn_transfer_kind kind) {
    unwrap->source = source;
    unwrap->at = start;
    unwrap->end = end;
    unwrap->transfer.kind = kind;
    unwrap->failed = !cn_buf_reserve(&unwrap->raw, BLOCK);
}

bool cn_unwrap_next(struct cn_unwrap *unwrap, struct cn_str *block) {
    cn_buf_clear(&unwrap->out);
    while (!unwrap->ended && !unwrap->failed && unwrap->out.len == 0) {
        uint64_t left = unwrap->end - unwrap->at;
        size_t got = 0;
        errno = EIO;
        if (!cn_source_read(unwrap->source, unwrap->at, unwrap->raw.bytes,
                            left < BLOCK ? (size_t)left : BLOCK, &got))
            unwrap->error = errno;
        unwrap->at += got;
        unwrap->ended = got == 0 || unwrap->at == unwrap->end || unwrap->error != 0;
        cn_transfer_add(&unwrap->transfer, (struct cn_str){unwrap->raw.bytes, got}, unwrap->ended,
                        &unwrap->out);
        unwrap->failed = unwrap->out.failed;
    }
    *block = cn_buf_str(&unwrap->out);
    return block->len > 0 && !unwrap->failed;
}

void cn_unwrap_end(struct cn_unwrap *unwrap) {
    cn_transfer_end(&unwrap->transfer);
    cn_buf_free(&unwrap->raw);
    cn_buf_free(&unwrap->out);
}

/* ---- words ---- */

static bool is_word(char c) {
    char lower = (char)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static void end_tag(struct cn_word_count *count) {
    struct cn_str tag = {count->tag, count->tag_len};
    if (cn_str_starts(tag, CN_STR("style")) || cn_str_starts(tag, CN_STR("script")))
        count->unseen = true;
    if (cn_str_starts(tag, CN_STR("/style")) || cn_str_starts(tag, CN_STR("/script")))
        count->unseen = false;
    count->in_tag = false;
}

void cn_word_count_add(struct cn_word_count *count, struct cn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        bool word = is_word(c) && !count->in_tag && !count->unseen;
        count->words += word && !count->in_word;
        count->in_word = word;
        if (count->in_tag && c == '>')
            end_tag(count);
        else if (count->in_tag && count->tag_len < sizeof count->tag)
            count->tag[count->tag_len++] = (char)(c | 0x20);
        if (count->html && c == '<') {
            count->in_tag = true;
            count->tag_len = 0;
        }
    }
}
