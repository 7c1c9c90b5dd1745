/*
 * garbled.c: a word near a name: the name, garbled by the scanner, or something else.
 *
 * What speaks for it is how probable the garbling is; against it, every rival explanation: that it
 * is an ordinary word, another word garbled, or spelled as words are. That it is another name
 * garbled, or an unknown one, competes as a reading of its own.
 */
#include "match/garbled.h"
#include "base/limits.h"
#include "score/evidence.h"
#include "tokenize/classes.h"
#include "tokenize/masks.h"

#include <math.h>
#include <string.h>

/* Costs beyond this say no more. */
#define COST_MAX 26.0
/* Longer names than this are as sure as this long ones. */
#define LENGTH_MAX 9
#define SHORT 4
#define SHORT_NAME 6
/* Words shorter than this are noise or not, who knows; and where there is none, half of them are.
 */
#define NOISE_LETTERS 3
#define NOISE_UNKNOWN 0.5
#define NOISE_AT_ONCE 16
/* How far around a place its like is looked for (bytes): within the margin of a window, so that it
 * is the same whatever window the place falls in. */
#define AROUND 2048

/* The way from the name to what stands there. */
struct garbling {
    double cost;
    struct cn_channel_step steps[CN_CHANNEL_STEPS];
    size_t len;
    size_t letters; /* of the name */
};

static bool follow(const struct cn_channel *channel, struct cn_str name, const uint8_t *symbols,
                   size_t symbols_len, struct garbling *best) {
    char letters[CN_GARBLED_MAX];
    struct garbling way = {.letters = cn_garbled_letters(name, letters)};
    if (way.letters == 0)
        return false;
    way.cost = cn_channel_cost(channel, (struct cn_str){letters, way.letters}, symbols, symbols_len,
                               way.steps, &way.len);
    if (way.cost < best->cost)
        *best = way;
    return true;
}

static bool find_way(const struct cn_channel *channel, const struct cn_entry *entry,
                     const struct cn_candidate *found, struct cn_str surface,
                     struct garbling *best) {
    uint8_t symbols[CN_GARBLED_SYMBOLS];
    size_t len = cn_channel_symbols(surface, symbols, CN_GARBLED_SYMBOLS);
    bool any = false;
    best->cost = HUGE_VAL;
    if (!channel || len == 0)
        return false;
    if (!(found->flags & CN_FIND_ALIAS))
        return follow(channel, entry->name, symbols, len, best);
    for (size_t i = 0; i < entry->aliases.len; i++)
        any |= follow(channel, entry->aliases.items[i], symbols, len, best);
    return any;
}

/* Where the name part of the surface ends: a row of a numbered member has its number. */
static struct cn_str surface_of(const struct cn_text *text, const struct cn_candidate *found,
                                struct cn_str name) {
    struct cn_str surface = cn_text_between(text, found->start, found->name_end);
    size_t digits = 0;
    while (digits < name.len && name.bytes[name.len - 1 - digits] >= '0' &&
           name.bytes[name.len - 1 - digits] <= '9')
        digits++;
    if (digits == 0 || digits >= surface.len)
        return surface;
    surface.len -= digits;
    char last = surface.bytes[surface.len - 1];
    if (surface.len > 1 && !((last | 0x20) >= 'a' && (last | 0x20) <= 'z'))
        surface.len--;
    return surface;
}

size_t cn_garbling_steps(const struct cn_scorer *scorer, const struct cn_text *text,
                         const struct cn_meaning *meaning, struct cn_channel_step *steps) {
    struct garbling way = {.len = 0};
    struct cn_str surface = surface_of(text, &meaning->candidate, meaning->entry->name);
    if (!find_way(scorer->channel, meaning->entry, &meaning->candidate, surface, &way))
        return 0;
    for (size_t i = 0; i < way.len; i++)
        steps[i] = way.steps[i];
    return way.len;
}

/* ---- the garbling ---- */

