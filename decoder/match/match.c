/* match.c: one pass over a window; candidates put in order; member numbers. */
#include "match/match.h"

#include <stdlib.h>

#include "base/limits.h"
#include "match/index.h"
#include "tokenize/classes.h"

const char *cn_how_name(enum cn_how how) {
    static const char *const names[] = {
        [CN_IDENTICAL] = "identical", [CN_FOLDED] = "folded",   [CN_JOINED] = "joined",
        [CN_GARBLED] = "garbled",     [CN_PATTERN] = "pattern", [CN_ISSUER] = "issuer"};
    return names[how];
}

/* ---- member numbers ---- */

/* One to CN_MEMBER_DIGITS digits and nothing else. */
static bool read_number(struct cn_str digits, uint32_t *number) {
    *number = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.bytes[i] < '0' || digits.bytes[i] > '9')
            return false;
        *number = *number * 10 + (uint32_t)(digits.bytes[i] - '0');
    }
    return digits.len >= 1 && digits.len <= CN_MEMBER_DIGITS;
}

bool cn_member_rest(struct cn_str rest, uint32_t *member) {
    uint32_t number;
    if (rest.len && rest.bytes[0] >= 'a' && rest.bytes[0] <= 'z')
        rest = (struct cn_str){rest.bytes + 1, rest.len - 1};
    if (rest.len > CN_MEMBER_DIGITS || !read_number(rest, &number))
        return false;
    *member = number;
    return true;
}

/* A hyphen or a slash, with blanks around, or what scanners make of a hyphen; not the other
 * joiners.
 */
static bool leads_to_number(struct cn_str text, size_t from, size_t to) {
    size_t len;
    if (cn_separator_between(text, from, to) != CN_SEPARATOR_JOINER)
        return false;
    for (size_t at = from; at < to; at += len) {
        int32_t point = cn_utf8_next(text, at, &len);
        if (point == '.' || point == '_' || point == '\'' || point == 0x2018 || point == 0x2019)
            return false;
    }
    return true;
}

bool cn_member_behind(const struct cn_pass *pass, size_t at, struct cn_candidate *candidate) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    size_t start = cn_pass_gap(pass, at);
    uint32_t number;
    if (start == SIZE_MAX || !leads_to_number(pass->text, at, start) ||
        !cn_pass_token(pass, start, folded, &token) || token.folded_len > CN_MEMBER_DIGITS ||
        !read_number((struct cn_str){folded, token.folded_len}, &number))
        return false;
    candidate->end = token.end;
    candidate->member = number;
    return true;
}

/* ---- a pass ---- */

size_t cn_pass_gap(const struct cn_pass *pass, size_t at) {
    struct cn_str text = pass->text;
    size_t len, end = at + CN_SEPARATOR_MAX < text.len ? at + CN_SEPARATOR_MAX + 1 : text.len;
    for (; at < end; at += len) {
        uint8_t kind = cn_byte_kind[(unsigned char)text.bytes[at]];
        len = 1;
        if (kind == CN_BYTE_WORD ||
            (kind == CN_BYTE_HIGH &&
             cn_char_class(cn_utf8_next(text, at, &len)) >= CN_CLASS_NEUTRAL))
            return at;
    }
    return SIZE_MAX;
}

bool cn_pass_token(const struct cn_pass *pass, size_t start, char *folded, struct cn_token *token) {
    struct cn_str text = pass->text;
    size_t end = start;
    while (end < text.len && cn_byte_kind[(unsigned char)text.bytes[end]] == CN_BYTE_WORD)
        end++;
    if (end == start ||
        (end < text.len && cn_byte_kind[(unsigned char)text.bytes[end]] == CN_BYTE_HIGH))
        return cn_token_next(text, start, folded, token) && !(token->flags & CN_TOKEN_LONG);
    if (end - start > CN_TOKEN_MAX)
        return false;
    cn_token_plain(text, start, end, folded, token);
    return true;
}

static bool make_room(struct cn_pass *pass) {
    if (pass->found->len < pass->cap)
        return true;
    size_t cap = pass->cap ? pass->cap * 2 : 64;
    struct cn_candidate *items = CN_NEW_ARRAY(pass->arena, struct cn_candidate, cap);
    if (!items) {
        pass->failed = true;
        return false;
    }
    if (pass->found->len)
        memcpy(items, pass->found->items, pass->found->len * sizeof(*items));
    pass->found->items = items;
    pass->cap = cap;
    return true;
}

