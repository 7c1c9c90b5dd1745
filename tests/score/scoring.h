/*
 * scoring.h: a text through all stages, with a dictionary in memory, the tests' own English and the
 * priors alone. For the tests of score/.
 */
#ifndef TESTS_SCORE_SCORING_H
#define TESTS_SCORE_SCORING_H

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan.h"

#define PLACES 64

struct scoring {
    struct cn_scan scan;
    struct cn_document document;
    struct cn_mention places[PLACES]; /* of the last text; their arrays lie in `kept` */
    size_t len;
    struct cn_arena kept;
};

static inline void scoring_open_words(struct scoring *it) {
    char path[4096];
    const char *srcdir = getenv("srcdir");
    snprintf(path, sizeof path, "%s/tests/hunspell/test", srcdir ? srcdir : ".");
    ck_assert_int_eq(cn_words_open(&it->scan.words, path, &it->scan.diags), CN_OK);
    ck_assert(cn_words_any(it->scan.words));
    ck_assert_int_eq(cn_words_count(it->scan.words, &it->scan.diags), CN_OK);
}

/* A second dictionary may be NULL. */
static inline void scoring_open(struct scoring *it, const char *first, const char *second,
                                bool named) {
    memset(it, 0, sizeof *it);
    it->scan.limits = cn_open_limits_default;
    struct cn_dictionary *dictionary = &it->scan.dictionary;
    ck_assert_int_lt(cn_dictionary_load_bytes(dictionary, cn_str_of(first), "first.tsv", named),
                     CN_SKIP);
    if (second)
        ck_assert_int_lt(
            cn_dictionary_load_bytes(dictionary, cn_str_of(second), "second.tsv", named), CN_SKIP);
    ck_assert_int_lt(cn_dictionary_seal(dictionary), CN_SKIP);
    it->scan.index = cn_index_new(dictionary);
    it->scan.model = cn_model_prior();
    scoring_open_words(it);
    ck_assert_int_eq(cn_scorer_new(&it->scan.scorer, dictionary, it->scan.model, it->scan.words),
                     CN_OK);
}

static inline bool scoring_ordinary(void *words, struct cn_str word) {
    return cn_words_is_common(words, word);
}

/* Garbled names are looked for from now on, by a table of confusions. */
static inline void scoring_garble(struct scoring *it, const char *table) {
    struct cn_scan *scan = &it->scan;
    ck_assert_int_eq(cn_channel_read(&scan->channel, cn_str_of(table), "test", &scan->diags),
                     CN_OK);
    scan->garbler = cn_garbler_new(&scan->dictionary, scan->channel, scoring_ordinary, scan->words);
    ck_assert_ptr_nonnull(scan->garbler);
    cn_scan_use(scan, scan->channel);
}

static inline void scoring_close(struct scoring *it) {
    cn_arena_free(&it->kept);
    cn_scan_teardown(&it->scan);
}

static inline void *scoring_copy(struct scoring *it, const void *bytes, size_t size) {
    void *copy = cn_arena_alloc(&it->kept, size);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    return copy;
}

static inline enum cn_severity scoring_take(void *context, const struct cn_document *document,
                                            const struct cn_text *text,
                                            const struct cn_mentions *all,
                                            const struct cn_mentions *reported) {
    struct scoring *it = context;
    (void)document;
    (void)text;
    (void)reported;
    for (size_t i = 0; i < all->len; i++) {
        struct cn_mention *place = &it->places[it->len++];
        ck_assert_uint_lt(it->len, PLACES);
        *place = all->items[i];
        place->meanings =
            scoring_copy(it, place->meanings, place->meanings_len * sizeof *place->meanings);
        for (size_t k = 0; k < place->meanings_len; k++)
            place->meanings[k].evidence =
                scoring_copy(it, place->meanings[k].evidence,
                             place->meanings[k].evidence_len * sizeof(struct cn_evidence));
    }
    return CN_OK;
}

/* Scores a text; `name` decides the reader (memo.txt, table.csv). */
static inline void scoring_text(struct scoring *it, const char *name, const char *text) {
    struct cn_sink sink = {.window = scoring_take, .context = it};
    struct cn_record record = {0};
    struct cn_document document = {0};
    it->len = 0;
    ck_assert_int_lt(
        cn_document_open_bytes(&document, cn_str_of(text), cn_str_of(name), &it->scan.limits),
        CN_SKIP);
    ck_assert_int_eq(cn_scan_document(&it->scan, &document, &sink, &record), CN_OK);
    cn_document_close(&document);
}

/* The first uncovered place that is this text's `surface`; NULL: none. */
static inline const struct cn_mention *scoring_place(struct scoring *it, const char *name,
                                                     const char *text, const char *surface) {
    scoring_text(it, name, text);
    for (size_t i = 0; i < it->len; i++) {
        const struct cn_mention *place = &it->places[i];
        struct cn_str there = {text + place->start, (size_t)(place->end - place->start)};
        if (!place->covered && cn_str_equal(there, cn_str_of(surface)))
            return place;
    }
    return NULL;
}

/* Its confidence; 0: none. */
static inline double scoring_of(struct scoring *it, const char *name, const char *text,
                                const char *surface) {
    const struct cn_mention *place = scoring_place(it, name, text, surface);
    return place ? place->confidence : 0;
}

/* The value of a term in a meaning; 0: not there. */
static inline double scoring_value(const struct cn_meaning *meaning, const char *term) {
    for (size_t i = 0; i < meaning->evidence_len; i++) {
        if (strcmp(meaning->evidence[i].name, term) == 0)
            return meaning->evidence[i].value;
    }
    return 0;
}

#endif
