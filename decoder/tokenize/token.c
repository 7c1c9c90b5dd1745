/*
 * token.c: words found in text.
 *
 * A word begins with a base (a letter, a digit, an ideograph) and goes on while the next character
 * joins. Marks and invisible characters join whatever they follow, up to INVISIBLE_MAX bytes of
 * them in a row. Digits join letters of any script; letters join letters of the same script, also
 * with digits between them, as far as the last letter is remembered (WORD_MAX bytes). Both bounds
 * are there so that a window, which sees only part of a text, cuts it into the same words: every
 * question about a boundary is answered by at most 2 * WORD_MAX bytes before it. A word longer than
 * WORD_MAX is no name and has no folded text, so it does not matter where such a one is said to
 * begin.
 */
#include <string.h>
#include <utf8proc.h>

#include "base/limits.h"
#include "tokenize/classes.h"
#include "tokenize/masks.h"
#include "tokenize/tokenize.h"

#define WORD_MAX CN_MENTION_MAX
#define INVISIBLE_MAX 256

static bool is_base(uint8_t class) {
    return class >= CN_CLASS_NEUTRAL;
}

static uint8_t class_at(struct cn_str text, size_t at, size_t *len) {
    return cn_char_class(cn_utf8_next(text, at, len));
}

/* ---- forwards ---- */

/* What of a word has been walked over. */
struct walk {
    uint8_t letter;     /* class of the last letter; NONE: none yet */
    size_t letter_at;   /* where it stands */
    size_t visible_end; /* behind the last character that can be seen */
    size_t base_end;    /* behind the last base */
};

static bool joins(const struct walk *walk, uint8_t class, size_t at, size_t len) {
    if (!is_base(class))
        return class != CN_CLASS_NONE && at + len - walk->base_end <= INVISIBLE_MAX;
    bool known = walk->letter != CN_CLASS_NONE && at - walk->letter_at <= WORD_MAX;
    if (class == CN_CLASS_NEUTRAL)
        return !known || walk->letter != CN_CLASS_SINGLE;
    return class != CN_CLASS_SINGLE && (!known || walk->letter == class);
}

static void take(struct walk *walk, uint8_t class, size_t at, size_t len) {
    if (class > CN_CLASS_NEUTRAL) {
        walk->letter = class;
        walk->letter_at = at;
    }
    if (is_base(class))
        walk->base_end = at + len;
    if (class != CN_CLASS_IGNORABLE)
        walk->visible_end = at + len;
}

/* The end of the word that starts at `start` with a base. */
static size_t word_end(struct cn_str text, size_t start) {
    struct walk walk = {0};
    size_t len;
    uint8_t base = class_at(text, start, &len);
    take(&walk, base, start, len);
    for (size_t at = start + len; at < text.len; at += len) {
        uint8_t class = class_at(text, at, &len);
        if (!joins(&walk, class, at, len))
            break;
        take(&walk, class, at, len);
    }
    return walk.visible_end;
}

/* The first base at or behind `at`; text.len if there is none. */
static size_t next_base(struct cn_str text, size_t at) {
    size_t len = 1;
    for (; at < text.len; at += len) {
        uint8_t kind = cn_byte_kind[(unsigned char)text.bytes[at]];
        len = 1;
        if (kind == CN_BYTE_WORD || (kind == CN_BYTE_HIGH && is_base(class_at(text, at, &len))))
            break;
    }
    return at;
}

static size_t ascii_end(struct cn_str text, size_t at) {
    while (at < text.len && cn_byte_kind[(unsigned char)text.bytes[at]] == CN_BYTE_WORD)
        at++;
    return at;
}

/* Where the word that ends in ASCII at `from` began, if it is all ASCII; SIZE_MAX: look closer. */
static size_t ascii_start(struct cn_str text, size_t from) {
    size_t at = from;
    if (at < text.len && cn_byte_kind[(unsigned char)text.bytes[at]] == CN_BYTE_HIGH)
        return SIZE_MAX;
    while (at > 0 && from - at < WORD_MAX &&
           cn_byte_kind[(unsigned char)text.bytes[at - 1]] == CN_BYTE_WORD)
        at--;
    if (at > 0 && cn_byte_kind[(unsigned char)text.bytes[at - 1]] != CN_BYTE_BREAK)
        return SIZE_MAX;
    return at;
}

