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
    static const char *const unseen[] = {"style", "script", "xml"};
    struct cn_str tag = {count->tag, count->tag_len};
    bool closing = cn_str_starts(tag, CN_STR("/"));
    struct cn_str name = {tag.bytes + closing, tag.len - closing};
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (cn_str_starts(name, cn_str_of(unseen[i])))
            count->unseen = !closing;
    count->in_tag = false;
}

/* A comment is text but for those that only programs understand: <!--[if ...]>. */
static void in_tag(struct cn_word_count *count, char c) {
    if (count->tag_len < sizeof count->tag)
        count->tag[count->tag_len++] = (char)(c | 0x20);
    if (count->tag_len == 4 && memcmp(count->tag, "!--", 3) == 0 && c != '[')
        count->in_tag = false;
    else if (c == '>')
        end_tag(count);
}

/* Letters of a character reference are no word. */
static void begin_word(struct cn_word_count *count) {
    bool reference = count->html && (count->last == '&' || count->last == '#');
    count->hash = 2166136261u;
    count->len = 0;
    count->letter = false;
    count->odd = reference || (count->html && count->last == ';');
    count->words += !reference;
}

static void end_word(struct cn_word_count *count) {
    bool known = true;
    if (!count->set || count->odd || !count->letter || count->len < 2)
        return;
    for (unsigned i = 0; i < 2; i++) {
        uint32_t bit = (count->hash >> (i * 14)) % (8 * sizeof count->set->bits);
        unsigned char mask = (unsigned char)(1u << bit % 8);
        known = known && (count->set->bits[bit / 8] & mask);
        if (!count->html)
            count->set->bits[bit / 8] |= mask;
    }
    count->fresh += count->html && !known;
}

static void add_to_word(struct cn_word_count *count, char c) {
    char lower = (char)(c | 0x20);
    count->hash = (count->hash ^ (unsigned char)lower) * 16777619u;
    count->len++;
    count->letter = count->letter || (lower >= 'a' && lower <= 'z');
    count->odd = count->odd || (unsigned char)c >= 0x80;
}

void cn_word_count_add(struct cn_word_count *count, struct cn_str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        bool word = is_word(c) && !count->in_tag && !count->unseen;
        if (word && !count->in_word)
            begin_word(count);
        if (word)
            add_to_word(count, c);
        else if (count->in_word) {
            count->odd = count->odd || (count->html && c == '&');
            end_word(count);
        }
        count->in_word = word;
        count->last = c;
        if (count->in_tag)
            in_tag(count, c);
        else if (count->html && c == '<') {
            count->in_tag = true;
            count->tag_len = 0;
        }
    }
}

void cn_word_count_end(struct cn_word_count *count) {
    if (count->in_word)
        end_word(count);
    count->in_word = false;
}
