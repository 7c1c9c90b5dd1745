/*
 * words.c: is it a word, and how common a one? hunspell's answer, kept, and the model's table.
 *
 * hunspell takes microseconds for a word, and documents repeat themselves; a fixed table holds the
 * last answer of each slot. Its size never grows and an evicted word is asked again, so what was
 * read before never changes an answer.
 */
#include "base/limits.h"
#include "match/channel.h"
#include "match/near.h"
#include "score/common.h"
#include "score/evidence.h"
#include "score/languages.h"
#include "score/ngrams.h"
#include "tokenize/classes.h"

#include <errno.h>
#include <math.h>

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define SLOTS (1u << 17)
#define SLOT_WORD 29 /* longer words are asked each time */
/* Rarer words (times in CN_COMMON_UNIT) are hardly what a rare string is. */
#define RIVAL_TIMES 10
#define RIVALS 64
#define RIVAL_EDITS 2
#define RIVALRIES (1u << 15)
#define NEAR_WORD 5 /* shorter words have known neighbours by chance */

enum answer { NOT_ASKED, NO, YES };
struct slot {
    uint8_t len;
    uint8_t known; /* what a language says */
    uint8_t near;  /* what cn_words_near says */
    char word[SLOT_WORD];
};

/* A word that may have been read as another. */
struct rival {
    struct cn_str word;
    double common; /* as cn_words_common tells */
};

/* What a word may have been instead, kept likewise. */
struct rivalry {
    char word[CN_GARBLED_SYMBOLS];
    uint8_t len, edits; /* of the word; letters garbled that were looked for */
    double rival;       /* what cn_words_rival says */
};

struct cn_words {
    struct cn_language *languages;
    size_t len;
    bool lenient;       /* all of them are */
    struct slot *slots; /* of cn_words_spelled */
    struct cn_common *common;
    struct cn_ngrams *ngrams; /* of the same table */
    struct rival *rivals;     /* its words that may be read as something else */
    size_t rivals_len;
    struct rivalry *rivalries; /* RIVALRIES of them, all by one channel */
    struct cn_near *near;      /* they, to be asked by what was read; NULL: not made yet */
    struct cn_buf manifest;    /* lines */
    struct cn_str_list lines;
    struct cn_arena arena;
};

/* ---- opening ---- */

static bool list_manifest(struct cn_words *words) {
    struct cn_str rest = cn_str_trim(cn_buf_str(&words->manifest));
    words->lines.items = CN_NEW_ARRAY(&words->arena, struct cn_str, words->len + 1);
    if (!words->lines.items || words->manifest.failed)
        return false;
    while (rest.len > 0 && cn_str_split(&rest, '\n', &words->lines.items[words->lines.len]))
        words->lines.len++;
    return true;
}

static size_t count_names(const char *languages) {
    size_t count = 1;
    for (; *languages; languages++)
        count += *languages == ',';
    return count;
}

/* False: memory is out. */
static bool open_languages(struct cn_words *words, const char *languages, struct cn_diags *diags) {
    struct cn_str rest = cn_str_of(languages);
    struct cn_str name = {NULL, 0};
    words->lenient = true;
    while (cn_str_split(&rest, ',', &name)) {
        name = cn_str_trim(name);
        if (name.len == 0)
            continue;
        if (cn_language_open(&words->languages[words->len], name, &words->manifest))
            words->lenient &= words->languages[words->len++].lenient;
        else if (errno == ENOMEM)
            return false;
        else
            cn_diag_add(diags, CN_PARTIAL, CN_E_LANGUAGE, NULL, "%.*s", (int)name.len, name.bytes);
    }
    return true;
}