static void judge_way(const struct garbling *way, struct cn_sheet *sheet) {
    unsigned edits = 0, lost = 0, added = 0;
    for (size_t i = 0; i < way->len; i++) {
        edits += !cn_channel_kept(&way->steps[i]);
        lost += way->steps[i].read_len < way->steps[i].letters_len;
        added += way->steps[i].read_len > way->steps[i].letters_len;
    }
    sheet->value[CN_TERM_garble_lost] = lost;
    sheet->value[CN_TERM_garble_added] = added;
    sheet->value[CN_TERM_garble_cost] = fmin(way->cost, COST_MAX);
    sheet->value[CN_TERM_garble_two] = edits > 1;
    sheet->value[CN_TERM_garble_two_short] = edits > 1 && way->letters <= SHORT_NAME;
    sheet->value[CN_TERM_garble_three] = edits > 2;
    sheet->value[CN_TERM_garble_first] = way->len > 0 && !cn_channel_kept(&way->steps[0]);
    sheet->value[CN_TERM_garble_five] = way->letters == CN_GARBLED_MIN;
    size_t length = way->letters < LENGTH_MAX ? way->letters : LENGTH_MAX;
    sheet->value[CN_TERM_garble_length] = (double)length - CN_GARBLED_MIN;
}

void cn_evidence_garbled_case(const struct cn_case *it, struct cn_sheet *sheet) {
    unsigned flags = it->place->context.name_flags;
    if (!(flags & CN_TOKEN_LOWER)) {
        sheet->value[CN_TERM_garble_caps_alone] = 1 - it->place->context.caps;
        return;
    }
    sheet->value[CN_TERM_garble_three_small] = sheet->value[CN_TERM_garble_three];
    if (!(flags & CN_TOKEN_UPPER))
        sheet->value[CN_TERM_garble_lower] = 1;
    else if (flags & CN_TOKEN_TITLE)
        sheet->value[CN_TERM_garble_capital] = 1;
    else
        sheet->value[CN_TERM_garble_mixed] = 1;
}

/* ---- the rivals ---- */

/* Letters and digits of the surface, folded. */
static struct cn_str fold(struct cn_str surface, char *out, size_t room, bool *parted) {
    size_t len = 0;
    *parted = false;
    for (size_t i = 0; i < surface.len && len < room; i++) {
        char c = surface.bytes[i];
        bool upper = c >= 'A' && c <= 'Z';
        if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[len++] = upper ? (char)(c | 0x20) : c;
        else
            *parted = true;
    }
    return (struct cn_str){out, len};
}

/* Words of a stretch of text around the place: which are the surface again, and which are like it
 * but for one letter. Those that are the name itself are neither. */
struct neighbours {
    struct cn_str surface, name;
    char letters[CN_GARBLED_MAX];
    uint64_t folded[CN_GARBLED_SYMBOLS / 8]; /* the surface's letters, and zeros */
    uint64_t mask[CN_GARBLED_SYMBOLS / 8];   /* of bytes that it has */
    size_t word_len;
    unsigned same, like;
};

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* How many of eight bytes are not 0. */
static unsigned count_set(uint64_t bytes) {
    bytes = ((bytes & EACH_BYTE(0x7F)) + EACH_BYTE(0x7F)) | bytes;
    return (unsigned)((bytes >> 7 & EACH_BYTE(1)) * EACH_BYTE(1) >> 56);
}

/* How many letters a word of the same length has that the surface has not; the text goes on for
 * CN_GARBLED_SYMBOLS. */
static unsigned count_other(const struct neighbours *neighbours, const char *word) {
    unsigned other = 0;
    for (size_t i = 0; i < CN_GARBLED_SYMBOLS / 8 && 8 * i < neighbours->word_len; i++) {
        uint64_t bytes;
        memcpy(&bytes, word + 8 * i, sizeof bytes);
        other +=
            count_set(((bytes | EACH_BYTE(0x20)) ^ neighbours->folded[i]) & neighbours->mask[i]);
    }
    return other;
}

static bool is_name(const struct neighbours *neighbours, struct cn_str word) {
    return cn_str_equal_nocase(word, neighbours->name);
}

/* What is no more than a letter different is looked at closely. */
static void count_word(struct neighbours *neighbours, struct cn_str word, bool room) {
    char copy[CN_GARBLED_SYMBOLS] = {0};
    if (!room)
        memcpy(copy, word.bytes, word.len);
    unsigned other = count_other(neighbours, room ? word.bytes : copy);
    if (other == 0 && cn_str_equal(word, neighbours->surface))
        neighbours->same++;
    else if (other == 1 && !is_name(neighbours, word))
        neighbours->like++;
}

/* The words as long as the surface begin where a bit is: there is no letter before it, so many from
 * it on, and none behind them. Of the text's first byte that cannot be told. */
static uint64_t words_as_long(uint64_t word, size_t len) {
    uint64_t all = word;
    size_t so_many = 1;
    for (; 2 * so_many <= len; so_many *= 2)
        all &= all >> so_many;
    all &= all >> (len - so_many);
    return all & ~(word << 1) & ~(word >> len) & ~UINT64_C(1);
}