/* ---- what a word looks like ---- */

static uint16_t letter_flags(bool upper, uint16_t flags) {
    if (!upper)
        return (uint16_t)(flags | CN_TOKEN_LETTER | CN_TOKEN_LOWER);
    bool first = !(flags & CN_TOKEN_LETTER);
    flags = (uint16_t)(first ? flags | CN_TOKEN_TITLE : flags & ~CN_TOKEN_TITLE);
    return (uint16_t)(flags | CN_TOKEN_LETTER | CN_TOKEN_UPPER);
}

static uint16_t char_flags(int32_t point, uint16_t flags) {
    uint8_t class = cn_char_class(point);
    if (class == CN_CLASS_IGNORABLE)
        return (uint16_t)(flags | CN_TOKEN_HIDDEN);
    if (utf8proc_get_property(point)->decomp_type != 0)
        flags |= CN_TOKEN_WIDTH;
    if (class == CN_CLASS_SINGLE)
        flags |= CN_TOKEN_SINGLE;
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_ND:
        return (uint16_t)(flags | CN_TOKEN_DIGIT);
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return letter_flags(true, flags);
    case UTF8PROC_CATEGORY_LL:
        return letter_flags(false, flags);
    default:
        return (uint16_t)(is_base(class) ? flags | CN_TOKEN_LETTER : flags);
    }
}

static struct cn_str word_of(struct cn_str text, const struct cn_token *token) {
    return (struct cn_str){text.bytes + token->start, token->end - token->start};
}

/* As letter by letter, in one go: a table says of each byte what it adds. */
#define CAPITAL (CN_TOKEN_LETTER | CN_TOKEN_UPPER)
#define SMALL (CN_TOKEN_LETTER | CN_TOKEN_LOWER)
#define TIMES_10(x) x, x, x, x, x, x, x, x, x, x
#define TIMES_26(x) TIMES_10(x), TIMES_10(x), x, x, x, x, x, x
static const uint8_t adds[256] = {
    ['0'] = TIMES_10(CN_TOKEN_DIGIT), ['A'] = TIMES_26(CAPITAL), ['a'] = TIMES_26(SMALL)};

static bool begins_with_capital(struct cn_str word) {
    size_t at = 0;
    while (adds[(unsigned char)word.bytes[at]] == CN_TOKEN_DIGIT)
        at++;
    return word.bytes[at] <= 'Z';
}

static void fill_ascii(struct cn_str word, char *folded, struct cn_token *token) {
    unsigned flags = 0;
    size_t capitals = 0;
    for (size_t i = 0; i < word.len; i++) {
        unsigned more = adds[(unsigned char)word.bytes[i]];
        folded[i] = cn_fold_word_byte(word.bytes[i]);
        flags |= more;
        capitals += (more & CN_TOKEN_UPPER) != 0;
    }
    if (capitals == 1 && begins_with_capital(word))
        flags |= CN_TOKEN_TITLE;
    token->flags = (uint16_t)flags;
    token->folded_len = (uint16_t)word.len;
}

static void fill_unicode(struct cn_str word, char *folded, struct cn_token *token) {
    size_t len;
    for (size_t at = 0; at < word.len; at += len)
        token->flags = char_flags(cn_utf8_next(word, at, &len), token->flags);
    token->folded_len = (uint16_t)cn_fold(word, false, folded, CN_TOKEN_MAX);
}

bool cn_token_next(struct cn_str text, size_t at, char *folded, struct cn_token *token) {
    size_t start = next_base(text, at);
    if (start == text.len)
        return false;
    size_t plain_end = ascii_end(text, start), end = plain_end;
    if (end < text.len && cn_byte_kind[(unsigned char)text.bytes[end]] == CN_BYTE_HIGH)
        end = word_end(text, start);
    *token = (struct cn_token){.start = (uint32_t)start, .end = (uint32_t)end, .folded = folded};
    struct cn_str word = word_of(text, token);
    if (end == plain_end && word.len <= CN_TOKEN_MAX)
        fill_ascii(word, folded, token);
    else if (end != plain_end && word.len <= WORD_MAX)
        fill_unicode(word, folded, token);
    if (!token->folded_len)
        token->flags |= CN_TOKEN_LONG;
    return true;
}

