/*
 * naive.h: the laws of matching, checked the slow way. For the unit test and the fuzz target.
 *
 * Every place is tried with every number of tokens; no filter, no hash of the index but its plain
 * look-up, no short cut for ASCII.
 */
#ifndef CN_TESTS_MATCH_NAIVE_H
#define CN_TESTS_MATCH_NAIVE_H

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "match/index.h"

struct naive {
    const struct cn_index *index;
    struct cn_str text;
    struct cn_tokens tokens;
    const struct cn_candidates *found;
};

/* `spelling`: how it must be written; NULL: a part of a word, which is all that is asked. */
static inline bool naive_has(const struct naive *naive, uint64_t start, uint64_t end,
                             uint32_t entry, const struct cn_spelling *spelling) {
    for (size_t i = 0; i < naive->found->len; i++) {
        const struct cn_candidate *one = &naive->found->items[i];
        if (one->start != start || one->name_end != end || one->entry != entry ||
            one->how > CN_JOINED)
            continue;
        return !spelling || (one->how == spelling->how &&
                             (one->flags & ~(unsigned)CN_FIND_ALIAS) == spelling->flags);
    }
    return false;
}

/* Every entry of the key that may stand at [start, end) was found there. A part of a word counts
 * only if it has capitals. */
static inline bool naive_expect(const struct naive *naive, struct cn_str key, size_t start,
                                size_t end, bool part) {
    struct cn_key_hits hits = cn_index_lookup(naive->index, key);
    struct cn_str place = {naive->text.bytes + start, end - start};
    for (size_t i = 0; i < hits.len; i++) {
        struct cn_spelling spelling;
        size_t holder = (size_t)(hits.entries - naive->index->holders) + i;
        if (!cn_spelling_compare(
                place, cn_index_spelling(naive->index, naive->index->written[holder]), &spelling) ||
            (part && !spelling.capitals) || place.len > CN_MENTION_MAX)
            continue;
        if (!naive_has(naive, start, end, hits.entries[i] & ~CN_BY_ALIAS, part ? NULL : &spelling))
            return false;
    }
    return true;
}

static inline bool naive_joined(const struct naive *naive, size_t left, size_t right) {
    size_t from = naive->tokens.items[left].end, to = naive->tokens.items[right].start;
    if (to - from > CN_SEPARATOR_MAX)
        return false;
    if (cn_separator_between(naive->text, from, to) != CN_SEPARATOR_OTHER)
        return true;
    for (size_t i = 0; i < naive->index->literals_len; i++)
        if (cn_str_equal(cn_index_spelling(naive->index, naive->index->literals[i]),
                         (struct cn_str){naive->text.bytes + from, to - from}))
            return true;
    return false;
}

static inline bool naive_ascii(const struct naive *naive, const struct cn_token *token) {
    for (size_t at = token->start; at < token->end; at++)
        if ((unsigned char)naive->text.bytes[at] >= 0x80)
            return false;
    return true;
}

/* Names that begin where token `first` begins; their ends inside a word where it is ASCII. */
static inline bool naive_from(const struct naive *naive, size_t first) {
    char key[CN_NAME_TOKENS * CN_TOKEN_MAX];
    size_t len = 0, start = naive->tokens.items[first].start;
    for (size_t i = first; i < naive->tokens.len && i < first + CN_NAME_TOKENS; i++) {
        const struct cn_token *token = &naive->tokens.items[i];
        if (token->flags & CN_TOKEN_LONG || (i > first && !naive_joined(naive, i - 1, i)))
            break;
        memcpy(key + len, token->folded, token->folded_len);
        bool ascii = naive_ascii(naive, token);
        for (size_t part = 1; ascii && part < token->folded_len; part++)
            if (len + part >= CN_RUN_TOGETHER_MIN &&
                !naive_expect(naive, (struct cn_str){key, len + part}, start, token->start + part,
                              true))
                return false;
        len += token->folded_len;
        if (!naive_expect(naive, (struct cn_str){key, len}, start, token->end, false))
            return false;
    }
    return true;
}

/* Names that end where a token of ASCII ends. */
static inline bool naive_tails(const struct naive *naive, const struct cn_token *token) {
    if (!naive_ascii(naive, token))
        return true;
    for (size_t skip = 1; skip + CN_RUN_TOGETHER_MIN <= token->folded_len; skip++)
        if (!naive_expect(naive, (struct cn_str){token->folded + skip, token->folded_len - skip},
                          token->start + skip, token->end, true))
            return false;
    return true;
}

