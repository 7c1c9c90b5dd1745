/*
 * coverage.h: how the documents of a run were read, and which of them have the same bytes.
 *
 * For annotate.h and the journal, which keeps what a finished document adds here.
 */
#ifndef CN_CLI_COVERAGE_H
#define CN_CLI_COVERAGE_H

#include "cli/cli.h"
#include "cli/digests.h"

/* Zero-initialise. */
struct cn_coverage {
    struct cn_digests hashes; /* each with the offset of its first document's name in `names` */
    struct cn_buf names;      /* each ended by NUL */
    uint64_t duplicates;
    bool full; /* there were more hashes than are remembered */
    bool listed;
    bool silent;             /* the lines go nowhere */
    bool opened;             /* `output` is */
    struct cn_output output; /* of the list; not opened: standard error */
    struct cn_buf line;      /* of the last document */
};

/* The first document with these bytes; empty: `name` is the first. Good until the next call. */
struct cn_str cn_coverage_seen(struct cn_coverage *, const unsigned char sha256[CN_SHA256_BYTES],
                               struct cn_str name);
/* A line of the list goes where the list goes. */
void cn_coverage_put(struct cn_coverage *, struct cn_str line);

#endif
