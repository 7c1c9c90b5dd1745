/*
 * garbled.c: runs of ASCII letters and digits that may be a garbled name.
 *
 * What is tried at a run: the run; without the digits at its end, which may be a member's number;
 * with the run behind it, where one mark or blank stands between ("LIT!MPO", "LITEM PO"). A mark
 * that touches it is taken in where that makes the garbling more probable ("@BIDDY").
 */
#include "match/garbled.h"

#include "base/limits.h"
#include "match/index.h"
#include "match/memo.h"
#include "match/within.h"
#include "tokenize/classes.h"
#include "tokenize/masks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Names near a word that are looked at. */
#define HITS 64
/* Names of the document that are sought in every run: those that stand there most often. */
#define STOOD CN_WITHIN_NAMES
/* The dearest garblings (as negative logarithms of their probability) that are candidates: of a
 * name that stands in the document, by how often it does; of another with one letter garbled, with
 * two; where a name is part of a longer run. What is not in capitals must be so much cheaper.
 * Lessons look at dearer ones too. */
#define COST_STANDING 18.0
#define COST_OFTEN 4.0
#define OFTEN 20
#define COST_ONE 15.0
#define COST_TWO 15.0
#define COST_PART 12.0
#define COST_SMALL 4.0
#define COST_LESSON 26.0

/* Letters of the document's names that may be garbled, and how much longer a run is that a name is
 * the beginning or end of: one letter more may be just that. */
#define ERRORS_MAX 3
#define PART_REST 2
/* Letters that a garbled name has more or fewer. */
#define LONGER_MAX 3
/* Bytes that may break a name in two. */
#define GAP 5
/* Bytes of a character behind its first. */
#define MARK_REST 3
/* How far beside the core a run may begin that a candidate of the core is of: a run, before it a
 * mark, and some. */
#define RUN_REACH 32
/* How far before the core a name may begin that such a run is of; what is left of the margin is
 * what finding it takes. */
#define NAME_REACH (CN_MENTION_MAX + RUN_REACH)
#define FIND_REACH (CN_WINDOW_MARGIN - NAME_REACH)
/* How far behind a run that begins in the core, or there, another run may end. */
#define PAIR_REACH (2 * RUN_REACH)
/* What stands for a name has so many letters at least. */
#define SURFACE_MIN 4

/* A name that stands in the document. */
struct stood {
    uint32_t name;
    unsigned times;
};

struct cn_garbler {
    const struct cn_dictionary *dictionary;
    const struct cn_channel *channel;
    struct cn_near *near;
    bool (*ordinary)(void *context, struct cn_str word);
    void *context;
    struct cn_memos memos;
    uint32_t document; /* its number, from 1 */
    bool doubt_names;
    struct cn_standing standing;
    struct stood *stood; /* names that stand in the document */
    size_t stood_len;
    struct cn_within sought; /* they, in the same order */
    cn_within_fn *within;
    bool listed; /* they have been listed */
};

/* One window. */
struct hunt {
    struct cn_garbler *garbler;
    struct cn_pass pass;
    const struct cn_candidates *found; /* also beside the core */
    size_t next;                       /* of found: those before it end before any further run */
    const uint64_t *words;             /* the window's bytes that are of words, a bit each */
};

/* A stretch of text that may be one garbled name. */
struct stretch {
    size_t start, end;
    struct cn_str word; /* its letters and digits, folded */
    uint32_t member;    /* a number run together with it */
    size_t member_end;
    bool broken;      /* by a blank: only a name that stands in the document */
    bool small;       /* written as words are, with no capital behind the first letter */
    size_t gap, next; /* if so: where the blank begins and ends */
    uint16_t flags;   /* CN_FIND_HEAD or CN_FIND_TAIL: part of a longer run */
};

/* A name it may be. */
struct guess {
    uint32_t name;
    double cost;
    size_t start, end;
};

/* ---- making ---- */

struct cn_garbler *cn_garbler_new(const struct cn_dictionary *dictionary,
                                  const struct cn_channel *channel,
                                  bool (*ordinary)(void *context, struct cn_str word),
                                  void *context) {
    struct cn_garbler *garbler = calloc(1, sizeof *garbler);
    if (!garbler)
        return NULL;
    garbler->dictionary = dictionary;
    garbler->channel = channel;
    garbler->ordinary = ordinary;
    garbler->context = context;
    garbler->within = cn_within_best();
    garbler->near = cn_near_new(dictionary);
    garbler->stood = calloc(STOOD, sizeof *garbler->stood);
    if (cn_memos_make(&garbler->memos) && garbler->near && garbler->stood)
        return garbler;
    cn_garbler_free(garbler);
    return NULL;
}

