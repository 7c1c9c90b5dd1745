/*
 * transfer.h: what mail wraps bytes in so that they pass (RFC 2045, and uuencode), taken off again.
 */
#ifndef CN_READ_TRANSFER_H
#define CN_READ_TRANSFER_H

#include "base/bytes.h"

enum cn_transfer_kind {
    CN_TRANSFER_NONE, /* 7bit, 8bit, binary, and what nobody knows */
    CN_TRANSFER_BASE64,
    CN_TRANSFER_QUOTED,
    CN_TRANSFER_WORD, /* the quoted-printable of encoded words: "_" is a blank (RFC 2047) */
    CN_TRANSFER_UU
};

/* Zero-initialise and set the kind. */
struct cn_transfer {
    enum cn_transfer_kind kind;
    bool damaged;       /* bytes were met that belong to no such wrapping; what decodes was kept */
    uint32_t bits;      /* base64: sextets that make no byte yet */
    unsigned count;     /* of them */
    struct cn_buf line; /* the beginning of a line (uu), of a sequence (quoted) */
    bool inside;        /* uu: between "begin" and "end" */
};

/* By the field's value ("Base64"). */
enum cn_transfer_kind cn_transfer_find(struct cn_str value);
/* Unwraps more of it; `last`: that was all. Appends to `out`. */
void cn_transfer_add(struct cn_transfer *, struct cn_str in, bool last, struct cn_buf *out);
void cn_transfer_end(struct cn_transfer *);

#endif
