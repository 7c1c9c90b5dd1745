/*
 * compounds.h: may a word be a compound to hunspell? Private to score/.
 *
 * A word that it does not know hunspell cuts in two at each letter, and again; that takes five
 * times as long as everything else about the word. English makes compounds of numbers alone
 * ("21st"): where that is so, words without a digit need not be asked of rules for compounds.
 */
#ifndef CN_SCORE_COMPOUNDS_H
#define CN_SCORE_COMPOUNDS_H

#include "base/bytes.h"

#include <hunspell/hunspell.h>

/* The bytes that parts of compounds begin with, hold and end in, letters small. */
struct cn_parts {
    bool first[256], inside[256], last[256];
};

/* Opens the language of these files without its rules for compounds, if all parts of its compounds
 * hold an ASCII digit. NULL: it has no such rules, or others, or one cannot tell, or the system has
 * no files in memory. */
Hunhandle *cn_compounds_without(const char *aff, const char *dic, struct cn_parts *);
/* May the word be a compound of these parts, or hold one that hyphens set off? */
bool cn_compounds_may(const struct cn_parts *, struct cn_str word);

#endif