size_t cn_token_normalise(struct cn_str text, const struct cn_token *token, char *out,
                          size_t room) {
    if (token->flags & CN_TOKEN_LONG)
        return 0;
    return cn_fold(word_of(text, token), true, out, room);
}

/* ---- backwards ---- */

/* `next` is the place of the nearest base behind, `letter` that of the nearest letter behind; both
 * belong to the word that is walked back. */
struct back {
    size_t from;
    size_t base_at;
    size_t letter_at;
    uint8_t letter;
    bool base_seen, letter_seen;
};

static void pass(struct back *back, uint8_t class, size_t at) {
    if (!is_base(class))
        return;
    back->base_at = at;
    back->base_seen = true;
    if (class == CN_CLASS_NEUTRAL)
        return;
    back->letter = class;
    back->letter_at = at;
    back->letter_seen = true;
}

/* A base of `class` stands in [at, end). Is it of another word than what has been walked over?
 * Then *start is where that begins. */
static bool apart(const struct back *back, uint8_t class, size_t at, size_t end, size_t *start) {
    *start = back->base_at;
    if (back->base_seen && back->base_at - end > INVISIBLE_MAX)
        return true;
    if (class == CN_CLASS_NEUTRAL)
        return false;
    *start = back->letter_at;
    return back->letter_seen && back->letter != class && back->letter_at - at <= WORD_MAX;
}

/* Is it sure that the word is longer than WORD_MAX, whatever stands before `at`? */
static bool surely_long(const struct back *back, uint8_t class, size_t at) {
    if (class == CN_CLASS_NEUTRAL && back->letter_seen)
        return back->letter_at - at > WORD_MAX;
    return back->from - at > WORD_MAX;
}

size_t cn_word_start(struct cn_str text, size_t from) {
    struct back back = {.from = from};
    size_t len, start = ascii_start(text, from);
    if (start != SIZE_MAX)
        return start;
    if (from < text.len)
        pass(&back, class_at(text, from, &len), from);
    for (size_t at = from; at > 0;) {
        uint8_t class = cn_char_class(cn_utf8_before(text, at, &len));
        if (class == CN_CLASS_NONE)
            return at;
        at -= len;
        if (!is_base(class)) {
            if ((back.base_seen ? back.base_at : from) - at > INVISIBLE_MAX + 4)
                return back.base_seen ? back.base_at : from;
            continue;
        }
        if (class == CN_CLASS_SINGLE)
            return at;
        if (apart(&back, class, at, at + len, &start))
            return start;
        if (surely_long(&back, class, at))
            return at;
        pass(&back, class, at);
    }
    return 0;
}

/* ---- in ASCII, by masks ---- */

/* Where the masks of a text were read last. */
struct cursor {
    struct cn_str text;
    size_t base;
    bool read;
    struct cn_masks masks;
};

static void move_to(struct cursor *cursor, size_t at) {
    cursor->base = at;
    cursor->read = true;
    cn_masks_at(cursor->text, at, &cursor->masks);
}

/* Sixteen bytes in a vector, as compilers have them on every machine. */
typedef unsigned char sixteen __attribute__((vector_size(16)));

/* Folds a word of at most 64 bytes; what is written behind it does not matter. */
static void fold_ascii(struct cn_str text, size_t start, size_t len, char *folded) {
    size_t end = start + (len + 15) / 16 * 16;
    for (; end <= text.len && start < end; start += 16, folded += 16) {
        sixteen some;
        memcpy(&some, text.bytes + start, sizeof some);
        some |= 0x20;
        memcpy(folded, &some, sizeof some);
    }
    for (; start < end && start < text.len; start++)
        *folded++ = cn_fold_word_byte(text.bytes[start]);
}

static uint16_t flags_of(const struct cn_masks *masks, uint64_t word) {
    uint64_t upper = masks->upper & word, letters = word & ~masks->digit;
    bool title = upper && (upper & (upper - 1)) == 0 && (letters & -letters) == upper;
    unsigned flags = (letters ? CN_TOKEN_LETTER : 0u) | (upper ? CN_TOKEN_UPPER : 0u) |
                     (letters & ~upper ? CN_TOKEN_LOWER : 0u) | (title ? CN_TOKEN_TITLE : 0u) |
                     (letters != word ? CN_TOKEN_DIGIT : 0u);
    return (uint16_t)flags;
}

