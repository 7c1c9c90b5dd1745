/*
 * definition.c: the text itself says what a name means.
 *
 * "A9 (North Korea)", "A9 = North Korea", "A9 is the cryptonym for North Korea", "North Korea
 * (A9)": a sign of definition stands beside the name, and within a short reach behind it at least
 * half of the meaning's telling words.
 */
#include "score/evidence.h"

#include <string.h>

#define REACH 100

/* Signs behind the name, blanks before them let go. */
#define SIGN(text)                                                                                 \
    { (text), sizeof(text) - 1 }
static const struct cn_str signs[] = {
    SIGN("("),
    SIGN("["),
    SIGN("="),
    SIGN(":"),
    SIGN("（"),
    SIGN("："),
    SIGN("＝"),
    SIGN("means "),
    SIGN("stands for "),
    SIGN("denotes "),
    SIGN("refers to "),
    SIGN("is the cryptonym for "),
    SIGN("is a cryptonym for "),
    SIGN("was the cryptonym for "),
    SIGN("cryptonym for "),
    SIGN("is the code name for "),
    SIGN("was the code name for "),
};

static struct cn_str behind_sign(struct cn_str text) {
    text = cn_str_trim(text);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t len = signs[i].len;
        if (text.len > len && (text.bytes[0] | 0x20) == (signs[i].bytes[0] | 0x20) &&
            cn_str_equal_nocase((struct cn_str){text.bytes, len}, signs[i]))
            return (struct cn_str){text.bytes + len, text.len - len};
    }
    return (struct cn_str){text.bytes, 0};
}

/* Up to the end of the line or the bracket. */
static struct cn_str up_to_stop(struct cn_str text) {
    size_t len = 0;
    while (len < text.len && !memchr("\n)];", text.bytes[len], 4))
        len++;
    return (struct cn_str){text.bytes, len};
}

/* At least half of the meaning's telling words are there. */
static bool says(struct cn_scorer *scorer, const struct cn_cue_list *meaning, struct cn_str text,
                 struct cn_arena *arena) {
    struct cn_tokens tokens = {NULL, 0};
    uint32_t seen = 0;
    if (text.len == 0 || meaning->len == 0 || !cn_tokens_of(text, arena, &tokens))
        return false;
    for (size_t i = 0; i < tokens.len; i++) {
        struct cn_str key = {tokens.items[i].folded, tokens.items[i].folded_len};
        uint32_t cue = key.len > 0 ? cn_cues_find(scorer->cues, key) : UINT32_MAX;
        seen += cue != UINT32_MAX && cn_cue_listed(meaning, cue);
    }
    return seen * 2 >= meaning->len;
}

bool cn_defined_here(struct cn_scorer *scorer, const struct cn_text *text,
                     const struct cn_candidate *found, struct cn_arena *arena) {
    const struct cn_facts *facts = cn_facts_of(scorer, found->entry);
    struct cn_arena_mark mark = cn_arena_mark(arena);
    if (!facts)
        return false;
    struct cn_str behind = cn_text_between(text, found->end, found->end + REACH);
    bool said = says(scorer, &facts->meaning, up_to_stop(behind_sign(behind)), arena);
    uint64_t from = found->start > REACH ? found->start - REACH : 0;
    struct cn_str before = cn_text_between(text, from, found->start);
    if (!said && before.len > 0 && before.bytes[before.len - 1] == '(' && behind.len > 0 &&
        behind.bytes[0] == ')')
        said = says(scorer, &facts->meaning, before, arena);
    cn_arena_rewind(arena, mark);
    return said;
}
