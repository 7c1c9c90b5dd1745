/*
 * lines.h: the lines of a source, one after the other, in bounded memory however long they are.
 *
 * For formats that are told by their lines: mailboxes, the parts of a mail.
 */
#ifndef CN_OPEN_LINES_H
#define CN_OPEN_LINES_H

#include "open/source.h"

/* What is shown of a line, at least (bytes): a mail's boundary may have 70, a header's name fits.
 */
#define CN_LINE_HEAD 1024

struct cn_line {
    struct cn_str head;  /* its beginning, without the line end; good until the next line */
    uint64_t start, end; /* in the source, with the line end: end is where the next one starts */
};

/* Zero-initialise, then cn_lines_begin. */
struct cn_lines {
    const struct cn_source *source;
    char *bytes;      /* owned */
    size_t from, len; /* not gone through yet: bytes[from .. len) */
    uint64_t base;    /* of bytes[0] in the source */
    bool ended;       /* the source has no more */
    int error;        /* errno of what could not be read; the lines end there */
    char head[CN_LINE_HEAD];
};

/* False: memory is out. The source must outlive the lines. */
bool cn_lines_begin(struct cn_lines *, const struct cn_source *);
/* False: there are no more. */
bool cn_lines_next(struct cn_lines *, struct cn_line *);
/* The next line is the one that starts there. */
void cn_lines_seek(struct cn_lines *, uint64_t start);
/* Where the next line starts. */
uint64_t cn_lines_at(const struct cn_lines *);
void cn_lines_end(struct cn_lines *);

/* Is the line empty, or one carriage return? */
bool cn_line_empty(const struct cn_line *);
/* The length of the name of a mail's header field that begins the line ("Subject" of "Subject: x");
 * 0: it is none. */
size_t cn_line_field(struct cn_str head);

#endif
