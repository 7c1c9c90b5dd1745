/*
 * tokenize.h: Unicode folding, and tokens that keep their place in the text.
 *
 * For dictionary/, match/ and score/. A token is folded text plus its span; folding never changes
 * the text itself and never loses an offset. Stateless: a window that shows CN_WINDOW_MARGIN bytes
 * around its core is cut into the same words as the whole text.
 *
 * What is a word: a run of letters, marks and digits of one script (digits go with what they
 * touch). Ideographs, kana and the scripts written without blanks are a token each character. Soft
 * hyphens, zero-width and bidirectional controls inside a word belong to its span and not to its
 * folded text. Invalid bytes are barriers. A run longer than CN_TOKEN_MAX folded bytes or
 * CN_MENTION_MAX bytes of text is one token marked CN_TOKEN_LONG, with no folded text: no name is
 * in it.
 */
#ifndef CN_TOKENIZE_TOKENIZE_H
#define CN_TOKENIZE_TOKENIZE_H

#include "base/arena.h"

enum cn_token_flag {
    CN_TOKEN_UPPER = 1,   /* has an upper-case letter */
    CN_TOKEN_LOWER = 2,   /* has a lower-case letter */
    CN_TOKEN_TITLE = 4,   /* the first letter is upper-case and no other */
    CN_TOKEN_DIGIT = 8,   /* has a digit */
    CN_TOKEN_LETTER = 16, /* has a letter */
    CN_TOKEN_HIDDEN =
        32, /* invisible characters were skipped inside: obfuscated, or a soft hyphen */
    CN_TOKEN_WIDTH = 64,   /* compatibility forms were folded (full width, ligatures) */
    CN_TOKEN_SINGLE = 128, /* an ideograph or the like: joins its neighbours without a blank */
    CN_TOKEN_LONG = 256
};

struct cn_token {
    uint32_t start; /* bytes from the beginning of what was tokenized */
    uint32_t end;
    uint16_t flags;
    uint16_t folded_len;
    const char
        *folded; /* case, width and compatibility folded (NFKC_Casefold) UTF-8; in the arena */
};

struct cn_tokens {
    struct cn_token *items;
    size_t len;
};

/* The tokens of `text` that start in [from, to), the last one whole. In order, not overlapping. */
bool cn_tokenize(struct cn_str text, size_t from, size_t to, struct cn_arena *, struct cn_tokens *);
/* The same, but no more than `most` tokens that start at or behind `behind`. */
bool cn_tokenize_most(struct cn_str text, size_t from, size_t to, size_t behind, size_t most,
                      struct cn_arena *, struct cn_tokens *);
/* The first token at or behind `at`, which must not be inside a word (see cn_word_start); false:
 * none before `text` ends. `folded` has room for CN_TOKEN_MAX bytes; token.folded points there.
 * Allocates nothing. */
bool cn_token_next(struct cn_str text, size_t at, char *folded, struct cn_token *token);
/* The text of a token with width, compatibility forms and invisible characters folded away but case
 * kept: what patterns are matched against. Returns its length, 0 if over `room`. */
size_t cn_token_normalise(struct cn_str text, const struct cn_token *, char *out, size_t room);
/* The start of the word that holds or ends at `at`, or `at` itself: where to begin in the middle of
 * a text. Inside a word that is surely CN_TOKEN_LONG, some place in it. */
size_t cn_word_start(struct cn_str text, size_t at);

enum cn_separator {
    CN_SEPARATOR_NONE,   /* the tokens touch (a change of script, ideographs) */
    CN_SEPARATOR_BLANK,  /* one or more blanks */
    CN_SEPARATOR_JOINER, /* one hyphen, slash, full stop, underscore, apostrophe, with blanks
                            around; or a misread hyphen before a number (AMLASH~1) */
    CN_SEPARATOR_LINE,   /* a line end (with a hyphen before it or not), with blanks around */
    CN_SEPARATOR_OTHER   /* anything else: a name does not reach over it */
};
/* What stands between two tokens, from `from` to `to`. Over CN_SEPARATOR_MAX bytes, a blank line or
 * a tab: OTHER. Looks at a few bytes on both sides. */
enum cn_separator cn_separator_between(struct cn_str text, size_t from, size_t to);

/* A name's key: its folded tokens joined ("amlash" of "AM/LASH" and "AmLash"). Returns its length;
 * 0 if it has no token or more than CN_NAME_TOKENS, or is over `room`. */
size_t cn_name_key(struct cn_str name, char *out, size_t room);

/* The character at text[at]: its code point and length; an invalid byte gives -1 and length 1. */
int32_t cn_utf8_next(struct cn_str text, size_t at, size_t *len);
/* Columns a character takes on a terminal: 0, 1 or 2. */
int cn_char_width(int32_t code_point);

#endif