void cn_pass_add(struct cn_pass *pass, struct cn_candidate candidate) {
    if (candidate.start < pass->core_start || candidate.start >= pass->core_end ||
        candidate.end - candidate.start > CN_MENTION_MAX || !make_room(pass))
        return;
    candidate.start += pass->base;
    candidate.end += pass->base;
    candidate.name_end += pass->base;
    pass->apart = pass->apart && candidate.start >= pass->behind;
    pass->behind = candidate.start + 1;
    pass->found->items[pass->found->len++] = candidate;
}

/* ---- order ---- */

static int rising(uint64_t a, uint64_t b) {
    return a < b ? -1 : a > b;
}

/* By start, longer first, then entry; the rest makes the order total. */
static int compare_candidates(const void *left, const void *right) {
    const struct cn_candidate *a = left, *b = right;
    int order = rising(a->start, b->start);
    if (!order)
        order = rising(b->end, a->end);
    if (!order)
        order = rising(a->entry, b->entry);
    if (!order)
        order = rising(a->how == CN_ISSUER, b->how == CN_ISSUER);
    if (!order)
        order = rising(b->name_end, a->name_end);
    return order ? order : rising(a->flags, b->flags);
}

/* Mostly they are: only what was chained or cut off a word's end comes late. */
static bool in_order(const struct cn_candidates *found) {
    for (size_t i = 1; i < found->len; i++)
        if (compare_candidates(&found->items[i - 1], &found->items[i]) > 0)
            return false;
    return true;
}

/* The same entry at the same place, found by two spellings, stands once. */
static void drop_repeats(struct cn_candidates *found) {
    size_t kept = 0;
    for (size_t i = 0; i < found->len; i++) {
        const struct cn_candidate *one = &found->items[i];
        const struct cn_candidate *last = kept ? &found->items[kept - 1] : NULL;
        if (last && last->start == one->start && last->end == one->end &&
            last->name_end == one->name_end && last->entry == one->entry &&
            (last->how == CN_ISSUER) == (one->how == CN_ISSUER))
            continue;
        found->items[kept++] = *one;
    }
    found->len = kept;
}

void cn_candidates_sort(struct cn_candidates *found) {
    if (!in_order(found))
        qsort(found->items, found->len, sizeof(*found->items), compare_candidates);
    drop_repeats(found);
}

enum cn_severity cn_match(struct cn_matcher *matcher, const struct cn_text *text,
                          struct cn_arena *arena, struct cn_candidates *found) {
    struct cn_pass pass = {.matcher = matcher,
                           .index = matcher->index,
                           .text = {text->bytes, text->len},
                           .base = text->base,
                           .core_start = text->core_start,
                           .core_end = text->core_end,
                           .arena = arena,
                           .found = found,
                           .apart = true};
    *found = (struct cn_candidates){0};
    cn_exact_pass(&pass);
    if (pass.failed)
        return cn_diag_add(&matcher->document->diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    if (!pass.apart)
        cn_candidates_sort(found);
    return CN_OK;
}

/* ---- matchers ---- */

struct cn_matcher *cn_matcher_new(const struct cn_index *index, struct cn_document *document) {
    struct cn_matcher *matcher = calloc(1, sizeof(*matcher));
    if (!matcher)
        return NULL;
    matcher->index = index;
    matcher->document = document;
    matcher->patterns = cn_pattern_use_new(index->patterns);
    if (matcher->patterns)
        return matcher;
    free(matcher);
    return NULL;
}

void cn_matcher_rewind(struct cn_matcher *matcher) {
    cn_pattern_use_rewind(matcher->patterns);
}

bool cn_matcher_struck(const struct cn_matcher *matcher) {
    return cn_pattern_use_struck(matcher->patterns);
}

void cn_matcher_free(struct cn_matcher *matcher) {
    if (!matcher)
        return;
    cn_pattern_use_free(matcher->patterns);
    cn_letters_free(&matcher->letters);
    free(matcher);
}