void cn_garbler_free(struct cn_garbler *garbler) {
    if (!garbler)
        return;
    cn_near_free(garbler->near);
    cn_memos_free(&garbler->memos);
    free(garbler->stood);
    free(garbler);
}

unsigned cn_garbler_edits(const struct cn_garbler *garbler) {
    return garbler->near->names_len > 0 ? garbler->near->edits : 2;
}

void cn_garbler_use(struct cn_garbler *garbler, const struct cn_channel *channel) {
    garbler->channel = channel;
}

void cn_garbler_doubt_names(struct cn_garbler *garbler) {
    garbler->doubt_names = true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool only_letters(struct cn_str word) {
    for (size_t i = 0; i < word.len; i++)
        if (word.bytes[i] < 'a' || word.bytes[i] > 'z')
            return false;
    return true;
}

/* Is there no word behind `at` but a number? */
static bool ends_in_number(struct cn_str name, size_t at) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    while (cn_token_next(name, at, folded, &token)) {
        for (size_t i = 0; i < token.folded_len; i++)
            if (!is_digit(folded[i]))
                return false;
        at = token.end;
    }
    return true;
}

size_t cn_garbled_letters(struct cn_str name, char *room) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    if (!cn_token_next(name, 0, folded, &token) || token.folded_len > CN_GARBLED_MAX ||
        !only_letters((struct cn_str){folded, token.folded_len}) ||
        !ends_in_number(name, token.end))
        return 0;
    memcpy(room, folded, token.folded_len);
    return token.folded_len;
}

/* ---- names of the document ---- */

/* How often the name stands in the document, any of its entries. */
static unsigned stands(const struct cn_garbler *garbler, uint32_t name) {
    const struct cn_near *near = garbler->near;
    unsigned most = 0;
    for (uint32_t i = near->names[name].holders; i < near->names[name + 1].holders; i++) {
        unsigned times = garbler->standing.times(garbler->standing.context, near->holders[i].entry);
        most = times > most ? times : most;
    }
    return most;
}

static void list_name(struct cn_garbler *garbler, uint32_t name, unsigned times) {
    struct stood *items = garbler->stood;
    size_t at = garbler->stood_len;
    while (at > 0 && items[at - 1].times < times)
        at--;
    if (at == STOOD)
        return;
    garbler->stood_len += garbler->stood_len < STOOD;
    memmove(items + at + 1, items + at, (garbler->stood_len - 1 - at) * sizeof *items);
    items[at] = (struct stood){.name = name, .times = times};
}

/* Letters that may be garbled of a name of so many: fewer than half. */
static unsigned errors_of(size_t len) {
    unsigned errors = (unsigned)(len - 1) / 2;
    return errors < ERRORS_MAX ? errors : ERRORS_MAX;
}

static void seek_names(struct cn_garbler *garbler) {
    memset(&garbler->sought, 0, sizeof garbler->sought);
    for (size_t i = 0; i < garbler->stood_len; i++) {
        struct cn_str letters = cn_near_letters(garbler->near, garbler->stood[i].name);
        cn_within_add(&garbler->sought, letters, errors_of(letters.len));
    }
}

static void list_names(struct cn_garbler *garbler) {
    garbler->stood_len = 0;
    garbler->listed = true;
    if (++garbler->document == 0) {
        cn_memos_forget_documents(&garbler->memos);
        garbler->document = 1;
    }
    for (uint32_t i = 0; i < garbler->near->names_len; i++) {
        unsigned times = stands(garbler, i);
        if (times > 0)
            list_name(garbler, i, times);
    }
    seek_names(garbler);
}

void cn_garbler_begin(struct cn_garbler *garbler, const struct cn_standing *standing) {
    garbler->standing = *standing;
    garbler->listed = false;
}

/* ---- guesses ---- */

/* More than `most` where it is too much. */
static double cost_of(const struct hunt *hunt, uint32_t name, size_t start, size_t end,
                      double most) {
    uint8_t symbols[CN_GARBLED_SYMBOLS];
    struct cn_str text = {hunt->pass.text.bytes + start, end - start};
    size_t len = cn_channel_symbols(text, symbols, CN_GARBLED_SYMBOLS);
    if (len == 0)
        return 1e9;
    return cn_channel_cost_most(hunt->garbler->channel, cn_near_letters(hunt->garbler->near, name),
                                symbols, len, most);
}

