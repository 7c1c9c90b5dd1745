/* fuzz_pattern.c: no pattern that is admitted costs more than its steps, matches the empty string,
 * or matches a part of a token. The first line is the pattern, the rest the text. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "match/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Does a token end there? */
static bool ends_token(struct cn_str text, uint64_t end, struct cn_arena *arena) {
    struct cn_tokens tokens;
    if (!cn_tokenize(text, 0, text.len, arena, &tokens))
        abort();
    for (size_t i = 0; i < tokens.len; i++)
        if (tokens.items[i].end == end)
            return true;
    return false;
}

static void check(const struct cn_index *index, struct cn_str text) {
    struct cn_document document = {.name = CN_STR("document")};
    struct cn_matcher *matcher = cn_matcher_new(index, &document);
    struct cn_text window = {.bytes = text.bytes, .len = text.len, .core_end = text.len};
    struct cn_candidates found;
    struct cn_arena arena = {0};
    if (!matcher || cn_match(matcher, &window, &arena, &found) != CN_OK)
        abort();
    for (size_t i = 0; i < found.len; i++) {
        const struct cn_candidate *one = &found.items[i];
        if (one->how != CN_PATTERN || one->start >= one->name_end ||
            !ends_token(text, one->name_end, &arena))
            abort();
    }
    if (document.diags.len > 1 || (document.diags.len && found.len > text.len))
        abort();
    cn_arena_free(&arena);
    cn_diags_free(&document.diags);
    cn_matcher_free(matcher);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cn_str rest = {(const char *)data, size}, pattern = {0};
    if (!size || !cn_str_split(&rest, '\n', &pattern) || !pattern.len)
        return 0;
    struct cn_scheme scheme = {.name = CN_STR("fuzz"), .path = CN_STR("fuzz.tsv"), .entries = 1};
    struct cn_buf name = {0};
    struct cn_dictionary dictionary = {0};
    cn_buf_add_byte(&name, '/');
    cn_buf_add_str(&name, pattern);
    cn_buf_add_byte(&name, '/');
    struct cn_entry entry = {.name = cn_buf_str(&name), .pattern = pattern};
    if (!cn_dictionary_make(&dictionary, &scheme, 1, &entry, 1))
        abort();
    struct cn_index *index = cn_index_new(&dictionary);
    if (!index)
        abort();
    if (rest.bytes)
        check(index, rest);
    cn_index_free(index);
    cn_dictionary_free(&dictionary);
    cn_buf_free(&name);
    return 0;
}