/* 64 of the window's bits from `at` on; from `end` on there are none. */
static uint64_t bits_at(const uint64_t *bits, size_t at, size_t end) {
    uint64_t some = bits[at / 64] >> at % 64 | bits[at / 64 + 1] << 1 << (63 - at % 64);
    return end - at < 64 ? some & ((UINT64_C(1) << (end - at)) - 1) : some;
}

/* Those of the window's bytes [from, to). */
static void count_words(struct neighbours *neighbours, const struct cn_scoring *scoring,
                        size_t from, size_t to) {
    size_t len = neighbours->word_len, step = 63 - len;
    for (size_t at = from; len > 0 && at < to; at += step) {
        uint64_t words = words_as_long(bits_at(scoring->word_bits, at, to), len) &
                         ((UINT64_C(1) << (step + 1)) - 1);
        for (; words; words &= words - 1) {
            size_t start = at + (size_t)__builtin_ctzll(words);
            if (start + len <= to)
                count_word(neighbours, (struct cn_str){scoring->text->bytes + start, len},
                           scoring->text->len - start >= CN_GARBLED_SYMBOLS);
        }
    }
}

bool cn_garbled_prepare(struct cn_scoring *scoring) {
    struct cn_str text = {scoring->text->bytes, scoring->text->len};
    bool any = false;
    for (size_t i = 0; i < scoring->candidates->len && !any; i++)
        any = scoring->candidates->items[i].how == CN_GARBLED;
    if (!any)
        return true;
    uint64_t *bits = CN_NEW_ARRAY(scoring->arena, uint64_t, text.len / 64 + 2);
    if (!bits)
        return false;
    for (size_t at = 0; at < text.len; at += CN_MASKS_BYTES) {
        struct cn_masks masks;
        cn_masks_at(text, at, &masks);
        bits[at / 64] = masks.word;
    }
    scoring->word_bits = bits;
    return true;
}

/* The stretch that is read as the name: its surface, and that folded. */
struct reading {
    struct cn_str surface, word;
    bool parted;
    char folded[CN_GARBLED_SYMBOLS];
};

static void read_surface(const struct cn_case *it, struct reading *reading) {
    reading->surface = surface_of(it->scoring->text, it->found, it->entry->name);
    reading->word =
        fold(reading->surface, reading->folded, sizeof reading->folded, &reading->parted);
}

static void judge_neighbours(const struct cn_case *it, struct cn_sheet *sheet) {
    struct reading reading;
    read_surface(it, &reading);
    struct neighbours neighbours = {.surface = reading.surface, .word_len = reading.word.len};
    const struct cn_text *text = it->scoring->text;
    uint64_t start = it->found->start, end = it->found->end;
    memcpy(neighbours.folded, reading.word.bytes, reading.word.len);
    memset(neighbours.mask, 0xFF, reading.word.len);
    neighbours.name.bytes = neighbours.letters;
    neighbours.name.len = cn_garbled_letters(it->entry->name, neighbours.letters);
    struct cn_str before = cn_text_between(text, start > AROUND ? start - AROUND : 0, start);
    struct cn_str behind = cn_text_between(text, end, end + AROUND);
    size_t from = (size_t)(before.bytes - text->bytes), to = (size_t)(behind.bytes - text->bytes);
    count_words(&neighbours, it->scoring, from, from + before.len);
    count_words(&neighbours, it->scoring, to, to + behind.len);
    double same = cn_log_count(neighbours.same);
    sheet->value[CN_TERM_garble_repeated] = same;
    sheet->value[CN_TERM_garble_repeated_two] = sheet->value[CN_TERM_garble_two] * same;
    sheet->value[CN_TERM_garble_likes] = cn_log_count(neighbours.like);
}

/* What is the cheapest to ask about the word. */
static void judge_spelling(const struct cn_case *it, const struct reading *reading,
                           struct cn_sheet *sheet) {
    struct cn_words *words = it->scoring->scorer->words;
    sheet->value[CN_TERM_garble_parted] = reading->parted;
    sheet->value[CN_TERM_garble_short] = reading->word.len <= SHORT;
    if (!cn_words_any(words) || reading->word.len == 0)
        return;
    sheet->value[CN_TERM_garble_odd] = cn_words_oddness(words, reading->word);
}