enum cn_severity cn_words_open(struct cn_words **out, const char *languages,
                               struct cn_diags *diags) {
    struct cn_words *words = calloc(1, sizeof *words);
    *out = words;
    if (!words)
        return cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
    words->languages = calloc(count_names(languages), sizeof *words->languages);
    words->slots = calloc(SLOTS, sizeof *words->slots);
    return words->languages && words->slots && open_languages(words, languages, diags) &&
                   list_manifest(words)
               ? CN_OK
               : cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

void cn_words_close(struct cn_words *words) {
    if (!words)
        return;
    for (size_t i = 0; i < words->len; i++)
        cn_language_close(&words->languages[i]);
    free(words->languages);
    free(words->slots);
    cn_common_free(words->common);
    cn_ngrams_free(words->ngrams);
    cn_near_free(words->near);
    free(words->rivals);
    free(words->rivalries);
    cn_buf_free(&words->manifest);
    cn_arena_free(&words->arena);
    free(words);
}

bool cn_words_any(const struct cn_words *words) {
    return words && words->len > 0;
}

struct cn_str_list cn_words_manifest(const struct cn_words *words) {
    return words->lines;
}

/* ---- asking ---- */

static bool ask(const struct cn_words *words, struct cn_str word) {
    for (size_t i = 0; i < words->len; i++) {
        if (cn_language_spell(&words->languages[i], word))
            return true;
    }
    return false;
}

/* The slot of a word that fits one; whatever else it held is forgotten. */
static struct slot *slot_of(const struct cn_words *words, struct cn_str word) {
    struct slot *slot = &words->slots[cn_str_hash(word) % SLOTS];
    if (slot->len == word.len && memcmp(slot->word, word.bytes, word.len) == 0)
        return slot;
    *slot = (struct slot){.len = (uint8_t)word.len};
    memcpy(slot->word, word.bytes, word.len);
    return slot;
}

bool cn_words_spelled(struct cn_words *words, struct cn_str word) {
    if (!cn_words_any(words) || word.len == 0)
        return false;
    if (word.len > SLOT_WORD)
        return ask(words, word);
    struct slot *slot = slot_of(words, word);
    if (slot->known == NOT_ASKED)
        slot->known = ask(words, word) ? YES : NO;
    return slot->known == YES;
}

/* ---- how common ---- */

enum cn_severity cn_words_count(struct cn_words *words, struct cn_diags *diags) {
    enum cn_severity severity = cn_common_find(&words->common, diags);
    if (severity >= CN_SKIP || !words->common)
        return severity;
    words->ngrams = cn_ngrams_new(words->common);
    return words->ngrams ? severity : cn_diag_add(diags, CN_FATAL, CN_E_MEMORY, NULL, NULL);
}

double cn_words_oddness(const struct cn_words *words, struct cn_str word) {
    return words->ngrams ? cn_ngrams_cost(words->ngrams, word) : 0;
}

double cn_words_common(const struct cn_words *words, struct cn_str word, bool title) {
    struct cn_common_counts counts = cn_common_of(words->common, word);
    return log1p((title ? counts.title : counts.lower) / (CN_COMMON_UNIT / 1e6));
}

/* Folded in `room`; empty: too long. */
static struct cn_str fold(struct cn_str word, char room[CN_LANGUAGE_WORD]) {
    if (word.len > CN_LANGUAGE_WORD)
        return (struct cn_str){room, 0};
    for (size_t i = 0; i < word.len; i++)
        room[i] = cn_fold_word_byte(word.bytes[i]);
    return (struct cn_str){room, word.len};
}

static bool is_any(struct cn_common_counts counts) {
    return counts.lower > 0 || counts.title > 0;
}

bool cn_words_is_common(const struct cn_words *words, struct cn_str word) {
    char room[CN_LANGUAGE_WORD];
    return is_any(cn_common_of(words->common, fold(word, room)));
}

/* So many words are looked up at once: the table is larger than a near cache. */
#define AT_ONCE 16

static size_t rare_of_some(const struct cn_words *words, const struct cn_str *some, size_t len,
                           struct cn_str *rare) {
    char room[AT_ONCE][CN_LANGUAGE_WORD];
    struct cn_common_look looks[AT_ONCE];
    size_t count = 0;
    for (size_t i = 0; i < len; i++)
        looks[i] = cn_common_begin(words->common, fold(some[i], room[i]));
    for (size_t i = 0; i < len; i++) {
        rare[count] = some[i];
        count += !is_any(cn_common_end(words->common, &looks[i]));
    }
    return count;
}

size_t cn_words_rare(const struct cn_words *words, const struct cn_str *all, size_t len,
                     struct cn_str *rare) {
    size_t count = 0;
    for (size_t at = 0; at < len; at += AT_ONCE)
        count +=
            rare_of_some(words, all + at, len - at < AT_ONCE ? len - at : AT_ONCE, rare + count);
    return count;
}

bool cn_words_near(struct cn_words *words, struct cn_str word) {
    if (!words->common || word.len < NEAR_WORD || word.len > CN_COMMON_NEAR)
        return false;
    if (word.len > SLOT_WORD)
        return cn_common_near(words->common, word);
    struct slot *slot = slot_of(words, word);
    if (slot->near == NOT_ASKED)
        slot->near = cn_common_near(words->common, word) ? YES : NO;
    return slot->near == YES;
}

/* ---- common words, garbled ---- */

static void list_word(void *context, struct cn_str word, struct cn_common_counts counts) {
    struct cn_words *words = context;
    struct rival *rival = &words->rivals[words->rivals_len];
    uint32_t times = counts.lower > counts.title ? counts.lower : counts.title;
    *rival = (struct rival){word, log1p(times / (CN_COMMON_UNIT / 1e6))};
    words->rivals_len += times >= RIVAL_TIMES;
}

/* Made when it is first asked for: many runs meet no garbled name. */
static bool make_rivals(struct cn_words *words) {
    size_t len = cn_common_len(words->common);
    words->rivals = calloc(len + 1, sizeof *words->rivals);
    words->rivalries = calloc(RIVALRIES, sizeof *words->rivalries);
    struct cn_str *list = calloc(len + 1, sizeof *list);
    if (words->rivals && words->rivalries && list) {
        cn_common_each(words->common, list_word, words);
        for (size_t i = 0; i < words->rivals_len; i++)
            list[i] = words->rivals[i].word;
        words->near = cn_near_of_words(list, words->rivals_len);
    }
    free(list);
    return words->near != NULL;
}

/* No less than `best`. */
static double find_rival(const struct cn_words *words, const struct cn_channel *channel,
                         struct cn_str word, unsigned edits, double best) {
    struct cn_near_hit hits[RIVALS];
    uint8_t symbols[CN_GARBLED_SYMBOLS];
    size_t len = cn_channel_symbols(word, symbols, CN_GARBLED_SYMBOLS);
    size_t found = cn_near_ask(words->near, word, edits, hits, RIVALS);
    for (size_t i = 0; i < found; i++) {
        uint32_t entry = words->near->holders[words->near->names[hits[i].name].holders].entry;
        double most = CN_RIVAL_AT_LEAST + words->rivals[entry].common;
        if (hits[i].edits > 0 && most > best)
            best = fmax(best, most - cn_channel_cost_most(
                                         channel, cn_near_letters(words->near, hits[i].name),
                                         symbols, len, most - best));
    }
    return best;
}

/* The word's place; whatever else it held is forgotten. */
static struct rivalry *rivalry_of(const struct cn_words *words, struct cn_str word) {
    struct rivalry *kept = &words->rivalries[cn_str_hash(word) % RIVALRIES];
    if (kept->len == word.len && memcmp(kept->word, word.bytes, word.len) == 0)
        return kept;
    *kept = (struct rivalry){.len = (uint8_t)word.len};
    memcpy(kept->word, word.bytes, word.len);
    return kept;
}

/* Words one letter away are asked for first and again: among those two away there may be no room
 * for them. */
double cn_words_rival(struct cn_words *words, const struct cn_channel *channel, struct cn_str word,
                      bool quick) {
    if (!words->common || !channel || word.len == 0 || word.len > CN_GARBLED_SYMBOLS ||
        (!words->near && !make_rivals(words)))
        return 0;
    struct rivalry *kept = rivalry_of(words, word);
    for (unsigned edits = quick ? 1 : RIVAL_EDITS; kept->edits < edits; kept->edits++)
        kept->rival = find_rival(words, channel, word, kept->edits + 1u, kept->rival);
    return kept->rival;
}

void cn_words_forget_rivals(struct cn_words *words) {
    if (words && words->rivalries)
        memset(words->rivalries, 0, RIVALRIES * sizeof *words->rivalries);
}

struct cn_str cn_word_recase(struct cn_str word, bool title, char *out, size_t room) {
    size_t at = 0;
    size_t len = 0;
    while (at < word.len && len + 4 <= room) {
        size_t step = 1;
        int32_t c = cn_utf8_next(word, at, &step);
        if (c < 0)
            return (struct cn_str){out, 0};
        c = title && at == 0 ? utf8proc_toupper(c) : utf8proc_tolower(c);
        len += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)out + len);
        at += step;
    }
    return (struct cn_str){out, at < word.len ? 0 : len};
}

