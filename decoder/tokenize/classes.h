/*
 * classes.h: what kinds of characters make words. For tokenize/ and the fast path of match/.
 *
 * Classes come from the Unicode data files (classes.pl). Letters of each script have a class of
 * their own, CN_CLASS_SCRIPT or above.
 */
#ifndef CN_TOKENIZE_CLASSES_H
#define CN_TOKENIZE_CLASSES_H

#include "base/bytes.h"

enum cn_class {
    CN_CLASS_NONE,      /* not part of a word; also invalid bytes */
    CN_CLASS_IGNORABLE, /* invisible: goes on with a word, is not folded */
    CN_CLASS_MARK,      /* combining: goes on with a word */
    CN_CLASS_NEUTRAL,   /* digits, letters of no script: in a word of any script */
    CN_CLASS_SINGLE,    /* ideographs and the like: a word each */
    CN_CLASS_SCRIPT     /* this and above: letters, by script */
};
uint8_t cn_char_class(int32_t code_point);

/* Is it surely not ASCII, and folds to something that holds no ASCII? */
bool cn_char_stays(int32_t code_point);

enum cn_byte_kind {
    CN_BYTE_BREAK, /* ASCII, not in a word */
    CN_BYTE_WORD,  /* an ASCII letter or digit */
    CN_BYTE_HIGH   /* part of a longer character, or invalid */
};
extern const uint8_t cn_byte_kind[256];

/* ASCII letters and digits, and nothing else, may be folded so. */
static inline char cn_fold_word_byte(char byte) {
    return (char)(byte | 0x20);
}

/* The character before text[at] (at > 0), as cn_utf8_next would read it. */
int32_t cn_utf8_before(struct cn_str text, size_t at, size_t *len);

/* Writes a word's characters folded (NFKC_Casefold; with `keep_case` NFKC) without the invisible
 * ones. Returns the length; 0 if over `room` or over 4 * CN_TOKEN_MAX characters when decomposed.
 */
size_t cn_fold(struct cn_str word, bool keep_case, char *out, size_t room);

#endif