static void judge_rival(const struct cn_case *it, struct cn_str word, bool quick,
                        struct cn_sheet *sheet) {
    const struct cn_scorer *scorer = it->scoring->scorer;
    sheet->value[CN_TERM_garble_rival] =
        cn_words_rival(scorer->words, scorer->channel, word, quick);
}

void cn_evidence_garbled_common(const struct cn_case *it, struct cn_sheet *sheet) {
    struct cn_words *words = it->scoring->scorer->words;
    struct reading reading;
    read_surface(it, &reading);
    if (!cn_words_any(words) || reading.word.len == 0)
        return;
    sheet->value[CN_TERM_garble_common] = cn_words_common(words, reading.word, false);
    judge_rival(it, reading.word, true, sheet);
}

void cn_evidence_garbled_word(const struct cn_case *it, struct cn_sheet *sheet) {
    struct cn_words *words = it->scoring->scorer->words;
    char other[CN_GARBLED_SYMBOLS + 8];
    struct reading reading;
    read_surface(it, &reading);
    if (!cn_words_any(words) || reading.word.len == 0)
        return;
    judge_rival(it, reading.word, false, sheet);
    if (reading.parted)
        return;
    bool known = cn_words_spelled(words, reading.word);
    sheet->value[CN_TERM_garble_word] = known;
    sheet->value[CN_TERM_garble_word_member] = known && sheet->value[CN_TERM_garble_member] > 0;
    sheet->value[CN_TERM_garble_proper] =
        !known && cn_words_spelled(words, cn_word_recase(reading.word, true, other, sizeof other));
}

/* The share of the words near that are not common ones: among noise, a likeness says less. */
static double share_of_noise(const struct cn_case *it) {
    const struct cn_context *context = &it->place->context;
    struct cn_str words[NOISE_AT_ONCE], rare[NOISE_AT_ONCE];
    size_t some = 0, all = 0, noise = 0;
    for (size_t i = context->from; i < context->to; i++) {
        const struct cn_token *token = &context->tokens.items[i];
        if ((i < context->name_first || i >= context->name_last) &&
            token->folded_len >= NOISE_LETTERS)
            words[some++] = (struct cn_str){token->folded, token->folded_len};
        if (some < NOISE_AT_ONCE && i + 1 < context->to)
            continue;
        noise += cn_words_rare(it->scoring->scorer->words, words, some, rare);
        all += some;
        some = 0;
    }
    return all > 0 ? (double)noise / (double)all : NOISE_UNKNOWN;
}

static double share_of_bits(const struct cn_case *it) {
    const struct cn_context *context = &it->place->context;
    double words = 0, bits = 0;
    for (size_t i = context->from; i < context->to; i++) {
        if (i >= context->name_first && i < context->name_last)
            continue;
        words++;
        bits += context->tokens.items[i].folded_len < NOISE_LETTERS;
    }
    return words > 0 ? bits / words : NOISE_UNKNOWN;
}

/* What is the same for all readings of a place. */
static void judge_noise(const struct cn_case *it, struct cn_sheet *sheet) {
    struct cn_scoring *scoring = it->scoring;
    if (scoring->noise_of != it->place) {
        scoring->noise_of = it->place;
        scoring->noise = share_of_noise(it);
        scoring->bits = share_of_bits(it);
    }
    sheet->value[CN_TERM_garble_noise] = scoring->noise;
    sheet->value[CN_TERM_garble_bits] = scoring->bits;
}

static bool beside_family(const struct cn_place *place) {
    for (size_t i = 0; i < place->finds_len; i++)
        if (place->finds[i]->how == CN_PATTERN)
            return true;
    return false;
}

void cn_evidence_garbled_around(const struct cn_case *it, struct cn_sheet *sheet) {
    judge_neighbours(it, sheet);
    judge_noise(it, sheet);
}

void cn_evidence_garbled(const struct cn_case *it, struct cn_sheet *sheet) {
    struct garbling way = {.len = 0};
    struct reading reading;
    read_surface(it, &reading);
    sheet->value[CN_TERM_garbled] = 1;
    if (!find_way(it->scoring->scorer->channel, it->entry, it->found, reading.surface, &way))
        way.cost = COST_MAX;
    judge_way(&way, sheet);
    judge_spelling(it, &reading, sheet);
    sheet->value[CN_TERM_garble_run] = (it->found->flags & (CN_FIND_HEAD | CN_FIND_TAIL)) != 0;
    sheet->value[CN_TERM_garble_family] = beside_family(it->place);
    sheet->value[CN_TERM_garble_member] = it->found->end > it->found->start + reading.surface.len;
}
