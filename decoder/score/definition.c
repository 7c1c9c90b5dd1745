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
static const char *const signs[] = {"(",
                                    "[",
                                    "=",
                                    ":",
                                    "（",
                                    "：",
                                    "＝",
                                    "means ",
                                    "stands for ",
                                    "denotes ",
                                    "refers to ",
                                    "is the cryptonym for ",
                                    "is a cryptonym for ",
                                    "was the cryptonym for ",
                                    "cryptonym for ",
                                    "is the code name for ",
                                    "was the code name for ",
                                    NULL};

static struct cn_str behind_sign(struct cn_str text) {
    text = cn_str_trim(text);
    for (size_t i = 0; signs[i]; i++) {
        size_t len = strlen(signs[i]);
        if (text.len > len &&
            cn_str_equal_nocase((struct cn_str){text.bytes, len}, cn_str_of(signs[i])))
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
