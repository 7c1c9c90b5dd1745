/*
 * garbled.h: names that a scanner garbled. For scan.c and the tests.
 *
 * The third finder comes after the others, when it is known which names surely stand in the
 * document: it looks at the words that are no name and no ordinary word, each once as long as it is
 * remembered, and asks which names are near (near.h) and how probably they are read so (channel.h).
 * Two letters garbled or more, and names broken by a blank, count only where the name is known to
 * stand in the document or the confusions are usual ones.
 */
#ifndef CN_MATCH_GARBLED_H
#define CN_MATCH_GARBLED_H

#include "match/channel.h"
#include "match/match.h"
#include "match/near.h"

/* How often the entry's name surely stands in the document, as its dictionary writes it. */
struct cn_standing {
    unsigned (*times)(const void *context, uint32_t entry);
    const void *context;
};

struct cn_garbler;
/* `ordinary` says of a word of lower-case ASCII letters that it is a common one. NULL: memory. */
struct cn_garbler *cn_garbler_new(const struct cn_dictionary *, const struct cn_channel *,
                                  bool (*ordinary)(void *context, struct cn_str word),
                                  void *context);
void cn_garbler_free(struct cn_garbler *);
/* How many letters of a name may be garbled that stands nowhere else: 2; 1 or 0 where there are too
 * many names. */
unsigned cn_garbler_edits(const struct cn_garbler *);
/* For learning: other confusions from now on; names too are taken for garbled ones of others. */
void cn_garbler_use(struct cn_garbler *, const struct cn_channel *);
void cn_garbler_doubt_names(struct cn_garbler *);

/* Another document, or piece of one, from now on. What `standing` points to must outlive it. */
void cn_garbler_begin(struct cn_garbler *, const struct cn_standing *standing);
/* The window's candidates, and beside them its garbled names, in the order of cn_match. Where there
 * are none of these, *all is *found. Else the array lives in the arena. What stands just beside the
 * core decides too; a matcher that serves nothing else finds it. NULL: the core is all there is. */
enum cn_severity cn_garbled_add(struct cn_garbler *, struct cn_matcher *beside,
                                const struct cn_text *, const struct cn_candidates *found,
                                struct cn_arena *, struct cn_candidates *all);

/* The letters of the name that a candidate of these is a garbling of, a to z; `room` has
 * CN_GARBLED_MAX. 0: it is none. */
size_t cn_garbled_letters(struct cn_str name, char *room);

#endif