/* The text of a candidate has the key of the entry that it names. */
static inline bool naive_sound(const struct naive *naive, const struct cn_candidate *one) {
    char key[CN_KEY_MAX];
    size_t len = cn_name_key(
        (struct cn_str){naive->text.bytes + one->start, (size_t)(one->name_end - one->start)}, key,
        sizeof(key));
    struct cn_key_hits hits = cn_index_lookup(naive->index, (struct cn_str){key, len});
    for (size_t i = 0; i < hits.len; i++)
        if ((hits.entries[i] & ~CN_BY_ALIAS) == one->entry)
            return true;
    return one->how == CN_PATTERN || one->how == CN_ISSUER;
}

/* Are the candidates of a whole text (one window) all there is, and nothing else? */
static inline bool naive_agrees(const struct cn_index *index, struct cn_str text,
                                const struct cn_candidates *found) {
    struct naive naive = {.index = index, .text = text, .found = found};
    struct cn_arena arena = {0};
    bool agrees = cn_tokenize(text, 0, text.len, &arena, &naive.tokens);
    for (size_t i = 0; agrees && i < naive.tokens.len; i++)
        agrees = naive_from(&naive, i) && naive_tails(&naive, &naive.tokens.items[i]);
    for (size_t i = 0; agrees && i < found->len; i++)
        agrees = naive_sound(&naive, &found->items[i]);
    cn_arena_free(&arena);
    return agrees;
}

/* The whole text as one window with the core [from, to). */
static inline struct cn_text naive_window(struct cn_str text, size_t from, size_t to) {
    return (struct cn_text){.bytes = text.bytes,
                            .len = text.len,
                            .core_start = from,
                            .core_end = to,
                            .line = 1,
                            .first = from == 0,
                            .last = to == text.len};
}

static inline bool naive_same(const struct cn_candidate *a, const struct cn_candidate *b) {
    return a->start == b->start && a->end == b->end && a->name_end == b->name_end &&
           a->entry == b->entry && a->member == b->member && a->flags == b->flags &&
           a->how == b->how && a->tokens == b->tokens;
}

/* Two windows that meet at `cut` give together what one gives. Each sees no more of the other than
 * a margin. */
static inline bool naive_seam(struct cn_matcher *matcher, struct cn_str text, size_t cut,
                              const struct cn_candidates *whole, struct cn_arena *arena) {
    size_t before = cut > CN_WINDOW_MARGIN ? cut - CN_WINDOW_MARGIN : 0;
    size_t behind = cut + CN_WINDOW_MARGIN < text.len ? cut + CN_WINDOW_MARGIN : text.len;
    struct cn_text left = naive_window((struct cn_str){text.bytes, behind}, 0, cut);
    struct cn_text right = naive_window((struct cn_str){text.bytes + before, text.len - before},
                                        cut - before, text.len - before);
    struct cn_candidates first, second;
    right.base = before;
    if (cn_match(matcher, &left, arena, &first) != CN_OK ||
        cn_match(matcher, &right, arena, &second) != CN_OK || first.len + second.len != whole->len)
        return false;
    for (size_t i = 0; i < whole->len; i++)
        if (!naive_same(&whole->items[i],
                        i < first.len ? &first.items[i] : &second.items[i - first.len]))
            return false;
    return true;
}

static inline bool naive_finds(struct cn_matcher *matcher, struct cn_str text,
                               const struct cn_candidates *whole, struct cn_arena *arena) {
    struct cn_text window = naive_window(text, 0, text.len);
    struct cn_candidates found;
    if (cn_match(matcher, &window, arena, &found) != CN_OK || found.len != whole->len)
        return false;
    for (size_t i = 0; i < whole->len; i++)
        if (!naive_same(&whole->items[i], &found.items[i]))
            return false;
    return true;
}

/* Every way there is on this machine to read the letters, with the gate closed and open, and with
 * letters beyond ASCII parting runs and not, finds the same. */
static inline bool naive_ways(struct cn_matcher *matcher, struct cn_index *index,
                              struct cn_str text, const struct cn_candidates *whole,
                              struct cn_arena *arena) {
    const struct cn_index kept = *index;
    bool same = true;
    for (const struct cn_lanes *const *lanes = cn_lanes; *lanes && same; lanes++) {
        for (int way = 0; way < 4 && same && (*lanes)->here(); way++) {
            index->lanes = *lanes;
            index->gate.closed = kept.gate.closed && way & 1;
            index->ascii = kept.ascii && way & 2;
            same = naive_finds(matcher, text, whole, arena);
        }
    }
    *index = kept;
    return same;
}

#endif
