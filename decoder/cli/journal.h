/*
 * journal.h: what a run has finished, in a file, so that after a kill it can go on there.
 *
 * For annotate.h, journal.c, records.c and the latter's fuzz target. The file is the line
 * CN_JOURNAL_MAGIC, then records:
 *
 *     begun       what the run was asked for, and by what it reads
 *     document    of the turn at hand: one for each document in the input
 *     turn        an input's turn has ended, and with it its documents'
 *     ended       so have all; the output is whole
 *
 * A record is the length of its payload, a checksum of that and of the record before, and the
 * payload, which begins with the type. What is behind the last turn, cut short or damaged does not
 * count. Numbers and strings are those of base/fields.h.
 */
#ifndef CN_CLI_JOURNAL_H
#define CN_CLI_JOURNAL_H

#include "base/fields.h"
#include "cli/digests.h"
#include "open/open.h"

#define CN_JOURNAL_MAGIC "cryptonym journal 1\n"

/* ---- records.c: the file's bytes ---- */

enum cn_record_type { CN_RECORD_BEGUN = 1, CN_RECORD_DOCUMENT, CN_RECORD_TURN, CN_RECORD_ENDED };

/* Adds one. `chain` is the checksum of the one before, 0 at first, and becomes this one's. */
void cn_record_add(struct cn_buf *, uint64_t *chain, enum cn_record_type, struct cn_str payload);
/* Takes one off the front. CN_OK; CN_END: there is not all of one; CN_SKIP: it is none. `payload`
 * is without the type. */
enum cn_severity cn_record_take(struct cn_str *bytes, uint64_t *chain, enum cn_record_type *type,
                                struct cn_str *payload);

struct cn_journal_begun {
    uint64_t id;         /* of the run: what is not finished has it in its name */
    struct cn_str pairs; /* names and values that must be the same: strings */
};
struct cn_journal_document {
    enum cn_status status;
    uint64_t bytes, mentions, below;
    bool hashed; /* `sha256` and `name` are there */
    unsigned char sha256[CN_SHA256_BYTES];
    struct cn_str name;
    struct cn_str line; /* of the list of --coverage; empty: none */
};
struct cn_journal_turn {
    struct cn_str name;
    bool standard; /* standard input, whatever its name */
    uint64_t size; /* of the input */
    int64_t time;  /* of its last change, in nanoseconds */
    bool trouble;  /* there was some by now */
    bool refused;  /* the output must not be kept */
    bool kept;     /* with -o FOLDER: there is an output file */
    uint64_t end;  /* bytes of the output, behind this turn; with -o FOLDER of its own file */
    uint64_t hash; /* of those of this turn; not with -o FOLDER */
};
void cn_begun_write(struct cn_buf *, const struct cn_journal_begun *);
bool cn_begun_read(struct cn_str, struct cn_journal_begun *);
void cn_journal_document_write(struct cn_buf *, const struct cn_journal_document *);
bool cn_journal_document_read(struct cn_str, struct cn_journal_document *);
void cn_journal_turn_write(struct cn_buf *, const struct cn_journal_turn *);
bool cn_journal_turn_read(struct cn_str, struct cn_journal_turn *);
/* The first pair of `old` that `now` has otherwise; false: there is none. An absent value is empty.
 */
bool cn_begun_differs(struct cn_str old, struct cn_str now, struct cn_str *name,
                      struct cn_str *old_value, struct cn_str *now_value);

/* ---- journal.c ---- */

/* A fingerprint each, of what is loaded in another process. */
enum { CN_FACT_DICTIONARIES, CN_FACT_MODEL, CN_FACT_WORDS, CN_FACT_CONFUSIONS, CN_FACT_HUNSPELL };
#define CN_FACTS (CN_FACT_HUNSPELL + 1)

/* An input that has had its turn. */
struct cn_finished {
    uint64_t size;
    int64_t time;
    uint64_t times; /* that it stands in the input and was not met again so far */
};

/* Zero-initialise. */
struct cn_journal {
    bool open;
    int fd;
    int folder; /* that holds it */
    const char *path, *name;
    uint64_t facts[CN_FACTS];
    uint64_t id;
    uint64_t chain;
    uint64_t end;             /* of the file, as far as it counts */
    uint64_t covered;         /* bytes of the output that turns so far have written */
    struct cn_buf pending;    /* records of the turn at hand */
    int64_t synced;           /* when; milliseconds */
    bool resumes;             /* it was there before, and is another run's work */
    bool ended;               /* its run's output is whole */
    bool useless;             /* its run's output is not to be kept */
    struct cn_digests inputs; /* each with its place in `finished` */
    struct cn_buf finished;   /* struct cn_finished */
};

#endif
