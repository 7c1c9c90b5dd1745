/*
 * languages.h: hunspell dictionaries, found and opened. Private to score/.
 */
#ifndef CN_SCORE_LANGUAGES_H
#define CN_SCORE_LANGUAGES_H

#include "score/compounds.h"
#include "score/score.h"

#include <hunspell/hunspell.h>
#include <iconv.h>

struct cn_language {
    Hunhandle *handle;  /* NULL: not opened yet, for the other one has answered so far */
    Hunhandle *without; /* compounds of numbers, for words that are none; NULL: not needed */
    struct cn_parts parts;
    char *stem;     /* of the path */
    iconv_t encode; /* from UTF-8 to the dictionary's charset; (iconv_t)-1: it is UTF-8 */
    bool lenient;   /* with an ASCII word it takes the same one capitalised, and in capitals */
};

/* Finds and opens one language, by name or path; `manifest` gets its line. False: not there, or not
 * usable; or errno is ENOMEM. */
bool cn_language_open(struct cn_language *, struct cn_str name, struct cn_buf *manifest);
/* Asks hunspell. At most CN_LANGUAGE_WORD bytes; longer ones hunspell refuses. */
bool cn_language_spell(struct cn_language *, struct cn_str word);
void cn_language_close(struct cn_language *);

/* hunspell's own limit is 100 characters of its charset; no word needs more bytes than this. */
#define CN_LANGUAGE_WORD 99

#endif
