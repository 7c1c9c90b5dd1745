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

#include "open/open.h"

enum cn_frame_type {
    CN_FRAME_BEGUN = 1, /* output begins; no payload. At most one, before all output */
    CN_FRAME_OUTPUT,    /* bytes of output; never empty */
    CN_FRAME_COUNTS,    /* names met so far: struct cn_counts */
    CN_FRAME_DIAG,      /* a message: struct cn_diag */
    CN_FRAME_REPORT     /* the task is done: struct cn_report. The last frame of each task */
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

/* How a document ended. */
struct cn_report {
    enum cn_status status;
    enum cn_severity worst; /* of its messages, also of those that were not kept */
    bool fatal;             /* memory is out: the run cannot go on */
    bool readable;          /* a reader read it */
    uint64_t bytes;
    uint64_t dropped; /* messages not kept */
    struct cn_counts counts;
};

/* The payload of a frame; read: false if it is not one. A diagnostic's strings are borrowed from
 * the payload. */
void cn_counts_write(struct cn_buf *, const struct cn_counts *);
bool cn_counts_read(struct cn_str, struct cn_counts *);
void cn_report_write(struct cn_buf *, const struct cn_report *);
bool cn_report_read(struct cn_str, struct cn_report *);
void cn_diag_write(struct cn_buf *, const struct cn_diag *);
bool cn_diag_read(struct cn_str, struct cn_diag *);

/* ---- fields.c: what payloads are made of ---- */

void cn_put_u8(struct cn_buf *, uint8_t);
void cn_put_u32(struct cn_buf *, uint32_t);
void cn_put_u64(struct cn_buf *, uint64_t);
void cn_put_str(struct cn_buf *, struct cn_str); /* its length first */

/* Reads them again. What is not there is zero, and `broken` says so. */
struct cn_fields {
    struct cn_str rest;
    bool broken;
};
uint8_t cn_take_u8(struct cn_fields *);
uint32_t cn_take_u32(struct cn_fields *);
uint64_t cn_take_u64(struct cn_fields *);
struct cn_str cn_take_str(struct cn_fields *);
/* A number from 0 to `most`; a larger one is broken. */
uint8_t cn_take_choice(struct cn_fields *, uint8_t most);
/* Was all there, and nothing behind it? */
bool cn_fields_good(const struct cn_fields *);

/* ---- writing and reading frames ---- */

/* Adds a frame. The payload is at most CN_FRAME_MAX. */
void cn_frame_add(struct cn_buf *, enum cn_frame_type, struct cn_str payload);

/* The frames of one task follow rules; zero-initialise for each. */
struct cn_frame_rules {
    bool begun;
    bool output;
    uint32_t diags;
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
