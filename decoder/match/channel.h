/*
 * channel.h: what a scanner makes of letters, as a noisy channel.
 *
 * For match/, score/ and evaluate/. A name was written letter by letter; each letter was read as
 * itself, as another, as two, or not at all, two as one, and some were read that are not there. How
 * often is counted on pairs of a name and what was read for it (struct cn_confusions), kept as a
 * table in a file, and asked as costs: the negative logarithm of the probability that a name is
 * read so (struct cn_channel).
 *
 * A table is text: a line with the version, lines on what was counted, then a line a confusion:
 * the letters of the name, what was read for them, how often. "-" is nothing, "?" a mark that is no
 * letter, "_" a blank or line end.
 *
 *     cryptonym-confusions 1
 *     on 35961 names of gold-dev.tsv.gz
 *     M M 13528
 *     M N 952
 *     M TI 3
 *     LI U 5
 *     L - 44
 *     - I 40
 */
#ifndef CN_MATCH_CHANNEL_H
#define CN_MATCH_CHANNEL_H

#include "base/arena.h"
#include "base/diag.h"

/* What is written: the letters a to z. What is read: those, the digits, a mark, a blank. */
enum { CN_LETTERS = 26, CN_MARK = 36, CN_BLANK = 37, CN_SYMBOLS = 38 };
/* The longest text that is looked at as one garbled name, in symbols. */
#define CN_GARBLED_SYMBOLS 24

/* Text as symbols: ASCII letters without their case, digits, any other character a mark, blanks and
 * line ends in a row one blank. Returns how many; 0: more than `room`. */
size_t cn_channel_symbols(struct cn_str text, uint8_t *symbols, size_t room);
uint8_t cn_channel_symbol(char byte);
/* The letter, digit, '?' or '_' of a symbol. */
char cn_channel_letter(uint8_t symbol);

/* ---- counting ---- */

/* Two letters read as one, or one as two. */
struct cn_confused {
    uint8_t letters[2]; /* of the name; [1] CN_SYMBOLS: one letter alone */
    uint8_t read[2];    /* likewise */
    double times;
};
#define CN_CONFUSED_MAX 512

/* Zero-initialise. */
struct cn_confusions {
    double read[CN_LETTERS][CN_SYMBOLS];
    double lost[CN_LETTERS];
    double added[CN_SYMBOLS];
    struct cn_confused pairs[CN_CONFUSED_MAX];
    size_t pairs_len;
    struct cn_buf counted_on; /* what was counted, in lines */
};
void cn_confusions_write(const struct cn_confusions *, struct cn_buf *);
void cn_confusions_free(struct cn_confusions *);

/* ---- costs ---- */

struct cn_channel;
/* From counts; with few or none all confusions of a kind are equally likely. NULL: memory. */
struct cn_channel *cn_channel_new(const struct cn_confusions *);
/* A table from memory; `path` is for messages. */
enum cn_severity cn_channel_read(struct cn_channel **, struct cn_str text, const char *path,
                                 struct cn_diags *);
/* By path, or by name in the search path ("typewriter"). */
enum cn_severity cn_channel_find(struct cn_channel **, const char *name_or_path, struct cn_diags *);
void cn_channel_free(struct cn_channel *);
/* Does a line on what was counted end so? */
bool cn_channel_counted_on(const struct cn_channel *, struct cn_str ending);

/* One step of the way from a name to what was read. */
struct cn_channel_step {
    uint8_t letters[2], read[2]; /* letters_len and read_len of them count */
    uint8_t letters_len, read_len;
    double cost;
};
#define CN_CHANNEL_STEPS (2 * CN_GARBLED_SYMBOLS)

/* The negative logarithm of the probability that the name (letters a to z, as many as
 * CN_GARBLED_SYMBOLS at most) is read as `symbols`, by the most probable way. `steps` (room for
 * CN_CHANNEL_STEPS) and `steps_len` may be NULL: the way is not asked for. */
double cn_channel_cost(const struct cn_channel *, struct cn_str name, const uint8_t *symbols,
                       size_t len, struct cn_channel_step *steps, size_t *steps_len);
/* The same where it is no more than `most`; else more than that, perhaps not all of it. */
double cn_channel_cost_most(const struct cn_channel *, struct cn_str name, const uint8_t *symbols,
                            size_t len, double most);
/* The same for the part [*from, *to) of the symbols that the name is most probably read as, none of
 * the rest counting. */
double cn_channel_within(const struct cn_channel *, struct cn_str name, const uint8_t *symbols,
                         size_t len, size_t *from, size_t *to);
/* For the tests: the cost of a letter read as a symbol, not read at all, and of a symbol that is
 * not there. */
double cn_channel_read_cost(const struct cn_channel *, uint8_t letter, uint8_t symbol);
double cn_channel_lost_cost(const struct cn_channel *, uint8_t letter);
double cn_channel_added_cost(const struct cn_channel *, uint8_t symbol);
/* Is the step a letter that was read as itself? */
bool cn_channel_kept(const struct cn_channel_step *);

#endif