static bool holds(struct cn_str word, unsigned char from, unsigned char to) {
    bool found = false;
    for (size_t i = 0; i < word.len; i++)
        found |= (unsigned char)word.bytes[i] >= from && (unsigned char)word.bytes[i] <= to;
    return found;
}

/* One that is not known capitalised is not known at all, where the language is lenient. */
enum cn_word_kind cn_words_how(struct cn_words *words, struct cn_str word) {
    char other[CN_TOKEN_MAX + 8];
    struct cn_str title = cn_word_recase(word, true, other, sizeof other);
    bool lenient = words->lenient && !holds(word, 0x80, 0xFF) && !holds(word, 'A', 'Z') &&
                   word.len <= CN_LANGUAGE_WORD;
    if (lenient && !cn_words_spelled(words, title))
        return CN_WORD_NONE;
    if (cn_words_spelled(words, word))
        return CN_WORD_ORDINARY;
    return lenient || cn_words_spelled(words, title) ? CN_WORD_PROPER : CN_WORD_NONE;
}

/* hunspell takes a capitalised word that it knows in small letters, and one in capitals that it
 * knows in either way. So one question answers for both, but where letters are mixed, or where a
 * language is not so lenient. */
bool cn_words_known(struct cn_words *words, struct cn_str word) {
    char other[CN_LANGUAGE_WORD + 8];
    if (!cn_words_any(words))
        return false;
    if (cn_words_is_common(words, word))
        return true;
    bool capitals = holds(word, 'A', 'Z');
    bool lenient = words->lenient && !holds(word, 0x80, 0xFF) && word.len <= CN_LANGUAGE_WORD;
    if (lenient && capitals && !holds(word, 'a', 'z'))
        return cn_words_spelled(words, word);
    struct cn_str title = cn_word_recase(word, true, other, sizeof other);
    return cn_words_spelled(words, title) ||
           (!(lenient && !capitals) && !cn_str_equal(title, word) && cn_words_spelled(words, word));
}
