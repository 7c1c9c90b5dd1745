/* fuzz_tokenize.c: the laws of tokens on any bytes: in order, whole, each the same from wherever
 * the text is entered and whether they are cut many at once or one by one, and folding what is
 * folded changes nothing of its key. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "tokenize/tokenize.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law) {
    if (!law)
        abort();
}

/* A token alone has the key that it has in the text. */
static void check_token(struct cn_str text, const struct cn_token *token) {
    char key[CN_KEY_MAX], normal[4 * CN_TOKEN_MAX];
    require(token->start < token->end && token->end <= text.len);
    if (token->flags & CN_TOKEN_LONG)
        return;
    struct cn_str word = {text.bytes + token->start, token->end - token->start};
    require(word.len <= CN_MENTION_MAX);
    require(cn_name_key(word, key, sizeof(key)) == token->folded_len);
    require(memcmp(key, token->folded, token->folded_len) == 0);
    cn_token_normalise(text, token, normal, sizeof(normal));
}

static void check_from(struct cn_str text, size_t from, const struct cn_tokens *all,
                       struct cn_arena *arena) {
    struct cn_tokens tail;
    size_t skipped = 0;
    while (skipped < all->len && all->items[skipped].start < from)
        skipped++;
    require(cn_tokenize(text, from, text.len, arena, &tail));
    require(tail.len == all->len - skipped);
    for (size_t i = 0; i < tail.len; i++)
        require(tail.items[i].start == all->items[skipped + i].start &&
                tail.items[i].end == all->items[skipped + i].end &&
                tail.items[i].flags == all->items[skipped + i].flags);
}

static void check_one_by_one(struct cn_str text, const struct cn_tokens *all) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token = {0};
    size_t count = 0;
    for (; cn_token_next(text, token.end, folded, &token); count++) {
        require(count < all->len);
        const struct cn_token *other = &all->items[count];
        require(token.start == other->start && token.end == other->end);
        require(token.flags == other->flags && token.folded_len == other->folded_len);
        require(memcmp(token.folded, other->folded, token.folded_len) == 0);
    }
    require(count == all->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_str text = {(const char *)data, size};
    struct cn_arena arena = {0};
    struct cn_tokens all;
    size_t end = 0, len;
    require(cn_tokenize(text, 0, size, &arena, &all));
    for (size_t i = 0; i < all.len; i++) {
        require(all.items[i].start >= end);
        if (i)
            cn_separator_between(text, end, all.items[i].start);
        end = all.items[i].end;
        check_token(text, &all.items[i]);
    }
    check_one_by_one(text, &all);
    for (size_t from = 0, step = 0; from < size; from += len, step++) {
        cn_utf8_next(text, from, &len);
        if (step % (1 + size / 64) == 0)
            check_from(text, from, &all, &arena);
    }
    cn_arena_free(&arena);
    return 0;
}