/* The token at or behind `at` if it is ASCII, and is all in the masks; false: look closer. */
static bool next_ascii(const struct cursor *cursor, size_t at, char *folded,
                       struct cn_token *token) {
    const struct cn_masks *masks = &cursor->masks;
    size_t skip = at - cursor->base;
    if (!cursor->read || skip >= CN_MASKS_BYTES)
        return false;
    uint64_t words = masks->word >> skip << skip;
    if (!words)
        return false;
    uint64_t first = words & -words, behind = (words + first) & ~words;
    if (!behind || (masks->high >> skip << skip) & (behind | (behind - 1)))
        return false;
    size_t start = cursor->base + (size_t)__builtin_ctzll(first);
    size_t end = cursor->base + (size_t)__builtin_ctzll(behind);
    *token = (struct cn_token){.start = (uint32_t)start,
                               .end = (uint32_t)end,
                               .flags = flags_of(masks, behind - first),
                               .folded_len = (uint16_t)(end - start),
                               .folded = folded};
    fold_ascii(cursor->text, start, end - start, folded);
    return true;
}

/* As cn_token_next. */
static bool next_token(struct cursor *cursor, size_t at, char *folded, struct cn_token *token) {
    if (next_ascii(cursor, at, folded, token))
        return true;
    move_to(cursor, at);
    return next_ascii(cursor, at, folded, token) || cn_token_next(cursor->text, at, folded, token);
}

/* ---- all of a text ---- */

/* Folded text is put end to end in blocks of the arena. */
#define FOLDED_BLOCK ((size_t)4 * CN_TOKEN_MAX)

struct collected {
    struct cn_arena *arena;
    struct cn_tokens *tokens;
    size_t cap;
    char *folded; /* where the next one goes */
    size_t room;
};

static bool room_for_token(struct collected *into) {
    struct cn_tokens *tokens = into->tokens;
    if (tokens->len < into->cap)
        return true;
    size_t more = into->cap ? 2 * into->cap : 64;
    struct cn_token *items = CN_NEW_ARRAY(into->arena, struct cn_token, more);
    if (!items)
        return false;
    for (size_t i = 0; i < tokens->len; i++)
        items[i] = tokens->items[i];
    tokens->items = items;
    into->cap = more;
    return true;
}

static bool room_for_folded(struct collected *into) {
    if (into->room < CN_TOKEN_MAX) {
        into->folded = cn_arena_alloc(into->arena, FOLDED_BLOCK);
        into->room = FOLDED_BLOCK;
    }
    return into->folded != NULL;
}

bool cn_tokenize_most(struct cn_str text, size_t from, size_t to, size_t behind, size_t most,
                      struct cn_arena *arena, struct cn_tokens *tokens) {
    struct collected into = {.arena = arena, .tokens = tokens};
    struct cursor cursor = {.text = text};
    *tokens = (struct cn_tokens){0};
    for (size_t at = cn_word_start(text, from);;) {
        if (!room_for_folded(&into) || !room_for_token(&into))
            return false;
        struct cn_token *token = &tokens->items[tokens->len];
        if (!next_token(&cursor, at, into.folded, token) || token->start >= to ||
            (token->start >= behind && most-- == 0))
            return true;
        at = token->end;
        if (token->start < from)
            continue;
        tokens->len++;
        into.folded += token->folded_len;
        into.room -= token->folded_len;
    }
}

bool cn_tokenize(struct cn_str text, size_t from, size_t to, struct cn_arena *arena,
                 struct cn_tokens *tokens) {
    return cn_tokenize_most(text, from, to, to, 0, arena, tokens);
}

size_t cn_name_key(struct cn_str name, char *out, size_t room) {
    char folded[CN_TOKEN_MAX];
    struct cn_token token;
    size_t len = 0, count = 0;
    for (size_t at = 0; cn_token_next(name, at, folded, &token); at = token.end) {
        if (token.flags & CN_TOKEN_LONG || ++count > CN_NAME_TOKENS ||
            token.folded_len > room - len)
            return 0;
        for (size_t i = 0; i < token.folded_len; i++)
            out[len++] = folded[i];
    }
    return len;
}
