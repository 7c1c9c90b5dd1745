/*
 * frame.h: what a worker and its parent say to each other, a length and a type before each piece.
 *
 * For worker/ and those who answer in a worker (cli/). Whoever sends may be in the hands of a
 * document: lengths, types, numbers and the order of frames are checked before anything is done
 * with them. Numbers are little-endian and of fixed width; no struct goes over as it lies in
 * memory.
 */
#ifndef CN_WORKER_FRAME_H
#define CN_WORKER_FRAME_H

#include "base/fields.h"
#include "base/limits.h"
#include "base/sha256.h"
#include "open/open.h"

enum cn_frame_type {
    CN_FRAME_BEGUN = 1, /* output begins; no payload. At most one a document, before all output */
    CN_FRAME_OUTPUT,    /* bytes of output; never empty */
    CN_FRAME_COUNTS,    /* names met so far: struct cn_counts */
    CN_FRAME_DIAG,      /* a message: struct cn_diag */
    CN_FRAME_DIVISIBLE, /* the document can be done in pieces, and nothing else was done:
                         * struct cn_divisible */
    CN_FRAME_PASSED,    /* the first pass over a piece is done: struct cn_passed */
    CN_FRAME_MEMBER, /* a document in the one at hand begins: its name. Up to its end, frames are of
                      * it, and may be of members again */
    CN_FRAME_MEMBER_END, /* struct cn_report */
    CN_FRAME_REPORT,     /* all is said: struct cn_report. Only the seal comes behind it */
    CN_FRAME_SEAL        /* the task is over: the number that the parent gave it (serve.c) */
};

/* A frame's header: the payload's length, then the type. */
#define CN_FRAME_HEADER 5

struct cn_frame {
    enum cn_frame_type type;
    struct cn_str payload; /* borrowed */
};

/* ---- payloads ---- */

struct cn_counts {
    uint64_t mentions, below, covered;
};

/* The name of a format or charset, with a NUL. */
#define CN_NAME_MAX 48

/* How a document ended. */
struct cn_report {
    enum cn_status status;
    enum cn_severity worst; /* of its messages, also of those that were not kept */
    bool readable;          /* a reader read it */
    uint64_t bytes;
    uint64_t dropped; /* messages not kept */
    /* what its record says besides */
    char format[CN_NAME_MAX];  /* what read it; empty: nothing */
    char charset[CN_NAME_MAX]; /* empty: none */
    enum cn_charset_by charset_by;
    uint32_t charset_certainty; /* in ten-thousandths */
    uint64_t invalid;           /* broken sequences */
    bool hashed;
    unsigned char sha256[CN_SHA256_BYTES];
};

/* What decided about the charset of a document that can be done in pieces. */
struct cn_divisible {
    enum cn_charset_by by;
    uint32_t certainty; /* in ten-thousandths */
};

/* What the first pass over a piece of a document found out. */
struct cn_passed {
    uint64_t lines;      /* line ends in it */
    uint64_t line_start; /* text offset of the document behind the last of them; 0: there is none */
    uint64_t invalid;    /* broken sequences */
    uint64_t finds;      /* kept for the second pass; CN_NOT_KEPT: none, there were too many */
    bool last;           /* the document ended in it */
    bool struck;         /* a pattern was too costly: the windows do not stand alone */
};
#define CN_NOT_KEPT UINT64_MAX

/* The payload of a frame; read: false if it is not one. A diagnostic's strings are borrowed from
 * the payload. */
void cn_counts_write(struct cn_buf *, const struct cn_counts *);
bool cn_counts_read(struct cn_str, struct cn_counts *);
void cn_divisible_write(struct cn_buf *, const struct cn_divisible *);
bool cn_divisible_read(struct cn_str, struct cn_divisible *);
void cn_passed_write(struct cn_buf *, const struct cn_passed *);
bool cn_passed_read(struct cn_str, struct cn_passed *);
void cn_report_write(struct cn_buf *, const struct cn_report *);
bool cn_report_read(struct cn_str, struct cn_report *);
void cn_seal_write(struct cn_buf *, uint64_t seal);
bool cn_seal_read(struct cn_str, uint64_t *seal);
void cn_diag_write(struct cn_buf *, const struct cn_diag *);
bool cn_diag_read(struct cn_str, struct cn_diag *);

/* ---- writing and reading frames ---- */

/* Adds a frame. The payload is at most CN_FRAME_MAX. */
void cn_frame_add(struct cn_buf *, enum cn_frame_type, struct cn_str payload);

/* The frames of one task follow rules; zero-initialise for each, but for the level that it begins
 * at. */
struct cn_frame_rules {
    struct cn_frame_level {
        bool begun;
        bool output;
        uint32_t diags;
    } levels[CN_LEVELS_MAX]; /* the document, a member of it, a member of that */
    unsigned level;
    bool divisible;
    bool passed;
    bool reported;
};
/* Is the frame, by itself and after those before it, as it may be? */
bool cn_frame_allowed(struct cn_frame_rules *, const struct cn_frame *);

/* Bytes as they come in, and the frames in them. Zero-initialise. */
struct cn_frames {
    char *bytes; /* owned; CN_FRAMES_ROOM of them */
    size_t from; /* what was read and not yet given out: [from, to) */
    size_t to;
};
/* Where bytes may be put: room for a whole frame and more. False: memory is out. */
bool cn_frames_room(struct cn_frames *, char **room, size_t *len);
/* So many were put there. */
void cn_frames_filled(struct cn_frames *, size_t len);
/* CN_OK: a frame, good until room is asked for again. CN_END: more bytes are needed. CN_SKIP: this
 * can be no frame, and nothing behind it can be read. */
enum cn_severity cn_frames_next(struct cn_frames *, struct cn_frame *);
void cn_frames_free(struct cn_frames *);

#endif
