/*
 * windows.h: a window's candidates with the garbled names beside them, and the laws of these. For
 * the unit test and the fuzz target.
 */
#ifndef CN_TESTS_MATCH_WINDOWS_H
#define CN_TESTS_MATCH_WINDOWS_H

#include "match/garbled.h"
#include "match/naive.h"

struct garbling {
    struct cn_matcher *matcher, *beside;
    struct cn_garbler *garbler;
    struct cn_arena arena;
};

/* Both finders over a window. False: one of them failed. */
static inline bool garbled_find(struct garbling *it, const struct cn_text *window,
                                struct cn_candidates *all) {
    struct cn_candidates found;
    return cn_match(it->matcher, window, &it->arena, &found) == CN_OK &&
           cn_garbled_add(it->garbler, it->beside, window, &found, &it->arena, all) == CN_OK;
}

/* In the order of cn_match, within the core, none empty and none twice. */
static inline bool garbled_in_order(const struct cn_text *window, const struct cn_candidates *all) {
    for (size_t i = 0; i < all->len; i++) {
        const struct cn_candidate *one = &all->items[i], *before = i > 0 ? one - 1 : NULL;
        if (one->start < window->base + window->core_start ||
            one->start >= window->base + window->core_end || one->name_end <= one->start ||
            one->end < one->name_end || one->end > window->base + window->len)
            return false;
        if (!before || before->start < one->start)
            continue;
        if (before->start > one->start || before->end < one->end ||
            (before->end == one->end && before->entry > one->entry) || naive_same(before, one))
            return false;
    }
    return true;
}

/* A window of the text with the core [from, to), that sees no more beside it than a margin. */
static inline struct cn_text garbled_window(struct cn_str text, size_t from, size_t to) {
    size_t before = from > CN_WINDOW_MARGIN ? from - CN_WINDOW_MARGIN : 0;
    size_t behind = to + CN_WINDOW_MARGIN < text.len ? to + CN_WINDOW_MARGIN : text.len;
    struct cn_text window = naive_window((struct cn_str){text.bytes + before, behind - before},
                                         from - before, to - before);
    window.base = before;
    return window;
}

/* Windows that meet at the cuts [from, to) give together what one window of all gives. */
static inline bool garbled_seams(struct garbling *it, struct cn_str text, size_t from, size_t to,
                                 const struct cn_candidates *whole) {
    const size_t cuts[] = {0, from, to, text.len};
    size_t at = 0;
    for (int i = 0; i < 3; i++) {
        struct cn_text window = garbled_window(text, cuts[i], cuts[i + 1]);
        struct cn_candidates part;
        if (!garbled_find(it, &window, &part) || !garbled_in_order(&window, &part) ||
            part.len > whole->len - at)
            return false;
        for (size_t k = 0; k < part.len; k++, at++)
            if (!naive_same(&part.items[k], &whole->items[at]))
                return false;
    }
    return at == whole->len;
}

#endif