static bool is_word(const struct hunt *hunt, size_t at) {
    return cn_byte_kind[(unsigned char)hunt->pass.text.bytes[at]] == CN_BYTE_WORD;
}

/* A mark that letters are read as; what stands beside words anyway is none. */
static bool is_mark(const struct hunt *hunt, size_t at) {
    char byte = hunt->pass.text.bytes[at];
    return !is_word(hunt, at) && (unsigned char)byte > ' ' && !strchr("-/.,;:'\"_", byte);
}

static bool continues(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The beginning of the character that ends at `at`; `at` itself if it is no mark. */
static size_t mark_before(const struct hunt *hunt, size_t at) {
    size_t start = at;
    while (start > 0 && at - start < MARK_REST && continues(hunt->pass.text.bytes[start - 1]))
        start--;
    return start > 0 && is_mark(hunt, start - 1) ? start - 1 : at;
}

static size_t mark_behind(const struct hunt *hunt, size_t at) {
    struct cn_str text = hunt->pass.text;
    if (at == text.len || !is_mark(hunt, at))
        return at;
    size_t end = at + 1;
    while (end < text.len && end - at <= MARK_REST && continues(text.bytes[end]))
        end++;
    return end;
}

/* With the marks that touch the stretch, where that is cheaper. */
static struct guess guess_at(const struct hunt *hunt, const struct stretch *stretch, uint32_t name,
                             double most) {
    size_t start = stretch->start, end = stretch->end, before = mark_before(hunt, start);
    size_t behind = stretch->member == CN_NO_MEMBER ? mark_behind(hunt, end) : end;
    struct guess guess = {name, cost_of(hunt, name, start, end, most), start, end};
    double cost = before < start ? cost_of(hunt, name, before, end, most) : 1e9;
    if (cost < guess.cost)
        guess = (struct guess){name, cost, before, end};
    cost = behind > end ? cost_of(hunt, name, start, behind, most) : 1e9;
    if (cost < guess.cost)
        guess = (struct guess){name, cost, start, behind};
    return guess;
}

/* While lessons are taken, what is dearer is looked at too: it teaches what is no name. */
static double dearest(const struct cn_garbler *garbler, double times, bool small) {
    double most = COST_STANDING + COST_OFTEN * log1p(times < OFTEN ? times : OFTEN);
    return garbler->doubt_names ? COST_LESSON : small ? most - COST_SMALL : most;
}

/* The most that a garbling of the name may cost; less than nothing: it may be none. */
static double most_of(const struct hunt *hunt, const struct cn_near_hit *hit, bool ordinary) {
    const struct cn_garbler *garbler = hunt->garbler;
    unsigned times = stands(garbler, hit->name);
    if (times > 0 || (garbler->doubt_names && !ordinary))
        return dearest(garbler, times, false);
    return ordinary ? -1 : hit->edits > 1 ? COST_TWO : COST_ONE;
}

static bool better(const struct guess *a, const struct guess *b) {
    return a->cost < b->cost || (a->cost <= b->cost && a->name < b->name);
}

/* Keeps the cheapest, in order. */
static void keep(struct guess *guesses, size_t *len, struct guess guess) {
    size_t at = *len;
    while (at > 0 && better(&guess, &guesses[at - 1]))
        at--;
    if (at == CN_GARBLED_READINGS)
        return;
    *len += *len < CN_GARBLED_READINGS;
    memmove(guesses + at + 1, guesses + at, (*len - 1 - at) * sizeof *guesses);
    guesses[at] = guess;
}

/* ---- candidates ---- */

/* Is the entry found there already, as part of a longer run? */
static bool found_already(const struct hunt *hunt, const struct cn_candidate *one) {
    uint64_t base = hunt->pass.base;
    for (size_t i = hunt->next; i < hunt->found->len; i++) {
        const struct cn_candidate *other = &hunt->found->items[i];
        if (other->start >= one->end + base)
            return false;
        if (other->entry == one->entry && other->how != CN_ISSUER && other->how != CN_PATTERN &&
            other->end > one->start + base)
            return true;
    }
    return false;
}

static void add_holder(struct hunt *hunt, const struct guess *guess, uint32_t member,
                       size_t member_end, uint16_t flags, const struct cn_near_holder *holder) {
    struct cn_candidate one = {.start = guess->start,
                               .end = guess->end,
                               .name_end = guess->end,
                               .entry = holder->entry,
                               .member = member,
                               .flags = (uint16_t)(flags | (holder->alias ? CN_FIND_ALIAS : 0)),
                               .how = CN_GARBLED,
                               .tokens = 1};
    if (member != CN_NO_MEMBER)
        one.end = member_end;
    if (holder->member != UINT32_MAX) {
        if (holder->member != member)
            return;
        one.name_end = one.end;
        one.member = CN_NO_MEMBER;
    }
    if (!found_already(hunt, &one))
        cn_pass_add(&hunt->pass, one);
}

static void add_guess(struct hunt *hunt, const struct stretch *stretch, const struct guess *guess) {
    const struct cn_near *near = hunt->garbler->near;
    struct cn_candidate behind = {.member = stretch->member, .end = stretch->member_end};
    if (stretch->member == CN_NO_MEMBER)
        cn_member_behind(&hunt->pass, guess->end, &behind);
    for (uint32_t i = near->names[guess->name].holders; i < near->names[guess->name + 1].holders;
         i++)
        add_holder(hunt, guess, behind.member, behind.end, stretch->flags, &near->holders[i]);
}

/* Letters and digits of [start, end), without their case. 0: there are more than `out` has room
 * for.
 */
static size_t fold(const struct hunt *hunt, size_t start, size_t end,
                   char out[CN_GARBLED_SYMBOLS]) {
    size_t len = 0;
    for (size_t at = start; at < end; at++) {
        if (!is_word(hunt, at))
            continue;
        if (len == CN_GARBLED_SYMBOLS)
            return 0;
        out[len++] = cn_fold_word_byte(hunt->pass.text.bytes[at]);
    }
    return len;
}

/* The same of a run, which has room. What else is folded does no harm. */
static struct cn_str fold_run(const struct hunt *hunt, size_t start, size_t end,
                              char out[CN_GARBLED_SYMBOLS]) {
    if (hunt->pass.text.len - start < CN_GARBLED_SYMBOLS)
        return (struct cn_str){out, fold(hunt, start, end, out)};
    uint64_t bytes[CN_GARBLED_SYMBOLS / 8];
    memcpy(bytes, hunt->pass.text.bytes + start, sizeof bytes);
    for (size_t i = 0; i < CN_GARBLED_SYMBOLS / 8; i++)
        bytes[i] |= UINT64_C(0x2020202020202020); /* as cn_fold_word_byte does */
    memcpy(out, bytes, sizeof bytes);
    return (struct cn_str){out, end - start};
}

/* The word stands in an array as cn_memo_of wants it. */
static bool is_ordinary(const struct cn_garbler *garbler, struct cn_str word,
                        struct cn_memo *memo) {
    if (!memo->asked)
        memo->ordinary = garbler->ordinary(garbler->context, word);
    memo->asked = true;
    return memo->ordinary;
}

static size_t ask(const struct cn_garbler *garbler, struct cn_str word, struct cn_memo *memo,
                  struct cn_near_hit *hits) {
    if (memo->far)
        return 0;
    size_t len = cn_near_ask(garbler->near, word, 2, hits, HITS);
    memo->far = len == 0;
    return len;
}

static bool has_number(const struct hunt *hunt, const struct stretch *stretch) {
    struct cn_candidate behind = {.member = stretch->member};
    return behind.member != CN_NO_MEMBER || cn_member_behind(&hunt->pass, stretch->end, &behind);
}

static bool in_capitals(const struct hunt *hunt, const struct stretch *stretch) {
    for (size_t at = stretch->start; at < stretch->end; at++)
        if (hunt->pass.text.bytes[at] >= 'a' && hunt->pass.text.bytes[at] <= 'z')
            return false;
    return true;
}

/* Is it written as words are, with no capital behind the first letter? */
static bool is_small(const struct hunt *hunt, const struct stretch *stretch) {
    for (size_t at = stretch->start + 1; at < stretch->end; at++)
        if (hunt->pass.text.bytes[at] >= 'A' && hunt->pass.text.bytes[at] <= 'Z')
            return false;
    return true;
}

/* How near the nearest is, but for the word itself: a name that stands nowhere in the document is
 * no rival to a nearer one. */
static unsigned least_edits(const struct cn_near_hit *hits, size_t len) {
    unsigned least = 2;
    for (size_t i = 0; i < len; i++)
        if (hits[i].edits > 0 && hits[i].edits < least)
            least = hits[i].edits;
    return least;
}

/* Tries the names that are near. Returns whether there is nothing more to try. An ordinary word is
 * looked at only in capitals and with a member's number behind it: LIKING-3 may be LIRING-3. */
static bool try_near(struct hunt *hunt, const struct stretch *stretch, struct cn_memo *memo) {
    struct cn_near_hit hits[HITS];
    struct guess guesses[CN_GARBLED_READINGS];
    bool ordinary = is_ordinary(hunt->garbler, stretch->word, memo);
    if (ordinary && !(in_capitals(hunt, stretch) && has_number(hunt, stretch)))
        return true;
    if (stretch->small && !hunt->garbler->doubt_names)
        return false;
    size_t len = ask(hunt->garbler, stretch->word, memo, hits), kept = 0;
    unsigned least = least_edits(hits, len);
    for (size_t i = 0; i < len; i++) {
        bool itself = hits[i].edits == 0 && stretch->end - stretch->start == stretch->word.len;
        bool farther = hits[i].edits > least && stands(hunt->garbler, hits[i].name) == 0;
        if (itself || (farther && !hunt->garbler->doubt_names))
            continue;
        double most = most_of(hunt, &hits[i], ordinary);
        struct guess guess = guess_at(hunt, stretch, hits[i].name, most);
        if (guess.cost <= most)
            keep(guesses, &kept, guess);
    }
    for (size_t i = 0; i < kept; i++)
        add_guess(hunt, stretch, &guesses[i]);
    return kept > 0 || ordinary;
}

/* ---- names of the document in a run ---- */

/* Where a symbol begins; a stretch with marks in it may have more bytes than symbols. */
static size_t byte_of(struct cn_str text, size_t symbol) {
    size_t at = 0;
    for (; at < text.len; at++) {
        if (continues(text.bytes[at]))
            continue;
        if (symbol == 0)
            return at;
        symbol--;
    }
    return at;
}

/* Part of a longer run, at its beginning or end, is read more strictly. */
static void try_part(struct hunt *hunt, const struct stretch *whole, uint32_t number) {
    uint8_t symbols[CN_GARBLED_SYMBOLS];
    struct cn_str name = cn_near_letters(hunt->garbler->near, number);
    size_t from = 0, to = 0;
    struct cn_str text = {hunt->pass.text.bytes + whole->start, whole->end - whole->start};
    size_t len = cn_channel_symbols(text, symbols, CN_GARBLED_SYMBOLS);
    double cost = cn_channel_within(hunt->garbler->channel, name, symbols, len, &from, &to);
    if (cost > COST_PART || to - from < SURFACE_MIN || to - from + PART_REST > len)
        return;
    struct stretch part = *whole;
    part.start = whole->start + byte_of(text, from);
    part.end = whole->start + byte_of(text, to);
    if (to < len)
        part.member = CN_NO_MEMBER;
    if (!in_capitals(hunt, &part))
        return;
    part.flags = (uint16_t)((from > 0 ? CN_FIND_TAIL : 0) | (to < len ? CN_FIND_HEAD : 0));
    add_guess(hunt, &part, &(struct guess){number, cost, part.start, part.end});
}

/* Is the word so long that it may be all of a name? */
static bool may_be_all(const struct stretch *stretch, size_t name) {
    return stretch->word.len <= name + LONGER_MAX && name <= stretch->word.len + LONGER_MAX;
}

/* Tries one of them, found in the word with so many errors. */
static void try_one(struct hunt *hunt, const struct stretch *stretch, const struct stood *stood,
                    unsigned errors, struct guess *guesses, size_t *kept) {
    uint32_t name = stood->name;
    size_t len = hunt->garbler->near->names[name].len, word = stretch->word.len;
    double most = dearest(hunt->garbler, stood->times, stretch->small);
    struct guess guess = {.cost = most + 1};
    if (may_be_all(stretch, len))
        guess = guess_at(hunt, stretch, name, most);
    if (guess.cost <= most)
        keep(guesses, kept, guess);
    else if (!stretch->broken && errors <= 1 + (len > 6) && word + errors >= len + PART_REST)
        try_part(hunt, stretch, name);
}

static bool ordinary_run(const struct hunt *hunt, size_t start, size_t end) {
    char folded[CN_GARBLED_SYMBOLS] = {0};
    struct cn_str word = fold_run(hunt, start, end, folded);
    return is_ordinary(hunt->garbler, word, cn_memo_of(&hunt->garbler->memos, word));
}

/* Are both ordinary words that the blank parts? */
static bool are_words(const struct hunt *hunt, const struct stretch *pair) {
    return ordinary_run(hunt, pair->start, pair->gap) && ordinary_run(hunt, pair->next, pair->end);
}

/* Tries the document's names that are in the word with no more errors than they may have; but
 * between two ordinary words that a blank parts, with one. Returns whether any is in it. */
static bool try_stood(struct hunt *hunt, const struct stretch *stretch) {
    const struct cn_garbler *garbler = hunt->garbler;
    struct guess guesses[CN_GARBLED_READINGS];
    int16_t errors[CN_WITHIN_LANES];
    uint8_t lanes[CN_WITHIN_LANES];
    size_t kept = 0, len = 0;
    if (!garbler->within(&garbler->sought, stretch->word, errors))
        return false;
    for (size_t i = 0; i < garbler->stood_len; i++) {
        lanes[len] = (uint8_t)i;
        len += errors[i] <= garbler->sought.errors[i] &&
               (!stretch->broken || may_be_all(stretch, (size_t)garbler->sought.len[i]));
    }
    int16_t most = len > 0 && stretch->broken && are_words(hunt, stretch) ? 1 : INT16_MAX;
    for (size_t i = 0; i < len; i++) {
        if (errors[lanes[i]] <= most)
            try_one(hunt, stretch, &garbler->stood[lanes[i]], (unsigned)errors[lanes[i]], guesses,
                    &kept);
    }
    for (size_t i = 0; i < kept; i++)
        add_guess(hunt, stretch, &guesses[i]);
    return true;
}

static void try_stretch(struct hunt *hunt, const struct stretch *stretch) {
    const struct cn_garbler *garbler = hunt->garbler;
    if (stretch->word.len < SURFACE_MIN)
        return;
    struct cn_memo *memo = cn_memo_of(&garbler->memos, stretch->word);
    if (!try_near(hunt, stretch, memo) && garbler->stood_len > 0 &&
        memo->without != garbler->document && !try_stood(hunt, stretch))
        memo->without = garbler->document;
}

/* ---- runs ---- */

/* Does a name stand here, found by its spelling? One that is disputed may be another garbled. */
static bool is_named(struct hunt *hunt, size_t start, size_t end) {
    const struct cn_candidates *found = hunt->found;
    uint64_t from = start + hunt->pass.base, to = end + hunt->pass.base;
    while (hunt->next < found->len && found->items[hunt->next].start + CN_MENTION_MAX < from)
        hunt->next++;
    for (size_t i = hunt->next; i < found->len && found->items[i].start < to; i++) {
        const struct cn_candidate *one = &found->items[i];
        if (one->how != CN_ISSUER && one->how != CN_PATTERN && one->end > from &&
            !(one->flags & (CN_FIND_HEAD | CN_FIND_TAIL)) &&
            cn_dictionary_entry(hunt->garbler->dictionary, one->entry)->certainty != CN_DISPUTED)
            return true;
    }
    return false;
}

/* The first place from `at` on whose bit is set, or where `flip` is all bits, is not. */
static size_t first_place(const struct hunt *hunt, size_t at, uint64_t flip) {
    size_t len = hunt->pass.text.len;
    if (at >= len)
        return len;
    uint64_t bits = (hunt->words[at / 64] ^ flip) >> at % 64;
    if (bits)
        return at + (size_t)__builtin_ctzll(bits);
    for (at = at / 64 + 1; 64 * at < len && !(hunt->words[at] ^ flip); at++)
        ;
    return 64 * at < len ? 64 * at + (size_t)__builtin_ctzll(hunt->words[at] ^ flip) : len;
}

static size_t run_start(const struct hunt *hunt, size_t at) {
    return first_place(hunt, at, 0);
}

static size_t run_end(const struct hunt *hunt, size_t at) {
    return first_place(hunt, at, UINT64_MAX);
}

/* The digits at the end may be a member's number. */
static void try_number(struct hunt *hunt, struct stretch stretch) {
    size_t len = stretch.word.len, digits = 0;
    while (digits < len && is_digit(stretch.word.bytes[len - 1 - digits]))
        digits++;
    if (digits == 0 || digits > CN_MEMBER_DIGITS)
        return;
    stretch.member = 0;
    for (size_t i = len - digits; i < len; i++)
        stretch.member = stretch.member * 10 + (uint32_t)(stretch.word.bytes[i] - '0');
    stretch.word.len -= digits;
    stretch.member_end = stretch.end;
    stretch.end -= digits;
    try_stretch(hunt, &stretch);
}

/* Where the run begins that a mark, a blank, or a few of them part from this one; `end`: none does.
 * All but one mark alone breaks a name. */
static size_t next_run(const struct hunt *hunt, size_t end, bool *broken) {
    struct cn_str text = hunt->pass.text;
    size_t at = mark_behind(hunt, end);
    *broken = at == end || at == text.len || !is_word(hunt, at);
    if (!*broken)
        return at;
    for (at = end; at < text.len && at - end <= GAP && !is_word(hunt, at); at++)
        if (text.bytes[at] == '\n' && at > end)
            return end;
    return at > end && at - end <= GAP && at < text.len && is_word(hunt, at) ? at : end;
}

static bool is_capital(const struct hunt *hunt, size_t at) {
    return hunt->pass.text.bytes[at] <= 'Z';
}

static bool is_number(const struct hunt *hunt, size_t start, size_t end) {
    while (start < end && is_digit(hunt->pass.text.bytes[start]))
        start++;
    return start == end;
}

/* Over a blank only what is written in capitals: most words stand beside another. */
static void try_pair(struct hunt *hunt, size_t start, size_t end) {
    const struct cn_garbler *garbler = hunt->garbler;
    char folded[CN_GARBLED_SYMBOLS] = {0};
    struct stretch stretch = {.start = start, .gap = end, .member = CN_NO_MEMBER};
    if (end == hunt->pass.text.len || (!is_capital(hunt, start) && !is_mark(hunt, end)))
        return; /* most end here */
    size_t next = stretch.next = next_run(hunt, end, &stretch.broken);
    if (next == end ||
        (stretch.broken && !(is_capital(hunt, start) && is_capital(hunt, next) &&
                             !is_number(hunt, start, end) && garbler->stood_len > 0)))
        return;
    stretch.end = run_end(hunt, next);
    if (stretch.end - start > CN_GARBLED_SYMBOLS)
        return;
    stretch.word = (struct cn_str){folded, fold(hunt, start, stretch.end, folded)};
    if (stretch.broken &&
        (stretch.word.len < SURFACE_MIN || stretch.word.len > garbler->sought.most + LONGER_MAX))
        return;
    if (is_named(hunt, next, stretch.end) ||
        has_number(hunt, &(struct stretch){.end = end, .member = CN_NO_MEMBER}))
        return;
    if (stretch.broken)
        try_stood(hunt, &stretch);
    else
        try_stretch(hunt, &stretch);
}

static void try_run(struct hunt *hunt, size_t start, size_t end) {
    char folded[CN_GARBLED_SYMBOLS] = {0};
    struct stretch stretch = {.start = start, .end = end, .member = CN_NO_MEMBER};
    if (end - start > sizeof folded || (!hunt->garbler->doubt_names && is_named(hunt, start, end)))
        return;
    stretch.word = fold_run(hunt, start, end, folded);
    stretch.small = end - start >= SURFACE_MIN && is_small(hunt, &stretch);
    try_stretch(hunt, &stretch);
    try_number(hunt, stretch);
    try_pair(hunt, start, end);
}

/* ---- a window ---- */

/* What the other finders find in [start, end), all of it beside the core. They see no more of the
 * window than they must. */
static enum cn_severity find_beside(struct cn_matcher *beside, const struct cn_text *text,
                                    size_t start, size_t end, struct cn_arena *arena,
                                    struct cn_candidates *found) {
    size_t from = start > FIND_REACH ? start - FIND_REACH : 0;
    size_t to = text->len - end > FIND_REACH ? end + FIND_REACH : text->len;
    struct cn_text part = {.bytes = text->bytes + from,
                           .len = to - from,
                           .base = text->base + from,
                           .core_start = start - from,
                           .core_end = end - from};
    *found = (struct cn_candidates){NULL, 0};
    if (start == end)
        return CN_OK;
    cn_matcher_rewind(beside);
    return cn_match(beside, &part, arena, found);
}

static void append(struct cn_candidates *all, const struct cn_candidates *more) {
    if (more->len > 0)
        memcpy(all->items + all->len, more->items, more->len * sizeof *all->items);
    all->len += more->len;
}

/* Found in the core, and beside it as far as that says whether a run is a name already. */
static enum cn_severity look_around(struct cn_matcher *beside, const struct cn_text *text,
                                    const struct cn_candidates *found, struct cn_arena *arena,
                                    struct cn_candidates *around) {
    size_t start = text->core_start > NAME_REACH ? text->core_start - NAME_REACH : 0;
    size_t end = text->len - text->core_end > PAIR_REACH ? text->core_end + PAIR_REACH : text->len;
    struct cn_candidates before, behind;
    enum cn_severity severity = find_beside(beside, text, start, text->core_start, arena, &before);
    if (severity < CN_SKIP)
        severity = find_beside(beside, text, text->core_end, end, arena, &behind);
    *around = *found;
    if (severity >= CN_SKIP || before.len + behind.len == 0)
        return severity;
    around->items = CN_NEW_ARRAY(arena, struct cn_candidate, before.len + found->len + behind.len);
    around->len = 0;
    if (!around->items)
        return CN_FATAL;
    append(around, &before);
    append(around, found);
    append(around, &behind);
    return CN_OK;
}

static enum cn_severity merge(const struct cn_candidates *found,
                              const struct cn_candidates *garbled, struct cn_arena *arena,
                              struct cn_candidates *all) {
    all->items = CN_NEW_ARRAY(arena, struct cn_candidate, found->len + garbled->len);
    all->len = 0;
    if (!all->items)
        return CN_FATAL;
    append(all, found);
    append(all, garbled);
    cn_candidates_sort(all);
    return CN_OK;
}

/* A bit behind the last is 0. */
static bool mark_words(struct hunt *hunt) {
    struct cn_str text = hunt->pass.text;
    uint64_t *words = CN_NEW_ARRAY(hunt->pass.arena, uint64_t, text.len / 64 + 1);
    for (size_t at = 0; words && at < text.len; at += CN_MASKS_BYTES) {
        struct cn_masks masks;
        cn_masks_at(text, at, &masks);
        words[at / 64] = masks.word;
    }
    hunt->words = words;
    return words != NULL;
}

/* The run will be asked for soon. */
static void fetch(const struct hunt *hunt, size_t start, size_t end) {
    char folded[CN_GARBLED_SYMBOLS] = {0};
    if (end - start >= SURFACE_MIN && end - start <= sizeof folded)
        cn_memo_fetch(&hunt->garbler->memos, fold_run(hunt, start, end, folded));
}

static void try_runs(struct hunt *hunt) {
    size_t from = hunt->pass.core_start, to = hunt->pass.core_end, len = hunt->pass.text.len;
    size_t at = from > RUN_REACH ? from - RUN_REACH : 0;
    to = len - to > MARK_REST ? to + MARK_REST + 1 : len;
    if (at > 0 && is_word(hunt, at - 1))
        at = run_end(hunt, at); /* of a run that ends before the core, or is too long */
    at = run_start(hunt, at);
    for (size_t end = run_end(hunt, at); at < to;) {
        size_t next = run_start(hunt, end), next_end = run_end(hunt, next);
        fetch(hunt, next, next_end);
        try_run(hunt, at, end);
        at = next;
        end = next_end;
    }
}

enum cn_severity cn_garbled_add(struct cn_garbler *garbler, struct cn_matcher *beside,
                                const struct cn_text *text, const struct cn_candidates *found,
                                struct cn_arena *arena, struct cn_candidates *all) {
    struct cn_candidates garbled = {NULL, 0}, around;
    struct hunt hunt = {.garbler = garbler, .found = &around};
    hunt.pass = (struct cn_pass){.text = {text->bytes, text->len},
                                 .base = text->base,
                                 .core_start = text->core_start,
                                 .core_end = text->core_end,
                                 .arena = arena,
                                 .found = &garbled};
    *all = *found;
    if (garbler->near->edits == 0)
        return CN_OK;
    if (!garbler->listed)
        list_names(garbler);
    if (look_around(beside, text, found, arena, &around) >= CN_SKIP)
        return CN_FATAL;
    if (!mark_words(&hunt))
        return CN_FATAL;
    try_runs(&hunt);
    if (hunt.pass.failed)
        return CN_FATAL;
    return garbled.len > 0 ? merge(found, &garbled, arena, all) : CN_OK;
}
